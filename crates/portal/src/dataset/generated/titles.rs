//! Names and taxpayer numbers of invented companies.

use std::collections::HashSet;

use super::names::{ADJECTIVES, CITIES, ENDINGS, ENTERPRISES, FAMILIES, MASCULINE, MEN, NOUNS, PREFIXES, ROOTS};
use crate::dataset::random::Random;

/// Gives names out, each once.
pub(super) struct Titles {
    random: Random,
    given: HashSet<String>,
}

/// A name and whether it is a sole trader's.
pub(super) struct Title {
    pub(super) text: String,
    pub(super) sole_trader: bool,
}

impl Titles {
    pub(super) fn new(random: Random) -> Self {
        Self { random, given: HashSet::new() }
    }

    /// The next name; when the words run short it takes a city, then a number.
    pub(super) fn next(&mut self) -> Title {
        for _ in 0..12 {
            let title = self.draw();
            if self.given.insert(title.text.clone()) {
                return title;
            }
        }
        for attempt in 0_u32.. {
            let tail = match attempt {
                0..3 => format!("-{}", self.random.pick(&CITIES).0),
                _ => format!("-{}", self.random.between(2, 60 + attempt)),
            };
            let text = format!("ООО «{}{tail}»", word(&mut self.random));
            if self.given.insert(text.clone()) {
                return Title { text, sole_trader: false };
            }
        }
        unreachable!("numbers do not run short")
    }

    fn draw(&mut self) -> Title {
        let random = &mut self.random;
        let form = match random.below(100) {
            0..=68 => "ООО",
            69..=81 => "АО",
            82..=84 => "ПАО",
            85..=87 => "НАО",
            _ => return sole_trader(random),
        };
        let text = match random.below(100) {
            0..=29 => format!("{form} «{}»", pair(random)),
            30..=49 => format!("{form} «{}»", word(random)),
            50..=65 => format!("{form} «{} {}»", random.pick(&PREFIXES), word(random)),
            66..=75 => {
                let tail = random.pick(&["Юг", "Север", "Центр", "Сервис", "М", "Плюс", "Регион", "2000"]);
                format!("{form} «{}-{tail}»", word(random))
            }
            76..=84 => {
                format!("{form} «{} {}»", random.pick(&ADJECTIVES).0, random.pick(&ROOTS[..MASCULINE]).to_lowercase())
            }
            85..=86 => format!("{form} «Линия {}»", random.between(2, 99)),
            87..=96 => format!("{form} «{} „{}“»", random.pick(&ENTERPRISES), pair(random)),
            _ => format!(
                "Общество с ограниченной ответственностью «{} „{}“ имени {}»",
                random.pick(&ENTERPRISES),
                pair(random),
                random.pick(&["Первой пятилетки", "Лучинина", "Дружбы народов", "Ста пионеров"]),
            ),
        };
        Title { text, sole_trader: false }
    }
}

fn pair(random: &mut Random) -> String {
    let (noun, gender) = *random.pick(&NOUNS);
    let (he, she, it) = *random.pick(&ADJECTIVES);
    format!("{} {noun}", [he, she, it][gender])
}

fn word(random: &mut Random) -> String {
    format!("{}{}", random.pick(&ROOTS), random.pick(&ENDINGS))
}

fn sole_trader(random: &mut Random) -> Title {
    let (man, woman) = *random.pick(&FAMILIES);
    let father = random.pick(&MEN).1.chars().next().unwrap_or('А');
    let own = random.pick(&MEN).0.chars().next().unwrap_or('А');
    let family = if random.chance(0.5) { man } else { woman };
    Title { text: format!("ИП {family} {own}. {father}."), sole_trader: true }
}

/// A taxpayer number of 10 digits (12 for a sole trader) whose last digit is wrong on purpose.
pub(super) fn inn(random: &mut Random, sole_trader: bool) -> String {
    let length = if sole_trader { 11 } else { 9 };
    let mut digits: Vec<u32> = vec![random.between(1, 9)];
    digits.extend((1..length).map(|_| random.below(10)));
    if sole_trader {
        // The first of two check digits is right, so that only the last one gives the number away.
        digits[10] = check_digit(&digits[..10]);
    }
    let right = check_digit(&digits);
    digits.push((right + random.between(1, 9)) % 10);
    digits.iter().filter_map(|digit| char::from_digit(*digit, 10)).collect()
}

/// The check digit of a taxpayer number's first 9, 10 or 11 digits.
pub(super) fn check_digit(digits: &[u32]) -> u32 {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let weights = &WEIGHTS[WEIGHTS.len() - digits.len()..];
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11 % 10
}

/// `count` random digits, the first of them not zero.
pub(super) fn digits(random: &mut Random, count: usize) -> String {
    let first = random.between(1, 9);
    let rest = (1..count).map(|_| random.below(10)).collect::<Vec<_>>();
    std::iter::once(first).chain(rest).filter_map(|digit| char::from_digit(digit, 10)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_follow_the_published_rule() {
        // The worked example of the rule: 7707083893 is valid for 10 digits, 500100732259 for 12.
        assert_eq!(check_digit(&[7, 7, 0, 7, 0, 8, 3, 8, 9]), 3);
        assert_eq!(check_digit(&[5, 0, 0, 1, 0, 0, 7, 3, 2, 2]), 5);
        assert_eq!(check_digit(&[5, 0, 0, 1, 0, 0, 7, 3, 2, 2, 5]), 9);
    }

    #[test]
    fn every_number_fails_its_checksum() {
        let mut random = Random::new(5, "inn");
        for sole_trader in [false, true] {
            for _ in 0..500 {
                let number: Vec<u32> =
                    inn(&mut random, sole_trader).chars().filter_map(|digit| digit.to_digit(10)).collect();
                let (last, rest) = number.split_last().unwrap();
                assert_eq!(rest.len(), if sole_trader { 11 } else { 9 });
                assert_ne!(check_digit(rest), *last);
            }
        }
    }

    #[test]
    fn sixty_thousand_names_are_different() {
        let mut titles = Titles::new(Random::new(1, "titles"));
        let names: HashSet<String> = (0..60_000).map(|_| titles.next().text).collect();
        assert_eq!(names.len(), 60_000);
    }
}
