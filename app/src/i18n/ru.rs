//! Russian.

use super::plural::slavic as form;
use super::{Language, Messages};
use domain::progress::Entity;

fn entity(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "Сотрудники",
        Entity::Departments => "Отделы",
        Entity::Dictionaries => "Справочники",
        Entity::Companies => "Компании",
        Entity::Requisites => "Реквизиты",
        Entity::Contacts => "Контакты",
        Entity::Deals => "Сделки",
        Entity::Activities => "Дела и встречи",
        Entity::Calls => "Звонки",
    }
}

fn entity_reads(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "имя, должность, отдел",
        Entity::Departments => "название, руководитель",
        Entity::Dictionaries => "воронки, стадии, отрасли, валюты",
        Entity::Companies => "карточка, ответственный, отрасль",
        Entity::Requisites => "ИНН",
        Entity::Contacts => "имя, компания",
        Entity::Deals => "воронка, стадия, сумма, даты",
        Entity::Activities => "тип, срок, итог",
        Entity::Calls => "кто, кому, когда, длительность",
    }
}

/// "из 40 000 сделок": the genitive plural, whatever the number.
fn entity_of(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "сотрудников",
        Entity::Departments => "отделов",
        Entity::Dictionaries => "записей справочников",
        Entity::Companies => "компаний",
        Entity::Requisites => "реквизитов",
        Entity::Contacts => "контактов",
        Entity::Deals => "сделок",
        Entity::Activities => "дел",
        Entity::Calls => "звонков",
    }
}

fn left(seconds: u32) -> String {
    if seconds < 60 {
        return "осталось меньше минуты".to_owned();
    }
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("осталось ~{minutes} мин"),
        (hours, 0) => format!("осталось ~{hours} ч"),
        (hours, minutes) => format!("осталось ~{hours} ч {minutes} мин"),
    }
}

/// The table.
pub(super) static MESSAGES: Messages = Messages {
    language: Language::Ru,
    parts: None,
    tag: "ru",
    date_mark: '.',
    product: "Сводка",
    skip_to_content: "К содержанию",
    sections: "Разделы приложения",
    loading: "Загружаем",
    retry: "Повторить",
    reload: "Загрузить заново",
    close: "Закрыть",
    reset: "Сбросить",
    reset_all: "Сбросить всё",
    done: "Готово",
    save: "Сохранить",
    cancel: "Отмена",
    as_table: "Таблица",
    settings_title: "Настройки",
    settings_tab: "Ещё",
    shortcuts: "Клавиши",

    report_title: "Коммуникации и сделки",
    report_tab: "Клиенты",
    activity_title: "Звонки и встречи",
    activity_tab: "Звонки",
    data_title: "Данные",

    updated_never: "данных ещё нет",
    updated_now: "обновлено только что",
    updated_minutes: |n| format!("обновлено {n} мин назад"),
    updated_hours: |n| format!("обновлено {n} ч назад"),
    updated_days: |n| format!("обновлено {n} {} назад", form(n, "день", "дня", "дней")),
    loading_of: |done, total, entity| format!("Загружаем: {done} из {total} {}", entity_of(entity)),
    loading_some: |done, entity| format!("Загружаем: {done} {}", entity_of(entity)),
    loading_starts: "Загрузка начинается",
    left_seconds: left,

    entity,
    entity_reads,
    of_total: |total| format!("из {total}"),
    entity_done: "загружено",
    entity_running: "загружается",
    entity_waiting: "в очереди",
    backfill: "Первая загрузка",
    backfill_may_close: "Окно можно закрыть: загрузка продолжится.",
    backfill_done: "Всё загружено, изменения приходят сами.",
    portal: |domain| format!("портал {domain}"),
    stopped: |code| format!("Обмен с порталом остановлен: {code}. Нужен администратор портала."),

    drop_filter: |name| format!("Снять фильтр «{name}»"),
    find_value: "Найти",
    nothing_found: "Ничего не нашлось",
    range_from: "От",
    range_to: "До",
    range_wrong: "Начало позже конца: не применено.",
    expand: |name| format!("Показать сотрудников: {name}"),
    collapse: |name| format!("Скрыть сотрудников: {name}"),

    error_title: "Не получилось показать данные",
    error_network: "Нет связи с сервером приложения. Проверьте интернет и повторите.",
    error_unexpected: |status| format!("Сервер ответил неожиданно (код {status}). Повторите через минуту."),
    error_session: "Сеанс закончился, а портал не подтвердил вход. Обновите страницу портала.",
    error_data: "Ответ сервера не удалось прочитать. Обновите страницу: возможно, вышла новая версия.",
    error_code: |id| format!("Код для поддержки: {id}"),
    upgraded_title: "Вышла новая версия Сводки",
    upgraded_text: "Страница открыта с прежней версии, и этой её части на сервере больше нет. Загрузите заново: раздел, фильтры и порядок останутся.",
    outside_title: "Откройте Сводку в Битрикс24",
    outside_text: "Приложение работает внутри портала: войдите в Битрикс24 и выберите «Сводка» в меню слева.",
    forged_text: "Портал не подтвердил, что страницу открыл он. Обновите страницу портала.",

    report: super::report::ru::WORDS,
    card: super::card::ru::WORDS,
};
