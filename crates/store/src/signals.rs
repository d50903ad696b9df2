//! Word between processes on one PostgreSQL: sent inside a transaction, it is heard by every process once that commits,
//! within milliseconds, and not at all when it rolls back. SQLite has one process, which tells itself.
//!
//! Nothing depends on being heard: a lost word only means that somebody looks later.

use crate::conn::Conn;
use crate::error::Result;
use crate::store::Store;
use domain::ids::PortalId;
use sqlx::postgres::{PgListener, PgPoolOptions};

/// What one process tells the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// Rows or jobs of the portal changed.
    Changed(PortalId),
    /// Something arrived for the portal: its reader is to look.
    Wake(PortalId),
    /// A process that lost the portal may have reserved events of its queue, which nobody else is given: its reader is to
    /// look for them.
    Reserved(PortalId),
    /// A job may be due.
    Jobs,
    /// A portal may be free.
    Leases,
}

/// What a listener hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Word of somebody, possibly of this process itself.
    Signal(Signal),
    /// The connection was lost and made again: whatever was said meanwhile was not heard.
    Gap,
}

/// Hears the other processes.
pub struct Listener {
    listener: PgListener,
    channel: String,
}

impl Signal {
    fn encode(self) -> String {
        match self {
            Self::Changed(portal) => format!("changed {portal}"),
            Self::Wake(portal) => format!("wake {portal}"),
            Self::Reserved(portal) => format!("reserved {portal}"),
            Self::Jobs => "jobs".to_owned(),
            Self::Leases => "leases".to_owned(),
        }
    }

    /// `None` for what a newer release says.
    fn decode(text: &str) -> Option<Self> {
        let portal = |id: &str| id.parse().ok().map(PortalId);
        match text.split_once(' ') {
            Some(("changed", id)) => portal(id).map(Self::Changed),
            Some(("wake", id)) => portal(id).map(Self::Wake),
            Some(("reserved", id)) => portal(id).map(Self::Reserved),
            None if text == "jobs" => Some(Self::Jobs),
            None if text == "leases" => Some(Self::Leases),
            _ => None,
        }
    }
}

/// Says it when the transaction commits. A channel belongs to a whole database, so its name holds the schema.
pub(crate) async fn send(conn: &mut Conn<'_>, signal: Signal) -> Result<()> {
    if let Conn::Postgres(conn) = conn {
        sqlx::query("SELECT pg_notify('svodka_' || current_schema(), $1)")
            .bind(signal.encode())
            .execute(&mut **conn)
            .await?;
    }
    Ok(())
}

impl Store {
    /// Tells every process on this PostgreSQL; nothing on SQLite.
    ///
    /// # Errors
    /// A database out of reach.
    pub async fn signal(&self, signal: Signal) -> Result<()> {
        if let Some(pool) = self.postgres() {
            let mut conn = pool.acquire().await?;
            send(&mut Conn::Postgres(&mut conn), signal).await?;
        }
        Ok(())
    }

    /// Begins to listen, on a connection beside the pool's; `None` on SQLite.
    ///
    /// # Errors
    /// A database out of reach.
    pub async fn listen(&self) -> Result<Option<Listener>> {
        let Some(pool) = self.postgres() else { return Ok(None) };
        let own = PgPoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with((*pool.connect_options()).clone())
            .await?;
        let channel: String = sqlx::query_scalar("SELECT 'svodka_' || current_schema()").fetch_one(&own).await?;
        let mut listener = PgListener::connect_with(&own).await?;
        listener.ignore_pool_close_event(true);
        listener.listen(&channel).await?;
        Ok(Some(Listener { listener, channel }))
    }
}

impl Listener {
    /// The channel it listens to, as PostgreSQL knows it.
    #[must_use]
    pub fn channel(&self) -> &str {
        &self.channel
    }

    /// Waits for the next word.
    ///
    /// # Errors
    /// A database that stays out of reach: listen anew, later.
    pub async fn next(&mut self) -> Result<Heard> {
        loop {
            match self.listener.try_recv().await? {
                None => return Ok(Heard::Gap),
                Some(notification) => {
                    if let Some(signal) = Signal::decode(notification.payload()) {
                        return Ok(Heard::Signal(signal));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_and_unknown_ones_are_passed_over() {
        let portals = [Signal::Changed(PortalId(7)), Signal::Wake(PortalId(1)), Signal::Reserved(PortalId(3))];
        for signal in portals.into_iter().chain([Signal::Jobs, Signal::Leases]) {
            assert_eq!(Signal::decode(&signal.encode()), Some(signal));
        }
        for odd in ["", "changed", "changed x", "jobs 7", "something else"] {
            assert_eq!(Signal::decode(odd), None, "{odd}");
        }
    }
}
