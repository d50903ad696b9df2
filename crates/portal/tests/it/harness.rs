//! A portal on free ports with a few records, a client for it, and a listener that receives its events.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::any;
use http::StatusCode;
use portal::config::{Config, Limits, RegisteredApp};
use portal::dataset::Dataset;
use portal::model::{
    Activity, ActivityKind, COMPANY, Call, Company, ContactPoint, ContactPointKind, DEAL, Deal, Department,
    EnumerationItem, FieldValue, Provider, Requisite, StageSemantics, User, UserField, UserFieldKind,
};
use portal::{AppState, Running, start};
use serde_json::{Value, json};

/// An administrator and an ordinary user of every test portal.
pub(crate) const ADMIN: u32 = 1;
pub(crate) const EMPLOYEE: u32 = 2;
pub(crate) const MEMBER_ID: &str = "0123456789abcdef0123456789abcdef";
/// 2026-03-02 12:00 in Moscow.
pub(crate) const NOW: i64 = 1_772_442_000_000;

pub(crate) struct Portal {
    pub(crate) running: Running,
    pub(crate) client: reqwest::Client,
    pub(crate) token: String,
}

/// Configuration of a test portal: nothing in it, the clock at [`NOW`].
pub(crate) fn config() -> Config {
    Config {
        member_id: MEMBER_ID.to_owned(),
        dataset: Dataset::Empty,
        now_ms: Some(NOW),
        apps: vec![app()],
        ..Config::default()
    }
}

pub(crate) fn app() -> RegisteredApp {
    RegisteredApp { client_id: "app.test".to_owned(), client_secret: "secret".to_owned(), ..RegisteredApp::default() }
}

impl Portal {
    /// A portal with 120 companies and 130 deals.
    pub(crate) async fn start() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let running = start(config).await.expect("the portal starts on free ports");
        fill(&running.state);
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        let mut portal = Self { running, client, token: String::new() };
        portal.token = portal.token_of(ADMIN).await;
        portal
    }

    pub(crate) async fn limited(limits: Limits) -> Self {
        Self::with(Config { limits, ..config() }).await
    }

    pub(crate) fn state(&self) -> &AppState {
        &self.running.state
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.portal_url)
    }

    /// An access token as the frame of this user would get it.
    pub(crate) async fn token_of(&self, user_id: u32) -> String {
        let issued = self.control("token", &json!({"user_id": user_id})).await;
        issued["access_token"].as_str().unwrap().to_owned()
    }

    /// Posts to a control endpoint; an empty answer is `null`.
    pub(crate) async fn control(&self, path: &str, body: &Value) -> Value {
        let answer = self.client.post(self.url(&format!("/_control/{path}"))).json(body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let text = answer.text().await.unwrap();
        if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
    }

    pub(crate) async fn look(&self, path: &str) -> Value {
        self.client.get(self.url(&format!("/_control/{path}"))).send().await.unwrap().json().await.unwrap()
    }

    /// Calls a method with JSON and returns status and body.
    pub(crate) async fn ask(&self, method: &str, mut params: Value) -> (StatusCode, Value) {
        if params.get("auth").is_none() {
            params["auth"] = json!(self.token);
        }
        let answer = self.client.post(self.url(&format!("/rest/{method}"))).json(&params).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// The body of a call that succeeds.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Value {
        let (status, body) = self.ask(method, params).await;
        assert_eq!(status, StatusCode::OK, "{method}: {body}");
        assert!(body.get("error").is_none(), "{method}: {body}");
        body
    }

    /// Status and code of a call that is refused.
    pub(crate) async fn refusal(&self, method: &str, params: Value) -> (u16, Value) {
        let (status, body) = self.ask(method, params).await;
        (status.as_u16(), body.get("error").cloned().unwrap_or_else(|| panic!("{method} was not refused: {body}")))
    }

    /// Finishes the installation as the administrator.
    pub(crate) fn install(&self) {
        assert!(self.state().install_finish(ADMIN));
    }
}

/// Ids of a list, as numbers.
pub(crate) fn ids(rows: &Value) -> Vec<u32> {
    let rows = rows.as_array().unwrap_or_else(|| panic!("not a list: {rows}"));
    rows.iter()
        .map(|row| match row.get("ID").or_else(|| row.get("id")).expect("every row has an id") {
            Value::String(text) => text.parse().unwrap(),
            number => u32::try_from(number.as_u64().unwrap()).unwrap(),
        })
        .collect()
}

/// Events received by a handler.
#[derive(Clone, Default)]
pub(crate) struct Inbox(Arc<Mutex<Vec<String>>>);

