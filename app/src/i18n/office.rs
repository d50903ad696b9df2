//! Words of the pages behind the gear of calls and meetings; they come with those pages.

mod en;
pub(super) mod es;
pub(super) mod kk;
mod ru;
pub(super) mod uk;

use super::of_part;
use domain::activity::calendar::{AbsenceReason, DayKind};
use domain::activity::plan::PlanRight;
use domain::activity::rights::Sees;

/// A ready set of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preset {
    Employee,
    Reader,
    LimitedEditor,
    Head,
    Supervisor,
    Administrator,
}

impl Preset {
    /// By the server's code.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "employee" => Self::Employee,
            "reader" => Self::Reader,
            "limited_editor" => Self::LimitedEditor,
            "head" => Self::Head,
            "supervisor" => Self::Supervisor,
            "administrator" => Self::Administrator,
            _ => return None,
        })
    }
}

/// A provider of activities that people know by a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provider {
    Meeting,
    Todo,
    Sharing,
    Task,
    OpenLine,
}

impl Provider {
    /// By the platform's code.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "CRM_MEETING" => Self::Meeting,
            "CRM_TODO" => Self::Todo,
            "CALENDAR_SHARING" => Self::Sharing,
            "CRM_TASKS_TASK" => Self::Task,
            "IMOPENLINES_SESSION" => Self::OpenLine,
            _ => return None,
        })
    }
}

/// Kinds of actions one can ask the log for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionKind {
    Plans,
    Days,
    Comments,
    Threads,
    Calendar,
    Absences,
    Rights,
    Settings,
    Looks,
    Exports,
}

impl ActionKind {
    /// Each with what the names of its actions begin with.
    pub(crate) const ALL: [(Self, &'static str); 10] = [
        (Self::Plans, "plan."),
        (Self::Days, "day."),
        (Self::Comments, "comment."),
        (Self::Threads, "thread."),
        (Self::Calendar, "calendar."),
        (Self::Absences, "absence."),
        (Self::Rights, "right."),
        (Self::Settings, "activity.settings"),
        (Self::Looks, "view."),
        (Self::Exports, "report.export"),
    ];
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    PlanChange,
    PlanUndo,
    DayForce,
    DayUnforce,
    CommentRemove,
    CommentVerify,
    ThreadResolve,
    CalendarMove,
    AbsenceAdd,
    AbsenceRemove,
    RightGive,
    ActivitySettings,
    SettingsChange,
    ViewAs,
    Export,
    DealCreate,
}

impl Action {
    /// By its name in the log; `None` for one this release does not know.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "plan.change" => Self::PlanChange,
            "plan.undo" => Self::PlanUndo,
            "day.force" => Self::DayForce,
            "day.unforce" => Self::DayUnforce,
            "comment.remove" => Self::CommentRemove,
            "comment.verify" => Self::CommentVerify,
            "thread.resolve" => Self::ThreadResolve,
            "calendar.move" => Self::CalendarMove,
            "absence.add" => Self::AbsenceAdd,
            "absence.remove" => Self::AbsenceRemove,
            "right.give" => Self::RightGive,
            "activity.settings" => Self::ActivitySettings,
            "settings.change" => Self::SettingsChange,
            "view.as" => Self::ViewAs,
            "report.export" | "report.export.activity" => Self::Export,
            "deal.create" => Self::DealCreate,
            _ => return None,
        })
    }
}

