//! Russian.

use super::{Kind, PlanMessages};
use crate::i18n::plural::slavic as form;

fn plans(n: u64) -> String {
    format!("{n} {}", form(n, "план", "плана", "планов"))
}

fn rate(calls: Option<u32>, meetings: Option<u32>) -> String {
    match (calls, meetings) {
        (None, None) => "нет".to_owned(),
        (Some(calls), None) => calls.to_string(),
        (None, Some(meetings)) => format!("встреч {meetings}"),
        (Some(calls), Some(meetings)) => format!("{calls}, встреч {meetings}"),
    }
}

/// The table.
pub(super) static WORDS: PlanMessages = PlanMessages {
    title: "Планы",
    sections: "Что сделать с планами",
    calls: "Звонки",
    meetings: "Встречи",
    fill: "Заполнить",
    import: "Импорт",
    defaults: "По умолчанию",
    history: "История",

    for_whom: "Кому",
    everybody: |n| format!("Всем показанным, {n}"),
    selected: |n| format!("Выбранным в таблице, {n}"),
    of_department: |name, n| format!("{name}, {n}"),
    how_much: "Сколько в рабочий день",
    calls_a_day: "Звонков в день",
    meetings_a_day: "Встреч в день",
    as_it_is: "как есть",
    when: "На какой срок",
    whole_month: |month| format!("Весь месяц: {month}"),
    days: "Дни",
    months: "Месяцы",
    from: "С",
    to: "По",
    range_wrong: "Начало позже конца",
    set: "Поставить планы",
    fill_note: "Пустое поле ничего не меняет. Выходные и дни отсутствия остаются без плана.",
    copy: |month| format!("Взять планы из месяца: {month}"),
    copy_note: "У кого там планов нет, остаются свои.",

    import_note: "Строка на человека и срок: сотрудник; дата или месяц; звонки; встречи. Сотрудник: имя полностью или номер. Пустое число ничего не меняет.",
    import_sample: ["Ясенев Глеб; 09.12.2026; 25; 1", "Берестов Тимур; 12.2026; 28;"],
    file: "Выбрать файл CSV",
    file_text: "Содержимое файла",
    check: "Проверить",
    checking: "Проверяем",
    would_change: |n| format!("Изменится: {}", plans(n)),
    nothing_to_change: "Менять нечего: планы уже такие",
    do_import: "Загрузить",
    person: "Сотрудник",
    date: "Срок",
    before: "Было",
    after: "Станет",
    and_more: |n| format!("и ещё {n}"),

    defaults_note: "План по умолчанию действует с выбранного месяца, пока для месяца или дня не поставлен другой.",
    since: "Начиная с месяца",
    in_force: "Сейчас в силе",
    save: "Сохранить",

    nothing_yet: "Планы ещё не меняли",
    nothing_yet_text: "Здесь появится каждое изменение: кто, когда, сколько. Любое можно отменить.",
    kind: |kind| match kind {
        Kind::Cell => "в ячейке",
        Kind::Fill => "заполнение",
        Kind::Copy => "копия месяца",
        Kind::Paste => "вставка таблицы",
        Kind::Import => "импорт",
        Kind::Default => "по умолчанию",
        Kind::Undo => "отмена",
        Kind::Other => "изменение",
    },
    plans,
    undone: "отменено",
    undo: "Отменить",
    earlier: "Показать более ранние",
    rate,
    from_month: |month| format!("с: {month}"),
};
