//! One connection of either engine, and the stamp that writes a body once per driver.

use sqlx::{PgConnection, SqliteConnection};

/// Which engine is behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// One file, one writer.
    Sqlite,
    /// PostgreSQL, possibly with Citus.
    Postgres,
}

/// A borrowed connection; repositories hold one, so they share the transaction they came from.
pub(crate) enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn<'_> {
    /// Which engine this is, for the few statements in which the dialects part.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The same connection for a shorter time.
    pub(crate) fn lend(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// Stamps one body per driver: inside it `$c` is the native connection and `$db` the driver's type.
macro_rules! on {
    ($conn:expr, |$c:ident: $db:ident| $body:expr) => {
        match &mut $conn {
            crate::conn::Conn::Sqlite(conn) => {
                type $db = sqlx::Sqlite;
                let $c = &mut **conn;
                $body
            }
            crate::conn::Conn::Postgres(conn) => {
                type $db = sqlx::Postgres;
                let $c = &mut **conn;
                $body
            }
        }
    };
    ($conn:expr, |$c:ident| $body:expr) => {
        match &mut $conn {
            crate::conn::Conn::Sqlite(conn) => {
                let $c = &mut **conn;
                $body
            }
            crate::conn::Conn::Postgres(conn) => {
                let $c = &mut **conn;
                $body
            }
        }
    };
}
pub(crate) use on;
