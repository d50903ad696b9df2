//! Ukrainian.

use super::ToolMessages;
use crate::i18n::plural::slavic as form;

/// The table.
pub(in crate::i18n) const WORDS: ToolMessages = ToolMessages {
    keys: [
        ("/", "Шукати за назвою або ІПН"),
        ("↑ ↓ ← →", "Від клітинки до клітинки"),
        ("Home End", "На початок і кінець рядка"),
        ("Enter", "Відкрити те, що за числом"),
        ("Пробіл", "Вибрати компанію"),
        ("Alt ← →", "Ширина стовпця (на його заголовку)"),
        ("Alt Shift ← →", "Переставити стовпець"),
        ("Alt ↑ ↓", "Переставити у списку стовпців"),
        ("Esc", "Закрити й повернутися"),
        ("?", "Ця підказка"),
    ],
    columns: "Стовпці",
    columns_usual: "За замовчуванням",
    columns_hint: "Порядок: перетягніть або Alt і стрілки. Ширина: край заголовка або Alt і ← → на ньому.",
    find_column: "Знайти стовпець",
    row_height: "Висота рядків",
    rows_usual: "Звичайна",
    rows_dense: "Щільна",
    pinned: "закріплено",
    active_short: |n| format!("{n} акт."),

    view_save: "Зберегти зміни",
    view_save_as: "Зберегти як новий вигляд",
    view_first: "Відкривати звіт із цього вигляду",
    view_not_first: "Не відкривати з цього вигляду",
    view_first_for_all: "Відкривати з нього звіт у всіх",
    view_not_first_for_all: "Не відкривати з нього в усіх",
    view_opens_for_all: "перший у всіх",
    view_link: "Посилання на цей вигляд",
    link_copied: "Посилання скопійовано. Відкриється те, що може бачити той, хто відкрив.",
    link_by_hand: "Скопіюйте посилання: його виділено.",
    view_share: "Показати всім у порталі",
    view_unshare: "Залишити тільки собі",
    view_share_all: "Показати всім у порталі",
    view_delete: "Видалити вигляд",
    view_deleted: "Вигляд видалено",
    view_saved: "Вигляд збережено",
    view_now_shared: "Вигляд бачать усі в порталі",
    view_opens: "відкривається першим",
    view_shared: "спільний",
    view_name: "Назва вигляду",
    view_needs_name: "Назвіть вигляд",

    export_xlsx: "Таблиця Excel",
    export_csv: "Текст із роздільниками",
    export_note: |n, shown| {
        format!(
            "Усі {shown} {} за фільтром, стовпці й порядок як на екрані.",
            form(n, "компанія", "компанії", "компаній")
        )
    },
    exported: |name| format!("Файл збережено: {name}"),

    chart_note: "За поточним фільтром",
    chart_hint: "Натисніть на стовпчик, щоб побачити цих клієнтів у таблиці.",
    by_responsible: "За відповідальними",
    by_month: "За місяцями: коли минув строк",
    month: "Місяць",
    companies_column: "Усього компаній",
    chart_people: |n, overdue, all| {
        format!("Давно не дзвонили {overdue} {} із {all}.", form(n, "клієнту", "клієнтам", "клієнтам"))
    },
    chart_most: |name, n| format!("Найбільше: {name}, {n}."),
    chart_peak: |month, n| format!("Найбільше за місяць {month}: {n}."),
    chart_never: |n, shown| {
        format!("Жодного разу не спілкувалися: {shown} {}.", form(n, "клієнт", "клієнти", "клієнтів"))
    },

    deals: "Угоди",
    create_deal: "Створити угоду",
    new_deal: "Нова угода",
    creating: "Створюємо…",
    create_question: |company, direction| format!("{company}: створити угоду за напрямом «{direction}»?"),
    create_note: "Контакти компанії додадуться до угоди, її картка відкриється одразу.",
    deal_created: |id, contacts| format!("Угоду № {id} створено, контактів: {contacts}"),
    show_in_crm: "Показати в CRM",
    first_lines: |shown, all| format!("Показано перші {shown} із {all}."),
    deal_number: |id| format!("№ {id}"),
    changed_on: |day| format!("змін. {day}"),
    created_on: |day| format!("створено {day}"),

    communications: "Комунікації",
    kind_all: "Усі",
    kind_calls: "Дзвінки",
    kind_meetings: "Зустрічі",
    kind_emails: "Листи",
    call_out: "Вихідний дзвінок",
    call_in: "Вхідний дзвінок",
    call_missed: "Не додзвонилися",
    call: "Дзвінок",
    meeting: "Зустріч",
    meeting_planned: "Зустріч заплановано",
    email: "Лист",
    open_line: "Відкрита лінія",
    not_counted: "не враховано за налаштуваннями",
    not_done: "не відбулася",
    seconds: |n| format!("{n} с"),
    minutes: |m, s| format!("{m} хв {s} с"),
    show_more: "Показати ще",
    no_contacts_title: "Комунікацій немає",
    no_contacts_text: "Із цим клієнтом ще не говорили й не зустрічалися.",

    pace: "Темп контакту",
    pace_fine: "у нормі",
    pace_late: "час подзвонити",
    since_last: "від останньої",
    usual_gap: "звичайна перерва",
    longest_gap: "найдовша",
    by_months: "Контакти за місяцями протягом року",
    by_months_summary: |n, empty| {
        if empty.is_empty() {
            format!("Усього {n}, контакти були щомісяця.")
        } else {
            format!("Усього {n}; не було: {empty}.")
        }
    },
    call_before: |day| format!("подзвонити до {day}"),
    by_directions: "Угоди за напрямами",
    who_talked: "Хто спілкувався",
    in_a_year: "за 12 місяців",
    total: "Усього",
    unknown_company: "Відкрийте цю вкладку в картці компанії.",
};
