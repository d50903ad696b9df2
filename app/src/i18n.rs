//! Every word of the interface as typed message tables: a missing message does not compile.
//!
//! The portal's language decides which table is used; plural rules live beside their language.

mod en;
mod ru;

use domain::progress::Entity;
use leptos::prelude::{use_context, window};

/// The words of one language. Functions take what they count; names say where the words appear.
#[derive(Debug)]
pub(crate) struct Messages {
    /// BCP 47 tag for `<html lang>`.
    pub(crate) tag: &'static str,
    pub(crate) product: &'static str,
    pub(crate) skip_to_content: &'static str,
    pub(crate) sections: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) retry: &'static str,
    pub(crate) close: &'static str,
    pub(crate) reset: &'static str,
    pub(crate) done: &'static str,

    pub(crate) report_title: &'static str,
    pub(crate) report_tab: &'static str,
    pub(crate) data_title: &'static str,

    pub(crate) updated_never: &'static str,
    pub(crate) updated_now: &'static str,
    pub(crate) updated_minutes: fn(u64) -> String,
    pub(crate) updated_hours: fn(u64) -> String,
    pub(crate) updated_days: fn(u64) -> String,
    /// Rows done, rows in all (grouped), entity.
    pub(crate) loading_of: fn(&str, &str, Entity) -> String,
    pub(crate) loading_some: fn(&str, Entity) -> String,
    pub(crate) loading_starts: &'static str,
    pub(crate) left_seconds: fn(u32) -> String,

    pub(crate) entity: fn(Entity) -> &'static str,
    pub(crate) entity_reads: fn(Entity) -> &'static str,
    pub(crate) of_total: fn(&str) -> String,
    pub(crate) entity_done: &'static str,
    pub(crate) entity_running: &'static str,
    pub(crate) entity_waiting: &'static str,
    pub(crate) backfill: &'static str,
    pub(crate) backfill_may_close: &'static str,
    pub(crate) backfill_done: &'static str,
    pub(crate) freshness: &'static str,
    pub(crate) portal: fn(&str) -> String,
    pub(crate) stopped: fn(&str) -> String,

    pub(crate) filters: &'static str,
    pub(crate) search_hint: &'static str,
    pub(crate) search_label: &'static str,
    pub(crate) overdue: &'static str,
    pub(crate) responsible: &'static str,
    pub(crate) direction: &'static str,
    pub(crate) sector: &'static str,
    pub(crate) no_direction: &'static str,
    pub(crate) no_sector: &'static str,
    pub(crate) drop_filter: fn(&str) -> String,
    pub(crate) find_person: &'static str,
    pub(crate) find_value: &'static str,
    pub(crate) nothing_found: &'static str,
    pub(crate) no_department: &'static str,
    pub(crate) dismissed: &'static str,
    pub(crate) expand: fn(&str) -> String,
    pub(crate) collapse: fn(&str) -> String,
    pub(crate) out_of: fn(&str) -> String,
    pub(crate) order: &'static str,
    pub(crate) order_title: &'static str,
    pub(crate) order_large: &'static str,
    pub(crate) order_won: &'static str,
    pub(crate) order_oldest: &'static str,
    pub(crate) order_newest: &'static str,
    pub(crate) order_other: &'static str,

    pub(crate) table_label: &'static str,
    pub(crate) cards_label: &'static str,
    pub(crate) company: &'static str,
    pub(crate) last_communication: (&'static str, &'static str),
    pub(crate) all_deals: &'static str,
    pub(crate) in_work: &'static str,
    pub(crate) won: &'static str,
    pub(crate) all_sums: &'static str,
    pub(crate) active_deals: &'static str,
    pub(crate) inn: fn(&str) -> String,
    pub(crate) no_inn: &'static str,
    pub(crate) unassigned: &'static str,
    pub(crate) today: &'static str,
    pub(crate) yesterday: &'static str,
    pub(crate) days: fn(i32) -> String,
    pub(crate) days_ago: fn(i32) -> String,
    pub(crate) never: &'static str,
    pub(crate) never_contacted: &'static str,
    pub(crate) overdue_for: fn(i32) -> String,
    pub(crate) deals: fn(u64) -> String,
    pub(crate) companies: fn(u64, &str) -> String,
    pub(crate) preparation: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) failed_title: fn(i32) -> String,
    pub(crate) suspended: &'static str,
    pub(crate) suspended_title: fn(i32) -> String,
    pub(crate) more_currencies: fn(usize) -> String,
    pub(crate) totals_filtered: &'static str,
    pub(crate) totals_all: &'static str,
    pub(crate) overdue_count: fn(u64, &str) -> String,
    pub(crate) without_company: &'static str,
    pub(crate) active_count: fn(u64, &str) -> String,

    pub(crate) empty_title: &'static str,
    /// Companies in scope, grouped.
    pub(crate) empty_text: fn(u64, &str) -> String,
    /// Filter, rows found without it.
    pub(crate) empty_nearest: fn(&str, &str) -> String,
    pub(crate) empty_drop: fn(&str) -> String,
    pub(crate) reset_all: &'static str,
    pub(crate) text_filter: &'static str,
    pub(crate) no_companies_title: &'static str,
    pub(crate) no_companies_all: &'static str,
    pub(crate) no_companies_own: &'static str,
    pub(crate) first_sync_title: &'static str,
    pub(crate) first_sync_text: &'static str,

    pub(crate) error_title: &'static str,
    pub(crate) error_network: &'static str,
    pub(crate) error_unexpected: fn(u16) -> String,
    pub(crate) error_session: &'static str,
    pub(crate) error_data: &'static str,
    pub(crate) error_code: fn(&str) -> String,
    pub(crate) outside_title: &'static str,
    pub(crate) outside_text: &'static str,
    pub(crate) forged_text: &'static str,
    pub(crate) stale_note: &'static str,

    pub(crate) install_title: &'static str,
    pub(crate) install_to: fn(&str) -> String,
    pub(crate) install_steps: &'static str,
    pub(crate) install_access: &'static str,
    pub(crate) install_binding: &'static str,
    pub(crate) install_ready: &'static str,
    pub(crate) install_checking: &'static str,
    pub(crate) install_wiring: &'static str,
    pub(crate) install_wiring_sub: &'static str,
    pub(crate) install_note: (&'static str, &'static str),
    pub(crate) install_moves_on: &'static str,
    pub(crate) install_done_text: &'static str,
    pub(crate) install_open: &'static str,
    pub(crate) install_admin_title: &'static str,
    pub(crate) install_admin_text: &'static str,

    pub(crate) company_tab_title: &'static str,
    pub(crate) company_tab_text: &'static str,
    pub(crate) deal_tab_title: &'static str,
    pub(crate) deal_tab_text: &'static str,
    pub(crate) tab_hint: &'static str,
}

