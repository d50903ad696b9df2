//! Doing something in calls and meetings: one transaction that takes the portal's turn first, so that acts of several
//! people follow one another, and ends with a revision that open pages hear of.

use crate::app::App;
use crate::http::error::Error;
use domain::activity::setup::Setup;
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use serde_json::Value;
use store::{NewAudit, Touched, Tx};

/// An act under way.
pub(super) struct Act {
    pub(super) tx: Tx,
    pub(super) portal: PortalId,
    pub(super) author: PersonId,
    pub(super) now: Millis,
    /// The revision it makes.
    pub(super) revision: i64,
}

impl Act {
    /// Takes the portal's turn.
    pub(super) async fn begin(app: &App, portal: PortalId, author: PersonId) -> Result<Self, Error> {
        let now = app.clock.now();
        let mut tx = app.store.begin().await?;
        let revision = tx.portals().bump_revision(portal, now).await?;
        // No company of the other report is touched.
        tx.touched(portal).note(revision, &Touched::Companies(Vec::new())).await?;
        Ok(Self { tx, portal, author, now, revision })
    }

    /// Takes the portal's turn for something that changes no figure, such as a note that somebody took a file out.
    pub(super) async fn begin_quietly(app: &App, portal: PortalId, author: PersonId) -> Result<Self, Error> {
        let mut tx = app.store.begin().await?;
        tx.portals().take_turn(portal).await?;
        let revision = tx.portals().revision(portal).await?;
        Ok(Self { tx, portal, author, now: app.clock.now(), revision })
    }

    /// What people have set up to this moment, whoever was first.
    pub(super) async fn setup(&mut self) -> Result<Setup, Error> {
        Ok(self.tx.activity_setup(self.portal).load().await?)
    }

    /// Notes who did what.
    pub(super) async fn note(
        &mut self,
        action: &'static str,
        person: Option<PersonId>,
        detail: Value,
    ) -> Result<(), Error> {
        let entry = NewAudit { made: self.now, author: self.author, action, person, detail };
        Ok(self.tx.audit(self.portal).add(&entry).await?)
    }

    /// Makes it durable and tells open pages.
    pub(super) async fn commit(mut self, app: &App) -> Result<i64, Error> {
        self.tx.activity_setup(self.portal).note_setup(self.revision).await?;
        self.tx.commit().await?;
        app.changes.tell(self.portal);
        Ok(self.revision)
    }
}
