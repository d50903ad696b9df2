//! An administrator asks for a proof and for a recheck of a period.

use super::*;
use domain::jobs::{JobState, JobView};

on_both!(an_administrator_asks_for_a_proof_and_a_recheck);

/// Waits until the jobs that were asked for have ended.
async fn settled(world: &World, session: &Session) -> Vec<JobView> {
    let started = Instant::now();
    loop {
        let jobs: Vec<JobView> = world.server.read("/api/data/jobs", &session.token).await;
        // An attempt that failed is no end: another follows.
        if jobs.iter().all(|job| job.asked_by.is_none() || job.finished.is_some()) {
            return jobs;
        }
        assert!(started.elapsed() < LONG, "{jobs:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn an_administrator_asks_for_a_proof_and_a_recheck(database: Database) {
    let (world, session) = world(database).await;
    let mut tx = world.server.app.store.begin().await.unwrap();
    let call = tx.calls(session.portal).find(&[40]).await.unwrap().remove(0);
    edit_call(&mut tx, session.portal, CallRow { duration_s: 1, ..call.clone() }).await;
    tx.commit().await.unwrap();
    let day = call.day.0;
    let asked = world.server.post_json("/api/recheck", Some(&session.token), &json!({"from": day, "to": day})).await;
    assert_eq!(asked.status(), StatusCode::ACCEPTED);
    let asked: Value = asked.json().await.unwrap();
    let jobs = settled(&world, &session).await;
    let job = jobs.iter().find(|job| json!(job.id) == asked["job"]).unwrap();
    assert_eq!((job.state, job.asked_by, &job.problem), (JobState::Done, Some(PersonId(1)), &None));
    assert!(job.total.is_some_and(|total| total > 0 && job.done == total), "{job:?}");
    let page: ProofPage = world.server.read("/api/proof", &session.token).await;
    assert_eq!(page.differences.iter().map(spelled).collect::<Vec<_>>(), ["calls 40 differs duration_s"]);
    assert!(matches!(page.reports[0].scope, ProofScope::Period(_)));
    let asked = world.server.post_json("/api/proof", Some(&session.token), &json!({})).await;
    assert_eq!(asked.status(), StatusCode::ACCEPTED);
    let jobs = settled(&world, &session).await;
    let failed: Vec<_> = jobs.iter().filter(|job| job.state != JobState::Done).collect();
    assert!(failed.is_empty(), "{failed:?}");
    let page: ProofPage = world.server.read("/api/proof", &session.token).await;
    assert_equal(page.report.as_ref().unwrap());
    for (body, field) in [
        (json!({"from": 5, "to": 4}), "to"),
        (json!({"from": 5, "to": 5_000}), "to"),
        (json!({"from": 5, "to": 5, "people": vec![1; 501]}), "people"),
        (json!({"from": "yesterday"}), "body"),
    ] {
        let refused = world.server.post_json("/api/recheck", Some(&session.token), &body).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{body}");
        let problem = crate::world::problem(refused).await;
        assert!(problem.detail.starts_with(field), "{}", problem.detail);
    }
    let ordinary = crate::world::open(&world.server, &world.portal, 2).await;
    for path in ["/api/proof", "/api/recheck"] {
        let refused = world.server.post_json(path, Some(&ordinary.token), &json!({"from": 1, "to": 1})).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path}");
    }
    world.stop().await;
}
