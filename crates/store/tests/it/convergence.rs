//! Readings of the portal may come late, twice and in any order: the outcome is always what the last one sent has seen.

use crate::engine::on_both_engines;
use crate::rows::{activity, call, company, deal, install};
use domain::day::{Day, Millis};
use domain::ids::{CompanyId, DealId, PortalId};
use domain::money::Amount;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use store::{ActivityRow, CallRow, CompanyRow, ContactRow, DealRow, OwnerType, RequisiteRow, StrangerKind, Tx};

/// The ids a story is about.
const IDS: i64 = 4;

/// A change in the portal: the record has this value from now on, or is gone.
type Change = (i64, Option<i64>);

/// A reading of some records, sent after so many changes.
#[derive(Clone, Debug)]
struct Reading {
    sent: usize,
    ids: BTreeSet<i64>,
}

/// A portal's story, and readings in the order in which they arrive.
#[derive(Clone, Debug)]
struct Story {
    changes: Vec<Change>,
    arrivals: Vec<Reading>,
}

fn stories() -> impl Strategy<Value = Story> {
    let change = (1..=IDS, prop::option::weighted(0.7, 1_i64..1_000));
    let changes = prop::collection::vec(change, 1..24);
    changes.prop_flat_map(|changes| {
        let reading = (0..=changes.len(), prop::collection::btree_set(1..=IDS, 1..=4));
        let readings = prop::collection::vec(reading, 1..16);
        // Retries and second readers: some arrive twice, at another place.
        let twice = readings.prop_flat_map(|readings| {
            let again = prop::sample::subsequence(readings.clone(), 0..=readings.len());
            (Just(readings), again).prop_map(|(readings, again)| [readings, again].concat())
        });
        (Just(changes), twice.prop_shuffle()).prop_map(|(changes, readings)| {
            let mut arrivals: Vec<Reading> = readings.into_iter().map(|(sent, ids)| Reading { sent, ids }).collect();
            // Each change is followed by an event, and the event by a reading: one that knows everything, anywhere.
            let last = Reading { sent: changes.len(), ids: (1..=IDS).collect() };
            arrivals.insert(arrivals.len() / 2, last);
            Story { changes, arrivals }
        })
    })
}

/// The portal after so many changes: value and the number of the change, by id.
fn portal_after(changes: &[Change], sent: usize) -> BTreeMap<i64, (i64, usize)> {
    let mut records = BTreeMap::new();
    for (number, (id, value)) in changes.iter().take(sent).enumerate() {
        match value {
            Some(value) => records.insert(*id, (*value, number)),
            None => records.remove(id),
        };
    }
    records
}

/// The portal counts seconds: changes that follow each other closely are modified at the same instant.
fn modified(number: usize) -> Millis {
    Millis(i64::try_from(number / 3).unwrap() * 1_000)
}

fn seen(reading: &Reading) -> Millis {
    Millis(1_000 + i64::try_from(reading.sent).unwrap())
}

fn deal_of(id: i64, value: i64, number: usize) -> DealRow {
    DealRow { amount: Amount(value), modified: modified(number), ..deal(id, 1) }
}

fn company_of(id: i64, value: i64, number: usize) -> CompanyRow {
    CompanyRow { revenue: Some(Amount(value)), modified: modified(number), ..company(id) }
}

fn activity_of(id: i64, value: i64, number: usize) -> ActivityRow {
    let at = Millis(value);
    ActivityRow { at, day: Day(3), modified: modified(number), ..activity(id, 2, OwnerType::COMPANY, 1, 3) }
}

fn contact_of(id: i64, value: i64, number: usize) -> ContactRow {
    ContactRow { id, company: Some(CompanyId(value)), modified: modified(number), ..ContactRow::default() }
}

fn call_of(id: i64, value: i64) -> CallRow {
    CallRow { started: Millis(value), ..call(id, None, None, 3) }
}

fn requisite_of(id: i64, value: i64) -> RequisiteRow {
    RequisiteRow { id, company: Some(CompanyId(value)), inn: value.to_string(), ..RequisiteRow::default() }
}

/// Stores what a reading found, of every kind of record alike.
async fn arrive(tx: &mut Tx, portal: PortalId, reading: &Reading, found: &BTreeMap<i64, (i64, usize)>) {
    let rows: Vec<(i64, i64, usize)> =
        reading.ids.iter().filter_map(|id| found.get(id).map(|(value, number)| (*id, *value, *number))).collect();
    let gone: Vec<i64> = reading.ids.iter().copied().filter(|id| !found.contains_key(id)).collect();
    let at = seen(reading);
    macro_rules! store {
        ($($repository:ident: $row:expr, $id:expr;)*) => { $({
            let rows: Vec<_> = rows.iter().map(|(id, value, number)| $row(*id, *value, *number)).collect();
            tx.$repository(portal).upsert_seen(&rows, at).await.unwrap();
            let gone: Vec<_> = gone.iter().copied().map($id).collect();
            tx.$repository(portal).delete_seen(&gone, at).await.unwrap();
        })* };
    }
    store! {
        deals: deal_of, DealId;
        companies: company_of, CompanyId;
        activities: activity_of, i64::from;
        contacts: contact_of, i64::from;
        calls: |id, value, _| call_of(id, value), i64::from;
        requisites: |id, value, _| requisite_of(id, value), i64::from;
    }
}

