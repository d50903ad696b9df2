//! Words of the settings page; they come with it.

mod en;
pub(super) mod es;
pub(super) mod kk;
mod ru;
pub(super) mod uk;

use super::of_part;

/// Words of the settings page.
#[derive(Debug)]
pub(crate) struct SettingsMessages {
    pub(crate) sections: &'static str,
    pub(crate) directions: &'static str,
    pub(crate) directions_note: &'static str,
    pub(crate) directions_are: &'static str,
    pub(crate) by_pipelines: &'static str,
    pub(crate) by_field: &'static str,
    pub(crate) field: &'static str,
    pub(crate) move_up: fn(&str) -> String,
    pub(crate) move_down: fn(&str) -> String,
    pub(crate) stages: &'static str,
    pub(crate) stages_note: &'static str,
    pub(crate) as_in_portal: fn(&str) -> String,
    pub(crate) phase_preparation: &'static str,
    pub(crate) phase_work: &'static str,
    pub(crate) phase_won: &'static str,
    pub(crate) phase_failed: &'static str,
    pub(crate) counted: &'static str,
    pub(crate) outgoing: &'static str,
    pub(crate) incoming: &'static str,
    pub(crate) min_seconds: &'static str,
    pub(crate) meetings: &'static str,
    pub(crate) meetings_note: &'static str,
    pub(crate) emails: &'static str,
    pub(crate) open_lines: &'static str,
    pub(crate) open_lines_note: &'static str,
    pub(crate) overdue_after: &'static str,
    pub(crate) suspended_after: &'static str,
    pub(crate) failed_for: &'static str,
    pub(crate) days: &'static str,
    pub(crate) seconds: &'static str,
    pub(crate) fields: &'static str,
    pub(crate) fields_note: &'static str,
    pub(crate) requisite: &'static str,
    pub(crate) no_field: &'static str,
    pub(crate) inn: &'static str,
    pub(crate) turnover: &'static str,
    pub(crate) employees: &'static str,
    pub(crate) sector: &'static str,
    pub(crate) region: &'static str,
    pub(crate) source: &'static str,
    pub(crate) company_type: &'static str,
    pub(crate) standard: fn(&str) -> String,
    pub(crate) guess: &'static str,
    pub(crate) guess_note: &'static str,
    pub(crate) currencies: &'static str,
    pub(crate) convert: &'static str,
    pub(crate) convert_note: &'static str,
    pub(crate) currency_codes: fn(&str) -> String,
    pub(crate) preview: &'static str,
    pub(crate) preview_note: &'static str,
    pub(crate) companies: &'static str,
    pub(crate) overdue: &'static str,
    pub(crate) never: &'static str,
    pub(crate) sample: &'static str,
    pub(crate) unread: fn(&str) -> String,
    pub(crate) undo: &'static str,
    pub(crate) unsaved: &'static str,
    pub(crate) guessed: &'static str,
    pub(crate) in_force: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) saved_reading: &'static str,
    pub(crate) conflict: &'static str,
    pub(crate) fetch_fresh: &'static str,
    pub(crate) refused: fn(&str) -> String,
    pub(crate) admins_title: &'static str,
    pub(crate) admins_text: &'static str,
}

/// The table of the reader's language.
pub(crate) fn words() -> &'static SettingsMessages {
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.settings)
}
