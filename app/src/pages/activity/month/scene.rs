//! What every row of the month needs to be drawn: columns, days, what cells show.

use super::layout::{Col, columns};
use domain::activity::edit::Planned;
use domain::activity::month::{DayHead, Line, MonthGrid};
use domain::activity::pace::Sums;
use domain::activity::period::Month;
use domain::activity::settings::Measure;
use domain::day::Day;
use std::collections::BTreeSet;

/// What the rows share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scene {
    /// Which month.
    pub(crate) month: Month,
    /// Its days.
    pub(crate) days: Vec<DayHead>,
    /// Columns shown.
    pub(crate) cols: Vec<Col>,
    /// Today in the portal's zone.
    pub(crate) today: Day,
    /// What a figure is.
    pub(crate) measure: Measure,
    /// Whether cells show plans instead of facts, and which.
    pub(crate) planning: Option<Planned>,
    /// Whether plans of this month may be changed.
    pub(crate) editable: bool,
}

impl Scene {
    /// Of a grid.
    pub(crate) fn of(
        grid: &MonthGrid,
        open: &BTreeSet<usize>,
        phone: bool,
        planning: Option<Planned>,
        editable: bool,
    ) -> Self {
        Self {
            month: grid.month,
            days: grid.days.clone(),
            cols: columns(&grid.days, open, phone),
            today: grid.explained.today,
            measure: grid.explained.measure,
            planning,
            editable,
        }
    }

    /// Where a column stands now: a day that was folded is found in its group, a group that was unfolded by its first day.
    pub(crate) fn place_of(&self, wanted: Col) -> usize {
        let exact = self.cols.iter().position(|col| *col == wanted);
        let covers = |col: &Col| match (*col, wanted) {
            (Col::Folded(from, to), Col::Day(day)) => (from..=to).contains(&day),
            (Col::Day(day), Col::Folded(from, _)) => day == from,
            _ => false,
        };
        exact.or_else(|| self.cols.iter().position(covers)).unwrap_or_default()
    }

    /// The column of today, of the first day where the month is another one.
    pub(crate) fn present(&self) -> Col {
        let at = self.days.iter().position(|head| head.day == self.today).unwrap_or_default();
        self.cols[self.place_of(Col::Day(at)).min(self.cols.len().saturating_sub(1))]
    }

    /// The day of a column.
    pub(crate) fn day(&self, col: Col) -> Option<&DayHead> {
        match col {
            Col::Day(at) => self.days.get(at),
            _ => None,
        }
    }
}

/// How the month of a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Share of the plan, percent, as long as there is one.
    pub(crate) percent: Option<u64>,
    /// Where it should be by now, percent of the plan, at most 100.
    pub(crate) expected: u64,
    /// Whether the fact lags behind.
    pub(crate) behind: bool,
    /// Whether the pace that is needed is clearly above what was planned for a day.
    pub(crate) hard: bool,
}

/// A pace that exceeds the planned one by more than this share of a hundred is hard to make.
const HARD: u64 = 106;

impl Standing {
    /// Of a line.
    pub(crate) fn of(line: &Line) -> Self {
        let sums = &line.sums;
        let plan = sums.adjusted_plan();
        let expected = (sums.due.min(plan) * 100).checked_div(plan).unwrap_or_default();
        let usual = usual_per_day(sums);
        let hard = line.pace.is_some_and(|pace| usual.is_some_and(|usual| pace * 100 > usual * HARD));
        Self { percent: sums.percent(), expected, behind: sums.is_behind(), hard }
    }
}

/// What the plan asks for on an average working day, rounded up.
pub(crate) fn usual_per_day(sums: &Sums) -> Option<u64> {
    (sums.planned && sums.working > 0).then(|| sums.plan.div_ceil(u64::from(sums.working)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::activity::calendar::DayKind;

    fn scene(open: &[usize]) -> Scene {
        let kind = |at: i32| if at % 7 < 5 { DayKind::Work } else { DayKind::Off };
        let days: Vec<DayHead> =
            (0..14).map(|at| DayHead { day: Day(100 + at), kind: kind(at), moved: false }).collect();
        let cols = columns(&days, &open.iter().copied().collect(), false);
        Scene { days, cols, today: Day(112), ..Scene::default() }
    }

    #[test]
    fn a_column_is_found_when_its_days_fold_and_unfold() {
        let (folded, open) = (scene(&[]), scene(&[5]));
        assert_eq!(folded.cols[folded.place_of(Col::Day(6))], Col::Folded(5, 6));
        assert_eq!(open.cols[open.place_of(Col::Folded(5, 6))], Col::Day(5));
        assert_eq!(folded.place_of(Col::Name), 0);
        assert_eq!(folded.present(), Col::Folded(12, 13), "today is a day off");
        let other = Scene { today: Day(500), ..folded };
        assert_eq!(other.present(), Col::Day(0));
    }

    /// A person of the design: 309 of 550 with 62 % of the plan due is behind, and 27 a day is more than 25 and 6 %.
    #[test]
    fn a_line_stands_against_what_was_due_by_now() {
        let sums = Sums {
            plan: 550,
            due: 325,
            fact: 309,
            working: 22,
            elapsed: 13,
            remaining: 9,
            planned: true,
            ..Sums::default()
        };
        let line = Line { sums, pace: sums.pace(), ..Line::default() };
        let standing = Standing { percent: Some(56), expected: 59, behind: true, hard: true };
        assert_eq!((Standing::of(&line), line.pace), (standing, Some(27)));
        let easier = Sums { fact: 320, ..sums };
        let line = Line { sums: easier, pace: easier.pace(), ..Line::default() };
        assert!(!Standing::of(&line).hard, "26 a day is within 6 % of 25");
    }

    #[test]
    fn nothing_planned_is_neither_late_nor_hard() {
        let standing = Standing::of(&Line::default());
        assert_eq!(standing, Standing { percent: None, expected: 0, behind: false, hard: false });
    }
}
