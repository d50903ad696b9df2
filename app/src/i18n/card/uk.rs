//! Ukrainian.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "Історія спілкування з компанією",
    deal_tab_title: "Угода без компанії",
    deal_tab_text: "Історія спілкування з’явиться тут, коли в угоді буде компанія.",
};
