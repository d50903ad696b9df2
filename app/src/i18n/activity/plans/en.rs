//! English.

use super::{Kind, PlanMessages};
use crate::i18n::plural::germanic as form;

fn plans(n: u64) -> String {
    format!("{n} {}", form(n, "plan", "plans"))
}

fn rate(calls: Option<u32>, meetings: Option<u32>) -> String {
    match (calls, meetings) {
        (None, None) => "none".to_owned(),
        (Some(calls), None) => calls.to_string(),
        (None, Some(meetings)) => format!("{meetings} meetings"),
        (Some(calls), Some(meetings)) => format!("{calls}, {meetings} meetings"),
    }
}

/// The table.
pub(super) static WORDS: PlanMessages = PlanMessages {
    title: "Plans",
    sections: "What to do with plans",
    calls: "Calls",
    meetings: "Meetings",
    fill: "Fill",
    import: "Import",
    defaults: "Defaults",
    history: "History",

    for_whom: "For whom",
    everybody: |n| format!("Everybody shown, {n}"),
    selected: |n| format!("Selected in the table, {n}"),
    of_department: |name, n| format!("{name}, {n}"),
    how_much: "How much on a working day",
    calls_a_day: "Calls a day",
    meetings_a_day: "Meetings a day",
    as_it_is: "as it is",
    when: "For how long",
    whole_month: |month| format!("The whole month: {month}"),
    days: "Days",
    months: "Months",
    from: "From",
    to: "To",
    range_wrong: "The beginning is after the end",
    set: "Set plans",
    fill_note: "An empty field changes nothing. Days off and absences stay without a plan.",
    copy: |month| format!("Take the plans of {month}"),
    copy_note: "Those who have none there keep their own.",

    import_note: "A line for each person and time: person; date or month; calls; meetings. The person is a full name or a number. An empty number changes nothing.",
    import_sample: ["Yasenev Gleb; 09.12.2026; 25; 1", "Berestov Timur; 12.2026; 28;"],
    file: "Choose a CSV file",
    file_text: "Contents of the file",
    check: "Check",
    checking: "Checking",
    would_change: |n| format!("{} would change", plans(n)),
    nothing_to_change: "Nothing to change: plans are so already",
    do_import: "Import",
    person: "Person",
    date: "When",
    before: "Before",
    after: "After",
    and_more: |n| format!("and {n} more"),

    defaults_note: "A default holds from the chosen month on, until a month or a day is given its own plan.",
    since: "From the month",
    in_force: "In force",
    save: "Save",

    nothing_yet: "Plans were not changed yet",
    nothing_yet_text: "Every change will stand here: who, when, how much. Each can be undone.",
    kind: |kind| match kind {
        Kind::Cell => "in the cell",
        Kind::Fill => "filled",
        Kind::Copy => "copy of a month",
        Kind::Paste => "pasted table",
        Kind::Import => "import",
        Kind::Default => "default",
        Kind::Undo => "undone",
        Kind::Other => "change",
    },
    plans,
    undone: "undone",
    undo: "Undo",
    earlier: "Show earlier ones",
    rate,
    from_month: |month| format!("from {month}"),
};
