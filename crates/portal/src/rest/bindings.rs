//! Event handlers and widgets of an app.

use url::Url;

use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::state::{EventHandler, Placement, event_names};

/// Placements an app can bind.
const PLACEMENTS: &[&str] = &[
    "LEFT_MENU",
    "CRM_ANALYTICS_MENU",
    "CRM_ANALYTICS_TOOLBAR",
    "CRM_COMPANY_DETAIL_TAB",
    "CRM_COMPANY_DETAIL_TOOLBAR",
    "CRM_COMPANY_DETAIL_ACTIVITY",
    "CRM_COMPANY_LIST_MENU",
    "CRM_COMPANY_LIST_TOOLBAR",
    "CRM_CONTACT_DETAIL_TAB",
    "CRM_CONTACT_LIST_MENU",
    "CRM_DEAL_DETAIL_TAB",
    "CRM_DEAL_DETAIL_TOOLBAR",
    "CRM_DEAL_DETAIL_ACTIVITY",
    "CRM_DEAL_LIST_MENU",
    "CRM_DEAL_LIST_TOOLBAR",
    "CRM_LEAD_DETAIL_TAB",
    "TELEPHONY_ANALYTICS_MENU",
    "BI_ANALYTICS_MENU",
    "USER_PROFILE_MENU",
    "REST_APP_URI",
    "PAGE_BACKGROUND_WORKER",
];

/// Placements that hold one widget of an app only.
const SINGLE: &[&str] = &["REST_APP_URI", "PAGE_BACKGROUND_WORKER"];

