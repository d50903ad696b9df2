//! Ukrainian.

use super::ActivityMessages;
use crate::routes::activity::Tab;

fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Year => "Рік",
        Tab::Month => "Місяць",
        Tab::Companies => "Компанії",
        Tab::Calendar => "Календар",
        Tab::Rights => "Права",
        Tab::Settings => "Налаштування",
        Tab::Log => "Журнал",
    }
}

/// The table.
pub(in crate::i18n) const WORDS: ActivityMessages =
    ActivityMessages { tabs: "Вигляд", tab, gear: "Налаштування звіту" };
