//! Names of months and days of the week in the languages the app speaks: on screens and in files alike.

mod english;
mod kazakh;
mod russian;
mod spanish;
mod ukrainian;

pub use english::ENGLISH;
pub use kazakh::KAZAKH;
pub use russian::RUSSIAN;
pub use spanish::SPANISH;
pub use ukrainian::UKRAINIAN;

/// The names of one language. Months begin with January, weeks with Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarNames {
    /// A month as a heading.
    pub months: [&'static str; 12],
    /// A month inside a sentence.
    pub months_inside: [&'static str; 12],
    /// A month in a date, behind its day.
    pub months_of: [&'static str; 12],
    /// A month as a narrow heading.
    pub months_short: [&'static str; 12],
    /// A month shortened inside a sentence.
    pub months_short_inside: [&'static str; 12],
    /// A day of the week, Monday first.
    pub weekdays: [&'static str; 7],
    /// A day of the week as a heading, Monday first.
    pub weekdays_short: [&'static str; 7],
    /// A day of the week in the narrowest heading, Monday first.
    pub weekdays_narrow: [&'static str; 7],
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_list_tells_its_months_and_days_apart() {
        for names in [RUSSIAN, ENGLISH, UKRAINIAN, SPANISH, KAZAKH] {
            let months =
                [names.months, names.months_inside, names.months_of, names.months_short, names.months_short_inside];
            for list in months {
                assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), 12, "{list:?}");
            }
            for list in [names.weekdays, names.weekdays_short, names.weekdays_narrow] {
                assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), 7, "{list:?}");
            }
        }
    }

    #[test]
    fn a_heading_is_the_word_of_a_sentence_with_a_capital() {
        for names in [RUSSIAN, UKRAINIAN, SPANISH, KAZAKH] {
            for (heading, inside) in names.months.iter().zip(names.months_inside) {
                assert_eq!(heading.to_lowercase(), inside);
            }
            for (heading, inside) in names.months_short.iter().zip(names.months_short_inside) {
                assert_eq!(heading.to_lowercase(), inside);
            }
        }
    }
}
