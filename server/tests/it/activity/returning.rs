//! What is left of a portal that goes, and what it finds when it comes back.

use super::{cast, done, line_of, plan};
use crate::world::{Database, LONG, Portal, World, eventually, on_both};
use domain::activity::talk::Thread;
use reqwest::{Method, StatusCode};
use serde_json::json;

on_both!(a_portal_that_returns_finds_its_plans_and_comments_and_after_clean_no_row_is_left);

/// Rows of the portal, over all tables of portals.
async fn rows(world: &World, portal: domain::ids::PortalId) -> Vec<(&'static str, u64)> {
    let mut reader = world.server.app.store.read().await.unwrap();
    let counts = reader.portals().row_counts(portal).await.unwrap();
    counts.into_iter().filter(|(_, rows)| *rows > 0).collect()
}

async fn a_portal_that_returns_finds_its_plans_and_comments_and_after_clean_no_row_is_left(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (server, member, portal) = (&world.server, cast.member.person, cast.admin.portal);
    assert_eq!(plan(server, &cast.head.token, member, cast.next(), 25, None).await.status(), StatusCode::OK);
    let span = json!({"day": cast.today});
    let comment = json!({"person": member, "span": span, "text": "перезвонить", "mentions": [member]});
    done(server, Method::POST, "comments", &cast.head.token, comment).await;
    let proof = server.post_json("/api/proof", Some(&cast.admin.token), &json!({})).await;
    assert!(proof.status().is_success());

    world.portal.state.uninstall(false);
    let token = cast.admin.token.clone();
    let ended = async || server.get("/api/progress", &token).await.status() == StatusCode::UNAUTHORIZED;
    eventually("sessions end with the installation", LONG, ended).await;
    world.portal.state.add_app();
    let again = world.installed().await;
    assert_eq!(again.portal, portal);
    let line = line_of(server, &again.token, cast.next(), member).await;
    assert_eq!(line.rate.calls, Some(25), "the plan outlived the absence");
    let address = format!("/api/activity/thread?person={member}&day={}", cast.today.0);
    let thread: Thread = server.read(&address, &again.token).await;
    assert_eq!(thread.comments.iter().map(|comment| comment.text.as_str()).collect::<Vec<_>>(), ["перезвонить"]);

    let kept = rows(&world, portal).await;
    assert!(kept.len() > 15, "a portal that was worked with has rows of many kinds: {kept:?}");
    world.portal.state.uninstall(true);
    eventually("no row is left", LONG, async || rows(&world, portal).await.is_empty()).await;
    // Whoever was still at work for it must not bring anything back: the log of calls is written every second.
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(rows(&world, portal).await, []);
    let mut reader = server.app.store.read().await.unwrap();
    assert_eq!(reader.portals().find(portal).await.unwrap(), None, "nor its tokens");
    drop(reader);
    world.stop().await;
}
