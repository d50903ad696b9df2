//! Words of the report's panels and of the tabs in cards; they come with the panels.

mod en;
pub(super) mod es;
pub(super) mod kk;
mod ru;
pub(super) mod uk;

use super::of_part;

/// Words of the report's panels.
#[derive(Debug)]
pub(crate) struct ToolMessages {
    /// Keys and what they do.
    pub(crate) keys: [(&'static str, &'static str); 10],
    pub(crate) columns: &'static str,
    pub(crate) columns_usual: &'static str,
    pub(crate) columns_hint: &'static str,
    pub(crate) find_column: &'static str,
    pub(crate) row_height: &'static str,
    pub(crate) rows_usual: &'static str,
    pub(crate) rows_dense: &'static str,
    pub(crate) pinned: &'static str,
    pub(crate) active_short: fn(&str) -> String,

    pub(crate) view_save: &'static str,
    pub(crate) view_save_as: &'static str,
    pub(crate) view_first: &'static str,
    pub(crate) view_not_first: &'static str,
    pub(crate) view_first_for_all: &'static str,
    pub(crate) view_not_first_for_all: &'static str,
    pub(crate) view_opens_for_all: &'static str,
    pub(crate) view_link: &'static str,
    pub(crate) link_copied: &'static str,
    pub(crate) link_by_hand: &'static str,
    pub(crate) view_share: &'static str,
    pub(crate) view_unshare: &'static str,
    pub(crate) view_share_all: &'static str,
    pub(crate) view_delete: &'static str,
    pub(crate) view_deleted: &'static str,
    pub(crate) view_saved: &'static str,
    pub(crate) view_now_shared: &'static str,
    pub(crate) view_opens: &'static str,
    pub(crate) view_shared: &'static str,
    pub(crate) view_name: &'static str,
    pub(crate) view_needs_name: &'static str,

    pub(crate) export_xlsx: &'static str,
    pub(crate) export_csv: &'static str,
    pub(crate) export_note: fn(u64, &str) -> String,
    pub(crate) exported: fn(&str) -> String,

    pub(crate) chart_note: &'static str,
    pub(crate) chart_hint: &'static str,
    pub(crate) by_responsible: &'static str,
    pub(crate) by_month: &'static str,
    pub(crate) month: &'static str,
    pub(crate) companies_column: &'static str,
    pub(crate) chart_people: fn(u64, &str, &str) -> String,
    pub(crate) chart_most: fn(&str, &str) -> String,
    pub(crate) chart_peak: fn(&str, &str) -> String,
    pub(crate) chart_never: fn(u64, &str) -> String,

    pub(crate) deals: &'static str,
    pub(crate) create_deal: &'static str,
    pub(crate) new_deal: &'static str,
    pub(crate) creating: &'static str,
    pub(crate) create_question: fn(&str, &str) -> String,
    pub(crate) create_note: &'static str,
    pub(crate) deal_created: fn(&str, usize) -> String,
    pub(crate) show_in_crm: &'static str,
    pub(crate) first_lines: fn(&str, &str) -> String,
    pub(crate) deal_number: fn(&str) -> String,
    pub(crate) changed_on: fn(&str) -> String,
    pub(crate) created_on: fn(&str) -> String,

    pub(crate) communications: &'static str,
    pub(crate) kind_all: &'static str,
    pub(crate) kind_calls: &'static str,
    pub(crate) kind_meetings: &'static str,
    pub(crate) kind_emails: &'static str,
    pub(crate) call_out: &'static str,
    pub(crate) call_in: &'static str,
    pub(crate) call_missed: &'static str,
    pub(crate) call: &'static str,
    pub(crate) meeting: &'static str,
    pub(crate) meeting_planned: &'static str,
    pub(crate) email: &'static str,
    pub(crate) open_line: &'static str,
    pub(crate) not_counted: &'static str,
    pub(crate) not_done: &'static str,
    pub(crate) seconds: fn(&str) -> String,
    pub(crate) minutes: fn(&str, &str) -> String,
    pub(crate) show_more: &'static str,
    pub(crate) no_contacts_title: &'static str,
    pub(crate) no_contacts_text: &'static str,

    pub(crate) pace: &'static str,
    pub(crate) pace_fine: &'static str,
    pub(crate) pace_late: &'static str,
    pub(crate) since_last: &'static str,
    pub(crate) usual_gap: &'static str,
    pub(crate) longest_gap: &'static str,
    pub(crate) by_months: &'static str,
    pub(crate) by_months_summary: fn(usize, &str) -> String,
    pub(crate) call_before: fn(&str) -> String,
    pub(crate) by_directions: &'static str,
    pub(crate) who_talked: &'static str,
    pub(crate) in_a_year: &'static str,
    pub(crate) total: &'static str,
    pub(crate) unknown_company: &'static str,
}

/// The table of the reader's language.
pub(crate) fn words() -> &'static ToolMessages {
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.tools)
}
