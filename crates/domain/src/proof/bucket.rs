//! What is compared of a set of rows: how many, their sums, and a hash that does not depend on their order.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The unit of summed call lengths; money is summed under its currency's code.
pub const SECONDS: &str = "s";

/// Count, sums and hash of a set of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Rows.
    pub count: u64,
    /// Digests of the rows, added up modulo 2⁶⁴, as sixteen hexadecimal digits outside.
    #[serde(with = "hexadecimal")]
    pub hash: u64,
    /// Sums by unit: ten-thousandths of a currency, or [`SECONDS`].
    pub sums: BTreeMap<String, i64>,
}

impl Bucket {
    /// Adds a row.
    pub fn add(&mut self, digest: u64, sum: Option<(&str, i64)>) {
        self.count = self.count.wrapping_add(1);
        self.hash = self.hash.wrapping_add(digest);
        self.sum(sum, i64::wrapping_add);
    }

    /// Takes a row out that was added before.
    pub fn remove(&mut self, digest: u64, sum: Option<(&str, i64)>) {
        self.count = self.count.wrapping_sub(1);
        self.hash = self.hash.wrapping_sub(digest);
        self.sum(sum, i64::wrapping_sub);
    }

    /// Adds the rows of another set.
    pub fn merge(&mut self, other: &Self) {
        self.count = self.count.wrapping_add(other.count);
        self.hash = self.hash.wrapping_add(other.hash);
        for (unit, sum) in &other.sums {
            self.sum(Some((unit, *sum)), i64::wrapping_add);
        }
    }

    /// Sums wrap: they must come back to the same value whatever the order of adding and taking out.
    fn sum(&mut self, sum: Option<(&str, i64)>, change: impl Fn(i64, i64) -> i64) {
        let Some((unit, amount)) = sum.filter(|(_, amount)| *amount != 0) else { return };
        let total = change(self.sums.get(unit).copied().unwrap_or(0), amount);
        // A sum of nothing is no sum, so that equal sets are equal whatever has passed through them.
        if total == 0 {
            self.sums.remove(unit);
        } else {
            self.sums.insert(unit.to_owned(), total);
        }
    }
}

/// Browsers read numbers as floats: a hash goes out as text.
mod hexadecimal {
    use serde::de::{Deserialize, Deserializer, Error as _};
    use serde::ser::Serializer;

    #[cfg_attr(
        target_pointer_width = "64",
        expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde calls")
    )]
    pub(super) fn serialize<S: Serializer>(hash: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{hash:016x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map_err(|_| D::Error::custom("expected sixteen hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(rows: &[(u64, i64)]) -> Bucket {
        let mut bucket = Bucket::default();
        rows.iter().for_each(|(digest, amount)| bucket.add(*digest, Some(("RUB", *amount))));
        bucket
    }

    #[test]
    fn a_hash_goes_out_as_text() {
        let bucket = of(&[(u64::MAX, 5)]);
        let text = serde_json::to_string(&bucket).unwrap();
        assert_eq!(text, r#"{"count":1,"hash":"ffffffffffffffff","sums":{"RUB":5}}"#);
        assert_eq!(serde_json::from_str::<Bucket>(&text).unwrap(), bucket);
    }

    proptest! {
        #[test]
        fn neither_order_nor_parts_matter(rows in prop::collection::vec((any::<u64>(), any::<i64>()), 0..30), cut in 0_usize..30) {
            let mut other = rows.clone();
            other.reverse();
            prop_assert_eq!(of(&rows), of(&other));
            let cut = cut.min(rows.len());
            let mut parts = of(&rows[..cut]);
            parts.merge(&of(&rows[cut..]));
            prop_assert_eq!(&parts, &of(&rows));
            for (digest, amount) in &rows[cut..] {
                parts.remove(*digest, Some(("RUB", *amount)));
            }
            prop_assert_eq!(parts, of(&rows[..cut]));
        }
    }
}
