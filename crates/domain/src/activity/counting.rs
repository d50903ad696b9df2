//! From conversations and meetings to a person's day.

use crate::activity::settings::{CountedDirection, CountingRules, Measure, UnknownCompany};
use crate::activity::tally::{DayTally, Detail};
use std::collections::BTreeSet;

/// A conversation by telephone, as telephony recorded it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talk {
    /// Whether we called, a callback included.
    pub outgoing: bool,
    /// Its length.
    pub seconds: u32,
    /// The company it leads to: directly, or through the contact or deal it is bound to.
    pub company: Option<i64>,
    /// Hour of the portal's day it began in, 0–23.
    pub hour: u8,
}

/// Counts a day.
#[derive(Debug, Default)]
pub struct DayCount {
    tally: DayTally,
    out: BTreeSet<i64>,
    any: BTreeSet<i64>,
    hours: [(u32, u32); 24],
}

impl DayCount {
    /// Adds a conversation; shorter ones than `min_seconds` are none.
    pub fn talk(&mut self, talk: Talk, min_seconds: u32) {
        if talk.seconds < min_seconds {
            return;
        }
        let hour = &mut self.hours[usize::from(talk.hour.min(23))];
        let tally = &mut self.tally;
        let (calls, seconds, unknown, by_hour) = if talk.outgoing {
            (&mut tally.calls_out, &mut tally.seconds_out, &mut tally.unknown_out, &mut hour.0)
        } else {
            (&mut tally.calls_in, &mut tally.seconds_in, &mut tally.unknown_in, &mut hour.1)
        };
        *calls += 1;
        *seconds = seconds.saturating_add(talk.seconds);
        *by_hour += 1;
        let Some(company) = talk.company else {
            *unknown += 1;
            return;
        };
        self.any.insert(company);
        if talk.outgoing {
            self.out.insert(company);
        }
    }

    /// Adds completed meetings.
    pub fn meetings(&mut self, count: u32) {
        self.tally.meetings += count;
    }

    /// The day.
    #[must_use]
    pub fn finish(self) -> DayTally {
        let out: Vec<i64> = self.out.iter().copied().collect();
        let only_in: Vec<i64> = self.any.difference(&self.out).copied().collect();
        DayTally {
            companies_out: size(out.len()),
            companies_any: size(self.any.len()),
            detail: Detail::new(&out, &only_in, &self.hours).encode(),
            ..self.tally
        }
    }
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl DayTally {
    /// The figure of a cell.
    #[must_use]
    pub fn figure(&self, rules: &CountingRules, measure: Measure) -> u32 {
        let both = rules.direction == CountedDirection::Both;
        match measure {
            Measure::Calls => self.calls_out + if both { self.calls_in } else { 0 },
            Measure::Companies => {
                let companies = if both { self.companies_any } else { self.companies_out };
                let unknown = self.unknown_out + if both { self.unknown_in } else { 0 };
                let extra = rules.unknown == UnknownCompany::OnePerDay && unknown > 0;
                companies + u32::from(extra)
            }
        }
    }

    /// Seconds of the calls that count.
    #[must_use]
    pub fn seconds(&self, rules: &CountingRules) -> u32 {
        match rules.direction {
            CountedDirection::Outgoing => self.seconds_out,
            CountedDirection::Both => self.seconds_out.saturating_add(self.seconds_in),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(outgoing: bool, seconds: u32, company: i64) -> Talk {
        Talk { outgoing, seconds, company: (company != 0).then_some(company), hour: 9 }
    }

    fn day(talks: &[Talk], min_seconds: u32) -> DayTally {
        let mut count = DayCount::default();
        for one in talks {
            count.talk(*one, min_seconds);
        }
        count.finish()
    }

    fn rules(direction: CountedDirection, unknown: UnknownCompany) -> CountingRules {
        CountingRules { direction, unknown, ..CountingRules::default() }
    }

    const DAY: [(bool, u32, i64); 7] =
        [(true, 20, 5), (true, 300, 5), (true, 19, 6), (true, 45, 0), (true, 60, 0), (false, 90, 5), (false, 90, 8)];

    fn usual() -> DayTally {
        day(&DAY.map(|(outgoing, seconds, company)| talk(outgoing, seconds, company)), 20)
    }

    #[test]
    fn both_meanings_of_a_call_in_both_directions() {
        let tally = usual();
        let outgoing = rules(CountedDirection::Outgoing, UnknownCompany::Ignored);
        let both = rules(CountedDirection::Both, UnknownCompany::Ignored);
        assert_eq!((tally.figure(&outgoing, Measure::Calls), tally.figure(&outgoing, Measure::Companies)), (4, 1));
        assert_eq!((tally.figure(&both, Measure::Calls), tally.figure(&both, Measure::Companies)), (6, 2));
        assert_eq!((tally.seconds(&outgoing), tally.seconds(&both)), (425, 605));
    }

    #[test]
    fn calls_without_a_company_are_calls_and_one_company_a_day_only_if_chosen() {
        let tally = usual();
        assert_eq!((tally.unknown_out, tally.unknown_in), (2, 0));
        let one = rules(CountedDirection::Outgoing, UnknownCompany::OnePerDay);
        assert_eq!(tally.figure(&one, Measure::Companies), 2);
        let none = day(&[talk(true, 60, 5)], 20);
        assert_eq!(none.figure(&one, Measure::Companies), 1);
    }

    /// The peer answered a second question with the first one's minimum for six seconds.
    #[test]
    fn defect_5_3_03_the_minimum_decides_every_time() {
        let talks = DAY.map(|(outgoing, seconds, company)| talk(outgoing, seconds, company));
        let calls = |min| day(&talks, min).calls_out;
        assert_eq!([calls(0), calls(20), calls(21), calls(60), calls(600), calls(20)], [5, 4, 3, 2, 0, 4]);
    }

    #[test]
    fn a_company_that_called_and_was_called_is_one() {
        let tally = day(&[talk(false, 60, 5), talk(true, 60, 5), talk(false, 60, 7)], 20);
        assert_eq!((tally.companies_out, tally.companies_any), (1, 2));
        let detail = Detail::decode(&tally.detail).unwrap();
        assert_eq!(detail.companies_any().collect::<Vec<_>>(), [5, 7]);
        assert_eq!(detail.hours(), [(9, 1, 2)]);
    }
}
