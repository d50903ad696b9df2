//! Words of the year and of companies called; they come with those tabs.

mod en;
pub(super) mod es;
pub(super) mod kk;
mod ru;
pub(super) mod uk;

use super::of_part;
use domain::activity::settings::{CountedDirection, Measure};

/// Words of the year and of companies called.
#[derive(Debug)]
pub(crate) struct YearMessages {
    /// Months in short, from January.
    pub(crate) months_short: [&'static str; 12],
    /// The same in full.
    pub(crate) months: [&'static str; 12],
    /// Days of the week in short, from Monday.
    pub(crate) weekdays: [&'static str; 7],
    /// The same in full.
    pub(crate) weekdays_full: [&'static str; 7],
    /// Separates whole numbers from tenths.
    pub(crate) decimal: char,

    pub(crate) year_before: &'static str,
    pub(crate) year_after: &'static str,
    pub(crate) this_year: &'static str,
    pub(crate) measures: &'static str,
    pub(crate) measure: fn(Measure) -> &'static str,
    pub(crate) all_departments: &'static str,
    pub(crate) department: &'static str,
    pub(crate) no_department: &'static str,
    pub(crate) only_behind: &'static str,
    pub(crate) find_person: &'static str,
    pub(crate) nothing_found: &'static str,
    pub(crate) nothing_found_text: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) nobody_text: &'static str,
    pub(crate) stale: &'static str,

    pub(crate) fact_of_year: &'static str,
    /// Plan by now, grouped.
    pub(crate) of_plan: fn(&str) -> String,
    pub(crate) no_plan: &'static str,
    pub(crate) done: &'static str,
    pub(crate) average: &'static str,
    pub(crate) meetings: &'static str,
    pub(crate) excused: &'static str,
    pub(crate) on_days_off: &'static str,

    pub(crate) chart_title: &'static str,
    pub(crate) fact: &'static str,
    pub(crate) plan: &'static str,
    pub(crate) forecast: &'static str,
    pub(crate) month: &'static str,
    pub(crate) excused_column: &'static str,
    /// Months that have passed, their fact, and their plan if there was one.
    pub(crate) chart_sum: fn(usize, &str, Option<String>) -> String,
    /// Best month, its figure.
    pub(crate) chart_best: fn(&str, &str) -> String,
    /// The present month, its projected end.
    pub(crate) chart_forecast: fn(&str, &str) -> String,
    pub(crate) chart_empty: &'static str,
    pub(crate) heat_title: &'static str,
    pub(crate) less: &'static str,
    pub(crate) more: &'static str,
    pub(crate) weekday: &'static str,
    /// Calls in all, busiest weekday, its hour, how many.
    pub(crate) heat_sum: fn(&str, &str, usize, &str) -> String,
    pub(crate) heat_empty: &'static str,
    pub(crate) calls_name: &'static str,

    pub(crate) employee: &'static str,
    pub(crate) total: &'static str,
    pub(crate) whole_year: &'static str,
    pub(crate) days: fn(u32) -> String,
    pub(crate) calls_short: fn(Measure) -> &'static str,
    pub(crate) average_short: &'static str,
    pub(crate) meetings_short: &'static str,
    pub(crate) plan_short: &'static str,
    pub(crate) year_grid: fn(i32) -> String,
    pub(crate) companies_grid: fn(i32) -> String,
    /// Month and year, working days, of them passed.
    pub(crate) month_means: fn(&str, u32, u32) -> String,
    pub(crate) year_means: &'static str,

    /// How many, grouped: "621 звонок".
    pub(crate) counted: fn(Measure, u64, &str) -> String,
    pub(crate) average_is: fn(&str) -> String,
    pub(crate) plan_is: fn(&str) -> String,
    pub(crate) meetings_are: fn(u64, &str) -> String,
    pub(crate) off_is: fn(&str) -> String,
    pub(crate) excused_is: fn(&str) -> String,
    pub(crate) is_behind: &'static str,
    pub(crate) has_comments: fn(u64) -> String,
    pub(crate) has_unread: &'static str,
    pub(crate) is_open: &'static str,
    pub(crate) people: fn(u64) -> String,
    pub(crate) dismissed: &'static str,
    pub(crate) share_is: fn(u64) -> String,

    /// Name, month.
    pub(crate) plan_field: fn(&str, &str) -> String,
    pub(crate) whole_number: &'static str,
    pub(crate) closed: &'static str,
    /// Name, month, before, after.
    pub(crate) changed: fn(&str, &str, &str, &str) -> String,
    pub(crate) to_whole_year: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) undone: &'static str,
    pub(crate) unchanged: &'static str,
    /// How many months.
    pub(crate) filled: fn(usize) -> String,
    /// Who, their plan.
    pub(crate) conflict: fn(&str, &str) -> String,
    pub(crate) somebody: &'static str,
    pub(crate) keep_theirs: fn(&str) -> String,
    pub(crate) set_mine: fn(&str) -> String,

    pub(crate) explain: &'static str,
    pub(crate) explain_figure: &'static str,
    pub(crate) explain_measure: fn(Measure) -> &'static str,
    pub(crate) explain_rule: &'static str,
    pub(crate) rule: fn(CountedDirection, u32) -> String,
    pub(crate) explain_meetings: &'static str,
    pub(crate) meetings_rule: &'static str,
    pub(crate) explain_average: &'static str,
    pub(crate) average_rule: &'static str,
    pub(crate) explain_off: &'static str,
    pub(crate) off_rule: &'static str,
    pub(crate) explain_zone: &'static str,
    pub(crate) explain_calendar: &'static str,
    /// Version, days moved.
    pub(crate) calendar: fn(i64, u32) -> String,
    pub(crate) explain_proof: &'static str,
    pub(crate) proof_equal: fn(&str) -> String,
    pub(crate) proof_differs: fn(&str) -> String,
    pub(crate) proof_never: &'static str,
    pub(crate) explain_data: &'static str,

    pub(crate) export: &'static str,
    pub(crate) export_xlsx: &'static str,
    pub(crate) export_csv: &'static str,
    pub(crate) export_note: &'static str,
    pub(crate) exported: fn(&str) -> String,

    pub(crate) companies_head: &'static str,
    pub(crate) companies_note: &'static str,
    /// Different companies, grouped.
    pub(crate) different: fn(u64, &str) -> String,
    /// The sum over people, grouped.
    pub(crate) sum_is: fn(&str) -> String,
    pub(crate) keys_cells: &'static str,
    pub(crate) keys_open: &'static str,
    pub(crate) keys_plan: &'static str,
    pub(crate) legend_behind: &'static str,
    pub(crate) legend_unread: &'static str,
    pub(crate) legend_open: &'static str,
}

/// The table of the reader's language.
pub(crate) fn words() -> &'static YearMessages {
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.years)
}
