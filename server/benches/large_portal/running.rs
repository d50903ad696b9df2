//! The server in this process, and a client that asks it over a loopback connection.

use crate::database::Database;
use crate::rows::Size;
use bytes::Bytes;
use domain::ids::PersonId;
use secrecy::SecretString;
use server::app::App;
use server::clock::Clock;
use server::config::{DatabaseConfig, IdentityConfig, MetricsConfig, ReportsConfig, ServeConfig};
use store::Portal;
use tokio::task::JoinHandle;

/// Who the app is for Bitrix24; nobody is asked.
pub(crate) const CLIENT_ID: &str = "app.bench";

/// A server of this process over the database.
pub(crate) async fn start(database: &Database, key: &str) -> App {
    let config = ServeConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: "http://127.0.0.1/".parse().unwrap(),
        assets: "dist".into(),
        database: DatabaseConfig { database_url: database.url.clone() },
        reports: ReportsConfig::default(),
        metrics: MetricsConfig::default(),
        portal_clock_speed: 1.0,
        identity: IdentityConfig {
            client_id: CLIENT_ID.to_owned(),
            client_secret: SecretString::from("bench"),
            oauth_origins: vec!["https://oauth.bitrix.info".parse().unwrap()],
            master_key: SecretString::from(key.to_owned()),
        },
    };
    // Nothing runs beside the requests: no portal answers the readers of these.
    App::prepare(config, Clock::system()).await.unwrap()
}

/// The server with a portal in it, ready to be asked.
pub(crate) struct Rig<'a> {
    pub(crate) app: &'a App,
    pub(crate) database: &'a Database,
    pub(crate) portal: Portal,
    pub(crate) size: Size,
    client: Client,
    served: JoinHandle<()>,
}

impl<'a> Rig<'a> {
    /// Listens.
    pub(crate) async fn serve(app: &'a App, database: &'a Database, portal: Portal, size: Size) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = server::http::router(app);
        let served = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let token = app.sessions.issue(portal.id, portal.epoch, PersonId(1), true, app.clock.now());
        Self { app, database, portal, size, client: Client::new(&base, &token), served }
    }

    /// What the server answers, as a browser asks it.
    pub(crate) async fn get(&self, path: &str) -> Bytes {
        self.client.get(path).await
    }

    /// What the server answers to somebody who reads JSON.
    pub(crate) async fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_slice(&self.client.plain(path).await).unwrap()
    }

    /// Listens no more.
    pub(crate) fn close(self) {
        self.served.abort();
    }
}

/// A session at a server.
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Client {
    /// A session with this token.
    pub(crate) fn new(base: &str, token: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, base: base.to_owned(), token: token.to_owned() }
    }

    /// The body of an answer in the compact form, compressed.
    pub(crate) async fn get(&self, path: &str) -> Bytes {
        let compact = server::http::activity::GRID;
        let request = self.request(path).header("accept", compact).header("accept-encoding", "br");
        request.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap()
    }

    /// The body of an answer as JSON.
    async fn plain(&self, path: &str) -> Bytes {
        self.request(path).send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap()
    }

    /// An answer that does not end by itself.
    pub(crate) async fn follow(&self, path: &str) -> reqwest::Response {
        self.request(path).send().await.unwrap().error_for_status().unwrap()
    }

    fn request(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.get(format!("{}/api/{path}", self.base)).bearer_auth(&self.token)
    }
}
