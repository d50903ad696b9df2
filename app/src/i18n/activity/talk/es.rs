//! Spanish.

use super::TalkMessages;
use crate::i18n::plural::germanic as form;

fn bound(kind: i64) -> &'static str {
    match kind {
        1 => "Prospecto",
        2 => "Negociación",
        3 => "Contacto",
        4 => "Compañía",
        _ => "Registro del CRM",
    }
}

/// The table.
pub(in crate::i18n) const WORDS: TalkMessages = TalkMessages {
    discuss: "Conversar",
    calls: "Llamadas",
    comments: "Comentarios",
    meetings: "Reuniones",
    of_plan: |plan, unit| format!("de {plan} {unit}"),
    adjusted: |plan, excused, due| format!("Plan {plan}, dado por cumplido {excused}, queda {due}"),
    raw_plan: "Plan completo",
    excused: "Dado por cumplido",
    usual: "Plan habitual por día",
    average: "Promedio por día pasado",
    projected: "El mes terminará con",
    on_days_off: "En días libres",
    decimal: ",",
    unknown: |n| format!("{n} sin compañía"),
    missing: |share, missing| format!("{share} %, faltan {missing}"),
    plan_done: |share| format!("{share} % del plan"),
    a_day: |rate| format!("plan de {rate} al día"),

    force: "Dar por cumplido",
    force_day: "Dar el día por cumplido",
    unforce: "No darlo por cumplido",
    reason: "Por qué se da por cumplido",
    reason_hint: "Por ejemplo: visita a un cliente",
    forced_by: |who, when| format!("Dado por cumplido por {who}, {when}"),
    forced: |name, when| format!("{name}, {when}: día dado por cumplido"),
    unforced: |name, when| format!("{name}, {when}: ya no se da por cumplido"),

    previous_day: "Antes",
    next_day: "Después",
    sections: "Detrás de la celda",
    new: "nuevo",
    new_count: |n| format!("{n} {}", form(n, "nuevo", "nuevos")),
    nothing_said: "Aquí aún no se ha dicho nada",
    nothing_said_text: "Escriba qué estorbó o qué ayudó. A quien mencione con @ le llegará un aviso.",
    earlier: "Mostrar anteriores",
    edited: "modificado",
    verified: "comprobado",
    verified_by: |who, when| format!("Comprobado por {who}, {when}"),
    verify: "Comprobar",
    unverify: "Quitar la marca",
    edit: "Modificar",
    remove: "Eliminar",
    remove_question: "¿Eliminar el comentario?",
    resolve: "Cerrar la conversación",
    reopen: "Abrir de nuevo",
    resolved: "conversación cerrada",
    open: "conversación abierta",
    today: "hoy",
    yesterday: "ayer",

    write: "Comentario",
    write_hint: "Escriba un comentario; @ menciona a un colega",
    mention: "Mencionar",
    people: "A quién mencionar",
    send: "Enviar",
    sending: "Enviando",
    count_day: "Dar el día por cumplido",
    too_long: "Demasiado largo: como mucho 64 KB",
    without_access: |names| format!("No recibirán aviso porque no ven esta celda: {names}"),
    waits: "Sin conexión. Se enviará en cuanto vuelva",
    take_back: "Devolver al campo",
    not_sent: |why| format!("No se envió. {why}"),
    borrowed: "Está mirando con los ojos de otra persona: no se puede escribir.",

    calls_summary: |n, companies| format!("{n} {}, {companies}", form(n, "contada", "contadas")),
    counted: |n| format!("Contadas {n}"),
    all: |n| format!("Todas {n}"),
    not_counted: "no contada",
    outgoing: "Saliente",
    incoming: "Entrante",
    short_call: "Corta o perdida",
    bound,
    no_client: "Número sin cliente",
    listen: "Escuchar la grabación",
    open_recording: "Abrir la grabación",
    no_recording: "Sin grabación",
    no_calls: "No hubo llamadas",
    no_calls_text: "Aquí aparecerán todas las llamadas, contadas o no.",
    more_calls: "Mostrar más",
    no_meetings: "No hubo reuniones",
    no_meetings_text: "Aquí aparecerán las reuniones completadas.",
    meetings_rule: "Cuentan las reuniones completadas, por el día en que terminaron.",
    rule: |seconds, both| {
        let calls = if both { "las llamadas salientes y entrantes" } else { "las llamadas salientes" };
        format!("Cuentan {calls} de {seconds} s o más, compañías distintas de cada día.")
    },
};
