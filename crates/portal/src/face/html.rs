//! HTML text: escaping, and the page around every content.

use std::fmt::{self, Display, Write as _};

use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::APP_PATH;
use super::apps::title_of;
use super::notices::bell;
use super::visit::Visit;
use super::words::Lang;
use crate::AppState;

const ICONS: &str = include_str!("assets/icons.svg");
/// Decides the menu's width before the first paint: labels on wide screens, unless the visitor chose.
const EARLY: &str = "const kept=localStorage.getItem('portal.menu');\
document.documentElement.classList.toggle('wide',kept?kept==='wide':innerWidth>=1440)";

/// Text to be shown as it is, in an element or a quoted attribute.
pub(super) struct Text<'a>(pub(super) &'a str);

impl Display for Text<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\'' => out.write_str("&#39;")?,
                other => out.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// JSON to be put into a `<script>` element: nothing in it can close the element.
pub(super) fn script_json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// What a page is made of.
pub(super) struct Page<'a> {
    /// Heading and window title.
    pub(super) title: &'a str,
    /// Content, already HTML.
    pub(super) body: String,
    /// The content fills the area by itself and scrolls inside.
    pub(super) fills: bool,
    /// Status of the answer.
    pub(super) status: StatusCode,
}

impl Page<'_> {
    /// The page as the visit wants it: with menu and bar, inside a slider, or bare.
    pub(super) fn render(&self, state: &AppState, visit: &Visit) -> Response {
        let words = visit.lang.words();
        let pairs: serde_json::Map<String, serde_json::Value> =
            words.pairs().map(|(name, text)| (name.to_owned(), text.into())).collect();
        let content = if self.fills { "content hosts" } else { "content" };
        let inner = if visit.bare || visit.inside {
            format!(r#"<main class="{content}" style="height:100%">{}</main>"#, self.body)
        } else {
            format!(
                r#"<div class="shell">{}{}<main class="{content}">{}</main></div>{}"#,
                menu(state, visit),
                bar(state, visit, self.title),
                self.body,
                switcher(visit),
            )
        };
        let html = format!(
            r#"<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/_face/portal.css"><script>{EARLY}</script><script type="application/json" id="words">{words}</script><script type="module" src="/_face/portal.js"></script></head><body class="{class}" data-user="{user}">{ICONS}{inner}</body></html>"#,
            lang = visit.lang.tag(),
            title = Text(self.title),
            words = script_json(&pairs.into()),
            class = if visit.bare { "bare" } else { "" },
            user = visit.user,
        );
        let mut response = (self.status, html).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        for cookie in visit.cookies() {
            headers.append(SET_COOKIE, cookie.parse().expect("a number or a language code is a header value"));
        }
        response
    }
}

/// A page that only says something.
pub(super) fn message(status: StatusCode, title: &str, why: &str, action: &str) -> Page<'static> {
    Page {
        title: "",
        body: format!(
            r#"<section class="message" role="status"><h2>{}</h2><p>{}</p>{action}</section>"#,
            Text(title),
            Text(why)
        ),
        fills: false,
        status,
    }
}

/// The answer for a record that is not there.
pub(super) fn not_found(state: &AppState, visit: &Visit) -> Response {
    let words = visit.lang.words();
    let page = message(StatusCode::NOT_FOUND, words.not_found, words.not_found_why, "");
    Page { title: words.not_found, ..page }.render(state, visit)
}

/// Initials for a round picture.
pub(super) fn initials(name: &str) -> String {
    name.split_whitespace().take(2).filter_map(|part| part.chars().next()).collect()
}

