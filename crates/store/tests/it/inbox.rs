//! The inbox: nothing leaves it before it is applied.

use crate::engine::on_both_engines;
use crate::rows::{company, install};
use domain::day::Millis;
use serde_json::json;
use store::{Error, InboxDepth, QueueDepth};

on_both_engines! {
    async fn what_arrived_leaves_with_its_effect_or_not_at_all(store) {
        let portal = install(&store, "a").await;
        let other = install(&store, "b").await;
        let mut tx = store.begin().await.unwrap();
        for call in ["x.1", "x.2"] {
            tx.inbox(portal).put("ONVOXIMPLANTCALLEND", &json!({"CALL_ID": call}), Millis(10)).await.unwrap();
        }
        tx.inbox(other).put("ONVOXIMPLANTCALLEND", &json!({"CALL_ID": "y"}), Millis(11)).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = store.read().await.unwrap();
        let rows = reader.inbox(portal).due(Millis(10), 50).await.unwrap();
        let (waiting, oldest) = reader.portals().waiting_events().await.unwrap();
        assert_eq!((waiting, oldest), (QueueDepth { entries: 3, deepest: 2, portals: 2 }, Some(Millis(10))));
        drop(reader);
        assert_eq!(rows.iter().map(|row| row.data["CALL_ID"].as_str().unwrap()).collect::<Vec<_>>(), ["x.1", "x.2"]);
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        // A process that dies between the effect and the commit leaves both undone.
        let mut died = store.begin().await.unwrap();
        died.companies(portal).upsert(&[company(1)]).await.unwrap();
        died.inbox(portal).remove(&ids).await.unwrap();
        drop(died);
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.inbox(portal).depth().await.unwrap(), InboxDepth { rows: 2, oldest: Some(Millis(10)) });
        assert_eq!(reader.companies(portal).count().await.unwrap(), 0);
        drop(reader);
        let mut tx = store.begin().await.unwrap();
        tx.companies(portal).upsert(&[company(1)]).await.unwrap();
        tx.inbox(portal).remove(&ids).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.inbox(portal).depth().await.unwrap(), InboxDepth::default());
        assert_eq!(reader.inbox(other).depth().await.unwrap().rows, 1);
    }

    async fn what_cannot_be_applied_yet_is_looked_at_later(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        let mut inbox = tx.inbox(portal);
        inbox.put("A", &json!(1), Millis(10)).await.unwrap();
        inbox.put("B", &json!(2), Millis(20)).await.unwrap();
        let first = inbox.due(Millis(20), 50).await.unwrap();
        inbox.put_off(&[first[0].id], Millis(100)).await.unwrap();
        let rest = inbox.due(Millis(99), 50).await.unwrap();
        assert_eq!(rest.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["B"]);
        assert_eq!(inbox.next_due().await.unwrap(), Some(Millis(20)));
        let again = inbox.due(Millis(100), 1).await.unwrap();
        assert_eq!((again.len(), again[0].name.as_str(), again[0].attempts, again[0].received), (1, "A", 1, Millis(10)));
        inbox.remove(&[rest[0].id]).await.unwrap();
        assert_eq!(inbox.next_due().await.unwrap(), Some(Millis(100)));
        let long = json!("x".repeat(300_000));
        assert!(matches!(inbox.put("C", &long, Millis(1)).await, Err(Error::TooLarge("inbox.data"))));
    }
}
