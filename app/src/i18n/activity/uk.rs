//! Ukrainian.

use super::{ActivityMessages, EditMessages};
use crate::i18n::plural::slavic as form;
use crate::routes::activity::Tab;
use domain::activity::edit::Fault;
use domain::activity::pace::DayState;
use domain::activity::settings::Measure;
use domain::calendar_names::UKRAINIAN;

fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Year => "Рік",
        Tab::Month => "Місяць",
        Tab::Companies => "Компанії",
        Tab::Calendar => "Календар",
        Tab::Rights => "Права",
        Tab::Settings => "Налаштування",
        Tab::Log => "Журнал",
    }
}

fn units(measure: Measure, n: u64) -> &'static str {
    match measure {
        Measure::Companies => form(n, "компанія", "компанії", "компаній"),
        Measure::Calls => form(n, "дзвінок", "дзвінки", "дзвінків"),
    }
}

fn units_of(measure: Measure, n: u64) -> &'static str {
    match measure {
        Measure::Companies => form(n, "компанії", "компаній", "компаній"),
        Measure::Calls => form(n, "дзвінка", "дзвінків", "дзвінків"),
    }
}

fn state(state: DayState) -> &'static str {
    match state {
        DayState::Free => "вихідний",
        DayState::NoPlan => "без плану",
        DayState::Future => "попереду",
        DayState::Pending => "день не закінчено",
        DayState::Met => "план виконано",
        DayState::Unmet => "план не виконано",
        DayState::Forced => "день зараховано",
    }
}

fn means_fact(measure: Measure, seconds: u32, both: bool) -> String {
    let calls =
        if both { "вихідних і вхідних дзвінків" } else { "вихідних дзвінків" };
    let what = match measure {
        Measure::Companies => "Різні компанії за день, по кожному дню",
        Measure::Calls => "Усі розмови",
    };
    format!("{what}: із {calls} від {seconds} с. Зроблене у вихідні стоїть окремо.")
}

fn plans(n: u64) -> &'static str {
    form(n, "план", "плани", "планів")
}

fn cells(n: u64) -> &'static str {
    form(n, "клітинка", "клітинки", "клітинок")
}

fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Person => "немає такого співробітника",
        Fault::Date => "це не дата",
        Fault::Number => "потрібне ціле число від 0 до 10 000",
        Fault::DayOff => "у співробітника вихідний",
        Fault::Closed => "місяць закрито для змін",
        Fault::Conflict => "план уже змінив хтось інший",
        Fault::Shape => "таблиця більша за місце для вставлення",
        Fault::Twice => "клітинка трапляється двічі",
    }
}

