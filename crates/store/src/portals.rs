//! Portals: installation, secrets (sealed before they come here), settings, the state of their data.

mod secrets;
mod standing;
mod state;

pub use secrets::Tokens;
pub use standing::{ChangeSource, Payment};
pub use state::Standing;

use crate::conn::{Conn, on};
use crate::error::{Error, Result};
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use domain::progress::Phase;

/// What an installation tells about a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPortal {
    /// The portal's permanent id; survives renaming.
    pub member_id: String,
    /// Host, with its port if any.
    pub domain: String,
    /// Base address of its REST interface.
    pub client_endpoint: String,
    /// Origin of the OAuth server that vouched for it, from the allow-list.
    pub oauth_origin: String,
    /// `status` of the application there (`F` free, `S` subscription, `T` trial, …).
    pub status: String,
    /// Language of the portal (`ru`, `en`, …).
    pub language: String,
    /// Granted scopes, comma-separated.
    pub scope: String,
    /// IANA name of the portal's time zone.
    pub zone: String,
    /// Who installed the app.
    pub installer: PersonId,
}

/// A portal as it is stored, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portal {
    /// Our number of it; never given to another portal, even after [`Portals::erase`].
    pub id: PortalId,
    /// The portal's permanent id.
    pub member_id: String,
    /// Host, with its port if any.
    pub domain: String,
    /// Base address of its REST interface.
    pub client_endpoint: String,
    /// Origin of its OAuth server.
    pub oauth_origin: String,
    /// `status` of the application there.
    pub status: String,
    /// Language of the portal.
    pub language: String,
    /// Granted scopes, comma-separated.
    pub scope: String,
    /// IANA name of the portal's time zone.
    pub zone: String,
    /// Who installed the app.
    pub installer: PersonId,
    /// Grows with every uninstallation: sessions of an older epoch are void.
    pub epoch: i64,
    /// Whether the installation was completed.
    pub installed: bool,
    /// Whether the app was uninstalled since.
    pub uninstalled: bool,
    /// Where the synchronisation stands.
    pub phase: Phase,
    /// Why it stands still, in the portal's own code.
    pub problem: Option<String>,
    /// Grows with every committed change of the portal's rows.
    pub revision: i64,
    /// When rows were last stored.
    pub updated: Option<Millis>,
}

/// Portals: the repository without a tenant.
pub struct Portals<'c> {
    pub(crate) conn: Conn<'c>,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    member_id: String,
    domain: String,
    client_endpoint: String,
    oauth_origin: String,
    status: String,
    language: String,
    scope: String,
    zone: String,
    installer: i64,
    epoch: i64,
    installed: bool,
    uninstalled: bool,
    phase: String,
    problem: Option<String>,
    revision: i64,
    updated: Option<i64>,
}

macro_rules! columns {
    () => {
        "id, member_id, domain, client_endpoint, oauth_origin, status, language, scope, zone, installer, epoch, \
         installed, uninstalled, phase, problem, revision, updated"
    };
}

