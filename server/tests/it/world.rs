//! A portal, a server and a browser without a screen.

mod database;

pub(crate) use database::Database;
use domain::ids::{DirectionId, PersonId};
use domain::money::{Amount, CurrencyCode};
use domain::progress::{Phase, Progress};
use domain::session::{Problem, Session};
use domain::summary::{DealSum, Outcomes, Summary};
use portal::Running;
use portal::config::{Config, LimitsProfile, RegisteredApp};
use portal::dataset::Dataset;
use portal::model::StageSemantics;
use reqwest::{Client, Response, StatusCode};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use server::app::App;
use server::clock::Clock;
use server::config::{DatabaseConfig, IdentityConfig, MetricsConfig, ServeConfig};
use server::seal::Sealer;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Longest a test waits for the server to get somewhere.
pub(crate) const LONG: Duration = Duration::from_secs(240);

/// How a portal is to be.
pub(crate) struct Portal {
    pub(crate) dataset: String,
    pub(crate) member_id: String,
    pub(crate) limits: LimitsProfile,
}

impl Default for Portal {
    fn default() -> Self {
        Self {
            dataset: "scale:companies=300,deals=2000,activities=3000,seed=7".to_owned(),
            member_id: "a1b2c3d4e5f60718293a4b5c6d7e8f90".to_owned(),
            limits: LimitsProfile::Off,
        }
    }
}

/// The public sample, read where it lies.
pub(crate) fn crm_sales() -> Option<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/crm-sales-opportunities");
    if folder.is_dir() {
        return Some(folder.display().to_string());
    }
    eprintln!("skipped: the public sample is not here");
    None
}

/// An app of somebody else on the same portals.
pub(crate) const FOREIGN_APP: &str = "app.somebody.else";

/// Starts a portal for a server at `base`.
pub(crate) async fn start_portal(portal: &Portal, base: &str) -> Running {
    let app = RegisteredApp {
        app_url: format!("{base}/app"),
        install_url: Some(format!("{base}/install")),
        ..RegisteredApp::default()
    };
    let foreign = RegisteredApp { client_id: FOREIGN_APP.to_owned(), ..RegisteredApp::default() };
    let config = Config {
        member_id: portal.member_id.clone(),
        apps: vec![app, foreign],
        dataset: portal.dataset.parse::<Dataset>().unwrap(),
        limits: portal::config::Limits::new(portal.limits),
        ..Config::default()
    };
    portal::start(config).await.unwrap()
}

/// One server.
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) base: String,
    pub(crate) client: Client,
    serving: JoinHandle<()>,
}

impl Server {
    /// Serves on a listener that is bound already, so that portals know the address before.
    pub(crate) async fn start(listener: TcpListener, database: &Database, oauth: &[String]) -> Self {
        Self::start_with_key(listener, database, oauth, &Sealer::generate_key()).await
    }

    /// As [`Server::start`], with the master key of other servers on the same database.
    pub(crate) async fn start_with_key(
        listener: TcpListener,
        database: &Database,
        oauth: &[String],
        key: &str,
    ) -> Self {
        let usual = server::config::ReportsConfig::default();
        Self::start_as(listener, database, oauth, key, usual.table_rows).await
    }

    /// As [`Server::start`], but sends tables of at most so many companies.
    pub(crate) async fn start_sending(
        listener: TcpListener,
        database: &Database,
        oauth: &[String],
        table_rows: u64,
    ) -> Self {
        Self::start_as(listener, database, oauth, &Sealer::generate_key(), table_rows).await
    }

    async fn start_as(
        listener: TcpListener,
        database: &Database,
        oauth: &[String],
        key: &str,
        table_rows: u64,
    ) -> Self {
        let base = format!("http://{}", listener.local_addr().unwrap());
        let config = ServeConfig {
            listen: listener.local_addr().unwrap(),
            public_url: base.parse().unwrap(),
            assets: "no-assets-in-tests".into(),
            database: DatabaseConfig { database_url: database.url.clone() },
            reports: server::config::ReportsConfig { table_rows },
            metrics: MetricsConfig::default(),
            portal_clock_speed: 1.0,
            identity: IdentityConfig {
                client_id: "app.svodka.demo".to_owned(),
                client_secret: SecretString::from("svodka-demo-secret"),
                oauth_origins: oauth.iter().map(|origin| origin.parse().unwrap()).collect(),
                master_key: SecretString::from(key),
            },
        };
        let app = App::start(config, Clock::system()).await.unwrap();
        let router = server::http::router(&app);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { app, base, client, serving }
    }

