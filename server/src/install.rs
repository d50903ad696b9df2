//! Installation: who may record a portal, and what is bound in it.

use crate::app::App;
use crate::http::error::Error;
use crate::identity::Verified;
use crate::seal::Purpose;
use bitrix24::PortalClient;
use bitrix24::form::LaunchPost;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use store::{NewPortal, Portal};

/// Life-cycle events every installation needs.
const EVENTS: [&str; 4] = ["ONAPPINSTALL", "ONAPPUPDATE", "ONAPPUNINSTALL", "ONAPPPAYMENT"];

/// Placements, with the group of the portal they appear in.
const PLACEMENTS: [&str; 4] = ["LEFT_MENU", "CRM_ANALYTICS_MENU", "CRM_COMPANY_DETAIL_TAB", "CRM_DEAL_DETAIL_TAB"];

/// What the portal hands over beside the proof of identity.
#[derive(Clone, Debug, Default)]
pub struct Installation {
    /// Access token of the installing user.
    pub access_token: SecretString,
    /// Its refresh token.
    pub refresh_token: SecretString,
    /// Seconds the access token lives.
    pub expires_in: u64,
    /// What the portal's events will carry; older portals post none.
    pub application_token: Option<SecretString>,
    /// Language of the portal.
    pub language: String,
}

impl Installation {
    /// Of the installer's form.
    #[must_use]
    pub fn of_post(post: &LaunchPost) -> Self {
        Self {
            access_token: post.auth_id.clone(),
            refresh_token: post.refresh_id.clone().unwrap_or_default(),
            expires_in: post.auth_expires.unwrap_or(3600),
            application_token: post.application_token.clone(),
            language: post.lang.clone().unwrap_or_default(),
        }
    }
}

/// Stores a verified portal with its sealed tokens. Repeating it changes nothing but the tokens.
///
/// # Errors
/// When the store fails.
pub async fn record(app: &App, verified: &Verified, installation: &Installation) -> Result<Portal, Error> {
    let owner = &verified.app.member_id;
    let seal = |secret: &SecretString| app.sealer.seal(Purpose::Token, owner, secret.expose_secret().as_bytes());
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let portal = tx
        .portals()
        .install(&NewPortal {
            member_id: owner.clone(),
            domain: verified.app.client_endpoint.host(),
            client_endpoint: verified.app.client_endpoint.as_str().to_owned(),
            oauth_origin: verified.oauth_origin.clone(),
            status: verified.app.status.clone().unwrap_or_default(),
            language: installation.language.clone(),
            scope: verified.app.scope.join(","),
            zone: verified.zone.clone().unwrap_or_default(),
            installer: verified.person,
        })
        .await?;
    if !installation.refresh_token.expose_secret().is_empty() {
        let expires = domain::day::Millis(now.0 + i64::try_from(installation.expires_in).unwrap_or(3600) * 1000);
        let (access, refresh) = (seal(&installation.access_token), seal(&installation.refresh_token));
        tx.portals().save_tokens(portal.id, &access, &refresh, expires).await?;
    }
    if let Some(token) = &installation.application_token {
        tx.portals().save_application_token(portal.id, &seal(token)).await?;
    }
    tx.commit().await?;
    app.sync.forget(portal.id);
    tracing::info!(portal = portal.id.0, domain = portal.domain, "portal recorded");
    Ok(portal)
}

/// Binds in the portal what is not bound yet. Handlers vanish with every update of the app, so this runs at each
/// installation and update.
///
/// # Errors
/// When the portal refuses.
pub async fn bind(app: &App, client: &PortalClient) -> Result<(), bitrix24::Error> {
    let base = app.config.public_url.as_str().trim_end_matches('/').to_owned();
    let event_handler = format!("{base}/b24/event");
    let bound = client.call("event.get", json!({})).await?.result;
    for event in EVENTS {
        if !names(&bound, "event", event, &event_handler) {
            let params = json!({"event": event, "handler": event_handler});
            client.call("event.bind", params).await?;
        }
    }
    let page = format!("{base}/app");
    let bound = client.call("placement.get", json!({})).await?.result;
    for placement in PLACEMENTS {
        if !names(&bound, "placement", placement, &page) {
            client.call("placement.bind", placement_params(placement, &page)).await?;
        }
    }
    Ok(())
}

fn names(bound: &Value, field: &str, name: &str, handler: &str) -> bool {
    let text = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
    bound
        .as_array()
        .into_iter()
        .flatten()
        .any(|row| text(row, field).eq_ignore_ascii_case(name) && text(row, "handler") == handler)
}

fn placement_params(placement: &str, handler: &str) -> Value {
    let (ru, en) = match placement {
        "CRM_COMPANY_DETAIL_TAB" | "CRM_DEAL_DETAIL_TAB" => ("Коммуникации", "Communications"),
        _ => ("Сводка", "Svodka"),
    };
    json!({
        "PLACEMENT": placement,
        "HANDLER": handler,
        "TITLE": ru,
        "LANG_ALL": {"ru": {"TITLE": ru}, "en": {"TITLE": en}},
    })
}

/// The portal's client with its stored tokens.
///
/// # Errors
/// When the portal's stored addresses do not read.
pub fn client_of(app: &App, portal: &Portal) -> Result<PortalClient, Error> {
    app.sync.client(portal).map_err(Error::internal)
}
