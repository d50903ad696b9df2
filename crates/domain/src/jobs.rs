//! Background jobs of a portal: what they are to do, and how they stand, as the app shows them.

use crate::day::{Day, Millis};
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};

/// Most people a recheck can be limited to; more are "everybody".
pub const MOST_PEOPLE: usize = 500;
/// Longest dedup key; see [`JobWork::key`].
const LONGEST_KEY: usize = 120;

/// The number of a job; unique within its portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub i64);

impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Whole days in the portal's zone, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Period {
    /// The days from `from` to `to`; `None` when they are in the wrong order.
    #[must_use]
    pub fn new(from: Day, to: Day) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// How many days that are.
    #[must_use]
    pub fn days(self) -> i32 {
        self.from.days_until(self.to) + 1
    }
}

/// Kinds of jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// People, departments, pipelines, dictionaries, the calendar are read again.
    Structure,
    /// The copy is compared with the portal and differences are repaired.
    Proof,
    /// As a proof, for chosen days and people.
    Recheck,
    /// Handlers of events and placements are bound anew, after an installation or an update of the app.
    Bind,
    /// The portal is asked how the app stands there: paid for, on trial, ended.
    Account,
    /// People and departments are read again.
    People,
    /// Notices about a comment are sent to people in the portal.
    Notices,
}

impl JobKind {
    /// All of them, in the order they are listed.
    pub const ALL: [Self; 7] =
        [Self::Structure, Self::Proof, Self::Recheck, Self::Bind, Self::Account, Self::People, Self::Notices];

    /// The name stored in the database and used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Proof => "proof",
            Self::Recheck => "recheck",
            Self::Bind => "bind",
            Self::Account => "account",
            Self::People => "people",
            Self::Notices => "notices",
        }
    }

    /// The kind of a stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What a job is to do: its kind with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobWork {
    /// See [`JobKind::Structure`].
    Structure,
    /// See [`JobKind::Proof`].
    Proof {
        /// The days to compare; everything when absent.
        #[serde(default)]
        period: Option<Period>,
    },
    /// See [`JobKind::Recheck`].
    Recheck {
        /// The days to compare.
        period: Period,
        /// Whose records; empty for everybody.
        #[serde(default)]
        people: Vec<PersonId>,
    },
    /// See [`JobKind::Bind`].
    Bind,
    /// See [`JobKind::Account`].
    Account,
    /// See [`JobKind::People`].
    People,
    /// See [`JobKind::Notices`].
    Notices {
        /// The comment.
        comment: i64,
    },
}

impl JobWork {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> JobKind {
        match self {
            Self::Structure => JobKind::Structure,
            Self::Proof { .. } => JobKind::Proof,
            Self::Recheck { .. } => JobKind::Recheck,
            Self::Bind => JobKind::Bind,
            Self::Account => JobKind::Account,
            Self::People => JobKind::People,
            Self::Notices { .. } => JobKind::Notices,
        }
    }

    /// What makes two jobs of one kind the same work: of jobs with equal keys only one waits or runs at a time. At most
    /// 120 bytes; work on many people is told apart by a digest of who they are.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Structure | Self::Proof { period: None } | Self::Bind | Self::Account | Self::People => String::new(),
            Self::Notices { comment } => comment.to_string(),
            Self::Proof { period: Some(period) } => days(*period),
            Self::Recheck { period, people } => {
                let mut ids: Vec<i64> = people.iter().map(|person| person.0).collect();
                ids.sort_unstable();
                ids.dedup();
                let listed = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
                let key = format!("{} {listed}", days(*period));
                if key.len() <= LONGEST_KEY {
                    return key.trim_end().to_owned();
                }
                format!("{} {} people {:016x}", days(*period), ids.len(), digest(&ids))
            }
        }
    }
}

fn days(period: Period) -> String {
    format!("{}..{}", period.from.0, period.to.0)
}

/// FNV-1a over the numbers: equal in every release, which a hasher of the standard library does not promise.
fn digest(ids: &[i64]) -> u64 {
    ids.iter()
        .flat_map(|id| id.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its time, or for its next attempt.
    Queued,
    /// Is being done.
    Running,
    /// Was done.
    Done,
    /// Was given up; see [`JobView::problem`].
    Failed,
}

impl JobState {
    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state of a stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Done, Self::Failed].into_iter().find(|state| state.code() == code)
    }
}

/// A job as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// Its number.
    pub id: JobId,
    /// What it is to do.
    pub work: JobWork,
    /// Where it stands.
    pub state: JobState,
    /// How often it was begun.
    pub attempts: u32,
    /// When it is to be begun, or begun again.
    pub due: Millis,
    /// Steps done.
    pub done: u64,
    /// Steps altogether; `None` until known.
    pub total: Option<u64>,
    /// Why the last attempt ended, in words; `None` when nothing went wrong.
    pub problem: Option<String>,
    /// Who asked for it; `None` for the schedule.
    pub asked_by: Option<PersonId>,
    /// When it was asked for.
    pub created: Millis,
    /// When it was first begun.
    pub started: Option<Millis>,
    /// When it was done or given up.
    pub finished: Option<Millis>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recheck(people: &[i64]) -> JobWork {
        let period = Period::new(Day(20_000), Day(20_030)).expect("in order");
        JobWork::Recheck { period, people: people.iter().copied().map(PersonId).collect() }
    }

    #[test]
    fn the_same_work_has_the_same_key_in_whatever_order_people_are_named() {
        assert_eq!(recheck(&[]).key(), "20000..20030");
        assert_eq!(recheck(&[9, 7, 9]).key(), "20000..20030 7,9");
        assert_eq!(recheck(&[7, 9]).key(), recheck(&[9, 7]).key());
        assert_ne!(recheck(&[7]).key(), recheck(&[9]).key());
    }

    #[test]
    fn a_key_stays_short_for_many_people() {
        let many: Vec<i64> = (1..=500).collect();
        let (all, without_one) = (recheck(&many).key(), recheck(&many[1..]).key());
        assert!(all.len() <= LONGEST_KEY, "{all}");
        assert!(all.starts_with("20000..20030 500 people "), "{all}");
        assert_ne!(all, without_one);
        let backwards: Vec<i64> = many.iter().rev().copied().collect();
        assert_eq!(recheck(&backwards).key(), all);
    }

    #[test]
    fn stored_names_come_back() {
        for kind in JobKind::ALL {
            assert_eq!(JobKind::from_code(kind.code()), Some(kind));
        }
        for work in
            [JobWork::Structure, JobWork::People, recheck(&[7]), JobWork::Bind, JobWork::Notices { comment: 17 }]
        {
            let json = serde_json::to_value(&work).expect("plain");
            assert_eq!(json["kind"], work.kind().code());
            assert_eq!(serde_json::from_value::<JobWork>(json).expect("reads"), work);
        }
    }

    #[test]
    fn a_period_counts_both_ends_and_never_runs_backwards() {
        assert_eq!(Period::new(Day(5), Day(5)).map(Period::days), Some(1));
        assert_eq!(Period::new(Day(1), Day(31)).map(Period::days), Some(31));
        assert_eq!(Period::new(Day(6), Day(5)), None);
    }
}