/// Handlers must be reachable for the portal's servers: http or https and a host with a dot, so `localhost` is refused.
fn check_handler(handler: &str) -> Result<(), RestError> {
    let wrong = || RestError::new(400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL");
    let url = Url::parse(handler).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(RestError::new(400, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported event handler protocol"));
    }
    let host = url.host_str().unwrap_or_default();
    if host.contains('.') || host.starts_with('[') { Ok(()) } else { Err(wrong()) }
}

/// `event.bind`.
pub(super) fn event_bind(call: &Call<'_>) -> Outcome {
    let app_index = call.caller.app_index()?;
    let event = call.params.param_text("event").unwrap_or_default().to_uppercase();
    if event.is_empty() {
        return Err(RestError::argument("EVENT"));
    }
    if !event_names().contains(&event.as_str()) {
        return Err(RestError::new(400, "ERROR_EVENT_NOT_FOUND", "Event not found"));
    }
    let offline = call.params.param_text("event_type").is_some_and(|kind| kind.eq_ignore_ascii_case("offline"));
    let auth_type = call.params.param_int("auth_type").and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
    if offline || (auth_type != 0 && auth_type != call.caller.user_id) {
        call.caller.require_admin()?;
    }
    if offline && call.state.standing().without_offline {
        return Err(RestError::wrong_license("offline events"));
    }
    let handler = call.params.param_text("handler").unwrap_or_default().into_owned();
    if offline && !handler.is_empty() {
        return Err(RestError::new(400, "ERROR_CORE", "Offline event handler URL is not allowed"));
    }
    if !offline {
        if handler.is_empty() {
            return Err(RestError::argument("HANDLER"));
        }
        check_handler(&handler)?;
    }
    let auth_connector = call.params.param_text("auth_connector").unwrap_or_default().into_owned();
    let options = call.params.param("options");
    let min_timeout = options.and_then(|options| options.param_int("minTimeout"));
    let min_timeout = min_timeout.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(1);
    let mut apps = call.state.apps();
    let app = &mut apps[app_index];
    let is_same = |bound: &EventHandler| {
        bound.event == event
            && bound.handler == handler
            && bound.offline == offline
            && bound.auth_connector == auth_connector
            && bound.auth_type == auth_type
    };
    if app.handlers.iter().any(is_same) {
        return Err(RestError::new(400, "ERROR_CORE", "Unable to set event handler: Handler already bound"));
    }
    let id = app.next_handler_id();
    app.handlers.push(EventHandler {
        id,
        event,
        handler,
        auth_type,
        offline,
        auth_connector,
        min_timeout,
        woken_at: 0,
        wake_scheduled: false,
    });
    Ok(Answer::of(true))
}

/// `event.get`.
pub(super) fn event_get(call: &Call<'_>) -> Outcome {
    let app_index = call.caller.app_index()?;
    let apps = call.state.apps();
    let rows = apps[app_index].handlers.iter().map(|bound| {
        if bound.offline {
            Value::map([
                ("event", bound.event.as_str().into()),
                ("connector_id", bound.auth_connector.as_str().into()),
                ("offline", Value::Int(1)),
            ])
        } else {
            Value::map([
                ("event", bound.event.as_str().into()),
                ("handler", bound.handler.as_str().into()),
                ("auth_type", Value::text(bound.auth_type)),
                ("offline", Value::Int(0)),
            ])
        }
    });
    Ok(Answer::of(Value::List(rows.collect())))
}

/// `event.unbind`.
pub(super) fn event_unbind(call: &Call<'_>) -> Outcome {
    let app_index = call.caller.app_index()?;
    let event = call.params.param_text("event").unwrap_or_default().to_uppercase();
    if event.is_empty() {
        return Err(RestError::argument("EVENT"));
    }
    let offline = call.params.param_text("event_type").is_some_and(|kind| kind.eq_ignore_ascii_case("offline"));
    let handler = call.params.param_text("handler").unwrap_or_default().into_owned();
    let mut apps = call.state.apps();
    let handlers = &mut apps[app_index].handlers;
    let before = handlers.len();
    handlers.retain(|bound| {
        let same_place = offline || handler.is_empty() || bound.handler == handler;
        !(bound.event == event && bound.offline == offline && same_place)
    });
    let count = i64::try_from(before - handlers.len()).unwrap_or(0);
    Ok(Answer::of(Value::map([("count", Value::Int(count))])))
}

/// `placement.list`.
pub(super) fn placement_list(call: &Call<'_>) -> Outcome {
    call.caller.app_index()?;
    Ok(Answer::of(Value::List(PLACEMENTS.iter().map(|code| Value::word(code)).collect())))
}

/// `placement.bind`: refusals about its arguments come with HTTP 200 (documented).
pub(super) fn placement_bind(call: &Call<'_>) -> Outcome {
    let app_index = call.caller.app_index()?;
    call.caller.require_admin()?;
    let text = |name: &str| call.params.param_text(name).unwrap_or_default().into_owned();
    let placement = text("placement").to_uppercase();
    if placement.is_empty() {
        return Err(RestError::argument("PLACEMENT"));
    }
    if !PLACEMENTS.contains(&placement.as_str()) {
        return Err(RestError::new(400, "ERROR_PLACEMENT_NOT_FOUND", "Placement not found"));
    }
    let handler = text("handler");
    if handler.is_empty() {
        return Err(RestError::new(200, "EMPTY_ERROR_HANDLER_URL", "Handler URL is empty"));
    }
    check_handler(&handler)?;
    let bound = Placement {
        handler,
        title: text("title"),
        description: text("description"),
        group_name: text("group_name"),
        languages: languages(call.params),
        user_id: call.params.param_int("user_id").and_then(|id| u32::try_from(id).ok()).unwrap_or(0),
        placement,
    };
    let mut apps = call.state.apps();
    let placements = &mut apps[app_index].placements;
    let same = placements.iter().filter(|other| other.placement == bound.placement);
    if SINGLE.contains(&bound.placement.as_str()) && same.clone().count() > 0 {
        return Err(RestError::new(200, "ERROR_PLACEMENT_MAX_COUNT", "Placement max count reached"));
    }
    if same.clone().any(|other| other.handler == bound.handler) {
        return Err(RestError::new(400, "ERROR_CORE", "Unable to set placement handler: Handler already bound"));
    }
    placements.push(bound);
    Ok(Answer::of(true))
}

fn languages(params: &Value) -> Vec<(String, [String; 3])> {
    let all = params.param("lang_all").map(Value::entries).unwrap_or_default();
    all.into_iter()
        .map(|(language, texts)| {
            let text = |name: &str| texts.param_text(name).unwrap_or_default().into_owned();
            (language.into_owned(), [text("TITLE"), text("DESCRIPTION"), text("GROUP_NAME")])
        })
        .collect()
}

/// `placement.get`.
pub(super) fn placement_get(call: &Call<'_>) -> Outcome {
    let app_index = call.caller.app_index()?;
    let apps = call.state.apps();
    let rows = apps[app_index].placements.iter().map(|bound| {
        let mut by_language = Value::Map(Vec::new());
        for (language, [title, description, group]) in &bound.languages {
            let texts = Value::map([
                ("TITLE", title.as_str().into()),
                ("DESCRIPTION", description.as_str().into()),
                ("GROUP_NAME", group.as_str().into()),
            ]);
            by_language.set(language.clone(), texts);
        }
        Value::map([
            ("placement", bound.placement.as_str().into()),
            ("userId", Value::from(bound.user_id)),
            ("handler", bound.handler.as_str().into()),
            ("options", Value::List(Vec::new())),
            ("title", bound.title.as_str().into()),
            ("description", bound.description.as_str().into()),
            ("groupName", bound.group_name.as_str().into()),
            ("langAll", by_language),
        ])
    });
    Ok(Answer::of(Value::List(rows.collect())))
}

/// `placement.unbind`: the count is doubled, as in the documented sample.
pub(super) fn placement_unbind(call: &Call<'_>) -> Outcome {
    let app_index = call.caller.app_index()?;
    call.caller.require_admin()?;
    let placement = call.params.param_text("placement").unwrap_or_default().to_uppercase();
    if placement.is_empty() {
        return Err(RestError::argument("PLACEMENT"));
    }
    let handler = call.params.param_text("handler").unwrap_or_default().into_owned();
    let mut apps = call.state.apps();
    let placements = &mut apps[app_index].placements;
    let before = placements.len();
    placements.retain(|bound| bound.placement != placement || !(handler.is_empty() || bound.handler == handler));
    let removed = i64::try_from(before - placements.len()).unwrap_or(0);
    Ok(Answer::of(Value::map([("count", Value::Int(removed * 2))])))
}