/// The table.
pub(in crate::i18n) const WORDS: ActivityMessages = ActivityMessages {
    tabs: "Вигляд",
    tab,
    gear: "Налаштування звіту",
    months: UKRAINIAN.months,
    months_of: UKRAINIAN.months_of,
    months_short: UKRAINIAN.months_short_inside,
    weekdays: UKRAINIAN.weekdays_narrow,
    weekdays_full: UKRAINIAN.weekdays,
    day_of: |day, month| format!("{day} {month}"),
    days_of: |first, last, month| format!("{first}–{last} {month}"),

    measures: "Рахуємо",
    measure: |measure| match measure {
        Measure::Companies => "компанії",
        Measure::Calls => "дзвінки",
    },
    measure_hint: |measure| match measure {
        Measure::Companies => "Скільки різних компаній за день",
        Measure::Calls => "Скільки розмов",
    },
    counted: |measure, n, text| format!("{text} {}", units(measure, n)),
    units_of,
    meetings_count: |n, text| format!("{text} {}", form(n, "зустріч", "зустрічі", "зустрічей")),
    state,
    thousands: "т",

    shown: "Що показано",
    previous_month: "Попередній місяць",
    next_month: "Наступний місяць",
    choose_month: "Вибрати місяць",
    this_month: "Поточний місяць",
    all_departments: "Усі відділи",
    department: "Відділ",
    no_department: "Без відділу",
    find_person: "Співробітник або відділ",
    only_behind: "Лише ті, хто відстає",
    plans: "Плани",
    plans_title: "Показати й змінювати плани",
    working_days: |n| format!("{n} {}", form(u64::from(n), "робочий день", "робочі дні", "робочих днів")),
    passed: "минуло",
    left: "лишилося",

    grid: |month| format!("План і факт по днях, {month}"),
    employee: "Співробітник",
    days_head: "Дні",
    days_yes: "так",
    days_no: "ні",
    plan: "План",
    fact: "Факт",
    share: "%",
    pace: "Темп",
    per_day: |n| format!("{n}/день"),
    company_plan: "План компанії",
    company_fact: "Факт компанії",
    department_plan: "План відділу",
    department_fact: "Факт відділу",
    people_count: |n| format!("{n} {}", form(n, "співробітник", "співробітники", "співробітників")),
    unfold_days: |days| format!("Розгорнути вихідні {days}"),
    fold_days: |days| format!("Згорнути вихідні {days}"),
    holiday: |day| format!("{day}, святковий день"),
    moved_day: "перенесено в календарі",
    today: "сьогодні",
    off_work: |n| format!("у вихідний: {n}"),
    away: "відсутній на роботі",
    dismissed: "уже не працює",
    made: "виконано",
    no_days_left: "Робочих днів не лишилося",
    projected: |n| format!("до кінця місяця вийде {n}"),
    means_days: "Скільки робочих днів план виконано (або день зараховано) і скільки ні. Сьогоднішній день рахується, щойно план виконано.",
    means_plan: "План на робочі дні місяця без того, що зарахував керівник.",
    means_fact,
    means_share: "Частка плану місяця. Позначка показує, де треба бути на сьогодні: за нею й видно відставання.",
    means_pace: "Скільки потрібно в кожен робочий день, що лишився, щоб виконати план. Червоним, коли це помітно більше за звичне.",

    out_of: |fact, plan| format!("{fact} з {plan}"),
    plan_is: |n| format!("за планом {n}"),
    has_comments: |n| format!("{n} {}", form(n, "коментар", "коментарі", "коментарів")),
    has_unread: "є нові",
    is_open: "обговорення відкрито",
    days_done: |met, unmet| format!("днів виконано {met}, не виконано {unmet}"),

    legend: "Позначення",
    legend_met: "план виконано",
    legend_unmet: "не виконано",
    legend_forced: "зараховано",
    legend_meetings: "зустрічі",
    legend_unread: "новий коментар",
    legend_open: "обговорення",
    keys_cells: "клітинки",
    keys_open: "відкрити",
    keys_comment: "коментар",
    keys_plan: "змінити план",

    nobody_title: "У статистиці нікого немає",
    nobody_text: "Тут з’являться співробітники відділів, що беруть участь у статистиці.",
    nothing_found: "Ніхто не підійшов",
    nothing_found_text: "Змініть пошук або відділ.",
    nobody_behind: "Ніхто не відстає",
    nobody_behind_text: "Зніміть «Лише ті, хто відстає», щоб побачити всіх.",
    stale: "Показано попередні дані",
    news: |n| format!("Оновлено рядків: {n}"),

    edit: EditMessages {
        field: |name, when| format!("Денний план: {name}, {when}"),
        field_many: |n| format!("Денний план для вибраних клітинок: {n}"),
        whole_number: "Ціле число від 0 до 10 000",
        closed: "Плани цього місяця вже не можна змінювати",
        no_right: "Немає права змінювати плани",
        day_off: "У вихідний плану немає",
        not_a_person: "План ставлять співробітникові: відділ складається з людей",
        saving: "Зберігаємо",
        changed: |name, when, before, after| format!("{name}, {when}: план {before} → {after}"),
        changed_many: |n| format!("Змінено: {n} {}", plans(n)),
        unchanged: "Плани вже такі",
        undo: "Скасувати",
        undone: |n| format!("Повернуто: {n} {}", plans(n)),
        whole_month: "На весь місяць",
        no_plan: "немає",
        conflict_title: "План уже змінили",
        conflict: |who, name, when, theirs, mine| {
            format!("Поки ви вводили {mine}, {who} ставить {theirs}: {name}, {when}. Який план лишити?")
        },
        somebody: "інший керівник",
        keep_theirs: |n| format!("Лишити {n}"),
        set_mine: |n| format!("Поставити {n}"),
        conflict_undo: |n| format!("Скасувати не можна: {n} {} відтоді змінили", plans(n)),
        faults_title: "Нічого не змінено",
        faults: |n| format!("{n} {} з помилкою. Виправте й повторіть: поки що не змінено жодного плану.", cells(n)),
        faults_more: |n| format!("і ще {n}"),
        where_column: "Де",
        value_column: "Значення",
        why_column: "Що не так",
        line: |line, column| match column {
            Some(column) => format!("рядок {line}, стовпець {column}"),
            None => format!("рядок {line}"),
        },
        fault,
        show_cell: "Показати",
        copied: |n| format!("Скопійовано: {n} {}", cells(n)),
        paste_where: "Станьте на співробітника й день, з яких вставляти",
        failed: "Не збережено",
    },
};
