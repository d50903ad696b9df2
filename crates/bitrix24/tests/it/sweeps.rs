//! Sweeps over a portal that runs batches for real: complete, without doubles, resumable.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use bitrix24::form::parse_nested;
use bitrix24::{ErrorKind, IdRange, ListMethod, Piece, Sweep};
use serde_json::{Map, Value, json};

use crate::fake::{Bench, Reply, Seen, Server, html, ok};

/// A portal's records: ids of deals, companies and calls.
struct Records {
    deals: Vec<i64>,
    companies: Vec<i64>,
    calls: Vec<i64>,
}

impl Records {
    fn sparse() -> Self {
        // Deals with gaps, dense companies, few calls with high ids.
        let deals = (1..4_000).filter(|id| id % 7 != 0 && !(1_000..2_000).contains(id)).collect();
        Self { deals, companies: (1..=700).collect(), calls: vec![3, 900, 1_000_000] }
    }

    fn all(&self) -> [BTreeSet<i64>; 3] {
        [&self.deals, &self.companies, &self.calls].map(|ids| ids.iter().copied().collect())
    }

    /// Runs one command of a batch.
    fn run(&self, command: &str) -> Value {
        let (method, query) = command.split_once('?').unwrap();
        let params = parse_nested(query).unwrap();
        let (ids, filter, descending, items) = match method {
            "crm.deal.list" => (&self.deals, &params["filter"], params["order"]["ID"] == "DESC", false),
            "crm.item.list" => (&self.companies, &params["filter"], params["order"]["id"] == "DESC", true),
            "voximplant.statistic.get" => (&self.calls, &params["FILTER"], params["ORDER"] == "DESC", false),
            other => panic!("no method {other}"),
        };
        let name = if items { "id" } else { "ID" };
        let bound = |prefix: &str| {
            filter.get(format!("{prefix}{name}")).and_then(Value::as_str).map(|text| text.parse::<i64>().unwrap())
        };
        let (above, up_to) = (bound(">").unwrap_or(0), bound("<=").unwrap_or(i64::MAX));
        let mut found: Vec<i64> = ids.iter().copied().filter(|id| *id > above && *id <= up_to).collect();
        if descending {
            found.reverse();
        }
        let row = |id: i64| if items { json!({"id": id}) } else { json!({"ID": id.to_string()}) };
        let rows: Value = found.into_iter().take(50).map(row).collect();
        if items { json!({"items": rows}) } else { rows }
    }

    fn answer(&self, seen: &Seen, fail: impl Fn(&str, &str) -> Option<Value>) -> Reply {
        let commands = seen.body["cmd"].as_object().unwrap();
        assert!(commands.len() <= 50);
        let (mut results, mut errors) = (Map::new(), Map::new());
        for (key, command) in commands {
            let command = command.as_str().unwrap();
            match fail(key, command) {
                Some(error) => errors.insert(key.clone(), error),
                None => results.insert(key.clone(), self.run(command)),
            };
        }
        let php = |map: Map<String, Value>| if map.is_empty() { json!([]) } else { Value::Object(map) };
        ok(
            &json!({"result": php(results), "result_error": php(errors), "result_total": [], "result_next": [], "result_time": []}),
        )
    }
}

fn lists() -> Vec<ListMethod> {
    vec![ListMethod::legacy("crm.deal.list"), ListMethod::crm_items(4), ListMethod::calls()]
}

