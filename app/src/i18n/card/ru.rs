//! Russian.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "История общения с компанией",
    deal_tab_title: "Сделка без компании",
    deal_tab_text: "История общения появится здесь, когда в сделке будет компания.",
};
