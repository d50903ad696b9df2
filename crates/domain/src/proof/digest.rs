//! The canonical digest of a row.
//!
//! A row is the sequence of its columns, each written as a tag and its value: nothing `0`; an integer `1` and eight
//! bytes, little-endian; text `2`, its length in bytes as an integer and the bytes; a flag `3` and one byte. The bytes
//! go through FNV-1a of 64 bits, the state through the finaliser of MurmurHash3, which spreads every bit over the whole
//! number, so that digests may be added up. Stored nowhere but in certificates: both sides compute it anew.

/// Offset basis and prime of FNV-1a, 64 bits.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// A digest in the making.
#[derive(Clone, Copy, Debug)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(BASIS)
    }
}

impl Digest {
    /// A column without a value.
    pub fn none(&mut self) {
        self.bytes(&[0]);
    }

    /// A whole number: ids, instants, days, amounts.
    pub fn integer(&mut self, value: i64) {
        self.bytes(&[1]);
        self.bytes(&value.to_le_bytes());
    }

    /// Text, as stored.
    pub fn text(&mut self, value: &str) {
        self.bytes(&[2]);
        let length = u64::try_from(value.len()).unwrap_or(u64::MAX);
        self.bytes(&length.to_le_bytes());
        self.bytes(value.as_bytes());
    }

    /// Yes or no.
    pub fn flag(&mut self, value: bool) {
        self.bytes(&[3, u8::from(value)]);
    }

    /// The digest of everything written.
    #[must_use]
    pub fn finish(self) -> u64 {
        let mut bits = self.0;
        bits = (bits ^ (bits >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        bits = (bits ^ (bits >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        bits ^ (bits >> 33)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn digest_of_text(text: &str) -> u64 {
        let mut digest = Digest::default();
        digest.text(text);
        digest.finish()
    }

    #[test]
    fn digests_are_the_same_for_ever() {
        // Computed by a few lines of Python from the description above.
        let mut row = Digest::default();
        row.integer(42);
        row.text("ООО «Ёлка»");
        row.none();
        row.flag(true);
        assert_eq!(row.finish(), GOLDEN_ROW);
        assert_eq!(Digest::default().finish(), GOLDEN_EMPTY);
        assert_eq!(digest_of_text("abc"), GOLDEN_TEXT);
    }

    const GOLDEN_ROW: u64 = 0x53c6_0db2_d109_5877;
    const GOLDEN_EMPTY: u64 = 0xefd0_1f60_ba99_2926;
    const GOLDEN_TEXT: u64 = 0xa942_1a02_5dd9_b14d;

    #[test]
    fn columns_do_not_run_into_each_other() {
        let of = |parts: &[&str]| {
            let mut digest = Digest::default();
            parts.iter().for_each(|part| digest.text(part));
            digest.finish()
        };
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["", "a"]), of(&["a", ""]));
        let mut nothing = Digest::default();
        nothing.none();
        assert_ne!(nothing.finish(), of(&[""]));
    }

    proptest! {
        #[test]
        fn one_different_character_is_another_digest(text in "[а-я]{1,40}", at in 0_usize..40) {
            let mut letters: Vec<char> = text.chars().collect();
            let at = at % letters.len();
            letters[at] = if letters[at] == 'ё' { 'е' } else { 'ё' };
            let other: String = letters.into_iter().collect();
            prop_assert_ne!(digest_of_text(&text), digest_of_text(&other));
        }
    }
}
