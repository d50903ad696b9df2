//! The proof that the copy equals the portal: what is compared, what differed and what the certificate says.
//!
//! Rows of both sides are reduced to the same canonical digest; digests of a bucket are added up, so the order in which
//! rows come does not matter. Equal counts and equal hashes on both sides mean equal rows.

mod bucket;
mod digest;
mod month;

pub use bucket::{Bucket, SECONDS};
pub use digest::Digest;
pub use month::Month;

use crate::day::{Day, Millis};
use crate::ids::PersonId;
use crate::progress::Entity;
use serde::{Deserialize, Serialize};

/// Differences that are kept with a report; all of them are counted and repaired.
pub const MOST_DIFFERENCES: u64 = 1_000;
/// People one recheck may name.
pub const MOST_PEOPLE: usize = 500;
/// Days one recheck may span.
pub const MOST_DAYS: i32 = 3_660;

/// How a record differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The portal has it, the copy has not.
    MissingHere,
    /// The copy has it, the portal has not (any more).
    GoneThere,
    /// Both have it and some field differs.
    Differs,
}

impl What {
    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingHere => "missing_here",
            Self::GoneThere => "gone_there",
            Self::Differs => "differs",
        }
    }

    /// The kind of a stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::MissingHere, Self::GoneThere, Self::Differs].into_iter().find(|what| what.code() == code)
    }
}

/// One record that differed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Of which list.
    pub entity: Entity,
    /// Its id; in dictionaries the list and the key (`stage C1:NEW`, `currency USD`).
    pub id: String,
    /// How it differs.
    pub what: What,
    /// Columns that differ, as the copy names them; empty unless [`What::Differs`].
    pub fields: Vec<String>,
    /// Whether the copy was brought to the portal's state.
    pub repaired: bool,
}

/// What a proof was asked to compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProofScope {
    /// Everything by counts, and as many rows as the budget of requests allows: all of them, or the recent ones and the
    /// next share of the others.
    Everything {
        /// Whether every row was to be read whatever it costs.
        whole: bool,
    },
    /// Every row of a period.
    Period(Period),
}

/// Days, and optionally people, to compare row by row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day, in the portal's zone.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// Only what these people are responsible for; empty for everybody.
    #[serde(default)]
    pub people: Vec<PersonId>,
}

impl Period {
    /// Checks the bounds; the error names the field and says what is wrong with it.
    ///
    /// # Errors
    /// Days in the wrong order or too many, too many people.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        let days = self.from.days_until(self.to);
        if days < 0 {
            return Err(("to", "the last day lies before the first".to_owned()));
        }
        if days > MOST_DAYS {
            return Err(("to", format!("at most {MOST_DAYS} days")));
        }
        if self.people.len() > MOST_PEOPLE {
            return Err(("people", format!("at most {MOST_PEOPLE} people")));
        }
        Ok(())
    }
}

/// What the certificate says in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing compared differed.
    Equal,
    /// Something differed and was repaired.
    Repaired,
    /// Something differs still.
    Differs,
}

impl Verdict {
    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Repaired => "repaired",
            Self::Differs => "differs",
        }
    }

    /// The verdict of a stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Equal, Self::Repaired, Self::Differs].into_iter().find(|verdict| verdict.code() == code)
    }
}

/// Why records the copy has, and the portal does not list any more, were not deleted. The later ones weigh more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldBack {
    /// The portal could not say whether they exist.
    Unsure,
    /// Asked for singly, the portal shows some of them all the same.
    Shown,
    /// Asked for singly, the portal refuses access to some of them: the rights behind the app's token shrank.
    Denied,
}

impl HeldBack {
    /// The name in logs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unsure => "unsure",
            Self::Shown => "shown",
            Self::Denied => "denied",
        }
    }
}

/// What a proof found out about one entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityProof {
    /// Which.
    pub entity: Entity,
    /// Rows of the copy when it was counted.
    pub here: u64,
    /// Rows of the portal as it counted them; `None` when it does not offer the list.
    pub there: Option<u64>,
    /// Months and days whose counts were compared.
    pub counted: u32,
    /// Of them those whose counts did not agree at first sight.
    pub unequal: u32,
    /// Rows of the portal that were compared field by field this time.
    pub compared: u64,
    /// When every row has last been compared, however many proofs that took.
    pub whole_at: Option<Millis>,
    /// Differing records.
    pub differences: u64,
    /// Of them repaired.
    pub repaired: u64,
    /// Records that kept changing and could not be judged.
    pub moving: u64,
    /// Why deletions were held back: so many that they needed the portal's word for single records, and it was not
    /// given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_back: Option<HeldBack>,
}

