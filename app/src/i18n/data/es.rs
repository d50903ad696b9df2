//! Spanish.

use super::DataMessages;
use crate::i18n::plural::germanic as form;
use domain::calendar_names::SPANISH;
use domain::freshness::{Ending, Source};
use domain::jobs::JobKind;
use domain::progress::Entity;
use domain::proof::{HeldBack, Verdict, What};

fn record_of(entity: Entity, id: &str) -> String {
    let name = match entity {
        Entity::People => "Empleado",
        Entity::Departments => "Departamento",
        Entity::Dictionaries => return format!("Catálogo: {id}"),
        Entity::Companies => "Compañía",
        Entity::Requisites => "Datos fiscales",
        Entity::Contacts => "Contacto",
        Entity::Deals => "Negociación",
        Entity::Activities => "Actividad",
        Entity::Calls => "Llamada",
    };
    format!("{name} n.º {id}")
}

/// The table.
pub(in crate::i18n) const WORDS: DataMessages = DataMessages {
    months: SPANISH.months_short_inside,
    full_months: SPANISH.months_inside,

    freshness: "Vigencia",
    source: |source| match source {
        Source::Events => "en vivo",
        Source::Sweep => "consulta: sin eventos",
        Source::Daily => "una vez al día",
    },
    seconds_ago: |n| format!("hace {n} s"),
    minutes_ago: |n| format!("hace {n} min"),
    hours_ago: |n| format!("hace {n} h"),
    days_ago: |n| format!("hace {n} {}", form(n, "día", "días")),
    unchanged: "sin cambios",
    changed_at: |at| format!("Último cambio aplicado: {at}"),
    fresh: "al día",
    late: "atrasado",
    waits: "espera",
    reading: "leyendo",
    stopped: "parado",
    queue: "Cola de cambios",
    queue_counts: |portal, inbox| match portal {
        Some(portal) => format!("{portal} en el portal, {inbox} aquí"),
        None => format!("el portal no respondió, {inbox} aquí"),
    },
    queue_empty: "vacía",
    queue_waits: |n| format!("{n} en espera"),

    first_reading: "Primera carga",
    running: "en marcha",
    rows_of: |done, total| format!("{done} de {total} registros"),
    per_second: |n, count| format!("{count} {}/s", form(n, "registro", "registros")),

    recheck: "Revisar un periodo",
    recheck_sub: "Cada registro se compara con el portal y las diferencias se corrigen.",
    from: "Desde",
    to: "Hasta",
    day_form: "dd/mm/aaaa",
    people: "Empleados",
    everybody: "todos",
    chosen_people: |n| format!("{n} {}", form(n, "empleado", "empleados")),
    days: |n| format!("{n} {}", form(n, "día", "días")),
    start: "Iniciar",
    starting: "Iniciando…",
    asked: "Añadido a las tareas, puede cerrar la ventana.",
    wrong_order: "El último día es anterior al primero",
    too_long: |n| format!("Como máximo {n} {}", form(n, "día", "días")),
    too_many: |n| format!("Como máximo {n} {}", form(n, "empleado", "empleados")),

    proof: "Cotejo con el portal",
    proof_now: "Cotejar ahora",
    proof_runs: "Cotejando…",
    proof_failed: "No se pudo empezar",
    verdict: |verdict| match verdict {
        Verdict::Equal => "todo coincide",
        Verdict::Repaired => "diferencias corregidas",
        Verdict::Differs => "quedan diferencias",
    },
    proved: |at| format!("cotejado {at}"),
    no_proof: "Aún no hubo cotejo",
    no_proof_text: "Por la noche se comparan con el portal cantidades, importes y huellas de todos los registros. No hace falta esperar: coteje ahora.",
    months_equal: |n| format!("{n} {}", form(n, "mes coincide", "meses coinciden")),
    months_unequal: |n| format!("{n} {}", form(n, "mes no coincide", "meses no coinciden")),
    repaired: |n| format!("corregidas {n}"),
    left: |n| format!("quedan {n}"),
    ending: |ending| match ending {
        Ending::Trial { days: n } => {
            format!("Periodo de prueba de la aplicación: {n} {} restantes", form(u64::from(n), "día", "días"))
        }
        Ending::Grace { days: n } => format!(
            "El periodo pagado de la aplicación terminó; los datos se actualizan {n} {} más",
            form(u64::from(n), "día", "días")
        ),
    },
    held_back: |why| match why {
        HeldBack::Unsure => {
            "no se borraron registros que faltan: son muchos y el portal no confirmó uno por uno que ya no existen"
        }
        HeldBack::Shown => {
            "no se borraron registros que faltan: son muchos y, uno por uno, el portal todavía muestra algunos"
        }
        HeldBack::Denied => {
            "no se borraron registros que faltan: son muchos y el portal niega el acceso a ellos; parece que se redujeron los permisos del usuario con el que trabaja la aplicación"
        }
    },
    earlier: "Antes",
    later: "Después",
    by_month: "Cotejo por meses",
    certificate: |id| format!("cotejo n.º {id}"),
    certificates: "Cotejo mostrado",
    checked_at: |at| format!("comprobado {at}"),
    equal: "coincide",
    unequal: "no coincide",
    not_read: "en este cotejo no se leyó fila por fila",
    without_date: "sin fecha",
    portal: "Portal",
    copy: "Svodka",
    count: "Cantidad",
    sum: |unit| format!("Importe, {unit}"),
    seconds: "s",
    print: "Huella",
    print_differs: "no coincide",
    scope_all: "Se comparó cada registro",
    scope_part: |n| {
        format!(
            "Se compararon todas las cantidades y una parte de los registros; una vuelta completa requiere {n} {}",
            form(n, "cotejo", "cotejos")
        )
    },
    scope_counts: "Se compararon todas las cantidades; para los registros no quedó margen en el límite del portal",
    scope_period: |from, to| format!("Se compararon los registros del {from} al {to}"),
    scope_people: |n| format!("{n} {}", form(n, "empleado", "empleados")),
    compared: |n, count| format!("{count} {} fila por fila", form(n, "registro", "registros")),
    spent: |n, count| format!("{count} {} al portal", form(n, "consulta", "consultas")),
    took: |time| format!("tardó {time}"),

    differences: "Diferencias",
    list_of_differences: "Lista de diferencias",
    record: "Registro",
    what: "Qué falla",
    state: "Estado",
    what_is: |what| match what {
        What::MissingHere => "está en el portal, no aquí",
        What::GoneThere => "está aquí, eliminado en el portal",
        What::Differs => "es distinto",
    },
    fields: |fields| format!("es distinto: {fields}"),
    is_repaired: "corregido",
    is_left: "pendiente",
    record_of,
    more: "Mostrar más",

    jobs: "Tareas",
    list_of_jobs: "Lista de tareas",
    all: "Todas",
    jobs_running: |n| format!("En marcha {n}"),
    job: "Tarea",
    progress: "Avance",
    started: "Inicio",
    who: "Quién",
    kind: |kind| match kind {
        JobKind::Structure => "Departamentos, empleados, catálogos",
        JobKind::Proof => "Cotejo con el portal",
        JobKind::Recheck => "Revisión",
        JobKind::Bind => "Suscripción a eventos",
        JobKind::Account => "Estado de la aplicación en el portal",
        JobKind::People => "Personas y departamentos",
        JobKind::Notices => "Avisos de conversaciones",
    },
    planned: "Programada",
    job_waits: "en cola",
    job_begins: |when| format!("empieza {when}"),
    job_again: |when, attempts| format!("de nuevo {when}, intento {attempts}"),
    job_done_of: |count| format!("hecho: {count}"),
    job_failed: "no se pudo",
    no_jobs: "Aún no hubo tareas",
    no_jobs_running: "Ahora no hay nada en marcha",
    yesterday: "ayer",
    in_seconds: |n| format!("en {n} s"),
    in_minutes: |n| format!("en {n} min"),
    in_hours: |n| format!("en {n} h"),
    minutes_short: "min",
    decimal: ",",

    log: "Registro",
    log_title: "Registro de llamadas al portal",
    log_sub: |kept| format!("Tres días: {kept}. Las contraseñas y los tokens nunca llegan al registro."),
    log_list: "Llamadas al portal",
    find_method: "Método, por ejemplo crm.deal",
    failures: |count| format!("Fallos {count}"),
    time: "Hora",
    method: "Método",
    answer: "Respuesta",
    milliseconds: "ms",
    rows: "Registros",
    no_answer: "sin respuesta",
    show_params: |method| format!("Parámetros: {method}"),
    params: "Parámetros",
    host: "Dirección",
    operating: "Tiempo del método en el portal",
    lines_dropped: |count| format!("llamadas no anotadas: {count}"),
    nothing_logged: "No hay llamadas así",
    refresh: "Actualizar",
};
