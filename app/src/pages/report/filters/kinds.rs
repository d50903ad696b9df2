//! The filters there are: names, values in words, how each is taken off.

use crate::format::{NOTHING, date, number};
use crate::i18n::Messages;
use crate::pages::report::words::{direction_value, keys_value, responsible_value, state_name};
use domain::day::Day;
use domain::directory::Directory;
use domain::money::Amount;
use domain::report::query::{Between, LastContact, Presence, ReportQuery};

/// A filter with a chip of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Filter {
    Responsible,
    Direction,
    Sector,
    Inn,
    Turnover,
    State,
    Region,
    Source,
    Employees,
    Last,
    Created,
    Work,
    Won,
    Companies,
}

impl Filter {
    /// Those that always have their place.
    pub(crate) const COMMON: [Self; 5] = [Self::Responsible, Self::Direction, Self::Sector, Self::Inn, Self::Turnover];
    /// Those that wait behind "more" where room is scarce.
    pub(crate) const RARE: [Self; 9] = [
        Self::State,
        Self::Employees,
        Self::Last,
        Self::Region,
        Self::Source,
        Self::Created,
        Self::Work,
        Self::Won,
        Self::Companies,
    ];

    /// Every filter.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Self::COMMON.into_iter().chain(Self::RARE)
    }

    /// Its name.
    pub(crate) fn name(self, t: &Messages) -> &'static str {
        let words = &t.report;
        match self {
            Self::Responsible => words.responsible,
            Self::Direction => words.direction,
            Self::Sector => words.sector,
            Self::Inn => words.inn_column,
            Self::Turnover => words.turnover,
            Self::State => words.state,
            Self::Region => words.region,
            Self::Source => words.source,
            Self::Employees => words.employees,
            Self::Last => words.last_filter,
            Self::Created => words.created,
            Self::Work => words.in_work,
            Self::Won => words.won,
            Self::Companies => words.companies_filter,
        }
    }

    /// Whether this portal has anything to choose from.
    pub(crate) fn is_offered(self, directory: &Directory) -> bool {
        match self {
            Self::Sector => !directory.sectors.is_empty(),
            Self::Region => !directory.regions.is_empty(),
            Self::Source => !directory.sources.is_empty(),
            _ => true,
        }
    }

    /// What is chosen, in words; `None` when it is not applied.
    pub(crate) fn value(self, query: &ReportQuery, directory: &Directory, t: &Messages) -> Option<String> {
        let words = &t.report;
        match self {
            Self::Responsible => responsible_value(query, directory, t),
            Self::Direction => direction_value(query, directory, t),
            Self::Sector => keys_value(&query.sectors, &directory.sectors, words.no_sector),
            Self::Region => keys_value(&query.regions, &directory.regions, words.not_given),
            Self::Source => keys_value(&query.sources, &directory.sources, words.not_given),
            Self::State => {
                let names: Vec<&str> = query.states.iter().map(|state| state_name(*state, t)).collect();
                (!names.is_empty()).then(|| names.join(", "))
            }
            Self::Inn => inn_value(query, t),
            Self::Turnover => amounts(&query.turnover, t),
            Self::Work => amounts(&query.work, t),
            Self::Won => amounts(&query.won, t),
            Self::Employees => between(&query.employees, |many| number(i64::from(many)), t),
            Self::Created => days(&query.created, t),
            Self::Last => match &query.last {
                LastContact::Never => Some(words.never.to_owned()),
                LastContact::On(range) => days(range, t),
            },
            Self::Companies => (!query.companies.is_empty()).then(|| query.companies.len().to_string()),
        }
    }

    /// Takes the filter off.
    pub(crate) fn clear(self, query: &mut ReportQuery) {
        match self {
            Self::Responsible => {
                query.responsible.clear();
                query.departments.clear();
            }
            Self::Direction => query.directions.clear(),
            Self::Sector => query.sectors.clear(),
            Self::Region => query.regions.clear(),
            Self::Source => query.sources.clear(),
            Self::State => query.states.clear(),
            Self::Inn => {
                query.inn = Presence::Any;
                query.inn_text.clear();
            }
            Self::Turnover => query.turnover = Between::default(),
            Self::Work => query.work = Between::default(),
            Self::Won => query.won = Between::default(),
            Self::Employees => query.employees = Between::default(),
            Self::Created => query.created = Between::default(),
            Self::Last => query.last = LastContact::default(),
            Self::Companies => query.companies.clear(),
        }
    }

    /// Whether it narrows the rows.
    pub(crate) fn is_applied(self, query: &ReportQuery) -> bool {
        let mut without = query.clone();
        self.clear(&mut without);
        without != *query
    }
}

