//! Spanish.

use super::{Kind, PlanMessages};
use crate::i18n::plural::germanic as form;

fn plans(n: u64) -> String {
    format!("{n} {}", form(n, "plan", "planes"))
}

fn rate(calls: Option<u32>, meetings: Option<u32>) -> String {
    match (calls, meetings) {
        (None, None) => "ninguno".to_owned(),
        (Some(calls), None) => calls.to_string(),
        (None, Some(meetings)) => format!("reuniones {meetings}"),
        (Some(calls), Some(meetings)) => format!("{calls}, reuniones {meetings}"),
    }
}

/// The table.
pub(in crate::i18n) const WORDS: PlanMessages = PlanMessages {
    title: "Planes",
    sections: "Qué hacer con los planes",
    calls: "Llamadas",
    meetings: "Reuniones",
    fill: "Rellenar",
    import: "Importar",
    defaults: "Por defecto",
    history: "Historial",

    for_whom: "Para quién",
    everybody: |n| format!("Todos los mostrados, {n}"),
    selected: |n| format!("Elegidos en la tabla, {n}"),
    of_department: |name, n| format!("{name}, {n}"),
    how_much: "Cuánto en un día laborable",
    calls_a_day: "Llamadas al día",
    meetings_a_day: "Reuniones al día",
    as_it_is: "como está",
    when: "Para qué plazo",
    whole_month: |month| format!("Todo el mes: {month}"),
    days: "Días",
    months: "Meses",
    from: "Desde",
    to: "Hasta",
    range_wrong: "El principio es posterior al fin",
    set: "Poner los planes",
    fill_note: "Un campo vacío no cambia nada. Los días libres y las ausencias quedan sin plan.",
    copy: |month| format!("Tomar los planes de {month}"),
    copy_note: "Quien no los tenga allí conserva los suyos.",

    import_note: "Una línea por persona y plazo: empleado; fecha o mes; llamadas; reuniones. El empleado: nombre completo o número. Un número vacío no cambia nada.",
    import_sample: ["Yásenev Gleb; 09.12.2026; 25; 1", "Beréstov Timur; 12.2026; 28;"],
    file: "Elegir un archivo CSV",
    file_text: "Contenido del archivo",
    check: "Comprobar",
    checking: "Comprobando",
    would_change: |n| format!("Cambiaría: {}", plans(n)),
    nothing_to_change: "No hay nada que cambiar: los planes ya son así",
    do_import: "Cargar",
    person: "Empleado",
    date: "Plazo",
    before: "Antes",
    after: "Después",
    and_more: |n| format!("y {n} más"),

    defaults_note: "El plan por defecto vale desde el mes elegido, mientras el mes o el día no tenga otro.",
    since: "Desde el mes",
    in_force: "Vigente",
    save: "Guardar",

    nothing_yet: "Los planes aún no se han cambiado",
    nothing_yet_text: "Aquí aparecerá cada cambio: quién, cuándo, cuánto. Cualquiera se puede deshacer.",
    kind: |kind| match kind {
        Kind::Cell => "en la celda",
        Kind::Fill => "relleno",
        Kind::Copy => "copia de un mes",
        Kind::Paste => "tabla pegada",
        Kind::Import => "importación",
        Kind::Default => "por defecto",
        Kind::Undo => "deshecho",
        Kind::Other => "cambio",
    },
    plans,
    undone: "deshecho",
    undo: "Deshacer",
    earlier: "Mostrar anteriores",
    rate,
    from_month: |month| format!("desde {month}"),
};
