//! Changes of a table that a browser holds: they lead to the table it would receive anew, and tell nobody of anything
//! outside their scope.

use crate::live::{change, control};
use crate::world::{Database, Portal, World, on_both, open, problem};
use domain::activity::rights::RightsBook;
use domain::ids::{CompanyId, PersonId};
use domain::report::changes::{Patch, TableChanges};
use domain::report::table::ReportTable;
use domain::report::window::ReportPage;
use domain::rights::{Scope, Staff};
use reqwest::StatusCode;
use serde_json::json;
use std::time::{Duration, Instant};

on_both!(
    a_table_that_follows_changes_equals_a_fresh_one,
    a_change_outside_the_scope_tells_nothing_of_the_company,
    a_company_handed_over_is_gone_for_one_and_comes_to_the_other,
    a_table_that_stands_on_other_names_or_rights_is_taken_anew,
    a_wrong_question_is_told_what_is_wrong,
);

/// A browser with a table.
struct Browser<'w> {
    world: &'w World,
    token: String,
    revision: i64,
    basis: String,
    table: ReportTable,
    taken: usize,
}

impl<'w> Browser<'w> {
    async fn open(world: &'w World, token: &str) -> Self {
        let (token, basis, table) = (token.to_owned(), String::new(), ReportTable::default());
        let mut browser = Self { world, token, revision: 0, basis, table, taken: 0 };
        browser.take().await;
        browser
    }

