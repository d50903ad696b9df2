//! Spanish.

use super::ActivityMessages;
use crate::routes::activity::Tab;

fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Year => "Año",
        Tab::Month => "Mes",
        Tab::Companies => "Compañías",
        Tab::Calendar => "Calendario",
        Tab::Rights => "Permisos",
        Tab::Settings => "Configuración",
        Tab::Log => "Registro",
    }
}

/// The table.
pub(in crate::i18n) const WORDS: ActivityMessages =
    ActivityMessages { tabs: "Vista", tab, gear: "Configuración del informe" };
