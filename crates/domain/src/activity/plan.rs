//! Plans: how many calls and meetings a person is to make on each working day.
//!
//! A plan is a rate per working day, set for a month, for single days of it, or as a default from a month on; the finer
//! one wins, for calls and meetings separately. Days off need no plan and have none, so a calendar that changes changes
//! the plan of a month by itself.

use crate::activity::period::Month;
use crate::day::Day;
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most calls or meetings a plan may ask for on one day.
pub const MOST_PER_DAY: u32 = 10_000;

/// Calls and meetings per working day; `None` where nothing is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Rate {
    /// Calls, or companies called: whichever the portal shows.
    pub calls: Option<u32>,
    /// Meetings.
    pub meetings: Option<u32>,
}

impl Rate {
    /// This rate, with gaps filled from a coarser one.
    #[must_use]
    pub fn or(self, coarser: Self) -> Self {
        Self { calls: self.calls.or(coarser.calls), meetings: self.meetings.or(coarser.meetings) }
    }

    /// Two people's rates together; unset only when both are.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let sum = |one: Option<u32>, other: Option<u32>| match (one, other) {
            (None, None) => None,
            (one, other) => Some(one.unwrap_or(0).saturating_add(other.unwrap_or(0))),
        };
        Self { calls: sum(self.calls, other.calls), meetings: sum(self.meetings, other.meetings) }
    }
}

/// What a plan or a comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// From this month on.
    From(Month),
    /// A month.
    Month(Month),
    /// A day.
    Day(Day),
}

impl Span {
    /// The stored form: a kind, and the month's or the day's number.
    #[must_use]
    pub fn columns(self) -> (i32, i32) {
        match self {
            Self::From(month) => (0, month.0),
            Self::Month(month) => (1, month.0),
            Self::Day(day) => (2, day.0),
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn of_columns(kind: i32, at: i32) -> Option<Self> {
        match kind {
            0 => Some(Self::From(Month(at))),
            1 => Some(Self::Month(Month(at))),
            2 => Some(Self::Day(Day(at))),
            _ => None,
        }
    }

    /// The month it begins in.
    #[must_use]
    pub fn month(self) -> Month {
        match self {
            Self::From(month) | Self::Month(month) => month,
            Self::Day(day) => Month::of(day),
        }
    }
}

/// A rate as it was set, and when: the version is the portal's revision of that moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// The rate.
    pub rate: Rate,
    /// Its version.
    pub version: i64,
}

/// One person's plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonPlans {
    from: BTreeMap<Month, Planned>,
    months: BTreeMap<Month, Planned>,
    days: BTreeMap<Day, Planned>,
}

impl PersonPlans {
    /// What was set for exactly this span.
    #[must_use]
    pub fn at(&self, span: Span) -> Option<Planned> {
        match span {
            Span::From(month) => self.from.get(&month).copied(),
            Span::Month(month) => self.months.get(&month).copied(),
            Span::Day(day) => self.days.get(&day).copied(),
        }
    }

    /// Sets a span.
    pub fn set(&mut self, span: Span, planned: Planned) {
        match span {
            Span::From(month) => self.from.insert(month, planned),
            Span::Month(month) => self.months.insert(month, planned),
            Span::Day(day) => self.days.insert(day, planned),
        };
    }

    /// The rate of a month's days unless a day has its own.
    #[must_use]
    pub fn month_rate(&self, month: Month) -> Rate {
        let own = self.months.get(&month).map_or_else(Rate::default, |planned| planned.rate);
        // The latest default that says something, for calls and meetings separately.
        self.from.range(..=month).rev().fold(own, |rate, (_, planned)| rate.or(planned.rate))
    }

    /// The days of a month that have their own rate.
    pub fn days_of(&self, month: Month) -> impl Iterator<Item = (Day, Planned)> + '_ {
        self.days.range(month.first()..=month.last()).map(|(day, planned)| (*day, *planned))
    }

    /// The rate of a day, if it is worked.
    #[must_use]
    pub fn day_rate(&self, day: Day) -> Rate {
        let own = self.days.get(&day).map_or_else(Rate::default, |planned| planned.rate);
        own.or(self.month_rate(Month::of(day)))
    }
}

/// Everybody's plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanBook(BTreeMap<PersonId, PersonPlans>);

impl PlanBook {
    /// A person's plans.
    #[must_use]
    pub fn of(&self, person: PersonId) -> Option<&PersonPlans> {
        self.0.get(&person)
    }

