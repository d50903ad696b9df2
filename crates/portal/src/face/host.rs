//! The frame that hosts the app: an iframe with the documented name, the form that opens it, and what the page's script
//! needs to answer it.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::APP_PATH;
use super::html::{Page, Text, message, script_json};
use super::visit::Visit;
use crate::AppState;
use crate::frame::{FrameError, FrameLaunch};
use crate::state::Opened;

/// Fields an old on-premise portal posts; the newer ones are missing there.
const OLD_FIELDS: [&str; 7] =
    ["AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID", "member_id", "status", "PLACEMENT", "PLACEMENT_OPTIONS"];

/// Content of a page that opens the app in a placement, or a message page that says why it cannot.
pub(super) fn frame(
    state: &AppState,
    visit: &Visit,
    placement: &str,
    opened: Opened,
    options: Map<String, Value>,
) -> Result<String, Page<'static>> {
    let options = Value::Object(options);
    let launch =
        state.open(visit.user, placement, opened, &options).map_err(|error| refusal(state, visit, opened, error))?;
    // Before the installation is finished every place shows the installer, which is a page of its own.
    let placement = field(&launch, "PLACEMENT");
    let title = state.title_of_app(launch.app);
    let by_get = launch.method == "get";
    let action = if by_get { launch.action.clone() } else { in_language(&launch.action, visit.lang.code()) };
    let mut fields = String::new();
    for (name, value) in launch.fields.iter().filter(|(name, _)| !visit.old_box || OLD_FIELDS.contains(name)) {
        fields.push_str(&format!(r#"<input type="hidden" name="{}" value="{}">"#, Text(name), Text(value)));
    }
    let name = Text(&launch.window_name);
    // A form sent with GET would put its fields in place of the address's own: the address is simply opened.
    let (source, form) = if by_get {
        (format!(r#" src="{}""#, Text(&action)), String::new())
    } else {
        let action = Text(&action);
        let form =
            format!(r#"<form data-launch method="post" action="{action}" target="{name}" hidden>{fields}</form>"#);
        (String::new(), form)
    };
    Ok(format!(
        r#"<div class="frame" data-frame="{sid}" data-placement="{placement}"><iframe name="{name}" title="{title}" allow="geolocation; microphone; camera; autoplay"{source}></iframe>{form}<script type="application/json">{config}</script></div>"#,
        sid = Text(&launch.app_sid),
        placement = Text(placement),
        title = Text(&title),
        config = script_json(&config(state, visit, placement, &launch, &options)),
    ))
}

/// Where an app's own page lives: the first app at the short address, others under their public keys.
pub(super) fn path_of(state: &AppState, index: usize) -> String {
    let key = state.apps().get(index).filter(|_| index > 0).map(|app| app.registration.client_id.clone());
    key.map_or_else(|| APP_PATH.to_owned(), |key| format!("{APP_PATH}{key}/"))
}

/// Everything the script answers `getInitData` with, and whom it may answer.
fn config(state: &AppState, visit: &Visit, placement: &str, launch: &FrameLaunch, options: &Value) -> Value {
    let admin = state.records().users.get(visit.user).is_some_and(|user| user.admin);
    json!({
        "sid": launch.app_sid,
        "origin": launch.app_origin,
        "app": launch.app,
        "user": visit.user,
        "embedded": placement != "DEFAULT",
        "popup": placement == "DEFAULT" && visit.inside,
        "events": [],
        "app_path": path_of(state, launch.app),
        "init": {
            "LANG": visit.lang.code(),
            "DOMAIN": state.domain(),
            "PROTOCOL": u8::from(state.portal_url().starts_with("https:")),
            "PATH": "/rest",
            "AUTH_ID": field(launch, "AUTH_ID"),
            "AUTH_EXPIRES": field(launch, "AUTH_EXPIRES"),
            "REFRESH_ID": field(launch, "REFRESH_ID"),
            "MEMBER_ID": state.member_id(),
            "FIRST_RUN": launch.installer,
            "IS_ADMIN": admin,
            "INSTALL": launch.installer,
            "USER_OPTIONS": state.user_options_of(launch.app, visit.user),
            "APP_OPTIONS": state.app_options_of(launch.app),
            "PLACEMENT": placement,
            "PLACEMENT_OPTIONS": options,
        },
    })
}

fn field<'a>(launch: &'a FrameLaunch, name: &str) -> &'a str {
    launch.fields.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
}

/// The action with the language of this visit, which may differ from the portal's own.
fn in_language(action: &str, lang: &str) -> String {
    let Ok(mut address) = url::Url::parse(action) else { return action.to_owned() };
    let pairs: Vec<(String, String)> = address.query_pairs().into_owned().collect();
    let changed = pairs.iter().map(|(key, value)| (key.as_str(), if key == "LANG" { lang } else { value }));
    address.query_pairs_mut().clear().extend_pairs(changed);
    address.into()
}

fn refusal(state: &AppState, visit: &Visit, opened: Opened, error: FrameError) -> Page<'static> {
    let words = visit.lang.words();
    let admin = state.records().users.get(visit.user).is_some_and(|user| user.admin);
    match error {
        FrameError::NoApp => {
            let app = if let Opened::Page(index) = opened { index } else { 0 };
            let button = format!(
                r#"<form method="post" action="/_face/add_app" style="margin-top:16px"><input type="hidden" name="app" value="{app}"><input type="hidden" name="user" value="{}"><button class="find-button" data-add-app>{}</button></form>"#,
                visit.user,
                Text(words.install)
            );
            message(StatusCode::OK, words.no_app, words.no_app_why, if admin { &button } else { "" })
        }
        FrameError::NotInstalled => message(StatusCode::OK, words.not_installed, words.not_installed_why, ""),
        FrameError::Restricted => message(StatusCode::OK, words.restricted, words.restricted_why, ""),
        FrameError::NotPaid => message(StatusCode::OK, words.not_paid, words.not_paid_why, ""),
        FrameError::NoUser => message(StatusCode::NOT_FOUND, words.no_user, "", ""),
        FrameError::NoHandler => message(StatusCode::OK, words.no_handler, words.no_handler_why, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::in_language;

    #[test]
    fn only_the_language_of_the_action_changes() {
        let action = "http://127.0.0.1:8025/app?x=1&DOMAIN=127.0.0.1%3A8024&PROTOCOL=0&LANG=ru&APP_SID=0f";
        assert_eq!(in_language(action, "en"), action.replace("LANG=ru", "LANG=en"));
    }
}
