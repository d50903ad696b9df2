//! Live changes lead to the table that a fresh reading would give.

use crate::chance::{self, TODAY};
use crate::naive::by_names;
use domain::ids::CompanyId;
use domain::report::facts::CompanyFacts;
use domain::report::query::ReportQuery;
use domain::report::table::ReportTable;
use domain::rights::Scope;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Change {
    Put(Box<CompanyFacts>),
    Remove(i64),
    PutMany(Vec<CompanyFacts>),
}

fn change() -> impl Strategy<Value = Change> {
    let put = || (0_i64..15).prop_flat_map(chance::company);
    prop_oneof![
        4 => put().prop_map(|company| Change::Put(Box::new(company))),
        2 => (0_i64..15).prop_map(Change::Remove),
        1 => vec(put(), 0..6).prop_map(Change::PutMany),
    ]
}

fn apply(change: Change, table: &mut ReportTable, facts: &mut BTreeMap<CompanyId, CompanyFacts>) {
    match change {
        Change::Put(company) => {
            facts.insert(company.id, (*company).clone());
            table.upsert(&company);
        }
        Change::Remove(id) => {
            facts.remove(&CompanyId(id));
            table.remove(CompanyId(id));
        }
        Change::PutMany(companies) => {
            facts.extend(companies.iter().map(|c| (c.id, c.clone())));
            table.extend(companies);
        }
    }
}

/// Facts of these companies, the same in every run.
fn facts_of(ids: impl IntoIterator<Item = i64>) -> Vec<CompanyFacts> {
    let mut chance = TestRunner::deterministic();
    let any = |id| chance::company(id).new_tree(&mut chance).expect("any facts will do").current();
    ids.into_iter().map(any).collect()
}

#[test]
fn many_companies_at_once_equal_as_many_one_by_one() {
    // Every id but the multiples of three, from the middle outwards, each twice with different facts.
    let batch = facts_of((0..2400).map(|n| n * 701 % 1200).filter(|id| id % 3 != 0 || *id == 0));
    let mut at_once = ReportTable::default();
    at_once.extend(facts_of((3..1300).step_by(2)));
    let mut one_by_one = at_once.clone();
    let overdue = ReportQuery::parse("q=елка&overdue=1").expect("a query that reads");
    let before = at_once.query(&overdue, &Scope::All, TODAY, 0..9).totals.companies;
    at_once.extend(batch.clone());
    for facts in batch {
        one_by_one.upsert(&facts);
    }
    // Names were met in another order: compare what they stand for.
    at_once.set_directory(one_by_one.directory().clone());
    assert_eq!(at_once, one_by_one);
    let found = at_once.query(&overdue, &Scope::All, TODAY, 0..99);
    assert_eq!(found, one_by_one.query(&overdue, &Scope::All, TODAY, 0..99));
    assert!(found.totals.companies > before);
}

proptest! {
    #[test]
    fn any_history_equals_a_table_built_fresh(
        directory in chance::directory(),
        thresholds in chance::thresholds(),
        changes in vec((change(), chance::query()), 0..40),
    ) {
        let mut table = ReportTable::new(directory, thresholds);
        let mut facts = BTreeMap::new();
        for (change, query) in changes {
            apply(change, &mut table, &mut facts);
            // The names met on the way stay in the directory, so the fresh table starts from it.
            let mut fresh = ReportTable::new(table.directory().clone(), thresholds);
            fresh.extend(facts.values().cloned());
            prop_assert_eq!(
                table.query(&query, &Scope::All, TODAY, 0..99),
                fresh.query(&query, &Scope::All, TODAY, 0..99)
            );
            prop_assert_eq!(&table, &fresh);
            prop_assert!(table.ids().eq(facts.keys().copied().filter(|id| id.0 != 0)));
        }
    }

    #[test]
    fn another_directory_changes_places_and_not_what_they_mean(
        companies in chance::companies(),
        before in chance::directory(),
        after in chance::directory(),
        query in chance::query(),
    ) {
        let mut table = ReportTable::new(before, Default::default());
        table.extend(companies.clone());
        table.set_directory(after.clone());
        let mut fresh = ReportTable::new(after, Default::default());
        fresh.extend(companies);
        // What both had to append may stand in another order: compare by names.
        prop_assert_eq!(
            by_names(&table.query(&query, &Scope::All, TODAY, 0..99), table.directory()),
            by_names(&fresh.query(&query, &Scope::All, TODAY, 0..99), fresh.directory())
        );
        let sorted = |table: &ReportTable| {
            let mut names: Vec<_> = table.directory().directions.iter().map(|d| d.id).collect();
            names.sort_unstable();
            names
        };
        prop_assert_eq!(sorted(&table), sorted(&fresh));
    }

    #[test]
    fn one_row_is_the_row_a_query_shows(companies in chance::companies(), directory in chance::directory()) {
        let mut table = ReportTable::new(directory, Default::default());
        table.extend(companies);
        let window = table.query(&ReportQuery::default(), &Scope::All, TODAY, 0..99);
        prop_assert_eq!(window.rows.len(), table.len());
        for row in window.rows {
            prop_assert_eq!(table.row(row.id, TODAY), Some(row));
        }
        prop_assert_eq!(table.row(CompanyId(0), TODAY), None);
    }

    #[test]
    fn counts_of_sectors_and_people_are_those_of_the_facts(companies in chance::companies(), directory in chance::directory()) {
        let mut table = ReportTable::new(directory, Default::default());
        table.extend(companies.clone());
        let mut people = BTreeMap::new();
        let mut sectors = BTreeMap::new();
        for company in companies.iter().filter(|c| c.id.0 != 0) {
            *people.entry(company.responsible).or_insert(0_u64) += 1;
            *sectors.entry(company.sector.clone().unwrap_or_default()).or_insert(0_u64) += 1;
        }
        prop_assert!(table.responsible_counts().into_iter().eq(people));
        let key = |place: Option<u16>| place.map_or(String::new(), |place| table.directory().sectors[usize::from(place)].key.clone());
        let counted: BTreeMap<_, _> = table.sector_counts().into_iter().map(|(place, count)| (key(place), count)).collect();
        prop_assert_eq!(counted, sectors);
    }
}
