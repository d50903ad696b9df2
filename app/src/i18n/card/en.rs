//! English.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "Communication with this company",
    deal_tab_title: "The deal in the whole picture",
    deal_tab_text: "How this deal affects plans and the forecast will appear here.",
    tab_hint: "For now this data is in the report “Communications and deals” in the portal's menu.",
};
