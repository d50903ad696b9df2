//! How numbers, sums, dates and names look on every screen. The same in all languages, except what stands between day
//! and month: thin spaces, a real minus, day before month before year, no kopecks.

use crate::i18n::Messages;
use domain::day::Day;
use domain::directory::{Directory, Person};
use domain::money::{Amount, CurrencyCode};

/// Between groups of three digits.
const GROUP: char = '\u{202f}';
/// Before negative numbers.
const MINUS: char = '\u{2212}';
/// Stands for "nothing here".
pub(crate) const NOTHING: &str = "–";

/// `1 284`, `−12 000`.
pub(crate) fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() + 3);
    if value < 0 {
        text.push(MINUS);
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(GROUP);
        }
        text.push(digit);
    }
    text
}

/// A count; the same as [`number`] for what can not be negative.
pub(crate) fn count(value: u64) -> String {
    number(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Units of a sum, rounded.
pub(crate) fn sum(amount: Amount) -> String {
    number(amount.rounded_units())
}

/// The sign people know a currency by, or its code.
pub(crate) fn currency_sign(code: &CurrencyCode) -> &str {
    match code.0.as_str() {
        "RUB" => "₽",
        "USD" => "$",
        "EUR" => "€",
        "KZT" => "₸",
        "UAH" => "₴",
        "BYN" => "Br",
        other => other,
    }
}

/// `20.11.2026`, or as the language writes it.
pub(crate) fn date(day: Day, t: &Messages) -> String {
    let (year, month, day) = day.civil();
    let mark = t.date_mark;
    format!("{day:02}{mark}{month:02}{mark}{year:04}")
}

/// Share in percent, whole, never above 100.
pub(crate) fn percent(done: u64, total: u64) -> u8 {
    if total == 0 {
        return 0;
    }
    u8::try_from((u128::from(done) * 100 / u128::from(total)).min(100)).expect("at most 100 fits a byte")
}

/// `Лучинина С.`: what fits a column; the given name alone or the id when the family name is unknown.
pub(crate) fn short_name(person: &Person) -> String {
    let last = person.last_name.trim();
    match (last.is_empty(), person.name.trim().chars().next()) {
        (true, _) => person.full_name(),
        (false, Some(initial)) => format!("{last} {initial}."),
        (false, None) => last.to_owned(),
    }
}

/// One or two letters for an avatar.
pub(crate) fn initials(full_name: &str) -> String {
    full_name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

/// The name of a person's main department.
pub(crate) fn main_department(person: &Person, directory: &Directory) -> String {
    person
        .departments
        .first()
        .and_then(|id| directory.department(*id))
        .map(|department| department.name.clone())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::PersonId;

    fn person(name: &str, last_name: &str) -> Person {
        Person {
            id: PersonId(7),
            name: name.to_owned(),
            last_name: last_name.to_owned(),
            position: String::new(),
            active: true,
            departments: Vec::new(),
        }
    }

    #[test]
    fn thousands_are_grouped_with_narrow_spaces() {
        let shown = [0, 7, 999, 1_000, 61_512, 10_005_534].map(number);
        assert_eq!(shown, ["0", "7", "999", "1\u{202f}000", "61\u{202f}512", "10\u{202f}005\u{202f}534"]);
    }

    #[test]
    fn negative_numbers_carry_a_real_minus() {
        assert_eq!(number(-1_200), "\u{2212}1\u{202f}200");
        assert_eq!(number(i64::MIN).chars().filter(char::is_ascii_digit).count(), 19);
    }

    #[test]
    fn sums_show_no_kopecks_and_round_half_up() {
        assert_eq!(sum(Amount(12_345_000)), "1\u{202f}235");
        assert_eq!(sum(Amount(-5_000)), "\u{2212}1");
    }

    #[test]
    fn percent_never_passes_a_hundred() {
        assert_eq!([percent(0, 0), percent(1, 3), percent(5, 4)], [0, 33, 100]);
    }

    #[test]
    fn names_are_shortened_as_far_as_they_are_known() {
        assert_eq!(short_name(&person("Светлана", "Лучинина")), "Лучинина С.");
        assert_eq!(short_name(&person("", "Лучинина")), "Лучинина");
        assert_eq!(short_name(&person("Светлана", "")), "Светлана");
        assert_eq!(short_name(&person("", "")), "#7");
    }

    #[test]
    fn initials_take_the_first_two_words() {
        assert_eq!(initials("лучинина светлана петровна"), "ЛС");
        assert_eq!(initials("«Заря»"), "З");
        assert_eq!(initials(""), "");
    }
}
