//! English.

use super::{ActivityMessages, EditMessages};
use crate::i18n::plural::germanic as form;
use crate::routes::activity::Tab;
use domain::activity::edit::Fault;
use domain::activity::pace::DayState;
use domain::activity::settings::Measure;
use domain::calendar_names::ENGLISH;

fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Year => "Year",
        Tab::Month => "Month",
        Tab::Companies => "Companies",
        Tab::Calendar => "Calendar",
        Tab::Rights => "Rights",
        Tab::Settings => "Settings",
        Tab::Log => "Log",
    }
}

fn units(measure: Measure, n: u64) -> &'static str {
    match measure {
        Measure::Companies => form(n, "company", "companies"),
        Measure::Calls => form(n, "call", "calls"),
    }
}

fn state(state: DayState) -> &'static str {
    match state {
        DayState::Free => "day off",
        DayState::NoPlan => "no plan",
        DayState::Future => "ahead",
        DayState::Pending => "the day is not over",
        DayState::Met => "plan met",
        DayState::Unmet => "plan not met",
        DayState::Forced => "counted as met",
    }
}

fn means_fact(measure: Measure, seconds: u32, both: bool) -> String {
    let calls = if both { "outgoing and incoming calls" } else { "outgoing calls" };
    let what = match measure {
        Measure::Companies => "Different companies of each day",
        Measure::Calls => "All conversations",
    };
    format!("{what}, of {calls} of {seconds} s and longer. Work on days off stands apart.")
}

fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Person => "no such person",
        Fault::Date => "not a date",
        Fault::Number => "a whole number from 0 to 10,000 is needed",
        Fault::DayOff => "the person has that day off",
        Fault::Closed => "the month is closed for changes",
        Fault::Conflict => "somebody else changed this plan",
        Fault::Shape => "the table is larger than the place for it",
        Fault::Twice => "the same cell twice",
    }
}

