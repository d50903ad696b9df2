//! Jobs: asked for once, done once, taken over when their process dies.

use crate::engine::on_both_engines;
use crate::rows::install;
use domain::day::{Day, Millis};
use domain::ids::{PersonId, PortalId};
use domain::jobs::{JobId, JobState, JobWork, Period};
use domain::progress::Phase;
use std::collections::BTreeSet;
use store::{ClaimedJob, Error, JobCounts, NewJob, QueueDepth, Store};

fn recheck(day: i32) -> JobWork {
    JobWork::Recheck { period: Period { from: Day(day), to: Day(day) }, people: Vec::new() }
}

async fn enqueue(store: &Store, portal: PortalId, work: JobWork, due: i64) -> (JobId, bool) {
    let mut tx = store.begin().await.unwrap();
    let new = NewJob { due: Millis(due), ..NewJob::now(work, Some(PersonId(7)), Millis(5)) };
    let job = tx.jobs(portal).enqueue(&new).await.unwrap();
    tx.commit().await.unwrap();
    (job.id, job.new)
}

async fn claim(store: &Store, owner: &str, now: i64) -> Option<ClaimedJob> {
    let mut tx = store.begin().await.unwrap();
    let job = tx.job_queue().claim(owner, Millis(now), Millis(now + 100)).await.unwrap();
    tx.commit().await.unwrap();
    job
}

async fn set_phase(store: &Store, portal: PortalId, phase: Phase) {
    let mut tx = store.begin().await.unwrap();
    tx.portals().set_phase(portal, phase, None).await.unwrap();
    tx.commit().await.unwrap();
}

