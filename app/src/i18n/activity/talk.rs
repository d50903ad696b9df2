//! Words of what stands behind a cell: figures, conversation, calls.

mod en;
pub(in crate::i18n) mod es;
pub(in crate::i18n) mod kk;
mod ru;
pub(in crate::i18n) mod uk;

use crate::i18n::of_part;

/// Words of the panel of a cell and of the slide-over.
#[derive(Debug)]
pub(crate) struct TalkMessages {
    pub(crate) discuss: &'static str,
    pub(crate) calls: &'static str,
    pub(crate) comments: &'static str,
    pub(crate) meetings: &'static str,
    /// Plan, unit: "из 25 звонков".
    pub(crate) of_plan: fn(&str, &str) -> String,
    /// Plan, excused, what is left.
    pub(crate) adjusted: fn(&str, &str, &str) -> String,
    pub(crate) raw_plan: &'static str,
    pub(crate) excused: &'static str,
    pub(crate) usual: &'static str,
    pub(crate) average: &'static str,
    pub(crate) projected: &'static str,
    pub(crate) on_days_off: &'static str,
    pub(crate) decimal: &'static str,
    pub(crate) unknown: fn(u64) -> String,
    /// Percent, what is missing with its unit.
    pub(crate) missing: fn(u64, &str) -> String,
    pub(crate) plan_done: fn(u64) -> String,
    /// Rate with its unit.
    pub(crate) a_day: fn(&str) -> String,

    pub(crate) force: &'static str,
    pub(crate) force_day: &'static str,
    pub(crate) unforce: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) reason_hint: &'static str,
    /// Who, when.
    pub(crate) forced_by: fn(&str, &str) -> String,
    /// Name, when.
    pub(crate) forced: fn(&str, &str) -> String,
    pub(crate) unforced: fn(&str, &str) -> String,

    pub(crate) previous_day: &'static str,
    pub(crate) next_day: &'static str,
    pub(crate) sections: &'static str,
    pub(crate) new: &'static str,
    pub(crate) new_count: fn(u64) -> String,
    pub(crate) nothing_said: &'static str,
    pub(crate) nothing_said_text: &'static str,
    pub(crate) earlier: &'static str,
    pub(crate) edited: &'static str,
    pub(crate) verified: &'static str,
    /// Who, when.
    pub(crate) verified_by: fn(&str, &str) -> String,
    pub(crate) verify: &'static str,
    pub(crate) unverify: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) remove_question: &'static str,
    pub(crate) resolve: &'static str,
    pub(crate) reopen: &'static str,
    pub(crate) resolved: &'static str,
    pub(crate) open: &'static str,
    pub(crate) today: &'static str,
    pub(crate) yesterday: &'static str,

    pub(crate) write: &'static str,
    pub(crate) write_hint: &'static str,
    pub(crate) mention: &'static str,
    pub(crate) people: &'static str,
    pub(crate) send: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) count_day: &'static str,
    pub(crate) too_long: &'static str,
    pub(crate) without_access: fn(&str) -> String,
    pub(crate) waits: &'static str,
    pub(crate) take_back: &'static str,
    pub(crate) not_sent: fn(&str) -> String,
    pub(crate) borrowed: &'static str,

    /// Counted calls, companies with their unit.
    pub(crate) calls_summary: fn(u64, &str) -> String,
    pub(crate) counted: fn(u64) -> String,
    pub(crate) all: fn(u64) -> String,
    pub(crate) not_counted: &'static str,
    pub(crate) outgoing: &'static str,
    pub(crate) incoming: &'static str,
    pub(crate) short_call: &'static str,
    /// Documented number of the kind.
    pub(crate) bound: fn(i64) -> &'static str,
    pub(crate) no_client: &'static str,
    pub(crate) listen: &'static str,
    pub(crate) open_recording: &'static str,
    pub(crate) no_recording: &'static str,
    pub(crate) no_calls: &'static str,
    pub(crate) no_calls_text: &'static str,
    pub(crate) more_calls: &'static str,
    pub(crate) no_meetings: &'static str,
    pub(crate) no_meetings_text: &'static str,
    pub(crate) meetings_rule: &'static str,
    /// Which calls count: seconds, both directions.
    pub(crate) rule: fn(u32, bool) -> String,
}

/// The table of the reader's language.
pub(crate) fn words() -> &'static TalkMessages {
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.talk)
}