/// The table for a language code of the portal. Languages without a table of their own yet: Belarusian and Kazakh
/// portals read Russian, all others English.
pub(crate) fn messages_for(lang: &str) -> &'static Messages {
    let code = lang.get(..2).unwrap_or(lang).to_ascii_lowercase();
    match code.as_str() {
        "ru" | "be" | "kz" | "kk" => &ru::MESSAGES,
        _ => &en::MESSAGES,
    }
}

/// The table provided at the root of the app.
pub(crate) fn messages() -> &'static Messages {
    use_context::<&'static Messages>().unwrap_or(&en::MESSAGES)
}

/// The language of the browser, for when the portal did not tell its own.
pub(crate) fn browser_language() -> String {
    window().navigator().language().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_portal_language_picks_the_table() {
        let tags = ["ru", "RU", "be", "kz", "kk", "ru-RU", "en", "de", "ua", ""].map(|lang| messages_for(lang).tag);
        assert_eq!(tags, ["ru", "ru", "ru", "ru", "ru", "ru", "en", "en", "en", "en"]);
    }

    #[test]
    fn russian_deals_follow_the_three_forms() {
        let deals = ru::MESSAGES.deals;
        let shown = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 111, 121].map(deals);
        assert_eq!(
            shown,
            [
                "0 сделок",
                "1 сделка",
                "2 сделки",
                "4 сделки",
                "5 сделок",
                "11 сделок",
                "12 сделок",
                "14 сделок",
                "21 сделка",
                "22 сделки",
                "111 сделок",
                "121 сделка"
            ]
        );
    }

    #[test]
    fn english_deals_follow_two_forms() {
        assert_eq!([0, 1, 2].map(en::MESSAGES.deals), ["0 deals", "1 deal", "2 deals"]);
    }

    #[test]
    fn time_left_is_told_in_the_largest_useful_unit() {
        let left = ru::MESSAGES.left_seconds;
        assert_eq!(
            [5, 59, 60, 119, 3_700].map(left),
            [
                "осталось меньше минуты",
                "осталось меньше минуты",
                "осталось ~1 мин",
                "осталось ~2 мин",
                "осталось ~1 ч 2 мин"
            ]
        );
    }
}
