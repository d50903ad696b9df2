//! How often a client is talked to: gaps between days with counted communications, and what each month brought.

use domain::day::Day;
use domain::ids::PersonId;
use domain::report::drill::{Communication, ContactKind};
use domain::report::overdue::Month;
use std::collections::BTreeMap;

/// Months shown.
const MONTHS: usize = 12;
/// Days of a year, for those who talked.
const YEAR: i32 = 365;

/// Figures of a client's communications.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pace {
    /// Half of the gaps are not longer, days; `None` with fewer than two days of contact.
    pub(crate) usual_gap: Option<i32>,
    /// The longest gap, days.
    pub(crate) longest_gap: Option<i32>,
    /// The last twelve months, the present one last.
    pub(crate) months: Vec<Month>,
    /// Counted calls, and whatever else is no meeting, by month.
    pub(crate) calls: Vec<u32>,
    /// Counted meetings by month.
    pub(crate) meetings: Vec<u32>,
}

/// The figures of these communications.
pub(crate) fn pace(list: &[Communication], today: Day) -> Pace {
    let counted = || list.iter().filter(|one| one.counted);
    let mut days: Vec<i32> = counted().map(|one| one.day.0).collect();
    days.sort_unstable();
    days.dedup();
    let mut gaps: Vec<i32> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    let months = last_months(Month::of(today));
    let (mut calls, mut meetings) = (vec![0; MONTHS], vec![0; MONTHS]);
    for one in counted() {
        let Some(at) = months.iter().position(|month| *month == Month::of(one.day)) else { continue };
        let bars = if one.kind == ContactKind::Meeting { &mut meetings } else { &mut calls };
        bars[at] += 1;
    }
    Pace { usual_gap: gaps.get(gaps.len() / 2).copied(), longest_gap: gaps.last().copied(), months, calls, meetings }
}

fn last_months(present: Month) -> Vec<Month> {
    let mut month = Month { year: present.year - 1, month: present.month };
    (0..MONTHS)
        .map(|_| {
            month = month.next();
            month
        })
        .collect()
}

/// Counted communications of the last year by person, the busiest first.
pub(crate) fn by_person(list: &[Communication], today: Day) -> Vec<(PersonId, u32)> {
    let mut times: BTreeMap<PersonId, u32> = BTreeMap::new();
    for one in list.iter().filter(|one| one.counted && one.day.0 > today.0 - YEAR) {
        if let Some(person) = one.person {
            *times.entry(person).or_default() += 1;
        }
    }
    let mut people: Vec<_> = times.into_iter().collect();
    people.sort_by_key(|(person, times)| (std::cmp::Reverse(*times), *person));
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::day::Millis;

    fn on(day: Day, kind: ContactKind, person: i64, counted: bool) -> Communication {
        Communication {
            kind,
            way: None,
            at: Millis(i64::from(day.0) * 86_400_000),
            day,
            person: Some(PersonId(person)),
            seconds: None,
            subject: String::new(),
            activity: None,
            deal: None,
            done: true,
            counted,
        }
    }

    #[test]
    fn gaps_lie_between_days_of_counted_contacts() {
        let day = |month, day| Day::from_civil(2026, month, day);
        let list = [
            on(day(11, 20), ContactKind::Call, 1, true),
            on(day(11, 20), ContactKind::Call, 1, true),
            on(day(11, 17), ContactKind::Call, 2, false),
            on(day(11, 10), ContactKind::Meeting, 1, true),
            on(day(11, 6), ContactKind::Call, 2, true),
            on(day(9, 6), ContactKind::Call, 1, true),
        ];
        let figures = pace(&list, day(11, 20));
        // Gaps of 61, 4 and 10 days: the middle one is 10.
        assert_eq!((figures.usual_gap, figures.longest_gap), (Some(10), Some(61)));
        assert_eq!(figures.months[11], Month { year: 2026, month: 11 });
        assert_eq!(figures.months[0], Month { year: 2025, month: 12 });
        assert_eq!((figures.calls[11], figures.meetings[11], figures.calls[9]), (3, 1, 1));
        assert_eq!(by_person(&list, day(11, 20)), [(PersonId(1), 4), (PersonId(2), 1)]);
    }

    #[test]
    fn one_day_of_contact_has_no_gap() {
        let day = Day::from_civil(2026, 3, 1);
        let figures = pace(&[on(day, ContactKind::Call, 1, true)], day);
        assert_eq!((figures.usual_gap, figures.longest_gap), (None, None));
    }
}
