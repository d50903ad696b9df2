//! Kazakh. After a number a noun stays in the singular.

use super::YearMessages;
use domain::activity::settings::{CountedDirection, Measure};
use domain::calendar_names::KAZAKH;

fn counted(measure: Measure, _: u64, number: &str) -> String {
    match measure {
        Measure::Calls => format!("{number} қоңырау"),
        Measure::Companies => format!("{number} компания"),
    }
}

fn rule(direction: CountedDirection, seconds: u32) -> String {
    let which = match direction {
        CountedDirection::Outgoing => "шығыс және кері қоңыраулар",
        CountedDirection::Both => "шығыс және кіріс қоңыраулар",
    };
    format!("{which}, кемінде {seconds} с")
}

/// The table.
pub(in crate::i18n) const WORDS: YearMessages = YearMessages {
    months_short: KAZAKH.months_short,
    months: KAZAKH.months,
    weekdays: KAZAKH.weekdays_short,
    weekdays_full: KAZAKH.weekdays,
    decimal: ',',

    year_before: "Алдыңғы жыл",
    year_after: "Келесі жыл",
    this_year: "Ағымдағы жыл",
    measures: "Не есептеледі",
    measure: |measure| match measure {
        Measure::Companies => "Компаниялар",
        Measure::Calls => "Қоңыраулар",
    },
    all_departments: "Барлық бөлімдер",
    department: "Бөлім",
    no_department: "Бөлімсіз",
    only_behind: "Тек қалып тұрғандар",
    find_person: "Қызметкерді немесе бөлімді табу",
    nothing_found: "Ешкім табылмады",
    nothing_found_text: "Іздеуді өзгертіңіз немесе сүзгілерді алып тастаңыз.",
    nobody: "Мұнда әзірге ешкім жоқ",
    nobody_text: "Статистикада қызметкерлер пайда болғанда, олардың жылы осында болады.",
    stale: "Жаңарту мүмкін болмады, бұрынғы деректер көрсетілген",

    fact_of_year: "Жыл басынан бергі факт",
    of_plan: |plan| format!("жоспар бойынша {plan}"),
    no_plan: "жоспар қойылмаған",
    done: "Орындалуы",
    average: "Күніне орташа",
    meetings: "Кездесулер",
    excused: "Есептелді",
    on_days_off: "Демалыс күндері",

    chart_title: "Айлар бойынша жоспар мен факт",
    fact: "факт",
    plan: "жоспар",
    forecast: "болжам",
    month: "Ай",
    excused_column: "есептелді",
    chart_sum: |months, fact, plan| {
        let plan = plan.map(|plan| format!(", жоспар {plan}")).unwrap_or_default();
        format!("Аяқталған {months} айда: {fact}{plan}.")
    },
    chart_best: |month, figure| format!("Ең жақсысы: {month}, {figure}."),
    chart_forecast: |month, end| format!("Болжам, {month}: {end}."),
    chart_empty: "Бұл жылы әлі жоспар да, қоңырау да жоқ.",
    heat_title: "Қашан қоңырау шалады",
    less: "аз",
    more: "көп",
    weekday: "Күн",
    heat_sum: |total, weekday, hour, calls| {
        format!("Қоңыраулар: {total}; ең көбі: {weekday}, {hour}–{}, {calls}.", hour + 1)
    },
    heat_empty: "Бұл жылы әлі қоңырау жоқ.",
    calls_name: "қоңырау",

    employee: "Қызметкер",
    total: "Барлығы",
    whole_year: "Бір жылда",
    days: |days| format!("{days} күн"),
    calls_short: |measure| match measure {
        Measure::Calls => "қоң.",
        Measure::Companies => "комп.",
    },
    average_short: "орт.",
    meetings_short: "кезд.",
    plan_short: "жосп.",
    year_grid: |year| format!("Айлар бойынша жоспар мен факт, {year}"),
    companies_grid: |year| format!("Сөйлескен компаниялар, {year}"),
    month_means: |month, working, elapsed| {
        format!(
            "{month}: жұмыс күні {working}, өткені {elapsed}. Жұмыс күндеріндегі факт, өткен жұмыс күніне орташа, кездесулер, күндік жоспар. Enter айды күндер бойынша ашады."
        )
    },
    year_means: "Жыл бойғы жұмыс күндеріндегі факт және кездесулер",

    counted,
    average_is: |average| format!("күніне орташа {average}"),
    plan_is: |plan| format!("күніне жоспар {plan}"),
    meetings_are: |_, number| format!("{number} кездесу"),
    off_is: |calls| format!("демалыс күндері тағы {calls}"),
    excused_is: |calls| format!("{calls} есептелді"),
    is_behind: "жоспардан қалып тұр",
    has_comments: |n| format!("{n} пікір"),
    has_unread: "жаңалары бар",
    is_open: "жабылмаған",
    people: |n| format!("{n} қызметкер"),
    dismissed: "жұмыс істемейді",
    share_is: |percent| format!("жоспардың {percent} %"),

    plan_field: |name, month| format!("Күндік жоспар, {name}, {month}"),
    whole_number: "0-ден 10 000-ға дейінгі бүтін сан керек",
    closed: "Ай өзгертуге жабық",
    changed: |name, month, before, after| format!("{name}, {month}: {before} → {after}"),
    to_whole_year: "Бүкіл жылға",
    undo: "Қайтару",
    undone: "Өзгеріс қайтарылды",
    unchanged: "Жоспар онсыз да солай",
    filled: |months| format!("Жоспар {months} айға жазылды"),
    conflict: |who, plan| format!("Сіз өзгертіп жатқанда {who} жазды: {plan}"),
    somebody: "біреу",
    keep_theirs: |plan| format!("{plan} қалдыру"),
    set_mine: |plan| format!("{plan} жазу"),

    explain: "Қалай есептелген",
    explain_figure: "Ұяшықта",
    explain_measure: |measure| match measure {
        Measure::Companies => "қызметкер күні бойы сөйлескен әртүрлі компаниялар, күндер бойынша қосынды",
        Measure::Calls => "әңгімелер",
    },
    explain_rule: "Қоңыраулар",
    rule,
    explain_meetings: "Кездесулер",
    meetings_rule: "аяқталғандары, аяқталған күні бойынша",
    explain_average: "Орташа",
    average_rule: "өткен жұмыс күндерінің фактісі олардың санына бөлінеді, бөлшексіз; бүгін әлі өткен жоқ",
    explain_off: "Демалыс күндері",
    off_rule: "демалыс күнгі жұмыс бөлек тұрады, фактіге, орташаға және орындалуға кірмейді",
    explain_zone: "Уақыт белдеуі",
    explain_calendar: "Күнтізбе және жоспарлар",
    calendar: |version, moved| format!("{version}-нұсқа, {moved} күн ауыстырылған"),
    explain_proof: "Салыстыру",
    proof_equal: |at| format!("{at}, порталмен сәйкес"),
    proof_differs: |at| format!("{at}, айырмашылықтар бар"),
    proof_never: "әлі жүргізілген жоқ",
    explain_data: "Деректер нұсқасы",

    export: "Экспорт",
    export_xlsx: "Excel кестесі",
    export_csv: "CSV мәтіні",
    export_note: "Көрсетілген барлық жолдар және қорытынды",
    exported: |name| format!("Файл сақталды: {name}"),

    companies_head: "Бір жылдағы компаниялар",
    companies_note: "Қызметкерде компания айына бір рет және жылына бір рет есептеледі. Бөлімде және қорытындыда жоғарыда әртүрлі компаниялар, төменде қызметкерлер бойынша қосынды: екі қызметкер сөйлескен компания қосындыға екі рет кіреді. Сондықтан жыл айлардың қосындысынан аз.",
    different: |_, number| format!("{number} әртүрлі компания"),
    sum_is: |sum| format!("қызметкерлер бойынша қосынды {sum}"),
    keys_cells: "ұяшықтар",
    keys_open: "ашу",
    keys_plan: "жоспар",
    legend_behind: "жоспардан қалып тұр",
    legend_unread: "жаңа пікір",
    legend_open: "талқылау",
};
