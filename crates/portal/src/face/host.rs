//! The frame that hosts the app: an iframe with the documented name, the form that opens it, and what the page's script
//! needs to answer it.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::APP_PATH;
use super::html::{Page, Text, message, script_json};
use super::visit::Visit;
use crate::AppState;
use crate::frame::{FrameError, FrameLaunch};

/// Fields an old on-premise portal posts; the newer ones are missing there.
const OLD_FIELDS: [&str; 7] =
    ["AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID", "member_id", "status", "PLACEMENT", "PLACEMENT_OPTIONS"];

/// Content of a page that opens the app in a placement, or a message page that says why it cannot.
pub(super) fn frame(
    state: &AppState,
    visit: &Visit,
    placement: &str,
    options: Map<String, Value>,
) -> Result<String, Page<'static>> {
    let options = Value::Object(options);
    let launch = state.open_app(visit.user, placement, &options).map_err(|error| refusal(state, visit, error))?;
    // Before the installation is finished every place shows the installer, which is a page of its own.
    let placement = field(&launch, "PLACEMENT");
    let title = state.app_title();
    let action = in_language(&launch.action, visit.lang.code());
    let mut fields = String::new();
    for (name, value) in launch.fields.iter().filter(|(name, _)| !visit.old_box || OLD_FIELDS.contains(name)) {
        fields.push_str(&format!(r#"<input type="hidden" name="{}" value="{}">"#, Text(name), Text(value)));
    }
    Ok(format!(
        r#"<div class="frame" data-frame="{sid}" data-placement="{placement}"><iframe name="{name}" title="{title}" allow="geolocation; microphone; camera; autoplay"></iframe><form data-launch method="post" action="{action}" target="{name}" hidden>{fields}</form><script type="application/json">{config}</script></div>"#,
        sid = Text(&launch.app_sid),
        placement = Text(placement),
        name = Text(&launch.window_name),
        title = Text(&title),
        action = Text(&action),
        config = script_json(&config(state, visit, placement, &launch, &options)),
    ))
}

/// Everything the script answers `getInitData` with, and whom it may answer.
fn config(state: &AppState, visit: &Visit, placement: &str, launch: &FrameLaunch, options: &Value) -> Value {
    let admin = state.records().users.get(visit.user).is_some_and(|user| user.admin);
    json!({
        "sid": launch.app_sid,
        "origin": launch.app_origin,
        "user": visit.user,
        "embedded": placement != "DEFAULT",
        "popup": placement == "DEFAULT" && visit.inside,
        "events": [],
        "app_path": APP_PATH,
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
            "USER_OPTIONS": state.user_options(visit.user),
            "APP_OPTIONS": state.app_options(),
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

fn refusal(state: &AppState, visit: &Visit, error: FrameError) -> Page<'static> {
    let words = visit.lang.words();
    let admin = state.records().users.get(visit.user).is_some_and(|user| user.admin);
    match error {
        FrameError::NoApp => {
            let button = format!(
                r#"<form method="post" action="/_face/add_app" style="margin-top:16px"><input type="hidden" name="user" value="{}"><button class="find-button" data-add-app>{}</button></form>"#,
                visit.user,
                Text(words.install)
            );
            message(StatusCode::OK, words.no_app, words.no_app_why, if admin { &button } else { "" })
        }
        FrameError::NotInstalled => message(StatusCode::OK, words.not_installed, words.not_installed_why, ""),
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
