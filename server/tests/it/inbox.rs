//! Events that the portal tells once: kept before they are acknowledged, gone only with their effect.

use crate::live::control;
use crate::world::{Database, Portal, Server, World, eventually, on_both};
use domain::ids::{CompanyId, PortalId};
use domain::report::window::ReportPage;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::app::App;
use server::seal::Sealer;
use std::time::Duration;
use tokio::net::TcpListener;

on_both!(
    a_call_told_to_a_process_that_dies_is_applied_by_the_next,
    a_call_that_telephony_shows_late_is_waited_for,
    a_forged_event_is_not_kept,
);

const COMPANY: CompanyId = CompanyId(3);

/// With more calls than a page has: one that is asked for has to be found among them.
fn quiet_portal() -> Portal {
    Portal { dataset: "scale:companies=20,deals=0,activities=400,seed=2".to_owned(), ..Portal::default() }
}

/// A call of which the portal leaves no trace but the one event we send ourselves.
async fn silent_call(world: &World) -> Value {
    let call = json!({"user_id": 1, "company_id": COMPANY.0, "duration": 60, "traces": "none"});
    control(world, "call", &call).await
}

/// Tells the server that a call has ended, as the portal does; `token` is what proves it.
async fn tell(server: &Server, world_portal: &portal::Running, call: &Value, token: &str) -> StatusCode {
    let fields = [
        ("event", "ONVOXIMPLANTCALLEND".to_owned()),
        ("data[CALL_ID]", call["call_id"].as_str().unwrap().to_owned()),
        ("data[CRM_ACTIVITY_ID]", call["activity_id"].to_string()),
        ("auth[member_id]", world_portal.state.member_id().to_owned()),
        ("auth[application_token]", token.to_owned()),
    ];
    server.post_form("/b24/event", &fields).await.status()
}

/// The secrets of a portal are its tokens and its application token; only the latter is accepted.
async fn tell_truly(server: &Server, world_portal: &portal::Running, call: &Value) {
    for secret in world_portal.state.secrets() {
        if tell(server, world_portal, call, &secret).await == StatusCode::OK {
            return;
        }
    }
    panic!("none of the portal's secrets is its application token");
}

async fn depth(app: &App, portal: PortalId) -> u64 {
    app.store.read().await.unwrap().inbox(portal).depth().await.unwrap().rows
}

async fn called(server: &Server, token: &str) -> bool {
    let page: ReportPage = server.read("/api/report?limit=500", token).await;
    page.window.rows.iter().any(|row| row.id == COMPANY && row.last_communication == Some(page.today))
}

async fn a_call_told_to_a_process_that_dies_is_applied_by_the_next(database: Database) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let portal = crate::world::start_portal(&quiet_portal(), &base).await;
    let key = Sealer::generate_key();
    let oauth = [portal.oauth_url.clone()];
    let server = Server::start_with_key(listener, &database, &oauth, &key).await;
    let world = World { portal, server, _database: database };
    let session = world.installed().await;
    // From here on nothing reads the portal: what is told now is acknowledged and not applied.
    world.server.app.sync.cancel(session.portal).await;
    let call = silent_call(&world).await;
    tell_truly(&world.server, &world.portal, &call).await;
    assert_eq!(depth(&world.server.app, session.portal).await, 1, "kept before it was acknowledged");
    assert!(!called(&world.server, &session.token).await);
    let World { portal, server, _database: database } = world;
    server.stop().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let next = Server::start_with_key(listener, &database, &oauth, &key).await;
    let applied = || async { called(&next, &session.token).await };
    eventually("the call", Duration::from_secs(30), applied).await;
    assert_eq!(depth(&next.app, session.portal).await, 0, "gone with its effect");
    next.stop().await;
    portal.stop().await;
}

async fn a_call_that_telephony_shows_late_is_waited_for(database: Database) {
    let world = World::start(quiet_portal(), database).await;
    let session = world.installed().await;
    let app = &world.server.app;
    // Telephony does not answer with the call at first: its list fails for a while.
    control(&world, "fault", &json!({"kind": "500", "method": "voximplant.statistic.get"})).await;
    let call = silent_call(&world).await;
    tell_truly(&world.server, &world.portal, &call).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(depth(app, session.portal).await, 1, "not applied, not lost");
    let address = format!("{}/_control/fault", world.portal.portal_url);
    assert!(world.server.client.delete(address).send().await.unwrap().status().is_success());
    let applied = || async { called(&world.server, &session.token).await && depth(app, session.portal).await == 0 };
    eventually("the late call", Duration::from_secs(60), applied).await;
    // One that never was is looked for again and again, and holds up nothing else.
    let never = json!({"call_id": "never.was", "activity_id": 0});
    tell_truly(&world.server, &world.portal, &never).await;
    let tried = || async {
        let mut reader = app.store.read().await.unwrap();
        let later = domain::day::Millis(i64::MAX);
        reader.inbox(session.portal).due(later, 10).await.unwrap().iter().any(|row| row.attempts >= 2)
    };
    eventually("a second look", Duration::from_secs(30), tried).await;
    assert_eq!(depth(app, session.portal).await, 1);
    world.stop().await;
}

async fn a_forged_event_is_not_kept(database: Database) {
    let world = World::start(quiet_portal(), database).await;
    let session = world.installed().await;
    world.server.app.sync.cancel(session.portal).await;
    let call = json!({"call_id": "x", "activity_id": 1});
    assert_eq!(tell(&world.server, &world.portal, &call, "guess").await, StatusCode::FORBIDDEN);
    assert_eq!(tell(&world.server, &world.portal, &call, "").await, StatusCode::FORBIDDEN);
    assert_eq!(depth(&world.server.app, session.portal).await, 0);
    world.stop().await;
}
