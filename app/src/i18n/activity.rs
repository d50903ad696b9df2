//! Words of calls and meetings; they come with the page. Those of panels that are fetched later stand in `talk` and
//! `plans`.

mod en;
pub(in crate::i18n) mod es;
pub(super) mod kk;
pub(crate) mod plans;
mod ru;
pub(crate) mod talk;
pub(super) mod uk;

use super::of_part;
use crate::routes::activity::Tab;
use domain::activity::pace::DayState;
use domain::activity::settings::Measure;

/// Words of calls and meetings.
#[derive(Debug)]
pub(crate) struct ActivityMessages {
    pub(crate) tabs: &'static str,
    pub(crate) tab: fn(Tab) -> &'static str,
    pub(crate) gear: &'static str,
    /// Months in full, from January.
    pub(crate) months: [&'static str; 12],
    /// Months as a day of them is named: "9 декабря".
    pub(crate) months_of: [&'static str; 12],
    /// Months in short.
    pub(crate) months_short: [&'static str; 12],
    /// Days of the week in short, from Monday.
    pub(crate) weekdays: [&'static str; 7],
    /// The same in full.
    pub(crate) weekdays_full: [&'static str; 7],
    /// Number, month: "9 декабря".
    pub(crate) day_of: fn(u8, &str) -> String,
    /// First, last, month: "5–6 декабря".
    pub(crate) days_of: fn(u8, u8, &str) -> String,

    pub(crate) measures: &'static str,
    pub(crate) measure: fn(Measure) -> &'static str,
    pub(crate) measure_hint: fn(Measure) -> &'static str,
    /// How many, grouped: "18 звонков", "18 компаний".
    pub(crate) counted: fn(Measure, u64, &str) -> String,
    /// The unit alone, as many: "из 25 звонков".
    pub(crate) units_of: fn(Measure, u64) -> &'static str,
    pub(crate) meetings_count: fn(u64, &str) -> String,
    pub(crate) state: fn(DayState) -> &'static str,
    pub(crate) thousands: &'static str,

    pub(crate) shown: &'static str,
    pub(crate) previous_month: &'static str,
    pub(crate) next_month: &'static str,
    pub(crate) choose_month: &'static str,
    pub(crate) this_month: &'static str,
    pub(crate) all_departments: &'static str,
    pub(crate) department: &'static str,
    pub(crate) no_department: &'static str,
    pub(crate) find_person: &'static str,
    pub(crate) only_behind: &'static str,
    pub(crate) plans: &'static str,
    pub(crate) plans_title: &'static str,
    /// Working days in all, passed, left.
    pub(crate) working_days: fn(u32) -> String,
    pub(crate) passed: &'static str,
    pub(crate) left: &'static str,

    pub(crate) grid: fn(&str) -> String,
    pub(crate) employee: &'static str,
    pub(crate) days_head: &'static str,
    pub(crate) days_yes: &'static str,
    pub(crate) days_no: &'static str,
    pub(crate) plan: &'static str,
    pub(crate) fact: &'static str,
    pub(crate) share: &'static str,
    pub(crate) pace: &'static str,
    pub(crate) per_day: fn(&str) -> String,
    pub(crate) company_plan: &'static str,
    pub(crate) company_fact: &'static str,
    pub(crate) department_plan: &'static str,
    pub(crate) department_fact: &'static str,
    pub(crate) people_count: fn(u64) -> String,
    pub(crate) unfold_days: fn(&str) -> String,
    pub(crate) fold_days: fn(&str) -> String,
    pub(crate) holiday: fn(&str) -> String,
    pub(crate) moved_day: &'static str,
    pub(crate) today: &'static str,
    pub(crate) off_work: fn(&str) -> String,
    pub(crate) away: &'static str,
    pub(crate) dismissed: &'static str,
    pub(crate) made: &'static str,
    pub(crate) no_days_left: &'static str,
    pub(crate) projected: fn(&str) -> String,
    /// What the columns mean: days, plan, fact, share, pace.
    pub(crate) means_days: &'static str,
    pub(crate) means_plan: &'static str,
    pub(crate) means_fact: fn(Measure, u32, bool) -> String,
    pub(crate) means_share: &'static str,
    pub(crate) means_pace: &'static str,

    /// Fact, plan: "18 из 25".
    pub(crate) out_of: fn(&str, &str) -> String,
    pub(crate) plan_is: fn(&str) -> String,
    pub(crate) has_comments: fn(u64) -> String,
    pub(crate) has_unread: &'static str,
    pub(crate) is_open: &'static str,
    pub(crate) days_done: fn(u32, u32) -> String,

    pub(crate) legend: &'static str,
    pub(crate) legend_met: &'static str,
    pub(crate) legend_unmet: &'static str,
    pub(crate) legend_forced: &'static str,
    pub(crate) legend_meetings: &'static str,
    pub(crate) legend_unread: &'static str,
    pub(crate) legend_open: &'static str,
    pub(crate) keys_cells: &'static str,
    pub(crate) keys_open: &'static str,
    pub(crate) keys_comment: &'static str,
    pub(crate) keys_plan: &'static str,

    pub(crate) nobody_title: &'static str,
    pub(crate) nobody_text: &'static str,
    pub(crate) nothing_found: &'static str,
    pub(crate) nothing_found_text: &'static str,
    /// Nobody lags behind, title and text.
    pub(crate) nobody_behind: &'static str,
    pub(crate) nobody_behind_text: &'static str,
    pub(crate) stale: &'static str,
    /// How many changed since the last word: live news for screen readers.
    pub(crate) news: fn(u64) -> String,

    /// Editing in the cell.
    pub(crate) edit: EditMessages,
}

/// Words of plans changed in the grid.
#[derive(Debug)]
pub(crate) struct EditMessages {
    /// Name, when: "План звонков, Ясенев Глеб, 9 декабря".
    pub(crate) field: fn(&str, &str) -> String,
    pub(crate) field_many: fn(u64) -> String,
    pub(crate) whole_number: &'static str,
    pub(crate) closed: &'static str,
    pub(crate) no_right: &'static str,
    pub(crate) day_off: &'static str,
    pub(crate) not_a_person: &'static str,
    pub(crate) saving: &'static str,
    /// Name, when, before, after.
    pub(crate) changed: fn(&str, &str, &str, &str) -> String,
    /// How many plans.
    pub(crate) changed_many: fn(u64) -> String,
    pub(crate) unchanged: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) undone: fn(u64) -> String,
    pub(crate) whole_month: &'static str,
    pub(crate) no_plan: &'static str,
    pub(crate) conflict_title: &'static str,
    /// Who, name, when, their rate, own rate.
    pub(crate) conflict: fn(&str, &str, &str, &str, &str) -> String,
    pub(crate) somebody: &'static str,
    pub(crate) keep_theirs: fn(&str) -> String,
    pub(crate) set_mine: fn(&str) -> String,
    pub(crate) conflict_undo: fn(u64) -> String,
    pub(crate) faults_title: &'static str,
    /// How many cells.
    pub(crate) faults: fn(u64) -> String,
    pub(crate) faults_more: fn(u64) -> String,
    pub(crate) where_column: &'static str,
    pub(crate) value_column: &'static str,
    pub(crate) why_column: &'static str,
    pub(crate) line: fn(u32, Option<u32>) -> String,
    pub(crate) fault: fn(domain::activity::edit::Fault) -> &'static str,
    pub(crate) show_cell: &'static str,
    pub(crate) copied: fn(u64) -> String,
    pub(crate) paste_where: &'static str,
    pub(crate) failed: &'static str,
}

/// The table of the reader's language.
pub(crate) fn words() -> &'static ActivityMessages {
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.activity)
}

/// The table of a language, where no page is around.
#[cfg(test)]
pub(crate) fn table(language: super::Language) -> &'static ActivityMessages {
    match language {
        super::Language::Ru => &ru::WORDS,
        _ => &en::WORDS,
    }
}
