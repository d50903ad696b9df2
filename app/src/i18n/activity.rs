//! Words of calls and meetings; they come with the page.

mod en;
pub(super) mod es;
pub(super) mod kk;
mod ru;
pub(super) mod uk;

use super::of_part;
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
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.activity)
}
