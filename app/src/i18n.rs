//! Every word of the interface as typed message tables: a missing message does not compile.
//!
//! The portal's language decides which table is used. Russian and English are always there, and their words for parts
//! of the app that are fetched later come with the part. Each other language is a part of its own: fetched before the
//! first word is shown, and then complete.

pub(crate) mod activity;
mod card;
pub(crate) mod data;
mod en;
mod es;
pub(crate) mod eyes;
pub(crate) mod install;
mod kk;
#[cfg(test)]
mod leaks;
pub(crate) mod office;
mod plural;
mod report;
mod ru;
pub(crate) mod settings;
pub(crate) mod tools;
mod uk;
pub(crate) mod years;

use crate::ui::later::NotFetched;
pub(crate) use card::CardMessages;
use domain::progress::Entity;
use leptos::prelude::{use_context, window};
use leptos::wasm_split::wasm_split;
pub(crate) use report::ReportMessages;

/// A language with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Russian.
    Ru,
    /// English.
    En,
    /// Ukrainian.
    Uk,
    /// Spanish.
    Es,
    /// Kazakh.
    Kk,
}

impl Language {
    /// For a language code of the portal, which has names of its own for some (`ua`, `la`, `kz`); Belarusian portals
    /// read Russian, those without a table of their own English.
    pub(crate) fn of_code(code: &str) -> Self {
        let short = code.get(..2).unwrap_or(code).to_ascii_lowercase();
        match short.as_str() {
            "ru" | "be" => Self::Ru,
            "ua" | "uk" => Self::Uk,
            "la" | "es" => Self::Es,
            "kz" | "kk" => Self::Kk,
            _ => Self::En,
        }
    }

    /// The words, if they are always there; otherwise they are to be fetched.
    pub(crate) fn at_once(self) -> Option<&'static Messages> {
        match self {
            Self::Ru => Some(&ru::MESSAGES),
            Self::En => Some(&en::MESSAGES),
            Self::Uk | Self::Es | Self::Kk => None,
        }
    }

    /// The words, fetched if need be. English when they can not be had: a page in another language is of more use than
    /// none.
    pub(crate) async fn words(self) -> &'static Messages {
        let fetched = match self {
            Self::Uk => ukrainian().await,
            Self::Es => spanish().await,
            Self::Kk => kazakh().await,
            Self::Ru | Self::En => Ok(self.at_once().unwrap_or(&en::MESSAGES)),
        };
        fetched.unwrap_or(&en::MESSAGES)
    }
}

#[wasm_split(uk, wasm_split_path = ::leptos::wasm_split, fallible)]
fn ukrainian() -> Result<&'static Messages, NotFetched> {
    Ok(&uk::MESSAGES)
}

#[wasm_split(es, wasm_split_path = ::leptos::wasm_split, fallible)]
fn spanish() -> Result<&'static Messages, NotFetched> {
    Ok(&es::MESSAGES)
}

#[wasm_split(kk, wasm_split_path = ::leptos::wasm_split, fallible)]
fn kazakh() -> Result<&'static Messages, NotFetched> {
    Ok(&kk::MESSAGES)
}

/// Words of parts that are fetched later, in a language that was fetched itself.
#[derive(Debug)]
pub(crate) struct PartMessages {
    activity: activity::ActivityMessages,
    talk: activity::talk::TalkMessages,
    plans: activity::plans::PlanMessages,
    install: install::InstallMessages,
    data: data::DataMessages,
    tools: tools::ToolMessages,
    settings: settings::SettingsMessages,
    years: years::YearMessages,
    office: office::OfficeMessages,
}

/// The reader's table of a part that is fetched later: Russian and English come with it, other languages brought
/// theirs along.
fn of_part<T>(ru: &'static T, en: &'static T, fetched: fn(&'static PartMessages) -> &'static T) -> &'static T {
    let t = messages();
    match (t.parts, t.language) {
        (Some(parts), _) => fetched(parts),
        (None, Language::Ru) => ru,
        (None, _) => en,
    }
}

/// The words of one language. Functions take what they count; names say where the words appear.
#[derive(Debug)]
pub(crate) struct Messages {
    pub(crate) language: Language,
    /// Words of parts that are fetched later; `None` where they come with the part.
    parts: Option<&'static PartMessages>,
    /// BCP 47 tag for `<html lang>`.
    pub(crate) tag: &'static str,
    /// Between day, month and year.
    pub(crate) date_mark: char,
    pub(crate) product: &'static str,
    pub(crate) skip_to_content: &'static str,
    pub(crate) sections: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) retry: &'static str,
    pub(crate) reload: &'static str,
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
    pub(crate) upgraded_title: &'static str,
    pub(crate) upgraded_text: &'static str,
    pub(crate) outside_title: &'static str,
    pub(crate) outside_text: &'static str,
    pub(crate) forged_text: &'static str,

    /// The report and what belongs to it.
    pub(crate) report: ReportMessages,
    /// Tabs inside cards.
    pub(crate) card: CardMessages,
}

/// The table provided at the root of the app.
pub(crate) fn messages() -> &'static Messages {
    use_context::<&'static Messages>().unwrap_or(&en::MESSAGES)
}

/// For tests of what is made of the words, the table for a language code.
#[cfg(test)]
pub(crate) fn messages_for(code: &str) -> &'static Messages {
    use futures_util::FutureExt as _;
    Language::of_code(code).words().now_or_never().expect("outside browsers all parts are there")
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
        let codes = ["ru", "RU", "be", "ru-RU", "ua", "uk", "la", "es", "es-MX", "kz", "kk", "en", "de", "br", "", "é"];
        let tags = codes.map(|code| messages_for(code).tag);
        let meant = ["ru", "ru", "ru", "ru", "uk", "uk", "es", "es", "es", "kk", "kk", "en", "en", "en", "en", "en"];
        assert_eq!(tags, meant);
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
    fn each_language_counts_its_own_way() {
        let deals = |t: &Messages| [0, 1, 2, 5, 11, 21, 22, 25, 111].map(t.report.deals);
        let uk = ["0 угод", "1 угода", "2 угоди", "5 угод", "11 угод", "21 угода", "22 угоди", "25 угод", "111 угод"];
        assert_eq!(deals(&uk::MESSAGES), uk);
        let es = ["0", "1", "2", "5", "11", "21", "22", "25", "111"]
            .map(|n| format!("{n} {}", if n == "1" { "negociación" } else { "negociaciones" }));
        assert_eq!(deals(&es::MESSAGES), es);
        assert_eq!(deals(&kk::MESSAGES), [0, 1, 2, 5, 11, 21, 22, 25, 111].map(|n| format!("{n} мәміле")));
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
