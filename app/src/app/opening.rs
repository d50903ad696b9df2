//! Opening the session: with the code the portal's page brought, or through the frame; and the view to begin with.

use super::address::{recalled, search};
use super::{Opened, Stage, Viewer};
use crate::api::{Api, ApiError};
use crate::frame::Frame;
use crate::launch::Launch;
use crate::routes::{Page, View};
use domain::session::Session;
use leptos::prelude::*;
use wasm_bindgen::prelude::JsValue;

/// A frame lower than this is asked to grow, pixels.
const LOW_FRAME: i32 = 560;
/// The height asked for, pixels.
const GOOD_HEIGHT: i32 = 760;

/// Opens the session and finds the view to begin with.
pub(super) async fn open(api: &Api, launch: &Launch, opened: Opened) -> Stage {
    if launch.code.is_none() && api.frame().is_none() {
        return Stage::Outside;
    }
    let by_code = match launch.code.clone() {
        Some(code) => Some(api.open_with_code(code).await),
        None => None,
    };
    let session = match by_code {
        Some(Ok(session)) => Ok(session),
        // A code is good for one minute and one use; a restored tab comes later.
        Some(Err(ApiError::Problem(_))) | None if api.frame().is_some() => api.open_with_frame().await,
        Some(Err(error)) => Err(error),
        None => Err(ApiError::Session),
    };
    match session {
        Ok(session) => begin(api, launch, opened, session).await,
        Err(error) => Stage::Failed(error),
    }
}

async fn begin(api: &Api, launch: &Launch, opened: Opened, session: Session) -> Stage {
    let mut placement = launch.placement.clone();
    let mut options = launch.options.clone();
    if launch.code.is_none()
        && let Ok(told) = api.told().await
    {
        placement = told.placement;
        options = told.placement_options;
    }
    let view = View::read(&search())
        .or_else(|| View::of_options(&options))
        .or_else(|| View::read(&recalled(&session.domain)?));
    opened.report.unasked.set(view.is_none());
    let View { page, query, columns, dense, activity } = view.unwrap_or_else(|| View {
        // Between the portal's own reports about telephony, calls are what is looked for.
        page: if placement == "TELEPHONY_ANALYTICS_MENU" { Page::Activity } else { Page::default() },
        ..View::default()
    });
    // Who has already gone to another page meanwhile stays there.
    if opened.page.with_untracked(|shown| *shown == Page::default()) {
        opened.page.set(page);
    }
    opened.activity.set(activity);
    opened.report.query.set(query);
    opened.report.layout.set(columns);
    opened.report.dense.set(dense);
    if let Some(frame) = api.frame() {
        grow(&frame);
    }
    Stage::Open {
        viewer: Viewer {
            id: session.person.0,
            name: session.name,
            admin: session.admin,
            settings: session.settings,
            domain: session.domain,
            path: session.path,
        },
        installed: session.installed,
        placement,
        record: record_of(&options),
    }
}

/// The id of the record in whose card the portal opened the app, told as text or as a number.
fn record_of(options: &serde_json::Value) -> Option<i64> {
    let id = options.get("ID").or_else(|| options.get("ENTITY_ID"))?;
    id.as_i64().or_else(|| id.as_str()?.parse().ok())
}

fn grow(frame: &Frame) {
    let size = |value: Result<JsValue, JsValue>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    if height < f64::from(LOW_FRAME) && width > 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "the width of a window")]
        frame.resize(width as i32, GOOD_HEIGHT);
    }
}
