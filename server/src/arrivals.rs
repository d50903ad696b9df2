//! Events on their way into the inbox. Each is acknowledged once it is stored, and each commit waits for the disk: those
//! that arrive while one is under way are stored together by the next.

use crate::http::error::Error;
use domain::day::Millis;
use domain::ids::PortalId;
use serde_json::Value;
use store::Store;
use tokio::sync::{mpsc, oneshot};

/// Most events that are stored together, and that wait for it; more wait with their requests.
const TOGETHER: usize = 500;

/// Takes events in; cheap to clone.
#[derive(Clone, Debug)]
pub struct Arrivals(mpsc::Sender<Arrival>);

/// An event of a portal.
#[derive(Debug)]
struct Arrival {
    portal: PortalId,
    name: String,
    data: Value,
    received: Millis,
    stored: oneshot::Sender<Result<(), store::Error>>,
}

impl Arrivals {
    /// Stores into this store from now on, until nobody can bring anything any more.
    #[must_use]
    pub fn start(store: Store) -> Self {
        let (sender, arrivals) = mpsc::channel(TOGETHER);
        tokio::spawn(keep(store, arrivals));
        Self(sender)
    }

    /// Stores an event; ends once it is committed.
    ///
    /// # Errors
    /// When the store fails or is closed.
    pub async fn put(&self, portal: PortalId, name: &str, data: Value, received: Millis) -> Result<(), Error> {
        let (stored, answer) = oneshot::channel();
        let arrival = Arrival { portal, name: name.to_owned(), data, received, stored };
        self.0.send(arrival).await.map_err(|_| Error::internal("events are not stored any more"))?;
        Ok(answer.await.map_err(Error::internal)??)
    }
}

async fn keep(store: Store, mut arrivals: mpsc::Receiver<Arrival>) {
    let mut together = Vec::with_capacity(TOGETHER);
    while arrivals.recv_many(&mut together, TOGETHER).await > 0 {
        let arrived = std::mem::take(&mut together);
        if put(&store, &arrived).await.is_ok() {
            arrived.into_iter().for_each(|arrival| answer(arrival, Ok(())));
            continue;
        }
        // One that cannot be stored takes none of the others along.
        for arrival in arrived {
            let outcome = put(&store, std::slice::from_ref(&arrival)).await;
            answer(arrival, outcome);
        }
    }
}

/// Whoever brought it may have gone meanwhile; the event is stored all the same.
fn answer(arrival: Arrival, outcome: Result<(), store::Error>) {
    let _ = arrival.stored.send(outcome);
}

async fn put(store: &Store, arrived: &[Arrival]) -> Result<(), store::Error> {
    let mut tx = store.begin().await?;
    for arrival in arrived {
        tx.inbox(arrival.portal).put(&arrival.name, &arrival.data, arrival.received).await?;
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::PersonId;
    use store::NewPortal;

    async fn portal(store: &Store) -> PortalId {
        let mut tx = store.begin().await.expect("begins");
        let new = NewPortal {
            member_id: "m".to_owned(),
            domain: "m.example".to_owned(),
            client_endpoint: "https://m.example/rest/".to_owned(),
            oauth_origin: "https://oauth.example".to_owned(),
            status: "L".to_owned(),
            language: "ru".to_owned(),
            scope: String::new(),
            zone: "UTC".to_owned(),
            installer: PersonId(1),
        };
        let portal = tx.portals().install(&new).await.expect("installs").id;
        tx.commit().await.expect("commits");
        portal
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn events_that_arrive_together_are_all_stored_but_the_one_that_cannot_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("a.db").display());
        let store = Store::connect(&url).await.expect("opens");
        store.migrate().await.expect("migrates");
        let portal = portal(&store).await;
        let arrivals = Arrivals::start(store.clone());
        let event = |number: usize| {
            // The inbox takes no more than 256 KiB.
            let data = if number == 7 { Value::from("x".repeat(300_000)) } else { Value::from(number) };
            let arrivals = arrivals.clone();
            async move { arrivals.put(portal, "ONVOXIMPLANTCALLEND", data, Millis(1)).await.is_ok() }
        };
        let stored = futures_util::future::join_all((0..40).map(event)).await;
        assert_eq!(stored.iter().filter(|stored| !**stored).count(), 1, "the large one is refused");
        let due = store.read().await.expect("reads").inbox(portal).due(Millis(1), 100).await.expect("answers");
        let mut numbers: Vec<u64> = due.iter().filter_map(|row| row.data.as_u64()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..40).filter(|number| *number != 7).collect::<Vec<_>>());
        store.close().await;
    }
}
