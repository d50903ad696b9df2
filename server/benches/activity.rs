//! Month and year of calls and meetings through HTTP at the scale of a large portal, on SQLite and, when
//! `TEST_DATABASE_URL` is set, PostgreSQL.
//!
//! The rows are made here, stored through the store, counted as after a first reading and asked for through a real
//! loopback connection, compressed as for a browser. The baseline is what a server without counted days would do:
//! count the month by SQL for every request. `-- --activities N` scales down or up; each line is JSON with its budget.
#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use domain::activity::period::Month;
use domain::activity::plan::{Rate, Span};
use domain::day::{Day, Millis};
use domain::directory::{Department, Person};
use domain::ids::{DepartmentId, PersonId, PortalId};
use domain::progress::Phase;
use secrecy::SecretString;
use serde_json::json;
use server::app::App;
use server::clock::Clock;
use server::config::{DatabaseConfig, IdentityConfig, ServeConfig};
use server::seal::Sealer;
use std::time::Instant;
use store::{ActivityRow, CallRow, NewPortal, Owner, OwnerType, PlanCell, PlanChange, PlanKind, Store};

const DAY: i64 = 86_400_000;
const PEOPLE: i64 = 200;
const DAYS: i64 = 700;
const COMPANIES: i64 = 60_000;
const REQUESTS: usize = 300;

fn main() {
    // `cargo test` starts benchmarks too, without this word: minutes of work that nobody asked for.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let activities = argument("--activities").unwrap_or(2_400_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let folder = std::env::temp_dir().join(format!("svodka-bench-activity-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sqlite = format!("sqlite://{}", folder.join("activity.db").display());
    runtime.block_on(measure("sqlite", &sqlite, activities));
    std::fs::remove_dir_all(&folder).unwrap();
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => runtime.block_on(measure("postgres", &url, activities)),
        Err(_) => eprintln!("PostgreSQL left out: TEST_DATABASE_URL is not set"),
    }
}

fn argument(name: &str) -> Option<i64> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).and_then(|value| value.parse().ok())
}

async fn measure(engine: &str, url: &str, activities: i64) {
    let app = start(url).await;
    let portal = fill(&app, activities).await;
    let found = app.store.find_portal(portal).await.unwrap().unwrap();
    app.store.refresh_statistics().await.unwrap();
    let started = Instant::now();
    app.boards.recount(&found, &app.changes).await.unwrap();
    let print = |figure: &str, measured: &[f64], budget| print(engine, activities, figure, measured, budget);
    print("count_everybody_ms", &[started.elapsed().as_secs_f64() * 1e3], None);
    let token = app.sessions.issue(portal, found.epoch, PersonId(1), true, app.clock.now());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api/activity", listener.local_addr().unwrap());
    let router = server::http::router(&app);
    let served = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = |path: String| {
        let request = client.get(format!("{base}/{path}")).bearer_auth(&token);
        let request = request.header("accept", server::http::activity::GRID).header("accept-encoding", "br");
        async move { request.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap() }
    };
    let month = Month::of(app.boards.today(&found));
    let (month_path, year_path) = (format!("month?month={}", month.text()), format!("year?year={}", month.year()));
    let cold = timed(1, |_| get(month_path.clone())).await;
    print("year_cold_ms", &cold, None);
    print("month_ms", &timed(REQUESTS, |_| get(month_path.clone())).await, Some(10.0));
    print("year_ms", &timed(REQUESTS, |_| get(year_path.clone())).await, Some(10.0));
    print("companies_ms", &timed(30, |_| get(format!("companies?year={}", month.year()))).await, None);
    print("baseline_sql_per_month_ms", &timed(3, |_| count_by_sql(url, portal, month)).await, None);
    for (what, path) in [("month_bytes", &month_path), ("year_bytes", &year_path)] {
        let bytes = get(path.clone()).await.len();
        println!(
            "{}",
            json!({"bench": "activity", "what": what, "engine": engine, "activities": activities, "figure": bytes, "unit": "bytes"})
        );
    }
    served.abort();
    let mut tx = app.store.begin().await.unwrap();
    tx.portals().erase(portal).await.unwrap();
    tx.commit().await.unwrap();
    app.finish().await;
}