    pub(crate) async fn stop(self) {
        self.app.finish().await;
        self.serving.abort();
    }

    pub(crate) async fn post_form(&self, path: &str, fields: &[(&str, String)]) -> Response {
        self.client.post(format!("{}{path}", self.base)).form(fields).send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Response {
        self.client.get(format!("{}{path}", self.base)).bearer_auth(token).send().await.unwrap()
    }

    pub(crate) async fn read<T: DeserializeOwned>(&self, path: &str, token: &str) -> T {
        let response = self.get(path, token).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    pub(crate) async fn post_json(&self, path: &str, token: Option<&str>, body: &Value) -> Response {
        let mut request = self.client.post(format!("{}{path}", self.base)).json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap()
    }
}

/// An app on a database, with portals that nobody will ever reach.
pub(crate) async fn app_alone(database: &Database) -> App {
    let config = ServeConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: "http://127.0.0.1/".parse().unwrap(),
        assets: "no-assets-in-tests".into(),
        database: DatabaseConfig { database_url: database.url.clone() },
        reports: server::config::ReportsConfig::default(),
        metrics: MetricsConfig::default(),
        portal_clock_speed: 1.0,
        identity: IdentityConfig {
            client_id: "app.svodka.demo".to_owned(),
            client_secret: SecretString::from("svodka-demo-secret"),
            oauth_origins: vec!["https://oauth.bitrix.info".parse().unwrap()],
            master_key: SecretString::from(Sealer::generate_key()),
        },
    };
    App::start(config, Clock::system()).await.unwrap()
}

/// A portal and a server that belong together.
pub(crate) struct World {
    pub(crate) portal: Running,
    pub(crate) server: Server,
    /// Dropped last: the server writes into it.
    pub(crate) _database: Database,
}

impl World {
    pub(crate) async fn start(portal: Portal, database: Database) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let portal = start_portal(&portal, &base).await;
        let server = Server::start(listener, &database, std::slice::from_ref(&portal.oauth_url)).await;
        Self { portal, server, _database: database }
    }

    /// Installs and waits until everything is read.
    pub(crate) async fn installed(&self) -> Session {
        let session = install(&self.server, &self.portal).await;
        wait_until_ready(&self.server, &session.token).await;
        session
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await;
        self.portal.stop().await;
    }
}

