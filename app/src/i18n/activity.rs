//! Words of calls and meetings; they come with the page.

mod en;
mod ru;

use super::{Language, messages};
use crate::routes::activity::Tab;

/// Words of calls and meetings.
#[derive(Debug)]
pub(crate) struct ActivityMessages {
    pub(crate) tabs: &'static str,
    pub(crate) tab: fn(Tab) -> &'static str,
    pub(crate) gear: &'static str,
}

/// The table of the reader's language.
pub(crate) fn words() -> &'static ActivityMessages {
    match messages().language {
        Language::Ru => &ru::WORDS,
        Language::En => &en::WORDS,
    }
}
