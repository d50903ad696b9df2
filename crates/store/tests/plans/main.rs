//! What the databases do with the questions that are asked for every request and every change: on both engines, each is
//! answered by an index that leads to the rows it is about, and none by reading a table, or all of a portal's rows of it.
//!
//! The questions are asked through the store and heard as they are sent, so that none is forgotten when it changes. Those
//! that are about a whole portal may read all of it, but nothing of its neighbours.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it stands")]

mod heard;
mod plan;
mod rows;

use domain::activity::settings::CountingRules;
use domain::day::{Day, Millis};
use domain::ids::{CompanyId, DirectionId, PersonId, PortalId};
use domain::progress::Entity;
use domain::rights::Scope;
use domain::settings::{Communications, Settings};
use plan::{Database, Reads};
use std::collections::BTreeSet;
use store::{Counting, DealsAsked, Listed, Store, Wanted};

/// One test, because statements are heard from the whole process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_of_requests_and_changes_read_what_they_are_about_and_no_more() {
    heard::listen();
    let databases = [Some(Database::sqlite().await), Database::postgres().await];
    for database in databases.into_iter().flatten() {
        let portal = rows::fill(&database.store).await;
        heard::take();
        of_few(&database.store, portal).await;
        let few = heard::take();
        of_all(&database.store, portal).await;
        let all: BTreeSet<String> = heard::take().difference(&few).cloned().collect();
        let looked_at = database.check(&few, Reads::Few).await + database.check(&all, Reads::OnePortal).await;
        assert!(looked_at > 40, "statements were looked at: {looked_at}");
        database.remove().await;
    }
}

/// Everything that counts as a communication, so that every way to a company is asked.
fn settings() -> Settings {
    let communications = Communications { emails: true, open_lines: true, ..Communications::default() };
    Settings { communications, ..Settings::default() }
}

/// A change of few records, what follows from it, and what a person opens.
async fn of_few(store: &Store, portal: PortalId) {
    let settings = settings();
    let companies: Vec<CompanyId> = (1..=20).map(|id| CompanyId(id * 37)).collect();
    let ids: Vec<i64> = (1..=20).map(|id| id * 41).collect();
    let mut tx = store.begin().await.unwrap();
    let mut days = BTreeSet::new();
    for entity in [Entity::Calls, Entity::Activities, Entity::Contacts, Entity::Deals, Entity::Requisites] {
        days.extend(tx.person_days(portal).of_records(entity, &ids).await.unwrap());
        tx.person_days(portal).companies(entity, &ids).await.unwrap();
        tx.report(portal).companies_of(entity, &ids).await.unwrap();
        tx.report(portal).dependents_of(entity, &ids).await.unwrap();
    }
    let days: BTreeSet<_> = days.into_iter().take(20).collect();
    let rules = CountingRules::default();
    let counting = Counting { rules: &rules, hour_of: &|_| 12, revision: 2 };
    tx.person_days(portal).recount(&days, &counting).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    reader.report(portal).facts(&settings, Some(&companies)).await.unwrap();
    reader.touched(portal).between(1, 2).await.unwrap();
    reader.report(portal).progress().await.unwrap();
    reader.report(portal).timeline(&settings.communications, CompanyId(37), 0..50).await.unwrap();
    let asked = DealsAsked {
        company: CompanyId(37),
        direction: Some(DirectionId(1)),
        states: Vec::new(),
        won: None,
        today: Day(150),
        range: 0..50,
    };
    reader.report(portal).deals_of(&settings, &asked).await.unwrap();
    let (first, last) = (Day(100), Day(131));
    let listed = Listed { person: PersonId(3), first, last, before: None, most: 50 };
    reader.person_days(portal).calls(&listed).await.unwrap();
    reader.person_days(portal).meetings(&listed, &["CRM_MEETING".to_owned()]).await.unwrap();
    reader.person_days(portal).load(Wanted { first, last, since: Some(1) }).await.unwrap();
    reader.inbox(portal).due(Millis(0), 50).await.unwrap();
    reader.proofs(portal).last().await.unwrap();
    reader.jobs(portal).recent(30).await.unwrap();
}

/// A table and a year that are loaded into memory, and sums of everything.
async fn of_all(store: &Store, portal: PortalId) {
    let settings = settings();
    let mut reader = store.read().await.unwrap();
    reader.report(portal).directory(&settings).await.unwrap();
    reader.report(portal).facts(&settings, None).await.unwrap();
    reader.report(portal).summary(&settings, &Scope::All).await.unwrap();
    reader.person_days(portal).load(Wanted { first: Day(0), last: Day(365), since: None }).await.unwrap();
    reader.activity_setup(portal).load().await.unwrap();
    reader.person_days(portal).everybody().await.unwrap();
}
