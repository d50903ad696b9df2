//! Kazakh. After a number a noun stays in the singular.

use super::{ActivityMessages, EditMessages};
use crate::routes::activity::Tab;
use domain::activity::edit::Fault;
use domain::activity::pace::DayState;
use domain::activity::settings::Measure;
use domain::calendar_names::KAZAKH;

fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Year => "Жыл",
        Tab::Month => "Ай",
        Tab::Companies => "Компаниялар",
        Tab::Calendar => "Күнтізбе",
        Tab::Rights => "Құқықтар",
        Tab::Settings => "Баптаулар",
        Tab::Log => "Журнал",
    }
}

fn units(measure: Measure, _: u64) -> &'static str {
    match measure {
        Measure::Companies => "компания",
        Measure::Calls => "қоңырау",
    }
}

fn state(state: DayState) -> &'static str {
    match state {
        DayState::Free => "демалыс күні",
        DayState::NoPlan => "жоспарсыз",
        DayState::Future => "алда",
        DayState::Pending => "күн аяқталған жоқ",
        DayState::Met => "жоспар орындалды",
        DayState::Unmet => "жоспар орындалмады",
        DayState::Forced => "күн есептелді",
    }
}

fn means_fact(measure: Measure, seconds: u32, both: bool) -> String {
    let calls =
        if both { "шығыс және кіріс қоңыраулар" } else { "шығыс қоңыраулар" };
    let what = match measure {
        Measure::Companies => "Әр күнгі әртүрлі компаниялар",
        Measure::Calls => "Барлық сөйлесулер",
    };
    format!("{what}: {calls}, кемінде {seconds} с. Демалыс күндері істелгені бөлек тұрады.")
}

fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Person => "мұндай қызметкер жоқ",
        Fault::Date => "бұл күн емес",
        Fault::Number => "0-ден 10 000-ға дейінгі бүтін сан керек",
        Fault::DayOff => "қызметкердің демалыс күні",
        Fault::Closed => "ай өзгертуге жабық",
        Fault::Conflict => "жоспарды басқа біреу өзгертіп қойған",
        Fault::Shape => "кесте қоятын орыннан үлкен",
        Fault::Twice => "ұяшық екі рет кездеседі",
    }
}

