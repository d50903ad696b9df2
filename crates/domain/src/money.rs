//! Money: integers of one ten-thousandth of a unit, always beside their currency. Sums of different currencies are
//! never added; comparison across currencies uses stored rates and is named so.

use crate::day::Day;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Parts of a currency unit that an [`Amount`] counts.
pub const PARTS: i64 = 10_000;

/// A sum in ten-thousandths of its currency's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amount(pub i64);

impl Amount {
    /// An amount of whole units.
    #[must_use]
    pub fn units(units: i64) -> Self {
        Self(units.saturating_mul(PARTS))
    }

    /// The sum, held at the ends of the range instead of wrapping.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Units rounded half away from zero: screens show no kopecks.
    #[must_use]
    pub fn rounded_units(self) -> i64 {
        let half = if self.0 < 0 { -PARTS / 2 } else { PARTS / 2 };
        self.0.saturating_add(half) / PARTS
    }
}

/// Two decimals, a point, no grouping: `10005534.00`. Machines read this; screens group thousands themselves.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = (i128::from(self.0) + if self.0 < 0 { -50 } else { 50 }) / 100;
        let sign = if cents < 0 { "-" } else { "" };
        let cents = cents.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// An ISO 4217 code, as the portal spells it (`RUB`, `USD`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CurrencyCode(pub String);

impl fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A currency of the portal with its stored rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Currency {
    /// ISO code.
    pub code: CurrencyCode,
    /// Price of `rate_units` of this currency in the portal's base currency.
    pub rate: Amount,
    /// How many units `rate` is for; at least 1.
    pub rate_units: i64,
    /// Whether this is the portal's base currency.
    pub base: bool,
    /// The day the portal last changed the rate; `None` when it does not say, and for a currency without a rate.
    #[serde(default)]
    pub rated: Option<Day>,
}

/// Sums of several currencies as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Converted {
    /// In the base currency, rounded to its hundredth; held at the ends of the range.
    pub amount: Amount,
    /// The day of the oldest rate that took part; `None` when a rate's day is not known or none was needed.
    pub rated: Option<Day>,
}

/// Converts sums, each with the place of its currency, by the stored rates. `None` when one of them has no rate, or there
/// is no base currency: then only the sums themselves are true.
#[must_use]
pub fn converted(sums: &[(u8, Amount)], currencies: &[Currency]) -> Option<Converted> {
    currencies.iter().find(|currency| currency.base)?;
    let mut total: i128 = 0;
    let mut rated: Vec<Option<Day>> = Vec::new();
    for (place, amount) in sums {
        let currency = currencies.get(usize::from(*place))?;
        if currency.base {
            total = total.saturating_add(i128::from(amount.0) * i128::from(PARTS));
            continue;
        }
        if currency.rate.0 <= 0 {
            return None;
        }
        total = total.saturating_add(currency.comparable(*amount));
        rated.push(currency.rated);
    }
    let hundredth = i128::from(PARTS) * i128::from(PARTS / 100);
    let half = if total < 0 { -hundredth / 2 } else { hundredth / 2 };
    let hundredths = (total + half) / hundredth * i128::from(PARTS / 100);
    let amount = i64::try_from(hundredths).unwrap_or(if hundredths < 0 { i64::MIN } else { i64::MAX });
    let oldest = rated.iter().copied().collect::<Option<Vec<Day>>>().and_then(|days| days.into_iter().min());
    Some(Converted { amount: Amount(amount), rated: oldest })
}

impl Currency {
    /// The amount in the base currency by the stored rate, for ordering only; exact in 128 bits, not rounded to units.
    #[must_use]
    pub fn comparable(&self, amount: Amount) -> i128 {
        let product = i128::from(amount.0) * i128::from(self.rate.0);
        // Division of 128 bits is slow, in the browser above all, and most rates are for one unit.
        if self.rate_units <= 1 { product } else { product / i128::from(self.rate_units) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Amount(100_055_340_000), "10005534.00")]
    #[case(Amount(-15_050), "-1.51")]
    #[case(Amount(49), "0.00")]
    #[case(Amount(50), "0.01")]
    #[case(Amount(0), "0.00")]
    fn amounts_print_two_decimals(#[case] amount: Amount, #[case] text: &str) {
        assert_eq!(amount.to_string(), text);
    }

    #[rstest]
    #[case(Amount(14_999), 1)]
    #[case(Amount(15_000), 2)]
    #[case(Amount(-15_000), -2)]
    fn screens_round_half_away_from_zero(#[case] amount: Amount, #[case] units: i64) {
        assert_eq!(amount.rounded_units(), units);
    }

    fn currency(code: &str, rate: i64, rate_units: i64, rated: Option<i32>) -> Currency {
        let base = code == "RUB";
        Currency { code: CurrencyCode(code.to_owned()), rate: Amount(rate), rate_units, base, rated: rated.map(Day) }
    }

    #[test]
    fn sums_are_converted_by_stored_rates_and_say_of_which_day() {
        let known = [
            currency("RUB", 10_000, 1, None),
            currency("USD", 905_000, 1, Some(20)),
            currency("KZT", 177_777, 100, Some(10)),
            currency("XXX", 0, 1, None),
        ];
        let usd = (1, Amount::units(2));
        let kzt = (2, Amount::units(1_000));
        // 5 + 2 × 90.50 + 1000 × 0.177777 = 363.777
        let all = converted(&[(0, Amount::units(5)), usd, kzt], &known).unwrap();
        assert_eq!(all, Converted { amount: Amount(3_637_800), rated: Some(Day(10)) });
        let own = Converted { amount: Amount::units(5), rated: None };
        assert_eq!(converted(&[(0, Amount::units(5))], &known), Some(own));
        assert_eq!(converted(&[usd, (3, Amount::units(1))], &known), None);
        assert_eq!(converted(&[usd], &known[1..]), None);
        assert_eq!(converted(&[(9, Amount::units(1))], &known), None);
        let most = converted(&[(1, Amount(i64::MAX))], &known).unwrap();
        assert_eq!(most.amount, Amount(i64::MAX));
    }

    #[test]
    fn an_overflowing_sum_stays_at_the_end_of_the_range() {
        assert_eq!(Amount(i64::MAX).plus(Amount(1)), Amount(i64::MAX));
    }
}
