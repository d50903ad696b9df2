//! The chart of forgotten clients: whose they are, and when they were forgotten.

use super::query::ReportQuery;
use super::table::ReportTable;
use crate::day::Day;
use crate::ids::PersonId;
use crate::rights::Scope;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// Year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        let (year, month, _) = day.civil();
        Self { year, month }
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self.month {
            12.. => Self { year: self.year + 1, month: 1 },
            month => Self { year: self.year, month: month + 1 },
        }
    }
}

/// Overdue clients of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverdueOf {
    /// Responsible; `None` for companies of nobody.
    pub person: Option<PersonId>,
    /// Companies that match.
    pub companies: u64,
    /// Of them overdue.
    pub overdue: u64,
}

/// Overdue clients among those that match a query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverdueChart {
    /// By responsible: most overdue first, then by id, nobody first among equals.
    pub people: Vec<OverdueOf>,
    /// Clients by the month in which they became overdue, every month from the first to the present one.
    pub months: Vec<(Month, u64)>,
    /// Clients nobody ever talked to: they became overdue in no month.
    pub never: u64,
}

/// Most months told one by one, back from the present one; what is older is told with the oldest of them.
pub const MOST_MONTHS: usize = 120;

impl ReportTable {
    /// The chart over all rows that match; the filter "overdue only" makes no difference to its overdue clients.
    #[must_use]
    pub fn overdue_chart(&self, query: &ReportQuery, scope: &Scope, today: Day) -> OverdueChart {
        let overdue_days = self.thresholds().overdue_days;
        let mut people: BTreeMap<Option<PersonId>, OverdueOf> = BTreeMap::new();
        let mut months: BTreeMap<Month, u64> = BTreeMap::new();
        let mut never = 0;
        self.each_matching(query, scope, today, |person, last| {
            let entry = people.entry(person).or_insert(OverdueOf { person, companies: 0, overdue: 0 });
            entry.companies += 1;
            match last {
                None => never += 1,
                Some(last) if last.days_until(today) > overdue_days => {
                    let since = Day(last.0.saturating_add(overdue_days).saturating_add(1));
                    *months.entry(Month::of(since)).or_default() += 1;
                }
                Some(_) => return,
            }
            entry.overdue += 1;
        });
        let mut people: Vec<OverdueOf> = people.into_values().collect();
        people.sort_by_key(|one| (std::cmp::Reverse(one.overdue), one.person));
        OverdueChart { people, months: without_gaps(&months, Month::of(today)), never }
    }
}

/// Every month up to the present one.
fn without_gaps(counted: &BTreeMap<Month, u64>, present: Month) -> Vec<(Month, u64)> {
    let Some(first) = counted.keys().next().copied() else {
        return Vec::new();
    };
    let mut oldest = present;
    for _ in 1..MOST_MONTHS {
        if oldest <= first {
            break;
        }
        oldest = match oldest.month {
            1 => Month { year: oldest.year - 1, month: 12 },
            month => Month { year: oldest.year, month: month - 1 },
        };
    }
    let older = counted.range(..oldest).map(|(_, count)| count).sum::<u64>();
    let mut months = Vec::new();
    let mut month = oldest;
    while month <= present {
        months.push((month, counted.get(&month).copied().unwrap_or(0)));
        month = month.next();
    }
    if let Some((_, count)) = months.first_mut() {
        *count += older;
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deals::Thresholds;
    use crate::directory::Directory;
    use crate::ids::CompanyId;
    use crate::report::facts::CompanyFacts;

    const TODAY: Day = Day(20_777);

    fn table(companies: &[(i64, Option<i64>, Option<i32>)]) -> ReportTable {
        let thresholds = Thresholds { overdue_days: 10, ..Thresholds::default() };
        let mut table = ReportTable::new(Directory::default(), thresholds);
        table.extend(companies.iter().map(|(id, person, age)| CompanyFacts {
            id: CompanyId(*id),
            title: format!("Компания {id}"),
            responsible: person.map(PersonId),
            last_communication: age.map(|age| Day(TODAY.0 - age)),
            ..CompanyFacts::nobody()
        }));
        table
    }

    fn chart(query: &str) -> OverdueChart {
        // Today is 20 November 2026; ages of 10 days are not overdue yet.
        let table = table(&[
            (1, Some(7), Some(10)),
            (2, Some(7), Some(11)),
            (3, Some(8), Some(30)),
            (4, Some(8), Some(31)),
            (5, None, None),
            (6, Some(8), Some(90)),
        ]);
        table.overdue_chart(&ReportQuery::parse(query).unwrap(), &Scope::All, TODAY)
    }

    #[test]
    fn clients_are_counted_by_whose_they_are_and_when_they_were_forgotten() {
        assert_eq!(TODAY, Day::from_civil(2026, 11, 20));
        let of =
            |person: Option<i64>, companies, overdue| OverdueOf { person: person.map(PersonId), companies, overdue };
        let chart = chart("");
        assert_eq!(chart.people, [of(Some(8), 3, 3), of(None, 1, 1), of(Some(7), 2, 1)]);
        // Forgotten since 20 November, 1 November and 31 October, and since 2 September.
        let month = |month, count| (Month { year: 2026, month }, count);
        assert_eq!(chart.months, [month(9, 1), month(10, 1), month(11, 2)]);
        assert_eq!(chart.never, 1);
    }

    #[test]
    fn the_chart_obeys_the_filter() {
        let filtered = chart("responsible=7");
        assert_eq!((filtered.people.len(), filtered.never), (1, 0));
        assert_eq!(chart("overdue=1").months, chart("").months);
        assert_eq!(chart("q=none"), OverdueChart::default());
    }

    #[test]
    fn ancient_months_are_told_with_the_oldest() {
        let table = table(&[(1, None, Some(9_000)), (2, None, Some(20))]);
        let months = table.overdue_chart(&ReportQuery::default(), &Scope::All, TODAY).months;
        assert_eq!(months.len(), MOST_MONTHS);
        assert_eq!(months[0], (Month { year: 2016, month: 12 }, 1));
        assert_eq!(months[MOST_MONTHS - 1], (Month { year: 2026, month: 11 }, 1));
    }
}
