//! Russian.

use super::TalkMessages;
use crate::i18n::plural::slavic as form;

fn bound(kind: i64) -> &'static str {
    match kind {
        1 => "Лид",
        2 => "Сделка",
        3 => "Контакт",
        4 => "Компания",
        _ => "Запись CRM",
    }
}

/// The table.
pub(super) static WORDS: TalkMessages = TalkMessages {
    discuss: "Обсудить",
    calls: "Звонки",
    comments: "Комментарии",
    meetings: "Встречи",
    of_plan: |plan, unit| format!("из {plan} {unit}"),
    adjusted: |plan, excused, due| format!("План {plan}, зачтено {excused}, осталось к выполнению {due}"),
    raw_plan: "План без зачёта",
    excused: "Зачтено руководителем",
    usual: "Обычный план на день",
    average: "В среднем за прошедший день",
    projected: "Выйдет к концу месяца",
    on_days_off: "В выходные",
    decimal: ",",
    unknown: |n| format!("без компании {n}"),
    missing: |share, missing| format!("{share} %, не хватило {missing}"),
    plan_done: |share| format!("{share} % плана"),
    a_day: |rate| format!("план {rate} в день"),

    force: "Зачесть",
    force_day: "Зачесть день",
    unforce: "Отменить зачёт",
    reason: "Почему день засчитан",
    reason_hint: "Например: выезд на объект",
    forced_by: |who, when| format!("Зачёл день: {who}, {when}"),
    forced: |name, when| format!("{name}, {when}: день зачтён"),
    unforced: |name, when| format!("{name}, {when}: зачёт отменён"),

    previous_day: "Раньше",
    next_day: "Позже",
    sections: "Что за ячейкой",
    new: "новое",
    new_count: |n| format!("{n} {}", form(n, "новый", "новых", "новых")),
    nothing_said: "Здесь ещё не говорили",
    nothing_said_text: "Напишите, что помешало или помогло. Кого упомянете через @, тот получит уведомление.",
    earlier: "Показать более ранние",
    edited: "изменено",
    verified: "проверено",
    verified_by: |who, when| format!("Проверил: {who}, {when}"),
    verify: "Проверить",
    unverify: "Снять отметку",
    edit: "Изменить",
    remove: "Удалить",
    remove_question: "Удалить комментарий?",
    resolve: "Закрыть обсуждение",
    reopen: "Открыть снова",
    resolved: "обсуждение закрыто",
    open: "обсуждение открыто",
    today: "сегодня",
    yesterday: "вчера",

    write: "Комментарий",
    write_hint: "Напишите комментарий, @ упомянет коллегу",
    mention: "Упомянуть",
    people: "Кого упомянуть",
    send: "Отправить",
    sending: "Отправляем",
    count_day: "Засчитать день",
    too_long: "Слишком длинно: не больше 64 КБ",
    without_access: |names| format!("Не получат уведомления, потому что не видят эту ячейку: {names}"),
    waits: "Нет связи. Отправим сами, когда она вернётся",
    take_back: "Вернуть в поле",
    not_sent: |why| format!("Не отправлено. {why}"),
    borrowed: "Вы смотрите глазами другого сотрудника: писать нельзя.",

    calls_summary: |n, companies| format!("{n} {}, {companies}", form(n, "учтённый", "учтённых", "учтённых")),
    counted: |n| format!("Учтённые {n}"),
    all: |n| format!("Все {n}"),
    not_counted: "не учтён",
    outgoing: "Исходящий",
    incoming: "Входящий",
    short_call: "Короткий или пропущенный",
    bound,
    no_client: "Номер без клиента",
    listen: "Прослушать запись",
    open_recording: "Открыть запись",
    no_recording: "Записи нет",
    no_calls: "Звонков не было",
    no_calls_text: "Здесь появятся все звонки, и учтённые, и нет.",
    more_calls: "Показать ещё",
    no_meetings: "Встреч не было",
    no_meetings_text: "Здесь появятся завершённые встречи.",
    meetings_rule: "Учтены завершённые встречи по дню окончания.",
    rule: |seconds, both| {
        let calls = if both { "исходящие и входящие" } else { "исходящие" };
        format!("Учтены {calls} от {seconds} с, разные компании за день.")
    },
};