/// The table.
pub(in crate::i18n) const WORDS: ActivityMessages = ActivityMessages {
    tabs: "Көрініс",
    tab,
    gear: "Есептің баптаулары",
    months: KAZAKH.months,
    months_of: KAZAKH.months_of,
    months_short: KAZAKH.months_short_inside,
    weekdays: KAZAKH.weekdays_narrow,
    weekdays_full: KAZAKH.weekdays,
    day_of: |day, month| format!("{day} {month}"),
    days_of: |first, last, month| format!("{first}–{last} {month}"),

    measures: "Есептейміз",
    measure: |measure| match measure {
        Measure::Companies => "компаниялар",
        Measure::Calls => "қоңыраулар",
    },
    measure_hint: |measure| match measure {
        Measure::Companies => "Күніне неше әртүрлі компания",
        Measure::Calls => "Неше сөйлесу",
    },
    counted: |measure, n, text| format!("{text} {}", units(measure, n)),
    units_of: units,
    meetings_count: |_, text| format!("{text} кездесу"),
    state,
    thousands: "м",

    shown: "Не көрсетілген",
    previous_month: "Алдыңғы ай",
    next_month: "Келесі ай",
    choose_month: "Айды таңдау",
    this_month: "Ағымдағы ай",
    all_departments: "Барлық бөлімдер",
    department: "Бөлім",
    no_department: "Бөлімсіз",
    find_person: "Қызметкер немесе бөлім",
    only_behind: "Тек қалып тұрғандар",
    plans: "Жоспарлар",
    plans_title: "Жоспарларды көрсету және өзгерту",
    working_days: |n| format!("{n} жұмыс күні"),
    passed: "өтті",
    left: "қалды",

    grid: |month| format!("Күндер бойынша жоспар мен факт, {month}"),
    employee: "Қызметкер",
    days_head: "Күндер",
    days_yes: "иә",
    days_no: "жоқ",
    plan: "Жоспар",
    fact: "Нәтиже",
    share: "%",
    pace: "Қарқын",
    per_day: |n| format!("күніне {n}"),
    company_plan: "Компания жоспары",
    company_fact: "Компания нәтижесі",
    department_plan: "Бөлім жоспары",
    department_fact: "Бөлім нәтижесі",
    people_count: |n| format!("{n} қызметкер"),
    unfold_days: |days| format!("Демалыс күндерін ашу: {days}"),
    fold_days: |days| format!("Демалыс күндерін жинау: {days}"),
    holiday: |day| format!("{day}, мереке күні"),
    moved_day: "күнтізбеде ауыстырылған",
    today: "бүгін",
    off_work: |n| format!("демалыс күні: {n}"),
    away: "жұмыста жоқ",
    dismissed: "жұмыс істемейді",
    made: "орындалды",
    no_days_left: "Жұмыс күні қалмады",
    projected: |n| format!("ай соңында {n} болады"),
    means_days: "Неше жұмыс күні жоспар орындалды (немесе күн есептелді), нешеуінде орындалмады. Бүгінгі күн жоспар орындала салысымен есепке кіреді.",
    means_plan: "Айдың жұмыс күндерінің жоспары, басшы есептегендерінсіз.",
    means_fact,
    means_share: "Ай жоспарының үлесі. Белгі бүгінге дейін қайда болу керегін көрсетеді: қалып қою соған қарап байқалады.",
    means_pace: "Жоспарды орындау үшін қалған әр жұмыс күні қанша керек. Әдеттегіден айтарлықтай көп болса, қызыл түспен.",

    out_of: |fact, plan| format!("{plan} ішінен {fact}"),
    plan_is: |n| format!("жоспар {n}"),
    has_comments: |n| format!("{n} пікір"),
    has_unread: "жаңалары бар",
    is_open: "талқылау ашық",
    days_done: |met, unmet| format!("орындалған күн {met}, орындалмаған күн {unmet}"),

    legend: "Шартты белгілер",
    legend_met: "жоспар орындалды",
    legend_unmet: "орындалмады",
    legend_forced: "есептелді",
    legend_meetings: "кездесулер",
    legend_unread: "жаңа пікір",
    legend_open: "талқылау",
    keys_cells: "ұяшықтар",
    keys_open: "ашу",
    keys_comment: "пікір",
    keys_plan: "жоспар",

    nobody_title: "Статистикада ешкім жоқ",
    nobody_text: "Мұнда статистикаға қатысатын бөлімдердің қызметкерлері пайда болады.",
    nothing_found: "Ешкім табылмады",
    nothing_found_text: "Іздеуді немесе бөлімді өзгертіңіз.",
    nobody_behind: "Ешкім қалып қойған жоқ",
    nobody_behind_text: "Барлығын көру үшін сүзгіні алып тастаңыз.",
    stale: "Бұрынғы деректер көрсетілген",
    news: |n| format!("Жаңартылған жол: {n}"),

    edit: EditMessages {
        field: |name, when| format!("Күндік жоспар: {name}, {when}"),
        field_many: |n| format!("Таңдалған ұяшықтардың күндік жоспары: {n}"),
        whole_number: "0-ден 10 000-ға дейінгі бүтін сан",
        closed: "Бұл айдың жоспарларын енді өзгертуге болмайды",
        no_right: "Жоспарларды өзгертуге құқық жоқ",
        day_off: "Демалыс күні жоспар болмайды",
        not_a_person: "Жоспар қызметкерге қойылады: бөлім адамдардан құралады",
        saving: "Сақталуда",
        changed: |name, when, before, after| format!("{name}, {when}: жоспар {before} → {after}"),
        changed_many: |n| format!("{n} жоспар өзгертілді"),
        unchanged: "Жоспарлар онсыз да солай",
        undo: "Қайтару",
        undone: |n| format!("{n} жоспар қайтарылды"),
        whole_month: "Бүкіл айға",
        no_plan: "жоқ",
        conflict_title: "Жоспар өзгертіліп қойған",
        conflict: |who, name, when, theirs, mine| {
            format!("Сіз {mine} жазып жатқанда {who} {theirs} қойды: {name}, {when}. Қай жоспар қалсын?")
        },
        somebody: "басқа басшы",
        keep_theirs: |n| format!("{n} қалдыру"),
        set_mine: |n| format!("{n} қою"),
        conflict_undo: |n| format!("Қайтаруға болмайды: содан бері {n} жоспар өзгертілді"),
        faults_title: "Ештеңе өзгертілген жоқ",
        faults: |n| format!("{n} ұяшықта қате бар. Түзетіп, қайталаңыз: әзірге бірде-бір жоспар өзгерген жоқ."),
        faults_more: |n| format!("және тағы {n}"),
        where_column: "Қайда",
        value_column: "Мәні",
        why_column: "Не дұрыс емес",
        line: |line, column| match column {
            Some(column) => format!("{line}-жол, {column}-баған"),
            None => format!("{line}-жол"),
        },
        fault,
        show_cell: "Көрсету",
        copied: |n| format!("{n} ұяшық көшірілді"),
        paste_where: "Кестені қоя бастайтын қызметкер мен күнге тұрыңыз",
        failed: "Сақталмады",
    },
};
