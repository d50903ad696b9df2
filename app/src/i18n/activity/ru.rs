//! Russian.

use super::{ActivityMessages, EditMessages};
use crate::i18n::plural::slavic as form;
use crate::routes::activity::Tab;
use domain::activity::edit::Fault;
use domain::activity::pace::DayState;
use domain::activity::settings::Measure;
use domain::calendar_names::RUSSIAN;

fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Year => "Год",
        Tab::Month => "Месяц",
        Tab::Companies => "Компании",
        Tab::Calendar => "Календарь",
        Tab::Rights => "Права",
        Tab::Settings => "Настройки",
        Tab::Log => "Журнал",
    }
}

fn units(measure: Measure, n: u64) -> &'static str {
    match measure {
        Measure::Companies => form(n, "компания", "компании", "компаний"),
        Measure::Calls => form(n, "звонок", "звонка", "звонков"),
    }
}

/// "из 21 звонка", "из 25 звонков".
fn units_of(measure: Measure, n: u64) -> &'static str {
    match measure {
        Measure::Companies => form(n, "компании", "компаний", "компаний"),
        Measure::Calls => form(n, "звонка", "звонков", "звонков"),
    }
}

fn state(state: DayState) -> &'static str {
    match state {
        DayState::Free => "выходной",
        DayState::NoPlan => "без плана",
        DayState::Future => "впереди",
        DayState::Pending => "день не закончен",
        DayState::Met => "план выполнен",
        DayState::Unmet => "план не выполнен",
        DayState::Forced => "день зачтён",
    }
}

fn means_fact(measure: Measure, seconds: u32, both: bool) -> String {
    let calls = if both {
        "исходящих и входящих звонков"
    } else {
        "исходящих звонков"
    };
    let what = match measure {
        Measure::Companies => "Разные компании за день, по каждому дню",
        Measure::Calls => "Все разговоры",
    };
    format!("{what}: из {calls} от {seconds} с. Сделанное в выходные стоит отдельно.")
}

fn plans(n: u64) -> &'static str {
    form(n, "план", "плана", "планов")
}

fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Person => "нет такого сотрудника",
        Fault::Date => "это не дата",
        Fault::Number => "нужно целое число от 0 до 10 000",
        Fault::DayOff => "у сотрудника выходной",
        Fault::Closed => "месяц закрыт для изменений",
        Fault::Conflict => "план уже изменил кто-то другой",
        Fault::Shape => "таблица больше места для вставки",
        Fault::Twice => "ячейка встречается дважды",
    }
}

