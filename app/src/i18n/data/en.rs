//! English.

use super::DataMessages;
use crate::i18n::plural::germanic as form;
use domain::calendar_names::ENGLISH;
use domain::freshness::{Ending, Source};
use domain::jobs::JobKind;
use domain::progress::Entity;
use domain::proof::{HeldBack, Verdict, What};

fn record_of(entity: Entity, id: &str) -> String {
    let name = match entity {
        Entity::People => "Person",
        Entity::Departments => "Department",
        Entity::Dictionaries => return format!("Dictionary: {id}"),
        Entity::Companies => "Company",
        Entity::Requisites => "Requisite",
        Entity::Contacts => "Contact",
        Entity::Deals => "Deal",
        Entity::Activities => "Activity",
        Entity::Calls => "Call",
    };
    format!("{name} {id}")
}

/// The table.
pub(super) const WORDS: DataMessages = DataMessages {
    months: ENGLISH.months_short_inside,
    full_months: ENGLISH.months_inside,

    freshness: "Freshness",
    source: |source| match source {
        Source::Events => "live",
        Source::Sweep => "polled: no events",
        Source::Daily => "daily",
    },
    seconds_ago: |n| format!("{n} s ago"),
    minutes_ago: |n| format!("{n} min ago"),
    hours_ago: |n| format!("{n} h ago"),
    days_ago: |n| format!("{n} {} ago", form(n, "day", "days")),
    unchanged: "unchanged",
    changed_at: |at| format!("Last change applied {at}"),
    fresh: "fresh",
    late: "late",
    waits: "waits",
    reading: "reading",
    stopped: "stopped",
    queue: "Queue of changes",
    queue_counts: |portal, inbox| match portal {
        Some(portal) => format!("{portal} in the portal, {inbox} here"),
        None => format!("the portal did not answer, {inbox} here"),
    },
    queue_empty: "empty",
    queue_waits: |n| format!("{n} wait"),

    first_reading: "First reading",
    running: "running",
    rows_of: |done, total| format!("{done} of {total} records"),
    per_second: |n, count| format!("{count} {}/s", form(n, "record", "records")),

    recheck: "Recheck a period",
    recheck_sub: "Every record is compared with the portal, differences are repaired.",
    from: "From",
    to: "To",
    day_form: "dd.mm.yyyy",
    people: "People",
    everybody: "everybody",
    chosen_people: |n| format!("{n} {}", form(n, "person", "people")),
    days: |n| format!("{n} {}", form(n, "day", "days")),
    start: "Start",
    starting: "Starting…",
    asked: "It is among the jobs now, the window may be closed.",
    wrong_order: "The last day lies before the first",
    too_long: |n| format!("At most {n} {}", form(n, "day", "days")),
    too_many: |n| format!("At most {n} {}", form(n, "person", "people")),

    proof: "Proof against the portal",
    proof_now: "Prove now",
    proof_runs: "Proving…",
    proof_failed: "It could not be started",
    verdict: |verdict| match verdict {
        Verdict::Equal => "everything agrees",
        Verdict::Repaired => "differences repaired",
        Verdict::Differs => "differences left",
    },
    proved: |at| format!("proved {at}"),
    no_proof: "No proof yet",
    no_proof_text: "Tonight counts, sums and fingerprints of all records are compared with the portal. You need not wait: prove it now.",
    months_equal: |n| format!("{n} {}", form(n, "month agrees", "months agree")),
    months_unequal: |n| format!("{n} {}", form(n, "month differs", "months differ")),
    repaired: |n| format!("{n} repaired"),
    left: |n| format!("{n} left"),
    ending: |ending| match ending {
        Ending::Trial { days: n } => format!("The app is on trial: {n} {} left", form(u64::from(n), "day", "days")),
        Ending::Grace { days: n } => format!(
            "The paid time of the app is over; data is kept up to date for {n} more {}",
            form(u64::from(n), "day", "days")
        ),
    },
    held_back: |why| match why {
        HeldBack::Unsure => {
            "missing records were not deleted: they are many, and the portal did not confirm one by one that they are gone"
        }
        HeldBack::Shown => {
            "missing records were not deleted: they are many, and one by one the portal still shows some"
        }
        HeldBack::Denied => {
            "missing records were not deleted: they are many, and the portal refuses access to them; the rights of the user behind the app seem to have shrunk"
        }
    },
    earlier: "Earlier",
    later: "Later",
    by_month: "Proof by month",
    certificate: |id| format!("proof {id}"),
    certificates: "Proof shown",
    checked_at: |at| format!("checked {at}"),
    equal: "agrees",
    unequal: "differs",
    not_read: "not read row by row in this proof",
    without_date: "no date",
    portal: "Portal",
    copy: "Svodka",
    count: "Count",
    sum: |unit| format!("Sum, {unit}"),
    seconds: "s",
    print: "Fingerprint",
    print_differs: "differs",
    scope_all: "Every record was compared",
    scope_part: |n| {
        format!("All counts and a part of the records; a full round takes {n} {}", form(n, "proof", "proofs"))
    },
    scope_counts: "All counts were compared; the portal's limits left no room for the records",
    scope_period: |from, to| format!("Records from {from} to {to} were compared"),
    scope_people: |n| format!("{n} {}", form(n, "person", "people")),
    compared: |n, count| format!("{count} {} row by row", form(n, "record", "records")),
    spent: |n, count| format!("{count} {} to the portal", form(n, "request", "requests")),
    took: |time| format!("took {time}"),

    differences: "Differences",
    list_of_differences: "List of differences",
    record: "Record",
    what: "What is wrong",
    state: "State",
    what_is: |what| match what {
        What::MissingHere => "in the portal, not here",
        What::GoneThere => "here, deleted in the portal",
        What::Differs => "differs",
    },
    fields: |fields| format!("differs: {fields}"),
    is_repaired: "repaired",
    is_left: "left",
    record_of,
    more: "Show more",

    jobs: "Jobs",
    list_of_jobs: "List of jobs",
    all: "All",
    jobs_running: |n| format!("Running {n}"),
    job: "Job",
    progress: "Progress",
    started: "Begun",
    who: "Who",
    kind: |kind| match kind {
        JobKind::Structure => "Departments, people, dictionaries",
        JobKind::Proof => "Proof against the portal",
        JobKind::Recheck => "Recheck",
        JobKind::Bind => "Subscription to events",
        JobKind::Account => "State of the app in the portal",
        JobKind::People => "People and departments",
        JobKind::Notices => "Notifications of conversations",
    },
    planned: "Scheduled",
    job_waits: "queued",
    job_begins: |when| format!("begins {when}"),
    job_again: |when, attempts| format!("again {when}, attempt {attempts}"),
    job_done_of: |count| format!("done: {count}"),
    job_failed: "failed",
    no_jobs: "No jobs yet",
    no_jobs_running: "Nothing runs at the moment",
    yesterday: "yesterday",
    in_seconds: |n| format!("in {n} s"),
    in_minutes: |n| format!("in {n} min"),
    in_hours: |n| format!("in {n} h"),
    minutes_short: "min",
    decimal: ".",

    log: "Log",
    log_title: "Log of calls to the portal",
    log_sub: |kept| format!("Three days: {kept}. Passwords and tokens never reach the log."),
    log_list: "Calls to the portal",
    find_method: "Method, for example crm.deal",
    failures: |count| format!("Failures {count}"),
    time: "Time",
    method: "Method",
    answer: "Answer",
    milliseconds: "ms",
    rows: "Records",
    no_answer: "no answer",
    show_params: |method| format!("Parameters: {method}"),
    params: "Parameters",
    host: "Address",
    operating: "Time of the method in the portal",
    lines_dropped: |count| format!("calls not written down: {count}"),
    nothing_logged: "No such calls",
    refresh: "Refresh",
};
