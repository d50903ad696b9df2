//! What the server put into the page when the portal opened it.

use serde_json::Value;

/// The launch element of the page. A reloaded frame has an empty one: then the frame itself is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Launch {
    /// One-time code to open a session with.
    pub(crate) code: Option<String>,
    /// Language of the portal; empty when unknown.
    pub(crate) lang: String,
    /// Where the portal opened the app.
    pub(crate) placement: String,
    /// Options of the placement: a map, or an empty list when there are none.
    pub(crate) options: Value,
    /// Whether the portal opened the installer.
    pub(crate) installer: bool,
    /// Host of the portal with its port.
    pub(crate) domain: String,
    /// Whether the portal is served over TLS.
    pub(crate) secure: bool,
    /// Id of this opening, part of every message to the frame.
    pub(crate) sid: String,
}

impl Launch {
    /// Reads the element's text; anything missing or of another type counts as not told.
    pub(crate) fn read(text: &str) -> Self {
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        let told = |key: &str| match &value[key] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        Self {
            code: value["code"].as_str().map(str::to_owned),
            lang: told("lang"),
            placement: told("placement"),
            options: value["options"].clone(),
            installer: value["installer"].as_bool().unwrap_or_default(),
            domain: told("domain"),
            secure: told("protocol") != "0",
            sid: told("sid"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_launch_tells_portal_place_and_code() {
        let launch = Launch::read(
            r#"{"code":"sealed","lang":"ru","placement":"CRM_COMPANY_DETAIL_TAB","options":{"ID":"5"},
                "installer":true,"domain":"a.example:8024","protocol":"0","sid":"s1"}"#,
        );
        assert_eq!(
            launch,
            Launch {
                code: Some("sealed".to_owned()),
                lang: "ru".to_owned(),
                placement: "CRM_COMPANY_DETAIL_TAB".to_owned(),
                options: serde_json::json!({"ID": "5"}),
                installer: true,
                domain: "a.example:8024".to_owned(),
                secure: false,
                sid: "s1".to_owned(),
            }
        );
    }

    #[test]
    fn a_reloaded_frame_has_no_code() {
        let launch = Launch::read(r#"{"code":null,"domain":"a.example","protocol":1,"options":[]}"#);
        assert_eq!((launch.code, launch.secure, launch.installer), (None, true, false));
    }

    #[test]
    fn a_page_without_the_element_tells_nothing() {
        assert_eq!(Launch::read("").domain, "");
    }
}
