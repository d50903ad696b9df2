//! A portal and its OAuth server that answer as a test tells them to, and remember what they were asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, Response, Uri};
use bitrix24::{
    BoxFuture, Connector, Endpoint, FakeClock, FixedJitter, HttpSettings, KeptTokens, Limits, OauthApp, OauthOrigins,
    PortalClient, RequestEntry, RequestLog, StoreFailure, Throttle, TokenSource, TokenStore, Tokens,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

/// The moment all these tests begin: 13 February 2026, 15:06:40 UTC.
pub(crate) const START_MS: i64 = 1_770_995_200_000;
pub(crate) const MEMBER_ID: &str = "a223c6b3710f85df22e9377d6c4f7553";
pub(crate) const CLIENT_SECRET: &str = "s3cr3tOfTheApp0123456789";

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) http_method: Method,
    pub(crate) path: String,
    pub(crate) query: HashMap<String, String>,
    pub(crate) body: Value,
}

impl Seen {
    /// The REST method, without the suffix.
    pub(crate) fn method(&self) -> &str {
        self.path.trim_start_matches("/rest/").trim_end_matches(".json")
    }

    pub(crate) fn auth(&self) -> &str {
        self.body["auth"].as_str().unwrap_or_default()
    }
}

/// What to answer.
#[derive(Clone)]
pub(crate) struct Reply {
    status: u16,
    content_type: &'static str,
    location: Option<String>,
    body: String,
}

pub(crate) fn json_reply(status: u16, body: &Value) -> Reply {
    Reply { status, content_type: "application/json; charset=utf-8", location: None, body: body.to_string() }
}

pub(crate) fn ok(result: &Value) -> Reply {
    json_reply(
        200,
        &json!({"result": result, "time": {"start": 1_770_995_200.0, "finish": 1_770_995_200.0, "duration": 0.01}}),
    )
}

pub(crate) fn refusal(status: u16, code: &str, text: &str) -> Reply {
    json_reply(status, &json!({"error": code, "error_description": text}))
}

pub(crate) fn html(status: u16) -> Reply {
    let body = "<html><body>Bad Gateway</body></html>".to_owned();
    Reply { status, content_type: "text/html", location: None, body }
}

pub(crate) fn truncated() -> Reply {
    Reply {
        status: 200,
        content_type: "application/json",
        location: None,
        body: r#"{"result":[{"ID":"1"},{"I"#.to_owned(),
    }
}

pub(crate) fn moved(location: &str) -> Reply {
    Reply { status: 302, content_type: "text/html", location: Some(location.to_owned()), body: String::new() }
}

type Script = dyn Fn(&Seen) -> Reply + Send + Sync;

#[derive(Clone)]
struct Served {
    script: Arc<Script>,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// Real time each answer takes, so that calls overlap.
    delay: Duration,
}

/// A server on loopback.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) origin: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub(crate) async fn start(script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::slow(Duration::ZERO, script).await
    }

    pub(crate) async fn slow(delay: Duration, script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let served = Served { script: Arc::new(script), seen: Arc::default(), delay };
        let seen = Arc::clone(&served.seen);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(served);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { origin, seen }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint::parse(&format!("{}/rest/", self.origin)).unwrap()
    }
}

