//! The words of the portal's pages in Russian and English; in its other languages the pages speak English, and only
//! apps are told the language.

/// Language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lang {
    /// Russian.
    Ru,
    /// English.
    En,
    /// Ukrainian.
    Ua,
    /// Spanish of Latin America.
    La,
    /// Kazakh.
    Kz,
}

impl Lang {
    /// All of them, in the order they are offered.
    pub(super) const ALL: [Self; 5] = [Self::Ru, Self::En, Self::Ua, Self::La, Self::Kz];

    /// The language with this code.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// Its code, as portals name it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
            Self::Ua => "ua",
            Self::La => "la",
            Self::Kz => "kz",
        }
    }

    /// The language of the pages' own words.
    pub(super) fn tag(self) -> &'static str {
        if self == Self::Ru { "ru" } else { "en" }
    }

    /// Its words.
    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::Ru => &RU,
            _ => &EN,
        }
    }
}

/// Declares the table once, so that no language can miss a word.
macro_rules! words {
    ($($name:ident: $ru:literal, $en:literal;)*) => {
        /// Every word of the pages.
        #[derive(Debug)]
        pub(super) struct Words {
            $(pub(super) $name: &'static str,)*
        }
        static RU: Words = Words { $($name: $ru,)* };
        static EN: Words = Words { $($name: $en,)* };
        impl Words {
            /// Names and texts, for the scripts of a page.
            pub(super) fn pairs(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
                [$((stringify!($name), self.$name),)*].into_iter()
            }
        }
    };
}

words! {
    menu: "Меню", "Menu";
    companies: "Компании", "Companies";
    deals: "Сделки", "Deals";
    people: "Сотрудники", "Employees";
    analytics: "Аналитика CRM", "CRM analytics";
    market: "Приложения", "Applications";
    records: "Записи CRM", "CRM records";
    admin: "администратор", "administrator";
    switch_user: "Войти как", "Act as";
    search: "Поиск", "Search";
    find: "Найти", "Find";
    cancel: "Отмена", "Cancel";
    choose: "Выбрать", "Choose";
    close: "Закрыть", "Close";
    call: "Звонок", "Call";
    chat: "Чат", "Chat";
    refused: "Портал отказал", "The portal refused";
    general: "Общее", "General";
    name: "Название", "Name";
    responsible: "Ответственный", "Responsible";
    nobody: "не назначен", "not assigned";
    company: "Компания", "Company";
    contact: "Контакт", "Contact";
    deal: "Сделка", "Deal";
    kind: "Тип", "Type";
    industry: "Отрасль", "Industry";
    revenue: "Годовой оборот", "Yearly revenue";
    size: "Размер", "Size";
    address: "Адрес", "Address";
    inn: "ИНН", "Taxpayer number";
    phone: "Телефон", "Phone";
    email: "Почта", "E-mail";
    site: "Сайт", "Site";
    comments: "Комментарий", "Comments";
    created: "Создано", "Created";
    modified: "Изменено", "Changed";
    last_activity: "Последнее дело", "Last activity";
    pipeline: "Воронка", "Pipeline";
    stage: "Стадия", "Stage";
    amount: "Сумма", "Amount";
    begins: "Начало", "Begins";
    closes: "Завершение", "Closes";
    source: "Источник", "Source";
    position: "Должность", "Position";
    department: "Отдел", "Department";
    inner_phone: "Внутренний телефон", "Inner phone";
    dismissed: "Уволен", "Dismissed";
    activities: "Дела", "Activities";
    meeting: "Встреча", "Meeting";
    task: "Задача", "Task";
    todo: "Дело", "To-do";
    letter: "Письмо", "E-mail";
    open_line: "Чат открытой линии", "Open line chat";
    done: "выполнено", "done";
    planned: "запланировано", "planned";
    nothing: "Здесь пока ничего нет", "Nothing here yet";
    yes: "да", "yes";
    no: "нет", "no";
    next: "Дальше", "Next";
    back: "Назад", "Back";
    of: "из", "of";
    not_found: "Страница не найдена", "Page not found";
    not_found_why: "Такой записи на портале нет.", "The portal has no such record.";
    no_app: "Приложения нет на портале", "The application is not on this portal";
    no_app_why: "Его удалили. Администратор может установить его снова.",
        "It was removed. An administrator can install it again.";
    install: "Установить", "Install";
    not_installed: "Приложение ещё не установлено до конца", "The application is not fully installed yet";
    not_installed_why: "Попросите администратора портала завершить установку.",
        "Ask an administrator of the portal to finish the installation.";
    no_handler: "Приложение ничего сюда не добавило", "The application has added nothing here";
    no_handler_why: "Пункт появится после установки приложения.", "It appears after the application is installed.";
    restricted: "Нет доступа к приложению", "No access to the application";
    restricted_why: "Администратор портала открыл его другим сотрудникам.",
        "The administrator of the portal has let other employees into it.";
    not_paid: "Подписка на приложение закончилась", "The subscription of the application has ended";
    not_paid_why: "Продлите её, чтобы открыть приложение.", "Renew it to open the application.";
    telephony: "Аналитика звонков", "Call analytics";
    builder: "BI-аналитика", "BI analytics";
    notifications: "Уведомления", "Notifications";
    no_user: "Сотрудник не найден", "No such employee";
}
