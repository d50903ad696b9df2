//! A long sweep against a portal that keeps its limits by the documented rules: it must never have to
//! refuse, and little of what it allows may be left unused.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix24::form::parse_nested;
use bitrix24::{Clock, FakeClock, Limits, ListMethod, PortalClient, Sweep, TokenSource};
use serde_json::{Map, Value, json};

use crate::fake::{Bench, START_MS, Server, json_reply, secret};

/// The portal's own books, on the same clock.
struct Books {
    clock: FakeClock,
    records: i64,
    seconds_per_page: f64,
    burst: f64,
    level: f64,
    last: f64,
    /// Per method: minute → (first call, seconds used).
    baskets: BTreeMap<String, BTreeMap<i64, (f64, f64)>>,
    refused: u32,
    batches: u32,
}

impl Books {
    fn now(&self) -> f64 {
        self.clock.monotonic().as_secs_f64() + 1_770_995_200.0
    }

    /// Raises the leaky bucket by one; whether it overflows.
    fn overflows(&mut self) -> bool {
        let now = self.now();
        self.level = (self.level - (now - self.last) * 2.0).max(0.0) + 1.0;
        self.last = now;
        self.level > self.burst
    }

    /// Runs one list command: an error, or rows with the time block.
    fn run(&mut self, command: &str) -> Result<(Value, Value), Value> {
        let now = self.now();
        let (method, query) = command.split_once('?').unwrap();
        let baskets = self.baskets.entry(method.to_owned()).or_default();
        baskets.retain(|_, (first, _)| *first + 600.0 > now);
        if baskets.values().map(|(_, used)| used).sum::<f64>() >= 480.0 {
            self.refused += 1;
            return Err(
                json!({"error": "OPERATION_TIME_LIMIT", "error_description": "Method is blocked due to operation time limit."}),
            );
        }
        let minute = format!("{:.0}", (now / 60.0).floor()).parse().unwrap();
        baskets.entry(minute).or_insert((now, 0.0)).1 += self.seconds_per_page;
        let used: f64 = baskets.values().map(|(_, used)| used).sum();
        let reset = baskets.values().next().map_or(0.0, |(first, _)| *first + 600.0);
        let time = json!({"finish": now, "duration": self.seconds_per_page, "operating": used, "operating_reset_at": reset.floor()});

        let params = parse_nested(query).unwrap();
        let bound = |key: &str| params["filter"][key].as_str().map(|text| text.parse::<i64>().unwrap());
        let (above, up_to) = (bound(">ID").unwrap_or(0), bound("<=ID").unwrap_or(self.records).min(self.records));
        let descending = params["order"]["ID"] == "DESC";
        let ids: Vec<i64> = if descending { vec![self.records] } else { (above + 1..=up_to).take(50).collect() };
        Ok((ids.into_iter().map(|id| json!({"ID": id})).collect(), time))
    }

    fn batch(&mut self, commands: &Map<String, Value>) -> (u16, Value) {
        if self.overflows() {
            self.refused += 1;
            return (503, json!({"error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests"}));
        }
        self.batches += 1;
        let (mut results, mut errors, mut times) = (Map::new(), Map::new(), Map::new());
        for (key, command) in commands {
            match self.run(command.as_str().unwrap()) {
                Ok((rows, time)) => {
                    results.insert(key.clone(), rows);
                    times.insert(key.clone(), time);
                }
                Err(error) => {
                    errors.insert(key.clone(), error);
                }
            }
        }
        let php = |map: Map<String, Value>| if map.is_empty() { json!([]) } else { Value::Object(map) };
        let result = json!({"result": php(results), "result_error": php(errors), "result_time": php(times), "result_total": [], "result_next": []});
        (200, json!({"result": result, "time": {"finish": self.now(), "duration": 1.0}}))
    }
}

struct Run {
    rows: usize,
    elapsed: Duration,
    batches: u32,
    refused: u32,
}

/// Sweeps two lists of `records` rows each.
async fn sweep(limits: Limits, records: i64, seconds_per_page: f64) -> Run {
    let bench = Bench::new();
    let books = Arc::new(Mutex::new(Books {
        clock: bench.clock.clone(),
        records,
        seconds_per_page,
        burst: f64::from(limits.burst),
        level: 0.0,
        last: f64::from(i32::try_from(START_MS / 1000).unwrap()),
        baskets: BTreeMap::new(),
        refused: 0,
        batches: 0,
    }));
    let served = Arc::clone(&books);
    let server = Server::start(move |seen| {
        let (status, body) = served.lock().unwrap().batch(seen.body["cmd"].as_object().unwrap());
        json_reply(status, &body)
    })
    .await;
    let token = TokenSource::Fixed(secret("access-0"));
    let portal = PortalClient::new(&bench.connector, server.endpoint(), token, bench.throttle(limits));
    let lists = vec![ListMethod::legacy("crm.deal.list"), ListMethod::legacy("crm.company.list")];
    let plan = portal.plan_sweep(&lists, 50).await.unwrap();
    let mut sweep = Sweep::new(portal, lists, plan.pieces, 4);
    let mut rows = 0;
    while let Some(step) = sweep.next().await.unwrap() {
        assert_eq!(step.failed, []);
        rows += step.pages.iter().map(|page| page.rows.len()).sum::<usize>();
    }
    let books = books.lock().unwrap();
    Run { rows, elapsed: bench.clock.monotonic(), batches: books.batches, refused: books.refused }
}

#[tokio::test]
async fn the_bucket_is_used_up_and_never_overflows() {
    let limits = Limits { burst: 10, ..Limits::cloud() };
    let run = sweep(limits, 60_000, 0.001).await;
    assert_eq!((run.rows, run.refused), (120_000, 0));
    // 48 batches of 2,500 rows would be perfect; ranges that end in the middle of a page cost a few more.
    assert!(run.batches <= 56, "{} batches", run.batches);
    let allowed = f64::from(run.batches - 10) / 2.0;
    assert!(run.elapsed.as_secs_f64() <= allowed / 0.9 + 1.0, "{:?} for {} batches", run.elapsed, run.batches);
}

#[tokio::test]
async fn the_operating_time_is_used_up_and_never_exceeded() {
    let run = sweep(Limits::cloud(), 60_000, 0.6).await;
    assert_eq!((run.rows, run.refused), (120_000, 0));
    // Each method needs about 1,200 pages of 0.6 s and may use 470 s at once, then as much again every ten
    // minutes: after the first reset 940 s are possible.
    let elapsed = run.elapsed.as_secs_f64();
    assert!((600.0..=660.0).contains(&elapsed), "{elapsed} s");
}
