//! Report 1 through HTTP at the scale of a large portal, on SQLite and, when `TEST_DATABASE_URL` is set, PostgreSQL.
//!
//! The rows are made here, stored through the store and asked for through a real loopback connection. The baseline is
//! what a server without the engine would do for the same first window: group the deals by SQL for every request.
//! `-- --companies N` scales everything down or up; each line is JSON with the figure and its budget.
#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use domain::day::{Day, Millis};
use domain::directory::Person;
use domain::ids::{CompanyId, DealId, DepartmentId, PersonId, PortalId};
use domain::money::{Amount, Currency, CurrencyCode, PARTS};
use domain::progress::Phase;
use secrecy::SecretString;
use serde_json::json;
use server::app::App;
use server::clock::Clock;
use server::config::{DatabaseConfig, IdentityConfig, MetricsConfig, ServeConfig};
use server::seal::Sealer;
use std::time::Instant;
use store::{ActivityRow, CompanyRow, DealRow, NewPortal, Owner, OwnerType, PipelineRow, StageRow, Store};

const DAY: i64 = 86_400_000;
const PIPELINES: i64 = 8;
const PEOPLE: i64 = 200;
const REQUESTS: usize = 400;

fn main() {
    // `cargo test` starts benchmarks too, without this word: minutes of work that nobody asked for.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let companies = argument("--companies").unwrap_or(60_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let folder = std::env::temp_dir().join(format!("svodka-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sqlite = format!("sqlite://{}", folder.join("report.db").display());
    runtime.block_on(measure("sqlite", &sqlite, companies));
    std::fs::remove_dir_all(&folder).unwrap();
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => runtime.block_on(measure("postgres", &url, companies)),
        Err(_) => eprintln!("PostgreSQL left out: TEST_DATABASE_URL is not set"),
    }
}

fn argument(name: &str) -> Option<i64> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).and_then(|value| value.parse().ok())
}

async fn measure(engine: &str, url: &str, companies: i64) {
    let app = start(url).await;
    let portal = fill(&app.store, companies).await;
    let token = app.sessions.issue(portal, epoch(&app.store, portal).await, PersonId(1), true, app.clock.now());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api", listener.local_addr().unwrap());
    let router = server::http::router(&app);
    let served = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = |path: String| {
        let request = client.get(format!("{base}/{path}")).bearer_auth(&token);
        async move { request.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap() }
    };
    let started = Instant::now();
    get("report?limit=100&directory=1".to_owned()).await;
    let first = started.elapsed();
    print(engine, companies, "report_cold_ms", &[first.as_secs_f64() * 1e3], None);

    let plain = timed(REQUESTS, |_| get("report?limit=100".to_owned())).await;
    print(engine, companies, "report_first_window_ms", &plain, Some((5.0, 15.0)));
    let mixed = timed(REQUESTS, |at| get(format!("report?limit=100&{}", query(at)))).await;
    print(engine, companies, "report_filtered_ms", &mixed, Some((5.0, 15.0)));
    let naive = timed(5, |_| regroup(&app, portal)).await;
    print(engine, companies, "baseline_sql_per_request_ms", &naive, None);
    let table = timed(3, |_| get("report/table".to_owned())).await;
    print(engine, companies, "report_table_ms", &table, None);
    let bytes = get("report/table".to_owned()).await.len();
    println!(
        "{}",
        json!({"bench": "report", "what": "table_bytes", "engine": engine, "companies": companies, "figure": bytes, "unit": "bytes"})
    );
    served.abort();
    let mut tx = app.store.begin().await.unwrap();
    tx.portals().erase(portal).await.unwrap();
    tx.commit().await.unwrap();
    app.finish().await;
}

/// Filters and orders as people use them, in turn.
fn query(at: usize) -> String {
    const QUERIES: [&str; 8] = [
        "sort=-work",
        "sort=-won",
        "overdue=1&sort=last",
        "q=%D0%BA%D0%BB%D0%B8%D0%B5%D0%BD%D1%82%2012",
        "direction=3&sort=-work.3",
        "responsible=7,8,9",
        "sort=responsible",
        "sector=S3&sort=-last",
    ];
    QUERIES[at % QUERIES.len()].to_owned()
}

