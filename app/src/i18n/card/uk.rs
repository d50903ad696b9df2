//! Ukrainian.

use super::CardMessages;

/// The table.
pub(in crate::i18n) const WORDS: CardMessages = CardMessages {
    company_tab_title: "Історія спілкування з компанією",
    deal_tab_title: "Угода в загальній картині",
    deal_tab_text: "Тут з’явиться, як ця угода впливає на плани та прогноз.",
    tab_hint: "Зараз ці дані є у звіті «Комунікації та угоди» в меню порталу.",
};
