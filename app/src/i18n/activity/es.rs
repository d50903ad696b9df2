//! Spanish.

use super::{ActivityMessages, EditMessages};
use crate::i18n::plural::germanic as form;
use crate::routes::activity::Tab;
use domain::activity::edit::Fault;
use domain::activity::pace::DayState;
use domain::activity::settings::Measure;
use domain::calendar_names::SPANISH;

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

fn units(measure: Measure, n: u64) -> &'static str {
    match measure {
        Measure::Companies => form(n, "compañía", "compañías"),
        Measure::Calls => form(n, "llamada", "llamadas"),
    }
}

fn state(state: DayState) -> &'static str {
    match state {
        DayState::Free => "día libre",
        DayState::NoPlan => "sin plan",
        DayState::Future => "por venir",
        DayState::Pending => "el día no ha terminado",
        DayState::Met => "plan cumplido",
        DayState::Unmet => "plan no cumplido",
        DayState::Forced => "día dado por cumplido",
    }
}

fn means_fact(measure: Measure, seconds: u32, both: bool) -> String {
    let calls = if both { "llamadas salientes y entrantes" } else { "llamadas salientes" };
    let what = match measure {
        Measure::Companies => "Compañías distintas de cada día",
        Measure::Calls => "Todas las conversaciones",
    };
    format!("{what}, de {calls} de {seconds} s o más. Lo hecho en días libres va aparte.")
}

fn plans(n: u64) -> &'static str {
    form(n, "plan", "planes")
}

fn cells(n: u64) -> &'static str {
    form(n, "celda", "celdas")
}

fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Person => "no existe tal empleado",
        Fault::Date => "no es una fecha",
        Fault::Number => "hace falta un número entero de 0 a 10 000",
        Fault::DayOff => "el empleado tiene el día libre",
        Fault::Closed => "el mes está cerrado para cambios",
        Fault::Conflict => "otra persona ya cambió este plan",
        Fault::Shape => "la tabla es mayor que el lugar para pegarla",
        Fault::Twice => "la celda aparece dos veces",
    }
}

