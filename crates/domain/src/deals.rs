//! State of a client in one direction, from the client's deals there.

use crate::day::Day;
use serde::{Deserialize, Serialize};

/// What a stage means: the portal's semantics plus the optional mapping of "preparation" stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// In process, on a stage mapped as preparation.
    Preparation,
    /// In process.
    Work,
    /// Finished with success.
    Won,
    /// Finished without success.
    Failed,
}

impl Phase {
    /// The phase of a stage without a mapping: semantics `S` is won, `F` failed, anything else work.
    #[must_use]
    pub fn of_semantics(semantics: &str) -> Self {
        match semantics {
            "S" => Self::Won,
            "F" => Self::Failed,
            _ => Self::Work,
        }
    }

    /// The number stored in the database.
    #[must_use]
    pub fn code(self) -> i16 {
        match self {
            Self::Preparation => 0,
            Self::Work => 1,
            Self::Won => 2,
            Self::Failed => 3,
        }
    }

    /// The phase of a stored number.
    #[must_use]
    pub fn from_code(code: i16) -> Option<Self> {
        match code {
            0 => Some(Self::Preparation),
            1 => Some(Self::Work),
            2 => Some(Self::Won),
            3 => Some(Self::Failed),
            _ => None,
        }
    }
}

/// Ages in days after which a deal or a client counts as left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// A deal in work or preparation not modified for more days than this is suspended.
    pub suspended_days: i32,
    /// A failure older than this no longer stands in the way of a new deal.
    pub failed_days: i32,
    /// A client without communication for more days than this is overdue.
    pub overdue_days: i32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { suspended_days: 183, failed_days: 92, overdue_days: 186 }
    }
}

/// State of one client in one direction. Priority when several apply: work, preparation, recent failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectionState {
    /// A deal in work, modified this many days ago.
    Work(i32),
    /// A deal in preparation, modified this many days ago.
    Preparation(i32),
    /// A failure this many days ago: do not offer again yet.
    RecentlyFailed(i32),
    /// Deals in work or preparation, none modified within the threshold; the latest this many days ago.
    Suspended(i32),
    /// Nothing that stands in the way: no deals, won ones or old failures.
    Free,
}

impl DirectionState {
    /// Whether a new deal may be offered in this direction.
    #[must_use]
    pub fn allows_new_deal(self) -> bool {
        matches!(self, Self::Suspended(_) | Self::Free)
    }
}

/// Day of the latest modification in each phase that matters for the state; `None` when there is no such deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestDays {
    /// Latest modified deal in work.
    pub work: Option<Day>,
    /// Latest modified deal in preparation.
    pub preparation: Option<Day>,
    /// Latest modified failed deal.
    pub failed: Option<Day>,
}

impl LatestDays {
    /// Takes the later of each day: deals of another currency in the same direction.
    pub fn join(&mut self, other: &Self) {
        self.work = self.work.max(other.work);
        self.preparation = self.preparation.max(other.preparation);
        self.failed = self.failed.max(other.failed);
    }