impl Portals<'_> {
    /// Stores an installation. A known `member_id` keeps its id, its rows and its epoch (uninstalling has moved that on),
    /// and is no longer uninstalled; whether it was completed is left as it was. A known zone stays: days are counted in it.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn install(&mut self, new: &NewPortal) -> Result<Portal> {
        let stored: Stored = on!(self.conn, |c| {
            sqlx::query_as(concat!(
                "INSERT INTO portal (member_id, domain, client_endpoint, oauth_origin, status, language, scope, zone,
                   installer)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (member_id) DO UPDATE SET
                   domain = excluded.domain, client_endpoint = excluded.client_endpoint,
                   oauth_origin = excluded.oauth_origin, status = excluded.status, language = excluded.language,
                   scope = excluded.scope, installer = excluded.installer,
                   zone = CASE WHEN portal.zone = '' THEN excluded.zone ELSE portal.zone END,
                   uninstalled = FALSE, problem = NULL,
                   phase = CASE WHEN portal.phase = 'stopped' THEN 'waiting' ELSE portal.phase END
                 RETURNING ",
                columns!()
            ))
            .bind(&new.member_id)
            .bind(&new.domain)
            .bind(&new.client_endpoint)
            .bind(&new.oauth_origin)
            .bind(&new.status)
            .bind(&new.language)
            .bind(&new.scope)
            .bind(&new.zone)
            .bind(new.installer.0)
            .fetch_one(c)
            .await?
        });
        stored.try_into()
    }

    /// The portal of this number.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn find(&mut self, portal: PortalId) -> Result<Option<Portal>> {
        let stored: Option<Stored> = on!(self.conn, |c| {
            sqlx::query_as(concat!("SELECT ", columns!(), " FROM portal WHERE id = $1"))
                .bind(portal.0)
                .fetch_optional(c)
                .await?
        });
        stored.map(Portal::try_from).transpose()
    }

    /// The portal of this permanent id.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn find_by_member(&mut self, member_id: &str) -> Result<Option<Portal>> {
        let stored: Option<Stored> = on!(self.conn, |c| {
            sqlx::query_as(concat!("SELECT ", columns!(), " FROM portal WHERE member_id = $1"))
                .bind(member_id)
                .fetch_optional(c)
                .await?
        });
        stored.map(Portal::try_from).transpose()
    }

    /// Portals whose installation was completed and that did not uninstall, by id: those to synchronise.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn list_live(&mut self) -> Result<Vec<Portal>> {
        let stored: Vec<Stored> = on!(self.conn, |c| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM portal WHERE installed AND NOT uninstalled ORDER BY id"
            ))
            .fetch_all(c)
            .await?
        });
        stored.into_iter().map(Portal::try_from).collect()
    }

    /// The installation is complete.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn mark_installed(&mut self, portal: PortalId) -> Result<()> {
        let changed = on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET installed = TRUE WHERE id = $1")
                .bind(portal.0)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(portal, changed)
    }

    /// The portal was renamed.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn move_to(&mut self, portal: PortalId, domain: &str, client_endpoint: &str) -> Result<()> {
        let changed = on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET domain = $2, client_endpoint = $3 WHERE id = $1")
                .bind(portal.0)
                .bind(domain)
                .bind(client_endpoint)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(portal, changed)
    }

    /// Every portal there is, uninstalled ones included.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn ids(&mut self) -> Result<Vec<PortalId>> {
        let ids: Vec<i64> =
            on!(self.conn, |c| sqlx::query_scalar("SELECT id FROM portal ORDER BY id").fetch_all(c).await?);
        Ok(ids.into_iter().map(PortalId).collect())
    }

    /// The id of a portal by its permanent name.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn id_of(&mut self, member_id: &str) -> Result<Option<PortalId>> {
        let id: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT id FROM portal WHERE member_id = $1").bind(member_id).fetch_optional(c).await?
        });
        Ok(id.map(PortalId))
    }

    /// The app was uninstalled: secrets go, open sessions end with the epoch, jobs and what has arrived are dropped, rows stay
    /// for a reinstallation. Waits for transactions of the portal's reader, which can begin no further one.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn uninstall(&mut self, portal: PortalId) -> Result<()> {
        self.stop_writers(portal).await?;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM inbox WHERE portal_id = $1").bind(portal.0).execute(c).await?;
        });
        let changed = on!(self.conn, |c| {
            sqlx::query(
                "UPDATE portal SET epoch = epoch + 1, installed = FALSE, uninstalled = TRUE, phase = 'stopped',
                   access_token = NULL, refresh_token = NULL, token_expires = NULL, application_token = NULL
                 WHERE id = $1",
            )
            .bind(portal.0)
            .execute(c)
            .await?
            .rows_affected()
        });
        found(portal, changed)
    }

    /// Removes the portal and every row it has in any table.
    ///
    /// Its leases and jobs go first, in the order in which a writer locks them. Then the portal: a writer that is about to commit either did so before, and its rows are removed, or finds
    /// no portal in [`Portals::bump_revision`] and gives up.
    ///
    /// # Errors
    /// A database that refused. A portal that is not there is no error.
    pub async fn erase(&mut self, portal: PortalId) -> Result<()> {
        self.stop_writers(portal).await?;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM portal WHERE id = $1").bind(portal.0).execute(c).await?;
        });
        crate::tenant::erase(&mut self.conn, portal).await
    }

    /// Takes away what entitles processes to write the portal's rows.
    async fn stop_writers(&mut self, portal: PortalId) -> Result<()> {
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM portal_lease WHERE portal_id = $1").bind(portal.0).execute(&mut *c).await?;
            sqlx::query("DELETE FROM job WHERE portal_id = $1 AND state IN ('queued', 'running')")
                .bind(portal.0)
                .execute(c)
                .await?;
        });
        Ok(())
    }

    /// How many rows the portal has in each tenant table, in the order of [`crate::TENANT_TABLES`].
    ///
    /// # Errors
    /// A database that refused.
    pub async fn row_counts(&mut self, portal: PortalId) -> Result<Vec<(&'static str, u64)>> {
        crate::tenant::row_counts(&mut self.conn, portal).await
    }
}

/// An update of one portal that changed nothing found no portal.
fn found(portal: PortalId, changed: u64) -> Result<()> {
    if changed == 0 { Err(Error::NoPortal(portal)) } else { Ok(()) }
}

impl TryFrom<Stored> for Portal {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        Ok(Self {
            id: PortalId(stored.id),
            phase: state::phase_of(stored.phase)?,
            member_id: stored.member_id,
            domain: stored.domain,
            client_endpoint: stored.client_endpoint,
            oauth_origin: stored.oauth_origin,
            status: stored.status,
            language: stored.language,
            scope: stored.scope,
            zone: stored.zone,
            installer: PersonId(stored.installer),
            epoch: stored.epoch,
            installed: stored.installed,
            uninstalled: stored.uninstalled,
            problem: stored.problem,
            revision: stored.revision,
            updated: stored.updated.map(Millis),
        })
    }
}
