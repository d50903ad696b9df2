//! Columns of the month: sums, working days, days off folded into one column.

use domain::activity::month::DayHead;
use std::collections::BTreeSet;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Col {
    /// Names.
    Name,
    /// Days met and not met.
    Days,
    /// Plan of the month.
    Plan,
    /// What is done.
    Fact,
    /// Share of the plan.
    Percent,
    /// What is needed on each remaining day.
    Pace,
    /// A day, by its place in the month.
    Day(usize),
    /// Days off side by side, by the places of the first and the last.
    Folded(usize, usize),
}

impl Col {
    /// As the page names it.
    pub(in crate::pages::activity::month) fn code(self) -> String {
        match self {
            Self::Name => "n".to_owned(),
            Self::Days => "s".to_owned(),
            Self::Plan => "p".to_owned(),
            Self::Fact => "f".to_owned(),
            Self::Percent => "c".to_owned(),
            Self::Pace => "t".to_owned(),
            Self::Day(at) => format!("d{at}"),
            Self::Folded(from, _) => format!("o{from}"),
        }
    }
}

/// Columns from left to right. `open` holds the first days of those groups of days off that are unfolded; a phone has no
/// room for the sums in full.
pub(crate) fn columns(days: &[DayHead], open: &BTreeSet<usize>, phone: bool) -> Vec<Col> {
    let mut columns = match phone {
        true => vec![Col::Name, Col::Percent, Col::Pace],
        false => vec![Col::Name, Col::Days, Col::Plan, Col::Fact, Col::Percent, Col::Pace],
    };
    let mut at = 0;
    while at < days.len() {
        if days[at].kind.is_working() {
            columns.push(Col::Day(at));
            at += 1;
            continue;
        }
        let end = days[at..].iter().position(|day| day.kind.is_working()).map_or(days.len(), |length| at + length);
        if open.contains(&at) {
            columns.extend((at..end).map(Col::Day));
        } else {
            columns.push(Col::Folded(at, end - 1));
        }
        at = end;
    }
    columns
}

/// The first day of the group of days off a day belongs to.
pub(crate) fn group_of(days: &[DayHead], at: usize) -> usize {
    days[..at].iter().rposition(|day| day.kind.is_working()).map_or(0, |working| working + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::activity::calendar::DayKind;
    use domain::day::Day;

    fn days(kinds: &str) -> Vec<DayHead> {
        let kind = |char| match char {
            'w' => DayKind::Work,
            'h' => DayKind::Holiday,
            _ => DayKind::Off,
        };
        (0..).zip(kinds.chars()).map(|(at, char)| DayHead { day: Day(at), kind: kind(char), moved: false }).collect()
    }

    #[test]
    fn days_off_side_by_side_share_a_column_until_unfolded() {
        let days = days("oowwoohw");
        let code = |open: &[usize]| {
            let columns = columns(&days, &open.iter().copied().collect(), true);
            columns.into_iter().skip(3).map(Col::code).collect::<Vec<_>>()
        };
        assert_eq!(code(&[]), ["o0", "d2", "d3", "o4", "d7"]);
        assert_eq!(code(&[4]), ["o0", "d2", "d3", "d4", "d5", "d6", "d7"]);
        assert_eq!(columns(&days, &BTreeSet::new(), false).len(), 6 + 5);
        assert_eq!([group_of(&days, 1), group_of(&days, 6), group_of(&days, 4)], [0, 4, 4]);
    }
}
