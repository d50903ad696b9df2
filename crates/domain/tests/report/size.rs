//! What a table says it takes in memory, by which the server decides how many it keeps.

use domain::day::Day;
use domain::deals::Phase;
use domain::ids::{CompanyId, DirectionId};
use domain::money::{Amount, CurrencyCode};
use domain::report::facts::{CompanyFacts, DealGroup};
use domain::report::table::ReportTable;

/// Each with a title of 40 bytes, an INN of ten, and deals in four directions.
fn table(companies: i64) -> ReportTable {
    let deals = |direction| DealGroup {
        direction: DirectionId(direction),
        currency: CurrencyCode("RUB".to_owned()),
        phase: Phase::Work,
        count: 2,
        amount: Amount(100),
        modified: Day(20_000),
    };
    let company = |id| CompanyFacts {
        id: CompanyId(id),
        title: format!("{id:040}"),
        inn: format!("{id:010}"),
        deals: (1..=4).map(deals).collect(),
        ..CompanyFacts::nobody()
    };
    let mut table = ReportTable::default();
    table.extend((1..=companies).map(company));
    table
}

#[test]
fn a_table_grows_with_its_companies_and_counts_their_texts_twice_and_their_deals() {
    let (small, large) = (table(1_000).bytes(), table(4_000).bytes());
    // Columns grow by doubling, so that four times the rows may take a little less or more.
    assert!((2 * small..8 * small).contains(&large), "{small} and {large}");
    // Id, texts and their folded copy, four cells of 60 bytes; and nothing that is several times as much.
    let least = 1_000 * (8 + 50 + 40 + 4 * 60);
    assert!((least..3 * least).contains(&small), "{small}, at least {least}");
}
