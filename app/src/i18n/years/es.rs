//! Spanish.

use super::YearMessages;
use crate::i18n::plural::germanic;
use domain::activity::settings::{CountedDirection, Measure};
use domain::calendar_names::SPANISH;

fn counted(measure: Measure, n: u64, number: &str) -> String {
    let word = match measure {
        Measure::Calls => germanic(n, "llamada", "llamadas"),
        Measure::Companies => germanic(n, "compañía", "compañías"),
    };
    format!("{number} {word}")
}

fn rule(direction: CountedDirection, seconds: u32) -> String {
    let which = match direction {
        CountedDirection::Outgoing => "salientes y devoluciones de llamada",
        CountedDirection::Both => "salientes y entrantes",
    };
    format!("{which}, de {seconds} s como mínimo")
}

/// The table.
pub(in crate::i18n) const WORDS: YearMessages = YearMessages {
    months_short: SPANISH.months_short,
    months: SPANISH.months,
    weekdays: SPANISH.weekdays_short,
    weekdays_full: SPANISH.weekdays,
    decimal: ',',

    year_before: "Año anterior",
    year_after: "Año siguiente",
    this_year: "Este año",
    measures: "Qué se cuenta",
    measure: |measure| match measure {
        Measure::Companies => "Compañías",
        Measure::Calls => "Llamadas",
    },
    all_departments: "Todos los departamentos",
    department: "Departamento",
    no_department: "Sin departamento",
    only_behind: "Solo por debajo del plan",
    find_person: "Buscar empleado o departamento",
    nothing_found: "No se encontró a nadie",
    nothing_found_text: "Cambie la búsqueda o quite los filtros.",
    nobody: "Aquí todavía no hay nadie",
    nobody_text: "Cuando haya empleados en la estadística, su año estará aquí.",
    stale: "No se pudo actualizar, se muestran los datos anteriores",

    fact_of_year: "Hecho desde enero",
    of_plan: |plan| format!("de {plan} según el plan"),
    no_plan: "sin plan",
    done: "Cumplimiento",
    average: "Media por día",
    meetings: "Reuniones",
    excused: "Descontado",
    on_days_off: "En días libres",

    chart_title: "Plan y hecho por meses",
    fact: "hecho",
    plan: "plan",
    forecast: "previsión",
    month: "Mes",
    excused_column: "descontado",
    chart_sum: |months, fact, plan| {
        let word = germanic(months as u64, "mes cerrado", "meses cerrados");
        let plan = plan.map(|plan| format!(" con un plan de {plan}")).unwrap_or_default();
        format!("En {months} {word}: {fact}{plan}.")
    },
    chart_best: |month, figure| format!("El mejor: {month}, {figure}."),
    chart_forecast: |month, end| format!("Previsión para {month}: {end}."),
    chart_empty: "Este año aún no tiene ni plan ni llamadas.",
    heat_title: "Cuándo se llama",
    less: "menos",
    more: "más",
    weekday: "Día",
    heat_sum: |total, weekday, hour, calls| {
        format!("Llamadas: {total}; el momento con más: {weekday}, {hour}–{}, {calls}.", hour + 1)
    },
    heat_empty: "Este año aún no hay llamadas.",
    calls_name: "llamadas",

    employee: "Empleado",
    total: "Total",
    whole_year: "Año",
    days: |days| format!("{days} d"),
    calls_short: |measure| match measure {
        Measure::Calls => "llam.",
        Measure::Companies => "comp.",
    },
    average_short: "med.",
    meetings_short: "reun.",
    plan_short: "plan",
    year_grid: |year| format!("Plan y hecho por meses, {year}"),
    companies_grid: |year| format!("Compañías con las que se habló, {year}"),
    month_means: |month, working, elapsed| {
        format!(
            "{month}: {working} días laborables, {elapsed} ya pasados. Hecho en días laborables, media por día laborable pasado, reuniones, plan por día. Enter abre el mes por días."
        )
    },
    year_means: "Hecho en días laborables y reuniones del año",

    counted,
    average_is: |average| format!("{average} al día de media"),
    plan_is: |plan| format!("plan de {plan} al día"),
    meetings_are: |n, number| format!("{number} {}", germanic(n, "reunión", "reuniones")),
    off_is: |calls| format!("{calls} más en días libres"),
    excused_is: |calls| format!("{calls} descontado"),
    is_behind: "por debajo del plan",
    has_comments: |n| format!("{n} {}", germanic(n, "comentario", "comentarios")),
    has_unread: "hay nuevos",
    is_open: "abierto",
    people: |n| format!("{n} {}", germanic(n, "empleado", "empleados")),
    dismissed: "ya no trabaja",
    share_is: |percent| format!("{percent} % del plan"),

    plan_field: |name, month| format!("Plan por día, {name}, {month}"),
    whole_number: "Se necesita un número entero de 0 a 10 000",
    closed: "El mes está cerrado para cambios",
    changed: |name, month, before, after| format!("{name}, {month}: {before} → {after}"),
    to_whole_year: "Para todo el año",
    undo: "Deshacer",
    undone: "El cambio se deshizo",
    unchanged: "El plan ya es ese",
    filled: |months| format!("Plan fijado para {months} {}", germanic(months as u64, "mes", "meses")),
    conflict: |who, plan| format!("Mientras usted editaba, {who} fijó {plan}"),
    somebody: "alguien",
    keep_theirs: |plan| format!("Dejar {plan}"),
    set_mine: |plan| format!("Fijar {plan}"),

    explain: "Cómo se calcula",
    explain_figure: "En la celda",
    explain_measure: |measure| match measure {
        Measure::Companies => "compañías distintas con las que habló el empleado en un día, sumadas por días",
        Measure::Calls => "conversaciones",
    },
    explain_rule: "Llamadas",
    rule,
    explain_meetings: "Reuniones",
    meetings_rule: "completadas, por el día en que terminaron",
    explain_average: "Media",
    average_rule: "lo hecho en los días laborables pasados entre su número, sin decimales; hoy aún no ha pasado",
    explain_off: "Días libres",
    off_rule: "el trabajo en días libres va aparte y no entra en lo hecho, la media ni el cumplimiento",
    explain_zone: "Zona horaria",
    explain_calendar: "Calendario y planes",
    calendar: |version, moved| {
        format!("versión {version}, {moved} {}", germanic(u64::from(moved), "día cambiado", "días cambiados"))
    },
    explain_proof: "Verificación",
    proof_equal: |at| format!("{at}, coincide con el portal"),
    proof_differs: |at| format!("{at}, hay diferencias"),
    proof_never: "aún no se ha hecho",
    explain_data: "Versión de los datos",

    export: "Exportar",
    export_xlsx: "Libro de Excel",
    export_csv: "Texto CSV",
    export_note: "Todas las filas mostradas y el total",
    exported: |name| format!("Guardado: {name}"),

    companies_head: "Compañías en el año",
    companies_note: "Para un empleado una compañía cuenta una vez al mes y una vez al año. En el departamento y en el total arriba van compañías distintas y abajo la suma por empleados: la compañía con la que hablaron dos entra dos veces en la suma. Por eso el año es menor que la suma de los meses.",
    different: |n, number| format!("{number} {}", germanic(n, "compañía distinta", "compañías distintas")),
    sum_is: |sum| format!("suma por empleados {sum}"),
    keys_cells: "celdas",
    keys_open: "abrir",
    keys_plan: "plan",
    legend_behind: "por debajo del plan",
    legend_unread: "comentario nuevo",
    legend_open: "conversación",
};