/// The table.
pub(super) static WORDS: ActivityMessages = ActivityMessages {
    tabs: "View",
    tab,
    gear: "Settings of the report",
    months: ENGLISH.months,
    months_of: ENGLISH.months_of,
    months_short: ENGLISH.months_short_inside,
    weekdays: ENGLISH.weekdays_narrow,
    weekdays_full: ENGLISH.weekdays,
    day_of: |day, month| format!("{day} {month}"),
    days_of: |first, last, month| format!("{first}–{last} {month}"),

    measures: "Counting",
    measure: |measure| match measure {
        Measure::Companies => "companies",
        Measure::Calls => "calls",
    },
    measure_hint: |measure| match measure {
        Measure::Companies => "Different companies of a day",
        Measure::Calls => "Conversations",
    },
    counted: |measure, n, text| format!("{text} {}", units(measure, n)),
    units_of: units,
    meetings_count: |n, text| format!("{text} {}", form(n, "meeting", "meetings")),
    state,
    thousands: "k",

    shown: "What is shown",
    previous_month: "Previous month",
    next_month: "Next month",
    choose_month: "Choose a month",
    this_month: "This month",
    all_departments: "All departments",
    department: "Department",
    no_department: "No department",
    find_person: "Person or department",
    only_behind: "Behind only",
    plans: "Plans",
    plans_title: "Show and change plans",
    working_days: |n| format!("{n} {}", form(u64::from(n), "working day", "working days")),
    passed: "passed",
    left: "left",

    grid: |month| format!("Plan and fact by day, {month}"),
    employee: "Employee",
    days_head: "Days",
    days_yes: "yes",
    days_no: "no",
    plan: "Plan",
    fact: "Fact",
    share: "%",
    pace: "Pace",
    per_day: |n| format!("{n}/day"),
    company_plan: "Company plan",
    company_fact: "Company fact",
    department_plan: "Department plan",
    department_fact: "Department fact",
    people_count: |n| format!("{n} {}", form(n, "person", "people")),
    unfold_days: |days| format!("Unfold the days off {days}"),
    fold_days: |days| format!("Fold the days off {days}"),
    holiday: |day| format!("{day}, holiday"),
    moved_day: "moved in the calendar",
    today: "today",
    off_work: |n| format!("on days off: {n}"),
    away: "away",
    dismissed: "left the company",
    made: "made",
    no_days_left: "No working days are left",
    projected: |n| format!("the month will end with {n}"),
    means_days: "Working days whose plan was met (or counted as met), and those whose plan was not. Today counts as soon as its plan is met.",
    means_plan: "The plan of the month's working days without what a supervisor counted as met.",
    means_fact,
    means_share: "Share of the month's plan. The mark shows where it should be by today: being behind is judged by it.",
    means_pace: "What is needed on each remaining working day to make the plan. Red when that is clearly more than usual.",

    out_of: |fact, plan| format!("{fact} of {plan}"),
    plan_is: |n| format!("plan {n}"),
    has_comments: |n| format!("{n} {}", form(n, "comment", "comments")),
    has_unread: "some are new",
    is_open: "the discussion is open",
    days_done: |met, unmet| format!("{met} days met, {unmet} not met"),

    legend: "Legend",
    legend_met: "plan met",
    legend_unmet: "not met",
    legend_forced: "counted as met",
    legend_meetings: "meetings",
    legend_unread: "new comment",
    legend_open: "discussion",
    keys_cells: "cells",
    keys_open: "open",
    keys_comment: "comment",
    keys_plan: "plan",

    nobody_title: "Nobody is in the statistics",
    nobody_text: "People of the departments in the statistics will stand here.",
    nothing_found: "Nobody matches",
    nothing_found_text: "Change the search or the department.",
    nobody_behind: "Nobody is behind",
    nobody_behind_text: "Switch “Behind only” off to see everybody.",
    stale: "Earlier data is shown",
    news: |n| format!("{n} rows updated"),

    edit: EditMessages {
        field: |name, when| format!("Plan per day: {name}, {when}"),
        field_many: |n| format!("Plan per day for the selected cells: {n}"),
        whole_number: "A whole number from 0 to 10,000",
        closed: "Plans of this month can no longer be changed",
        no_right: "You may not change plans",
        day_off: "A day off has no plan",
        not_a_person: "Plans are set for people: a department is the sum of its people",
        saving: "Saving",
        changed: |name, when, before, after| format!("{name}, {when}: plan {before} → {after}"),
        changed_many: |n| format!("{n} {} changed", form(n, "plan", "plans")),
        unchanged: "Plans are so already",
        undo: "Undo",
        undone: |n| format!("{n} {} brought back", form(n, "plan", "plans")),
        whole_month: "For the whole month",
        no_plan: "none",
        conflict_title: "The plan was changed already",
        conflict: |who, name, when, theirs, mine| {
            format!("While you typed {mine}, {who} set {theirs}: {name}, {when}. Which plan is to stay?")
        },
        somebody: "another supervisor",
        keep_theirs: |n| format!("Keep {n}"),
        set_mine: |n| format!("Set {n}"),
        conflict_undo: |n| format!("This cannot be undone: {n} {} changed since", form(n, "plan was", "plans were")),
        faults_title: "Nothing was changed",
        faults: |n| {
            format!(
                "{n} {}. Correct and repeat: not a single plan was changed.",
                form(n, "cell is wrong", "cells are wrong")
            )
        },
        faults_more: |n| format!("and {n} more"),
        where_column: "Where",
        value_column: "Value",
        why_column: "What is wrong",
        line: |line, column| match column {
            Some(column) => format!("line {line}, column {column}"),
            None => format!("line {line}"),
        },
        fault,
        show_cell: "Show",
        copied: |n| format!("{n} {} copied", form(n, "cell", "cells")),
        paste_where: "Go to the person and the day where the table is to begin",
        failed: "Not saved",
    },
};
