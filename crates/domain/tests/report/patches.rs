//! A viewer's table that follows by patches is the table the viewer would receive anew.

use crate::chance::{self, TODAY};
use domain::ids::{CompanyId, PersonId};
use domain::report::changes::{Departures, Differs, MOST_COMPANIES, Patch, Span, TableChanges};
use domain::report::facts::CompanyFacts;
use domain::report::table::ReportTable;
use domain::rights::Scope;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// One commit: companies as they are now, and companies that are deleted.
type Commit = (Vec<CompanyFacts>, Vec<i64>);

fn commits() -> impl Strategy<Value = Vec<Commit>> {
    let company = || (0_i64..12).prop_flat_map(chance::company);
    vec((vec(company(), 0..4), vec(1_i64..12, 0..2)), 1..12)
}

/// The server's side of a history.
struct Server {
    table: ReportTable,
    departures: Departures,
    /// Companies each revision touched, from revision 1 on.
    touched: Vec<Vec<CompanyId>>,
}

impl Server {
    fn revision(&self) -> i64 {
        i64::try_from(self.touched.len()).expect("a short history")
    }

    fn commit(&mut self, (put, deleted): Commit) {
        let mut touched: BTreeSet<CompanyId> = deleted.iter().copied().map(CompanyId).collect();
        touched.extend(put.iter().map(|facts| facts.id));
        let touched: Vec<CompanyId> = touched.into_iter().collect();
        let left = self.table.renew(&touched, put);
        self.touched.push(touched);
        self.departures.note(self.revision(), left);
    }

    fn changes(&self, scope: &Scope, from: i64) -> TableChanges {
        let since = &self.touched[usize::try_from(from).expect("a revision of this history")..];
        let touched: BTreeSet<CompanyId> = since.iter().flatten().copied().collect();
        let touched: Vec<CompanyId> = touched.into_iter().collect();
        let span = Span { from, revision: self.revision(), today: TODAY };
        TableChanges::of(&self.table, scope, &touched, &self.departures, span)
    }

    fn patch(&self, scope: &Scope, from: i64) -> Patch {
        let bytes = postcard::to_allocvec(&self.changes(scope, from)).expect("plain values serialise");
        match postcard::from_bytes(&bytes).expect("what was written reads") {
            TableChanges::Companies(patch) => patch,
            TableChanges::Everything => panic!("a few companies are no reason to take all"),
        }
    }
}

fn server(table: ReportTable) -> Server {
    Server { table, departures: Departures::default(), touched: Vec::new() }
}

fn own(person: i64) -> Scope {
    Scope::People(vec![PersonId(person)])
}

/// A company of a responsible, without deals.
fn company(id: i64, responsible: i64) -> CompanyFacts {
    let responsible = Some(PersonId(responsible));
    CompanyFacts { id: CompanyId(id), title: format!("Company {id}"), responsible, ..CompanyFacts::nobody() }
}

fn of(companies: impl IntoIterator<Item = CompanyFacts>) -> ReportTable {
    let mut table = ReportTable::default();
    table.extend(companies);
    table
}

#[test]
fn a_company_handed_over_is_gone_for_one_and_comes_to_the_other() {
    let mut server = server(of([company(1, 7), company(2, 8)]));
    server.commit((vec![company(1, 8)], Vec::new()));
    let (old, new) = (server.patch(&own(7), 0), server.patch(&own(8), 0));
    assert_eq!((old.companies, old.gone), (vec![], vec![CompanyId(1)]));
    assert_eq!((new.companies, new.gone), (vec![company(1, 8)], vec![]));
    let stranger = server.patch(&own(9), 0);
    assert_eq!((stranger.companies, stranger.gone, stranger.digest), (vec![], vec![], 0));
}

