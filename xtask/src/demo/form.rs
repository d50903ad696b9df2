//! The form by which a portal's page opens the app in a frame, read as a browser would read it.

/// Where the form goes and what it carries.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LaunchForm {
    /// Address of the app.
    pub(super) action: String,
    /// Fields in order.
    pub(super) fields: Vec<(String, String)>,
}

impl LaunchForm {
    /// The first form of the page that opens an app; `None` when the portal shows a message instead.
    pub(super) fn find(page: &str) -> Option<Self> {
        let (_, rest) = page.split_once("<form data-launch")?;
        let (form, _) = rest.split_once("</form>")?;
        let (opening, content) = form.split_once('>')?;
        let fields = content.split("<input").skip(1).filter_map(|tag| {
            let tag = tag.split_once('>').map_or(tag, |(tag, _)| tag);
            Some((attribute(tag, "name")?, attribute(tag, "value")?))
        });
        Some(Self { action: attribute(opening, "action")?, fields: fields.collect() })
    }
}

/// The value of an attribute in double quotes. Angle brackets and quotes are escaped inside, so no value ends early.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(unescaped(value))
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_and_fields_are_read_without_their_escapes() {
        let page = concat!(
            r#"<div><iframe name="x"></iframe><form data-launch method="post" action="http://127.0.0.1:1/app?A=1&amp;B=2" hidden>"#,
            r#"<input type="hidden" name="AUTH_ID" value="a0"><input type="hidden" name="OPTIONS" value="{&quot;ID&quot;:&quot;&amp;lt;&quot;}">"#,
            "</form></div>"
        );
        assert_eq!(
            LaunchForm::find(page),
            Some(LaunchForm {
                action: "http://127.0.0.1:1/app?A=1&B=2".to_owned(),
                fields: vec![
                    ("AUTH_ID".to_owned(), "a0".to_owned()),
                    ("OPTIONS".to_owned(), "{\"ID\":\"&lt;\"}".to_owned())
                ],
            })
        );
    }

    #[test]
    fn a_page_with_a_message_has_no_form() {
        assert_eq!(LaunchForm::find("<form method=\"post\" action=\"/x\"></form>"), None);
    }
}
