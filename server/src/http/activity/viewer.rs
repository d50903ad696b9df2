//! Who asks about calls and meetings, and what they may do: one extractor per right, so that a handler's signature says
//! who may call it. Whoever may administer settings may look through another person's eyes; then nothing can be changed.

use crate::app::App;
use crate::http::activity::eyes;
use crate::http::error::Error;
use crate::http::viewer::bearer;
use axum::extract::FromRequestParts;
use domain::activity::period::Month;
use domain::activity::plan::PlanRight;
use domain::activity::rights::{RightSet, RightSource};
use domain::activity::setup::Setup;
use domain::day::Day;
use domain::ids::PersonId;
use domain::rights::Scope;
use http::request::Parts;
use std::sync::Arc;
use store::Portal;

/// Somebody who looks at calls and meetings.
#[derive(Clone, Debug)]
pub struct ActivityViewer {
    /// The portal, as of this request.
    pub portal: Portal,
    /// Who asks.
    pub person: PersonId,
    /// Through whose eyes: usually their own.
    pub eyes: PersonId,
    /// What these eyes may see and do.
    pub rights: RightSet,
    /// Where that comes from.
    pub source: RightSource,
    /// Whose rows they see.
    pub scope: Arc<Scope>,
    /// What people set, as of this request.
    pub setup: Arc<Setup>,
    /// Today in the portal's zone.
    pub today: Day,
}

impl ActivityViewer {
    /// Whether this is a look through another person's eyes.
    #[must_use]
    pub fn is_borrowed(&self) -> bool {
        self.person != self.eyes
    }

    /// A person whose rows are seen; anybody else does not exist for this viewer.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn sees(&self, person: PersonId) -> Result<(), Error> {
        let known = self.setup.person(person).is_some();
        if known && self.scope.includes(Some(person)) { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The name of a person, or their id.
    #[must_use]
    pub fn name(&self, person: PersonId) -> String {
        self.setup.person(person).map_or_else(|| format!("#{person}"), domain::directory::Person::full_name)
    }
}

impl FromRequestParts<App> for ActivityViewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let (bearer, portal) = bearer(parts, app).await?;
        let today = app.boards.today(&portal);
        let board = app.boards.current(&portal, Month::of(today).year()).await?;
        let setup = Arc::clone(&board.read().setup);
        let person = bearer.person;
        let (rights, source) = setup.rights_of(person, bearer.admin);
        let mut viewer = Self {
            scope: Arc::new(setup.scope_of(person, rights.sees)),
            portal,
            person,
            eyes: person,
            rights,
            source,
            setup,
            today,
        };
        if let Some(eyes) = eyes::wanted(parts, person)? {
            let asks = (person, &viewer.rights);
            (viewer.rights, viewer.source) = eyes::lend(app, viewer.portal.id, asks, &viewer.setup, eyes).await?;
            viewer.scope = Arc::new(viewer.setup.scope_of(eyes, viewer.rights.sees));
            viewer.eyes = eyes;
        }
        Ok(viewer)
    }
}

/// Makes an extractor of a right.
macro_rules! holder {
    ($(#[$doc:meta])* $name:ident, changes $changes:literal, |$rights:ident| $holds:expr, $refusal:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(pub ActivityViewer);

        impl FromRequestParts<App> for $name {
            type Rejection = Error;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
                let viewer = ActivityViewer::from_request_parts(parts, app).await?;
                if $changes && viewer.is_borrowed() {
                    return Err(Error::Forbidden(eyes::NOTHING_CHANGES));
                }
                let $rights = &viewer.rights;
                if $holds { Ok(Self(viewer)) } else { Err(Error::Forbidden($refusal)) }
            }
        }
    };
}

holder! {
    /// Somebody who may write comments to the rows they see: everybody, with their own eyes.
    Commenter, changes true, |_rights| true, "you may not comment"
}
holder! {
    /// Somebody who may change plans.
    PlanEditor, changes true, |rights| rights.plans != PlanRight::None, "you may not change plans"
}
holder! {
    /// Somebody who may count a day as met.
    DayCompleter, changes true, |rights| rights.complete, "you may not count a day as met"
}
holder! {
    /// Somebody who may verify and resolve comments.
    CommentVerifier, changes true, |rights| rights.verify, "you may not verify comments"
}
holder! {
    /// Somebody who may take files out.
    Exporter, changes false, |rights| rights.export, "you may not export"
}
holder! {
    /// Somebody who may read settings, rights and the audit log.
    SettingsReader, changes false, |rights| rights.settings, "you may not see the settings"
}
holder! {
    /// Somebody who may change settings, rights and the calendar.
    SettingsAdmin, changes true, |rights| rights.settings, "you may not change the settings"
}
