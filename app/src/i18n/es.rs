//! Spanish: everything, also what comes later in Russian and English.

use super::plural::germanic as form;
use super::{Language, Messages, PartMessages};
use domain::progress::Entity;

fn entity(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "Empleados",
        Entity::Departments => "Departamentos",
        Entity::Dictionaries => "Catálogos",
        Entity::Companies => "Compañías",
        Entity::Requisites => "Datos fiscales",
        Entity::Contacts => "Contactos",
        Entity::Deals => "Negociaciones",
        Entity::Activities => "Actividades y reuniones",
        Entity::Calls => "Llamadas",
    }
}

fn entity_reads(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "nombre, cargo, departamento",
        Entity::Departments => "nombre, jefe",
        Entity::Dictionaries => "embudos, etapas, sectores, monedas",
        Entity::Companies => "ficha, responsable, sector",
        Entity::Requisites => "NIF",
        Entity::Contacts => "nombre, compañía",
        Entity::Deals => "embudo, etapa, importe, fechas",
        Entity::Activities => "tipo, plazo, resultado",
        Entity::Calls => "quién, a quién, cuándo, duración",
    }
}

fn entity_of(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "empleados",
        Entity::Departments => "departamentos",
        Entity::Dictionaries => "entradas de catálogos",
        Entity::Companies => "compañías",
        Entity::Requisites => "datos fiscales",
        Entity::Contacts => "contactos",
        Entity::Deals => "negociaciones",
        Entity::Activities => "actividades",
        Entity::Calls => "llamadas",
    }
}

fn left(seconds: u32) -> String {
    if seconds < 60 {
        return "queda menos de un minuto".to_owned();
    }
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("quedan unos {minutes} min"),
        (hours, 0) => format!("quedan unas {hours} h"),
        (hours, minutes) => format!("quedan unas {hours} h {minutes} min"),
    }
}

static PARTS: PartMessages = PartMessages {
    activity: super::activity::es::WORDS,
    talk: super::activity::talk::es::WORDS,
    plans: super::activity::plans::es::WORDS,
    years: super::years::es::WORDS,
    install: super::install::es::WORDS,
    data: super::data::es::WORDS,
    tools: super::tools::es::WORDS,
    settings: super::settings::es::WORDS,
    office: super::office::es::WORDS,
};

/// The table.
pub(super) static MESSAGES: Messages = Messages {
    language: Language::Es,
    parts: Some(&PARTS),
    tag: "es",
    date_mark: '/',
    product: "Svodka",
    skip_to_content: "Ir al contenido",
    sections: "Secciones de la aplicación",
    loading: "Cargando",
    retry: "Reintentar",
    reload: "Volver a cargar",
    close: "Cerrar",
    reset: "Restablecer",
    reset_all: "Restablecer todo",
    done: "Listo",
    save: "Guardar",
    cancel: "Cancelar",
    as_table: "Tabla",
    settings_title: "Configuración",
    settings_tab: "Más",
    shortcuts: "Teclas",

    report_title: "Comunicaciones y negociaciones",
    report_tab: "Clientes",
    activity_title: "Llamadas y reuniones",
    activity_tab: "Llamadas",
    data_title: "Datos",

    updated_never: "aún no hay datos",
    updated_now: "actualizado ahora mismo",
    updated_minutes: |n| format!("actualizado hace {n} min"),
    updated_hours: |n| format!("actualizado hace {n} h"),
    updated_days: |n| format!("actualizado hace {n} {}", form(n, "día", "días")),
    loading_of: |done, total, entity| format!("Cargando: {done} de {total} {}", entity_of(entity)),
    loading_some: |done, entity| format!("Cargando: {done} {}", entity_of(entity)),
    loading_starts: "La carga está a punto de empezar",
    left_seconds: left,

    entity,
    entity_reads,
    of_total: |total| format!("de {total}"),
    entity_done: "cargado",
    entity_running: "cargando",
    entity_waiting: "en cola",
    backfill: "Primera carga",
    backfill_may_close: "Puede cerrar esta ventana: la carga continúa.",
    backfill_done: "Todo está cargado, los cambios llegan solos.",
    portal: |domain| format!("portal {domain}"),
    stopped: |code| format!("El intercambio con el portal se detuvo: {code}. Se necesita un administrador del portal."),

    drop_filter: |name| format!("Quitar el filtro «{name}»"),
    find_value: "Buscar",
    nothing_found: "No se encontró nada",
    range_from: "Desde",
    range_to: "Hasta",
    range_wrong: "El inicio es posterior al final: no se aplica.",
    expand: |name| format!("Mostrar empleados: {name}"),
    collapse: |name| format!("Ocultar empleados: {name}"),

    error_title: "No se pudieron mostrar los datos",
    error_network: "No hay conexión con el servidor de la aplicación. Compruebe la red e inténtelo de nuevo.",
    error_unexpected: |status| {
        format!("El servidor respondió de forma inesperada (código {status}). Inténtelo en un minuto.")
    },
    error_session: "La sesión terminó y el portal no la confirmó. Recargue la página del portal.",
    error_data: "No se pudo leer la respuesta del servidor. Recargue la página: puede haber una versión nueva.",
    error_code: |id| format!("Código para soporte: {id}"),
    upgraded_title: "Hay una versión nueva de Svodka",
    upgraded_text: "Esta página es de la versión anterior y esta parte ya no está en el servidor. Vuelva a cargarla: la sección, los filtros y el orden se conservan.",
    outside_title: "Abra Svodka en Bitrix24",
    outside_text: "La aplicación funciona dentro de un portal: entre en Bitrix24 y elija Svodka en el menú izquierdo.",
    forged_text: "El portal no confirmó que abrió esta página. Recargue la página del portal.",

    report: super::report::es::WORDS,
    card: super::card::es::WORDS,
};
