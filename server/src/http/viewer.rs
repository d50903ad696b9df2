//! Who asks, proven: extractors that a handler names in its signature, so that no handler can forget the tenant or the
//! right.

use crate::app::App;
use crate::http::activity::eyes;
use crate::http::error::Error;
use crate::session::Bearer;
use axum::extract::FromRequestParts;
use domain::activity::period::Month;
use domain::activity::rights::{RightSet, RightSource};
use domain::activity::setup::Setup;
use domain::day::Millis;
use domain::ids::PersonId;
use domain::rights::Scope;
use http::header::AUTHORIZATION;
use http::request::Parts;
use std::sync::Arc;
use store::Portal;

/// A person of a portal with an open session, and whose rows they may see. They look with their own eyes: whoever looks as
/// somebody else is refused.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The portal, as of this request.
    pub portal: Portal,
    /// The person.
    pub person: PersonId,
    /// Whether they administer the portal.
    pub admin: bool,
    /// What they may do: one table of rights for both reports.
    pub rights: RightSet,
    /// Whose rows they may see.
    pub scope: Arc<Scope>,
    /// When the session ends.
    pub until: Millis,
}

/// Somebody who reads the report of communications and deals: with their own eyes, or as somebody else, whose rows these
/// then are and whom nothing here lets them act for.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The portal, as of this request.
    pub portal: Portal,
    /// Who asks.
    pub person: PersonId,
    /// Through whose eyes: usually their own.
    pub eyes: PersonId,
    /// Whether these eyes are a portal admin's.
    pub admin: bool,
    /// Whose rows they see.
    pub scope: Arc<Scope>,
    /// What these eyes may do.
    rights: RightSet,
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
/// reader's scope.
#[derive(Clone, Debug)]
pub struct Exporter(pub Reader);

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
        if eyes::wanted(parts, bearer.person)?.is_some() {
            return Err(Error::Forbidden(eyes::NOTHING_CHANGES));
        }
        let (rights, scope) = app.reports.rights_of(&portal, bearer.person, bearer.admin).await?;
        let (person, admin, until) = (bearer.person, bearer.admin, bearer.expires);
        Ok(Self { portal, person, admin, rights, scope: Arc::new(scope), until })
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let (bearer, portal) = bearer(parts, app).await?;
        let (person, mut admin, mut eyes) = (bearer.person, bearer.admin, bearer.person);
        if let Some(wanted) = eyes::wanted(parts, person)? {
            let setup = setup(app, &portal).await?;
            let (own, _) = setup.rights_of(person, admin);
            let (_, source) = eyes::lend(app, portal.id, (person, &own), &setup, wanted).await?;
            (admin, eyes) = (source == RightSource::PortalAdmin, wanted);
        }
        let (rights, scope) = app.reports.rights_of(&portal, eyes, admin).await?;
        Ok(Self { portal, person, eyes, admin, scope: Arc::new(scope), rights })
    }
}

impl Reader {
    /// Whether this is a look through another person's eyes.
    #[must_use]
    pub fn is_borrowed(&self) -> bool {
        self.person != self.eyes
    }
}

impl FromRequestParts<App> for SettingsAdmin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let viewer = Viewer::from_request_parts(parts, app).await?;
        if viewer.rights.administers_reports() {
            Ok(Self(viewer))
        } else {
            Err(Error::Forbidden("only an administrator of the reports may change the settings"))
        }
    }
}

impl FromRequestParts<App> for Exporter {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let reader = Reader::from_request_parts(parts, app).await?;
        if reader.rights.export { Ok(Self(reader)) } else { Err(Error::Forbidden("you may not export")) }
    }
}

/// What people set, as of this request.
async fn setup(app: &App, portal: &Portal) -> Result<Arc<Setup>, Error> {
    let year = Month::of(app.boards.today(portal)).year();
    let board = app.boards.current(portal, year).await?;
    let setup = Arc::clone(&board.read().setup);
    Ok(setup)
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