async fn regroup(app: &App, portal: PortalId) {
    let mut reader = app.store.read().await.unwrap();
    let settings = reader.portals().settings(portal).await.unwrap();
    let facts = reader.report(portal).facts(&settings, None).await.unwrap();
    assert!(!facts.is_empty());
}

async fn timed<F: Future>(times: usize, run: impl Fn(usize) -> F) -> Vec<f64> {
    let mut measured = Vec::with_capacity(times);
    for at in 0..times {
        let started = Instant::now();
        run(at).await;
        measured.push(started.elapsed().as_secs_f64() * 1e3);
    }
    measured
}

fn print(engine: &str, companies: i64, figure: &str, measured: &[f64], budget: Option<(f64, f64)>) {
    let mut sorted = measured.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |percent: usize| sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)];
    let line = json!({
        "bench": "report", "what": figure, "engine": engine, "companies": companies, "deals": companies * 10,
        "figure": round(at(95)), "unit": "ms, p95", "budget": budget.map(|(_, p95)| p95),
        "within": budget.map(|(p50, p95)| at(50) <= p50 && at(95) <= p95),
        "p50": round(at(50)), "p95": round(at(95)), "samples": sorted.len(),
        "budget_p50": budget.map(|(p50, _)| p50),
    });
    println!("{line}");
}

fn round(milliseconds: f64) -> f64 {
    (milliseconds * 100.0).round() / 100.0
}

async fn start(url: &str) -> App {
    let config = ServeConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: "http://127.0.0.1/".parse().unwrap(),
        assets: "dist".into(),
        database: DatabaseConfig { database_url: url.to_owned() },
        reports: server::config::ReportsConfig::default(),
        metrics: MetricsConfig::default(),
        portal_clock_speed: 1.0,
        identity: IdentityConfig {
            client_id: "app.bench".to_owned(),
            client_secret: SecretString::from("bench"),
            oauth_origins: vec!["https://oauth.bitrix.info".parse().unwrap()],
            master_key: SecretString::from(Sealer::generate_key()),
        },
    };
    App::start(config, Clock::system()).await.unwrap()
}

async fn epoch(store: &Store, portal: PortalId) -> i64 {
    store.read().await.unwrap().portals().find(portal).await.unwrap().unwrap().epoch
}

/// A portal of `companies` companies, ten deals and five activities each.
async fn fill(store: &Store, companies: i64) -> PortalId {
    let now = Clock::system().now();
    let mut tx = store.begin().await.unwrap();
    let portal = tx
        .portals()
        .install(&NewPortal {
            member_id: format!("bench{}", std::process::id()),
            domain: "bench.example".to_owned(),
            client_endpoint: "https://bench.example/rest/".to_owned(),
            oauth_origin: "https://oauth.bitrix.info/".to_owned(),
            status: "L".to_owned(),
            language: "ru".to_owned(),
            scope: "crm".to_owned(),
            zone: "+03:00".to_owned(),
            installer: PersonId(1),
        })
        .await
        .unwrap()
        .id;
    let pipelines: Vec<_> = (0..PIPELINES)
        .map(|id| PipelineRow { id, name: format!("Направление {id}"), sort: i32::try_from(id).unwrap() })
        .collect();
    tx.dictionaries(portal).replace_pipelines(&pipelines).await.unwrap();
    tx.dictionaries(portal).replace_stages(&stages()).await.unwrap();
    let rub =
        Currency { code: CurrencyCode("RUB".to_owned()), rate: Amount(PARTS), rate_units: 1, base: true, rated: None };
    tx.dictionaries(portal).replace_currencies(&[rub]).await.unwrap();
    tx.people(portal).upsert(&(1..=PEOPLE).map(person).collect::<Vec<_>>()).await.unwrap();
    tx.portals().set_phase(portal, Phase::Ready, None).await.unwrap();
    tx.commit().await.unwrap();
    let mut random = Random(1);
    for from in (0..companies).step_by(1_000) {
        let to = (from + 1_000).min(companies);
        let mut tx = store.begin().await.unwrap();
        tx.companies(portal)
            .upsert(&(from..to).map(|id| company(id + 1, now, &mut random)).collect::<Vec<_>>())
            .await
            .unwrap();
        tx.deals(portal)
            .upsert(&(from * 10..to * 10).map(|id| deal(id + 1, companies, now, &mut random)).collect::<Vec<_>>())
            .await
            .unwrap();
        tx.activities(portal)
            .upsert(&(from * 5..to * 5).map(|id| activity(id + 1, companies, now, &mut random)).collect::<Vec<_>>())
            .await
            .unwrap();
        tx.portals().bump_revision(portal, now).await.unwrap();
        tx.commit().await.unwrap();
    }
    store.refresh_statistics().await.unwrap();
    portal
}

