//! Subjects of activities and other repeating words, interned once.

use crate::dataset::random::Random;
use crate::model::{Records, Word};

/// Interned words of the timeline.
pub(super) struct Subjects {
    calls: [Word; 3],
    meetings: Vec<Word>,
    mails: Vec<Word>,
    todos: Vec<Word>,
    open_line: Word,
    /// Numbers of the portal.
    pub(super) portal_numbers: Vec<Word>,
    /// Result codes: talked, missed, declined, busy, unavailable.
    pub(super) codes: [Word; 5],
}

impl Subjects {
    pub(super) fn new(records: &mut Records) -> Self {
        let words = &mut records.words;
        let mut all = |texts: &[&str]| texts.iter().map(|text| words.intern(text)).collect::<Vec<_>>();
        let meetings =
            all(&["Встреча у клиента", "Встреча в офисе", "Показ оборудования", "Обсуждение договора", "Видеовстреча"]);
        let mails = all(&[
            "Коммерческое предложение",
            "Re: Коммерческое предложение",
            "Счёт на оплату",
            "Акт сверки",
            "Договор на согласование",
        ]);
        let todos = all(&[
            "Подготовить предложение",
            "Уточнить сроки",
            "Проверить оплату",
            "Отправить документы",
            "Перезвонить",
        ]);
        let portal_numbers = all(&["70000000001", "70000000002", "70000000003"]);
        Self {
            calls: ["Исходящий звонок", "Входящий звонок", "Пропущенный звонок"].map(|text| words.intern(text)),
            meetings,
            mails,
            todos,
            open_line: words.intern("Чат с клиентом"),
            portal_numbers,
            codes: ["200", "304", "603", "486", "480"].map(|text| words.intern(text)),
        }
    }

    pub(super) fn call(&self, outgoing: bool, missed: bool) -> Word {
        match (outgoing, missed) {
            (true, _) => self.calls[0],
            (false, false) => self.calls[1],
            (false, true) => self.calls[2],
        }
    }

    pub(super) fn meeting(&self, random: &mut Random) -> Word {
        *random.pick(&self.meetings)
    }

    pub(super) fn mail(&self, random: &mut Random) -> Word {
        *random.pick(&self.mails)
    }

    pub(super) fn todo(&self, random: &mut Random) -> Word {
        *random.pick(&self.todos)
    }

    pub(super) fn open_line(&self) -> Word {
        self.open_line
    }
}
