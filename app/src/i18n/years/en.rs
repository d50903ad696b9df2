//! English.

use super::YearMessages;
use crate::i18n::plural::germanic;
use domain::activity::settings::{CountedDirection, Measure};
use domain::calendar_names::ENGLISH;

fn counted(measure: Measure, n: u64, number: &str) -> String {
    let word = match measure {
        Measure::Calls => germanic(n, "call", "calls"),
        Measure::Companies => germanic(n, "company", "companies"),
    };
    format!("{number} {word}")
}

fn rule(direction: CountedDirection, seconds: u32) -> String {
    let which = match direction {
        CountedDirection::Outgoing => "outgoing calls and callbacks",
        CountedDirection::Both => "outgoing and incoming calls",
    };
    format!("{which}, at least {seconds} s long")
}

/// The table.
pub(super) static WORDS: YearMessages = YearMessages {
    months_short: ENGLISH.months_short,
    months: ENGLISH.months,
    weekdays: ENGLISH.weekdays_short,
    weekdays_full: ENGLISH.weekdays,
    decimal: '.',

    year_before: "Previous year",
    year_after: "Next year",
    this_year: "This year",
    measures: "What is counted",
    measure: |measure| match measure {
        Measure::Companies => "Companies",
        Measure::Calls => "Calls",
    },
    all_departments: "All departments",
    department: "Department",
    no_department: "No department",
    only_behind: "Only those behind",
    find_person: "Find a person or department",
    nothing_found: "Nobody found",
    nothing_found_text: "Change the search or take the filters off.",
    nobody: "Nobody is here yet",
    nobody_text: "When people appear in the statistics, their year will be here.",
    stale: "Could not be renewed, earlier figures are shown",

    fact_of_year: "Done since January",
    of_plan: |plan| format!("of {plan} planned by now"),
    no_plan: "nothing is planned",
    done: "Done",
    average: "Average per day",
    meetings: "Meetings",
    excused: "Excused",
    on_days_off: "On days off",

    chart_title: "Plan and fact by month",
    fact: "fact",
    plan: "plan",
    forecast: "forecast",
    month: "Month",
    excused_column: "excused",
    chart_sum: |months, fact, plan| {
        let word = germanic(months as u64, "month has", "months have");
        let plan = plan.map(|plan| format!(" against a plan of {plan}")).unwrap_or_default();
        format!("{months} {word} ended: {fact}{plan}.")
    },
    chart_best: |month, figure| format!("Best: {month}, {figure}."),
    chart_forecast: |month, end| format!("Forecast for {month}: {end}."),
    chart_empty: "This year has neither a plan nor calls yet.",
    heat_title: "When people call",
    less: "fewer",
    more: "more",
    weekday: "Day",
    heat_sum: |total, weekday, hour, calls| {
        format!("{total} calls; the busiest hour: {weekday}, {hour}–{}, {calls}.", hour + 1)
    },
    heat_empty: "This year has no calls yet.",
    calls_name: "calls",

    employee: "Employee",
    total: "Total",
    whole_year: "Year",
    days: |days| format!("{days} d"),
    calls_short: |measure| match measure {
        Measure::Calls => "calls",
        Measure::Companies => "comp.",
    },
    average_short: "avg",
    meetings_short: "meet.",
    plan_short: "plan",
    year_grid: |year| format!("Plan and fact by month, {year}"),
    companies_grid: |year| format!("Companies talked to, {year}"),
    month_means: |month, working, elapsed| {
        format!(
            "{month}: {working} working days, {elapsed} of them past. Fact of working days, average per past working day, meetings, plan per day. Enter opens the month by days."
        )
    },
    year_means: "Fact of working days and meetings over the year",

    counted,
    average_is: |average| format!("{average} a day on average"),
    plan_is: |plan| format!("plan {plan} a day"),
    meetings_are: |n, number| format!("{number} {}", germanic(n, "meeting", "meetings")),
    off_is: |calls| format!("{calls} more on days off"),
    excused_is: |calls| format!("{calls} excused"),
    is_behind: "behind plan",
    has_comments: |n| format!("{n} {}", germanic(n, "comment", "comments")),
    has_unread: "some are new",
    is_open: "open",
    people: |n| format!("{n} {}", germanic(n, "person", "people")),
    dismissed: "left",
    share_is: |percent| format!("{percent} % of the plan"),

    plan_field: |name, month| format!("Plan per day, {name}, {month}"),
    whole_number: "A whole number from 0 to 10,000 is needed",
    closed: "The month is closed for changes",
    changed: |name, month, before, after| format!("{name}, {month}: {before} → {after}"),
    to_whole_year: "For the whole year",
    undo: "Undo",
    undone: "The change was taken back",
    unchanged: "The plan is so already",
    filled: |months| format!("The plan was set for {months} {}", germanic(months as u64, "month", "months")),
    conflict: |who, plan| format!("While you were editing, {who} set {plan}"),
    somebody: "somebody",
    keep_theirs: |plan| format!("Keep {plan}"),
    set_mine: |plan| format!("Set {plan}"),

    explain: "How it is counted",
    explain_figure: "A cell shows",
    explain_measure: |measure| match measure {
        Measure::Companies => "different companies the person talked to on a day, summed over days",
        Measure::Calls => "conversations",
    },
    explain_rule: "Calls",
    rule,
    explain_meetings: "Meetings",
    meetings_rule: "completed ones, on the day they ended",
    explain_average: "Average",
    average_rule: "fact of past working days divided by their number, without the fraction; today has not passed yet",
    explain_off: "Days off",
    off_rule: "work on days off stands apart; fact, average and share leave it out",
    explain_zone: "Time zone",
    explain_calendar: "Calendar and plans",
    calendar: |version, moved| {
        format!("version {version}, {moved} {} moved", germanic(u64::from(moved), "day", "days"))
    },
    explain_proof: "Proof",
    proof_equal: |at| format!("{at}, equal to the portal"),
    proof_differs: |at| format!("{at}, with differences"),
    proof_never: "none yet",
    explain_data: "Version of the data",

    export: "Export",
    export_xlsx: "Excel workbook",
    export_csv: "CSV text",
    export_note: "All rows that are shown, and the total",
    exported: |name| format!("Saved: {name}"),

    companies_head: "Companies in the year",
    companies_note: "For a person a company counts once a month and once a year. Departments and the total show different companies above and the sum over their people below: a company two of them talked to is in the sum twice. That is why the year is less than the sum of its months.",
    different: |n, number| format!("{number} different {}", germanic(n, "company", "companies")),
    sum_is: |sum| format!("sum over people {sum}"),
    keys_cells: "cells",
    keys_open: "open",
    keys_plan: "plan",
    legend_behind: "behind plan",
    legend_unread: "new comment",
    legend_open: "conversation",
};
