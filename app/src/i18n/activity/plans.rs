//! Words of the panel where plans are filled, copied, imported and taken back.

mod en;
pub(in crate::i18n) mod es;
pub(in crate::i18n) mod kk;
mod ru;
pub(in crate::i18n) mod uk;

use crate::i18n::of_part;

/// How plans were changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Cell,
    Fill,
    Copy,
    Paste,
    Import,
    Default,
    Undo,
    /// In a way that only a newer server knows.
    Other,
}

impl Kind {
    /// Reads the server's name of it.
    pub(crate) fn of_code(code: &str) -> Self {
        match code {
            "cell" => Self::Cell,
            "fill" => Self::Fill,
            "copy" => Self::Copy,
            "paste" => Self::Paste,
            "import" => Self::Import,
            "default" => Self::Default,
            "undo" => Self::Undo,
            _ => Self::Other,
        }
    }
}

/// Words of the panel of plans.
#[derive(Debug)]
pub(crate) struct PlanMessages {
    pub(crate) title: &'static str,
    pub(crate) sections: &'static str,
    pub(crate) calls: &'static str,
    pub(crate) meetings: &'static str,
    pub(crate) fill: &'static str,
    pub(crate) import: &'static str,
    pub(crate) defaults: &'static str,
    pub(crate) history: &'static str,

    pub(crate) for_whom: &'static str,
    pub(crate) everybody: fn(u64) -> String,
    pub(crate) selected: fn(u64) -> String,
    /// Department, how many people.
    pub(crate) of_department: fn(&str, u64) -> String,
    pub(crate) how_much: &'static str,
    pub(crate) calls_a_day: &'static str,
    pub(crate) meetings_a_day: &'static str,
    pub(crate) as_it_is: &'static str,
    pub(crate) when: &'static str,
    pub(crate) whole_month: fn(&str) -> String,
    pub(crate) days: &'static str,
    pub(crate) months: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) range_wrong: &'static str,
    pub(crate) set: &'static str,
    pub(crate) fill_note: &'static str,
    pub(crate) copy: fn(&str) -> String,
    pub(crate) copy_note: &'static str,

    pub(crate) import_note: &'static str,
    /// Lines of a file.
    pub(crate) import_sample: [&'static str; 2],
    pub(crate) file: &'static str,
    pub(crate) file_text: &'static str,
    pub(crate) check: &'static str,
    pub(crate) checking: &'static str,
    pub(crate) would_change: fn(u64) -> String,
    pub(crate) nothing_to_change: &'static str,
    pub(crate) do_import: &'static str,
    pub(crate) person: &'static str,
    pub(crate) date: &'static str,
    pub(crate) before: &'static str,
    pub(crate) after: &'static str,
    pub(crate) and_more: fn(u64) -> String,

    pub(crate) defaults_note: &'static str,
    pub(crate) since: &'static str,
    pub(crate) in_force: &'static str,
    pub(crate) save: &'static str,

    pub(crate) nothing_yet: &'static str,
    pub(crate) nothing_yet_text: &'static str,
    pub(crate) kind: fn(Kind) -> &'static str,
    pub(crate) plans: fn(u64) -> String,
    pub(crate) undone: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) earlier: &'static str,
    /// Calls, meetings: "25 зв. · 1 встр.".
    pub(crate) rate: fn(Option<u32>, Option<u32>) -> String,
    pub(crate) from_month: fn(&str) -> String,
}

/// The table of the reader's language.
pub(crate) fn words() -> &'static PlanMessages {
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.plans)
}
