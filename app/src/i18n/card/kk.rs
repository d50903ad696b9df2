//! Kazakh.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "Компаниямен байланыс тарихы",
    deal_tab_title: "Мәміле жалпы көріністе",
    deal_tab_text: "Мұнда бұл мәміленің жоспар мен болжамға әсері көрсетіледі.",
    tab_hint: "Қазір бұл деректер портал мәзіріндегі «Байланыстар мен мәмілелер» есебінде бар.",
};
