//! Transactions: all or nothing, one moment for readers, nothing lost between many writers.

use crate::engine::on_both_engines;
use crate::rows::{company, deal, install};
use domain::day::Millis;
use domain::ids::CompanyId;
use std::task::Poll;
use store::Error;

on_both_engines! {
    async fn four_hundred_concurrent_writers_lose_nothing(store) {
        let portal = install(&store, "a").await;
        let mut writers = tokio::task::JoinSet::new();
        for id in 1..=400 {
            let store = store.clone();
            writers.spawn(async move {
                let mut tx = store.begin().await?;
                // Reading before writing is what fails on SQLite unless the turn was taken at the beginning.
                tx.deals(portal).count().await?;
                tx.deals(portal).upsert(&[deal(id, id % 5)]).await?;
                let revision = tx.portals().bump_revision(portal, Millis(id)).await?;
                tx.commit().await?;
                Ok::<_, Error>(revision)
            });
        }
        let mut revisions: Vec<i64> = Vec::new();
        while let Some(done) = writers.join_next().await {
            revisions.push(done.unwrap().unwrap());
        }
        revisions.sort_unstable();
        assert_eq!(revisions, (1..=400).collect::<Vec<_>>());
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.deals(portal).count().await.unwrap(), 400);
    }

    async fn a_transaction_that_is_not_committed_leaves_nothing(store) {
        let portal = install(&store, "a").await;
        let mut dropped = store.begin().await.unwrap();
        dropped.companies(portal).upsert(&[company(1)]).await.unwrap();
        drop(dropped);
        let mut undone = store.begin().await.unwrap();
        undone.companies(portal).upsert(&[company(2)]).await.unwrap();
        undone.rollback().await.unwrap();
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.companies(portal).count().await.unwrap(), 0);
    }

    async fn a_reader_sees_one_moment_and_writes_nothing(store) {
        let portal = install(&store, "a").await;
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.portals().revision(portal).await.unwrap(), 0);
        let mut tx = store.begin().await.unwrap();
        tx.companies(portal).upsert(&[company(1)]).await.unwrap();
        tx.portals().bump_revision(portal, Millis(1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reader.portals().revision(portal).await.unwrap(), 0);
        assert_eq!(reader.companies(portal).count().await.unwrap(), 0);
        assert!(matches!(reader.companies(portal).upsert(&[company(2)]).await, Err(Error::Database(_))));
        drop(reader);
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.companies(portal).find(&[CompanyId(1), CompanyId(2)]).await.unwrap(), [company(1)]);
    }

    async fn a_reader_that_was_given_up_leaves_no_transaction_to_the_next_writer(store) {
        let portal = install(&store, "a").await;
        for id in 1..=60 {
            // Somebody goes away while the transaction begins: at the first step, or a later one.
            let mut beginning = Box::pin(store.read());
            for _ in 0..=(id % 6) {
                let step = |context: &mut std::task::Context<'_>| Poll::Ready(beginning.as_mut().poll(context).is_ready());
                if std::future::poll_fn(step).await {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
            drop(beginning);
            let mut tx = store.begin().await.unwrap();
            tx.companies(portal).upsert(&[company(id)]).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.companies(portal).count().await.unwrap(), 60);
    }
}
