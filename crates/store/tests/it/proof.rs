//! What the proof compares, against the same computed row by row; and its reports.

use crate::engine::on_both_engines;
use crate::rows::{activity, call, company, deal, install};
use domain::day::Millis;
use domain::ids::PersonId;
use domain::money::Amount;
use domain::progress::Entity;
use domain::proof::{
    Bucket, Difference, EntityProof, MOST_DIFFERENCES, Period, ProofReport, ProofScope, Spent, Verdict, What,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use store::{ActivityRow, Axis, CallRow, Canonical, DealRow, OwnerType, Position, Record, Selection};

const HOUR: i64 = 3_600_000;

/// Deals, activities and calls with dates and people that collide often.
#[derive(Clone, Debug)]
struct World {
    deals: Vec<DealRow>,
    activities: Vec<ActivityRow>,
    calls: Vec<CallRow>,
}

fn worlds() -> impl Strategy<Value = World> {
    let row = (0_i64..60, 0_i64..4, 0_i64..1_000);
    (
        prop::collection::vec(row.clone(), 0..40),
        prop::collection::vec(row.clone(), 0..40),
        prop::collection::vec(row, 0..40),
    )
        .prop_map(|(deals, activities, calls)| World {
            deals: (1..)
                .zip(deals)
                .map(|(id, (hour, person, amount))| DealRow {
                    created: Millis(hour * HOUR),
                    modified: Millis((hour + amount % 5) * HOUR),
                    responsible: (person > 0).then_some(PersonId(person)),
                    amount: Amount(amount),
                    ..deal(id * 3, 1)
                })
                .collect(),
            activities: (1..)
                .zip(activities)
                .map(|(id, (hour, person, _))| ActivityRow {
                    created: Millis(hour * HOUR),
                    responsible: (person > 0).then_some(PersonId(person)),
                    ..activity(id * 2, 1, OwnerType::COMPANY, 1, 5)
                })
                .collect(),
            calls: (1..)
                .zip(calls)
                .map(|(id, (hour, person, _))| CallRow {
                    started: Millis(hour * HOUR + HOUR / 2),
                    person: (person > 0).then_some(PersonId(person)),
                    ..call(id, None, None, 5)
                })
                .collect(),
        })
}

fn naive_counts(dates: &[Millis], bounds: &[Millis]) -> Vec<u64> {
    let mut counts = vec![0; bounds.len() + 1];
    for date in dates {
        counts[bounds.iter().filter(|bound| *bound <= date).count()] += 1;
    }
    counts
}

fn bucket(records: &[Record]) -> Bucket {
    let mut bucket = Bucket::default();
    records.iter().for_each(|record| bucket.add(record.digest(), record.sum()));
    bucket
}

on_both_engines! {
    async fn counts_ids_and_digests_equal_a_naive_computation(store) {
        let mut runner = TestRunner::new(Config::default());
        for round in 0..25 {
            let world = worlds().new_tree(&mut runner).unwrap().current();
            let portal = install(&store, &format!("naive{round}")).await;
            let other = install(&store, &format!("other{round}")).await;
            let mut tx = store.begin().await.unwrap();
            for portal in [portal, other] {
                tx.deals(portal).upsert(&world.deals).await.unwrap();
                tx.activities(portal).upsert(&world.activities).await.unwrap();
                tx.calls(portal).upsert(&world.calls).await.unwrap();
            }
            tx.commit().await.unwrap();
            let mut reader = store.read().await.unwrap();
            let bounds = [10, 11, 24, 48].map(|hour| Millis(hour * HOUR));
            let dates: Vec<Millis> = world.deals.iter().map(|row| row.modified).collect();
            let counted = reader.proofs(portal).counts(Entity::Deals, Axis::Modified, &bounds).await.unwrap();
            assert_eq!(counted, naive_counts(&dates, &bounds));
            let dates: Vec<Millis> = world.calls.iter().map(|row| row.started).collect();
            let counted = reader.proofs(portal).counts(Entity::Calls, Axis::Created, &bounds).await.unwrap();
            assert_eq!(counted, naive_counts(&dates, &bounds));
            assert_eq!(
                reader.proofs(portal).earliest(Entity::Calls, Axis::Created).await.unwrap(),
                dates.iter().min().copied()
            );
            let people = vec![PersonId(1), PersonId(3)];
            let (from, before) = (Some(bounds[0]), Some(bounds[3]));
            let selection = Selection { axis: Axis::Created, from, before, people: people.clone() };
            let wanted: Vec<i64> = world
                .activities
                .iter()
                .filter(|row| bounds[0] <= row.created && row.created < bounds[3])
                .filter(|row| row.responsible.is_some_and(|person| people.contains(&person)))
                .map(|row| row.id)
                .collect();
            let found = reader.proofs(portal).ids(Entity::Activities, Some(&selection), 0, None, 1_000).await.unwrap();
            assert_eq!(found, wanted);
            let marks = reader.proofs(portal).marks(Entity::Activities, Some(&selection), 0, 1_000, 3).await.unwrap();
            let mut expected: Vec<i64> = wanted.chunks(3).filter_map(|part| part.last().copied()).collect();
            expected.dedup();
            assert_eq!(marks, (expected, u64::try_from(wanted.len()).unwrap()));
            let all: Vec<Record> = world.deals.iter().cloned().map(Record::Deal).collect();
            let middle = i64::try_from(world.deals.len()).unwrap() / 2 * 3;
            let mut proofs = reader.proofs(portal);
            let low = proofs.span(Entity::Deals, 0, Some(middle), 1_000).await.unwrap();
            let high = proofs.span(Entity::Deals, middle, None, 1_000).await.unwrap();
            let mut whole = bucket(&low);
            whole.merge(&bucket(&high));
            assert_eq!(whole, bucket(&all));
            let ids: Vec<i64> = all.iter().map(Record::id).collect();
            assert_eq!(proofs.find(Entity::Deals, &ids).await.unwrap(), all);
            assert_eq!(proofs.count(Entity::Deals).await.unwrap(), u64::try_from(all.len()).unwrap());
        }
    }

    async fn a_row_as_the_portal_sends_it_has_the_digest_of_the_stored_one(store) {
        let portal = install(&store, "digest").await;
        // What the engines cannot hold is left out of the digest as it is left out of the column.
        let sent = DealRow { title: "Ёл\0ка".to_owned(), stage_id: "S".repeat(300), ..deal(1, 2) };
        let mut tx = store.begin().await.unwrap();
        tx.deals(portal).upsert(std::slice::from_ref(&sent)).await.unwrap();
        tx.companies(portal).upsert(&[company(1)]).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = store.read().await.unwrap();
        let stored = reader.deals(portal).find(&[sent.id]).await.unwrap().remove(0);
        assert_ne!(stored, sent);
        assert_eq!(stored.digest(), sent.digest());
        assert_eq!(stored.differing(&sent), Vec::<&str>::new());
        let changed = DealRow { title: "Другая".to_owned(), amount: Amount(1), ..sent.clone() };
        assert_ne!(changed.digest(), sent.digest());
        assert_eq!(stored.differing(&changed), ["title", "amount"]);
        let revenue = store::CompanyRow { revenue: None, ..company(1) };
        assert_eq!(company(1).differing(&revenue), ["revenue"]);
    }

    async fn reports_keep_their_differences_and_the_oldest_are_forgotten(store) {
        let portal = install(&store, "reports").await;
        let other = install(&store, "neighbour").await;
        let report = |finished: i64| ProofReport {
            id: 0,
            scope: ProofScope::Period(Period { from: domain::day::Day(1), to: domain::day::Day(2), people: Vec::new() }),
            started: Millis(finished - 1),
            finished: Millis(finished),
            verdict: Verdict::Repaired,
            differences: 2_000,
            repaired: 2_000,
            whole: false,
            proofs_per_pass: Some(3),
            entities: vec![EntityProof::new(Entity::Deals)],
            months: Vec::new(),
            spent: Spent::default(),
        };
        let difference = |id: i64| Difference {
            entity: Entity::Deals,
            id: id.to_string(),
            what: What::Differs,
            fields: vec!["amount".to_owned(), "title".to_owned()],
            repaired: id % 2 == 0,
        };
        let differences: Vec<Difference> = (0..2_000).map(difference).collect();
        for number in 1..=35 {
            let mut tx = store.begin().await.unwrap();
            let kept = if number < 34 { &differences[..3] } else { &differences[..] };
            assert_eq!(tx.proofs(portal).save_report(&report(number * 10), kept).await.unwrap(), number);
            tx.commit().await.unwrap();
        }
        let mut reader = store.read().await.unwrap();
        let mut proofs = reader.proofs(portal);
        let ids: Vec<i64> = proofs.reports(100).await.unwrap().iter().map(|report| report.id).collect();
        assert_eq!(ids, (6..=35).rev().collect::<Vec<_>>());
        assert_eq!(proofs.report(None).await.unwrap().unwrap(), ProofReport { id: 35, ..report(350) });
        assert_eq!(proofs.report(Some(5)).await.unwrap(), None);
        assert_eq!(proofs.differences(5, 0, 10).await.unwrap(), (Vec::new(), 0));
        let (page, kept) = proofs.differences(35, 998, 10).await.unwrap();
        assert_eq!((page, kept), (differences[998..1_000].to_vec(), MOST_DIFFERENCES));
        let last = proofs.last().await.unwrap().unwrap();
        assert_eq!((last.finished, last.verdict), (Millis(350), Verdict::Repaired));
        assert_eq!(reader.proofs(other).last().await.unwrap(), None);
        drop(reader);
        let position = Position { after: 7, began: Millis(1), whole_at: None };
        let later = Position { after: 0, began: Millis(2), whole_at: Some(Millis(2)) };
        let mut tx = store.begin().await.unwrap();
        tx.proofs(portal).save_position(Entity::Deals, position).await.unwrap();
        tx.proofs(portal).save_position(Entity::Deals, later).await.unwrap();
        assert_eq!(tx.proofs(portal).positions().await.unwrap(), [(Entity::Deals, later)]);
        assert_eq!(tx.proofs(other).positions().await.unwrap(), []);
        tx.commit().await.unwrap();
    }
}
