//! Russian.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "История общения с компанией",
    deal_tab_title: "Сделка в общей картине",
    deal_tab_text: "Здесь появится, как эта сделка влияет на планы и прогноз.",
    tab_hint: "Сейчас эти данные есть в отчёте «Коммуникации и сделки» в меню портала.",
};
