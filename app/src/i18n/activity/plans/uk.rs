//! Ukrainian.

use super::{Kind, PlanMessages};
use crate::i18n::plural::slavic as form;

fn plans(n: u64) -> String {
    format!("{n} {}", form(n, "план", "плани", "планів"))
}

fn rate(calls: Option<u32>, meetings: Option<u32>) -> String {
    match (calls, meetings) {
        (None, None) => "немає".to_owned(),
        (Some(calls), None) => calls.to_string(),
        (None, Some(meetings)) => format!("зустрічей {meetings}"),
        (Some(calls), Some(meetings)) => format!("{calls}, зустрічей {meetings}"),
    }
}

/// The table.
pub(in crate::i18n) const WORDS: PlanMessages = PlanMessages {
    title: "Плани",
    sections: "Що зробити з планами",
    calls: "Дзвінки",
    meetings: "Зустрічі",
    fill: "Заповнити",
    import: "Імпорт",
    defaults: "За замовчуванням",
    history: "Історія",

    for_whom: "Для кого",
    everybody: |n| format!("Усім показаним, {n}"),
    selected: |n| format!("Вибраним у таблиці, {n}"),
    of_department: |name, n| format!("{name}, {n}"),
    how_much: "Скільки на робочий день",
    calls_a_day: "Дзвінків на день",
    meetings_a_day: "Зустрічей на день",
    as_it_is: "як є",
    when: "На який строк",
    whole_month: |month| format!("Увесь місяць: {month}"),
    days: "Дні",
    months: "Місяці",
    from: "З",
    to: "До",
    range_wrong: "Початок пізніше кінця",
    set: "Поставити плани",
    fill_note: "Порожнє поле нічого не змінює. Вихідні та дні відсутності лишаються без плану.",
    copy: |month| format!("Узяти плани з місяця: {month}"),
    copy_note: "У кого там планів немає, лишаються свої.",

    import_note: "Рядок на людину й строк: співробітник; дата або місяць; дзвінки; зустрічі. Співробітник: повне ім’я або номер. Порожнє число нічого не змінює.",
    import_sample: ["Ясенів Гліб; 09.12.2026; 25; 1", "Берестів Тимур; 12.2026; 28;"],
    file: "Вибрати файл CSV",
    file_text: "Вміст файлу",
    check: "Перевірити",
    checking: "Перевіряємо",
    would_change: |n| format!("Зміниться: {}", plans(n)),
    nothing_to_change: "Змінювати нічого: плани вже такі",
    do_import: "Завантажити",
    person: "Співробітник",
    date: "Строк",
    before: "Було",
    after: "Стане",
    and_more: |n| format!("і ще {n}"),

    defaults_note: "План за замовчуванням діє з вибраного місяця, доки для місяця чи дня не поставлено інший.",
    since: "Починаючи з місяця",
    in_force: "Зараз діє",
    save: "Зберегти",

    nothing_yet: "Плани ще не змінювали",
    nothing_yet_text: "Тут з’явиться кожна зміна: хто, коли, скільки. Будь-яку можна скасувати.",
    kind: |kind| match kind {
        Kind::Cell => "у клітинці",
        Kind::Fill => "заповнення",
        Kind::Copy => "копія місяця",
        Kind::Paste => "вставлення таблиці",
        Kind::Import => "імпорт",
        Kind::Default => "за замовчуванням",
        Kind::Undo => "скасування",
        Kind::Other => "зміна",
    },
    plans,
    undone: "скасовано",
    undo: "Скасувати",
    earlier: "Показати раніші",
    rate,
    from_month: |month| format!("з місяця: {month}"),
};
