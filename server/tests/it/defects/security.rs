//! Who could take the connection over, and where secrets were to be read.

use super::world;
use crate::live::control;
use crate::world::{Database, launch_form, on_both};
use reqwest::StatusCode;
use serde_json::json;

on_both!(
    defect_5_1_1_nobody_can_take_over_the_connection_by_a_request,
    defect_5_1_8_tokens_are_sealed_at_rest_and_renewed_once,
    defect_5_1_9_the_page_is_framed_by_its_portal_only_and_its_form_is_verified,
);

const COMPANIES: &str = "scale:companies=20,deals=0,activities=0,seed=2";

async fn defect_5_1_1_nobody_can_take_over_the_connection_by_a_request(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let mut reader = world.server.app.store.read().await.unwrap();
    let before = (reader.portals().find(session.portal).await.unwrap(), reader.portals().tokens(session.portal).await);
    drop(reader);
    let member = world.portal.state.member_id().to_owned();
    let forged = [
        ("AUTH_ID", "0123456789abcdef0123456789abcdef".to_owned()),
        ("REFRESH_ID", "fedcba9876543210fedcba9876543210".to_owned()),
        ("DOMAIN", "attacker.example.com".to_owned()),
        ("member_id", member.clone()),
        ("SERVER_ENDPOINT", "https://attacker.example.com/rest/".to_owned()),
        ("APPLICATION_TOKEN", "mine".to_owned()),
    ];
    for path in ["/install?DOMAIN=attacker.example.com&APP_SID=x", "/app?DOMAIN=attacker.example.com&APP_SID=x"] {
        let status = world.server.post_form(path, &forged).await.status();
        assert!(status == StatusCode::FORBIDDEN || status == StatusCode::OK, "{path}: {status}");
    }
    let event = [
        ("event", "ONAPPINSTALL".to_owned()),
        ("auth[access_token]", "0123456789abcdef0123456789abcdef".to_owned()),
        ("auth[member_id]", member),
        ("auth[domain]", "attacker.example.com".to_owned()),
        ("auth[application_token]", "mine".to_owned()),
    ];
    assert_eq!(world.server.post_form("/b24/event", &event).await.status(), StatusCode::FORBIDDEN);
    let mut reader = world.server.app.store.read().await.unwrap();
    let after = reader.portals().find(session.portal).await.unwrap().unwrap();
    let known = before.0.unwrap();
    assert_eq!((&after.domain, &after.client_endpoint), (&known.domain, &known.client_endpoint));
    assert!(reader.portals().tokens(session.portal).await.unwrap() == before.1.unwrap(), "the same tokens");
    drop(reader);
    world.stop().await;
}

async fn defect_5_1_8_tokens_are_sealed_at_rest_and_renewed_once(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let secrets = world.portal.state.secrets();
    assert!(!secrets.is_empty());
    let mut reader = world.server.app.store.read().await.unwrap();
    let tokens = reader.portals().tokens(session.portal).await.unwrap().unwrap();
    let application = reader.portals().application_token(session.portal).await.unwrap().unwrap();
    drop(reader);
    for sealed in [&tokens.access_sealed, &tokens.refresh_sealed, &application] {
        let readable = |secret: &String| sealed.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!secrets.iter().any(readable), "a stored token can be read");
    }
    let printed = format!("{tokens:?}");
    assert!(!secrets.iter().any(|secret| printed.contains(secret.as_str())));
    // Many calls meet an expired token at once: it is renewed once, and the new pair is stored whole.
    control(&world, "expire-tokens", &json!({})).await;
    let before = world.portal.state.totals().token_refreshes;
    let portal = world.server.app.store.find_portal(session.portal).await.unwrap().unwrap();
    let client = world.server.app.sync.client(&portal).unwrap();
    let calls = (0..8).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.call("profile", json!({})).await.map(|_| ()) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(world.portal.state.totals().token_refreshes - before, 1);
    let renewed = world.server.app.store.read().await.unwrap().portals().tokens(session.portal).await.unwrap().unwrap();
    assert!(renewed.access_sealed != tokens.access_sealed && renewed.refresh_sealed != tokens.refresh_sealed);
    world.stop().await;
}

async fn defect_5_1_9_the_page_is_framed_by_its_portal_only_and_its_form_is_verified(database: Database) {
    let (world, _) = world(database, COMPANIES).await;
    let (path, fields) = launch_form(&world.portal, 2);
    let page = world.server.post_form(&path, &fields).await;
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert_eq!(policy.split("frame-ancestors ").nth(1).unwrap(), format!("'self' {}", world.portal.portal_url));
    // A page that was opened with somebody's word only opens no session.
    let forged: Vec<_> = fields
        .iter()
        .map(|(name, value)| if *name == "AUTH_ID" { (*name, "0".repeat(32)) } else { (*name, value.clone()) })
        .collect();
    let opened = world.server.post_form(&path, &forged).await;
    if opened.status() == StatusCode::OK {
        let code = crate::world::code_of(&opened.text().await.unwrap());
        assert_eq!(crate::world::redeem(&world.server, &code).await.status(), StatusCode::FORBIDDEN);
    } else {
        assert_eq!(opened.status(), StatusCode::FORBIDDEN);
    }
    world.stop().await;
}
