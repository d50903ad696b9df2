//! Who is believed: openings of the page, installations, events.

use crate::world::{
    FOREIGN_APP, Portal, World, code_of, install, known_portals, launch_form, on_both, open, problem, redeem,
    start_portal,
};
use domain::progress::Phase;
use domain::session::Session;
use reqwest::StatusCode;
use serde_json::json;

on_both!(
    a_forged_installation_changes_nothing,
    an_opening_is_believed_only_when_the_oauth_server_says_so,
    a_launch_code_opens_one_session,
    a_session_is_renewed_through_the_frame,
    uninstalling_ends_sessions_and_clean_leaves_no_row,
    the_portal_reads_in_its_own_frame_only,
    an_ordinary_user_cannot_install,
    installing_twice_binds_once,
    a_portal_without_tokens_is_revived_by_an_administrator_who_opens_the_app,
);

fn with(fields: &[(&'static str, String)], name: &'static str, value: &str) -> Vec<(&'static str, String)> {
    let mut changed: Vec<_> = fields.iter().filter(|(field, _)| *field != name).cloned().collect();
    changed.push((name, value.to_owned()));
    changed
}

async fn a_forged_installation_changes_nothing(database: crate::world::Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    let (path, fields) = launch_form(&world.portal, 1);
    assert!(path.starts_with("/install?"));
    // Another app of the same portal, and another portal of the same app, with tokens that are real there.
    let foreign_app = foreign_token(&world).await;
    let elsewhere = start_portal(
        &Portal {
            dataset: "empty".to_owned(),
            member_id: "00ff00ff00ff00ff00ff00ff00ff00ff".to_owned(),
            ..Portal::default()
        },
        &world.server.base,
    )
    .await;
    let (_, elsewhere_fields) = launch_form(&elsewhere, 1);
    let token_elsewhere = elsewhere_fields.iter().find(|(name, _)| *name == "AUTH_ID").unwrap().1.clone();
    let forgeries = [
        ("a token nobody issued", with(&fields, "AUTH_ID", "0123456789abcdef0123456789abcdef")),
        ("a token of another app", with(&fields, "AUTH_ID", &foreign_app)),
        ("a token of another portal", with(&fields, "AUTH_ID", &token_elsewhere)),
        ("another member_id", with(&fields, "member_id", "ffffffffffffffffffffffffffffffff")),
        ("the attacker's OAuth server", with(&fields, "SERVER_ENDPOINT", &format!("{}/rest/", elsewhere.oauth_url))),
    ];
    for (story, forged) in forgeries {
        let response = world.server.post_form(&path, &forged).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{story}");
        let problem = problem(response).await;
        assert_eq!((problem.kind.as_str(), problem.status), ("forged_launch", 403), "{story}");
        assert!(!problem.trace_id.is_empty() && !problem.detail.is_empty(), "{story}");
        assert_eq!(known_portals(&world.server).await, 0, "{story}");
    }
    let missing = world.server.post_form(&path, &[("member_id", "aa".to_owned())]).await;
    assert_eq!(missing.status(), StatusCode::BAD_REQUEST);
    assert!(problem(missing).await.detail.contains("AUTH_ID"));
    assert_eq!(elsewhere.state.totals().requests, 0, "nothing was sent where the attacker listens");
    assert_eq!(world.server.post_form(&path, &fields).await.status(), StatusCode::OK, "the true one still passes");
    elsewhere.stop().await;
    world.stop().await;
}

/// An access token that the same OAuth server issued to another app, for the same user of the same portal.
async fn foreign_token(world: &World) -> String {
    let client = &world.server.client;
    let ask = format!("{}/oauth/authorize/?client_id={FOREIGN_APP}&state=x&as=1", world.portal.portal_url);
    let redirect = client.get(ask).send().await.unwrap();
    let back: url::Url = redirect.headers()["location"].to_str().unwrap().parse().unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let query =
        format!("grant_type=authorization_code&client_id={FOREIGN_APP}&client_secret=svodka-demo-secret&code={code}");
    let tokens = client.get(format!("{}/oauth/token/?{query}", world.portal.oauth_url)).send().await.unwrap();
    let tokens: serde_json::Value = tokens.json().await.unwrap();
    tokens["access_token"].as_str().unwrap().to_owned()
}

async fn an_opening_is_believed_only_when_the_oauth_server_says_so(database: crate::world::Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    install(&world.server, &world.portal).await;
    let (path, fields) = launch_form(&world.portal, 1);
    assert!(path.starts_with("/app?"));
    for (name, value) in [("AUTH_ID", "unknown"), ("member_id", "ffffffffffffffffffffffffffffffff")] {
        // The page itself is answered at once; its code is what does not open.
        let page = world.server.post_form(&path, &with(&fields, name, value)).await;
        assert_eq!(page.status(), StatusCode::OK);
        let refused = redeem(&world.server, &code_of(&page.text().await.unwrap())).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{name}");
        assert_eq!(problem(refused).await.kind, "forged_launch");
    }
    for token in ["", "x", "Bearer"] {
        assert_eq!(world.server.get("/api/progress", token).await.status(), StatusCode::UNAUTHORIZED);
    }
    world.stop().await;
}

async fn a_launch_code_opens_one_session(database: crate::world::Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    let (path, fields) = launch_form(&world.portal, 1);
    let page = world.server.post_form(&path, &fields).await.text().await.unwrap();
    for (name, secret) in
        fields.iter().filter(|(name, _)| ["AUTH_ID", "REFRESH_ID", "APPLICATION_TOKEN"].contains(name))
    {
        assert!(!page.contains(secret.as_str()), "{name} is in the page");
    }
    let code = code_of(&page);
    assert_eq!(redeem(&world.server, &code).await.status(), StatusCode::OK);
    assert_eq!(redeem(&world.server, &code).await.status(), StatusCode::FORBIDDEN);
    let mut altered = code.clone();
    altered.replace_range(10..11, if &code[10..11] == "A" { "B" } else { "A" });
    assert_eq!(redeem(&world.server, &altered).await.status(), StatusCode::FORBIDDEN);
    world.stop().await;
}

async fn a_session_is_renewed_through_the_frame(database: crate::world::Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    let session = install(&world.server, &world.portal).await;
    let fresh = world.portal.state.refresh_auth(1).unwrap();
    let mut request = json!({
        "by": "frame", "auth_id": fresh.auth_id, "member_id": world.portal.state.member_id(), "domain": world.portal.state.domain(),
    });
    let renewed = world.server.post_json("/api/session", None, &request).await;
    assert_eq!(renewed.status(), StatusCode::OK);
    let renewed: Session = renewed.json().await.unwrap();
    assert_eq!((renewed.portal, renewed.person, renewed.admin), (session.portal, session.person, true));
    request["domain"] = json!("other.bitrix24.ru");
    assert_eq!(world.server.post_json("/api/session", None, &request).await.status(), StatusCode::FORBIDDEN);
    let nonsense = world.server.post_json("/api/session", None, &json!({"by": "magic"})).await;
    assert_eq!(nonsense.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}

async fn uninstalling_ends_sessions_and_clean_leaves_no_row(database: crate::world::Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    // Somebody else's word changes nothing.
    let member = world.portal.state.member_id();
    let forged = [
        ("event", "ONAPPUNINSTALL".to_owned()),
        ("data[CLEAN]", "1".to_owned()),
        ("auth[member_id]", member.to_owned()),
        ("auth[application_token]", "guess".to_owned()),
    ];
    assert_eq!(world.server.post_form("/b24/event", &forged).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(world.server.post_form("/b24/event", &forged[..3]).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(world.server.get("/api/progress", &session.token).await.status(), StatusCode::OK);

    world.portal.state.uninstall(false);
    gone(&world, &session.token).await;
    assert!(count(&world, session.portal).await > 0, "without CLEAN the rows stay");
    assert!(tokens(&world, session.portal).await.is_none(), "but not the tokens");

    world.portal.state.add_app();
    let again = world.installed().await;
    assert_eq!(again.portal, session.portal, "a portal that comes back is the same portal");
    world.portal.state.uninstall(true);
    gone(&world, &again.token).await;
    assert_eq!(count(&world, session.portal).await, 0);
    world.stop().await;
}

async fn gone(world: &World, token: &str) {
    for _ in 0..200 {
        if world.server.get("/api/progress", token).await.status() == StatusCode::UNAUTHORIZED {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the session outlived the installation");
}

async fn count(world: &World, portal: domain::ids::PortalId) -> u64 {
    let mut reader = world.server.app.store.read().await.unwrap();
    reader.companies(portal).count().await.unwrap() + reader.deals(portal).count().await.unwrap()
}

async fn tokens(world: &World, portal: domain::ids::PortalId) -> Option<store::Tokens> {
    let mut reader = world.server.app.store.read().await.unwrap();
    reader.portals().tokens(portal).await.unwrap()
}

async fn the_portal_reads_in_its_own_frame_only(database: crate::world::Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    let (path, fields) = launch_form(&world.portal, 1);
    let page = world.server.post_form(&path, &fields).await;
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let ancestors = policy.split("frame-ancestors ").nth(1).unwrap();
    assert_eq!(ancestors, format!("'self' {}", world.portal.portal_url));
    assert!(page.headers().get("x-frame-options").is_none());
    // The vendor area checks the page with HEAD.
    let head = world.server.client.head(format!("{}/app", world.server.base)).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);
    world.stop().await;
}

async fn an_ordinary_user_cannot_install(database: crate::world::Database) {
    let world = World::start(Portal::default(), database).await;
    let session = install(&world.server, &world.portal).await;
    let ordinary = open(&world.server, &world.portal, 2).await;
    assert!(session.admin && !ordinary.admin);
    let response = world.server.post_json("/api/install", Some(&ordinary.token), &json!({})).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(problem(response).await.kind, "forbidden");
    world.stop().await;
}

async fn installing_twice_binds_once(database: crate::world::Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    let session = install(&world.server, &world.portal).await;
    let again = world.server.post_json("/api/install", Some(&session.token), &json!({})).await;
    assert_eq!(again.status(), StatusCode::OK);
    for placement in
        ["LEFT_MENU", "CRM_ANALYTICS_MENU", "CRM_COMPANY_DETAIL_TAB", "CRM_DEAL_DETAIL_TAB", "REST_APP_URI"]
    {
        assert_eq!(world.portal.state.placements(placement).len(), 1, "{placement}");
    }
    world.stop().await;
}

async fn a_portal_without_tokens_is_revived_by_an_administrator_who_opens_the_app(database: crate::world::Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let revoke = format!("{}/_control/expire-tokens?revoke=1", world.portal.portal_url);
    assert!(world.server.client.post(revoke).send().await.unwrap().status().is_success());
    world.server.app.sync.wake(session.portal);
    stands(&world, session.portal, Phase::Stopped).await;
    open(&world.server, &world.portal, 2).await;
    stands(&world, session.portal, Phase::Stopped).await;
    let revived = open(&world.server, &world.portal, 1).await;
    assert_eq!(revived.portal, session.portal);
    stands(&world, session.portal, Phase::Ready).await;
    assert_eq!(count(&world, session.portal).await, 2_300);
    world.stop().await;
}

async fn stands(world: &World, portal: domain::ids::PortalId, phase: Phase) {
    for _ in 0..1_200 {
        let found = world.server.app.portal(portal).await.unwrap().unwrap();
        if found.phase == phase {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the portal never was {phase:?}");
}
