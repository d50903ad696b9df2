//! What a proof of the scale dataset costs. Run by hand, in release:
//! `cargo test --release -p server --test it proof::scale -- --ignored --nocapture`.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "millions of rows: measured by hand in release"]
async fn a_proof_of_the_scale_dataset_costs_a_twentieth_of_an_hour() {
    // A tenth shows the same at a tenth of the time: `PROOF_DATASET=scale:companies=6000,…`.
    let whole = "scale:companies=60000,deals=600000,activities=2400000,seed=1";
    let dataset = std::env::var("PROOF_DATASET").unwrap_or_else(|_| whole.to_owned());
    let world = World::start(Portal { dataset, ..Portal::default() }, Database::sqlite()).await;
    let started = Instant::now();
    let session = read_unhindered(&world).await;
    let portal = world.server.app.portal(session.portal).await.unwrap().unwrap();
    let client = world.server.app.sync.client(&portal).unwrap();
    eprintln!("read in {:?}", started.elapsed());
    for night in 1..=3 {
        let before = world.portal.state.totals().requests;
        let (commands, started) = (client.counters().commands, Instant::now());
        let report = prove(&world, session.portal, &EVERYTHING).await;
        let requests = world.portal.state.totals().requests - before;
        let commands = client.counters().commands - commands;
        eprintln!(
            "night {night}: {requests} requests, {commands} commands, {} s of 8 ms each, {} rows, {:?}, {:?} nights, {:?}",
            commands * 8 / 1000,
            report.spent.rows,
            started.elapsed(),
            report.proofs_per_pass,
            report.spent
        );
        assert_eq!(report.verdict, Verdict::Equal);
        assert!(requests <= 360 + 20, "the reader asks for its queue meanwhile: {requests}");
    }
    world.stop().await;
}
