//! Russian.

use super::ToolMessages;
use crate::i18n::plural::slavic as form;

/// The table.
pub(super) const WORDS: ToolMessages = ToolMessages {
    keys: [
        ("/", "Искать по названию или ИНН"),
        ("↑ ↓ ← →", "От ячейки к ячейке"),
        ("Home End", "В начало и конец строки"),
        ("Enter", "Открыть то, что за числом"),
        ("Пробел", "Выбрать компанию"),
        ("Alt ← →", "Ширина колонки (на её заголовке)"),
        ("Alt Shift ← →", "Переставить колонку"),
        ("Alt ↑ ↓", "Переставить в списке колонок"),
        ("Esc", "Закрыть и вернуться"),
        ("?", "Эта подсказка"),
    ],
    columns: "Колонки",
    columns_usual: "По умолчанию",
    columns_hint: "Порядок: перетащите или Alt и стрелки. Ширина: край заголовка или Alt и ← → на нём.",
    find_column: "Найти колонку",
    row_height: "Высота строк",
    rows_usual: "Обычная",
    rows_dense: "Плотная",
    pinned: "закреплена",
    active_short: |n| format!("{n} акт."),

    view_save: "Сохранить изменения",
    view_save_as: "Сохранить как новый вид",
    view_first: "Открывать отчёт с этого вида",
    view_not_first: "Не открывать с этого вида",
    view_first_for_all: "Открывать с него отчёт у всех",
    view_not_first_for_all: "Не открывать с него у всех",
    view_opens_for_all: "первый у всех",
    view_link: "Ссылка на этот вид",
    link_copied: "Ссылка скопирована. Откроется то, что может видеть открывший.",
    link_by_hand: "Скопируйте ссылку: она выделена.",
    view_share: "Показать всем в портале",
    view_unshare: "Оставить только себе",
    view_share_all: "Показать всем в портале",
    view_delete: "Удалить вид",
    view_deleted: "Вид удалён",
    view_saved: "Вид сохранён",
    view_now_shared: "Вид видят все в портале",
    view_opens: "открывается первым",
    view_shared: "общий",
    view_name: "Название вида",
    view_needs_name: "Назовите вид",

    export_xlsx: "Таблица Excel",
    export_csv: "Текст с разделителями",
    export_note: |n, shown| {
        format!(
            "Все {shown} {} по фильтру, колонки и порядок как на экране.",
            form(n, "компания", "компании", "компаний")
        )
    },
    exported: |name| format!("Файл сохранён: {name}"),

    chart_note: "По текущему фильтру",
    chart_hint: "Нажмите на столбец, чтобы увидеть этих клиентов в таблице.",
    by_responsible: "По ответственным",
    by_month: "По месяцам: когда прошёл срок",
    month: "Месяц",
    companies_column: "Всего компаний",
    chart_people: |n, overdue, all| {
        format!("Давно не звонили {overdue} {} из {all}.", form(n, "клиенту", "клиентам", "клиентам"))
    },
    chart_most: |name, n| format!("Больше всех: {name}, {n}."),
    chart_peak: |month, n| format!("Больше всего в {month}: {n}."),
    chart_never: |n, shown| format!("Ни разу не общались: {shown} {}.", form(n, "клиент", "клиента", "клиентов")),

    deals: "Сделки",
    create_deal: "Создать сделку",
    new_deal: "Новая сделка",
    creating: "Создаём…",
    create_question: |company, direction| format!("{company}: создать сделку по направлению «{direction}»?"),
    create_note: "Контакты компании добавятся в сделку, её карточка откроется сразу.",
    deal_created: |id, contacts| format!("Сделка № {id} создана, контактов: {contacts}"),
    show_in_crm: "Показать в CRM",
    first_lines: |shown, all| format!("Показаны первые {shown} из {all}."),
    deal_number: |id| format!("№ {id}"),
    changed_on: |day| format!("изм. {day}"),
    created_on: |day| format!("создана {day}"),

    communications: "Коммуникации",
    kind_all: "Все",
    kind_calls: "Звонки",
    kind_meetings: "Встречи",
    kind_emails: "Письма",
    call_out: "Исходящий звонок",
    call_in: "Входящий звонок",
    call_missed: "Не дозвонились",
    call: "Звонок",
    meeting: "Встреча",
    meeting_planned: "Встреча запланирована",
    email: "Письмо",
    open_line: "Открытая линия",
    not_counted: "не учтено по настройкам",
    not_done: "не состоялось",
    seconds: |n| format!("{n} с"),
    minutes: |m, s| format!("{m} мин {s} с"),
    show_more: "Показать ещё",
    no_contacts_title: "Коммуникаций нет",
    no_contacts_text: "С этим клиентом ещё не говорили и не встречались.",

    pace: "Темп контакта",
    pace_fine: "в норме",
    pace_late: "пора позвонить",
    since_last: "с последней",
    usual_gap: "обычный перерыв",
    longest_gap: "самый длинный",
    by_months: "Контакты по месяцам за год",
    by_months_summary: |n, empty| {
        if empty.is_empty() {
            format!("Всего {n}, контакты были каждый месяц.")
        } else {
            format!("Всего {n}; не было: {empty}.")
        }
    },
    call_before: |day| format!("позвонить до {day}"),
    by_directions: "Сделки по направлениям",
    who_talked: "Кто общался",
    in_a_year: "за 12 месяцев",
    total: "Всего",
    unknown_company: "Откройте эту вкладку в карточке компании.",
};