/// Words of the calendar, of rights, settings and the log.
#[derive(Debug)]
pub(crate) struct OfficeMessages {
    pub(crate) sections: &'static str,
    pub(crate) saving: &'static str,
    pub(crate) saved_at: fn(&str) -> String,
    pub(crate) refused: fn(&str) -> String,
    pub(crate) settings_conflict: &'static str,
    pub(crate) understood: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) days: fn(u64) -> String,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,

    pub(crate) months: [&'static str; 12],
    pub(crate) months_short: [&'static str; 12],
    /// Monday first.
    pub(crate) weekdays: [&'static str; 7],
    pub(crate) weekdays_short: [&'static str; 7],
    /// Day, month and year in words.
    pub(crate) date: fn(u8, u8, i32) -> String,
    pub(crate) kind: fn(DayKind) -> &'static str,
    pub(crate) work_on_weekend: &'static str,
    pub(crate) moved: &'static str,
    pub(crate) today: &'static str,
    pub(crate) calendar: &'static str,
    pub(crate) working_days: fn(u64) -> String,
    pub(crate) year_before: &'static str,
    pub(crate) year_after: &'static str,
    pub(crate) year_region: &'static str,
    pub(crate) month_grid: fn(&str, i32) -> String,
    pub(crate) open_month: fn(&str, u64) -> String,
    pub(crate) portal_tells_none: &'static str,
    pub(crate) portal_read: fn(&str) -> String,
    pub(crate) portal_read_first: &'static str,
    pub(crate) version: fn(u64) -> String,
    pub(crate) chosen_days: &'static str,
    pub(crate) choose_days: &'static str,
    pub(crate) make_them: &'static str,
    pub(crate) make: fn(DayKind) -> &'static str,
    pub(crate) as_in_portal: &'static str,
    pub(crate) apply: &'static str,
    pub(crate) moved_by: fn(&str, &str) -> String,
    pub(crate) so_already: &'static str,
    pub(crate) no_effect: &'static str,
    pub(crate) recomputed: &'static str,
    pub(crate) effect_days: fn((u32, u32)) -> String,
    pub(crate) effect_calls: fn((u64, u64)) -> String,
    pub(crate) effect_meetings: fn((u64, u64)) -> String,
    pub(crate) effect_people: fn(u64) -> String,
    pub(crate) days_changed: fn(u64) -> String,
    pub(crate) calendar_read_only: &'static str,
    pub(crate) absences: &'static str,
    pub(crate) nobody_away: &'static str,
    pub(crate) absences_read_only: &'static str,
    pub(crate) add_absence: &'static str,
    pub(crate) absence_added: &'static str,
    pub(crate) remove_absence: fn(&str, &str) -> String,
    pub(crate) choose_person: &'static str,
    pub(crate) person: &'static str,
    pub(crate) reason: fn(AbsenceReason) -> &'static str,
    pub(crate) reason_label: &'static str,
    pub(crate) add: &'static str,

    pub(crate) rights: &'static str,
    pub(crate) rights_region: &'static str,
    pub(crate) people: fn(u64) -> String,
    pub(crate) find: &'static str,
    pub(crate) employee: &'static str,
    pub(crate) sees: &'static str,
    pub(crate) sees_word: fn(Sees) -> &'static str,
    pub(crate) plans: &'static str,
    pub(crate) plans_word: fn(PlanRight) -> &'static str,
    pub(crate) complete: &'static str,
    pub(crate) verify: &'static str,
    pub(crate) export: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) more: &'static str,
    pub(crate) more_about: fn(&str) -> String,
    pub(crate) rights_note: fn(u8) -> String,
    pub(crate) no_department: &'static str,
    pub(crate) given: &'static str,
    pub(crate) head: &'static str,
    pub(crate) portal_admin: &'static str,
    pub(crate) everything_always: &'static str,
    pub(crate) always: &'static str,
    pub(crate) fold: fn(&str) -> String,
    pub(crate) unfold: fn(&str) -> String,
    pub(crate) preset: fn(Preset) -> &'static str,
    pub(crate) take_back: &'static str,
    pub(crate) look_as: &'static str,

    pub(crate) counting: &'static str,
    pub(crate) calls: &'static str,
    pub(crate) outgoing: &'static str,
    pub(crate) both: &'static str,
    pub(crate) measure: &'static str,
    pub(crate) measure_companies: &'static str,
    pub(crate) measure_calls: &'static str,
    pub(crate) min_seconds: &'static str,
    pub(crate) seconds: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) unknown_note: &'static str,
    pub(crate) meetings: &'static str,
    pub(crate) meetings_note: &'static str,
    /// What people call a provider of activities.
    pub(crate) provider: fn(Provider) -> &'static str,
    pub(crate) provider_count: fn(u64) -> String,
    pub(crate) editable_until: &'static str,
    pub(crate) editable_note: &'static str,
    pub(crate) day_unit: &'static str,
    pub(crate) statistics: &'static str,
    pub(crate) counted_people: fn(u64, u64) -> String,
    pub(crate) heads: &'static str,
    pub(crate) heads_note: &'static str,
    pub(crate) refresh: &'static str,
    pub(crate) refresh_note: &'static str,
    pub(crate) refresh_start: &'static str,
    pub(crate) recheck: &'static str,
    pub(crate) recheck_note: &'static str,
    pub(crate) recheck_start: &'static str,
    pub(crate) period_wrong: &'static str,
    pub(crate) everybody: &'static str,
    pub(crate) progress: &'static str,
    pub(crate) job_waits: &'static str,
    pub(crate) job_runs: &'static str,
    pub(crate) job_of: fn(&str, &str) -> String,
    pub(crate) job_done: fn(&str) -> String,
    pub(crate) job_failed: fn(&str) -> String,

    pub(crate) log: &'static str,
    pub(crate) log_empty: &'static str,
    pub(crate) log_empty_text: &'static str,
    pub(crate) filter: &'static str,
    pub(crate) author: &'static str,
    pub(crate) any_author: &'static str,
    pub(crate) about: &'static str,
    pub(crate) anybody: &'static str,
    pub(crate) action: &'static str,
    pub(crate) all_actions: &'static str,
    pub(crate) action_kind: fn(ActionKind) -> &'static str,
    pub(crate) action_word: fn(Action) -> &'static str,
    pub(crate) when: &'static str,
    pub(crate) what: &'static str,
    pub(crate) older: &'static str,
    pub(crate) reset: &'static str,
    pub(crate) taken_back: &'static str,
    pub(crate) from_month: fn(&str) -> String,
    pub(crate) rate_calls: fn(u64) -> String,
    pub(crate) rate_meetings: fn(u64) -> String,
    pub(crate) no_plan: &'static str,
    /// Cells, people.
    pub(crate) plan_cells: fn(u64, u64) -> String,
    pub(crate) inherited: &'static str,
    pub(crate) of_department: &'static str,
    pub(crate) departments: &'static str,
    pub(crate) all_departments: &'static str,
    pub(crate) left_out: &'static str,
    pub(crate) export_rows: fn(u64) -> String,
}

/// The table of the reader's language.
pub(crate) fn words() -> &'static OfficeMessages {
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.office)
}