/// The table.
pub(in crate::i18n) const WORDS: ActivityMessages = ActivityMessages {
    tabs: "Vista",
    tab,
    gear: "Configuración del informe",
    months: SPANISH.months,
    months_of: [
        "de enero",
        "de febrero",
        "de marzo",
        "de abril",
        "de mayo",
        "de junio",
        "de julio",
        "de agosto",
        "de septiembre",
        "de octubre",
        "de noviembre",
        "de diciembre",
    ],
    months_short: SPANISH.months_short_inside,
    weekdays: SPANISH.weekdays_narrow,
    weekdays_full: SPANISH.weekdays,
    day_of: |day, month| format!("{day} {month}"),
    days_of: |first, last, month| format!("{first}–{last} {month}"),

    measures: "Se cuentan",
    measure: |measure| match measure {
        Measure::Companies => "compañías",
        Measure::Calls => "llamadas",
    },
    measure_hint: |measure| match measure {
        Measure::Companies => "Cuántas compañías distintas al día",
        Measure::Calls => "Cuántas conversaciones",
    },
    counted: |measure, n, text| format!("{text} {}", units(measure, n)),
    units_of: units,
    meetings_count: |n, text| format!("{text} {}", form(n, "reunión", "reuniones")),
    state,
    thousands: "m",

    shown: "Qué se muestra",
    previous_month: "Mes anterior",
    next_month: "Mes siguiente",
    choose_month: "Elegir mes",
    this_month: "Mes actual",
    all_departments: "Todos los departamentos",
    department: "Departamento",
    no_department: "Sin departamento",
    find_person: "Empleado o departamento",
    only_behind: "Solo los atrasados",
    plans: "Planes",
    plans_title: "Ver y cambiar los planes",
    working_days: |n| format!("{n} {}", form(u64::from(n), "día laborable", "días laborables")),
    passed: "pasados",
    left: "quedan",

    grid: |month| format!("Plan y hecho por día, {month}"),
    employee: "Empleado",
    days_head: "Días",
    days_yes: "sí",
    days_no: "no",
    plan: "Plan",
    fact: "Hecho",
    share: "%",
    pace: "Ritmo",
    per_day: |n| format!("{n}/día"),
    company_plan: "Plan de la empresa",
    company_fact: "Hecho en la empresa",
    department_plan: "Plan del departamento",
    department_fact: "Hecho en el departamento",
    people_count: |n| format!("{n} {}", form(n, "empleado", "empleados")),
    unfold_days: |days| format!("Desplegar los días libres {days}"),
    fold_days: |days| format!("Plegar los días libres {days}"),
    holiday: |day| format!("{day}, festivo"),
    moved_day: "movido en el calendario",
    today: "hoy",
    off_work: |n| format!("en día libre: {n}"),
    away: "ausente",
    dismissed: "ya no trabaja aquí",
    made: "cumplido",
    no_days_left: "No quedan días laborables",
    projected: |n| format!("el mes terminará con {n}"),
    means_days: "En cuántos días laborables se cumplió el plan (o se dio por cumplido) y en cuántos no. Hoy cuenta en cuanto se cumple el plan.",
    means_plan: "El plan de los días laborables del mes, sin lo que un supervisor dio por cumplido.",
    means_fact,
    means_share: "Parte del plan del mes. La marca muestra dónde habría que estar hoy: por ella se ve el atraso.",
    means_pace: "Cuánto hace falta en cada día laborable que queda para cumplir el plan. En rojo cuando es claramente más de lo habitual.",

    out_of: |fact, plan| format!("{fact} de {plan}"),
    plan_is: |n| format!("plan de {n}"),
    has_comments: |n| format!("{n} {}", form(n, "comentario", "comentarios")),
    has_unread: "hay nuevos",
    is_open: "conversación abierta",
    days_done: |met, unmet| format!("días cumplidos {met}, no cumplidos {unmet}"),

    legend: "Leyenda",
    legend_met: "plan cumplido",
    legend_unmet: "no cumplido",
    legend_forced: "dado por cumplido",
    legend_meetings: "reuniones",
    legend_unread: "comentario nuevo",
    legend_open: "conversación",
    keys_cells: "celdas",
    keys_open: "abrir",
    keys_comment: "comentario",
    keys_plan: "cambiar el plan",

    nobody_title: "No hay nadie en la estadística",
    nobody_text: "Aquí aparecerán los empleados de los departamentos que participan en la estadística.",
    nothing_found: "Nadie coincide",
    nothing_found_text: "Cambie la búsqueda o el departamento.",
    nobody_behind: "Nadie va atrasado",
    nobody_behind_text: "Desactive el filtro para ver a todas.",
    stale: "Se muestran datos anteriores",
    news: |n| format!("Filas actualizadas: {n}"),

    edit: EditMessages {
        field: |name, when| format!("Plan diario: {name}, {when}"),
        field_many: |n| format!("Plan diario de las celdas elegidas: {n}"),
        whole_number: "Un número entero de 0 a 10 000",
        closed: "Los planes de este mes ya no se pueden cambiar",
        no_right: "No tiene permiso para cambiar planes",
        day_off: "Un día libre no tiene plan",
        not_a_person: "El plan se pone a cada empleado: el departamento es su suma",
        saving: "Guardando",
        changed: |name, when, before, after| format!("{name}, {when}: plan {before} → {after}"),
        changed_many: |n| format!("Cambiado: {n} {}", plans(n)),
        unchanged: "Los planes ya son así",
        undo: "Deshacer",
        undone: |n| format!("Devuelto: {n} {}", plans(n)),
        whole_month: "Para todo el mes",
        no_plan: "ninguno",
        conflict_title: "El plan ya fue cambiado",
        conflict: |who, name, when, theirs, mine| {
            format!("Mientras usted escribía {mine}, {who} puso {theirs}: {name}, {when}. ¿Qué plan queda?")
        },
        somebody: "otro supervisor",
        keep_theirs: |n| format!("Dejar {n}"),
        set_mine: |n| format!("Poner {n}"),
        conflict_undo: |n| format!("No se puede deshacer: desde entonces se cambió {n} {}", plans(n)),
        faults_title: "No se cambió nada",
        faults: |n| format!("{n} {} con error. Corrija y repita: no se cambió ningún plan.", cells(n)),
        faults_more: |n| format!("y {n} más"),
        where_column: "Dónde",
        value_column: "Valor",
        why_column: "Qué está mal",
        line: |line, column| match column {
            Some(column) => format!("línea {line}, columna {column}"),
            None => format!("línea {line}"),
        },
        fault,
        show_cell: "Mostrar",
        copied: |n| format!("Copiado: {n} {}", cells(n)),
        paste_where: "Sitúese en el empleado y el día donde empieza la tabla",
        failed: "No se guardó",
    },
};
