//! Russian.

use super::ActivityMessages;
use crate::routes::activity::Tab;

fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Year => "Год",
        Tab::Month => "Месяц",
        Tab::Companies => "Компании",
        Tab::Calendar => "Календарь",
        Tab::Rights => "Права",
        Tab::Settings => "Настройки",
        Tab::Log => "Журнал",
    }
}

/// The table.
pub(super) static WORDS: ActivityMessages =
    ActivityMessages { tabs: "Вид", tab, gear: "Настройки отчёта" };