/// What a server without counted days would ask for a month: calls and companies of each person and day.
async fn count_by_sql(url: &str, portal: PortalId, month: Month) {
    const QUERY: &str = "SELECT c.person, c.day, COUNT(*), COUNT(DISTINCT COALESCE(p.company, c.entity_id)) FROM call c
        LEFT JOIN contact p ON p.portal_id = c.portal_id AND p.id = c.entity_id AND c.entity_type = 3
        WHERE c.portal_id = $1 AND c.day BETWEEN $2 AND $3 AND c.kind IN (1, 4) AND c.failed_code = '200'
          AND c.duration_s >= 20 GROUP BY c.person, c.day";
    type Rows = Vec<(i64, i32, i64, i64)>;
    use sqlx::Connection as _;
    let rows: Rows = if url.starts_with("sqlite") {
        let mut conn = sqlx::SqliteConnection::connect(url).await.unwrap();
        sqlx::query_as(QUERY)
            .bind(portal.0)
            .bind(month.first().0)
            .bind(month.last().0)
            .fetch_all(&mut conn)
            .await
            .unwrap()
    } else {
        let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
        sqlx::query_as(QUERY)
            .bind(portal.0)
            .bind(month.first().0)
            .bind(month.last().0)
            .fetch_all(&mut conn)
            .await
            .unwrap()
    };
    assert!(!rows.is_empty());
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

fn print(engine: &str, activities: i64, figure: &str, measured: &[f64], budget: Option<f64>) {
    let mut sorted = measured.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |percent: usize| sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)];
    let line = json!({
        "bench": "activity", "what": figure, "engine": engine, "people": PEOPLE, "activities": activities,
        "figure": round(at(95)), "unit": "ms, p95", "budget": budget, "within": budget.map(|budget| at(95) <= budget),
        "p50": round(at(50)), "samples": sorted.len(),
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
        metrics: server::config::MetricsConfig::default(),
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

async fn fill(app: &App, activities: i64) -> PortalId {
    let now = app.clock.now();
    let mut tx = app.store.begin().await.unwrap();
    let portal = tx.portals().install(&new_portal()).await.unwrap().id;
    let people: Vec<Person> = (1..=PEOPLE).map(person).collect();
    tx.people(portal).upsert(&people).await.unwrap();
    let department = |id: i64| Department {
        id: DepartmentId(id),
        name: format!("Отдел {id}"),
        parent: (id > 1).then_some(DepartmentId(1)),
        head: Some(PersonId(id)),
        sort: 0,
    };
    tx.departments(portal).replace(&(1..=12).map(department).collect::<Vec<_>>()).await.unwrap();
    tx.portals().set_phase(portal, Phase::Ready, None).await.unwrap();
    plan(&mut tx, portal, now).await;
    tx.commit().await.unwrap();
    fill_records(&app.store, portal, now, activities).await;
    portal
}

/// A plan of every month for everybody, and single days that differ.
async fn plan(tx: &mut store::Tx, portal: PortalId, now: Millis) {
    let month = Month::of(Day(i32::try_from(now.0 / DAY).unwrap()));
    let rate = |calls| Rate { calls: Some(calls), meetings: Some(1) };
    let mut cells = Vec::new();
    for person in (1..=PEOPLE).map(PersonId) {
        let months = (month.0 - 12..=month.0 + 12).map(|month| Span::Month(Month(month)));
        let days = month.days().take(5).map(Span::Day);
        let cell = |span| PlanCell { person, span, before: Rate::default(), after: rate(25) };
        cells.extend(months.chain(days).map(cell));
    }
    let revision = tx.portals().bump_revision(portal, now).await.unwrap();
    let change = PlanChange { id: revision, author: PersonId(1), made: now, kind: PlanKind::Fill, undone: None, cells };
    tx.activity_setup(portal).change_plans(&change).await.unwrap();
    tx.activity_setup(portal).note_setup(revision).await.unwrap();
}

/// Of hundred activities 62 are calls that telephony knows, nine meetings, the others letters.
async fn fill_records(store: &Store, portal: PortalId, now: Millis, activities: i64) {
    let mut random = Random(7);
    let ids: Vec<i64> = (1..=activities).collect();
    for part in ids.chunks(20_000) {
        let rows: Vec<ActivityRow> = part.iter().map(|id| activity(*id, now, &mut random)).collect();
        let calls: Vec<CallRow> = rows.iter().filter(|row| row.kind == 2).map(|row| call(row, &mut random)).collect();
        let mut tx = store.begin().await.unwrap();
        tx.activities(portal).upsert(&rows).await.unwrap();
        tx.calls(portal).upsert(&calls).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn activity(id: i64, now: Millis, random: &mut Random) -> ActivityRow {
    let kind = match random.below(100) {
        0..62 => 2,
        62..71 => 1,
        _ => 4,
    };
    let day = now.0 / DAY - random.below(DAYS);
    let at = day * DAY + (6 + random.below(11)) * 3_600_000 + random.below(3_600_000);
    ActivityRow {
        id,
        kind,
        provider: String::new(),
        direction: 2,
        completed: true,
        responsible: Some(PersonId(1 + random.below(PEOPLE))),
        owner: Some(Owner { kind: OwnerType::COMPANY, id: 1 + random.below(COMPANIES) }),
        at: Millis(at),
        day: Day(i32::try_from(day).unwrap()),
        subject: String::new(),
        created: Millis(at),
        modified: Millis(at),
    }
}

fn call(activity: &ActivityRow, random: &mut Random) -> CallRow {
    CallRow {
        id: activity.id,
        call_id: String::new(),
        person: activity.responsible,
        kind: if random.below(10) < 7 { 1 } else { 2 },
        phone: String::new(),
        duration_s: i32::try_from(random.below(200)).unwrap(),
        started: activity.at,
        day: activity.day,
        failed_code: "200".to_owned(),
        entity: activity.owner,
        activity_id: Some(activity.id),
    }
}

fn new_portal() -> NewPortal {
    NewPortal {
        member_id: format!("bench-activity{}", std::process::id()),
        domain: "bench.example".to_owned(),
        client_endpoint: "https://bench.example/rest/".to_owned(),
        oauth_origin: "https://oauth.bitrix.info/".to_owned(),
        status: "L".to_owned(),
        language: "ru".to_owned(),
        scope: "crm".to_owned(),
        zone: "+03:00".to_owned(),
        installer: PersonId(1),
    }
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

/// A small generator of repeatable numbers (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        i64::try_from((mixed ^ (mixed >> 31)) % bound.unsigned_abs()).unwrap()
    }
}
