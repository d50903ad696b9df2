//! Russian.

use super::Messages;
use crate::format::count;
use domain::progress::Entity;

/// One of three forms: `1 сделка`, `2 сделки`, `5 сделок`.
fn form(n: u64, one: &'static str, few: &'static str, many: &'static str) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

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
    tag: "ru",
    product: "Сводка",
    skip_to_content: "К содержанию",
    sections: "Разделы приложения",
    loading: "Загружаем",
    retry: "Повторить",
    close: "Закрыть",
    reset: "Сбросить",
    done: "Готово",

    report_title: "Коммуникации и сделки",
    report_tab: "Клиенты",
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
    freshness: "Что загружено",
    portal: |domain| format!("портал {domain}"),
    stopped: |code| format!("Обмен с порталом остановлен: {code}. Нужен администратор портала."),

    filters: "Фильтры",
    search_hint: "Название или ИНН",
    search_label: "Поиск по названию или ИНН",
    overdue: "Давно не звонили",
    responsible: "Ответственный",
    direction: "Направление",
    sector: "Отрасль",
    no_direction: "Без направления",
    no_sector: "Без отрасли",
    drop_filter: |name| format!("Снять фильтр «{name}»"),
    find_person: "Найти сотрудника или отдел",
    find_value: "Найти",
    nothing_found: "Ничего не нашлось",
    no_department: "Без отдела",
    dismissed: "уволен",
    expand: |name| format!("Показать сотрудников: {name}"),
    collapse: |name| format!("Скрыть сотрудников: {name}"),
    out_of: |total| format!("из {total}"),
    order: "Порядок",
    order_title: "По названию",
    order_large: "Сначала крупные в работе",
    order_won: "Сначала крупные успешные",
    order_oldest: "Сначала давние коммуникации",
    order_newest: "Сначала недавние коммуникации",
    order_other: "Другой порядок",

    table_label: "Компании: таблица с прокруткой",
    cards_label: "Компании: список с прокруткой",
    company: "Компания",
    last_communication: ("Последняя", "коммуникация"),
    all_deals: "Все сделки",
    in_work: "В работе",
    won: "Успешно",
    all_sums: "Всего",
    active_deals: "Активные сделки",
    inn: |inn| format!("ИНН {inn}"),
    no_inn: "без ИНН",
    unassigned: "Не назначен",
    today: "сегодня",
    yesterday: "вчера",
    days: |n| format!("{} дн.", count(u64::from(n.unsigned_abs()))),
    days_ago: |n| {
        if n == 0 { "сегодня".to_owned() } else { format!("{n} дн. назад") }
    },
    never: "Не было",
    never_contacted: "нет контактов",
    overdue_for: |n| format!("Давно не было связи: {n} дн."),
    deals: |n| format!("{} {}", count(n), form(n, "сделка", "сделки", "сделок")),
    companies: |n, shown| format!("{shown} {}", form(n, "компания", "компании", "компаний")),
    preparation: "Подготовка",
    failed: "Отказ",
    failed_title: |n| format!("Отказ {n} дн. назад: предлагать снова рано"),
    suspended: "Пауза",
    suspended_title: |n| format!("Сделки без движения {n} дн.: можно предложить снова"),
    more_currencies: |n| format!("и ещё {n} {}", form(n as u64, "валюта", "валюты", "валют")),
    totals_filtered: "Итого по фильтру",
    totals_all: "Итого",
    overdue_count: |_, shown| format!("{shown} давно не звонили"),
    without_company: "Сделки без компании",
    active_count: |n, shown| format!("{shown} {}", form(n, "активная", "активные", "активных")),

    empty_title: "Ничего не нашлось",
    empty_text: |n, shown| {
        let noun = form(n, "компании", "компаний", "компаний");
        format!("Под все условия сразу не подходит ни одна из {shown} {noun}.")
    },
    empty_nearest: |filter, found| format!("Ближе всего: без фильтра «{filter}» найдётся {found}."),
    empty_drop: |filter| format!("Убрать «{filter}»"),
    reset_all: "Сбросить всё",
    text_filter: "Поиск",
    no_companies_title: "Компаний пока нет",
    no_companies_all: "Как только в CRM появится первая компания, она появится здесь сама.",
    no_companies_own: "За вами и вашими отделами не закреплена ни одна компания. Их распределяет администратор портала.",
    first_sync_title: "Читаем данные портала",
    first_sync_text: "Первые компании появятся здесь через несколько секунд, ждать конца загрузки не нужно.",

    error_title: "Не получилось показать данные",
    error_network: "Нет связи с сервером приложения. Проверьте интернет и повторите.",
    error_unexpected: |status| format!("Сервер ответил неожиданно (код {status}). Повторите через минуту."),
    error_session: "Сеанс закончился, а портал не подтвердил вход. Обновите страницу портала.",
    error_data: "Ответ сервера не удалось прочитать. Обновите страницу: возможно, вышла новая версия.",
    error_code: |id| format!("Код для поддержки: {id}"),
    outside_title: "Откройте Сводку в Битрикс24",
    outside_text: "Приложение работает внутри портала: войдите в Битрикс24 и выберите «Сводка» в меню слева.",
    forged_text: "Портал не подтвердил, что страницу открыл он. Обновите страницу портала.",
    stale_note: "Нет связи: показаны последние полученные данные.",

    install_title: "Подключаем Сводку",
    install_to: |domain| format!("к порталу {domain}"),
    install_steps: "Шаги",
    install_access: "Доступ",
    install_binding: "Подключение",
    install_ready: "Готово",
    install_checking: "Проверяем доступ к порталу",
    install_wiring: "Подписываемся на изменения и добавляем пункты меню",
    install_wiring_sub: "обычно это занимает несколько секунд",
    install_note: (
        "Ничего лишнего.",
        "Переписку, файлы и записи разговоров не скачиваем. Данные стираются, если отметить это при удалении приложения.",
    ),
    install_moves_on: "Отчёты откроются сами, данные догрузятся на ходу.",
    install_done_text: "Приложение подключено, данные загружаются.",
    install_open: "Открыть отчёты",
    install_admin_title: "Нужен администратор портала",
    install_admin_text: "Подключить приложение может только администратор Битрикс24. Попросите его открыть эту страницу.",

    company_tab_title: "История общения с компанией",
    company_tab_text: "Здесь появятся звонки, встречи и суммы по направлениям для этой компании.",
    deal_tab_title: "Сделка в общей картине",
    deal_tab_text: "Здесь появится, как эта сделка влияет на планы и прогноз.",
    tab_hint: "Сейчас эти данные есть в отчёте «Коммуникации и сделки» в меню портала.",
};
