//! The limits are tried on a clock that costs nothing, against a leaky bucket written the other way round.

use proptest::prelude::*;

use super::*;
use crate::clock::FakeClock;

const FAR: Duration = Duration::from_secs(1_000_000);

fn throttle(limits: Limits) -> (FakeClock, Throttle) {
    let clock = FakeClock::at(1_771_000_000_000);
    let throttle = Throttle::new(Arc::new(clock.clone()), limits);
    (clock, throttle)
}

fn once(method: &str) -> Vec<Use> {
    vec![Use { method: method.to_owned(), times: 1 }]
}

fn used(seconds: f64, reset_in: i64, duration: f64) -> Time {
    Time {
        finish: Some(1_771_000_000.0),
        duration,
        operating: Some(seconds),
        operating_reset_at: Some(1_771_000_000 + reset_in),
        ..Time::default()
    }
}

#[tokio::test]
async fn the_burst_goes_at_once_and_the_rest_at_two_a_second() {
    let (clock, throttle) = throttle(Limits { headroom: 0, ..Limits::cloud() });
    for _ in 0..50 {
        throttle.admit(&once("profile"), FAR).await.unwrap();
    }
    assert_eq!(clock.monotonic(), Duration::ZERO);
    for _ in 0..20 {
        throttle.admit(&once("profile"), FAR).await.unwrap();
    }
    assert_eq!(clock.monotonic(), Duration::from_secs(10));
    assert_eq!(throttle.counters().waited_ms, 10_000);
}

#[tokio::test]
async fn a_wait_longer_than_the_patience_is_refused_and_reserves_nothing() {
    let (clock, throttle) = throttle(Limits { burst: 1, headroom: 0, ..Limits::cloud() });
    throttle.admit(&once("profile"), FAR).await.unwrap();
    let refused = throttle.admit(&once("profile"), Duration::from_millis(400)).await;
    assert_eq!(refused.err(), Some(Duration::from_millis(500)));
    clock.advance(Duration::from_millis(500));
    throttle.admit(&once("profile"), clock.monotonic()).await.unwrap();
    assert_eq!(clock.monotonic(), Duration::from_millis(500));
}

#[tokio::test]
async fn a_method_near_its_budget_pauses_until_its_reset_and_others_go_on() {
    let (clock, throttle) = throttle(Limits::cloud());
    throttle.note("crm.deal.list", &used(469.0, 120, 2.0));
    assert_eq!(throttle.pause_of("crm.deal.list"), Duration::from_secs(121));
    throttle.admit(&once("crm.company.list"), FAR).await.unwrap();
    assert_eq!(clock.monotonic(), Duration::ZERO);
    throttle.admit(&once("CRM.DEAL.LIST"), FAR).await.unwrap();
    assert_eq!(clock.monotonic(), Duration::from_secs(121));
}

#[tokio::test]
async fn a_method_below_its_budget_does_not_pause() {
    let (_, throttle) = throttle(Limits::cloud());
    throttle.note("crm.deal.list", &used(467.0, 120, 2.0));
    assert_eq!(throttle.pause_of("crm.deal.list"), Duration::ZERO);
    // Two at once would cross 470.4 s.
    let running = throttle.admit(&once("crm.deal.list"), FAR).await.unwrap();
    assert_eq!(throttle.pause_of("crm.deal.list"), Duration::from_secs(121));
    drop(running);
    assert_eq!(throttle.pause_of("crm.deal.list"), Duration::ZERO);
}

#[tokio::test]
async fn the_room_of_a_method_is_what_its_budget_has_left() {
    let (clock, throttle) = throttle(Limits::cloud());
    assert_eq!(throttle.room_of("crm.deal.list"), u32::MAX);
    throttle.note("crm.deal.list", &used(420.0, 120, 2.0));
    assert_eq!(throttle.room_of("crm.deal.list"), 25);
    let running = throttle.admit(&[Use { method: "crm.deal.list".to_owned(), times: 20 }], FAR).await.unwrap();
    assert_eq!(throttle.room_of("crm.deal.list"), 5);
    drop(running);
    throttle.note("crm.deal.list", &used(471.0, 120, 2.0));
    assert_eq!(throttle.room_of("crm.deal.list"), 0);
    clock.advance(Duration::from_secs(121));
    assert_eq!(throttle.room_of("crm.deal.list"), 1);
}

