//! Comparing fact with plan: the state of a day, sums over days, the pace that is still needed.

use crate::activity::plan::Rate;
use crate::day::Day;
use serde::{Deserialize, Serialize};

/// How a day stands against its plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayState {
    /// Not a working day, for the company or for this person.
    #[default]
    Free,
    /// A working day without a plan.
    NoPlan,
    /// Yet to come.
    Future,
    /// Today, and the plan is not met yet.
    Pending,
    /// Met.
    Met,
    /// Past and not met.
    Unmet,
    /// Counted as met by a supervisor.
    Forced,
}

/// One day of one person, or of a group as the sum of its people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayFigures {
    /// Whether it is worked.
    pub working: bool,
    /// Plan of calls; `None` without one. A day off has none.
    pub plan: Option<u32>,
    /// The part of it that was excused by a forced completion.
    pub excused: u32,
    /// Calls of those who work that day, in the measure shown.
    pub fact: u32,
    /// Calls of those who have the day off.
    pub off: u32,
    /// Plan of meetings.
    pub meetings_plan: Option<u32>,
    /// Meetings excused.
    pub meetings_excused: u32,
    /// Completed meetings of those who work that day.
    pub meetings: u32,
    /// Completed meetings of those who have the day off.
    pub meetings_off: u32,
    /// Whether a supervisor counted it as met: for a group, whether that is true of everybody with a plan.
    pub forced: bool,
}

impl DayFigures {
    /// A person's day. A day off has neither a plan nor anything to excuse, and its work stands apart.
    #[must_use]
    pub fn of(working: bool, rate: Rate, (fact, meetings): (u32, u32), forced: bool) -> Self {
        if !working {
            return Self { off: fact, meetings_off: meetings, ..Self::default() };
        }
        let excused = |plan: Option<u32>| if forced { plan.unwrap_or(0) } else { 0 };
        Self {
            working,
            plan: rate.calls,
            excused: excused(rate.calls),
            fact,
            off: 0,
            meetings_plan: rate.meetings,
            meetings_excused: excused(rate.meetings),
            meetings,
            meetings_off: 0,
            forced,
        }
    }

    /// Adds another person's same day.
    pub fn add(&mut self, other: &Self) {
        let has_plan = |day: &Self| day.plan.is_some() || day.meetings_plan.is_some();
        // Of those who have a plan; people without one neither force nor hinder.
        self.forced = match (has_plan(self) || self.forced, has_plan(other) || other.forced) {
            (true, true) => self.forced && other.forced,
            (false, true) => other.forced,
            (true | false, false) => self.forced,
        };
        self.working |= other.working;
        self.plan = both(self.plan, other.plan);
        self.excused = self.excused.saturating_add(other.excused);
        self.fact = self.fact.saturating_add(other.fact);
        self.off = self.off.saturating_add(other.off);
        self.meetings_plan = both(self.meetings_plan, other.meetings_plan);
        self.meetings_excused = self.meetings_excused.saturating_add(other.meetings_excused);
        self.meetings = self.meetings.saturating_add(other.meetings);
        self.meetings_off = self.meetings_off.saturating_add(other.meetings_off);
    }

    /// The plan that is still asked for: without what was excused.
    #[must_use]
    pub fn due(&self) -> Option<u32> {
        self.plan.map(|plan| plan - self.excused.min(plan))
    }

    /// How the day stands. It is judged by calls; by meetings where only they are planned.
    #[must_use]
    pub fn state(&self, day: Day, today: Day) -> DayState {
        let judged = match (self.plan, self.meetings_plan) {
            (Some(plan), _) => Some((plan - self.excused.min(plan), self.fact)),
            (None, Some(plan)) => Some((plan - self.meetings_excused.min(plan), self.meetings)),
            (None, None) => None,
        };
        if !self.working {
            return DayState::Free;
        }
        if self.forced {
            return DayState::Forced;
        }
        match judged {
            _ if day > today => DayState::Future,
            None => DayState::NoPlan,
            Some((plan, fact)) if fact >= plan => DayState::Met,
            Some(_) if day == today => DayState::Pending,
            Some(_) => DayState::Unmet,
        }
    }
}

fn both(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (None, None) => None,
        (one, other) => Some(one.unwrap_or(0).saturating_add(other.unwrap_or(0))),
    }
}

