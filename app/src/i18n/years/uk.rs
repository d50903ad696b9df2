//! Ukrainian.

use super::YearMessages;
use crate::i18n::plural::slavic;
use domain::activity::settings::{CountedDirection, Measure};
use domain::calendar_names::UKRAINIAN;

fn counted(measure: Measure, n: u64, number: &str) -> String {
    let word = match measure {
        Measure::Calls => slavic(n, "дзвінок", "дзвінки", "дзвінків"),
        Measure::Companies => slavic(n, "компанія", "компанії", "компаній"),
    };
    format!("{number} {word}")
}

fn rule(direction: CountedDirection, seconds: u32) -> String {
    let which = match direction {
        CountedDirection::Outgoing => "вихідні та зворотні",
        CountedDirection::Both => "вихідні та вхідні",
    };
    format!("{which}, не коротші за {seconds} с")
}

/// The table.
pub(in crate::i18n) const WORDS: YearMessages = YearMessages {
    months_short: UKRAINIAN.months_short,
    months: UKRAINIAN.months,
    weekdays: UKRAINIAN.weekdays_short,
    weekdays_full: UKRAINIAN.weekdays,
    decimal: ',',

    year_before: "Попередній рік",
    year_after: "Наступний рік",
    this_year: "Поточний рік",
    measures: "Що рахувати",
    measure: |measure| match measure {
        Measure::Companies => "Компанії",
        Measure::Calls => "Дзвінки",
    },
    all_departments: "Усі відділи",
    department: "Відділ",
    no_department: "Без відділу",
    only_behind: "Лише ті, хто відстає",
    find_person: "Знайти співробітника або відділ",
    nothing_found: "Нікого не знайдено",
    nothing_found_text: "Змініть пошук або зніміть фільтри.",
    nobody: "Тут поки що нікого немає",
    nobody_text: "Коли у статистиці з’являться співробітники, їхній рік буде тут.",
    stale: "Не вдалося оновити, показано попередні дані",

    fact_of_year: "Факт від початку року",
    of_plan: |plan| format!("із {plan} за планом"),
    no_plan: "план не задано",
    done: "Виконання",
    average: "Середнє за день",
    meetings: "Зустрічі",
    excused: "Зараховано",
    on_days_off: "У вихідні",

    chart_title: "План і факт за місяцями",
    fact: "факт",
    plan: "план",
    forecast: "прогноз",
    month: "Місяць",
    excused_column: "зараховано",
    chart_sum: |months, fact, plan| {
        let word = slavic(months as u64, "завершений місяць", "завершені місяці", "завершених місяців");
        let plan = plan.map(|plan| format!(" за плану {plan}")).unwrap_or_default();
        format!("За {months} {word}: {fact}{plan}.")
    },
    chart_best: |month, figure| format!("Найкращий: {month}, {figure}."),
    chart_forecast: |month, end| format!("Прогноз на {month}: {end}."),
    chart_empty: "За цей рік ще немає ні плану, ні дзвінків.",
    heat_title: "Коли телефонують",
    less: "менше",
    more: "більше",
    weekday: "День",
    heat_sum: |total, weekday, hour, calls| {
        format!("Дзвінків: {total}; найбільше: {weekday}, {hour}–{}, {calls}.", hour + 1)
    },
    heat_empty: "Дзвінків за цей рік ще немає.",
    calls_name: "дзвінків",

    employee: "Співробітник",
    total: "Разом",
    whole_year: "За рік",
    days: |days| format!("{days} дн."),
    calls_short: |measure| match measure {
        Measure::Calls => "дзв.",
        Measure::Companies => "комп.",
    },
    average_short: "сер.",
    meetings_short: "зустр.",
    plan_short: "план",
    year_grid: |year| format!("План і факт за місяцями, {year}"),
    companies_grid: |year| format!("Компанії, з якими розмовляли, {year}"),
    month_means: |month, working, elapsed| {
        format!(
            "{month}: робочих днів {working}, минуло {elapsed}. Факт за робочі дні, середнє за робочий день, що минув, зустрічі, план на день. Enter відкриває місяць за днями."
        )
    },
    year_means: "Факт за робочі дні та зустрічі за рік",

    counted,
    average_is: |average| format!("у середньому {average} на день"),
    plan_is: |plan| format!("план {plan} на день"),
    meetings_are: |n, number| format!("{number} {}", slavic(n, "зустріч", "зустрічі", "зустрічей")),
    off_is: |calls| format!("ще {calls} у вихідні"),
    excused_is: |calls| format!("зараховано {calls}"),
    is_behind: "відстає від плану",
    has_comments: |n| format!("{n} {}", slavic(n, "коментар", "коментарі", "коментарів")),
    has_unread: "є нові",
    is_open: "не закрито",
    people: |n| format!("{n} {}", slavic(n, "співробітник", "співробітники", "співробітників")),
    dismissed: "не працює",
    share_is: |percent| format!("{percent} % плану"),

    plan_field: |name, month| format!("План на день, {name}, {month}"),
    whole_number: "Потрібне ціле число від 0 до 10 000",
    closed: "Місяць закритий для змін",
    changed: |name, month, before, after| format!("{name}, {month}: {before} → {after}"),
    to_whole_year: "На весь рік",
    undo: "Скасувати",
    undone: "Зміну скасовано",
    unchanged: "План уже такий",
    filled: |months| format!("План записано на {months} {}", slavic(months as u64, "місяць", "місяці", "місяців")),
    conflict: |who, plan| format!("Поки ви змінювали план, {who} записав: {plan}"),
    somebody: "хтось",
    keep_theirs: |plan| format!("Залишити {plan}"),
    set_mine: |plan| format!("Записати {plan}"),

    explain: "Як пораховано",
    explain_figure: "У комірці",
    explain_measure: |measure| match measure {
        Measure::Companies => "різні компанії, з якими співробітник розмовляв за день, сума за днями",
        Measure::Calls => "розмови",
    },
    explain_rule: "Дзвінки",
    rule,
    explain_meetings: "Зустрічі",
    meetings_rule: "завершені, за днем закінчення",
    explain_average: "Середнє",
    average_rule: "факт робочих днів, що минули, поділений на їхню кількість, без дробової частини; сьогодні ще не минуло",
    explain_off: "Вихідні",
    off_rule: "робота у вихідні стоїть окремо й не входить до факту, середнього та виконання",
    explain_zone: "Часовий пояс",
    explain_calendar: "Календар і плани",
    calendar: |version, moved| {
        let word = slavic(u64::from(moved), "день перенесено", "дні перенесено", "днів перенесено");
        format!("версія {version}, {moved} {word}")
    },
    explain_proof: "Звірка",
    proof_equal: |at| format!("{at}, з порталом збігається"),
    proof_differs: |at| format!("{at}, є розбіжності"),
    proof_never: "ще не проводилася",
    explain_data: "Версія даних",

    export: "Експорт",
    export_xlsx: "Таблиця Excel",
    export_csv: "Текст CSV",
    export_note: "Усі показані рядки та підсумок",
    exported: |name| format!("Файл збережено: {name}"),

    companies_head: "Компаній за рік",
    companies_note: "У співробітника компанія рахується один раз за місяць і один раз за рік. У відділу та в підсумку вгорі різні компанії, під ними сума за співробітниками: компанія, з якою розмовляли двоє, входить до суми двічі. Тому рік менший за суму місяців.",
    different: |n, number| format!("{number} {}", slavic(n, "різна компанія", "різні компанії", "різних компаній")),
    sum_is: |sum| format!("сума за співробітниками {sum}"),
    keys_cells: "комірки",
    keys_open: "відкрити",
    keys_plan: "план",
    legend_behind: "відстає від плану",
    legend_unread: "новий коментар",
    legend_open: "обговорення",
};