fn menu(state: &AppState, visit: &Visit) -> String {
    let words = visit.lang.words();
    let mut items = String::new();
    let mut item = |path: &str, icon: &str, label: &str| items.push_str(&menu_item(visit, path, icon, label));
    item("/crm/company/", "company", words.companies);
    item("/crm/deal/", "deal", words.deals);
    item("/report/analytics/", "chart", words.analytics);
    for (code, label) in [("TELEPHONY_ANALYTICS_MENU", words.telephony), ("BI_ANALYTICS_MENU", words.builder)] {
        for place in 0..state.placements(code).len() {
            let title = title_of(state, code, place);
            item(&placement_path(code, place), "chart", &format!("{label} · {title}"));
        }
    }
    item("/company/", "people", words.people);
    let widgets = state.placements("LEFT_MENU");
    for place in 0..widgets.len() {
        item(&placement_path("LEFT_MENU", place), "app", &title_of(state, "LEFT_MENU", place));
    }
    let own = state.app_title();
    if widgets.iter().all(|widget| widget.app != 0) {
        item(APP_PATH, "app", &own);
    } else {
        items.push_str(r#"<span class="fill"></span>"#);
        items.push_str(&menu_item(visit, APP_PATH, "market", &format!("{} · {own}", words.market)));
    }
    for (key, title) in state.other_apps() {
        let label = format!("{} · {title}", words.market);
        items.push_str(&menu_item(visit, &format!("{APP_PATH}{key}/"), "market", &label));
    }
    format!(
        r##"<nav class="menu" aria-label="{menu}"><button type="button" data-toggle-menu title="{menu}"><svg class="icon" aria-hidden="true"><use href="#i-toggle"/></svg><span class="label brand">{brand}</span></button>{items}</nav>"##,
        menu = Text(words.menu),
        brand = Text(&state.records().card.title),
    )
}

/// Where a widget that is a whole page lives; the first one of a placement needs no number.
fn placement_path(code: &str, place: usize) -> String {
    if place == 0 { format!("/placement/{code}/") } else { format!("/placement/{code}/?widget={place}") }
}

fn menu_item(visit: &Visit, path: &str, icon: &str, label: &str) -> String {
    let here = if path == APP_PATH || path.contains('?') {
        let query = format!("{}?widget={}", visit.path, visit.widget());
        visit.path == path || query == path
    } else if path == "/company/" {
        visit.path == path || visit.path.starts_with("/company/personal/")
    } else {
        visit.path.starts_with(path) && visit.widget() == 0
    };
    let current = if here { r#" aria-current="page""# } else { "" };
    format!(
        r##"<a href="{path}" title="{label}"{current}><svg class="icon" aria-hidden="true"><use href="#i-{icon}"/></svg><span class="label">{label}</span></a>"##,
        path = Text(path),
        label = Text(label),
    )
}

fn bar(state: &AppState, visit: &Visit, title: &str) -> String {
    let words = visit.lang.words();
    let language = |lang: Lang| {
        let current = if visit.lang == lang { r#" aria-current="true""# } else { "" };
        let code = lang.code();
        format!(r#"<a href="{}"{current}>{}</a>"#, Text(&visit.with("lang", Some(code))), code.to_ascii_uppercase())
    };
    format!(
        r#"<header class="bar"><h1>{title}</h1>{bell}<div class="lang">{languages}</div><button type="button" class="person" data-switch-user title="{switch}"><span class="face" aria-hidden="true">{initials}</span><span class="who">{name}</span></button></header>"#,
        title = Text(title),
        bell = bell(&state.records(), visit),
        languages = Lang::ALL.map(language).concat(),
        switch = Text(words.switch_user),
        initials = Text(&initials(&visit.name)),
        name = Text(&visit.name),
    )
}

fn switcher(visit: &Visit) -> String {
    let words = visit.lang.words();
    format!(
        r#"<dialog class="dialog switcher"><h2>{}</h2><input type="search" aria-label="{search}" placeholder="{search}"><ul></ul><div class="acts"><button type="button" class="plain cancel">{}</button></div></dialog>"#,
        Text(words.switch_user),
        Text(words.cancel),
        search = Text(words.search),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(Text(r#"<b onclick="x('&')">"#).to_string(), "&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;");
        assert_eq!(script_json(&serde_json::json!("</script>")), "\"\\u003c/script>\"");
    }

    #[test]
    fn a_picture_takes_two_letters() {
        assert_eq!(initials("Анна Мария Крылова"), "АМ");
        assert_eq!(initials(""), "");
    }
}
