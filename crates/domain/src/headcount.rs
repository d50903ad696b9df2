//! How many people a company employs: a number, or a range that an item of a dictionary names ("50–250").

use crate::directory::Choice;
use serde::{Deserialize, Serialize};

/// An item of a dictionary of company sizes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headcount {
    /// The portal's key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The range its name tells; `None` when it tells no number.
    pub range: Option<(u32, u32)>,
}

/// Employees of one company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employees {
    /// That many.
    Number(u32),
    /// Place of an item in [`crate::directory::Directory::headcounts`].
    Choice(u16),
}

/// Reads the numbers in the names of a dictionary, given in its order.
///
/// Two numbers are a range. A single one is a bound at the ends of the list ("fewer than 50" comes first, "more than
/// 500" last) or where a sign says so (`<50`, `500+`), else exactly that many. This needs no words of any language.
#[must_use]
pub fn headcounts(choices: Vec<Choice>) -> Vec<Headcount> {
    let numbers: Vec<Vec<u32>> = choices.iter().map(|choice| numbers_in(&choice.name)).collect();
    let told = |at: &usize| !numbers[*at].is_empty();
    let first = (0..numbers.len()).find(told);
    let last = (0..numbers.len()).rev().find(told);
    let range = |at: usize, name: &str| match numbers[at].as_slice() {
        [] => None,
        [one] if name.contains('<') || (Some(at) == first && first != last) => Some((0, *one)),
        [one] if name.contains(['>', '+']) || (Some(at) == last && first != last) => Some((*one, u32::MAX)),
        [one] => Some((*one, *one)),
        [one, other, ..] => Some((*one.min(other), *one.max(other))),
    };
    let ranges: Vec<_> = choices.iter().enumerate().map(|(at, choice)| range(at, &choice.name)).collect();
    choices
        .into_iter()
        .zip(ranges)
        .map(|(choice, range)| Headcount { key: choice.key, name: choice.name, range })
        .collect()
}

/// Whole numbers in a text; digits may be grouped by spaces of any kind ("1 000").
fn numbers_in(text: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut digits = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let grouped = c.is_whitespace() && characters.peek().is_some_and(char::is_ascii_digit);
        if grouped && !digits.is_empty() {
            continue;
        }
        numbers.extend(digits.parse::<u32>());
        digits.clear();
    }
    numbers.extend(digits.parse::<u32>());
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(names: &[&str]) -> Vec<Option<(u32, u32)>> {
        let choices = names.iter().map(|name| Choice { key: (*name).to_owned(), name: (*name).to_owned() });
        headcounts(choices.collect()).into_iter().map(|headcount| headcount.range).collect()
    }

    #[test]
    fn names_of_a_dictionary_tell_ranges() {
        let told = ranges(&["менее 50", "50-250", "250 – 1 000", "более 1000"]);
        assert_eq!(told, [Some((0, 50)), Some((50, 250)), Some((250, 1000)), Some((1000, u32::MAX))]);
    }

    #[test]
    fn signs_and_single_items_tell_them_too() {
        assert_eq!(
            ranges(&["не знаем", "<10", "10", "20+"]),
            [None, Some((0, 10)), Some((10, 10)), Some((20, u32::MAX))]
        );
        assert_eq!(ranges(&["15"]), [Some((15, 15))]);
        assert_eq!(ranges(&["many"]), [None]);
    }
}
