//! Months of a certificate as a grid: which months a window of twelve shows, and what a cell says.

use domain::progress::Entity;
use domain::proof::{Bucket, Month, MonthProof, ProofReport};

/// Months shown at once.
pub(super) const SHOWN: i32 = 12;
/// Lines of the grid, in order; those without a single month are left out.
const ORDER: [Entity; 6] =
    [Entity::Companies, Entity::Deals, Entity::Activities, Entity::Calls, Entity::Contacts, Entity::Requisites];

/// Entities that have months in a certificate.
pub(super) fn entities(report: &ProofReport) -> Vec<Entity> {
    ORDER.into_iter().filter(|entity| report.months.iter().any(|month| month.entity == *entity)).collect()
}

/// First and last month of a certificate.
pub(super) fn span(report: &ProofReport) -> Option<(Month, Month)> {
    let months = || report.months.iter().filter_map(|proof| proof.month);
    months().min().zip(months().max())
}

/// The twelve months that end `back` windows before the last one.
pub(super) fn window(last: Month, back: i32) -> Vec<Month> {
    let end = last.0 - back * SHOWN;
    (end - SHOWN + 1..=end).map(Month).collect()
}

/// The proof of a month, if it was compared row by row.
pub(super) fn find(report: &ProofReport, entity: Entity, month: Option<Month>) -> Option<&MonthProof> {
    report.months.iter().find(|proof| proof.entity == entity && proof.month == month)
}

/// How many months agree, and how many do not.
pub(super) fn verdicts(report: &ProofReport) -> (u64, u64) {
    let equal = report.months.iter().filter(|month| month.here == month.there).count();
    let unequal = report.months.len() - equal;
    (u64::try_from(equal).unwrap_or_default(), u64::try_from(unequal).unwrap_or_default())
}

/// The month to begin with: the latest that does not agree.
pub(super) fn first_unequal(report: &ProofReport) -> Option<(Entity, Option<Month>)> {
    let unequal = report.months.iter().filter(|month| month.here != month.there);
    unequal.max_by_key(|month| month.month).map(|month| (month.entity, month.month))
}

/// Units summed on either side.
pub(super) fn units(proof: &MonthProof) -> Vec<&str> {
    let mut units: Vec<&str> = proof.here.sums.keys().chain(proof.there.sums.keys()).map(String::as_str).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// `9f3c…a17e`.
pub(super) fn print(bucket: &Bucket) -> String {
    let digits = format!("{:016x}", bucket.hash);
    format!("{}…{}", &digits[..4], &digits[12..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::day::Millis;
    use domain::proof::{ProofScope, Spent, Verdict};

    fn month(entity: Entity, month: i32, here: u64, there: u64) -> MonthProof {
        let bucket = |count| Bucket { count, ..Bucket::default() };
        MonthProof { entity, month: Some(Month(month)), here: bucket(here), there: bucket(there) }
    }

    fn report(months: Vec<MonthProof>) -> ProofReport {
        ProofReport {
            id: 1,
            scope: ProofScope::Everything { whole: true },
            started: Millis(0),
            finished: Millis(0),
            verdict: Verdict::Equal,
            differences: 0,
            repaired: 0,
            whole: true,
            proofs_per_pass: Some(1),
            entities: Vec::new(),
            months,
            spent: Spent::default(),
        }
    }

    #[test]
    fn windows_of_a_year_go_back_from_the_last_month() {
        let report = report(vec![month(Entity::Calls, 682, 1, 1), month(Entity::Deals, 650, 2, 3)]);
        assert_eq!(span(&report), Some((Month(650), Month(682))));
        let shown = window(Month(682), 0);
        assert_eq!((shown.len(), shown[0], shown[11]), (12, Month(671), Month(682)));
        assert_eq!(window(Month(682), 1)[11], Month(670));
        assert_eq!(entities(&report), [Entity::Deals, Entity::Calls]);
        assert_eq!(verdicts(&report), (1, 1));
        assert_eq!(first_unequal(&report), Some((Entity::Deals, Some(Month(650)))));
        assert_eq!(find(&report, Entity::Calls, Some(Month(682))).map(|proof| proof.here.count), Some(1));
        assert_eq!(find(&report, Entity::Calls, Some(Month(681))), None);
    }

    #[test]
    fn a_fingerprint_is_shortened_and_units_of_both_sides_are_listed() {
        let mut proof = month(Entity::Deals, 1, 1, 1);
        proof.here.hash = 0x9f3c_0000_0000_a17e;
        proof.here.sums.insert("USD".to_owned(), 1);
        proof.there.sums.insert("RUB".to_owned(), 1);
        assert_eq!(print(&proof.here), "9f3c…a17e");
        assert_eq!(units(&proof), ["RUB", "USD"]);
    }
}
