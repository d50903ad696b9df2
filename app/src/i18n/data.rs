//! Words of the page about data.

mod en;
pub(super) mod es;
pub(super) mod kk;
mod ru;
pub(super) mod uk;

use super::of_part;
use domain::freshness::{Ending, Source};
use domain::jobs::JobKind;
use domain::proof::{HeldBack, Verdict, What};

/// Words of the page about data.
#[derive(Debug)]
pub(crate) struct DataMessages {
    /// Months in short, from January.
    pub(crate) months: [&'static str; 12],
    /// Months in full, from January.
    pub(crate) full_months: [&'static str; 12],

    pub(crate) freshness: &'static str,
    pub(crate) source: fn(Source) -> &'static str,
    pub(crate) seconds_ago: fn(u64) -> String,
    pub(crate) minutes_ago: fn(u64) -> String,
    pub(crate) hours_ago: fn(u64) -> String,
    pub(crate) days_ago: fn(u64) -> String,
    pub(crate) unchanged: &'static str,
    pub(crate) changed_at: fn(&str) -> String,
    pub(crate) fresh: &'static str,
    pub(crate) late: &'static str,
    pub(crate) waits: &'static str,
    pub(crate) reading: &'static str,
    pub(crate) stopped: &'static str,
    pub(crate) queue: &'static str,
    /// In the portal's queue, in our inbox.
    pub(crate) queue_counts: fn(Option<&str>, &str) -> String,
    pub(crate) queue_empty: &'static str,
    pub(crate) queue_waits: fn(&str) -> String,

    pub(crate) first_reading: &'static str,
    pub(crate) running: &'static str,
    /// Rows done, rows in all.
    pub(crate) rows_of: fn(&str, &str) -> String,
    pub(crate) per_second: fn(u64, &str) -> String,

    pub(crate) recheck: &'static str,
    pub(crate) recheck_sub: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) day_form: &'static str,
    pub(crate) people: &'static str,
    pub(crate) everybody: &'static str,
    pub(crate) chosen_people: fn(u64) -> String,
    pub(crate) days: fn(u64) -> String,
    pub(crate) start: &'static str,
    pub(crate) starting: &'static str,
    pub(crate) asked: &'static str,
    pub(crate) wrong_order: &'static str,
    pub(crate) too_long: fn(u64) -> String,
    pub(crate) too_many: fn(u64) -> String,

    pub(crate) proof: &'static str,
    pub(crate) proof_now: &'static str,
    pub(crate) proof_runs: &'static str,
    pub(crate) proof_failed: &'static str,
    pub(crate) verdict: fn(Verdict) -> &'static str,
    pub(crate) proved: fn(&str) -> String,
    pub(crate) no_proof: &'static str,
    pub(crate) no_proof_text: &'static str,
    pub(crate) months_equal: fn(u64) -> String,
    pub(crate) months_unequal: fn(u64) -> String,
    pub(crate) repaired: fn(u64) -> String,
    pub(crate) left: fn(u64) -> String,
    pub(crate) ending: fn(Ending) -> String,
    pub(crate) held_back: fn(HeldBack) -> &'static str,
    pub(crate) earlier: &'static str,
    pub(crate) later: &'static str,
    pub(crate) by_month: &'static str,
    pub(crate) certificate: fn(i64) -> String,
    pub(crate) certificates: &'static str,
    pub(crate) checked_at: fn(&str) -> String,
    pub(crate) equal: &'static str,
    pub(crate) unequal: &'static str,
    pub(crate) not_read: &'static str,
    pub(crate) without_date: &'static str,
    pub(crate) portal: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) count: &'static str,
    /// A sum in a unit.
    pub(crate) sum: fn(&str) -> String,
    pub(crate) seconds: &'static str,
    pub(crate) print: &'static str,
    pub(crate) print_differs: &'static str,
    pub(crate) scope_all: &'static str,
    pub(crate) scope_part: fn(u64) -> String,
    pub(crate) scope_counts: &'static str,
    pub(crate) scope_period: fn(&str, &str) -> String,
    pub(crate) scope_people: fn(u64) -> String,
    pub(crate) compared: fn(u64, &str) -> String,
    pub(crate) spent: fn(u64, &str) -> String,
    pub(crate) took: fn(&str) -> String,

    pub(crate) differences: &'static str,
    pub(crate) list_of_differences: &'static str,
    pub(crate) record: &'static str,
    pub(crate) what: &'static str,
    pub(crate) state: &'static str,
    pub(crate) what_is: fn(What) -> &'static str,
    pub(crate) fields: fn(&str) -> String,
    pub(crate) is_repaired: &'static str,
    pub(crate) is_left: &'static str,
    pub(crate) record_of: fn(domain::progress::Entity, &str) -> String,
    pub(crate) more: &'static str,

    pub(crate) jobs: &'static str,
    pub(crate) list_of_jobs: &'static str,
    pub(crate) all: &'static str,
    pub(crate) jobs_running: fn(u64) -> String,
    pub(crate) job: &'static str,
    pub(crate) progress: &'static str,
    pub(crate) started: &'static str,
    pub(crate) who: &'static str,
    pub(crate) kind: fn(JobKind) -> &'static str,
    pub(crate) planned: &'static str,
    pub(crate) job_waits: &'static str,
    pub(crate) job_begins: fn(&str) -> String,
    pub(crate) job_again: fn(&str, u64) -> String,
    pub(crate) job_done_of: fn(&str) -> String,
    pub(crate) job_failed: &'static str,
    pub(crate) no_jobs: &'static str,
    pub(crate) no_jobs_running: &'static str,
    pub(crate) yesterday: &'static str,
    pub(crate) in_seconds: fn(u64) -> String,
    pub(crate) in_minutes: fn(u64) -> String,
    pub(crate) in_hours: fn(u64) -> String,
    pub(crate) minutes_short: &'static str,
    /// Between whole and part of a number.
    pub(crate) decimal: &'static str,

    pub(crate) log: &'static str,
    pub(crate) log_title: &'static str,
    pub(crate) log_sub: fn(&str) -> String,
    pub(crate) log_list: &'static str,
    pub(crate) find_method: &'static str,
    pub(crate) failures: fn(&str) -> String,
    pub(crate) time: &'static str,
    pub(crate) method: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) milliseconds: &'static str,
    pub(crate) rows: &'static str,
    pub(crate) no_answer: &'static str,
    pub(crate) show_params: fn(&str) -> String,
    pub(crate) params: &'static str,
    pub(crate) host: &'static str,
    pub(crate) operating: &'static str,
    pub(crate) lines_dropped: fn(&str) -> String,
    pub(crate) nothing_logged: &'static str,
    pub(crate) refresh: &'static str,
}

/// For tests of what is made of the words.
#[cfg(test)]
pub(crate) static RUSSIAN: &DataMessages = &ru::WORDS;

/// The table of the reader's language.
pub(crate) fn words() -> &'static DataMessages {
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.data)
}
