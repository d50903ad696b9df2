//! Events of the portal. Nothing in them is believed before the application token matches the stored one; an
//! installation, which brings that token, is verified with the OAuth server instead.

use crate::app::App;
use crate::http::error::Error;
use crate::identity::{Forgery, Opening};
use crate::install::Installation;
use crate::seal::Purpose;
use axum::extract::State;
use bitrix24::form::Event;
use bitrix24::lenient::i64_of;
use domain::day::Millis;
use domain::jobs::JobWork;
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use store::{NewJob, Portal};
use subtle::ConstantTimeEq as _;

/// How long the portal is left alone between two questions about payment, milliseconds.
const PAYMENT_RESTS: i64 = 10_000;

/// `POST /b24/event`.
pub async fn receive_event(State(app): State<App>, body: String) -> Result<StatusCode, Error> {
    let event = Event::parse(&body).map_err(|error| Error::Invalid { field: "event", detail: error.to_string() })?;
    match event.name.to_ascii_uppercase().as_str() {
        "ONAPPINSTALL" | "ONAPPUPDATE" => installed(&app, &event).await?,
        "ONAPPUNINSTALL" => uninstalled(&app, &event).await?,
        "ONAPPPAYMENT" => payment(&app, &event).await?,
        "ONVOXIMPLANTCALLEND" => keep(&app, &event).await?,
        // Whatever it says happened, the queue tells what changed.
        _ => app.sync.wake(sender(&app, &event).await?.id),
    }
    Ok(StatusCode::OK)
}

/// An installation or update: its access token must be ours and of that portal; then its tokens replace the stored ones.
async fn installed(app: &App, event: &Event) -> Result<(), Error> {
    let access = event.auth.access_token.clone().ok_or(Error::Forged(Forgery::Missing("auth[access_token]")))?;
    let opening = Opening {
        auth_id: access.expose_secret().to_owned(),
        member_id: event.auth.member_id.clone(),
        domain: event.auth.domain.clone().unwrap_or_default(),
        server_endpoint: event.auth.server_endpoint.clone(),
    };
    let verified = app.launches.verify(&opening).await?;
    if !verified.admin {
        return Err(Error::Forbidden("only an administrator of the portal may install the app"));
    }
    let language = event.data.get("LANGUAGE_ID").and_then(serde_json::Value::as_str).unwrap_or_default();
    let installation = Installation {
        access_token: access,
        refresh_token: event.auth.refresh_token.clone().unwrap_or_default(),
        expires_in: event.auth.expires_in.unwrap_or(3600),
        application_token: event.auth.application_token.clone(),
        language: language.to_owned(),
    };
    let portal = crate::install::record(app, &verified, &installation).await?;
    // Handlers vanish with an update, and an installer that was closed early has bound none. Every such event is work of
    // its own: one that runs already may have looked before the handlers went.
    let now = app.clock.now();
    let bind = NewJob { key: now.0.to_string(), ..NewJob::now(JobWork::Bind, None, now) };
    let mut tx = app.store.begin().await?;
    tx.jobs(portal.id).enqueue(&bind).await?;
    tx.commit().await?;
    app.worker.wake();
    Ok(())
}

/// Payment carries no application token in the documented form, so nothing is taken from it: the portal itself is asked. A
/// stranger can make us ask some times a minute, not more.
async fn payment(app: &App, event: &Event) -> Result<(), Error> {
    let mut tx = app.store.begin().await?;
    let Some(portal) = tx.portals().find_by_member(&event.auth.member_id).await? else { return Ok(()) };
    let now = app.clock.now();
    let ask = NewJob { due: Millis(now.0 + PAYMENT_RESTS), ..NewJob::now(JobWork::Account, None, now) };
    tx.jobs(portal.id).enqueue(&ask).await?;
    tx.commit().await?;
    Ok(())
}

/// What the portal says once and never again is stored before it is told that it was heard; the portal's reader applies it.
async fn keep(app: &App, event: &Event) -> Result<(), Error> {
    let portal = sender(app, event).await?;
    app.arrivals.put(portal.id, &event.name, event.data.clone(), app.clock.now()).await?;
    app.sync.wake_here(portal.id);
    Ok(())
}

/// Uninstalled: tokens go, every session ends; with CLEAN every row goes too.
async fn uninstalled(app: &App, event: &Event) -> Result<(), Error> {
    let portal = sender(app, event).await?;
    let clean = event.data.get("CLEAN").and_then(i64_of) == Some(1);
    app.sync.cancel(portal.id).await;
    let mut tx = app.store.begin().await?;
    tx.portals().uninstall(portal.id).await?;
    if clean {
        tx.portals().erase(portal.id).await?;
    }
    tx.commit().await?;
    app.reports.forget(portal.id).await;
    app.boards.forget(portal.id);
    app.changes.tell(portal.id);
    tracing::info!(portal = portal.id.0, clean, "portal uninstalled");
    Ok(())
}

/// The portal that proves itself by its application token.
async fn sender(app: &App, event: &Event) -> Result<Portal, Error> {
    let forged = || Error::Forged(Forgery::UnknownToken);
    let mut reader = app.store.read().await?;
    let portal = reader.portals().find_by_member(&event.auth.member_id).await?.ok_or_else(forged)?;
    let sealed = reader.portals().application_token(portal.id).await?.ok_or_else(forged)?;
    let stored = app.sealer.open(Purpose::Token, &portal.member_id, &sealed).map_err(|_| forged())?;
    let posted = event.auth.application_token.clone().unwrap_or_else(|| SecretString::from(""));
    if bool::from(stored.as_slice().ct_eq(posted.expose_secret().as_bytes())) { Ok(portal) } else { Err(forged()) }
}
