//! Sums that cannot overflow: each engine adds millions of parts and the rest apart, and both are put together here.
//! One absurd amount typed into a deal must not take the report down.

use domain::money::Amount;

/// What the two columns of [`sum_columns`] are split by.
const SPLIT: i128 = 1_000_000;

/// The two columns of an exact sum of `amount`.
macro_rules! sum_columns {
    () => {
        "CAST(SUM(amount / 1000000) AS BIGINT), CAST(SUM(amount % 1000000) AS BIGINT)"
    };
}
pub(super) use sum_columns;

/// The sum, held at the ends of the range.
pub(super) fn joined(millions: i64, rest: i64) -> Amount {
    let sum = i128::from(millions) * SPLIT + i128::from(rest);
    Amount(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absurd_sum_stays_at_the_end_of_the_range() {
        assert_eq!(joined(i64::MAX, 5), Amount(i64::MAX));
        assert_eq!(joined(i64::MIN, -5), Amount(i64::MIN));
        assert_eq!(joined(-3, -250_000), Amount(-3_250_000));
    }
}
