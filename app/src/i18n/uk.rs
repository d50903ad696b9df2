//! Ukrainian: everything, also what comes later in Russian and English.

use super::plural::slavic as form;
use super::{Language, Messages, PartMessages};
use domain::progress::Entity;

fn entity(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "Співробітники",
        Entity::Departments => "Відділи",
        Entity::Dictionaries => "Довідники",
        Entity::Companies => "Компанії",
        Entity::Requisites => "Реквізити",
        Entity::Contacts => "Контакти",
        Entity::Deals => "Угоди",
        Entity::Activities => "Справи та зустрічі",
        Entity::Calls => "Дзвінки",
    }
}

fn entity_reads(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "ім’я, посада, відділ",
        Entity::Departments => "назва, керівник",
        Entity::Dictionaries => "воронки, стадії, галузі, валюти",
        Entity::Companies => "картка, відповідальний, галузь",
        Entity::Requisites => "ІПН",
        Entity::Contacts => "ім’я, компанія",
        Entity::Deals => "воронка, стадія, сума, дати",
        Entity::Activities => "тип, строк, підсумок",
        Entity::Calls => "хто, кому, коли, тривалість",
    }
}

/// "із 40 000 угод": the genitive plural, whatever the number.
fn entity_of(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "співробітників",
        Entity::Departments => "відділів",
        Entity::Dictionaries => "записів довідників",
        Entity::Companies => "компаній",
        Entity::Requisites => "реквізитів",
        Entity::Contacts => "контактів",
        Entity::Deals => "угод",
        Entity::Activities => "справ",
        Entity::Calls => "дзвінків",
    }
}

fn left(seconds: u32) -> String {
    if seconds < 60 {
        return "залишилося менше хвилини".to_owned();
    }
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("залишилося ~{minutes} хв"),
        (hours, 0) => format!("залишилося ~{hours} год"),
        (hours, minutes) => format!("залишилося ~{hours} год {minutes} хв"),
    }
}

static PARTS: PartMessages = PartMessages {
    activity: super::activity::uk::WORDS,
    talk: super::activity::talk::uk::WORDS,
    plans: super::activity::plans::uk::WORDS,
    years: super::years::uk::WORDS,
    install: super::install::uk::WORDS,
    data: super::data::uk::WORDS,
    tools: super::tools::uk::WORDS,
    settings: super::settings::uk::WORDS,
    office: super::office::uk::WORDS,
};

/// The table.
pub(super) static MESSAGES: Messages = Messages {
    language: Language::Uk,
    parts: Some(&PARTS),
    tag: "uk",
    date_mark: '.',
    product: "Сводка",
    skip_to_content: "До вмісту",
    sections: "Розділи застосунку",
    loading: "Завантажуємо",
    retry: "Повторити",
    reload: "Завантажити знову",
    close: "Закрити",
    reset: "Скинути",
    reset_all: "Скинути все",
    done: "Готово",
    save: "Зберегти",
    cancel: "Скасувати",
    as_table: "Таблиця",
    settings_title: "Налаштування",
    settings_tab: "Ще",
    shortcuts: "Клавіші",

    report_title: "Комунікації та угоди",
    report_tab: "Клієнти",
    activity_title: "Дзвінки та зустрічі",
    activity_tab: "Дзвінки",
    data_title: "Дані",

    updated_never: "даних ще немає",
    updated_now: "оновлено щойно",
    updated_minutes: |n| format!("оновлено {n} хв тому"),
    updated_hours: |n| format!("оновлено {n} год тому"),
    updated_days: |n| format!("оновлено {n} {} тому", form(n, "день", "дні", "днів")),
    loading_of: |done, total, entity| format!("Завантажуємо: {done} із {total} {}", entity_of(entity)),
    loading_some: |done, entity| format!("Завантажуємо: {done} {}", entity_of(entity)),
    loading_starts: "Завантаження починається",
    left_seconds: left,

    entity,
    entity_reads,
    of_total: |total| format!("із {total}"),
    entity_done: "завантажено",
    entity_running: "завантажується",
    entity_waiting: "у черзі",
    backfill: "Перше завантаження",
    backfill_may_close: "Вікно можна закрити: завантаження триватиме.",
    backfill_done: "Усе завантажено, зміни надходять самі.",
    portal: |domain| format!("портал {domain}"),
    stopped: |code| format!("Обмін із порталом зупинено: {code}. Потрібен адміністратор порталу."),

    drop_filter: |name| format!("Зняти фільтр «{name}»"),
    find_value: "Знайти",
    nothing_found: "Нічого не знайдено",
    range_from: "Від",
    range_to: "До",
    range_wrong: "Початок пізніше за кінець: не застосовано.",
    expand: |name| format!("Показати співробітників: {name}"),
    collapse: |name| format!("Сховати співробітників: {name}"),

    error_title: "Не вдалося показати дані",
    error_network: "Немає зв’язку із сервером застосунку. Перевірте інтернет і спробуйте ще раз.",
    error_unexpected: |status| format!("Сервер відповів несподівано (код {status}). Спробуйте за хвилину."),
    error_session: "Сеанс завершився, а портал не підтвердив вхід. Оновіть сторінку порталу.",
    error_data: "Відповідь сервера не вдалося прочитати. Оновіть сторінку: можливо, вийшла нова версія.",
    error_code: |id| format!("Код для підтримки: {id}"),
    upgraded_title: "Вийшла нова версія Сводки",
    upgraded_text: "Сторінку відкрито з попередньої версії, і цієї її частини на сервері вже немає. Завантажте знову: розділ, фільтри й порядок залишаться.",
    outside_title: "Відкрийте Сводку в Бітрікс24",
    outside_text: "Застосунок працює всередині порталу: увійдіть у Бітрікс24 і виберіть «Сводка» в меню ліворуч.",
    forged_text: "Портал не підтвердив, що сторінку відкрив він. Оновіть сторінку порталу.",

    report: super::report::uk::WORDS,
    card: super::card::uk::WORDS,
};
