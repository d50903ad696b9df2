//! A restricted table holds nothing outside the scope and answers as the whole one asked with the scope.

use crate::chance::{self, TODAY};
use domain::report::query::ReportQuery;
use domain::report::table::ReportTable;
use domain::rights::Scope;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_restricted_table_never_holds_a_row_outside_the_scope(
        companies in chance::companies(),
        directory in chance::directory(),
        scope in chance::scope(),
    ) {
        let mut table = ReportTable::new(directory, Default::default());
        table.extend(companies.clone());
        let restricted = table.restricted(&scope);
        let received = postcard::to_allocvec(&restricted).unwrap();
        let received: ReportTable = postcard::from_bytes(&received).unwrap();
        let rows = received.query(&ReportQuery::default(), &Scope::All, TODAY, 0..99).rows;
        let visible = companies.iter().filter(|c| c.id.0 != 0 && scope.includes(c.responsible));
        prop_assert_eq!(rows.len(), visible.count());
        for row in rows {
            prop_assert!(scope.includes(row.responsible));
        }
    }

    #[test]
    fn a_restricted_table_answers_as_the_whole_one_within_the_scope(
        companies in chance::companies(),
        directory in chance::directory(),
        thresholds in chance::thresholds(),
        scope in chance::scope(),
        query in chance::query(),
        start in 0_usize..20,
    ) {
        let mut table = ReportTable::new(directory, thresholds);
        table.extend(companies);
        let restricted = table.restricted(&scope);
        prop_assert_eq!(
            restricted.query(&query, &Scope::All, TODAY, start..start + 10),
            table.query(&query, &scope, TODAY, start..start + 10)
        );
    }
}