/// What the database should end with.
async fn holds(tx: &mut Tx, portal: PortalId, truth: &BTreeMap<i64, (i64, usize)>, story: &Story) {
    let ids: Vec<i64> = (1..=IDS).collect();
    macro_rules! equal {
        ($($repository:ident: $row:expr, $id:expr;)*) => { $({
            let expected: Vec<_> = truth.iter().map(|(id, (value, number))| $row(*id, *value, *number)).collect();
            let ids: Vec<_> = ids.iter().copied().map($id).collect();
            let stored = tx.$repository(portal).find(&ids).await.unwrap();
            assert_eq!(stored, expected, "{}: {story:?}", stringify!($repository));
        })* };
    }
    equal! {
        deals: deal_of, DealId;
        companies: company_of, CompanyId;
        activities: activity_of, i64::from;
        contacts: contact_of, i64::from;
        calls: |id, value, _| call_of(id, value), i64::from;
        requisites: |id, value, _| requisite_of(id, value), i64::from;
    }
}

on_both_engines! {
    async fn readings_in_any_order_and_number_end_at_the_portals_last_state(store) {
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
        for number in 0..120 {
            let story = stories().new_tree(&mut runner).unwrap().current();
            let portal = install(&store, &format!("portal{number}")).await;
            let mut tx = store.begin().await.unwrap();
            for reading in &story.arrivals {
                let found = portal_after(&story.changes, reading.sent);
                arrive(&mut tx, portal, reading, &found).await;
            }
            holds(&mut tx, portal, &portal_after(&story.changes, story.changes.len()), &story).await;
            tx.commit().await.unwrap();
        }
    }

    async fn a_late_reading_does_not_bring_a_deleted_record_back_and_a_later_one_does(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        tx.deals(portal).upsert_seen(&[deal(1, 2)], Millis(10)).await.unwrap();
        assert_eq!(tx.deals(portal).delete_seen(&[DealId(1), DealId(2)], Millis(20)).await.unwrap(), 1);
        assert_eq!(tx.deals(portal).upsert_seen(&[deal(1, 2), deal(2, 2)], Millis(15)).await.unwrap(), 0);
        assert_eq!(tx.deals(portal).count().await.unwrap(), 0);
        // Taken out of the recycle bin.
        assert_eq!(tx.deals(portal).upsert_seen(&[deal(1, 2)], Millis(21)).await.unwrap(), 1);
        // An absence that was seen before the return says nothing.
        assert_eq!(tx.deals(portal).delete_seen(&[DealId(1)], Millis(20)).await.unwrap(), 0);
        assert_eq!(tx.deals(portal).find(&[DealId(1)]).await.unwrap(), [deal(1, 2)]);
        assert_eq!(tx.portals().forget_tombstones(portal, Millis(20)).await.unwrap(), 0);
        assert_eq!(tx.portals().forget_tombstones(portal, Millis(21)).await.unwrap(), 1);
        assert_eq!(tx.deals(portal).upsert_seen(&[deal(2, 2)], Millis(15)).await.unwrap(), 1);
    }

    async fn only_rows_that_differ_are_named_as_such(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        tx.deals(portal).upsert(&[deal(1, 2), deal(2, 2)]).await.unwrap();
        let moved = deal(2, 3);
        assert_eq!(tx.deals(portal).differing(&[deal(1, 2), moved, deal(3, 1)]).await.unwrap(), [DealId(2), DealId(3)]);
        assert_eq!(tx.deals(portal).ids_within(1, 9, 50).await.unwrap(), [2]);
        assert_eq!(tx.deals(portal).count_within(0, 2).await.unwrap(), 2);
        assert_eq!(tx.deals(portal).highest_id().await.unwrap(), 2);
    }

    async fn a_stranger_is_asked_for_once(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        tx.dictionaries(portal).replace_stages(&[crate::rows::stage("NEW", "P")]).await.unwrap();
        let named: BTreeSet<_> = [
            (StrangerKind::Stage, "NEW".to_owned()),
            (StrangerKind::Stage, "C2:NEW".to_owned()),
            (StrangerKind::Person, "7".to_owned()),
            (StrangerKind::Currency, String::new()),
        ]
        .into();
        let unknown = tx.strangers(portal).unknown(&named).await.unwrap();
        let expected: BTreeSet<_> =
            [(StrangerKind::Person, "7".to_owned()), (StrangerKind::Stage, "C2:NEW".to_owned())].into();
        assert_eq!(unknown, expected);
        assert_eq!(tx.strangers(portal).unasked(unknown.clone()).await.unwrap(), expected);
        tx.strangers(portal).remember(&unknown, Millis(10)).await.unwrap();
        assert!(tx.strangers(portal).unasked(unknown.clone()).await.unwrap().is_empty());
        tx.strangers(portal).forget(Millis(11)).await.unwrap();
        assert_eq!(tx.strangers(portal).unasked(unknown).await.unwrap(), expected);
    }
}
