//! Several portals in one process, several apps on one portal, https (documented: OAuth server common to all portals,
//! limits per portal).

use std::path::Path;
use std::process::Command;

use http::header;
use portal::config::{Certificate, Limits, LimitsProfile, NeighbourPortal};
use portal::dataset::Dataset;
use portal::{Config, Running, start};
use serde_json::{Value, json};

use crate::harness::{ADMIN, MEMBER_ID, Portal, app, config};

const SECOND: &str = "second.example.test";
const SECOND_ID: &str = "fedcba9876543210fedcba9876543210";

fn two_portals() -> Config {
    let neighbour = NeighbourPortal {
        domain: SECOND.to_owned(),
        member_id: SECOND_ID.to_owned(),
        dataset: "scale:companies=3,deals=5,activities=1".parse::<Dataset>().unwrap(),
    };
    Config { neighbours: vec![neighbour], ..config() }
}

async fn at(portal: &Portal, host: &str, path: &str, body: Value) -> (u16, Value) {
    let request = portal.client.post(portal.url(path)).header(header::HOST, host).json(&body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// Own choice: several portals live behind one listener, the Host chooses.
#[tokio::test]
async fn the_host_of_a_request_chooses_the_portal() {
    let portal = Portal::with(two_portals()).await;
    let second = &portal.running.neighbours[0];
    assert_eq!((second.domain().as_str(), second.member_id()), (SECOND, SECOND_ID));
    let (_, issued) = at(&portal, SECOND, "/_control/token", json!({"user_id": 1})).await;
    assert_eq!(issued["member_id"], SECOND_ID);
    let token = issued["access_token"].clone();
    let (_, deals) = at(&portal, SECOND, "/rest/crm.deal.list", json!({"auth": token})).await;
    assert_eq!(deals["total"], 5);
    assert_eq!(portal.call("crm.deal.list", json!({})).await["total"], 130);
    let foreign = at(&portal, SECOND, "/rest/profile", json!({"auth": portal.token})).await;
    assert_eq!((foreign.0, &foreign.1["error"]), (401, &json!("invalid_token")), "tokens do not cross portals");
}

/// Facts 1.7 and 2.2: one OAuth server explains and renews tokens of every portal, named by `member_id`.
#[tokio::test]
async fn one_oauth_server_knows_the_tokens_of_all_its_portals() {
    let portal = Portal::with(two_portals()).await;
    let (_, issued) = at(&portal, SECOND, "/_control/token", json!({"user_id": 1})).await;
    let oauth = &portal.running.oauth_url;
    for (token, member_id) in [(&issued["access_token"], SECOND_ID), (&json!(portal.token), MEMBER_ID)] {
        let url = format!("{oauth}/rest/app.info?auth={}", token.as_str().unwrap());
        let info: Value = portal.client.get(url).send().await.unwrap().json().await.unwrap();
        assert_eq!(info["result"]["install"]["member_id"], member_id);
    }
    let refresh = issued["refresh_token"].as_str().unwrap();
    let keys = "grant_type=refresh_token&client_id=app.test&client_secret=secret";
    let url = format!("{oauth}/oauth/token/?{keys}&refresh_token={refresh}");
    let body: Value = portal.client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(body["client_endpoint"], format!("http://{SECOND}/rest/"));
    assert_eq!((&body["member_id"], &body["user_id"]), (&json!(SECOND_ID), &json!(1)));
    assert_eq!(portal.running.neighbours[0].totals().token_refreshes, 1);
    assert_eq!(portal.state().totals().token_refreshes, 0);
}

/// Facts 3.5: the bucket and the operating time are a portal's own.
#[tokio::test]
async fn each_portal_has_its_own_bucket_and_operating_time() {
    let limits = Limits { call_seconds: 1.0, ..Limits::new(LimitsProfile::Cloud) };
    let portal = Portal::with(Config { limits, ..two_portals() }).await;
    while portal.ask("server.time", json!({})).await.0.as_u16() != 503 {}
    let (_, issued) = at(&portal, SECOND, "/_control/token", json!({"user_id": 1})).await;
    let (status, body) = at(&portal, SECOND, "/rest/server.time", json!({"auth": issued["access_token"]})).await;
    assert_eq!((status, &body["time"]["operating"]), (200, &json!(1)));
}

/// Facts 2.5: the old name leads to the new one by 302, of the renamed portal alone.
#[tokio::test]
async fn renaming_one_portal_leaves_its_neighbour_alone() {
    let portal = Portal::with(two_portals()).await;
    at(&portal, SECOND, "/_control/rename", json!({"domain": "third.example.test"})).await;
    let old = portal.client.post(portal.url("/rest/profile")).header(header::HOST, SECOND).send().await.unwrap();
    assert_eq!(old.status().as_u16(), 302);
    assert_eq!(old.headers()[header::LOCATION], "http://third.example.test/rest/profile");
    let (status, _) = at(&portal, "third.example.test", "/rest/profile", json!({})).await;
    assert_eq!(status, 401);
    portal.call("profile", json!({})).await;
}

/// Facts 0 trap 9 and 3.5: apps of one address share the bucket, operating time is per app.
#[tokio::test]
async fn two_apps_pay_for_their_own_operating_time_and_share_the_bucket() {
    let mut config = config();
    config.apps.push(portal::config::RegisteredApp { client_id: "app.other".to_owned(), ..app() });
    config.limits = Limits { call_seconds: 30.0, operating_seconds: 60.0, ..Limits::new(LimitsProfile::Cloud) };
    let portal = Portal::with(config).await;
    let issued = portal.control("token", &json!({"user_id": 1, "client_id": "app.other"})).await;
    let other = issued["access_token"].clone();
    for _ in 0..2 {
        portal.call("profile", json!({})).await;
    }
    assert_eq!(portal.refusal("profile", json!({})).await, (429, json!("OPERATION_TIME_LIMIT")));
    portal.call("profile", json!({"auth": other})).await;
    let mut sent = 4;
    while portal.ask("server.time", json!({"auth": other})).await.1["error"] != json!("QUERY_LIMIT_EXCEEDED") {
        sent += 1;
    }
    assert!(sent >= 50);
    assert_eq!(portal.refusal("server.time", json!({})).await, (503, json!("QUERY_LIMIT_EXCEEDED")));
}

/// A certificate of its own signing for 127.0.0.1 and a name, made by the `openssl` program.
fn make_certificate(folder: &Path) -> Certificate {
    let (chain, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"])
        .args(["-subj", "/CN=portal.example.test", "-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-addext", "subjectAltName=DNS:portal.example.test,IP:127.0.0.1"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&chain)
        .output()
        .expect("openssl makes the certificate");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Certificate { chain, key }
}

struct Secure {
    running: Running,
    client: reqwest::Client,
}

async fn secure() -> Secure {
    let folder = std::env::temp_dir().join(format!("portal-https-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let certificate = make_certificate(&folder);
    let root = reqwest::Certificate::from_pem(&std::fs::read(&certificate.chain).unwrap()).unwrap();
    let config = Config {
        certificate: Some(certificate),
        domain: Some("portal.example.test".to_owned()),
        oauth_domain: Some("oauth.example.test".to_owned()),
        ..config()
    };
    let running = start(config).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let client = reqwest::Client::builder().add_root_certificate(root).no_proxy().build().unwrap();
    Secure { running, client }
}

/// Facts 5.1: over https PROTOCOL is 1, in `window.name` as in the address.
#[tokio::test]
async fn https_is_served_with_a_given_certificate_under_any_name() {
    let Secure { running, client } = secure().await;
    assert!(running.portal_url.starts_with("https://127.0.0.1:"));
    let hook = format!("{}/rest/1/demo0webhook0code/profile.json", running.portal_url);
    let body: Value = client.get(hook).send().await.unwrap().json().await.unwrap();
    assert_eq!(body["result"]["ID"], "1");
    let launch = {
        assert!(running.state.install_finish(ADMIN));
        running.state.open_app(ADMIN, "DEFAULT", &json!({})).unwrap()
    };
    assert!(launch.action.contains("DOMAIN=portal.example.test&PROTOCOL=1&"));
    assert!(launch.window_name.starts_with("portal.example.test|1|"));
    let server = launch.fields.iter().find(|(name, _)| *name == "SERVER_ENDPOINT").map(|(_, value)| value.as_str());
    assert_eq!(server, Some("https://oauth.example.test/rest/"));
    assert_eq!(running.state.client_endpoint(), "https://portal.example.test/rest/");
    running.stop().await;
}

/// Own choice: a visitor who does not encrypt is refused and holds nobody up.
#[tokio::test]
async fn a_visitor_without_encryption_holds_nobody_up() {
    let Secure { running, client } = secure().await;
    let address = running.portal_url.trim_start_matches("https://").to_owned();
    let silent = tokio::net::TcpStream::connect(&address).await.unwrap();
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    assert!(plain.get(format!("http://{address}/rest/profile")).send().await.is_err());
    let answer = client.get(format!("{}/rest/profile", running.portal_url)).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 401);
    drop(silent);
    running.stop().await;
}