impl Inbox {
    /// Listens on a free port; answers every event with this status. Returns the handler's address.
    pub(crate) async fn open(status: u16) -> (Self, String) {
        let inbox = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/event", listener.local_addr().unwrap());
        let status = StatusCode::from_u16(status).unwrap();
        let receive = move |State(inbox): State<Inbox>, body: Bytes| async move {
            inbox.0.lock().unwrap().push(String::from_utf8(body.to_vec()).unwrap());
            status
        };
        let routes = Router::new().fallback(any(receive)).with_state(inbox.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (inbox, address)
    }

    /// Waits until this many events have come and returns all.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Vec<(String, String)>> {
        for _ in 0..200 {
            if self.0.lock().unwrap().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        self.received()
    }

    pub(crate) fn received(&self) -> Vec<Vec<(String, String)>> {
        let bodies = self.0.lock().unwrap();
        bodies.iter().map(|body| form_urlencoded::parse(body.as_bytes()).into_owned().collect()).collect()
    }
}

/// A field of a received event.
pub(crate) fn field<'a>(event: &'a [(String, String)], name: &str) -> Option<&'a str> {
    event.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// 120 companies, 130 deals, 3 activities, 2 calls. Deal `n` is worth `n`.99 roubles and belongs to company `n`, except
/// every tenth, which has none; every third is won.
fn fill(state: &AppState) {
    let mut records = state.records_mut();
    records.users.insert(User {
        id: EMPLOYEE,
        active: true,
        name: "Мария".into(),
        last_name: "Ветрова".into(),
        departments: [2].into(),
        ..User::default()
    });
    records
        .departments
        .insert(Department { id: 2, name: "Продажи".into(), sort: 500, parent: 1, head: EMPLOYEE });
    let rub = records.words.intern("RUB");
    for id in 1..=120 {
        let title = if id % 2 == 0 { format!("Альфа {id}") } else { format!("Бета {id}") };
        records.companies.insert(Company {
            id,
            title: title.into(),
            currency: rub,
            assigned_by: ADMIN,
            created_by: ADMIN,
            modified_by: ADMIN,
            created_at: NOW - i64::from(id) * 3_600_000,
            modified_at: NOW,
            points: [ContactPoint { kind: ContactPointKind::Phone, value: "+70000000000".into() }].into(),
            ..Company::default()
        });
    }
    records.requisites.insert(Requisite {
        id: 1,
        entity_type: COMPANY,
        entity_id: 7,
        inn: "0000000000".into(),
        ..Requisite::default()
    });
    let items = ["Север", "Юг"].iter().zip(31..).map(|(value, id)| EnumerationItem {
        id,
        value: (*value).into(),
        sort: 10,
        default: false,
        xml_id: "".into(),
    });
    let direction = UserField {
        id: 501,
        field_name: "UF_CRM_DIRECTION".into(),
        kind: UserFieldKind::Enumeration,
        multiple: false,
        mandatory: false,
        sort: 100,
        label_ru: "Направление".into(),
        label_en: "Direction".into(),
        items: items.collect(),
    };
    records.deal_fields.push(direction);
    let (new, won) = (records.words.intern("NEW"), records.words.intern("WON"));
    for id in 1..=130 {
        let is_won = id % 3 == 0;
        records.deals.insert(Deal {
            id,
            title: format!("Сделка {id}").into(),
            stage_id: if is_won { won } else { new },
            semantics: if is_won { StageSemantics::Success } else { StageSemantics::Process },
            amount: i64::from(id) * 10_000 + 9_900,
            currency: rub,
            company_id: if id % 10 == 0 { 0 } else { id % 120 + 1 },
            assigned_by: if id % 2 == 0 { ADMIN } else { EMPLOYEE },
            created_by: ADMIN,
            modified_by: ADMIN,
            created_at: NOW - i64::from(131 - id) * 60_000,
            modified_at: NOW,
            begin_day: Some(20_000),
            user_values: if id % 5 == 0 { Box::default() } else { [(501, FieldValue::Item(31 + id % 2))].into() },
            ..Deal::default()
        });
    }
    for (id, kind, owner_type, owner_id) in
        [(1, ActivityKind::Call, COMPANY, 7), (2, ActivityKind::Meeting, DEAL, 6), (3, ActivityKind::Email, COMPANY, 8)]
    {
        records.activities.insert(Activity {
            id,
            kind,
            provider: Provider::Telephony,
            owner_type,
            owner_id,
            bindings: if id == 2 { [(COMPANY, 7)].into() } else { Box::default() },
            completed: true,
            responsible_id: ADMIN,
            start_at: NOW - i64::from(id) * 60_000,
            end_at: NOW - i64::from(id) * 60_000,
            ..Activity::default()
        });
    }
    let ok = records.words.intern("200");
    for id in 1..=2 {
        records.calls.insert(Call {
            id,
            user_id: ADMIN,
            duration: 30,
            started_at: NOW - 60_000,
            failed_code: ok,
            entity_type: COMPANY,
            entity_id: 7,
            record_duration: if id == 1 { 30 } else { 0 },
            ..Call::default()
        });
    }
}