/// Takes the ids of a step in and complains about one that was there already.
fn collect(into: &mut [BTreeSet<i64>; 3], step: &bitrix24::SweepStep) {
    let lists = lists();
    for page in &step.pages {
        for row in &page.rows {
            assert!(into[page.list].insert(lists[page.list].row_id(row).unwrap()), "a row came twice");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_read_once() {
    let server = Server::start(|seen| Records::sparse().answer(seen, |_, _| None)).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let plan = portal.plan_sweep(&lists(), 10).await.unwrap();
    assert_eq!(plan.highest, [Ok(Some(3_999)), Ok(Some(700)), Ok(Some(1_000_000))]);
    assert_eq!(plan.pieces.len(), 33);

    let mut sweep = Sweep::new(portal.clone(), lists(), plan.pieces, 4);
    let mut read = [const { BTreeSet::new() }; 3];
    while let Some(step) = sweep.next().await.unwrap() {
        assert_eq!(step.failed, []);
        collect(&mut read, &step);
    }
    assert_eq!(read, Records::sparse().all());
    assert_eq!(sweep.remaining(), []);
    let rows: usize = read.iter().map(BTreeSet::len).sum();
    assert_eq!(portal.counters().rows, u64::try_from(rows).unwrap());
    // About 66 full pages; the ranges must not have been shredded into empty requests.
    assert!(portal.counters().commands < 200, "{} commands", portal.counters().commands);
}

#[tokio::test]
async fn a_sweep_killed_at_any_step_resumes_where_the_rows_were_stored() {
    let server = Server::start(|seen| Records::sparse().answer(seen, |_, _| None)).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let mut remaining = portal.plan_sweep(&lists(), 5).await.unwrap().pieces;
    let mut read = [const { BTreeSet::new() }; 3];
    let mut lives = 0;
    while !remaining.is_empty() {
        lives += 1;
        // Each life stores two steps and dies with batches in flight.
        let stored = serde_json::to_string(&remaining).unwrap();
        let pieces: Vec<Piece> = serde_json::from_str(&stored).unwrap();
        let mut sweep = Sweep::new(portal.clone(), lists(), pieces, 2);
        for _ in 0..2 {
            if let Some(step) = sweep.next().await.unwrap() {
                collect(&mut read, &step);
                remaining = step.remaining;
            }
        }
    }
    assert!(lives > 2);
    assert_eq!(read, Records::sparse().all());
}

#[tokio::test]
async fn a_list_without_rights_does_not_stop_the_others() {
    let denied = |_: &str, command: &str| {
        command
            .starts_with("voximplant")
            .then(|| json!({"error": "ACCESS_DENIED", "error_description": "Access denied!"}))
    };
    let server = Server::start(move |seen| Records::sparse().answer(seen, denied)).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let plan = portal.plan_sweep(&lists(), 3).await.unwrap();
    assert_eq!(plan.highest[2].as_ref().unwrap_err().kind, ErrorKind::Denied);
    assert!(plan.pieces.iter().all(|piece| piece.list != 2));

    let call_piece = Piece { list: 2, range: IdRange::ALL };
    let pieces = plan.pieces.into_iter().chain([call_piece]).collect();
    let mut sweep = Sweep::new(portal, lists(), pieces, 2);
    let (mut read, mut failed) = ([const { BTreeSet::new() }; 3], Vec::new());
    while let Some(step) = sweep.next().await.unwrap() {
        collect(&mut read, &step);
        failed.extend(step.failed);
    }
    let [deals, companies, _] = Records::sparse().all();
    assert_eq!(read, [deals, companies, BTreeSet::new()]);
    assert_eq!(failed.iter().map(|(list, error)| (*list, error.kind)).collect::<Vec<_>>(), [(2, ErrorKind::Denied)]);
    assert_eq!(sweep.remaining(), [call_piece]);
}

#[tokio::test]
async fn commands_refused_by_a_limit_are_asked_again() {
    let refused = AtomicU32::new(0);
    let server = Server::start(move |seen| {
        let limit = |key: &str, command: &str| {
            let hit = key == "r1" && command.contains("crm.deal.list") && refused.fetch_add(1, Ordering::Relaxed) < 3;
            hit.then(|| json!({"error": "OPERATION_TIME_LIMIT", "error_description": "Method is blocked due to operation time limit."}))
        };
        Records::sparse().answer(seen, limit)
    })
    .await;
    let bench = Bench::new();
    let pieces = IdRange::split(0, 3_999, 8).into_iter().map(|range| Piece { list: 0, range }).collect();
    let mut sweep = Sweep::new(bench.portal(&server), lists(), pieces, 1);
    let mut read = [const { BTreeSet::new() }; 3];
    while let Some(step) = sweep.next().await.unwrap() {
        collect(&mut read, &step);
    }
    assert_eq!(read[0], Records::sparse().all()[0]);
    assert!(bench.clock.sleeps().iter().any(|sleep| sleep.as_secs() >= 30));
}

#[tokio::test]
async fn a_failed_batch_leaves_its_ranges_in_the_sweep() {
    let answered = AtomicU32::new(0);
    let server = Server::start(move |seen| match answered.fetch_add(1, Ordering::Relaxed) {
        // The first attempt and its four repetitions.
        0..5 => html(502),
        _ => Records::sparse().answer(seen, |_, _| None),
    })
    .await;
    let bench = Bench::new();
    let piece = Piece { list: 1, range: IdRange { after: 0, up_to: Some(700) } };
    let mut sweep = Sweep::new(bench.portal(&server), lists(), vec![piece], 1);
    assert_eq!(sweep.next().await.unwrap_err().kind, ErrorKind::Transport);
    assert_eq!(sweep.remaining(), [piece]);
    let mut read = [const { BTreeSet::new() }; 3];
    while let Some(step) = sweep.next().await.unwrap() {
        collect(&mut read, &step);
    }
    assert_eq!(read[1], Records::sparse().all()[1]);
}

#[tokio::test]
async fn a_lying_list_is_reported_and_set_aside() {
    let server = Server::start(|seen| {
        let commands = seen.body["cmd"].as_object().unwrap();
        let same: Value = (1..=50).map(|id| json!({"ID": id.to_string()})).collect();
        let results: Map<String, Value> = commands.keys().map(|key| (key.clone(), same.clone())).collect();
        ok(&json!({"result": results, "result_error": [], "result_total": [], "result_next": [], "result_time": []}))
    })
    .await;
    let bench = Bench::new();
    let mut sweep = Sweep::new(bench.portal(&server), lists(), vec![Piece { list: 0, range: IdRange::ALL }], 1);
    let first = sweep.next().await.unwrap().unwrap();
    assert_eq!((first.pages[0].rows.len(), first.failed.len()), (50, 0));
    let second = sweep.next().await.unwrap().unwrap();
    assert_eq!(second.failed[0].1.code, "PAGE_DID_NOT_ADVANCE");
    // The first page, the second, and three more attempts at it.
    assert_eq!(server.seen().len(), 5);
    assert_eq!(sweep.next().await.unwrap(), None);
    assert_eq!(sweep.remaining(), [Piece { list: 0, range: IdRange { after: 50, up_to: None } }]);
}

#[tokio::test]
async fn a_page_that_stands_still_once_does_not_end_the_sweep() {
    let answered = AtomicU32::new(0);
    let server = Server::start(move |seen| {
        if answered.fetch_add(1, Ordering::Relaxed) != 1 {
            return Records::sparse().answer(seen, |_, _| None);
        }
        // Every command of the second batch gets the first page of its list once more.
        let commands = seen.body["cmd"].as_object().unwrap();
        let stale = json!([{"ID": "1"}]);
        let results: Map<String, Value> = commands.keys().map(|key| (key.clone(), stale.clone())).collect();
        ok(&json!({"result": results, "result_error": [], "result_total": [], "result_next": [], "result_time": []}))
    })
    .await;
    let bench = Bench::new();
    let mut sweep = Sweep::new(bench.portal(&server), lists(), vec![Piece { list: 0, range: IdRange::ALL }], 1);
    let mut read = [const { BTreeSet::new() }; 3];
    while let Some(step) = sweep.next().await.unwrap() {
        assert_eq!(step.failed, []);
        collect(&mut read, &step);
    }
    assert_eq!(read[0], Records::sparse().all()[0]);
}
