//! A portal kept over restarts.

use std::path::{Path, PathBuf};

use portal::dataset::Dataset;
use portal::{Config, KeepError, StartError, start};
use serde_json::{Value, json};

use crate::harness::{ADMIN, Inbox, app, field};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("portal-kept-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn config(folder: &Path) -> Config {
    Config {
        dir: Some(folder.to_owned()),
        dataset: "scale:companies=20,deals=40,activities=30".parse::<Dataset>().unwrap(),
        apps: vec![app()],
        ..Config::default()
    }
}

async fn post(url: &str, path: &str, body: Value) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.post(format!("{url}{path}")).json(&body).send().await.unwrap();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default()
}

/// Own choice: a portal with a folder outlasts a restart and tells nothing twice.
#[tokio::test]
async fn records_tokens_apps_and_queues_outlast_a_restart() {
    let folder = Folder::new("restart");
    let (inbox, handler) = Inbox::open(200).await;
    let running = start(config(&folder.0)).await.unwrap();
    let url = running.portal_url.clone();
    let token = post(&url, "/_control/token", json!({"user_id": 1})).await["access_token"].clone();
    let call = async |url: &str, method: &str, mut params: Value| {
        params["auth"] = token.clone();
        post(url, &format!("/rest/{method}"), params).await["result"].clone()
    };
    call(&url, "event.bind", json!({"event": "ONCRMDEALUPDATE", "handler": handler})).await;
    call(&url, "event.bind", json!({"event": "ONCRMDEALUPDATE", "event_type": "offline"})).await;
    call(&url, "placement.bind", json!({"PLACEMENT": "LEFT_MENU", "HANDLER": handler, "TITLE": "Отчёт"})).await;
    assert!(running.state.install_finish(ADMIN));
    running.state.set_app_option("colour", json!("blue"));
    let made = call(&url, "crm.deal.add", json!({"fields": {"TITLE": "Новая", "OPPORTUNITY": "12.50"}})).await;
    assert_eq!(made, 41);
    post(
        &url,
        "/_control/record",
        json!({"entity": "deal", "action": "update", "id": 7, "fields": {"TITLE": "Другая"}}),
    )
    .await;
    post(&url, "/_control/record", json!({"entity": "company", "action": "delete", "id": 3})).await;
    post(&url, "/_control/call", json!({"user_id": 1, "company_id": 5, "duration": 30})).await;
    assert_eq!(inbox.wait_for(1).await.len(), 1);
    let truth = |url: String| async move {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.get(format!("{url}/_control/truth")).send().await.unwrap().json::<Value>().await.unwrap()
    };
    let before = truth(url.clone()).await;
    let day = call(&url, "crm.deal.get", json!({"id": 41})).await["DATE_CREATE"].clone();
    running.stop().await;

    let running = start(config(&folder.0)).await.unwrap();
    let url = running.portal_url.clone();
    assert_eq!(truth(url.clone()).await, before);
    assert_eq!((&before["deals"], &before["companies"]), (&json!(41), &json!(19)));
    let deal = call(&url, "crm.deal.get", json!({"id": 41})).await;
    assert_eq!((&deal["TITLE"], &deal["OPPORTUNITY"], &deal["DATE_CREATE"]), (&json!("Новая"), &json!("12.50"), &day));
    assert_eq!(call(&url, "crm.deal.get", json!({"id": 7})).await["TITLE"], "Другая");
    assert!(running.state.app_installed());
    assert_eq!(running.state.app_options()["colour"], "blue");
    assert_eq!(running.state.placements("LEFT_MENU")[0].title, "Отчёт");
    let waiting = call(&url, "event.offline.get", json!({})).await;
    assert_eq!(waiting["events"][0]["EVENT_DATA"]["FIELDS"]["ID"], "7");
    assert_eq!(inbox.received().len(), 1, "nothing is told again");
    post(&url, "/_control/record", json!({"entity": "deal", "action": "update", "id": 8, "fields": {"TITLE": "Ещё"}}))
        .await;
    assert_eq!(field(&inbox.wait_for(2).await[1], "data[FIELDS][ID]"), Some("8"));
    running.stop().await;
}

/// Own choice: a torn last line of the log is cut off, the lines before it count.
#[tokio::test]
async fn a_line_that_was_not_finished_is_cut_off() {
    let folder = Folder::new("torn");
    let running = start(config(&folder.0)).await.unwrap();
    post(&running.portal_url, "/_control/record", json!({"entity": "deal", "action": "delete", "id": 7})).await;
    let member_id = running.state.member_id().to_owned();
    running.stop().await;
    let log = folder.0.join(member_id).join("writes.jsonl");
    let whole = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, format!("{whole}{{\"at\":17")).unwrap();
    let running = start(config(&folder.0)).await.unwrap();
    assert_eq!(running.state.records().deals.len(), 39);
    assert_eq!(std::fs::read_to_string(&log).unwrap(), whole);
    running.stop().await;
}

/// Own choice: a folder belongs to one dataset.
#[tokio::test]
async fn a_folder_of_other_records_is_refused() {
    let folder = Folder::new("other");
    start(config(&folder.0)).await.unwrap().stop().await;
    let other = Config { dataset: Dataset::Empty, ..config(&folder.0) };
    assert!(matches!(start(other).await.unwrap_err(), StartError::Keep(KeepError::OtherDataset { .. })));
}

/// Own choice: what was named anew is read under its new name, also after a restart; nothing is named by an id nobody has.
#[tokio::test]
async fn names_given_in_the_settings_are_read_and_outlast_a_restart() {
    let folder = Folder::new("names");
    let running = start(config(&folder.0)).await.unwrap();
    let url = running.portal_url.clone();
    let namings = [
        json!({"what": "person", "id": 1, "name": "Анна", "last_name": "Долгая"}),
        json!({"what": "department", "id": 1, "name": "Отдел"}),
        json!({"what": "pipeline", "id": 1, "name": "Труба"}),
        json!({"what": "stage", "id": "C1:WON", "name": "Сделано"}),
    ];
    for naming in &namings {
        assert_eq!(post(&url, "/_control/name", naming.clone()).await, Value::Null, "{naming}");
    }
    let refused = post(&url, "/_control/name", json!({"what": "stage", "id": "C99:WON", "name": "Нет"})).await;
    assert_eq!(refused["error"], "there is nothing with this id");
    running.stop().await;

    let running = start(config(&folder.0)).await.unwrap();
    let url = running.portal_url.clone();
    let token = post(&url, "/_control/token", json!({"user_id": 1})).await["access_token"].clone();
    let ask = async |method: &str, mut params: Value| {
        params["auth"] = token.clone();
        post(&url, &format!("/rest/{method}"), params).await["result"].clone()
    };
    let person = ask("user.get", json!({"ID": 1})).await[0].clone();
    assert_eq!((&person["NAME"], &person["LAST_NAME"]), (&json!("Анна"), &json!("Долгая")));
    assert_eq!(ask("department.get", json!({"ID": 1})).await[0]["NAME"], "Отдел");
    let pipelines = ask("crm.category.list", json!({"entityTypeId": 2})).await["categories"].clone();
    let names: Vec<&Value> = pipelines.as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert_eq!(names[1], "Труба");
    let stages = ask("crm.status.list", json!({"filter": {"ENTITY_ID": "DEAL_STAGE_1", "STATUS_ID": "C1:WON"}})).await;
    assert_eq!(stages[0]["NAME"], "Сделано");
    running.stop().await;
}
