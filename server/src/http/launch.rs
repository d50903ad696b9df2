//! The page as the portal opens it: answered at once with a sealed code for the app, after verification for the
//! installer, which stores the portal's tokens, and for a portal that stands still for want of tokens.

use crate::app::App;
use crate::http::error::Error;
use crate::http::page::{Launch, portal_origin};
use crate::identity::{Forgery, IdentityError, Opening};
use crate::install::Installation;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use bitrix24::form::LaunchPost;
use domain::progress::Phase;
use serde_json::{Value, json};

/// `GET|HEAD /app`: the page without a code; the client asks the frame who looks.
pub async fn show_page(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    page(&app, &query.unwrap_or_default(), None, None, false)
}

/// `GET|HEAD /install`: as [`show_page`], for the installer.
pub async fn show_installer(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    page(&app, &query.unwrap_or_default(), None, None, true)
}

/// `POST /app`: the page with a launch code, while the posted token is being verified.
pub async fn open_app(State(app): State<App>, RawQuery(query): RawQuery, body: String) -> Result<Response, Error> {
    let query = query.unwrap_or_default();
    let post = read_post(&query, &body)?;
    let opening = opening(&post);
    if stands_still(&app, &post.member_id).await? {
        revive(&app, &post, &opening).await?;
    }
    let (code, id) = app.sessions.launch_code(&opening, app.clock.now());
    app.launches.begin(id, opening).await;
    Ok(page(&app, &query, Some(&post), Some(code), false))
}

/// `POST /install`: believed only when verified; then the portal and its tokens are stored.
pub async fn open_installer(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    body: String,
) -> Result<Response, Error> {
    let query = query.unwrap_or_default();
    let post = read_post(&query, &body)?;
    let opening = opening(&post);
    let verified = app.launches.verify(&opening).await?;
    // An ordinary user may look at the installer, but leaves no trace: only an admin's tokens can bind events.
    if verified.admin {
        crate::install::record(&app, &verified, &Installation::of_post(&post)).await?;
    }
    let (code, _) = app.sessions.launch_code(&opening, app.clock.now());
    Ok(page(&app, &query, Some(&post), Some(code), true))
}

/// Whether the portal stopped us (a refused renewal, a payment) and waits for an administrator.
async fn stands_still(app: &App, member_id: &str) -> Result<bool, Error> {
    let mut reader = app.store.read().await?;
    let portal = reader.portals().find_by_member(member_id).await?;
    Ok(portal.is_some_and(|portal| portal.phase == Phase::Stopped && !portal.uninstalled))
}

/// An administrator who opens the app brings fresh tokens, and reading begins anew. Anybody else changes nothing; neither
/// does an opening that cannot be verified, which is told when its code is redeemed.
async fn revive(app: &App, post: &LaunchPost, opening: &Opening) -> Result<(), Error> {
    let Ok(verified) = app.launches.verify(opening).await else { return Ok(()) };
    if !verified.admin {
        return Ok(());
    }
    let portal = crate::install::record(app, &verified, &Installation::of_post(post)).await?;
    app.sync.begin(portal.id).await
}

fn read_post(query: &str, body: &str) -> Result<LaunchPost, Error> {
    LaunchPost::parse(query, body).map_err(|error| Error::Invalid { field: "form", detail: error.to_string() })
}

fn opening(post: &LaunchPost) -> Opening {
    use secrecy::ExposeSecret as _;
    Opening {
        auth_id: post.auth_id.expose_secret().to_owned(),
        member_id: post.member_id.clone(),
        domain: post.domain.clone(),
        server_endpoint: post.server_endpoint.clone(),
    }
}

fn page(app: &App, query: &str, post: Option<&LaunchPost>, code: Option<String>, installer: bool) -> Response {
    let mut launch = Launch {
        code,
        lang: String::new(),
        placement: post.map_or_else(|| "DEFAULT".to_owned(), |post| post.placement.clone()),
        options: post.map_or(Value::Null, |post| post.placement_options.clone()),
        installer,
        domain: String::new(),
        protocol: String::new(),
        sid: String::new(),
    };
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        let field = match key.as_ref() {
            "LANG" => &mut launch.lang,
            "DOMAIN" => &mut launch.domain,
            "PROTOCOL" => &mut launch.protocol,
            "APP_SID" => &mut launch.sid,
            _ => continue,
        };
        *field = value.chars().take(260).collect();
    }
    if !launch.options.is_object() {
        launch.options = json!({});
    }
    let origin = portal_origin(&launch.domain, &launch.protocol);
    app.page.render(&launch, origin.as_deref())
}

impl From<IdentityError> for Error {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Forged(forgery) => Self::Forged(forgery),
            IdentityError::Unreachable(detail) => Self::Portal(detail),
        }
    }
}

/// A spent or unreadable code is told like any other claim that is not believed.
#[must_use]
pub fn spent() -> Error {
    Error::Forged(Forgery::SpentCode)
}
