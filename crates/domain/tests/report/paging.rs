//! Windows of any size join to the whole, whatever the order.

use crate::chance::{self, TODAY};
use domain::deals::Thresholds;
use domain::directory::Directory;
use domain::ids::CompanyId;
use domain::report::query::{ReportQuery, Sort};
use domain::report::table::ReportTable;
use domain::rights::Scope;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// 550 companies, most of them with equal sums, days and titles.
fn full_of_ties() -> ReportTable {
    let mut chance = TestRunner::deterministic();
    let mut table = ReportTable::new(Directory::default(), Thresholds::default());
    for id in 1..=550 {
        let company = chance::company(id).new_tree(&mut chance).expect("any facts will do");
        table.upsert(&company.current());
    }
    table
}

fn pages(table: &ReportTable, sort: Sort, size: usize) -> Vec<CompanyId> {
    let query = ReportQuery { sort, ..ReportQuery::default() };
    let mut shown = Vec::new();
    for start in (0..table.len()).step_by(size) {
        let window = table.query(&query, &Scope::All, TODAY, start..start + size);
        shown.extend(window.rows.iter().map(|row| row.id));
    }
    shown
}

/// The original ordered without a last key: eleven pages by the sum in work showed 278 of 550 companies.
#[test]
fn paging_by_work_shows_550_of_550_companies_where_the_original_showed_278() {
    let table = full_of_ties();
    let mut shown = pages(&table, Sort::parse("-work").unwrap(), 50);
    shown.sort_unstable();
    assert!(shown.into_iter().eq((1..=550).map(CompanyId)));
}

proptest! {
    #[test]
    fn a_listing_is_one_window_of_everything(
        companies in chance::companies(),
        directory in chance::directory(),
        thresholds in chance::thresholds(),
        query in chance::query(),
        scope in chance::scope(),
    ) {
        let mut table = ReportTable::new(directory, thresholds);
        table.extend(companies);
        let window = table.query(&query, &scope, TODAY, 0..99);
        let listing = table.listing(&query, &scope, TODAY);
        prop_assert_eq!(listing.totals, window.totals);
        let rows: Vec<_> =
            listing.companies.iter().map(|id| table.shown_row(*id, &query, TODAY).expect("listed")).collect();
        prop_assert_eq!(rows, window.rows);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn paging_through_any_order_shows_every_company_once_and_like_a_single_page(
        sort in chance::sort(),
        size in 1_usize..200,
    ) {
        let table = full_of_ties();
        let shown = pages(&table, sort, size);
        prop_assert_eq!(&shown, &pages(&table, sort, 550));
        let mut sorted = shown;
        sorted.sort_unstable();
        prop_assert!(sorted.into_iter().eq((1..=550).map(CompanyId)));
    }
}