    /// Sets a span of a person.
    pub fn set(&mut self, person: PersonId, span: Span, planned: Planned) {
        self.0.entry(person).or_default().set(span, planned);
    }

    /// The version of a person's span: 0 when nothing was ever set.
    #[must_use]
    pub fn version(&self, person: PersonId, span: Span) -> i64 {
        self.of(person).and_then(|plans| plans.at(span)).map_or(0, |planned| planned.version)
    }
}

/// How freely somebody may change plans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanRight {
    /// Not at all.
    #[default]
    None,
    /// A month until its N-th day, and any later month.
    Limited,
    /// Any time.
    Full,
}

impl PlanRight {
    /// Whether plans of a month may be changed today. `until` is the last day of a month on which a limited editor may.
    #[must_use]
    pub fn allows(self, month: Month, today: Day, until: u8) -> bool {
        match self {
            Self::None => false,
            Self::Full => true,
            Self::Limited => today.0 < month.first().0 + i32::from(until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn rate(calls: Option<u32>, meetings: Option<u32>) -> Planned {
        Planned { rate: Rate { calls, meetings }, version: 1 }
    }

    fn december() -> Month {
        Month::of_year(2026, 12)
    }

    #[test]
    fn the_finer_plan_wins_for_calls_and_meetings_separately() {
        let mut plans = PersonPlans::default();
        let ninth = Day::from_civil(2026, 12, 9);
        plans.set(Span::From(Month::of_year(2026, 1)), rate(Some(20), Some(2)));
        plans.set(Span::From(Month::of_year(2026, 6)), rate(Some(25), None));
        assert_eq!(plans.day_rate(ninth), Rate { calls: Some(25), meetings: Some(2) });
        plans.set(Span::Month(december()), rate(Some(28), None));
        assert_eq!(plans.day_rate(ninth), Rate { calls: Some(28), meetings: Some(2) });
        plans.set(Span::Day(ninth), rate(Some(0), Some(5)));
        assert_eq!(plans.day_rate(ninth), Rate { calls: Some(0), meetings: Some(5) });
        assert_eq!(plans.day_rate(Day(ninth.0 + 1)), Rate { calls: Some(28), meetings: Some(2) });
        assert_eq!(plans.day_rate(Day::from_civil(2026, 5, 31)), Rate { calls: Some(20), meetings: Some(2) });
        assert_eq!(plans.day_rate(Day::from_civil(2025, 12, 31)), Rate::default());
    }

    /// The peer answered a month with whatever row of any person came last.
    #[test]
    fn defect_5_3_04_the_plan_of_a_month_is_the_persons_own() {
        let mut book = PlanBook::default();
        for (person, calls) in [(1, 10), (2, 20), (3, 30)] {
            book.set(PersonId(person), Span::Month(december()), rate(Some(calls), None));
        }
        let calls = |person| book.of(PersonId(person)).map(|plans| plans.month_rate(december()).calls);
        assert_eq!([calls(1), calls(2), calls(3), calls(4)], [Some(Some(10)), Some(Some(20)), Some(Some(30)), None]);
    }

    #[rstest]
    #[case::on_the_tenth(PlanRight::Limited, (2026, 12, 10), true)]
    #[case::on_the_eleventh(PlanRight::Limited, (2026, 12, 11), false)]
    #[case::a_month_ahead(PlanRight::Limited, (2026, 11, 20), true)]
    #[case::a_year_later(PlanRight::Limited, (2027, 12, 1), false)]
    #[case::an_editor_always(PlanRight::Full, (2027, 12, 1), true)]
    #[case::a_reader_never(PlanRight::None, (2026, 11, 20), false)]
    fn a_month_stays_open(#[case] right: PlanRight, #[case] (y, m, d): (i32, u8, u8), #[case] open: bool) {
        assert_eq!(right.allows(december(), Day::from_civil(y, m, d), 10), open);
    }

    #[rstest]
    #[case(Span::From(Month(24_000)))]
    #[case(Span::Month(Month(24_001)))]
    #[case(Span::Day(Day(20_777)))]
    fn spans_survive_their_columns(#[case] span: Span) {
        let (kind, at) = span.columns();
        assert_eq!(Span::of_columns(kind, at), Some(span));
        assert_eq!(Span::of_columns(3, at), None);
    }
}
