//! Kazakh. After a number a noun stays in the singular.

use super::{Kind, PlanMessages};

fn plans(n: u64) -> String {
    format!("{n} жоспар")
}

fn rate(calls: Option<u32>, meetings: Option<u32>) -> String {
    match (calls, meetings) {
        (None, None) => "жоқ".to_owned(),
        (Some(calls), None) => calls.to_string(),
        (None, Some(meetings)) => format!("кездесу {meetings}"),
        (Some(calls), Some(meetings)) => format!("{calls}, кездесу {meetings}"),
    }
}

/// The table.
pub(in crate::i18n) const WORDS: PlanMessages = PlanMessages {
    title: "Жоспарлар",
    sections: "Жоспарлармен не істеу керек",
    calls: "Қоңыраулар",
    meetings: "Кездесулер",
    fill: "Толтыру",
    import: "Жүктеп алу",
    defaults: "Әдепкі",
    history: "Тарихы",

    for_whom: "Кімге",
    everybody: |n| format!("Көрсетілгендердің бәріне, {n}"),
    selected: |n| format!("Кестеде таңдалғандарға, {n}"),
    of_department: |name, n| format!("{name}, {n}"),
    how_much: "Жұмыс күніне қанша",
    calls_a_day: "Күніне қоңырау",
    meetings_a_day: "Күніне кездесу",
    as_it_is: "сол күйінде",
    when: "Қай мерзімге",
    whole_month: |month| format!("Бүкіл ай: {month}"),
    days: "Күндер",
    months: "Айлар",
    from: "Басы",
    to: "Соңы",
    range_wrong: "Басы соңынан кейін",
    set: "Жоспар қою",
    fill_note: "Бос өріс ештеңені өзгертпейді. Демалыс пен жоқ болған күндер жоспарсыз қалады.",
    copy: |month| format!("Осы айдың жоспарын алу: {month}"),
    copy_note: "Онда жоспары жоқтардың өз жоспары қалады.",

    import_note: "Әр адам мен мерзімге бір жол: қызметкер; күн немесе ай; қоңыраулар; кездесулер. Қызметкер: толық аты немесе нөмірі. Бос сан ештеңені өзгертпейді.",
    import_sample: ["Жасенұлы Ғали; 09.12.2026; 25; 1", "Берікұлы Темір; 12.2026; 28;"],
    file: "CSV файлын таңдау",
    file_text: "Файл мазмұны",
    check: "Тексеру",
    checking: "Тексерілуде",
    would_change: |n| format!("Өзгереді: {}", plans(n)),
    nothing_to_change: "Өзгертетін ештеңе жоқ: жоспарлар онсыз да солай",
    do_import: "Жүктеу",
    person: "Қызметкер",
    date: "Мерзімі",
    before: "Бұрын",
    after: "Енді",
    and_more: |n| format!("және тағы {n}"),

    defaults_note: "Әдепкі жоспар таңдалған айдан бастап, айға немесе күнге басқасы қойылғанша күшінде.",
    since: "Қай айдан бастап",
    in_force: "Қазір күшінде",
    save: "Сақтау",

    nothing_yet: "Жоспарлар әлі өзгертілген жоқ",
    nothing_yet_text: "Мұнда әр өзгеріс көрсетіледі: кім, қашан, қанша. Кез келгенін қайтаруға болады.",
    kind: |kind| match kind {
        Kind::Cell => "ұяшықта",
        Kind::Fill => "толтыру",
        Kind::Copy => "ай көшірмесі",
        Kind::Paste => "кесте қою",
        Kind::Import => "файлдан",
        Kind::Default => "әдепкі",
        Kind::Undo => "қайтару",
        Kind::Other => "өзгеріс",
    },
    plans,
    undone: "қайтарылды",
    undo: "Қайтару",
    earlier: "Бұрынғыларын көрсету",
    rate,
    from_month: |month| format!("{month} бастап"),
};