on_both_engines! {
    async fn the_same_work_waits_once_and_the_earlier_moment_counts(store) {
        let portal = install(&store, "a").await;
        let other = install(&store, "b").await;
        let (first, new) = enqueue(&store, portal, JobWork::Structure, 90).await;
        assert!(new);
        assert_eq!(enqueue(&store, portal, JobWork::Structure, 40).await, (first, false));
        assert_eq!(enqueue(&store, portal, JobWork::Structure, 70).await, (first, false));
        assert!(enqueue(&store, portal, JobWork::Proof { period: None }, 1).await.1, "another kind");
        assert!(enqueue(&store, portal, recheck(1), 1).await.1);
        assert!(enqueue(&store, portal, recheck(2), 1).await.1, "another key");
        assert!(enqueue(&store, other, JobWork::Structure, 50).await.1, "another portal");
        let mut reader = store.read().await.unwrap();
        let job = reader.jobs(portal).find(first).await.unwrap().unwrap();
        assert_eq!((job.due, job.state, job.attempts, job.asked_by), (Millis(40), JobState::Queued, 0, Some(PersonId(7))));
        let due = reader.job_queue().due(Millis(49)).await.unwrap();
        assert_eq!(due, QueueDepth { entries: 4, deepest: 4, portals: 1 });
        let due = reader.job_queue().due(Millis(50)).await.unwrap();
        assert_eq!(due, QueueDepth { entries: 5, deepest: 4, portals: 2 });
        assert_eq!(reader.jobs(portal).recent(10).await.unwrap().len(), 4);
        assert_eq!(reader.jobs(portal).recent(2).await.unwrap().len(), 2);
        assert_eq!(reader.jobs(other).find(first).await.unwrap().map(|job| job.due), {
            // SQLite numbers jobs per portal, PostgreSQL over all: either way another portal's job is not this one.
            let own = reader.jobs(other).recent(1).await.unwrap().remove(0);
            (own.id == first).then_some(own.due)
        });
    }

    async fn work_that_has_ended_can_be_asked_for_again_unless_once_was_meant(store) {
        let portal = install(&store, "a").await;
        let nightly = NewJob { key: "2026-11-20".to_owned(), ..NewJob::now(JobWork::Structure, None, Millis(1)) };
        let mut tx = store.begin().await.unwrap();
        assert!(tx.jobs(portal).enqueue_once(&nightly).await.unwrap().unwrap().new);
        assert_eq!(tx.jobs(portal).enqueue_once(&nightly).await.unwrap(), None);
        tx.commit().await.unwrap();
        let job = claim(&store, "p", 10).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(!tx.jobs(portal).finish(job.id, "somebody else", Millis(11)).await.unwrap());
        assert!(tx.jobs(portal).finish(job.id, "p", Millis(11)).await.unwrap());
        assert!(!tx.jobs(portal).finish(job.id, "p", Millis(12)).await.unwrap(), "it has ended");
        assert_eq!(tx.jobs(portal).enqueue_once(&nightly).await.unwrap(), None);
        assert!(tx.jobs(portal).enqueue(&nightly).await.unwrap().new);
        assert_eq!(tx.jobs(portal).last_done(job.work.kind()).await.unwrap(), Some(Millis(11)));
        tx.commit().await.unwrap();
    }

    async fn the_job_that_is_due_longest_is_taken_first_and_nobody_takes_it_twice(store) {
        let portal = install(&store, "a").await;
        let (late, _) = enqueue(&store, portal, JobWork::Structure, 30).await;
        let (early, _) = enqueue(&store, portal, JobWork::Proof { period: None }, 20).await;
        enqueue(&store, portal, JobWork::Bind, 1_000).await;
        assert_eq!(claim(&store, "p", 10).await, None, "nothing is due");
        let first = claim(&store, "p", 50).await.unwrap();
        assert_eq!((first.id, first.attempts, first.work), (early, 1, JobWork::Proof { period: None }));
        assert_eq!(claim(&store, "q", 50).await.unwrap().id, late);
        assert_eq!(claim(&store, "q", 50).await, None);
        let mut reader = store.read().await.unwrap();
        let counts = reader.job_queue().counts(Millis(60)).await.unwrap();
        assert_eq!(counts, JobCounts { waiting: 1, due: 0, running: 2, failed: 0 });
        let job = reader.jobs(portal).find(early).await.unwrap().unwrap();
        assert_eq!((job.state, job.started, job.finished), (JobState::Running, Some(Millis(50)), None));
    }

    async fn two_hundred_jobs_are_taken_by_eight_workers_once_each(store) {
        let mut portals = Vec::new();
        for name in ["a", "b", "c", "d"] {
            portals.push(install(&store, name).await);
        }
        let mut wanted = BTreeSet::new();
        let mut tx = store.begin().await.unwrap();
        for at in 0..200 {
            let portal = portals[at % 4];
            let new = NewJob { key: at.to_string(), ..NewJob::now(recheck(1), None, Millis(1)) };
            wanted.insert((portal, tx.jobs(portal).enqueue(&new).await.unwrap().id));
        }
        tx.commit().await.unwrap();
        let mut workers = tokio::task::JoinSet::new();
        for worker in 0..8 {
            let (store, owner) = (store.clone(), format!("p{worker}"));
            workers.spawn(async move {
                let (mut taken, mut idle) = (Vec::new(), 0);
                // One kind runs once at a time per portal, so a worker may find nothing for a moment.
                while idle < 50 {
                    let Some(job) = claim(&store, &owner, 10).await else {
                        idle += 1;
                        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                        continue;
                    };
                    idle = 0;
                    let mut tx = store.begin().await.unwrap();
                    assert!(tx.jobs(job.portal).finish(job.id, &owner, Millis(11)).await.unwrap());
                    tx.commit().await.unwrap();
                    taken.push((job.portal, job.id));
                }
                taken
            });
        }
        let mut taken = Vec::new();
        while let Some(done) = workers.join_next().await {
            taken.extend(done.unwrap());
        }
        assert_eq!(taken.len(), 200);
        assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), wanted);
    }

    async fn one_kind_runs_once_at_a_time_for_a_portal(store) {
        let (portal, other) = (install(&store, "a").await, install(&store, "b").await);
        enqueue(&store, portal, recheck(1), 1).await;
        let (second, _) = enqueue(&store, portal, recheck(2), 2).await;
        let (theirs, _) = enqueue(&store, other, recheck(1), 3).await;
        let first = claim(&store, "p", 10).await.unwrap();
        let next = claim(&store, "p", 10).await.unwrap();
        assert_eq!((next.portal, next.id), (other, theirs));
        assert_eq!(claim(&store, "p", 10).await, None);
        let mut tx = store.begin().await.unwrap();
        tx.jobs(portal).finish(first.id, "p", Millis(20)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "p", 20).await.unwrap().id, second);
    }

    async fn a_job_left_behind_is_begun_again_and_its_former_process_is_told(store) {
        let portal = install(&store, "a").await;
        let (id, _) = enqueue(&store, portal, JobWork::Structure, 1).await;
        claim(&store, "dead", 10).await.unwrap();
        assert_eq!(claim(&store, "p", 109).await, None, "still leased");
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.job_queue().renew("dead", Millis(150)).await.unwrap(), [(portal, id)]);
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "p", 149).await, None, "extended");
        let again = claim(&store, "p", 150).await.unwrap();
        assert_eq!((again.id, again.attempts), (id, 2));
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.job_queue().renew("dead", Millis(500)).await.unwrap(), []);
        let mut jobs = tx.jobs(portal);
        assert!(!jobs.progress(id, "dead", 1, None).await.unwrap());
        assert!(!jobs.finish(id, "dead", Millis(151)).await.unwrap());
        assert!(!jobs.retry(id, "dead", "late", Millis(151)).await.unwrap());
        assert!(!jobs.give_back(id, "dead").await.unwrap());
        assert!(jobs.progress(id, "p", 3, Some(10)).await.unwrap());
        let job = jobs.find(id).await.unwrap().unwrap();
        assert_eq!((job.done, job.total, job.started), (3, Some(10), Some(Millis(10))));
        tx.commit().await.unwrap();
    }

    async fn jobs_of_a_process_known_to_be_dead_are_free_at_once(store) {
        let portal = install(&store, "a").await;
        let (id, _) = enqueue(&store, portal, JobWork::Structure, 1).await;
        claim(&store, "dead", 10).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.leases().leave("dead").await.unwrap();
        tx.commit().await.unwrap();
        let again = claim(&store, "p", 11).await.unwrap();
        assert_eq!((again.id, again.attempts), (id, 2));
    }

    async fn a_failed_attempt_waits_a_given_back_one_does_not_count(store) {
        let portal = install(&store, "a").await;
        let (id, _) = enqueue(&store, portal, JobWork::Structure, 1).await;
        claim(&store, "p", 10).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(tx.jobs(portal).retry(id, "p", "the portal is away", Millis(1_000)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "p", 999).await, None);
        assert_eq!(claim(&store, "p", 1_000).await.unwrap().attempts, 2);
        let mut tx = store.begin().await.unwrap();
        assert!(tx.jobs(portal).give_back(id, "p").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "q", 1_001).await.unwrap().attempts, 2);
        let mut tx = store.begin().await.unwrap();
        let long = "п".repeat(900);
        assert!(tx.jobs(portal).fail(id, "q", &long, Millis(1_002)).await.unwrap());
        let job = tx.jobs(portal).find(id).await.unwrap().unwrap();
        assert_eq!((job.state, job.finished, job.problem), (JobState::Failed, Some(Millis(1_002)), Some("п".repeat(500))));
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "p", 5_000).await, None);
    }

    async fn work_on_a_portal_goes_to_the_process_that_reads_it(store) {
        let portal = install(&store, "a").await;
        set_phase(&store, portal, Phase::Ready).await;
        enqueue(&store, portal, JobWork::Structure, 1).await;
        assert_eq!(claim(&store, "p", 10).await, None, "nobody reads it yet");
        let mut tx = store.begin().await.unwrap();
        assert!(tx.leases().take(portal, "q", Millis(10), Millis(60)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "p", 20).await, None, "another process reads it");
        assert_eq!(claim(&store, "q", 60).await, None, "its lease has ended");
        assert_eq!(claim(&store, "q", 59).await.unwrap().portal, portal);
        set_phase(&store, portal, Phase::Stopped).await;
        enqueue(&store, portal, JobWork::Account, 1).await;
        assert_eq!(claim(&store, "p", 20).await.unwrap().work, JobWork::Account, "a portal that stands still is open to all");
    }

    async fn what_ended_long_ago_is_forgotten(store) {
        let portal = install(&store, "a").await;
        let (old, _) = enqueue(&store, portal, recheck(1), 1).await;
        claim(&store, "p", 10).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.jobs(portal).finish(old, "p", Millis(100)).await.unwrap();
        assert_eq!(tx.job_queue().prune(Millis(100)).await.unwrap(), 0);
        assert_eq!(tx.job_queue().prune(Millis(101)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        enqueue(&store, portal, recheck(2), 1).await;
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.job_queue().prune(Millis(i64::MAX)).await.unwrap(), 0, "what waits stays");
    }

    async fn uninstalling_takes_the_work_with_it(store) {
        let portal = install(&store, "a").await;
        let (id, _) = enqueue(&store, portal, JobWork::Structure, 1).await;
        claim(&store, "p", 10).await.unwrap();
        enqueue(&store, portal, recheck(2), 1).await;
        let mut tx = store.begin().await.unwrap();
        tx.inbox(portal).put("ONVOXIMPLANTCALLEND", &serde_json::json!({"CALL_ID": "x"}), Millis(1)).await.unwrap();
        tx.portals().uninstall(portal).await.unwrap();
        assert!(!tx.jobs(portal).finish(id, "p", Millis(11)).await.unwrap());
        assert_eq!(tx.jobs(portal).recent(10).await.unwrap(), []);
        assert_eq!(tx.inbox(portal).depth().await.unwrap().rows, 0);
        tx.commit().await.unwrap();
    }

    async fn only_who_holds_the_job_writes_under_it(store) {
        let portal = install(&store, "a").await;
        let (id, _) = enqueue(&store, portal, JobWork::Structure, 1).await;
        claim(&store, "p", 10).await.unwrap();
        let fenced = |owner: &str, now: i64| store.fenced(store::Fence {
            portal,
            owner: owner.into(),
            title: store::Title::Job(id),
            now: std::sync::Arc::new(move || Millis(now)),
        });
        fenced("p", 20).begin().await.unwrap().commit().await.unwrap();
        assert!(matches!(fenced("q", 20).begin().await, Err(Error::LeaseLost(lost)) if lost == portal));
        assert!(matches!(fenced("p", 110).begin().await, Err(Error::LeaseLost(_))), "its time is over");
        claim(&store, "q", 110).await.unwrap();
        assert!(matches!(fenced("p", 20).begin().await, Err(Error::LeaseLost(_))), "a clock that lags does not help");
        fenced("q", 120).begin().await.unwrap().commit().await.unwrap();
    }
}
