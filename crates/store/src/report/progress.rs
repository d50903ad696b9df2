//! Progress of the synchronisation, from the cursors and the portal's state.

use super::Report;
use crate::cursors::{Cursor, Cursors};
use crate::error::{Error, Result};
use crate::portals::{Portal, Portals};
use domain::progress::{Entity, EntityProgress, Progress};

impl Report<'_> {
    /// Where the synchronisation stands. The time left is unknown here: only who reads the portal knows its pace.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn progress(&mut self) -> Result<Progress> {
        let portal = self.portal;
        let stored = Portals { conn: self.conn.lend() }.find(portal).await?.ok_or(Error::NoPortal(portal))?;
        self.progress_of(&stored).await
    }

    /// The same, for who has found the portal at the same moment.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn progress_of(&mut self, stored: &Portal) -> Result<Progress> {
        let cursors = Cursors { conn: self.conn.lend(), portal: self.portal }.load().await?;
        Ok(Progress {
            revision: stored.revision,
            phase: stored.phase,
            entities: Entity::ALL.into_iter().map(|entity| of_entity(entity, &cursors)).collect(),
            seconds_left: None,
            updated: stored.updated,
            problem: stored.problem.clone(),
        })
    }
}

/// An entity without a cursor has not begun.
fn of_entity(entity: Entity, cursors: &[Cursor]) -> EntityProgress {
    match cursors.iter().find(|cursor| cursor.entity == entity) {
        Some(cursor) => EntityProgress { entity, done: cursor.done, total: cursor.total, finished: cursor.finished },
        None => EntityProgress { entity, done: 0, total: None, finished: false },
    }
}