fn inn_value(query: &ReportQuery, t: &Messages) -> Option<String> {
    let presence = match query.inn {
        Presence::Any => None,
        Presence::Present => Some(t.report.inn_present.to_owned()),
        Presence::Absent => Some(t.report.inn_absent.to_owned()),
    };
    let part = query.inn_text.trim();
    let part = (!part.is_empty()).then(|| format!("«{part}»"));
    match (presence, part) {
        (Some(presence), Some(part)) => Some(format!("{presence}, {part}")),
        (presence, part) => presence.or(part),
    }
}

fn amounts(range: &Between<Amount>, t: &Messages) -> Option<String> {
    between(range, |amount| short_sum(amount, t), t)
}

fn days(range: &Between<Day>, t: &Messages) -> Option<String> {
    between(range, |day| date(day, t), t)
}

/// `от 50 млн`, `до 3`, `1 – 9`.
fn between<T: Copy + PartialEq>(range: &Between<T>, word: impl Fn(T) -> String, t: &Messages) -> Option<String> {
    match (range.from, range.to) {
        (None, None) => None,
        (Some(from), None) => Some((t.report.from)(&word(from))),
        (None, Some(to)) => Some((t.report.to)(&word(to))),
        (Some(from), Some(to)) if from == to => Some(word(from)),
        (Some(from), Some(to)) => Some(format!("{} {NOTHING} {}", word(from), word(to))),
    }
}

/// Round millions and thousands in words, other sums in figures.
fn short_sum(amount: Amount, t: &Messages) -> String {
    let units = amount.rounded_units();
    let (million, thousand) = t.report.scale;
    match units {
        0 => "0".to_owned(),
        units if units % 1_000_000 == 0 => format!("{} {million}", number(units / 1_000_000)),
        units if units % 1_000 == 0 => format!("{} {thousand}", number(units / 1_000)),
        units => number(units),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages_for;
    use domain::ids::{CompanyId, DepartmentId, DirectionId, PersonId};
    use domain::report::query::StateKind;

    /// A query with every filter.
    fn everything() -> ReportQuery {
        let amounts = |from, to| Between { from: Some(Amount::units(from)), to };
        ReportQuery {
            companies: vec![CompanyId(1), CompanyId(2)],
            responsible: vec![PersonId(1)],
            departments: vec![DepartmentId(2)],
            directions: vec![DirectionId(3)],
            states: vec![StateKind::Free],
            sectors: vec![String::new()],
            regions: vec!["R".to_owned()],
            sources: vec!["S".to_owned()],
            inn: Presence::Present,
            inn_text: "77".to_owned(),
            created: Between { from: Some(Day::from_civil(2025, 1, 9)), to: None },
            turnover: amounts(50_000_000, None),
            employees: Between { from: None, to: Some(50) },
            work: amounts(1, Some(Amount::units(1))),
            won: amounts(1_500, Some(Amount::units(20_000))),
            last: LastContact::Never,
            ..ReportQuery::default()
        }
    }

    #[test]
    fn every_filter_says_what_it_is_and_can_be_taken_off() {
        let t = messages_for("ru");
        let query = everything();
        let said: Vec<String> = Filter::all()
            .map(|filter| filter.value(&query, &Directory::default(), t).expect("it is applied"))
            .collect();
        assert_eq!(
            said,
            [
                "#2, #1",
                "#3",
                "Без отрасли",
                "есть, «77»",
                "от 50 млн",
                "Свободно",
                "до 50",
                "Не было",
                "R",
                "S",
                "от 09.01.2025",
                "1",
                "1\u{202f}500 – 20 тыс.",
                "2"
            ]
        );
        let mut left = query;
        for filter in Filter::all() {
            assert!(filter.is_applied(&left));
            filter.clear(&mut left);
            assert!(!filter.is_applied(&left));
        }
        assert_eq!(left, ReportQuery::default());
    }
}
