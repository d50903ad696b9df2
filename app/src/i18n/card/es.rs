//! Spanish.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "Historial de contacto con la compañía",
    deal_tab_title: "Negociación sin compañía",
    deal_tab_text: "El historial de contacto aparecerá aquí cuando la negociación tenga una compañía.",
};
