//! Russian.

use super::ReportMessages;
use crate::format::count;
use crate::i18n::plural::slavic as form;

/// The table.
pub(in crate::i18n) const WORDS: ReportMessages = ReportMessages {
    filters: "Фильтры",
    search_hint: "Название или ИНН",
    search_label: "Поиск по названию или ИНН",
    overdue: "Давно не звонили",
    responsible: "Ответственный",
    direction: "Направление",
    sector: "Отрасль",
    no_direction: "Без направления",
    no_sector: "Без отрасли",
    find_person: "Найти сотрудника или отдел",
    no_department: "Без отдела",
    dismissed: "уволен",
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

    stale_note: "Нет связи: показаны последние полученные данные.",
};
