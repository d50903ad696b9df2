//! Saved views of the report.

use crate::conn::{Conn, on};
use crate::error::{Error, Result};
use crate::records::text;
use domain::ids::{PersonId, PortalId};
use domain::report::columns::Layout;
use domain::report::views::{MOST_VIEWS, View, ViewDraft, Views};
use domain::text::fold;

/// The "person" whose default is the portal's.
const PORTAL: i64 = 0;

/// Saved views of one portal.
pub struct ReportViews<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// What became of a wish to change a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It was changed.
    Done(View),
    /// There is no such view for this person.
    NotFound,
    /// Another change came first.
    Outdated,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    owner: i64,
    version: i64,
    name: String,
    query: String,
    columns: String,
    shared: bool,
}

impl From<Stored> for View {
    fn from(stored: Stored) -> Self {
        // Columns of another release may be unknown here: such a view keeps its filter and shows the usual ones.
        let columns = Layout::parse(&stored.columns).unwrap_or_default();
        Self {
            id: stored.id,
            version: stored.version,
            owner: PersonId(stored.owner),
            draft: ViewDraft { name: stored.name, query: stored.query, columns, shared: stored.shared },
        }
    }
}

impl ReportViews<'_> {
    /// The views a person may use, with the defaults. Whether they may share is not known here.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn of(&mut self, person: PersonId) -> Result<Views> {
        let portal = self.portal.0;
        let stored: Vec<Stored> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT id, owner, version, name, query, columns, shared FROM report_view
                 WHERE portal_id = $1 AND (owner = $2 OR shared) ORDER BY name_fold, id",
            )
            .bind(portal)
            .bind(person.0)
            .fetch_all(c)
            .await?
        });
        let defaults: Vec<(i64, i64)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT person, view FROM report_view_default WHERE portal_id = $1 AND person IN ($2, 0)")
                .bind(portal)
                .bind(person.0)
                .fetch_all(c)
                .await?
        });
        let views: Vec<View> = stored.into_iter().map(View::from).collect();
        let default = |of: i64| {
            let chosen = defaults.iter().find(|(person, _)| *person == of).map(|(_, view)| *view);
            chosen.filter(|chosen| views.iter().any(|view| view.id == *chosen))
        };
        let (own_default, portal_default) = (default(person.0), default(PORTAL));
        Ok(Views { own_default, portal_default, views, may_share: false })
    }

    /// Saves a new view; `None` when the person has as many as they may.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn create(&mut self, owner: PersonId, draft: &ViewDraft) -> Result<Option<View>> {
        let portal = self.portal.0;
        let own: i64 = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT COUNT(*) FROM report_view WHERE portal_id = $1 AND owner = $2")
                .bind(portal)
                .bind(owner.0)
                .fetch_one(c)
                .await?
        });
        if own.unsigned_abs() >= MOST_VIEWS as u64 {
            return Ok(None);
        }
        // Numbers only grow, so that a link to a deleted view never leads to another one. Two writers of PostgreSQL may
        // come to the same number: the second takes the next.
        for _ in 0..5 {
            let id: Option<i64> = on!(self.conn, |c| {
                sqlx::query_scalar(
                    "INSERT INTO report_view (portal_id, id, owner, version, name, name_fold, query, columns, shared)
                     VALUES ($1, (SELECT COALESCE(MAX(id), 0) + 1 FROM report_view WHERE portal_id = $1), $2, 1, $3,
                       $4, $5, $6, $7)
                     ON CONFLICT (portal_id, id) DO NOTHING RETURNING id",
                )
                .bind(portal)
                .bind(owner.0)
                .bind(text(&draft.name))
                .bind(fold(&text(&draft.name)))
                .bind(text(&draft.query))
                .bind(draft.columns.to_text())
                .bind(draft.shared)
                .fetch_optional(c)
                .await?
            });
            if let Some(id) = id {
                return Ok(Some(View { id, version: 1, owner, draft: draft.clone() }));
            }
        }
        Err(Error::Contended("report_view"))
    }

    /// Changes a view that stands at `version`: an own one, or a shared one for whoever may share.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn change(
        &mut self,
        person: PersonId,
        may_share: bool,
        id: i64,
        version: i64,
        draft: &ViewDraft,
    ) -> Result<Edited> {
        let Some(known) = self.find(person, may_share, id).await? else {
            return Ok(Edited::NotFound);
        };
        let portal = self.portal.0;
        let changed: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar(
                "UPDATE report_view SET version = version + 1, name = $4, name_fold = $5, query = $6, columns = $7,
                   shared = $8
                 WHERE portal_id = $1 AND id = $2 AND version = $3 RETURNING version",
            )
            .bind(portal)
            .bind(id)
            .bind(version)
            .bind(text(&draft.name))
            .bind(fold(&text(&draft.name)))
            .bind(text(&draft.query))
            .bind(draft.columns.to_text())
            .bind(draft.shared)
            .fetch_optional(c)
            .await?
        });
        Ok(match changed {
            Some(version) => Edited::Done(View { id, version, owner: known.owner, draft: draft.clone() }),
            None => Edited::Outdated,
        })
    }

    /// Deletes a view: an own one, or a shared one for whoever may share. False when there is none.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn delete(&mut self, person: PersonId, may_share: bool, id: i64) -> Result<bool> {
        if self.find(person, may_share, id).await?.is_none() {
            return Ok(false);
        }
        let portal = self.portal.0;
        on!(self.conn, |c| {
            for sql in [
                "DELETE FROM report_view_default WHERE portal_id = $1 AND view = $2",
                "DELETE FROM report_view WHERE portal_id = $1 AND id = $2",
            ] {
                sqlx::query(sql).bind(portal).bind(id).execute(&mut *c).await?;
            }
        });
        Ok(true)
    }

    /// Chooses what a person's reports open with, or the portal's (`None` for the person). False when the person may not
    /// use that view, or when it is not shared and is to be the portal's.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn set_default(&mut self, person: PersonId, of_portal: bool, view: Option<i64>) -> Result<bool> {
        if let Some(id) = view {
            let views = self.of(person).await?.views;
            if !views.iter().any(|view| view.id == id && (view.draft.shared || !of_portal)) {
                return Ok(false);
            }
        }
        let portal = self.portal.0;
        let of = if of_portal { PORTAL } else { person.0 };
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM report_view_default WHERE portal_id = $1 AND person = $2")
                .bind(portal)
                .bind(of)
                .execute(&mut *c)
                .await?;
            if let Some(id) = view {
                sqlx::query(
                    "INSERT INTO report_view_default (portal_id, person, view) VALUES ($1, $2, $3)
                     ON CONFLICT (portal_id, person) DO UPDATE SET view = excluded.view",
                )
                .bind(portal)
                .bind(of)
                .bind(id)
                .execute(c)
                .await?;
            }
        });
        Ok(true)
    }

    /// A view the person may change.
    async fn find(&mut self, person: PersonId, may_share: bool, id: i64) -> Result<Option<View>> {
        let views = self.of(person).await?.views;
        Ok(views.into_iter().find(|view| view.id == id && (view.owner == person || may_share)))
    }
}
