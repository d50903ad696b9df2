//! Ranges of days, sums and counts with ends that may be open.

use super::QueryError;
use crate::day::Day;
use crate::money::{Amount, PARTS};
use serde::{Deserialize, Serialize};

/// Values from one to another, both included; an absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Between<T> {
    /// The least that matches.
    pub from: Option<T>,
    /// The most that matches.
    pub to: Option<T>,
}

/// A value that can bound a range in a query's text.
pub trait Bound: Copy + Ord {
    /// Reads the value.
    fn read(text: &str) -> Option<Self>;
    /// The text [`Self::read`] reads.
    fn write(self) -> String;
}

impl<T: Bound> Between<T> {
    /// Whether both ends are open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Whether the value is within.
    #[must_use]
    pub fn contains(&self, value: T) -> bool {
        self.from.is_none_or(|from| from <= value) && self.to.is_none_or(|to| value <= to)
    }

    /// Reads `from..to`, `from..`, `..to`; an empty text is open.
    ///
    /// # Errors
    /// Ends that do not read, or that stand in the wrong order.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, QueryError> {
        if text.is_empty() {
            return Ok(Self { from: None, to: None });
        }
        let invalid = || QueryError::invalid(field, text);
        let (from, to) = text.split_once("..").ok_or_else(invalid)?;
        let end = |text: &str| match text {
            "" => Ok(None),
            text => T::read(text).map(Some).ok_or_else(invalid),
        };
        let (from, to) = (end(from)?, end(to)?);
        match (from, to) {
            (Some(from), Some(to)) if from > to => Err(invalid()),
            _ => Ok(Self { from, to }),
        }
    }

    /// The text [`Self::parse`] reads; empty when both ends are open.
    #[must_use]
    pub fn to_text(&self) -> String {
        if self.is_open() {
            return String::new();
        }
        let end = |end: Option<T>| end.map(T::write).unwrap_or_default();
        format!("{}..{}", end(self.from), end(self.to))
    }
}

/// `2026-11-20`, a day that exists.
impl Bound for Day {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        let civil = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let read = Self::from_civil(civil.0, civil.1, civil.2);
        (read.civil() == civil).then_some(read)
    }

    fn write(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// `1000`, `-0.5`, `12.3456`: at most four decimals.
impl Bound for Amount {
    fn read(text: &str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (units, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(units) || !plain(decimals) || decimals.len() > 4 {
            return None;
        }
        let parts: i64 = format!("{decimals:0<4}").parse().ok()?;
        let units: i64 = units.parse().ok()?;
        let amount = units.checked_mul(PARTS)?.checked_add(parts)?;
        Some(Self(if negative { -amount } else { amount }))
    }

    fn write(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let parts = PARTS.unsigned_abs();
        let decimals = format!("{:04}", magnitude % parts);
        match decimals.trim_end_matches('0') {
            "" => format!("{sign}{}", magnitude / parts),
            decimals => format!("{sign}{}.{decimals}", magnitude / parts),
        }
    }
}

/// A whole number.
impl Bound for u32 {
    fn read(text: &str) -> Option<Self> {
        text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
    }

    fn write(self) -> String {
        self.to_string()
    }
}
