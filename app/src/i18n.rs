//! Every word of the interface as typed message tables: a missing message does not compile.
//!
//! The portal's language decides which table is used. Words of parts that are fetched later stand in tables of their own,
//! which come with the part.

pub(crate) mod activity;
mod card;
pub(crate) mod data;
mod en;
pub(crate) mod install;
mod plural;
mod report;
mod ru;
pub(crate) mod settings;
pub(crate) mod tools;

pub(crate) use card::CardMessages;
use domain::progress::Entity;
use leptos::prelude::{use_context, window};
pub(crate) use report::ReportMessages;

/// A language with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Language {
    /// For a language code of the portal; Belarusian portals read Russian, those without a table of their own English.
    pub(crate) fn of_code(code: &str) -> Self {
        let short = code.get(..2).unwrap_or(code).to_ascii_lowercase();
        match short.as_str() {
            "ru" | "be" | "kz" | "kk" => Self::Ru,
            _ => Self::En,
        }
    }
}

/// The words of one language. Functions take what they count; names say where the words appear.
#[derive(Debug)]
pub(crate) struct Messages {
    pub(crate) language: Language,
    /// BCP 47 tag for `<html lang>`.
    pub(crate) tag: &'static str,
    pub(crate) product: &'static str,
    pub(crate) skip_to_content: &'static str,
    pub(crate) sections: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) retry: &'static str,
    pub(crate) close: &'static str,
    pub(crate) reset: &'static str,
    pub(crate) reset_all: &'static str,
    pub(crate) done: &'static str,
    pub(crate) save: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) as_table: &'static str,
    pub(crate) settings_title: &'static str,
    pub(crate) settings_tab: &'static str,
    pub(crate) shortcuts: &'static str,

    pub(crate) report_title: &'static str,
    pub(crate) report_tab: &'static str,
    pub(crate) activity_title: &'static str,
    pub(crate) activity_tab: &'static str,
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
    pub(crate) portal: fn(&str) -> String,
    pub(crate) stopped: fn(&str) -> String,

    pub(crate) drop_filter: fn(&str) -> String,
    pub(crate) find_value: &'static str,
    pub(crate) nothing_found: &'static str,
    pub(crate) range_from: &'static str,
    pub(crate) range_to: &'static str,
    pub(crate) range_wrong: &'static str,
    pub(crate) expand: fn(&str) -> String,
    pub(crate) collapse: fn(&str) -> String,

    pub(crate) error_title: &'static str,
    pub(crate) error_network: &'static str,
    pub(crate) error_unexpected: fn(u16) -> String,
    pub(crate) error_session: &'static str,
    pub(crate) error_data: &'static str,
    pub(crate) error_code: fn(&str) -> String,
    pub(crate) outside_title: &'static str,
    pub(crate) outside_text: &'static str,
    pub(crate) forged_text: &'static str,

    /// The report and what belongs to it.
    pub(crate) report: ReportMessages,
    /// Tabs inside cards.
    pub(crate) card: CardMessages,
}

/// The table for a language code of the portal.
pub(crate) fn messages_for(code: &str) -> &'static Messages {
    match Language::of_code(code) {
        Language::Ru => &ru::MESSAGES,
        Language::En => &en::MESSAGES,
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
        let deals = ru::MESSAGES.report.deals;
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
        assert_eq!([0, 1, 2].map(en::MESSAGES.report.deals), ["0 deals", "1 deal", "2 deals"]);
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
