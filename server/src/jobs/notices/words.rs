//! What a notice says, in the language of the portal.

use domain::activity::talk::NoticeReason;

/// A language of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    Russian,
    English,
    Ukrainian,
    Spanish,
    Kazakh,
}

impl Words {
    /// By the portal's code of a language; English for those we do not speak.
    pub(super) fn of(language: &str) -> Self {
        match language {
            "ru" | "by" | "be" => Self::Russian,
            "ua" | "uk" => Self::Ukrainian,
            "la" | "es" => Self::Spanish,
            "kz" | "kk" => Self::Kazakh,
            _ => Self::English,
        }
    }

    /// Who says what about whose day or month; `about` is absent when it is the reader's own.
    pub(super) fn sentence(self, reason: NoticeReason, author: &str, about: Option<&str>, when: &str) -> String {
        let subject = match about {
            Some(name) => format!("{name}, {when}"),
            None => self.own(when),
        };
        match (self, reason) {
            (Self::Russian, NoticeReason::Mention) => format!("{author} упоминает вас в обсуждении: {subject}."),
            (Self::Russian, NoticeReason::Answer) => format!("{author} отвечает в обсуждении: {subject}."),
            (Self::Russian, NoticeReason::Own) => format!("{author} пишет в обсуждении: {subject}."),
            (Self::English, NoticeReason::Mention) => format!("{author} mentions you in a conversation: {subject}."),
            (Self::English, NoticeReason::Answer) => format!("{author} answers in a conversation: {subject}."),
            (Self::English, NoticeReason::Own) => format!("{author} writes in a conversation: {subject}."),
            (Self::Ukrainian, NoticeReason::Mention) => format!("{author} згадує вас в обговоренні: {subject}."),
            (Self::Ukrainian, NoticeReason::Answer) => format!("{author} відповідає в обговоренні: {subject}."),
            (Self::Ukrainian, NoticeReason::Own) => format!("{author} пише в обговоренні: {subject}."),
            (Self::Spanish, NoticeReason::Mention) => format!("{author} le menciona en una conversación: {subject}."),
            (Self::Spanish, NoticeReason::Answer) => format!("{author} responde en una conversación: {subject}."),
            (Self::Spanish, NoticeReason::Own) => format!("{author} escribe en una conversación: {subject}."),
            (Self::Kazakh, NoticeReason::Mention) => format!("{author} сізді талқылауда атап өтті: {subject}."),
            (Self::Kazakh, NoticeReason::Answer) => format!("{author} талқылауда жауап берді: {subject}."),
            (Self::Kazakh, NoticeReason::Own) => format!("{author} талқылауға жазды: {subject}."),
        }
    }

    fn own(self, when: &str) -> String {
        match self {
            Self::Russian => format!("ваши показатели, {when}"),
            Self::English => format!("your figures, {when}"),
            Self::Ukrainian => format!("ваші показники, {when}"),
            Self::Spanish => format!("sus cifras, {when}"),
            Self::Kazakh => format!("сіздің көрсеткіштеріңіз, {when}"),
        }
    }

    /// The name of the link.
    pub(super) fn open(self) -> &'static str {
        match self {
            Self::Russian => "Открыть",
            Self::English => "Open",
            Self::Ukrainian => "Відкрити",
            Self::Spanish => "Abrir",
            Self::Kazakh => "Ашу",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_day_is_named_as_ones_own() {
        let sentence = |words: Words, about| words.sentence(NoticeReason::Mention, "Анна Ель", about, "20.11.2026");
        assert_eq!(
            sentence(Words::of("ru"), Some("Пётр Дуб")),
            "Анна Ель упоминает вас в обсуждении: Пётр Дуб, 20.11.2026."
        );
        assert_eq!(
            sentence(Words::of("en"), None),
            "Анна Ель mentions you in a conversation: your figures, 20.11.2026."
        );
        assert_eq!(Words::of("kz"), Words::Kazakh);
        assert_eq!(Words::of("de"), Words::English);
    }
}