/// The table.
pub(super) static WORDS: ActivityMessages = ActivityMessages {
    tabs: "Вид",
    tab,
    gear: "Настройки отчёта",
    months: RUSSIAN.months,
    months_of: RUSSIAN.months_of,
    months_short: RUSSIAN.months_short_inside,
    weekdays: RUSSIAN.weekdays_narrow,
    weekdays_full: RUSSIAN.weekdays,
    day_of: |day, month| format!("{day} {month}"),
    days_of: |first, last, month| format!("{first}–{last} {month}"),

    measures: "Считаем",
    measure: |measure| match measure {
        Measure::Companies => "компании",
        Measure::Calls => "звонки",
    },
    measure_hint: |measure| match measure {
        Measure::Companies => "Сколько разных компаний за день",
        Measure::Calls => "Сколько разговоров",
    },
    counted: |measure, n, text| format!("{text} {}", units(measure, n)),
    units_of,
    meetings_count: |n, text| format!("{text} {}", form(n, "встреча", "встречи", "встреч")),
    state,
    thousands: "к",

    shown: "Что показано",
    previous_month: "Предыдущий месяц",
    next_month: "Следующий месяц",
    choose_month: "Выбрать месяц",
    this_month: "Текущий месяц",
    all_departments: "Все отделы",
    department: "Отдел",
    no_department: "Без отдела",
    find_person: "Сотрудник или отдел",
    only_behind: "Только отстающие",
    plans: "Планы",
    plans_title: "Показать и менять планы",
    working_days: |n| format!("{n} {}", form(u64::from(n), "рабочий день", "рабочих дня", "рабочих дней")),
    passed: "прошло",
    left: "осталось",

    grid: |month| format!("План и факт по дням, {month}"),
    employee: "Сотрудник",
    days_head: "Дни",
    days_yes: "да",
    days_no: "нет",
    plan: "План",
    fact: "Факт",
    share: "%",
    pace: "Темп",
    per_day: |n| format!("{n}/день"),
    company_plan: "План компании",
    company_fact: "Факт компании",
    department_plan: "План отдела",
    department_fact: "Факт отдела",
    people_count: |n| format!("{n} {}", form(n, "сотрудник", "сотрудника", "сотрудников")),
    unfold_days: |days| format!("Развернуть выходные {days}"),
    fold_days: |days| format!("Свернуть выходные {days}"),
    holiday: |day| format!("{day}, праздничный день"),
    moved_day: "перенесён в календаре",
    today: "сегодня",
    off_work: |n| format!("в выходной: {n}"),
    away: "отсутствует",
    dismissed: "уволен",
    made: "готово",
    no_days_left: "Рабочих дней не осталось",
    projected: |n| format!("к концу месяца выйдет {n}"),
    means_days: "Сколько рабочих дней план выполнен (или день зачтён) и сколько нет. Сегодняшний день идёт в счёт, когда план уже выполнен.",
    means_plan: "План на рабочие дни месяца без того, что зачтено руководителем.",
    means_fact,
    means_share: "Доля плана месяца. Метка показывает, где надо быть к сегодняшнему дню: по ней и видно отставание.",
    means_pace: "Сколько нужно в каждый оставшийся рабочий день, чтобы выполнить план. Красным, когда это заметно больше обычного.",

    out_of: |fact, plan| format!("{fact} из {plan}"),
    plan_is: |n| format!("план {n}"),
    has_comments: |n| format!("{n} {}", form(n, "комментарий", "комментария", "комментариев")),
    has_unread: "есть новые",
    is_open: "обсуждение открыто",
    days_done: |met, unmet| format!("дней выполнено {met}, не выполнено {unmet}"),

    legend: "Обозначения",
    legend_met: "план выполнен",
    legend_unmet: "не выполнен",
    legend_forced: "зачтён",
    legend_meetings: "встречи",
    legend_unread: "новый комментарий",
    legend_open: "обсуждение",
    keys_cells: "ячейки",
    keys_open: "открыть",
    keys_comment: "комментарий",
    keys_plan: "план",

    nobody_title: "В статистике никого нет",
    nobody_text: "Здесь появятся сотрудники отделов, которые участвуют в статистике.",
    nothing_found: "Никто не подошёл",
    nothing_found_text: "Измените поиск или отдел.",
    nobody_behind: "Никто не отстаёт",
    nobody_behind_text: "Снимите «Только отстающие», чтобы увидеть всех.",
    stale: "Показаны прежние данные",
    news: |n| format!("Обновлено строк: {n}"),

    edit: EditMessages {
        field: |name, when| format!("План на день: {name}, {when}"),
        field_many: |n| format!("План на день для выбранных ячеек: {n}"),
        whole_number: "Целое число от 0 до 10 000",
        closed: "Планы этого месяца уже нельзя менять",
        no_right: "Нет права менять планы",
        day_off: "В выходной плана нет",
        not_a_person: "План ставится сотруднику: отдел складывается из людей",
        saving: "Сохраняем",
        changed: |name, when, before, after| format!("{name}, {when}: план {before} → {after}"),
        changed_many: |n| format!("Изменено: {n} {}", plans(n)),
        unchanged: "Планы уже такие",
        undo: "Отменить",
        undone: |n| format!("Возвращено: {n} {}", plans(n)),
        whole_month: "На весь месяц",
        no_plan: "нет",
        conflict_title: "План уже изменили",
        conflict: |who, name, when, theirs, mine| {
            format!("Пока вы вводили {mine}, {who} ставит {theirs}: {name}, {when}. Какой план оставить?")
        },
        somebody: "другой руководитель",
        keep_theirs: |n| format!("Оставить {n}"),
        set_mine: |n| format!("Поставить {n}"),
        conflict_undo: |n| format!("Отменить нельзя: {n} {} с тех пор изменили", plans(n)),
        faults_title: "Ничего не изменено",
        faults: |n| {
            format!(
                "{n} {} с ошибкой. Исправьте и повторите: пока не изменён ни один план.",
                form(n, "ячейка", "ячейки", "ячеек")
            )
        },
        faults_more: |n| format!("и ещё {n}"),
        where_column: "Где",
        value_column: "Значение",
        why_column: "Что не так",
        line: |line, column| match column {
            Some(column) => format!("строка {line}, столбец {column}"),
            None => format!("строка {line}"),
        },
        fault,
        show_cell: "Показать",
        copied: |n| format!("Скопировано: {n} {}", form(n, "ячейка", "ячейки", "ячеек")),
        paste_where: "Встаньте на сотрудника и день, с которых вставлять",
        failed: "Не сохранено",
    },
};