#[test]
fn a_deleted_company_is_gone_for_whoever_had_it_only() {
    let mut server = server(of([company(1, 7), company(2, 8)]));
    server.commit((Vec::new(), vec![1]));
    assert_eq!(server.patch(&own(7), 0).gone, [CompanyId(1)]);
    assert_eq!(server.patch(&Scope::All, 0).gone, [CompanyId(1)]);
    assert_eq!(server.patch(&own(8), 0).gone, []);
    assert_eq!(server.patch(&own(7), 1).gone, [], "told once");
}

#[test]
fn a_departure_nobody_remembers_shows_in_the_digest() {
    let mut server = server(of([company(1, 7), company(2, 7)]));
    let mut held = server.table.restricted(&own(7));
    server.commit((vec![company(1, 8)], Vec::new()));
    server.departures = Departures::default();
    let patch = server.patch(&own(7), 0);
    assert_eq!(patch.gone, []);
    assert_eq!(held.apply(patch), Err(Differs));
}

#[test]
fn more_companies_than_a_patch_holds_are_everything() {
    let most = i64::try_from(MOST_COMPANIES).unwrap();
    let mut server = server(ReportTable::default());
    server.commit(((1..=most).map(|id| company(id, 7)).collect(), Vec::new()));
    assert_eq!(server.patch(&own(7), 0).companies.len(), MOST_COMPANIES);
    server.commit((vec![company(most + 1, 7)], Vec::new()));
    assert_eq!(server.changes(&own(7), 0), TableChanges::Everything);
    assert_eq!(server.patch(&own(8), 0).companies, [], "what is not seen does not count");
}

proptest! {
    #[test]
    fn facts_of_a_row_make_that_row_again(
        before in chance::companies(),
        after in chance::companies(),
        directory in chance::directory(),
        scope in chance::scope(),
    ) {
        let mut table = ReportTable::new(directory, Default::default());
        table.extend(before);
        let mut followed = table.restricted(&scope);
        table.extend(after);
        followed.set_directory(table.directory().clone());
        for id in (0..60).map(CompanyId) {
            match table.facts(id, &scope) {
                Some(facts) => followed.upsert(&facts),
                None => followed.remove(id),
            }
        }
        prop_assert_eq!(followed, table.restricted(&scope));
    }

    #[test]
    fn a_table_that_follows_equals_the_one_taken_anew(
        directory in chance::directory(),
        commits in commits(),
        asks in vec(any::<bool>(), 12),
        scope in chance::scope(),
    ) {
        let mut server = server(ReportTable::new(directory, Default::default()));
        let mut held = server.table.restricted(&scope);
        let mut from = 0;
        let mut seen = BTreeSet::new();
        for (commit, ask) in commits.into_iter().zip(asks) {
            server.commit(commit);
            let fresh = server.table.restricted(&scope);
            let grown = server.table.directory() != held.directory();
            if grown || ask {
                let patch = server.patch(&scope, from);
                prop_assert!(patch.companies.iter().all(|one| one.id.0 == 0 || scope.includes(one.responsible)));
                let mine = |id: &CompanyId| matches!(scope, Scope::All) || seen.contains(id);
                prop_assert!(patch.gone.iter().all(mine), "gone is only what was there");
                // Where names were added the server sends everything.
                if grown {
                    held = fresh.clone();
                } else {
                    prop_assert_eq!(held.apply(patch), Ok(()));
                    prop_assert_eq!(&held, &fresh);
                }
                from = server.revision();
            }
            seen.extend(fresh.ids());
        }
    }

    #[test]
    fn a_table_with_other_companies_has_another_digest(
        companies in chance::companies(),
        scope in chance::scope(),
        missing in any::<prop::sample::Index>(),
    ) {
        let table = of(companies);
        let mut held = table.restricted(&scope);
        prop_assert_eq!(held.digest(&Scope::All), table.digest(&scope));
        if !held.is_empty() {
            let id = held.ids().nth(missing.index(held.len())).unwrap();
            held.remove(id);
            prop_assert_ne!(held.digest(&Scope::All), table.digest(&scope));
        }
    }
}
