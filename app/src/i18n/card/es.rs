//! Spanish.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "Historial de contacto con la compañía",
    deal_tab_title: "La negociación en el conjunto",
    deal_tab_text: "Aquí aparecerá cómo influye esta negociación en los planes y el pronóstico.",
    tab_hint: "Por ahora estos datos están en el informe «Comunicaciones y negociaciones» del menú del portal.",
};
