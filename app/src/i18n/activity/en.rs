//! English.

use super::ActivityMessages;
use crate::routes::activity::Tab;

fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Year => "Year",
        Tab::Month => "Month",
        Tab::Companies => "Companies",
        Tab::Calendar => "Calendar",
        Tab::Rights => "Rights",
        Tab::Settings => "Settings",
        Tab::Log => "Log",
    }
}

/// The table.
pub(super) static WORDS: ActivityMessages = ActivityMessages { tabs: "View", tab, gear: "Settings of the report" };
