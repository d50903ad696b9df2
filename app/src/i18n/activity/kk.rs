//! Kazakh.

use super::ActivityMessages;
use crate::routes::activity::Tab;

fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Year => "Жыл",
        Tab::Month => "Ай",
        Tab::Companies => "Компаниялар",
        Tab::Calendar => "Күнтізбе",
        Tab::Rights => "Құқықтар",
        Tab::Settings => "Баптаулар",
        Tab::Log => "Журнал",
    }
}

/// The table.
pub(in crate::i18n) const WORDS: ActivityMessages =
    ActivityMessages { tabs: "Көрініс", tab, gear: "Есеп баптаулары" };