/// A span of days summed up, for a person or a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Plan of calls over the working days of the span, nothing excused.
    pub plan: u64,
    /// What was excused of it.
    pub excused: u64,
    /// What was to be done by now: plan of the working days before today, without what was excused.
    pub due: u64,
    /// Calls on working days, today included.
    pub fact: u64,
    /// Calls on working days before today.
    pub fact_elapsed: u64,
    /// Calls on days off.
    pub off: u64,
    /// Plan of meetings.
    pub meetings_plan: u64,
    /// What was excused of it.
    pub meetings_excused: u64,
    /// Meetings on working days.
    pub meetings: u64,
    /// Meetings on days off.
    pub meetings_off: u64,
    /// Days whose plan was met or counted as met.
    pub met: u32,
    /// Days whose plan was not met.
    pub unmet: u32,
    /// Of the days met, those a supervisor counted.
    pub forced: u32,
    /// Working days.
    pub working: u32,
    /// Those before today.
    pub elapsed: u32,
    /// Those from today on that are not counted as met already.
    pub remaining: u32,
    /// Whether anything was planned.
    pub planned: bool,
}

impl Sums {
    /// Adds a day.
    pub fn add(&mut self, figures: &DayFigures, day: Day, today: Day) {
        self.off += u64::from(figures.off);
        self.meetings_off += u64::from(figures.meetings_off);
        if !figures.working {
            return;
        }
        self.working += 1;
        self.fact += u64::from(figures.fact);
        self.meetings += u64::from(figures.meetings);
        self.plan += u64::from(figures.plan.unwrap_or(0));
        self.excused += u64::from(figures.excused);
        self.meetings_plan += u64::from(figures.meetings_plan.unwrap_or(0));
        self.meetings_excused += u64::from(figures.meetings_excused);
        self.planned |= figures.plan.is_some();
        if day < today {
            self.elapsed += 1;
            self.fact_elapsed += u64::from(figures.fact);
            self.due += u64::from(figures.due().unwrap_or(0));
        } else if !figures.forced {
            self.remaining += 1;
        }
        match figures.state(day, today) {
            DayState::Met => self.met += 1,
            DayState::Forced => {
                self.met += 1;
                self.forced += 1;
            }
            DayState::Unmet => self.unmet += 1,
            DayState::Free | DayState::NoPlan | DayState::Future | DayState::Pending => {}
        }
    }

    /// The plan that is still asked for.
    #[must_use]
    pub fn adjusted_plan(&self) -> u64 {
        self.plan.saturating_sub(self.excused)
    }

    /// Calls needed on each remaining working day to make the plan, rounded up; 0 when it is made. `None` without a
    /// plan, or when no day is left and something is missing.
    #[must_use]
    pub fn pace(&self) -> Option<u64> {
        let missing = self.adjusted_plan().saturating_sub(self.fact);
        match (self.planned, missing, self.remaining) {
            (false, ..) | (true, 1.., 0) => None,
            (true, 0, _) => Some(0),
            (true, missing, remaining) => Some(missing.div_ceil(u64::from(remaining))),
        }
    }

    /// Calls per elapsed working day, in tenths, rounded half up; `None` before the first day has passed.
    #[must_use]
    pub fn average_tenths(&self) -> Option<u64> {
        (self.elapsed > 0).then(|| {
            let days = u64::from(self.elapsed);
            (self.fact_elapsed * 20 + days) / (2 * days)
        })
    }

    /// What the span ends with if every remaining day is like an average elapsed one: what is done already counts for
    /// today at least. `None` before the first day has passed.
    #[must_use]
    pub fn projected(&self) -> Option<u64> {
        (self.elapsed > 0).then(|| {
            let (days, left) = (u64::from(self.elapsed), u64::from(self.remaining));
            let ahead = (self.fact_elapsed * left * 2 + days) / (2 * days);
            (self.fact_elapsed + ahead).max(self.fact)
        })
    }

