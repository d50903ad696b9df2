//! Ukrainian.

use super::DataMessages;
use crate::i18n::plural::slavic as form;
use domain::calendar_names::UKRAINIAN;
use domain::freshness::{Ending, Source};
use domain::jobs::JobKind;
use domain::progress::Entity;
use domain::proof::{HeldBack, Verdict, What};

fn record_of(entity: Entity, id: &str) -> String {
    let name = match entity {
        Entity::People => "Співробітник",
        Entity::Departments => "Відділ",
        Entity::Dictionaries => return format!("Довідник: {id}"),
        Entity::Companies => "Компанія",
        Entity::Requisites => "Реквізит",
        Entity::Contacts => "Контакт",
        Entity::Deals => "Угода",
        Entity::Activities => "Справа",
        Entity::Calls => "Дзвінок",
    };
    format!("{name} № {id}")
}

/// The table.
pub(in crate::i18n) const WORDS: DataMessages = DataMessages {
    months: UKRAINIAN.months_short_inside,
    full_months: UKRAINIAN.months_inside,

    freshness: "Свіжість",
    source: |source| match source {
        Source::Events => "наживо",
        Source::Sweep => "опитування: подій немає",
        Source::Daily => "раз на добу",
    },
    seconds_ago: |n| format!("{n} с тому"),
    minutes_ago: |n| format!("{n} хв тому"),
    hours_ago: |n| format!("{n} год тому"),
    days_ago: |n| format!("{n} {} тому", form(n, "день", "дні", "днів")),
    unchanged: "без змін",
    changed_at: |at| format!("Останню зміну застосовано {at}"),
    fresh: "свіже",
    late: "застаріло",
    waits: "чекає",
    reading: "читається",
    stopped: "зупинено",
    queue: "Черга змін",
    queue_counts: |portal, inbox| match portal {
        Some(portal) => format!("на порталі {portal}, у нас {inbox}"),
        None => format!("портал не відповів, у нас {inbox}"),
    },
    queue_empty: "порожньо",
    queue_waits: |n| format!("чекають {n}"),

    first_reading: "Перше завантаження",
    running: "триває",
    rows_of: |done, total| format!("{done} із {total} записів"),
    per_second: |n, count| format!("{count} {}/с", form(n, "запис", "записи", "записів")),

    recheck: "Перевірити період",
    recheck_sub: "Порівняємо з порталом кожен запис і виправимо різницю.",
    from: "З",
    to: "По",
    day_form: "дд.мм.рррр",
    people: "Співробітники",
    everybody: "усі",
    chosen_people: |n| format!("{n} {}", form(n, "співробітник", "співробітники", "співробітників")),
    days: |n| format!("{n} {}", form(n, "день", "дні", "днів")),
    start: "Запустити",
    starting: "Запускаємо…",
    asked: "Додано до завдань, вікно можна закрити.",
    wrong_order: "Останній день раніше за перший",
    too_long: |n| format!("Не більше {n} {}", form(n, "дня", "днів", "днів")),
    too_many: |n| format!("Не більше {n} {}", form(n, "співробітника", "співробітників", "співробітників")),

    proof: "Звірка з порталом",
    proof_now: "Звірити зараз",
    proof_runs: "Звіряємо…",
    proof_failed: "Не вдалося почати",
    verdict: |verdict| match verdict {
        Verdict::Equal => "усе збіглося",
        Verdict::Repaired => "різницю виправлено",
        Verdict::Differs => "є розбіжності",
    },
    proved: |at| format!("звірено {at}"),
    no_proof: "Звірки ще не було",
    no_proof_text: "Уночі порівняємо з порталом кількість, суми та відбитки всіх записів. Можна не чекати й звірити зараз.",
    months_equal: |n| format!("{n} {}", form(n, "місяць збігся", "місяці збіглися", "місяців збіглися")),
    months_unequal: |n| format!("{n} {}", form(n, "місяць не збігся", "місяці не збіглися", "місяців не збіглися")),
    repaired: |n| format!("виправлено {n}"),
    left: |n| format!("залишилося {n}"),
    ending: |ending| match ending {
        Ending::Trial { days: n } => {
            format!("Пробний період застосунку: лишилося {n} {}", form(u64::from(n), "день", "дні", "днів"))
        }
        Ending::Grace { days: n } => format!(
            "Оплачений час застосунку закінчився; дані оновлюються ще {n} {}",
            form(u64::from(n), "день", "дні", "днів")
        ),
    },
    held_back: |why| match why {
        HeldBack::Unsure => "зниклі записи не видалено: їх багато, а по одному портал не підтвердив, що їх немає",
        HeldBack::Shown => "зниклі записи не видалено: їх багато, а по одному портал частину з них показує",
        HeldBack::Denied => {
            "зниклі записи не видалено: їх багато, а портал відмовляє в доступі до них; схоже, обмежено права користувача, від імені якого працює застосунок"
        }
    },
    earlier: "Раніше",
    later: "Пізніше",
    by_month: "Звірка за місяцями",
    certificate: |id| format!("звірка № {id}"),
    certificates: "Показана звірка",
    checked_at: |at| format!("перевірено {at}"),
    equal: "збіглося",
    unequal: "не збіглося",
    not_read: "у цій звірці порядково не читали",
    without_date: "без дати",
    portal: "Портал",
    copy: "Сводка",
    count: "Кількість",
    sum: |unit| format!("Сума, {unit}"),
    seconds: "с",
    print: "Відбиток",
    print_differs: "не збігся",
    scope_all: "Порівняли кожен запис",
    scope_part: |n| {
        format!(
            "Порівняли кількість усюди та частину записів; повне коло за {n} {}",
            form(n, "звірку", "звірки", "звірок")
        )
    },
    scope_counts: "Порівняли кількість усюди; на записи не вистачило ліміту порталу",
    scope_period: |from, to| format!("Порівняли записи з {from} по {to}"),
    scope_people: |n| format!("{n} {}", form(n, "співробітник", "співробітники", "співробітників")),
    compared: |n, count| format!("{count} {} порядково", form(n, "запис", "записи", "записів")),
    spent: |n, count| format!("{count} {} до порталу", form(n, "запит", "запити", "запитів")),
    took: |time| format!("тривало {time}"),

    differences: "Розбіжності",
    list_of_differences: "Список розбіжностей",
    record: "Запис",
    what: "Що не так",
    state: "Стан",
    what_is: |what| match what {
        What::MissingHere => "є на порталі, немає в нас",
        What::GoneThere => "є в нас, на порталі видалено",
        What::Differs => "відрізняється",
    },
    fields: |fields| format!("відрізняється: {fields}"),
    is_repaired: "виправлено",
    is_left: "залишилося",
    record_of,
    more: "Показати ще",

    jobs: "Завдання",
    list_of_jobs: "Список завдань",
    all: "Усі",
    jobs_running: |n| format!("Виконуються {n}"),
    job: "Завдання",
    progress: "Хід",
    started: "Почато",
    who: "Хто",
    kind: |kind| match kind {
        JobKind::Structure => "Відділи, співробітники, довідники",
        JobKind::Proof => "Звірка з порталом",
        JobKind::Recheck => "Повторна перевірка",
        JobKind::Bind => "Підписка на події",
        JobKind::Account => "Стан застосунку на порталі",
        JobKind::People => "Люди й відділи",
        JobKind::Notices => "Сповіщення про обговорення",
    },
    planned: "За розкладом",
    job_waits: "у черзі",
    job_begins: |when| format!("почнеться {when}"),
    job_again: |when, attempts| format!("повтор {when}, спроба {attempts}"),
    job_done_of: |count| format!("готово: {count}"),
    job_failed: "не вдалося",
    no_jobs: "Завдань поки не було",
    no_jobs_running: "Зараз нічого не виконується",
    yesterday: "вчора",
    in_seconds: |n| format!("через {n} с"),
    in_minutes: |n| format!("через {n} хв"),
    in_hours: |n| format!("через {n} год"),
    minutes_short: "хв",
    decimal: ",",

    log: "Журнал",
    log_title: "Журнал звернень до порталу",
    log_sub: |kept| format!("За три дні: {kept}. Паролі й токени до журналу не потрапляють."),
    log_list: "Звернення до порталу",
    find_method: "Метод, наприклад crm.deal",
    failures: |count| format!("Помилки {count}"),
    time: "Час",
    method: "Метод",
    answer: "Відповідь",
    milliseconds: "мс",
    rows: "Записів",
    no_answer: "немає відповіді",
    show_params: |method| format!("Параметри: {method}"),
    params: "Параметри",
    host: "Адреса",
    operating: "Час методу на порталі",
    lines_dropped: |count| format!("не записано звернень: {count}"),
    nothing_logged: "Таких звернень немає",
    refresh: "Оновити",
};
