//! What can go wrong, in variants a caller can act on.

use domain::ids::PortalId;

/// The result of every operation of the store.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the store refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address names no database this crate knows. The address itself is left out: it may hold a password.
    #[error("database address: {0}")]
    Address(&'static str),
    /// The folder of the SQLite file could not be made.
    #[error("folder of the database: {0}")]
    Folder(#[source] std::io::Error),
    /// The portal is not there, or not any more. Inside a transaction this is a reason to give the work up: whoever
    /// erased the portal meant its rows too.
    #[error("portal {0} does not exist")]
    NoPortal(PortalId),
    /// A stored value does not read; a newer version wrote it, or somebody edited the database.
    #[error("{column}: stored value {value:?} does not read")]
    Unreadable {
        /// Table and column.
        column: &'static str,
        /// The value.
        value: String,
    },
    /// What entitled to write the portal's rows went to another process: see [`crate::Fence`]. The work is to be given up.
    #[error("portal {0} went to another process")]
    LeaseLost(PortalId),
    /// Too much for one column; names table and column.
    #[error("{0}: too large")]
    TooLarge(&'static str),
    /// Others changed the same rows again and again; names the table.
    #[error("{0}: changed by others at the same moment")]
    Contended(&'static str),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database refused or is out of reach.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

/// SQLSTATE classes and SQLite codes of failures that pass: connection loss, shutdown, deadlock, serialisation, busy.
const PASSING: [&str; 8] = ["40001", "40P01", "57P01", "57P02", "57P03", "5", "6", "517"];

impl Error {
    /// Whether the same work may succeed when tried again: the database was away, busy or resolved a deadlock.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        if matches!(self, Self::Contended(_)) {
            return true;
        }
        let Self::Database(error) = self else {
            return false;
        };
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(refused) => {
                refused.code().is_some_and(|code| code.starts_with("08") || PASSING.contains(&code.as_ref()))
            }
            _ => false,
        }
    }
}