    /// Share of the plan that is done, in percent, rounded down so that 100 means made; `None` without a plan.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        let plan = self.adjusted_plan();
        (self.planned && plan > 0).then(|| self.fact * 100 / plan)
    }

    /// Whether the fact lags behind what was to be done by now.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.fact < self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TODAY: Day = Day(100);

    fn figures(plan: Option<u32>, fact: u32, forced: bool) -> DayFigures {
        DayFigures::of(true, Rate { calls: plan, meetings: None }, (fact, 0), forced)
    }

    #[rstest]
    #[case::met(99, Some(25), 25, false, DayState::Met)]
    #[case::unmet(99, Some(25), 24, false, DayState::Unmet)]
    #[case::today_not_yet(100, Some(25), 24, false, DayState::Pending)]
    #[case::today_already(100, Some(25), 26, false, DayState::Met)]
    #[case::tomorrow(101, Some(25), 0, false, DayState::Future)]
    #[case::a_plan_of_nothing(99, Some(0), 0, false, DayState::Met)]
    #[case::no_plan(99, None, 12, false, DayState::NoPlan)]
    #[case::forced(99, Some(25), 12, true, DayState::Forced)]
    #[case::forced_ahead(101, Some(25), 0, true, DayState::Forced)]
    fn a_working_day(
        #[case] day: i32,
        #[case] plan: Option<u32>,
        #[case] fact: u32,
        #[case] forced: bool,
        #[case] state: DayState,
    ) {
        assert_eq!(figures(plan, fact, forced).state(Day(day), TODAY), state);
    }

    #[test]
    fn a_day_off_has_no_plan_and_keeps_its_work() {
        let day = DayFigures::of(false, Rate { calls: Some(25), meetings: Some(1) }, (3, 1), true);
        assert_eq!((day.plan, day.excused, day.forced, day.fact, day.off), (None, 0, false, 0, 3));
        assert_eq!(day.state(Day(99), TODAY), DayState::Free);
        let mut sums = Sums::default();
        sums.add(&day, Day(99), TODAY);
        assert_eq!(sums, Sums { off: 3, meetings_off: 1, ..Sums::default() });
        assert_eq!((sums.pace(), sums.average_tenths(), sums.percent()), (None, None, None));
    }

    #[test]
    fn where_only_meetings_are_planned_they_decide() {
        let rate = Rate { calls: None, meetings: Some(2) };
        assert_eq!(DayFigures::of(true, rate, (50, 1), false).state(Day(99), TODAY), DayState::Unmet);
        assert_eq!(DayFigures::of(true, rate, (0, 2), false).state(Day(99), TODAY), DayState::Met);
    }

    /// The month of the design: 22 working days of which 13 have passed, a plan of 28 a day, 436 done: 20 a day to go.
    #[test]
    fn the_pace_is_what_is_missing_over_the_days_left_today_included() {
        let mut sums = Sums { plan: 616, fact: 436, elapsed: 13, remaining: 9, planned: true, ..Sums::default() };
        assert_eq!(sums.pace(), Some(20));
        sums.fact = 435;
        assert_eq!(sums.pace(), Some(21), "rounded up: twenty would not make it");
        sums.fact = 616;
        assert_eq!(sums.pace(), Some(0));
        sums.fact = 615;
        sums.remaining = 0;
        assert_eq!(sums.pace(), None, "no day is left to make it on");
        assert_eq!(sums.percent(), Some(99));
    }

    /// The peer divided the current month by all its working days, so everybody looked behind until its last one.
    #[test]
    fn defect_5_3_14_averages_divide_by_elapsed_days_and_never_by_zero() {
        let mut sums = Sums::default();
        assert_eq!(sums.average_tenths(), None);
        for (day, fact) in [(97, 20), (98, 25), (99, 23), (100, 4)] {
            sums.add(&figures(Some(25), fact, false), Day(day), TODAY);
        }
        for day in 101..110 {
            sums.add(&figures(Some(25), 0, false), Day(day), TODAY);
        }
        assert_eq!(sums.average_tenths(), Some(227), "68 calls on three days");
        assert_eq!((sums.elapsed, sums.remaining, sums.working), (3, 10, 13));
        assert_eq!(sums.projected(), Some(68 + 227), "68 × 10 / 3 = 226.67 to come");
    }

    #[test]
    fn a_forced_day_excuses_its_plan_and_keeps_its_fact() {
        let mut sums = Sums::default();
        sums.add(&figures(Some(25), 12, true), Day(98), TODAY);
        sums.add(&figures(Some(25), 25, false), Day(99), TODAY);
        assert_eq!((sums.plan, sums.excused, sums.adjusted_plan(), sums.fact), (50, 25, 25, 37));
        assert_eq!((sums.met, sums.forced, sums.unmet), (2, 1, 0));
        assert_eq!(sums.pace(), Some(0));
    }

    #[test]
    fn a_group_asks_for_what_its_people_are_asked_for() {
        let mut group = DayFigures::default();
        for day in [figures(Some(25), 12, true), figures(Some(20), 22, false), figures(None, 5, false)] {
            group.add(&day);
        }
        assert_eq!((group.plan, group.due(), group.fact, group.forced), (Some(45), Some(20), 39, false));
        assert_eq!(group.state(Day(99), TODAY), DayState::Met);
        let mut all = DayFigures::default();
        all.add(&figures(None, 0, false));
        all.add(&figures(Some(25), 0, true));
        all.add(&figures(Some(20), 0, true));
        assert_eq!(all.state(Day(99), TODAY), DayState::Forced);
    }
}