    /// Takes the whole table.
    async fn take(&mut self) {
        let response = self.world.server.get("/api/report/table", &self.token).await;
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        self.revision = header("x-revision").parse().unwrap();
        self.basis = header("x-basis");
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &response.bytes().await.unwrap()[..], &mut plain).unwrap();
        self.table = postcard::from_bytes(&plain).unwrap();
        self.taken += 1;
    }

    async fn bytes(&self) -> Vec<u8> {
        let path = format!("/api/report/changes?since={}&basis={}", self.revision, self.basis);
        let response = self.world.server.get(&path, &self.token).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.bytes().await.unwrap().to_vec()
    }

    async fn changes(&self) -> TableChanges {
        postcard::from_bytes(&self.bytes().await).unwrap()
    }

    /// Waits for a patch that tells something, or anything at all when `quiet` is allowed.
    async fn patch(&self, holds: impl Fn(&Patch) -> bool) -> Patch {
        let started = Instant::now();
        loop {
            match self.changes().await {
                TableChanges::Companies(patch) if holds(&patch) => return patch,
                other => assert!(started.elapsed() < Duration::from_secs(30), "only {other:?}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn follow(&mut self) {
        match self.changes().await {
            TableChanges::Companies(patch) => {
                assert_eq!(patch.span.from, self.revision);
                self.revision = patch.span.revision;
                self.table.apply(patch).unwrap();
            }
            TableChanges::Everything => self.take().await,
        }
    }

    /// Follows until nothing has come for a while.
    async fn settle(&mut self) {
        let mut quiet = Instant::now();
        while quiet.elapsed() < Duration::from_secs(2) {
            let before = self.revision;
            self.follow().await;
            if self.revision != before {
                quiet = Instant::now();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// People with companies who see nothing but these, busiest first.
fn ordinary(page: &ReportPage) -> Vec<PersonId> {
    let directory = page.directory.as_ref().unwrap();
    let companies = |person: &PersonId| page.window.rows.iter().filter(|row| row.responsible == Some(*person)).count();
    let rights = RightsBook::default();
    let staff = Staff { people: &directory.people, departments: &directory.departments, rights: &rights };
    let own = |person: &PersonId| staff.scope(*person, false) == Scope::People(vec![*person]);
    let mut people: Vec<PersonId> =
        directory.people.iter().map(|one| one.id).filter(|id| id.0 > 1 && own(id) && companies(id) > 0).collect();
    people.sort_by_key(|person| std::cmp::Reverse(companies(person)));
    people
}

fn company_of(page: &ReportPage, person: PersonId) -> CompanyId {
    page.window.rows.iter().find(|row| row.responsible == Some(person)).unwrap().id
}

/// Marsaglia's xorshift: the same changes in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % bound.cast_unsigned()).cast_signed()
    }
}

/// Something a user may do. Records may be gone already: then nothing happens.
async fn act(world: &World, chance: &mut Chance, people: &[PersonId]) {
    let (deal, company) = (1 + chance.below(200), 1 + chance.below(40));
    let person = people[usize::try_from(chance.below(4)).unwrap() % people.len()];
    let number = chance.below(1_000_000);
    let record = match chance.below(12) {
        0..=3 => json!({"entity": "deal", "action": "update", "id": deal, "fields": {"OPPORTUNITY": number}}),
        4 | 5 => json!({"entity": "deal", "action": "update", "id": deal, "fields": {"COMPANY_ID": company}}),
        6 => json!({"entity": "deal", "action": "delete", "id": deal}),
        7 => {
            json!({"entity": "company", "action": "update", "id": company, "fields": {"TITLE": format!("Ёлка {number}")}})
        }
        8 | 9 => {
            json!({"entity": "company", "action": "update", "id": company, "fields": {"ASSIGNED_BY_ID": person.0}})
        }
        10 => {
            let fields = json!({"TITLE": format!("Новая {number}"), "ASSIGNED_BY_ID": person.0});
            json!({"entity": "company", "action": "create", "fields": fields})
        }
        _ if company > 30 => json!({"entity": "company", "action": "delete", "id": company}),
        _ => {
            let call = json!({"user_id": 1, "company_id": company, "duration": 60});
            control(world, "call", &call).await;
            return;
        }
    };
    let address = format!("{}/_control/record", world.portal.portal_url);
    world.server.client.post(address).json(&record).send().await.unwrap();
}

async fn a_table_that_follows_changes_equals_a_fresh_one(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let page: ReportPage = world.server.read("/api/report?limit=500&directory=1", &admin.token).await;
    let people = ordinary(&page);
    let mut browsers = vec![Browser::open(&world, &admin.token).await];
    for person in &people[..2] {
        let session = open(&world.server, &world.portal, u32::try_from(person.0).unwrap()).await;
        browsers.push(Browser::open(&world, &session.token).await);
    }
    let mut chance = Chance(0x9e37_79b9);
    for _ in 0..120 {
        act(&world, &mut chance, &people).await;
        // Some look often and some seldom.
        for (place, browser) in (0..).zip(&mut browsers) {
            if chance.below(3 + 4 * place) == 0 {
                browser.follow().await;
            }
        }
    }
    for browser in &mut browsers {
        browser.settle().await;
        let mut fresh = Browser::open(&world, &browser.token).await;
        assert_eq!(browser.revision, fresh.revision);
        assert_eq!(browser.table, fresh.table);
        assert_eq!(browser.taken, 1, "changes were enough");
        fresh.follow().await;
        assert_eq!(browser.table, fresh.table, "no change changes nothing");
    }
    let companies = world.portal.state.records().companies.len();
    assert_eq!(browsers[0].table.len(), companies);
    world.stop().await;
}

async fn a_change_outside_the_scope_tells_nothing_of_the_company(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let page: ReportPage = world.server.read("/api/report?limit=500&directory=1", &admin.token).await;
    let people = ordinary(&page);
    let session = open(&world.server, &world.portal, u32::try_from(people[0].0).unwrap()).await;
    let (all, own) = (Browser::open(&world, &admin.token).await, Browser::open(&world, &session.token).await);
    let company = company_of(&page, people[1]);
    change(&world, "company", "update", company.0, json!({"TITLE": "Чужая тайна"})).await;
    let told = all.patch(|patch| !patch.companies.is_empty()).await;
    assert_eq!(told.companies.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["Чужая тайна"]);
    let bytes = own.bytes().await;
    let TableChanges::Companies(patch) = postcard::from_bytes(&bytes).unwrap() else { panic!("names did not change") };
    assert_eq!(patch.span.revision, told.span.revision, "the change is known");
    assert_eq!((patch.companies, patch.gone), (vec![], vec![]));
    assert_eq!(patch.digest, own.table.digest(&Scope::All));
    assert!(bytes.len() < 40, "{} bytes say nothing", bytes.len());
    world.stop().await;
}

async fn a_company_handed_over_is_gone_for_one_and_comes_to_the_other(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let page: ReportPage = world.server.read("/api/report?limit=500&directory=1", &admin.token).await;
    let people = ordinary(&page);
    let mut browsers = Vec::new();
    for person in &people[..3] {
        let session = open(&world.server, &world.portal, u32::try_from(person.0).unwrap()).await;
        browsers.push(Browser::open(&world, &session.token).await);
    }
    let company = company_of(&page, people[0]);
    let deals = Browser::open(&world, &admin.token).await.table.facts(company, &Scope::All).unwrap().deals;
    control(&world, "reassign", &json!({"entity": "company", "id": company.0, "to": people[1].0})).await;
    let came = browsers[1].patch(|patch| !patch.companies.is_empty()).await;
    assert_eq!(came.companies.len(), 1);
    assert_eq!((came.companies[0].id, came.companies[0].responsible), (company, Some(people[1])));
    assert_eq!(came.companies[0].deals, deals, "with all its deals");
    assert_eq!(came.gone, []);
    let left = browsers[0].patch(|patch| !patch.gone.is_empty()).await;
    assert_eq!((left.companies, left.gone), (vec![], vec![company]));
    let stranger = browsers[2].patch(|patch| patch.span.revision >= came.span.revision).await;
    assert_eq!((stranger.companies, stranger.gone), (vec![], vec![]));
    world.stop().await;
}

async fn a_table_that_stands_on_other_names_or_rights_is_taken_anew(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let page: ReportPage = world.server.read("/api/report?limit=500&directory=1", &admin.token).await;
    let person = ordinary(&page)[0];
    let session = open(&world.server, &world.portal, u32::try_from(person.0).unwrap()).await;
    let (mut all, mut own) = (Browser::open(&world, &admin.token).await, Browser::open(&world, &session.token).await);
    assert!(matches!(all.changes().await, TableChanges::Companies(_)));
    std::mem::swap(&mut all.basis, &mut own.basis);
    assert_eq!(own.changes().await, TableChanges::Everything, "a table of somebody who sees more");
    assert_eq!(all.changes().await, TableChanges::Everything, "a table of somebody who sees less");
    std::mem::swap(&mut all.basis, &mut own.basis);
    all.revision += 1;
    assert_eq!(all.changes().await, TableChanges::Everything, "a revision that never was");
    all.revision = 0;
    assert_eq!(all.changes().await, TableChanges::Everything, "the first reading is no list of companies");
    all.take().await;
    // A currency nobody has used before is a new name.
    let deal = json!({"CURRENCY_ID": "XAU", "OPPORTUNITY": "1"});
    change(&world, "deal", "update", 1, deal).await;
    let started = Instant::now();
    while all.changes().await != TableChanges::Everything {
        assert!(started.elapsed() < Duration::from_secs(30), "the new currency is not told");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    all.take().await;
    assert!(all.table.directory().currencies.iter().any(|currency| currency.code.0 == "XAU"));
    world.stop().await;
}

async fn a_wrong_question_is_told_what_is_wrong(database: Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    let session = world.installed().await;
    for (path, field) in [("", "since"), ("?since=x", "since"), ("?since=1&basis=-1", "basis")] {
        let response = world.server.get(&format!("/api/report/changes{path}"), &session.token).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
        assert!(problem(response).await.detail.starts_with(field), "{path}");
    }
    world.stop().await;
}