/// A small generator with a fixed seed: the same rows on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % end
    }
}

fn stages() -> Vec<StageRow> {
    let of = |pipeline: i64, (at, semantics): (usize, &&str)| StageRow {
        stage_id: format!("C{pipeline}:{at}"),
        pipeline,
        name: format!("Стадия {at}"),
        sort: i32::try_from(at).unwrap(),
        semantics: (*semantics).to_owned(),
    };
    (0..PIPELINES)
        .flat_map(|pipeline| {
            ["P", "P", "S", "F"].iter().enumerate().map(move |stage| of(pipeline, stage)).collect::<Vec<_>>()
        })
        .collect()
}

fn person(id: i64) -> Person {
    Person {
        id: PersonId(id),
        name: format!("Имя{id}"),
        last_name: format!("Фамилия{id}"),
        position: String::new(),
        active: true,
        departments: vec![DepartmentId(1 + id % 12)],
    }
}

fn company(id: i64, now: Millis, random: &mut Random) -> CompanyRow {
    CompanyRow {
        id: CompanyId(id),
        title: format!("ООО «Клиент {id}»"),
        responsible: Some(PersonId(1 + random.below(PEOPLE))),
        sector_key: Some(format!("S{}", random.below(12))),
        revenue: None,
        currency: CurrencyCode("RUB".to_owned()),
        employees: None,
        created: Millis(now.0 - random.below(700) * DAY),
        modified: now,
        ..CompanyRow::default()
    }
}

fn deal(id: i64, companies: i64, now: Millis, random: &mut Random) -> DealRow {
    let pipeline = random.below(PIPELINES);
    let modified = Millis(now.0 - random.below(400) * DAY);
    DealRow {
        id: DealId(id),
        title: format!("Сделка {id}"),
        company: Some(CompanyId(1 + random.below(companies))),
        responsible: Some(PersonId(1 + random.below(PEOPLE))),
        pipeline,
        stage_id: format!("C{pipeline}:{}", random.below(4)),
        direction_item: None,
        amount: Amount::units(1_000 + random.below(900_000)),
        currency: CurrencyCode("RUB".to_owned()),
        created: modified,
        modified,
        modified_day: Day(i32::try_from(modified.0 / DAY).unwrap()),
        closed: false,
        ..DealRow::default()
    }
}

fn activity(id: i64, companies: i64, now: Millis, random: &mut Random) -> ActivityRow {
    let at = Millis(now.0 - random.below(600) * DAY);
    ActivityRow {
        id,
        kind: 2,
        provider: "VOXIMPLANT_CALL".to_owned(),
        direction: 2,
        completed: true,
        responsible: Some(PersonId(1 + random.below(PEOPLE))),
        owner: Some(Owner { kind: OwnerType::COMPANY, id: 1 + random.below(companies) }),
        at,
        day: Day(i32::try_from(at.0 / DAY).unwrap()),
        subject: String::new(),
        created: at,
        modified: at,
    }
}
