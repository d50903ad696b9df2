//! Who looks at a page, in which language and in which shape: read from the address and two cookies.

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};

use super::words::Lang;
use crate::AppState;
use crate::model::{Records, User};

const USER_COOKIE: &str = "portal_user";
const LANG_COOKIE: &str = "portal_lang";
/// Parameters that steer the page and are not the app's business.
const SYSTEM: [&str; 10] =
    ["as", "lang", "bare", "box", "tab", "widget", "IFRAME", "IFRAME_TYPE", "install_finished", "page"];

/// One opening of a page.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    /// Acting user.
    pub(super) user: u32,
    /// The acting user's name.
    pub(super) name: String,
    /// Language of the interface.
    pub(super) lang: Lang,
    /// Only the app's frame is wanted, over the whole viewport.
    pub(super) bare: bool,
    /// The page is shown inside a slider.
    pub(super) inside: bool,
    /// The app is opened with the few fields an old on-premise portal posts.
    pub(super) old_box: bool,
    /// Path of the page.
    pub(super) path: String,
    /// Parameters of the page, in order.
    pub(super) query: Vec<(String, String)>,
}

impl Visit {
    /// The first parameter of this name.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Which of several widgets in one placement is looked at, from 0.
    pub(super) fn widget(&self) -> usize {
        self.param("widget").and_then(|place| place.parse().ok()).unwrap_or(0)
    }

    /// Parameters meant for the app: `params[x]` without its wrapping, and any other that does not steer the page.
    pub(super) fn app_params(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.query.iter().filter(|(key, _)| !SYSTEM.contains(&key.as_str()));
        own.map(|(key, value)| {
            let inner = key.strip_prefix("params[").and_then(|rest| rest.strip_suffix(']'));
            (inner.unwrap_or(key), value.as_str())
        })
    }

    /// Path and parameters of the page as a placement's `URI` carries them.
    pub(super) fn uri(&self) -> String {
        let kept = self.query.iter().filter(|(key, _)| !matches!(key.as_str(), "as" | "lang" | "bare" | "box"));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// The address of this page with one parameter replaced; `None` takes it out.
    pub(super) fn with(&self, name: &str, value: Option<&str>) -> String {
        let kept = self.query.iter().filter(|(key, _)| key != name).map(|(key, text)| (key.as_str(), text.as_str()));
        let pairs = kept.chain(value.map(|text| (name, text)));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// The address of this page with one of its tabs chosen; the first widget of a placement needs no number.
    pub(super) fn tab(&self, code: Option<&str>, widget: usize) -> String {
        let kept = self.query.iter().filter(|(key, _)| key != "tab" && key != "widget");
        let kept = kept.map(|(key, text)| (key.clone(), text.clone()));
        let tab = code.map(|code| ("tab".to_owned(), code.to_owned()));
        let widget = Some(widget).filter(|place| *place > 0).map(|place| ("widget".to_owned(), place.to_string()));
        let query =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(kept.chain(tab).chain(widget)).finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// `Set-Cookie` values that make the choices of this address last.
    pub(super) fn cookies(&self) -> Vec<String> {
        let mut cookies = Vec::new();
        if self.param("as").is_some() {
            cookies.push(format!("{USER_COOKIE}={}; Path=/; SameSite=Lax", self.user));
        }
        if self.param("lang").is_some() {
            cookies.push(format!("{LANG_COOKIE}={}; Path=/; SameSite=Lax", self.lang.code()));
        }
        cookies
    }
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = (StatusCode, String);

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let query: Vec<(String, String)> =
            form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes()).into_owned().collect();
        let param = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let records = state.records();
        let user = acting_user(&records, param("as"), cookie(&parts.headers, USER_COOKIE))?;
        let default = Lang::from_code(&records.card.language).unwrap_or(Lang::Ru);
        let lang = param("lang").and_then(Lang::from_code);
        let lang = lang.or_else(|| cookie(&parts.headers, LANG_COOKIE).and_then(Lang::from_code)).unwrap_or(default);
        Ok(Self {
            user: user.id,
            name: user.full_name(),
            lang,
            bare: param("bare") == Some("1"),
            inside: param("IFRAME") == Some("Y"),
            old_box: param("box") == Some("old"),
            path: parts.uri.path().to_owned(),
            query: query.clone(),
        })
    }
}

/// The user named in the address, else the one of the cookie, else the first administrator.
fn acting_user<'a>(
    records: &'a Records,
    asked: Option<&str>,
    kept: Option<&str>,
) -> Result<&'a User, (StatusCode, String)> {
    let active = |text: &str| {
        let id = text.parse().ok()?;
        records.users.get(id).filter(|user| user.active)
    };
    if let Some(asked) = asked {
        return active(asked).ok_or_else(|| (StatusCode::NOT_FOUND, format!("no active user has the id {asked}")));
    }
    let first = |admin: bool| records.users.iter().find(|user| user.active && (user.admin || !admin));
    kept.and_then(active)
        .or_else(|| first(true))
        .or_else(|| first(false))
        .ok_or_else(|| (StatusCode::NOT_FOUND, "the portal has no active user".to_owned()))
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
