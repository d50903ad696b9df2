//! Leases of portals, the fence that goes by them, and word between processes.

use crate::engine::{on_both_engines, on_postgres, on_sqlite};
use crate::rows::{company, install};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::Phase;
use std::sync::Arc;
use std::time::Duration;
use store::{Error, Fence, Heard, Seat, Signal, Store, Title};

async fn ready(store: &Store, name: &str) -> PortalId {
    let portal = install(store, name).await;
    let mut tx = store.begin().await.unwrap();
    tx.portals().set_phase(portal, Phase::Ready, None).await.unwrap();
    tx.commit().await.unwrap();
    portal
}

async fn take(store: &Store, portal: PortalId, owner: &str, now: i64, until: i64) -> bool {
    let mut tx = store.begin().await.unwrap();
    let taken = tx.leases().take(portal, owner, Millis(now), Millis(until)).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

fn fenced(store: &Store, portal: PortalId, owner: &str, now: i64) -> Store {
    store.fenced(Fence { portal, owner: owner.into(), title: Title::Reader, now: Arc::new(move || Millis(now)) })
}

on_both_engines! {
    async fn a_portal_has_one_reader_until_its_time_is_over(store) {
        let portal = ready(&store, "a").await;
        let idle = install(&store, "waiting").await;
        assert!(take(&store, portal, "p", 0, 100).await);
        assert!(!take(&store, portal, "q", 99, 200).await);
        assert!(take(&store, portal, "p", 50, 120).await, "its own is kept");
        let mut reader = store.read().await.unwrap();
        let seat = |owner: Option<&str>| Seat { portal, owner: owner.map(str::to_owned) };
        assert_eq!(reader.leases().seats(Millis(110)).await.unwrap(), [seat(Some("p"))], "{idle} is not to be read");
        assert_eq!(reader.leases().seats(Millis(120)).await.unwrap(), [seat(None)]);
        drop(reader);
        assert!(take(&store, portal, "q", 120, 220).await);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.leases().beat("p", Millis(300)).await.unwrap(), [], "p is told that it lost the portal");
        assert_eq!(tx.leases().beat("q", Millis(300)).await.unwrap(), [portal]);
        tx.leases().release(portal, "p").await.unwrap();
        tx.commit().await.unwrap();
        assert!(!take(&store, portal, "r", 299, 400).await, "nobody releases what another one holds");
        let mut tx = store.begin().await.unwrap();
        tx.leases().release(portal, "q").await.unwrap();
        tx.commit().await.unwrap();
        assert!(take(&store, portal, "r", 299, 400).await);
    }

    async fn a_lease_that_ended_and_was_not_taken_goes_on(store) {
        let portal = ready(&store, "a").await;
        assert!(take(&store, portal, "p", 0, 100).await);
        assert!(matches!(fenced(&store, portal, "p", 100).begin().await, Err(Error::LeaseLost(lost)) if lost == portal));
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.leases().beat("p", Millis(300)).await.unwrap(), [portal]);
        tx.commit().await.unwrap();
        fenced(&store, portal, "p", 200).begin().await.unwrap().commit().await.unwrap();
    }

    async fn a_reader_that_lost_its_portal_writes_nothing(store) {
        let portal = ready(&store, "a").await;
        take(&store, portal, "p", 0, 100).await;
        let paused = fenced(&store, portal, "p", 50);
        let mut tx = paused.begin().await.unwrap();
        tx.companies(portal).upsert(&[company(1)]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(take(&store, portal, "q", 100, 200).await);
        // The paused process still believes in its own clock.
        assert!(matches!(paused.begin().await, Err(Error::LeaseLost(_))));
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.companies(portal).count().await.unwrap(), 1);
    }

    async fn uninstalling_ends_the_reading_wherever_it_goes_on(store) {
        let portal = ready(&store, "a").await;
        take(&store, portal, "p", 0, 100).await;
        let mut tx = store.begin().await.unwrap();
        tx.portals().uninstall(portal).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(fenced(&store, portal, "p", 50).begin().await, Err(Error::LeaseLost(_))));
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.leases().beat("p", Millis(200)).await.unwrap(), []);
        assert_eq!(tx.leases().seats(Millis(50)).await.unwrap(), []);
    }

    async fn processes_are_counted_while_they_live_and_leave_nothing_behind(store) {
        let portal = ready(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        tx.leases().beat("p", Millis(100)).await.unwrap();
        tx.leases().beat("q", Millis(200)).await.unwrap();
        assert!(tx.leases().take(portal, "q", Millis(0), Millis(200)).await.unwrap());
        assert_eq!(tx.leases().processes(Millis(99)).await.unwrap(), ["p", "q"]);
        assert_eq!(tx.leases().processes(Millis(100)).await.unwrap(), ["q"]);
        tx.leases().leave("q").await.unwrap();
        assert_eq!(tx.leases().processes(Millis(0)).await.unwrap(), ["p"]);
        assert_eq!(tx.leases().seats(Millis(0)).await.unwrap(), [Seat { portal, owner: None }]);
        tx.leases().prune(Millis(101)).await.unwrap();
        assert_eq!(tx.leases().processes(Millis(0)).await.unwrap(), Vec::<String>::new());
    }

    async fn a_launch_code_is_spent_once(store) {
        let mut spenders = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let store = store.clone();
            spenders.spawn(async move {
                let mut tx = store.begin().await.unwrap();
                let first = tx.spent_codes().spend("code", Millis(100)).await.unwrap();
                tx.commit().await.unwrap();
                first
            });
        }
        assert_eq!(spenders.join_all().await.into_iter().filter(|first| *first).count(), 1);
        let mut tx = store.begin().await.unwrap();
        assert!(tx.spent_codes().spend("another", Millis(200)).await.unwrap());
        tx.spent_codes().prune(Millis(101)).await.unwrap();
        assert!(!tx.spent_codes().spend("another", Millis(200)).await.unwrap(), "not expired yet");
        assert!(tx.spent_codes().spend("code", Millis(300)).await.unwrap(), "expired, refused by its seal");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_portal_does_not_change_hands_under_an_open_transaction() {
    on_postgres(|store: Store| async move {
        let portal = ready(&store, "a").await;
        take(&store, portal, "p", 0, 100).await;
        let mut writing = fenced(&store, portal, "p", 99).begin().await.unwrap();
        writing.companies(portal).upsert(&[company(1)]).await.unwrap();
        assert!(!take(&store, portal, "q", 100, 200).await, "passed over while the former reader writes");
        let mut tx = store.begin().await.unwrap();
        let renewed = tokio::time::timeout(Duration::from_secs(5), tx.leases().beat("p", Millis(150))).await;
        assert_eq!(renewed.expect("extending waits for nobody").unwrap(), [portal]);
        tx.commit().await.unwrap();
        let uninstalling = tokio::spawn({
            let store = store.clone();
            async move {
                let mut tx = store.begin().await.unwrap();
                tx.portals().uninstall(portal).await.unwrap();
                tx.commit().await.unwrap();
            }
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(!uninstalling.is_finished(), "uninstalling waits for what is being written");
        writing.portals().bump_revision(portal, Millis(99)).await.unwrap();
        writing.commit().await.unwrap();
        uninstalling.await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_committed_change_is_heard_and_one_rolled_back_is_not() {
    on_postgres(|store: Store| async move {
        let portal = install(&store, "a").await;
        let mut listener = store.listen().await.unwrap().expect("PostgreSQL");
        let mut undone = store.begin().await.unwrap();
        undone.inbox(portal).put("X", &serde_json::json!({}), Millis(1)).await.unwrap();
        undone.rollback().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.portals().bump_revision(portal, Millis(1)).await.unwrap();
        tx.commit().await.unwrap();
        store.signal(Signal::Jobs).await.unwrap();
        let mut heard = Vec::new();
        for _ in 0..2 {
            heard.push(tokio::time::timeout(Duration::from_secs(10), listener.next()).await.unwrap().unwrap());
        }
        assert_eq!(heard, [Heard::Signal(Signal::Changed(portal)), Heard::Signal(Signal::Jobs)]);
    })
    .await;
    on_sqlite(|store: Store| async move {
        assert!(store.listen().await.unwrap().is_none());
        store.signal(Signal::Jobs).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_whose_connection_is_cut_says_so_and_hears_again() {
    on_postgres(|store: Store| async move {
        let portal = install(&store, "a").await;
        let mut listener = store.listen().await.unwrap().expect("PostgreSQL");
        // Ends the connection of this listener only: others listen to channels of other schemas.
        let url = std::env::var("TEST_DATABASE_URL").unwrap();
        let pool = sqlx::PgPool::connect(&url).await.unwrap();
        let channel = listener.channel().to_owned();
        let cut: i64 =
            sqlx::query_scalar("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = $1")
                .bind(format!("LISTEN \"{channel}\""))
                .fetch_one(&pool)
                .await
                .unwrap();
        assert_eq!(cut, 1);
        let heard = tokio::time::timeout(Duration::from_secs(10), listener.next()).await.unwrap().unwrap();
        assert_eq!(heard, Heard::Gap);
        store.signal(Signal::Wake(portal)).await.unwrap();
        let heard = tokio::time::timeout(Duration::from_secs(10), listener.next()).await.unwrap().unwrap();
        assert_eq!(heard, Heard::Signal(Signal::Wake(portal)));
        pool.close().await;
    })
    .await;
}
