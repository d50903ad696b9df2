//! Days and months in words.

use crate::i18n::activity::ActivityMessages;
use domain::activity::period::{Month, weekday};
use domain::activity::plan::Span;
use domain::day::Day;

/// `Декабрь 2026`.
pub(crate) fn month_name(month: Month, w: &ActivityMessages) -> String {
    format!("{} {}", w.months[usize::from(month.number() - 1)], month.year())
}

/// `9 декабря`.
pub(crate) fn day_name(day: Day, w: &ActivityMessages) -> String {
    let (_, month, number) = day.civil();
    (w.day_of)(number, w.months_of[usize::from(month - 1)])
}

/// `5–6 декабря`, or a single day.
pub(crate) fn days_name(first: Day, last: Day, w: &ActivityMessages) -> String {
    if first == last {
        return day_name(first, w);
    }
    let (_, month, number) = last.civil();
    (w.days_of)(first.civil().2, number, w.months_of[usize::from(month - 1)])
}

/// `среда, 09.12.2026`.
pub(crate) fn day_in_full(day: Day, w: &ActivityMessages) -> String {
    format!("{}, {}", w.weekdays_full[weekday(day)], day.dotted())
}

/// `ср, 09.12.2026`.
pub(crate) fn day_in_short(day: Day, w: &ActivityMessages) -> String {
    format!("{}, {}", w.weekdays[weekday(day)], day.dotted())
}

/// A day or a month as a plan or a comment is about it.
pub(crate) fn span_name(span: Span, w: &ActivityMessages) -> String {
    match span {
        Span::Day(day) => day_name(day, w),
        Span::From(month) | Span::Month(month) => month_name(month, w),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::i18n::activity::table;

    #[test]
    fn days_and_months_are_named_in_both_languages() {
        let (ru, en) = (table(Language::Ru), table(Language::En));
        let ninth = Day::from_civil(2026, 12, 9);
        assert_eq!(day_name(ninth, ru), "9 декабря");
        assert_eq!(day_in_full(ninth, ru), "среда, 09.12.2026");
        assert_eq!(day_in_short(ninth, en), "We, 09.12.2026");
        assert_eq!(days_name(Day(ninth.0 + 3), Day(ninth.0 + 4), ru), "12–13 декабря");
        assert_eq!(days_name(ninth, ninth, en), "9 December");
        assert_eq!(month_name(Month::of_year(2026, 2), ru), "Февраль 2026");
    }
}
