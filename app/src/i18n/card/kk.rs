//! Kazakh.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "Компаниямен байланыс тарихы",
    deal_tab_title: "Компаниясыз мәміле",
    deal_tab_text: "Мәмілеге компания қосылғанда, байланыс тарихы осында шығады.",
};
