//! What apps and people have written to the acting user: the bell of the bar and the page behind it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::format::instant;
use super::html::{Page, Text};
use super::lists::person;
use super::visit::Visit;
use crate::AppState;
use crate::model::Records;

/// Where the page lives.
pub(super) const NOTICES_PATH: &str = "/company/notifications/";
/// Notices shown, the latest first.
const SHOWN: usize = 50;

/// `/company/notifications/`.
pub(super) async fn notices(State(state): State<AppState>, visit: Visit) -> Response {
    let words = visit.lang.words();
    let body = {
        let records = state.records();
        let own = records.office.messages.iter().rev().filter(|message| message.to_user == visit.user);
        let rows: String = own
            .take(SHOWN)
            .map(|message| {
                let from = if message.from_user == 0 {
                    Text(&records.card.title).to_string()
                } else {
                    person(&records, message.from_user, words)
                };
                format!(
                    r#"<li class="notice" data-id="{}" data-tag="{}"><p>{}</p><small>{from} · {}</small></li>"#,
                    message.id,
                    Text(&message.tag),
                    marked(&message.text),
                    Text(&instant(&records, message.sent_at, visit.lang)),
                )
            })
            .collect();
        if rows.is_empty() {
            format!(r#"<div class="page"><p class="empty">{}</p></div>"#, Text(words.nothing))
        } else {
            format!(r#"<div class="page"><ul class="card notices">{rows}</ul></div>"#)
        }
    };
    Page { title: words.notifications, body, fills: false, status: StatusCode::OK }.render(&state, &visit)
}

/// The bell with the number of messages to this user.
pub(super) fn bell(records: &Records, visit: &Visit) -> String {
    let count = records.office.messages.iter().filter(|message| message.to_user == visit.user).count();
    format!(
        r##"<a class="bell" href="{NOTICES_PATH}" title="{label}" data-notices="{count}"><svg class="icon" aria-hidden="true"><use href="#i-bell"/></svg><span class="count">{shown}</span></a>"##,
        label = Text(visit.lang.words().notifications),
        shown = if count == 0 { String::new() } else { count.to_string() },
    )
}

/// Text with the few marks the platform knows: line breaks, bold, links. Links lead to pages, never to scripts.
fn marked(text: &str) -> String {
    let mut safe = Text(text).to_string();
    for (mark, tag) in
        [("[b]", "<b>"), ("[/b]", "</b>"), ("[B]", "<b>"), ("[/B]", "</b>"), ("[br]", "<br>"), ("[BR]", "<br>")]
    {
        safe = safe.replace(mark, tag);
    }
    safe = safe.replace("[url", "[URL").replace("[/url]", "[/URL]").replace('\n', "<br>");
    let mut out = String::new();
    let mut rest = safe.as_str();
    while let Some((before, link)) = rest.split_once("[URL=") {
        out.push_str(before);
        let parts = link
            .split_once(']')
            .and_then(|(address, tail)| tail.split_once("[/URL]").map(|(label, after)| (address, label, after)));
        let Some((address, label, after)) = parts else {
            out.push_str("[URL=");
            rest = link;
            continue;
        };
        if address.starts_with("https://") || address.starts_with("http://") || address.starts_with('/') {
            out.push_str(&format!(r#"<a href="{address}">{label}</a>"#));
        } else {
            out.push_str(label);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn marks_become_markup_and_scripts_do_not() {
        let text = "[b]План[/b] < 5\n[URL=/marketplace/view/a/?x=1&y=2]открыть[/URL]";
        assert_eq!(marked(text), r#"<b>План</b> &lt; 5<br><a href="/marketplace/view/a/?x=1&amp;y=2">открыть</a>"#);
        assert_eq!(marked("[url=javascript:alert(1)]x[/url]"), "x");
        assert_eq!(marked("[URL=unfinished"), "[URL=unfinished");
    }
}