async fn answer(State(served): State<Served>, method: Method, uri: Uri, body: Bytes) -> Response<Body> {
    let query = uri.query().unwrap_or_default();
    let seen = Seen {
        http_method: method,
        path: uri.path().to_owned(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    served.seen.lock().unwrap().push(seen.clone());
    let reply = (served.script)(&seen);
    tokio::time::sleep(served.delay).await;
    let mut response = Response::builder().status(reply.status).header("content-type", reply.content_type);
    if let Some(location) = reply.location {
        response = response.header("location", location);
    }
    response.body(Body::from(reply.body)).unwrap()
}

/// A request log that keeps everything.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<RequestEntry>>>);

impl Kept {
    pub(crate) fn entries(&self) -> Vec<RequestEntry> {
        self.0.lock().unwrap().clone()
    }
}

impl RequestLog for Kept {
    fn record(&self, entry: RequestEntry) {
        self.0.lock().unwrap().push(entry);
    }
}

/// A clock, a log and a connector on them.
pub(crate) struct Bench {
    pub(crate) clock: FakeClock,
    pub(crate) log: Kept,
    pub(crate) connector: Connector,
}

impl Bench {
    pub(crate) fn new() -> Self {
        // Whoever comes first wins; the others find it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (clock, log) = (FakeClock::at(START_MS), Kept::default());
        let settings = HttpSettings { request_timeout: Duration::from_secs(5), ..HttpSettings::default() };
        let connector = Connector::new(Arc::new(clock.clone()), &settings).unwrap();
        let connector = connector.with_log(Arc::new(log.clone())).with_jitter(Arc::new(FixedJitter(0)));
        Self { clock, log, connector }
    }

    pub(crate) fn throttle(&self, limits: Limits) -> Throttle {
        Throttle::new(Arc::new(self.clock.clone()), limits)
    }

    /// A client with a fixed token.
    pub(crate) fn portal(&self, server: &Server) -> PortalClient {
        PortalClient::with_token(&self.connector, server.endpoint(), secret("access-0"))
    }

    pub(crate) fn oauth(&self, server: &Server) -> bitrix24::oauth::Client {
        let origins = OauthOrigins::only(&[&server.origin]).unwrap();
        let app = OauthApp {
            client_id: "app.573ad8a0346747.09223434".to_owned(),
            client_secret: secret(CLIENT_SECRET),
            origins,
        };
        bitrix24::oauth::Client::new(app, self.connector.clone())
    }

    /// A client whose tokens are kept by `store` and renewed at `oauth`.
    pub(crate) fn kept_portal(&self, server: &Server, oauth: &Server, store: &Store) -> PortalClient {
        let client = self.oauth(oauth);
        let origin = client.app().origins.default_origin().clone();
        let tokens = KeptTokens::new(client, origin, Arc::new(store.clone()), Arc::new(self.clock.clone()));
        PortalClient::new(&self.connector, server.endpoint(), TokenSource::Kept(tokens), self.throttle(Limits::cloud()))
    }
}

/// A token store in memory.
#[derive(Clone)]
pub(crate) struct Store(Arc<Mutex<Shelf>>);

struct Shelf {
    tokens: Tokens,
    saves: u32,
    failing_saves: u32,
    moves: Vec<String>,
}

impl Store {
    pub(crate) fn with(access: &str, refresh: &str, endpoint: Endpoint) -> Self {
        let shelf = Shelf { tokens: tokens(access, refresh, endpoint), saves: 0, failing_saves: 0, moves: Vec::new() };
        Self(Arc::new(Mutex::new(shelf)))
    }

    pub(crate) fn put(&self, access: &str, refresh: &str) {
        let mut shelf = self.0.lock().unwrap();
        let endpoint = shelf.tokens.client_endpoint.clone();
        shelf.tokens = tokens(access, refresh, endpoint);
    }

    pub(crate) fn fail_saves(&self, times: u32) {
        self.0.lock().unwrap().failing_saves = times;
    }

    /// Access token, refresh token, and how often a pair was saved.
    pub(crate) fn state(&self) -> (String, String, u32) {
        let shelf = self.0.lock().unwrap();
        let shown = |secret: &SecretString| secret.expose_secret().to_owned();
        (shown(&shelf.tokens.access_token), shown(&shelf.tokens.refresh_token), shelf.saves)
    }

    pub(crate) fn moves(&self) -> Vec<String> {
        self.0.lock().unwrap().moves.clone()
    }
}

impl TokenStore for Store {
    fn load(&self) -> BoxFuture<'_, Result<Tokens, StoreFailure>> {
        Box::pin(async { Ok(self.0.lock().unwrap().tokens.clone()) })
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), StoreFailure>> {
        Box::pin(async {
            let mut shelf = self.0.lock().unwrap();
            if shelf.failing_saves > 0 {
                shelf.failing_saves -= 1;
                return Err("the disk is full".into());
            }
            shelf.tokens = tokens.clone();
            shelf.saves += 1;
            Ok(())
        })
    }

    fn moved<'a>(&'a self, endpoint: &'a Endpoint) -> BoxFuture<'a, Result<(), StoreFailure>> {
        Box::pin(async {
            self.0.lock().unwrap().moves.push(endpoint.to_string());
            Ok(())
        })
    }
}

fn tokens(access: &str, refresh: &str, client_endpoint: Endpoint) -> Tokens {
    Tokens {
        access_token: secret(access),
        refresh_token: secret(refresh),
        expires_in: 3600,
        client_endpoint,
        member_id: MEMBER_ID.to_owned(),
        user_id: Some(67),
        scope: vec!["crm".to_owned()],
        status: Some("F".to_owned()),
    }
}

/// The documented reply of the token address, without `token_type`.
pub(crate) fn token_reply(access: &str, refresh: &str, endpoint: &str) -> Value {
    json!({"access_token": access, "client_endpoint": endpoint, "domain": "oauth.bitrix.info", "expires": 1_780_319_382,
        "expires_in": 3600, "member_id": MEMBER_ID, "refresh_token": refresh, "scope": "crm,entity,im task",
        "server_endpoint": "https://oauth.bitrix.info/rest/", "status": "F", "user_id": 67})
}

pub(crate) fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}
