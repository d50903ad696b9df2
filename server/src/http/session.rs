//! Opening a session: with the page's launch code, or with a fresh token of the frame.

use crate::app::App;
use crate::http::error::Error;
use crate::http::launch::spent;
use crate::identity::{Forgery, Opening, Verified};
use crate::session::SESSION_SECONDS;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use domain::activity::rights::RightSet;
use domain::ids::{PersonId, PortalId};
use domain::rights::Staff;
use domain::session::{Session, SessionRequest};
use std::sync::Arc;
use store::{Reader, Touched};

/// `POST /api/session`.
pub async fn open_session(
    State(app): State<App>,
    request: Result<Json<SessionRequest>, JsonRejection>,
) -> Result<Json<Session>, Error> {
    let Json(request) = request.map_err(|error| Error::Invalid { field: "body", detail: error.body_text() })?;
    let verified = match request {
        SessionRequest::Launch { code } => by_code(&app, &code).await?,
        SessionRequest::Frame { auth_id, member_id, domain } => {
            app.launches.verify(&Opening { auth_id, member_id, domain, server_endpoint: None }).await?
        }
    };
    session_of(&app, &verified).await.map(Json)
}

async fn by_code(app: &App, code: &str) -> Result<Arc<Verified>, Error> {
    let launch = app.sessions.open_launch(code, app.clock.now()).ok_or_else(spent)?;
    // Spent in the database: every process on it refuses the code from now on.
    let mut tx = app.store.begin().await?;
    let first = tx.spent_codes().spend(&launch.id, launch.expires).await?;
    tx.commit().await?;
    if !first {
        return Err(spent());
    }
    Ok(app.launches.outcome(&launch.id, &launch.opening).await?)
}

async fn session_of(app: &App, verified: &Verified) -> Result<Session, Error> {
    let mut reader = app.store.read().await?;
    let portal = reader.portals().find_by_member(&verified.app.member_id).await?;
    // The portal says the token is ours, yet nobody installed the app through us: an admin has to open the installer.
    let portal = portal
        .filter(|portal| !portal.uninstalled)
        .ok_or(Error::Forged(Forgery::Missing("an installation of this app")))?;
    let known = reader.rights(portal.id).admins().await?.contains(&verified.person);
    let settings = verified.admin || may_set(&mut reader, portal.id, verified.person).await?;
    drop(reader);
    if known != verified.admin {
        note_admin(app, portal.id, verified).await?;
    }
    let token = app.sessions.issue(portal.id, portal.epoch, verified.person, verified.admin, app.clock.now());
    Ok(Session {
        token,
        expires_in: SESSION_SECONDS,
        portal: portal.id,
        domain: portal.domain,
        person: verified.person,
        name: verified.name.clone(),
        admin: verified.admin,
        settings,
        installed: portal.installed,
        path: format!("/marketplace/view/{}/", app.config.identity.client_id),
    })
}

/// Whether somebody who does not administer the portal was given its settings. Nobody has them by their place alone, so
/// mostly there is nothing to look up.
async fn may_set(reader: &mut Reader, portal: PortalId, person: PersonId) -> Result<bool, Error> {
    let rights = reader.rights(portal).all().await?;
    if !rights.0.values().any(RightSet::administers_reports) {
        return Ok(false);
    }
    let people = reader.people(portal).all().await?;
    let departments = reader.departments(portal).all().await?;
    let staff = Staff { people: &people, departments: &departments, rights: &rights };
    Ok(staff.rights_of(person, false).0.administers_reports())
}

/// Remembers whether the person administers the portal: the portal tells it only about who is there, and others who
/// mention them or look at rights want to know.
async fn note_admin(app: &App, portal: PortalId, verified: &Verified) -> Result<(), Error> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let revision = tx.portals().bump_revision(portal, now).await?;
    tx.touched(portal).note(revision, &Touched::Companies(Vec::new())).await?;
    tx.rights(portal).note_admin(verified.person, verified.admin, now).await?;
    tx.activity_setup(portal).note_setup(revision).await?;
    tx.commit().await?;
    app.changes.tell(portal);
    Ok(())
}
