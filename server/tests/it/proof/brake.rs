//! A portal that shows far fewer records than before: only its word for single records lets many of them be deleted.

use super::*;
use domain::proof::HeldBack;

on_both!(
    a_portal_whose_rights_shrank_loses_nothing_from_the_copy,
    many_records_that_are_really_gone_are_deleted_and_calls_nobody_vouches_for_stay,
);

/// Rows of the copy: companies, deals, activities, calls.
async fn counts(world: &World, portal: PortalId) -> [u64; 4] {
    let mut reader = world.server.app.store.read().await.unwrap();
    let mut counts = [0; 4];
    let entities = [Entity::Companies, Entity::Deals, Entity::Activities, Entity::Calls];
    for (count, entity) in counts.iter_mut().zip(entities) {
        *count = reader.proofs(portal).count(entity).await.unwrap();
    }
    counts
}

async fn confine(world: &World, users: &[u32]) {
    let address = format!("{}/_control/portal", world.portal.portal_url);
    let asked = world.server.client.post(address).json(&json!({"own_records_only": users}));
    assert!(asked.send().await.unwrap().status().is_success());
}

async fn a_portal_whose_rights_shrank_loses_nothing_from_the_copy(database: Database) {
    let (world, session) = world(database).await;
    let before = counts(&world, session.portal).await;
    let owned = {
        let records = world.portal.state.records();
        number(records.deals.iter().filter(|deal| deal.assigned_by == 1).count())
    };
    confine(&world, &[1]).await;
    let report = prove(&world, session.portal, &EVERYTHING).await;
    assert_eq!(counts(&world, session.portal).await, before);
    let deals = of(&report, Entity::Deals);
    assert_eq!((deals.here, deals.there, deals.held_back), (2_000, Some(owned), Some(HeldBack::Denied)));
    assert_eq!((deals.differences, deals.repaired), (2_000 - owned, 0));
    for entity in [Entity::Companies, Entity::Activities] {
        assert_eq!(of(&report, entity).held_back, Some(HeldBack::Denied), "{entity:?}");
    }
    assert_eq!(report.verdict, Verdict::Differs);
    let listed = tell(&world, &session, report.id).await;
    assert!(!listed.is_empty() && listed.iter().all(|difference| !difference.repaired), "{listed:?}");
    confine(&world, &[]).await;
    assert_equal(&prove(&world, session.portal, &EVERYTHING).await);
    world.stop().await;
}

async fn many_records_that_are_really_gone_are_deleted_and_calls_nobody_vouches_for_stay(database: Database) {
    let (world, session) = world(database).await;
    let before = counts(&world, session.portal).await;
    let lost_calls = {
        // As when somebody empties tables and the portal writes no event.
        let mut records = world.portal.state.records_mut();
        (601..=750).for_each(|id| {
            records.deals.remove(id).unwrap();
        });
        let lost: Vec<u32> = records.calls.iter().map(|call| call.id).take(60.max(records.calls.len() / 10)).collect();
        lost.iter().for_each(|id| {
            records.calls.remove(*id).unwrap();
        });
        number(lost.len())
    };
    let report = prove(&world, session.portal, &EVERYTHING).await;
    let deals = of(&report, Entity::Deals);
    assert_eq!((deals.differences, deals.repaired, deals.held_back), (150, 150, None));
    let calls = of(&report, Entity::Calls);
    assert_eq!((calls.differences, calls.repaired, calls.held_back), (lost_calls, 0, Some(HeldBack::Unsure)));
    assert_eq!(report.verdict, Verdict::Differs);
    let [companies, deals, activities, calls] = before;
    assert_eq!(counts(&world, session.portal).await, [companies, deals - 150, activities, calls]);
    world.stop().await;
}
