//! A portal that is too large for one proof: what is looked at first, and that everything is within a bounded number.

use super::*;
use server::sync::proof::Budget;

on_both!(
    a_large_portal_is_compared_within_a_bounded_number_of_proofs,
    a_month_that_lost_rows_is_read_although_the_portal_is_large,
);

/// A budget that this portal's rows do not fit into, as those of a large one do not fit into a twentieth of an hour.
const SMALL: Budget = Budget { requests: 40, method: Duration::from_secs(144) };

async fn large(database: Database) -> (World, Session) {
    let dataset = "scale:companies=500,deals=5000,activities=12000,seed=11".to_owned();
    let world = World::start(Portal { dataset, ..Portal::default() }, database).await;
    let session = read_unhindered(&world).await;
    (world, session)
}

/// One proof within a budget; also checks that the portal counts as many requests as the certificate tells.
async fn night(world: &World, portal: PortalId, budget: Budget) -> ProofReport {
    let before = world.portal.state.totals();
    let terms = Terms { budget: Some(budget), ..REPAIRED };
    let report = world.server.app.sync.prove(portal, &terms, &Page::default()).await.unwrap();
    let after = world.portal.state.totals();
    assert!(report.spent.requests <= budget.requests, "{:?}", report.spent);
    // The reader looks into its queue meanwhile: three methods of events that belong to nobody else.
    let queue = |totals: &portal::journal::Totals| {
        totals.methods.iter().filter(|(name, _)| name.starts_with("event.")).map(|(_, calls)| calls).sum::<u64>()
    };
    let asked = after.requests - before.requests - (queue(&after) - queue(&before));
    assert!(asked <= budget.requests, "{asked} requests in the portal's journal");
    report
}

async fn a_large_portal_is_compared_within_a_bounded_number_of_proofs(database: Database) {
    let (world, session) = large(database).await;
    let portal = session.portal;
    // Rows of the oldest and of the middle that no count tells of.
    let mut tx = world.server.app.store.begin().await.unwrap();
    for id in [40, 2_300, 4_800] {
        let deal = tx.deals(portal).find(&[DealId(id)]).await.unwrap().remove(0);
        let edited = DealRow { amount: Amount(deal.amount.0 + 1), ..deal };
        let now = server::clock::Clock::system().now();
        assert_eq!(tx.deals(portal).upsert_seen(&[edited], now).await.unwrap(), 1);
    }
    tx.commit().await.unwrap();
    let first = night(&world, portal, SMALL).await;
    assert!(!first.whole, "{first:?}");
    assert!(of(&first, Entity::Deals).compared < 5_000);
    let pass = first.proofs_per_pass.unwrap();
    assert!(pass > 1, "{first:?}");
    let most = pass + 2;
    let mut found: Vec<String> = tell(&world, &session, first.id).await.iter().map(spelled).collect();
    let mut nights = 1;
    let mut last = first;
    while last.entities.iter().any(|entity| entity.whole_at.is_none()) {
        last = night(&world, portal, SMALL).await;
        found.extend(tell(&world, &session, last.id).await.iter().map(spelled));
        nights += 1;
        assert!(nights <= most, "{nights} proofs: {last:?}");
    }
    found.sort();
    assert_eq!(found, ["deals 2300 differs amount", "deals 40 differs amount", "deals 4800 differs amount"]);
    assert_equal(&prove(&world, portal, &ProofScope::Everything { whole: true }).await);
    world.stop().await;
}

async fn a_month_that_lost_rows_is_read_although_the_portal_is_large(database: Database) {
    let (world, session) = large(database).await;
    let portal = session.portal;
    let mut tx = world.server.app.store.begin().await.unwrap();
    let lost: Vec<DealId> = (4_600..4_610).map(DealId).collect();
    assert_eq!(tx.deals(portal).delete(&lost).await.unwrap(), 10);
    let activity = tx.activities(portal).find(&[7_500]).await.unwrap().remove(0);
    let extra = ActivityRow { id: 900_000, ..activity };
    tx.activities(portal).upsert(&[extra]).await.unwrap();
    tx.commit().await.unwrap();
    // Enough for the months that do not agree, with room for a slow machine, whose batches are smaller; not for everything.
    let budget = SMALL;
    let report = night(&world, portal, budget).await;
    assert_eq!((report.verdict, report.differences, report.repaired), (Verdict::Repaired, 11, 11), "{report:?}");
    assert!(!report.whole && of(&report, Entity::Deals).unequal > 0);
    let again = night(&world, portal, budget).await;
    assert_eq!((again.verdict, of(&again, Entity::Deals).unequal), (Verdict::Equal, 0));
    world.stop().await;
}
