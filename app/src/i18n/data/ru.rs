//! Russian.

use super::DataMessages;
use crate::i18n::plural::slavic as form;
use domain::calendar_names::RUSSIAN;
use domain::freshness::{Ending, Source};
use domain::jobs::JobKind;
use domain::progress::Entity;
use domain::proof::{HeldBack, Verdict, What};

fn record_of(entity: Entity, id: &str) -> String {
    let name = match entity {
        Entity::People => "Сотрудник",
        Entity::Departments => "Отдел",
        Entity::Dictionaries => return format!("Справочник: {id}"),
        Entity::Companies => "Компания",
        Entity::Requisites => "Реквизит",
        Entity::Contacts => "Контакт",
        Entity::Deals => "Сделка",
        Entity::Activities => "Дело",
        Entity::Calls => "Звонок",
    };
    format!("{name} № {id}")
}

/// The table.
pub(super) const WORDS: DataMessages = DataMessages {
    months: RUSSIAN.months_short_inside,
    full_months: RUSSIAN.months_inside,

    freshness: "Свежесть",
    source: |source| match source {
        Source::Events => "онлайн",
        Source::Sweep => "опрос: событий нет",
        Source::Daily => "раз в сутки",
    },
    seconds_ago: |n| format!("{n} с назад"),
    minutes_ago: |n| format!("{n} мин назад"),
    hours_ago: |n| format!("{n} ч назад"),
    days_ago: |n| format!("{n} {} назад", form(n, "день", "дня", "дней")),
    unchanged: "без изменений",
    changed_at: |at| format!("Последнее изменение применено {at}"),
    fresh: "свежо",
    late: "устарело",
    waits: "ждёт",
    reading: "читается",
    stopped: "стоит",
    queue: "Очередь изменений",
    queue_counts: |portal, inbox| match portal {
        Some(portal) => format!("на портале {portal}, у нас {inbox}"),
        None => format!("портал не ответил, у нас {inbox}"),
    },
    queue_empty: "пусто",
    queue_waits: |n| format!("ждут {n}"),

    first_reading: "Первая загрузка",
    running: "идёт",
    rows_of: |done, total| format!("{done} из {total} записей"),
    per_second: |n, count| format!("{count} {}/с", form(n, "запись", "записи", "записей")),

    recheck: "Перепроверить период",
    recheck_sub: "Сравним с порталом каждую запись и исправим разницу.",
    from: "С",
    to: "По",
    day_form: "дд.мм.гггг",
    people: "Сотрудники",
    everybody: "все",
    chosen_people: |n| format!("{n} {}", form(n, "сотрудник", "сотрудника", "сотрудников")),
    days: |n| format!("{n} {}", form(n, "день", "дня", "дней")),
    start: "Запустить",
    starting: "Запускаем…",
    asked: "Поставлено в задания, можно закрыть окно.",
    wrong_order: "Последний день раньше первого",
    too_long: |n| format!("Не больше {n} {}", form(n, "дня", "дней", "дней")),
    too_many: |n| format!("Не больше {n} {}", form(n, "сотрудника", "сотрудников", "сотрудников")),

    proof: "Сверка с порталом",
    proof_now: "Сверить сейчас",
    proof_runs: "Сверяем…",
    proof_failed: "Не получилось начать",
    verdict: |verdict| match verdict {
        Verdict::Equal => "всё совпало",
        Verdict::Repaired => "разница исправлена",
        Verdict::Differs => "есть расхождения",
    },
    proved: |at| format!("сверено {at}"),
    no_proof: "Сверки ещё не было",
    no_proof_text: "Ночью сравним с порталом количество, суммы и отпечатки всех записей. Можно не ждать и сверить сейчас.",
    months_equal: |n| format!("{n} {}", form(n, "месяц совпал", "месяца совпали", "месяцев совпали")),
    months_unequal: |n| format!("{n} {}", form(n, "месяц не совпал", "месяца не совпали", "месяцев не совпали")),
    repaired: |n| format!("исправлено {n}"),
    left: |n| format!("осталось {n}"),
    ending: |ending| match ending {
        Ending::Trial { days: n } => {
            format!("Пробный период приложения: осталось {n} {}", form(u64::from(n), "день", "дня", "дней"))
        }
        Ending::Grace { days: n } => format!(
            "Оплаченное время приложения закончилось; данные обновляются ещё {n} {}",
            form(u64::from(n), "день", "дня", "дней")
        ),
    },
    held_back: |why| match why {
        HeldBack::Unsure => "пропавшие записи не удалены: их много, а по одной портал не подтвердил, что их нет",
        HeldBack::Shown => "пропавшие записи не удалены: их много, а по одной портал часть из них показывает",
        HeldBack::Denied => {
            "пропавшие записи не удалены: их много, а портал отказывает в доступе к ним; похоже, урезаны права пользователя, от имени которого работает приложение"
        }
    },
    earlier: "Раньше",
    later: "Позже",
    by_month: "Сверка по месяцам",
    certificate: |id| format!("сверка № {id}"),
    certificates: "Показанная сверка",
    checked_at: |at| format!("проверено {at}"),
    equal: "совпало",
    unequal: "не совпало",
    not_read: "в этой сверке построчно не читали",
    without_date: "без даты",
    portal: "Портал",
    copy: "Сводка",
    count: "Количество",
    sum: |unit| format!("Сумма, {unit}"),
    seconds: "с",
    print: "Отпечаток",
    print_differs: "не совпал",
    scope_all: "Сравнили каждую запись",
    scope_part: |n| {
        format!(
            "Сравнили количество везде и часть записей; полный круг за {n} {}",
            form(n, "сверку", "сверки", "сверок")
        )
    },
    scope_counts: "Сравнили количество везде; на записи не хватило лимита портала",
    scope_period: |from, to| format!("Сравнили записи с {from} по {to}"),
    scope_people: |n| format!("{n} {}", form(n, "сотрудник", "сотрудника", "сотрудников")),
    compared: |n, count| format!("{count} {} построчно", form(n, "запись", "записи", "записей")),
    spent: |n, count| format!("{count} {} к порталу", form(n, "запрос", "запроса", "запросов")),
    took: |time| format!("заняло {time}"),

    differences: "Расхождения",
    list_of_differences: "Список расхождений",
    record: "Запись",
    what: "Что не так",
    state: "Состояние",
    what_is: |what| match what {
        What::MissingHere => "есть на портале, нет у нас",
        What::GoneThere => "есть у нас, на портале удалена",
        What::Differs => "отличается",
    },
    fields: |fields| format!("отличается: {fields}"),
    is_repaired: "исправлено",
    is_left: "осталось",
    record_of,
    more: "Показать ещё",

    jobs: "Задания",
    list_of_jobs: "Список заданий",
    all: "Все",
    jobs_running: |n| format!("Идут {n}"),
    job: "Задание",
    progress: "Ход",
    started: "Начато",
    who: "Кто",
    kind: |kind| match kind {
        JobKind::Structure => "Отделы, сотрудники, справочники",
        JobKind::Proof => "Сверка с порталом",
        JobKind::Recheck => "Перепроверка",
        JobKind::Bind => "Подписка на события",
        JobKind::Account => "Состояние приложения на портале",
        JobKind::People => "Люди и отделы",
        JobKind::Notices => "Уведомления об обсуждениях",
    },
    planned: "Планово",
    job_waits: "в очереди",
    job_begins: |when| format!("начнётся {when}"),
    job_again: |when, attempts| format!("повтор {when}, попытка {attempts}"),
    job_done_of: |count| format!("готово: {count}"),
    job_failed: "не получилось",
    no_jobs: "Заданий пока не было",
    no_jobs_running: "Сейчас ничего не идёт",
    yesterday: "вчера",
    in_seconds: |n| format!("через {n} с"),
    in_minutes: |n| format!("через {n} мин"),
    in_hours: |n| format!("через {n} ч"),
    minutes_short: "мин",
    decimal: ",",

    log: "Журнал",
    log_title: "Журнал обращений к порталу",
    log_sub: |kept| format!("За три дня: {kept}. Пароли и токены в журнал не попадают."),
    log_list: "Обращения к порталу",
    find_method: "Метод, например crm.deal",
    failures: |count| format!("Ошибки {count}"),
    time: "Время",
    method: "Метод",
    answer: "Ответ",
    milliseconds: "мс",
    rows: "Записей",
    no_answer: "нет ответа",
    show_params: |method| format!("Параметры: {method}"),
    params: "Параметры",
    host: "Адрес",
    operating: "Время метода на портале",
    lines_dropped: |count| format!("не записано обращений: {count}"),
    nothing_logged: "Таких обращений нет",
    refresh: "Обновить",
};
