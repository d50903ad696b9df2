//! Who asks, proven: extractors that a handler names in its signature, so that no handler can forget the tenant or the
//! right.

use crate::app::App;
use crate::http::error::Error;
use crate::session::Bearer;
use axum::extract::FromRequestParts;
use domain::activity::period::Month;
use domain::activity::rights::{RightSet, Sees};
use domain::day::Millis;
use domain::ids::PersonId;
use domain::rights::Scope;
use http::header::AUTHORIZATION;
use http::request::Parts;
use std::sync::Arc;
use store::Portal;

/// A person of a portal with an open session, and whose rows they may see.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The portal, as of this request.
    pub portal: Portal,
    /// The person.
    pub person: PersonId,
    /// Whether they administer the portal.
    pub admin: bool,
    /// Whose rows they may see.
    pub scope: Arc<Scope>,
    /// When the session ends.
    pub until: Millis,
}

/// A portal admin with an open session. The report's scope is not resolved: an installer comes before any data.
#[derive(Clone, Debug)]
pub struct Admin {
    /// The portal, as of this request.
    pub portal: Portal,
    /// The person.
    pub person: PersonId,
}

/// Somebody who may change the settings of the portal's reports: a portal admin, or who was given that right and sees
/// everybody (settings tell of every company).
#[derive(Clone, Debug)]
pub struct SettingsAdmin(pub Viewer);

/// Somebody who may take rows out as a file: everybody from whom that right was not taken. The rows are those of the
/// viewer's scope.
#[derive(Clone, Debug)]
pub struct Exporter(pub Viewer);

impl Viewer {
    /// Whether the person may share views with the portal and choose what its reports open with.
    #[must_use]
    pub fn may_share(&self) -> bool {
        self.admin
    }
}

/// The session behind a request, and its portal.
pub(super) async fn bearer(parts: &Parts, app: &App) -> Result<(Bearer, Portal), Error> {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or(Error::SessionEnded)?;
    let bearer = app.sessions.open(token, app.clock.now()).ok_or(Error::SessionEnded)?;
    let portal = app.portal(bearer.portal).await?.ok_or(Error::SessionEnded)?;
    if portal.epoch == bearer.epoch { Ok((bearer, portal)) } else { Err(Error::SessionEnded) }
}

impl FromRequestParts<App> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let (bearer, portal) = bearer(parts, app).await?;
        let scope = app.reports.scope(&portal, bearer.person, bearer.admin).await?;
        Ok(Self { portal, person: bearer.person, admin: bearer.admin, scope: Arc::new(scope), until: bearer.expires })
    }
}

impl FromRequestParts<App> for SettingsAdmin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let viewer = Viewer::from_request_parts(parts, app).await?;
        let rights = rights_of(app, &viewer).await?;
        if rights.settings && rights.sees == Sees::All {
            Ok(Self(viewer))
        } else {
            Err(Error::Forbidden("only an administrator of the reports may change the settings"))
        }
    }
}

impl FromRequestParts<App> for Exporter {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let viewer = Viewer::from_request_parts(parts, app).await?;
        if rights_of(app, &viewer).await?.export {
            Ok(Self(viewer))
        } else {
            Err(Error::Forbidden("you may not export"))
        }
    }
}

/// The rights of the page of rights: one table for both reports.
async fn rights_of(app: &App, viewer: &Viewer) -> Result<RightSet, Error> {
    if viewer.admin {
        return Ok(RightSet::ADMIN);
    }
    let year = Month::of(app.boards.today(&viewer.portal)).year();
    let board = app.boards.current(&viewer.portal, year).await?;
    let setup = std::sync::Arc::clone(&board.read().setup);
    Ok(setup.rights_of(viewer.person, false).0)
}

impl FromRequestParts<App> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let (bearer, portal) = bearer(parts, app).await?;
        if bearer.admin {
            Ok(Self { portal, person: bearer.person })
        } else {
            Err(Error::Forbidden("only an administrator of the portal may do this"))
        }
    }
}