impl EntityProof {
    /// An entity nothing is known of yet.
    #[must_use]
    pub fn new(entity: Entity) -> Self {
        Self {
            entity,
            here: 0,
            there: None,
            counted: 0,
            unequal: 0,
            compared: 0,
            whole_at: None,
            differences: 0,
            repaired: 0,
            moving: 0,
            held_back: None,
        }
    }
}

/// A month of one entity that was compared row by row, after repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthProof {
    /// Which entity.
    pub entity: Entity,
    /// Month of creation, of calls that of their start; `None` for rows without a date.
    pub month: Option<Month>,
    /// The copy's rows.
    pub here: Bucket,
    /// The portal's rows.
    pub there: Bucket,
}

/// What a proof has cost the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// HTTP requests; a batch is one.
    pub requests: u64,
    /// Methods run, commands of batches included.
    pub commands: u64,
    /// Execution time the portal reported, all methods together, milliseconds.
    pub operating_ms: u64,
    /// The same of the method that used most, milliseconds: the portal's limit is per method.
    pub busiest_ms: u64,
    /// Rows read.
    pub rows: u64,
}

/// The certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofReport {
    /// Number among the portal's reports; 0 until it is stored.
    pub id: i64,
    /// What was to be compared.
    pub scope: ProofScope,
    /// When it began.
    pub started: Millis,
    /// When it ended.
    pub finished: Millis,
    /// What it says.
    pub verdict: Verdict,
    /// Differing records.
    pub differences: u64,
    /// Of them repaired.
    pub repaired: u64,
    /// Whether every row of the scope was compared field by field.
    pub whole: bool,
    /// How many such proofs compare every row once, 1 when each does; `None` when the budget of this one left no room for
    /// rows in turn.
    pub proofs_per_pass: Option<u32>,
    /// Per entity, in order.
    pub entities: Vec<EntityProof>,
    /// Months compared row by row; left out of lists of reports.
    #[serde(default)]
    pub months: Vec<MonthProof>,
    /// What it cost.
    pub spent: Spent,
}

/// `GET /api/proof`: the last reports, and the differences of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofPage {
    /// The last reports, newest first, without months.
    pub reports: Vec<ProofReport>,
    /// The report that was asked for, or the newest, whole; `None` before the first proof.
    pub report: Option<ProofReport>,
    /// A page of its differences, in the order they were found.
    pub differences: Vec<Difference>,
    /// How many of its differences are kept.
    pub kept: u64,
}

/// `GET /api/proof/last`: what everybody may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastProof {
    /// When the newest proof ended.
    pub finished: Millis,
    /// What it says.
    pub verdict: Verdict,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_checked_by_field() {
        let period = |from, to, people| Period { from: Day(from), to: Day(to), people: vec![PersonId(1); people] };
        assert_eq!(period(5, 5, 0).check(), Ok(()));
        assert_eq!(period(5, 4, 0).check().map_err(|(field, _)| field), Err("to"));
        assert_eq!(period(0, MOST_DAYS + 1, 0).check().map_err(|(field, _)| field), Err("to"));
        assert_eq!(period(0, 1, MOST_PEOPLE + 1).check().map_err(|(field, _)| field), Err("people"));
    }

    #[test]
    fn stored_names_read_back() {
        for what in [What::MissingHere, What::GoneThere, What::Differs] {
            assert_eq!(What::from_code(what.code()), Some(what));
        }
        for verdict in [Verdict::Equal, Verdict::Repaired, Verdict::Differs] {
            assert_eq!(Verdict::from_code(verdict.code()), Some(verdict));
        }
        assert_eq!((What::from_code("x"), Verdict::from_code("x")), (None, None));
    }

    #[test]
    fn a_report_survives_the_round_trip() {
        let period = Period { from: Day(1), to: Day(2), people: vec![PersonId(3)] };
        let mut bucket = Bucket::default();
        bucket.add(7, Some(("RUB", 10)));
        let month = Month::of(Day(20_000));
        let report = ProofReport {
            id: 1,
            scope: ProofScope::Period(period),
            started: Millis(1),
            finished: Millis(2),
            verdict: Verdict::Repaired,
            differences: 2,
            repaired: 2,
            whole: true,
            proofs_per_pass: Some(1),
            entities: vec![EntityProof::new(Entity::Deals)],
            months: vec![MonthProof { entity: Entity::Deals, month: Some(month), here: bucket.clone(), there: bucket }],
            spent: Spent::default(),
        };
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<ProofReport>(&text).unwrap(), report);
        assert!(text.contains(r#""kind":"period","from":1"#), "{text}");
    }
}