#[tokio::test]
async fn after_a_reset_one_request_finds_out_before_the_others_follow() {
    let (clock, throttle) = throttle(Limits::cloud());
    throttle.note("crm.deal.list", &used(475.0, 10, 1.0));
    clock.advance(Duration::from_secs(11));
    let probe = throttle.admit(&once("crm.deal.list"), FAR).await.unwrap();
    assert_eq!(throttle.pause_of("crm.deal.list"), PROBE_POLL);
    throttle.note("crm.deal.list", &used(350.0, 70, 1.0));
    drop(probe);
    assert_eq!(throttle.pause_of("crm.deal.list"), Duration::ZERO);
}

#[tokio::test]
async fn an_overtaken_answer_does_not_bring_old_figures_back() {
    let (_, throttle) = throttle(Limits::cloud());
    throttle.note("crm.deal.list", &used(10.0, 600, 1.0));
    throttle.note("crm.deal.list", &used(470.0, 540, 1.0));
    assert_eq!(throttle.pause_of("crm.deal.list"), Duration::ZERO);
}

#[tokio::test]
async fn a_refused_method_waits_for_the_reset_of_its_last_success() {
    let (_, throttle) = throttle(Limits::cloud());
    throttle.note("crm.deal.list", &used(100.0, 45, 1.0));
    assert_eq!(throttle.refused(Limit::Operating, "crm.deal.list", 1), Duration::from_secs(46));
    assert_eq!(throttle.refused(Limit::Operating, "user.get", 1), Duration::from_secs(30));
    assert_eq!(throttle.pause_of("user.get"), Duration::from_secs(30));
    assert_eq!(throttle.counters().refused, 2);
}

#[tokio::test]
async fn a_refusal_by_rate_empties_the_bucket() {
    let (clock, throttle) = throttle(Limits::cloud());
    assert_eq!(throttle.refused(Limit::Rate, "profile", 3), Duration::from_secs(2));
    throttle.admit(&once("profile"), FAR).await.unwrap();
    assert_eq!(clock.monotonic(), Duration::from_millis(500));
}

#[tokio::test]
async fn a_better_plan_speeds_up_at_once() {
    let (clock, throttle) = throttle(Limits { headroom: 0, ..Limits::cloud() });
    for _ in 0..50 {
        throttle.admit(&once("profile"), FAR).await.unwrap();
    }
    throttle.set_limits(Limits { headroom: 0, ..Limits::of_license_family("ent") });
    for _ in 0..200 {
        throttle.admit(&once("profile"), FAR).await.unwrap();
    }
    assert_eq!(clock.monotonic(), Duration::ZERO);
    throttle.admit(&once("profile"), FAR).await.unwrap();
    assert_eq!(clock.monotonic(), Duration::from_millis(200));
}

#[tokio::test]
async fn switched_off_limits_never_wait() {
    let (clock, throttle) = throttle(Limits::off());
    throttle.note("crm.deal.list", &used(5_000.0, 600, 50.0));
    for _ in 0..10_000 {
        throttle.admit(&once("crm.deal.list"), FAR).await.unwrap();
    }
    assert_eq!(clock.monotonic(), Duration::ZERO);
}

proptest! {
    /// The portal's side: a level that each request raises by one and each second lowers by two.
    #[test]
    fn the_portal_never_sees_more_than_its_bucket_holds(pauses in proptest::collection::vec(0_u64..3_000, 1..300)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (clock, throttle) = throttle(Limits::cloud());
        let sent: Vec<u128> = runtime.block_on(async {
            let mut sent = Vec::new();
            for pause in pauses {
                clock.advance(Duration::from_millis(pause));
                throttle.admit(&once("profile"), FAR).await.unwrap();
                sent.push(clock.monotonic().as_millis());
            }
            sent
        });
        let (mut level_milli, mut last) = (0_u128, 0_u128);
        for moment in sent {
            level_milli = level_milli.saturating_sub((moment - last) * 2) + 1_000;
            last = moment;
            prop_assert!(level_milli <= 48_000, "level {level_milli}");
        }
    }
}