/// The form the portal's page posts, with the path and query it goes to.
pub(crate) fn launch_form(portal: &Running, user: u32) -> (String, Vec<(&'static str, String)>) {
    let launch = portal.state.open_app(user, "DEFAULT", &json!({})).unwrap();
    let action: url::Url = launch.action.parse().unwrap();
    (format!("{}?{}", action.path(), action.query().unwrap_or_default()), launch.fields)
}

/// The sealed code in a page.
pub(crate) fn code_of(page: &str) -> String {
    let data = page.split("id=\"launch\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    data["code"].as_str().unwrap().to_owned()
}

pub(crate) async fn redeem(server: &Server, code: &str) -> Response {
    server.post_json("/api/session", None, &json!({"by": "launch", "code": code})).await
}

pub(crate) async fn open(server: &Server, portal: &Running, user: u32) -> Session {
    let (path, fields) = launch_form(portal, user);
    let page = server.post_form(&path, &fields).await;
    assert_eq!(page.status(), StatusCode::OK);
    let response = redeem(server, &code_of(&page.text().await.unwrap())).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.unwrap()
}

/// Installs as the administrator does in the portal, up to the portal's own word that it is finished.
pub(crate) async fn install(server: &Server, portal: &Running) -> Session {
    let session = open(server, portal, 1).await;
    let response = server.post_json("/api/install", Some(&session.token), &json!({})).await;
    assert_eq!(response.status(), StatusCode::OK, "{}", response.text().await.unwrap());
    assert!(portal.state.install_finish(1));
    session
}

/// Waits until something holds, at most `longest`; answers how long that took.
pub(crate) async fn eventually<F: Future<Output = bool>>(
    story: &str,
    longest: Duration,
    holds: impl Fn() -> F,
) -> Duration {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < longest, "{story}: not within {longest:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    started.elapsed()
}

pub(crate) async fn wait_until_ready(server: &Server, token: &str) -> Progress {
    let started = Instant::now();
    loop {
        let progress: Progress = server.read("/api/progress", token).await;
        assert_ne!(progress.phase, Phase::Stopped, "{progress:?}");
        if progress.phase == Phase::Ready {
            return progress;
        }
        assert!(started.elapsed() < LONG, "still at {progress:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub(crate) async fn problem(response: Response) -> Problem {
    let media = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(media, "application/problem+json");
    response.json().await.unwrap()
}

/// How many portals are known, by whatever name.
pub(crate) async fn known_portals(server: &Server) -> usize {
    server.app.store.read().await.unwrap().portals().list_live().await.unwrap().len()
}

/// Sums of the portal's own deals, by outcome, person and pipeline, computed without the app's code.
pub(crate) fn truth(portal: &Running, people: u64) -> Summary {
    let records = portal.state.records();
    let mut by_responsible: BTreeMap<u32, Outcomes> = BTreeMap::new();
    let mut by_direction: BTreeMap<u32, Outcomes> = BTreeMap::new();
    let mut summary = Summary { companies: number(records.companies.len()), people, ..Summary::default() };
    for deal in records.deals.iter() {
        let mut places = vec![
            &mut summary.deals,
            by_responsible.entry(deal.assigned_by).or_default(),
            by_direction.entry(deal.category_id).or_default(),
        ];
        if deal.company_id == 0 {
            places.push(&mut summary.without_company);
        }
        for outcomes in places {
            let sums = match deal.semantics {
                StageSemantics::Process => &mut outcomes.in_work,
                StageSemantics::Success => &mut outcomes.won,
                StageSemantics::Failure | StageSemantics::Apology => &mut outcomes.lost,
            };
            add(sums, records.text(deal.currency), deal.amount);
        }
    }
    let person = |id: u32| (id > 0).then(|| PersonId(i64::from(id)));
    summary.by_responsible = by_responsible.into_iter().map(|(id, outcomes)| (person(id), outcomes)).collect();
    // People without an id come last.
    summary.by_responsible.sort_by_key(|(id, _)| (id.is_none(), *id));
    summary.by_direction =
        by_direction.into_iter().map(|(id, outcomes)| (DirectionId(i64::from(id)), outcomes)).collect();
    summary
}

fn add(sums: &mut Vec<DealSum>, currency: &str, amount: i64) {
    let at = sums.partition_point(|sum| sum.currency.0.as_str() < currency);
    if sums.get(at).is_none_or(|sum| sum.currency.0 != currency) {
        sums.insert(at, DealSum { currency: CurrencyCode(currency.to_owned()), count: 0, amount: Amount(0) });
    }
    sums[at].count += 1;
    sums[at].amount = sums[at].amount.plus(Amount(amount));
}

/// A count as the domain writes it.
pub(crate) fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap()
}

/// Expands a test to both databases.
macro_rules! on_both {
    ($($(#[$attribute:meta])* $name:ident),* $(,)?) => {
        $(
            mod $name {
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                $(#[$attribute])*
                async fn sqlite() {
                    super::$name(crate::world::Database::sqlite()).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                $(#[$attribute])*
                async fn postgres() {
                    if let Some(database) = crate::world::Database::postgres().await {
                        super::$name(database.clone()).await;
                        database.forget().await;
                    }
                }
            }
        )*
    };
}
pub(crate) use on_both;
