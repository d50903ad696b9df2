//! Spanish.

use super::ToolMessages;
use crate::i18n::plural::germanic as form;

/// The table.
pub(in crate::i18n) const WORDS: ToolMessages = ToolMessages {
    keys: [
        ("/", "Buscar por nombre o NIF"),
        ("↑ ↓ ← →", "De celda en celda"),
        ("Home End", "Al inicio y al final de la fila"),
        ("Enter", "Abrir lo que hay detrás de un número"),
        ("Espacio", "Elegir una compañía"),
        ("Alt ← →", "Ancho de la columna (en su encabezado)"),
        ("Alt Shift ← →", "Mover una columna"),
        ("Alt ↑ ↓", "Mover en la lista de columnas"),
        ("Esc", "Cerrar y volver"),
        ("?", "Esta ayuda"),
    ],
    columns: "Columnas",
    columns_usual: "Predeterminadas",
    columns_hint: "Orden: arrastre o use Alt y las flechas. Ancho: el borde del encabezado o Alt con ← → en él.",
    find_column: "Buscar columna",
    row_height: "Altura de filas",
    rows_usual: "Normal",
    rows_dense: "Compacta",
    pinned: "fijada",
    active_short: |n| format!("{n} act."),

    view_save: "Guardar cambios",
    view_save_as: "Guardar como vista nueva",
    view_first: "Abrir el informe con esta vista",
    view_not_first: "No abrir con esta vista",
    view_first_for_all: "Abrir con ella el informe de todos",
    view_not_first_for_all: "No abrir con ella el de todos",
    view_opens_for_all: "primera para todos",
    view_link: "Enlace a esta vista",
    link_copied: "Enlace copiado. Quien lo abra verá lo que pueda ver.",
    link_by_hand: "Copie el enlace: está seleccionado.",
    view_share: "Mostrar a todos en el portal",
    view_unshare: "Dejar solo para mí",
    view_share_all: "Mostrar a todos en el portal",
    view_delete: "Eliminar la vista",
    view_deleted: "Vista eliminada",
    view_saved: "Vista guardada",
    view_now_shared: "Todos en el portal ven la vista",
    view_opens: "se abre primero",
    view_shared: "compartida",
    view_name: "Nombre de la vista",
    view_needs_name: "Ponga un nombre a la vista",

    export_xlsx: "Tabla de Excel",
    export_csv: "Texto con separadores",
    export_note: |n, shown| {
        format!(
            "{} {shown} {} del filtro, con las columnas y el orden de la pantalla.",
            form(n, "La", "Las"),
            form(n, "compañía", "compañías")
        )
    },
    exported: |name| format!("Archivo guardado: {name}"),

    chart_note: "Según el filtro actual",
    chart_hint: "Pulse una barra para ver esos clientes en la tabla.",
    by_responsible: "Por responsable",
    by_month: "Por mes: cuándo venció el plazo",
    month: "Mes",
    companies_column: "Compañías en total",
    chart_people: |n, overdue, all| {
        format!("{overdue} {} de {all} sin contacto hace tiempo.", form(n, "cliente", "clientes"))
    },
    chart_most: |name, n| format!("Quien más: {name}, {n}."),
    chart_peak: |month, n| format!("El mes con más: {month}, {n}."),
    chart_never: |n, shown| format!("Nunca contactados: {shown} {}.", form(n, "cliente", "clientes")),

    deals: "Negociaciones",
    create_deal: "Crear una negociación",
    new_deal: "Negociación nueva",
    creating: "Creando…",
    create_question: |company, direction| format!("{company}: ¿crear una negociación en «{direction}»?"),
    create_note: "Los contactos de la compañía se añaden a la negociación y su ficha se abre enseguida.",
    deal_created: |id, contacts| format!("Negociación n.º {id} creada, contactos: {contacts}"),
    show_in_crm: "Mostrar en el CRM",
    first_lines: |shown, all| format!("Se muestran las primeras {shown} de {all}."),
    deal_number: |id| format!("n.º {id}"),
    changed_on: |day| format!("modif. {day}"),
    created_on: |day| format!("creada el {day}"),

    communications: "Comunicaciones",
    kind_all: "Todas",
    kind_calls: "Llamadas",
    kind_meetings: "Reuniones",
    kind_emails: "Correos",
    call_out: "Llamada saliente",
    call_in: "Llamada entrante",
    call_missed: "Sin respuesta",
    call: "Llamada",
    meeting: "Reunión",
    meeting_planned: "Reunión prevista",
    email: "Correo",
    open_line: "Canal abierto",
    not_counted: "no se cuenta según la configuración",
    not_done: "no tuvo lugar",
    seconds: |n| format!("{n} s"),
    minutes: |m, s| format!("{m} min {s} s"),
    show_more: "Mostrar más",
    no_contacts_title: "No hay comunicaciones",
    no_contacts_text: "Nadie ha hablado ni se ha reunido aún con este cliente.",

    pace: "Ritmo de contacto",
    pace_fine: "bien",
    pace_late: "toca llamar",
    since_last: "desde la última",
    usual_gap: "pausa habitual",
    longest_gap: "la más larga",
    by_months: "Contactos por mes en un año",
    by_months_summary: |n, empty| {
        if empty.is_empty() {
            format!("{n} en total, hubo contactos todos los meses.")
        } else {
            format!("{n} en total; ninguno en: {empty}.")
        }
    },
    call_before: |day| format!("llamar antes del {day}"),
    by_directions: "Negociaciones por dirección",
    who_talked: "Quién habló",
    in_a_year: "en 12 meses",
    total: "Total",
    unknown_company: "Abra esta pestaña en la ficha de una compañía.",
};
