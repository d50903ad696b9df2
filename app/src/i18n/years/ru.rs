//! Russian.

use super::YearMessages;
use crate::i18n::plural::slavic;
use domain::activity::settings::{CountedDirection, Measure};
use domain::calendar_names::RUSSIAN;

fn counted(measure: Measure, n: u64, number: &str) -> String {
    let word = match measure {
        Measure::Calls => slavic(n, "звонок", "звонка", "звонков"),
        Measure::Companies => slavic(n, "компания", "компании", "компаний"),
    };
    format!("{number} {word}")
}

fn rule(direction: CountedDirection, seconds: u32) -> String {
    let which = match direction {
        CountedDirection::Outgoing => "исходящие и обратные",
        CountedDirection::Both => "исходящие и входящие",
    };
    format!("{which}, не короче {seconds} с")
}

/// The table.
pub(super) static WORDS: YearMessages = YearMessages {
    months_short: RUSSIAN.months_short,
    months: RUSSIAN.months,
    weekdays: RUSSIAN.weekdays_short,
    weekdays_full: RUSSIAN.weekdays,
    decimal: ',',

    year_before: "Предыдущий год",
    year_after: "Следующий год",
    this_year: "Текущий год",
    measures: "Что считать",
    measure: |measure| match measure {
        Measure::Companies => "Компании",
        Measure::Calls => "Звонки",
    },
    all_departments: "Все отделы",
    department: "Отдел",
    no_department: "Без отдела",
    only_behind: "Только отстающие",
    find_person: "Найти сотрудника или отдел",
    nothing_found: "Никого не нашли",
    nothing_found_text: "Измените поиск или снимите фильтры.",
    nobody: "Здесь пока никого нет",
    nobody_text: "Когда в статистике появятся сотрудники, их год будет здесь.",
    stale: "Не удалось обновить, показаны прежние данные",

    fact_of_year: "Факт с начала года",
    of_plan: |plan| format!("из {plan} по плану"),
    no_plan: "план не задан",
    done: "Выполнение",
    average: "Среднее в день",
    meetings: "Встречи",
    excused: "Зачтено",
    on_days_off: "В выходные",

    chart_title: "План и факт по месяцам",
    fact: "факт",
    plan: "план",
    forecast: "прогноз",
    month: "Месяц",
    excused_column: "зачтено",
    chart_sum: |months, fact, plan| {
        let word = slavic(months as u64, "завершённый месяц", "завершённых месяца", "завершённых месяцев");
        let plan = plan.map(|plan| format!(" при плане {plan}")).unwrap_or_default();
        format!("За {months} {word}: {fact}{plan}.")
    },
    chart_best: |month, figure| format!("Лучший: {month}, {figure}."),
    chart_forecast: |month, end| format!("Прогноз на {month}: {end}."),
    chart_empty: "За этот год ещё нет ни плана, ни звонков.",
    heat_title: "Когда звонят",
    less: "меньше",
    more: "больше",
    weekday: "День",
    heat_sum: |total, weekday, hour, calls| {
        format!("Звонков: {total}; больше всего: {weekday}, {hour}–{}, {calls}.", hour + 1)
    },
    heat_empty: "Звонков за этот год ещё нет.",
    calls_name: "звонков",

    employee: "Сотрудник",
    total: "Итого",
    whole_year: "За год",
    days: |days| format!("{days} дн."),
    calls_short: |measure| match measure {
        Measure::Calls => "зв.",
        Measure::Companies => "комп.",
    },
    average_short: "ср.",
    meetings_short: "встр.",
    plan_short: "план",
    year_grid: |year| format!("План и факт по месяцам, {year}"),
    companies_grid: |year| format!("Компании, с которыми говорили, {year}"),
    month_means: |month, working, elapsed| {
        format!(
            "{month}: рабочих дней {working}, прошло {elapsed}. Факт за рабочие дни, среднее за прошедший рабочий день, встречи, план на день. Enter открывает месяц по дням."
        )
    },
    year_means: "Факт за рабочие дни и встречи за год",

    counted,
    average_is: |average| format!("в среднем {average} в день"),
    plan_is: |plan| format!("план {plan} в день"),
    meetings_are: |n, number| format!("{number} {}", slavic(n, "встреча", "встречи", "встреч")),
    off_is: |calls| format!("ещё {calls} в выходные"),
    excused_is: |calls| format!("зачтено {calls}"),
    is_behind: "отстаёт от плана",
    has_comments: |n| format!("{n} {}", slavic(n, "комментарий", "комментария", "комментариев")),
    has_unread: "есть новые",
    is_open: "не закрыто",
    people: |n| format!("{n} {}", slavic(n, "сотрудник", "сотрудника", "сотрудников")),
    dismissed: "не работает",
    share_is: |percent| format!("{percent} % плана"),

    plan_field: |name, month| format!("План на день, {name}, {month}"),
    whole_number: "Нужно целое число от 0 до 10 000",
    closed: "Месяц закрыт для изменений",
    changed: |name, month, before, after| format!("{name}, {month}: {before} → {after}"),
    to_whole_year: "На весь год",
    undo: "Отменить",
    undone: "Изменение отменено",
    unchanged: "План уже такой",
    filled: |months| {
        let word = slavic(months as u64, "месяц", "месяца", "месяцев");
        format!("План записан на {months} {word}")
    },
    conflict: |who, plan| format!("Пока вы меняли план, {who} записал: {plan}"),
    somebody: "кто-то",
    keep_theirs: |plan| format!("Оставить {plan}"),
    set_mine: |plan| format!("Записать {plan}"),

    explain: "Как посчитано",
    explain_figure: "В ячейке",
    explain_measure: |measure| match measure {
        Measure::Companies => "разные компании, с которыми сотрудник говорил за день, сумма по дням",
        Measure::Calls => "разговоры",
    },
    explain_rule: "Звонки",
    rule,
    explain_meetings: "Встречи",
    meetings_rule: "завершённые, по дню окончания",
    explain_average: "Среднее",
    average_rule: "факт прошедших рабочих дней, делённый на их число, без дробной части; сегодня ещё не прошло",
    explain_off: "Выходные",
    off_rule: "работа в выходные стоит отдельно и не входит в факт, среднее и выполнение",
    explain_zone: "Часовой пояс",
    explain_calendar: "Календарь и планы",
    calendar: |version, moved| {
        let word = slavic(u64::from(moved), "день перенесён", "дня перенесено", "дней перенесено");
        format!("версия {version}, {moved} {word}")
    },
    explain_proof: "Сверка",
    proof_equal: |at| format!("{at}, с порталом сходится"),
    proof_differs: |at| format!("{at}, есть расхождения"),
    proof_never: "ещё не проводилась",
    explain_data: "Версия данных",

    export: "Экспорт",
    export_xlsx: "Таблица Excel",
    export_csv: "Текст CSV",
    export_note: "Все строки, которые показаны, и итог",
    exported: |name| format!("Файл сохранён: {name}"),

    companies_head: "Компаний за год",
    companies_note: "У сотрудника компания считается один раз за месяц и один раз за год. У отдела и в итоге вверху разные компании, под ними сумма по сотрудникам: компания, с которой говорили двое, входит в сумму дважды. Поэтому год меньше суммы месяцев.",
    different: |n, number| format!("{number} {}", slavic(n, "разная компания", "разные компании", "разных компаний")),
    sum_is: |sum| format!("сумма по сотрудникам {sum}"),
    keys_cells: "ячейки",
    keys_open: "открыть",
    keys_plan: "план",
    legend_behind: "отстаёт от плана",
    legend_unread: "новый комментарий",
    legend_open: "обсуждение",
};
