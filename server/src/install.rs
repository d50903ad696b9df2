//! Installation: who may record a portal, and what is bound in it.

use crate::app::App;
use crate::http::error::Error;
use crate::identity::Verified;
use crate::seal::Purpose;
use crate::sync::live::OFFLINE_EVENTS;
use crate::sync::source;
use bitrix24::form::LaunchPost;
use bitrix24::lenient::text_of;
use bitrix24::{Command, ErrorKind, PortalClient};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use store::{ChangeSource, NewPortal, Portal};

/// Events the portal calls us with: the life of the app, and the two that make changes appear at once.
const ONLINE_EVENTS: [&str; 6] =
    ["ONAPPINSTALL", "ONAPPUPDATE", "ONAPPUNINSTALL", "ONAPPPAYMENT", "ONOFFLINEEVENT", "ONVOXIMPLANTCALLEND"];

/// Placements; the last is what links in notices open.
const PLACEMENTS: [&str; 5] =
    ["LEFT_MENU", "CRM_ANALYTICS_MENU", "CRM_COMPANY_DETAIL_TAB", "CRM_DEAL_DETAIL_TAB", "REST_APP_URI"];

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

/// A handler of an event: its name, and where it is called or `None` for the queue.
type Handler = (String, Option<String>);

/// Binds in the portal what is not bound yet and removes what this version does not use any more. Handlers vanish with
/// every update of the app, so this runs at each installation and update, and every night.
///
/// Where the plan keeps no queue of events, records call us directly instead: what they say is not believed, but it wakes
/// the search for changes.
///
/// # Errors
/// When the portal refuses.
pub async fn bind(app: &App, client: &PortalClient) -> Result<(), bitrix24::Error> {
    let base = app.config.public_url.as_str().trim_end_matches('/').to_owned();
    let (events, page) = (format!("{base}/b24/event"), format!("{base}/app"));
    let source = source::ask(client).await?;
    let wanted = wanted_handlers(source, &events);
    let rows = client.call("event.get", json!({})).await?.result;
    let bound: Vec<Handler> = rows.as_array().into_iter().flatten().map(handler_of).collect();
    // What is new first: between the two steps an event may come twice, but never be missed.
    let missing = wanted.iter().filter(|handler| !bound.contains(handler)).map(handler_params);
    bind_all(client, "event.bind", missing.collect()).await?;
    let unused = bound.iter().filter(|(event, handler)| {
        // Events of the queue are taken by this app alone; without a queue they wait for a better plan.
        handler.is_some() && !wanted.contains(&(event.clone(), handler.clone()))
    });
    bind_all(client, "event.unbind", unused.map(handler_params).collect()).await?;
    let rows = client.call("placement.get", json!({})).await?.result;
    let bound: Vec<(String, String)> = rows
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| (text(row, "placement").to_ascii_uppercase(), text(row, "handler")))
        .collect();
    // What is old first: some places take one handler only, and would refuse this server's new address.
    let unused = bound.iter().filter(|(of, handler)| *handler != page || !PLACEMENTS.contains(&of.as_str()));
    let unused = unused.map(|(of, handler)| json!({"PLACEMENT": of, "HANDLER": handler}));
    bind_all(client, "placement.unbind", unused.collect()).await?;
    let known = |placement: &str| bound.iter().any(|(of, handler)| of == placement && *handler == page);
    let missing = PLACEMENTS.into_iter().filter(|placement| !known(placement));
    bind_all(client, "placement.bind", missing.map(|placement| placement_params(placement, &page)).collect()).await
}

fn wanted_handlers(source: ChangeSource, address: &str) -> Vec<Handler> {
    let online = |event: &&str| ((*event).to_owned(), Some(address.to_owned()));
    let mut wanted: Vec<Handler> = ONLINE_EVENTS.iter().map(online).collect();
    for (event, _) in OFFLINE_EVENTS {
        match source {
            ChangeSource::Queue => wanted.push((event.to_owned(), None)),
            ChangeSource::Sweep if ONLINE_EVENTS.contains(&event) => {}
            ChangeSource::Sweep => wanted.push(online(&event)),
        }
    }
    wanted
}

fn handler_of(row: &Value) -> Handler {
    let queued = text(row, "offline") == "1";
    (text(row, "event").to_ascii_uppercase(), (!queued).then(|| text(row, "handler")))
}

fn handler_params((event, handler): &Handler) -> Value {
    match handler {
        Some(handler) => json!({"event": event, "handler": handler}),
        None => json!({"event": event, "event_type": "offline"}),
    }
}

/// Calls the method with each; what this portal does not have or its plan does not allow is left out, everything else is an error.
async fn bind_all(client: &PortalClient, method: &str, params: Vec<Value>) -> Result<(), bitrix24::Error> {
    if params.is_empty() {
        return Ok(());
    }
    let commands: Vec<Command> =
        params.into_iter().enumerate().map(|(at, params)| Command::new(format!("b{at}"), method, params)).collect();
    let answer = client.batch(&commands, false).await?;
    for (command, (_, outcome)) in commands.iter().zip(answer.results) {
        let Err(error) = outcome else { continue };
        let absent = ["ERROR_EVENT_NOT_FOUND", "ERROR_PLACEMENT_NOT_FOUND"].contains(&error.code.as_str());
        if !absent && error.kind(0) != ErrorKind::Denied {
            return Err(error.into_error(method, 0));
        }
        tracing::info!(params = %command.params, %error, "the portal does not offer this");
    }
    Ok(())
}

fn text(row: &Value, key: &str) -> String {
    row.get(key).and_then(text_of).unwrap_or_default()
}

fn placement_params(placement: &str, handler: &str) -> Value {
    let titles = match placement {
        "CRM_COMPANY_DETAIL_TAB" | "CRM_DEAL_DETAIL_TAB" => {
            ["Коммуникации", "Communications", "Комунікації", "Comunicaciones", "Байланыстар"]
        }
        _ => ["Сводка", "Svodka", "Сводка", "Svodka", "Сводка"],
    };
    // The portal's own codes of languages.
    let named = ["ru", "en", "ua", "la", "kz"].into_iter().zip(titles);
    let named: serde_json::Map<String, Value> =
        named.map(|(code, title)| (code.to_owned(), json!({"TITLE": title}))).collect();
    json!({
        "PLACEMENT": placement,
        "HANDLER": handler,
        "TITLE": titles[0],
        "LANG_ALL": named,
    })
}

/// The portal's client with its stored tokens.
///
/// # Errors
/// When the portal's stored addresses do not read.
pub fn client_of(app: &App, portal: &Portal) -> Result<PortalClient, Error> {
    app.sync.client(portal).map_err(Error::internal)
}
