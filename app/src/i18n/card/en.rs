//! English.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "Communication with this company",
    deal_tab_title: "A deal without a company",
    deal_tab_text: "The history of contact appears here once the deal has a company.",
};
