//! Interned strings: a stage, a currency or an activity subject repeats in hundreds of thousands of rows.

use std::collections::HashMap;
use std::sync::Arc;

/// A string kept once in [`Words`]. The default word is the empty string in every table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Word(u32);

impl Word {
    /// The empty string.
    pub const EMPTY: Self = Self(0);

    /// Whether this is the empty string.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }
}

/// The strings behind [`Word`]s. Strings are never dropped.
#[derive(Debug, Clone)]
pub struct Words {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Default for Words {
    fn default() -> Self {
        let mut words = Self { texts: Vec::new(), numbers: HashMap::new() };
        words.intern("");
        words
    }
}

impl Words {
    /// The word for this text, remembering it when it is new.
    pub fn intern(&mut self, text: &str) -> Word {
        if let Some(number) = self.numbers.get(text) {
            return Word(*number);
        }
        let number = u32::try_from(self.texts.len()).expect("a portal holds fewer than 2^32 distinct strings");
        let kept: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&kept));
        self.numbers.insert(kept, number);
        Word(number)
    }

    /// The word of a text seen before.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Word> {
        self.numbers.get(text).copied().map(Word)
    }

    /// The text of a word; empty for a word of another table.
    #[must_use]
    pub fn text(&self, word: Word) -> &str {
        self.texts.get(word.0 as usize).map_or("", |text| text)
    }
}
