//! Ukrainian.

use super::TalkMessages;
use crate::i18n::plural::slavic as form;

fn bound(kind: i64) -> &'static str {
    match kind {
        1 => "Лід",
        2 => "Угода",
        3 => "Контакт",
        4 => "Компанія",
        _ => "Запис CRM",
    }
}

/// The table.
pub(in crate::i18n) const WORDS: TalkMessages = TalkMessages {
    discuss: "Обговорити",
    calls: "Дзвінки",
    comments: "Коментарі",
    meetings: "Зустрічі",
    of_plan: |plan, unit| format!("з {plan} {unit}"),
    adjusted: |plan, excused, due| format!("План {plan}, зараховано {excused}, лишилося виконати {due}"),
    raw_plan: "План без зарахованого",
    excused: "Зараховано керівником",
    usual: "Звичний план на день",
    average: "У середньому за минулий день",
    projected: "Вийде до кінця місяця",
    on_days_off: "У вихідні",
    decimal: ",",
    unknown: |n| format!("без компанії {n}"),
    missing: |share, missing| format!("{share} %, бракує {missing}"),
    plan_done: |share| format!("{share} % плану"),
    a_day: |rate| format!("план {rate} на день"),

    force: "Зарахувати",
    force_day: "Зарахувати день",
    unforce: "Скасувати зарахування",
    reason: "Чому день зараховано",
    reason_hint: "Наприклад: виїзд на об’єкт",
    forced_by: |who, when| format!("День зараховано: {who}, {when}"),
    forced: |name, when| format!("{name}, {when}: день зараховано"),
    unforced: |name, when| format!("{name}, {when}: зарахування скасовано"),

    previous_day: "Раніше",
    next_day: "Пізніше",
    sections: "Що за клітинкою",
    new: "нове",
    new_count: |n| format!("{n} {}", form(n, "новий", "нові", "нових")),
    nothing_said: "Тут ще не говорили",
    nothing_said_text: "Напишіть, що завадило чи допомогло. Кого згадаєте через @, той отримає сповіщення.",
    earlier: "Показати раніші",
    edited: "змінено",
    verified: "перевірено",
    verified_by: |who, when| format!("Перевірено: {who}, {when}"),
    verify: "Перевірити",
    unverify: "Зняти позначку",
    edit: "Змінити",
    remove: "Видалити",
    remove_question: "Видалити коментар?",
    resolve: "Закрити обговорення",
    reopen: "Відкрити знову",
    resolved: "обговорення закрито",
    open: "обговорення відкрито",
    today: "сьогодні",
    yesterday: "учора",

    write: "Коментар",
    write_hint: "Напишіть коментар, @ згадає колегу",
    mention: "Згадати",
    people: "Кого згадати",
    send: "Надіслати",
    sending: "Надсилаємо",
    count_day: "Зарахувати день",
    too_long: "Задовго: не більше 64 КБ",
    without_access: |names| format!("Не отримають сповіщення, бо не бачать цієї клітинки: {names}"),
    waits: "Немає зв’язку. Надішлемо самі, коли він повернеться",
    take_back: "Повернути в поле",
    not_sent: |why| format!("Не надіслано. {why}"),
    borrowed: "Ви дивитеся очима іншого співробітника: писати не можна.",

    calls_summary: |n, companies| format!("{n} {}, {companies}", form(n, "врахований", "враховані", "врахованих")),
    counted: |n| format!("Враховані {n}"),
    all: |n| format!("Усі {n}"),
    not_counted: "не враховано",
    outgoing: "Вихідний",
    incoming: "Вхідний",
    short_call: "Короткий або пропущений",
    bound,
    no_client: "Номер без клієнта",
    listen: "Прослухати запис",
    open_recording: "Відкрити запис",
    no_recording: "Запису немає",
    no_calls: "Дзвінків не було",
    no_calls_text: "Тут з’являться всі дзвінки, і враховані, і ні.",
    more_calls: "Показати ще",
    no_meetings: "Зустрічей не було",
    no_meetings_text: "Тут з’являться завершені зустрічі.",
    meetings_rule: "Враховано завершені зустрічі за днем закінчення.",
    rule: |seconds, both| {
        let calls = if both { "вихідні та вхідні" } else { "вихідні" };
        format!("Враховано {calls} від {seconds} с, різні компанії за день.")
    },
};
