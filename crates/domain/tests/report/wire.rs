//! The form in which a table travels.

use crate::chance::{self, TODAY};
use domain::report::table::ReportTable;
use domain::rights::Scope;
use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_table_survives_the_journey(
        companies in chance::companies(),
        directory in chance::directory(),
        thresholds in chance::thresholds(),
        query in chance::query(),
    ) {
        let mut table = ReportTable::new(directory, thresholds);
        table.extend(companies);
        let bytes = postcard::to_allocvec(&table).unwrap();
        let arrived: ReportTable = postcard::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&arrived, &table);
        prop_assert_eq!(
            arrived.query(&query, &Scope::All, TODAY, 0..50),
            table.query(&query, &Scope::All, TODAY, 0..50)
        );
        prop_assert_eq!(postcard::to_allocvec(&arrived).unwrap(), bytes);
        let text = serde_json::to_string(&table).unwrap();
        prop_assert_eq!(serde_json::from_str::<ReportTable>(&text).unwrap(), table);
    }

    #[test]
    fn a_damaged_table_is_refused_or_harmless(
        companies in chance::companies(),
        directory in chance::directory(),
        query in chance::query(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut table = ReportTable::new(directory, Default::default());
        table.extend(companies);
        let mut bytes = postcard::to_allocvec(&table).unwrap();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(arrived) = postcard::from_bytes::<ReportTable>(&bytes) {
            let window = arrived.query(&query, &Scope::All, TODAY, 0..50);
            prop_assert!(window.rows.len() <= arrived.len());
        }
    }
}
