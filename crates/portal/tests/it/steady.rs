//! The limits lived through: a naive loop is refused at the documented moment, a careful client never is.

use std::sync::Arc;
use std::time::Duration;

use bitrix24::{BoxFuture, Clock, Connector, Endpoint, HttpSettings, ListMethod, PortalClient, Sweep};
use portal::AppState;
use portal::config::{Limits, LimitsProfile};
use serde_json::json;

use crate::harness::{NOW, Portal};

/// A client's clock that is the portal's: a wait moves the portal to the moment that was waited for, so ten minutes pass
/// in as long as the requests take.
struct PortalsClock(AppState);

impl Clock for PortalsClock {
    fn monotonic(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now_ms() - NOW).unwrap_or_default())
    }

    fn utc_ms(&self) -> i64 {
        self.0.now_ms()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let state = self.0.clone();
        let until = state.now_ms() + i64::try_from(duration.as_millis()).unwrap() + 1;
        Box::pin(async move {
            tokio::task::yield_now().await;
            state.advance_clock((until - state.now_ms()).max(0));
        })
    }
}

/// Facts 3.5: fifty at once and two a second are let in, the next one is refused.
#[tokio::test]
async fn a_naive_loop_is_refused_when_its_bucket_is_full() {
    let portal = Portal::limited(Limits::new(LimitsProfile::Cloud)).await;
    // The bucket worked out another way: what was let in, less two for each second since the first request.
    let first = portal.state().now_ms();
    for sent in 0..200 {
        let before = portal.state().now_ms();
        let (status, _) = portal.ask("server.time", json!({})).await;
        let after = portal.state().now_ms();
        if status.as_u16() == 503 {
            let drained = |at: i64| (at - first) * 2 / 1000;
            assert!(50 + drained(before) <= sent + 1, "refused too early: {sent} after {} ms", before - first);
            return;
        }
        assert!(sent <= 50 + (after - first) * 2 / 1000 + 1, "let in too late: {sent} after {} ms", after - first);
    }
    panic!("two hundred requests in a row were let in");
}

/// Facts 3.5 and 7.2: who watches the bucket and the operating time is never refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_minutes_of_steady_reading_are_never_refused() {
    let mut limits = Limits::new(LimitsProfile::Cloud);
    // The cost of a page as the documents measured it on a large table: the budget of a method does not last.
    limits.method_seconds = vec![("crm.deal.list".to_owned(), 0.0685), ("crm.company.list".to_owned(), 0.03)];
    let portal = Portal::limited(limits).await;
    let clock = Arc::new(PortalsClock(portal.state().clone()));
    let connector = Connector::new(clock, &HttpSettings::default()).unwrap();
    let endpoint = Endpoint::parse(&portal.state().client_endpoint()).unwrap();
    let client = PortalClient::with_token(&connector, endpoint, portal.token.clone().into());
    let lists = vec![ListMethod::legacy("crm.deal.list"), ListMethod::legacy("crm.company.list")];
    let began = portal.state().now_ms();
    let mut sweeps = 0;
    while portal.state().now_ms() - began < 600_000 {
        let plan = client.plan_sweep(&lists, 24).await.unwrap();
        let mut sweep = Sweep::new(client.clone(), lists.clone(), plan.pieces, 4);
        let mut rows = [0, 0];
        while let Some(step) = sweep.next().await.unwrap() {
            assert!(step.failed.is_empty(), "{:?}", step.failed);
            step.pages.iter().for_each(|page| rows[page.list] += page.rows.len());
        }
        assert_eq!(rows, [130, 120]);
        sweeps += 1;
    }
    let totals = portal.state().totals();
    assert_eq!((totals.refused, totals.errors.len()), (0, 0), "{totals:?}");
    assert!(sweeps > 100 && totals.requests > 300, "steady work: {sweeps} sweeps, {} requests", totals.requests);
}

/// Facts 3.5: a request has sixty seconds; the page it ends with is ours.
#[tokio::test]
async fn a_request_that_costs_more_than_sixty_seconds_is_cut_off() {
    let mut limits = Limits::new(LimitsProfile::Cloud);
    limits.method_seconds = vec![("crm.deal.list".to_owned(), 25.0)];
    let portal = Portal::limited(limits).await;
    portal.call("batch", json!({"cmd": ["crm.deal.list", "crm.deal.list"]})).await;
    let params = json!({"auth": portal.token, "cmd": vec!["crm.deal.list"; 3]});
    let answer = portal.client.post(portal.url("/rest/batch")).json(&params).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 504);
    assert!(answer.text().await.unwrap().starts_with("<html>"), "the body is not JSON");
}