    /// The state on `today`. An age equal to the threshold still counts as recent.
    #[must_use]
    pub fn state(&self, today: Day, thresholds: &Thresholds) -> DirectionState {
        let age = |day: Option<Day>| day.map(|day| day.days_until(today));
        let within = |day: Option<Day>, limit: i32| age(day).filter(|age| *age <= limit);
        if let Some(age) = within(self.work, thresholds.suspended_days) {
            return DirectionState::Work(age);
        }
        if let Some(age) = within(self.preparation, thresholds.suspended_days) {
            return DirectionState::Preparation(age);
        }
        if let Some(age) = within(self.failed, thresholds.failed_days) {
            return DirectionState::RecentlyFailed(age);
        }
        match age(self.work.max(self.preparation)) {
            Some(age) => DirectionState::Suspended(age),
            None => DirectionState::Free,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::collections::HashSet;

    const TODAY: Day = Day(20_000);

    /// Age of the latest deal of each phase against its threshold (183, 183, 92 days), and the state that follows.
    const RULES: &str = "
    work  | prep. | lost  | state
    none  | none  | none  | free
    none  | none  | below | failed 91
    none  | none  | at    | failed 92
    none  | none  | above | free
    none  | below | none  | preparation 182
    none  | below | below | preparation 182
    none  | below | at    | preparation 182
    none  | below | above | preparation 182
    none  | at    | none  | preparation 183
    none  | at    | below | preparation 183
    none  | at    | at    | preparation 183
    none  | at    | above | preparation 183
    none  | above | none  | suspended 184
    none  | above | below | failed 91
    none  | above | at    | failed 92
    none  | above | above | suspended 184
    below | none  | none  | work 182
    below | none  | below | work 182
    below | none  | at    | work 182
    below | none  | above | work 182
    below | below | none  | work 182
    below | below | below | work 182
    below | below | at    | work 182
    below | below | above | work 182
    below | at    | none  | work 182
    below | at    | below | work 182
    below | at    | at    | work 182
    below | at    | above | work 182
    below | above | none  | work 182
    below | above | below | work 182
    below | above | at    | work 182
    below | above | above | work 182
    at    | none  | none  | work 183
    at    | none  | below | work 183
    at    | none  | at    | work 183
    at    | none  | above | work 183
    at    | below | none  | work 183
    at    | below | below | work 183
    at    | below | at    | work 183
    at    | below | above | work 183
    at    | at    | none  | work 183
    at    | at    | below | work 183
    at    | at    | at    | work 183
    at    | at    | above | work 183
    at    | above | none  | work 183
    at    | above | below | work 183
    at    | above | at    | work 183
    at    | above | above | work 183
    above | none  | none  | suspended 184
    above | none  | below | failed 91
    above | none  | at    | failed 92
    above | none  | above | suspended 184
    above | below | none  | preparation 182
    above | below | below | preparation 182
    above | below | at    | preparation 182
    above | below | above | preparation 182
    above | at    | none  | preparation 183
    above | at    | below | preparation 183
    above | at    | at    | preparation 183
    above | at    | above | preparation 183
    above | above | none  | suspended 184
    above | above | below | failed 91
    above | above | at    | failed 92
    above | above | above | suspended 184
    ";

    fn aged(word: &str, threshold: i32) -> Option<Day> {
        match word {
            "none" => None,
            "below" => Some(Day(TODAY.0 - threshold + 1)),
            "at" => Some(Day(TODAY.0 - threshold)),
            "above" => Some(Day(TODAY.0 - threshold - 1)),
            other => panic!("unknown age {other}"),
        }
    }

    fn words(state: DirectionState) -> String {
        match state {
            DirectionState::Work(age) => format!("work {age}"),
            DirectionState::Preparation(age) => format!("preparation {age}"),
            DirectionState::RecentlyFailed(age) => format!("failed {age}"),
            DirectionState::Suspended(age) => format!("suspended {age}"),
            DirectionState::Free => "free".to_owned(),
        }
    }

    #[test]
    fn every_combination_of_phases_and_ages_has_its_state() {
        let mut seen = HashSet::new();
        for line in RULES.trim().lines().skip(1) {
            let columns: Vec<&str> = line.split('|').map(str::trim).collect();
            let [work, preparation, failed, state] = columns[..] else {
                panic!("a rule has four columns: {line}");
            };
            let latest =
                LatestDays { work: aged(work, 183), preparation: aged(preparation, 183), failed: aged(failed, 92) };
            let found = latest.state(TODAY, &Thresholds::default());
            assert_eq!(words(found), state, "{line}");
            assert!(seen.insert((work, preparation, failed)), "twice: {line}");
        }
        assert_eq!(seen.len(), 4 * 4 * 4);
    }

    #[test]
    fn other_thresholds_move_the_borders() {
        let thresholds = Thresholds { suspended_days: 10, failed_days: 0, overdue_days: 1 };
        let latest = |work: Option<i32>, failed: Option<i32>| LatestDays {
            work: work.map(|age| Day(TODAY.0 - age)),
            preparation: None,
            failed: failed.map(|age| Day(TODAY.0 - age)),
        };
        let state = |work, failed| latest(work, failed).state(TODAY, &thresholds);
        assert_eq!(state(Some(10), Some(0)), DirectionState::Work(10));
        assert_eq!(state(Some(11), Some(0)), DirectionState::RecentlyFailed(0));
        assert_eq!(state(Some(11), Some(1)), DirectionState::Suspended(11));
    }

    #[test]
    fn a_deal_dated_tomorrow_by_another_clock_is_recent() {
        let latest = LatestDays { work: Some(Day(TODAY.0 + 1)), ..LatestDays::default() };
        let state = latest.state(TODAY, &Thresholds::default());
        assert_eq!(state, DirectionState::Work(-1));
    }

    #[rstest]
    #[case(DirectionState::Work(1), false)]
    #[case(DirectionState::Preparation(1), false)]
    #[case(DirectionState::RecentlyFailed(1), false)]
    #[case(DirectionState::Suspended(184), true)]
    #[case(DirectionState::Free, true)]
    fn only_suspended_and_free_directions_take_a_new_deal(#[case] state: DirectionState, #[case] allowed: bool) {
        assert_eq!(state.allows_new_deal(), allowed);
    }

    #[rstest]
    #[case("P", Phase::Work)]
    #[case("S", Phase::Won)]
    #[case("F", Phase::Failed)]
    #[case("", Phase::Work)]
    fn semantics_give_the_phase(#[case] semantics: &str, #[case] phase: Phase) {
        assert_eq!(Phase::of_semantics(semantics), phase);
    }

    #[test]
    fn stored_phases_read_back() {
        for phase in [Phase::Preparation, Phase::Work, Phase::Won, Phase::Failed] {
            assert_eq!(Phase::from_code(phase.code()), Some(phase));
        }
        assert_eq!(Phase::from_code(4), None);
    }
}
