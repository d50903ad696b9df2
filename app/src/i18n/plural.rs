//! Plural rules, as far as whole numbers of things need them.

/// One of three forms, as Russian and Ukrainian count: 1 and 21 / 2 to 4 and 22 / 5, 11 and the rest.
pub(super) fn slavic(n: u64, one: &'static str, few: &'static str, many: &'static str) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

/// One of two forms, as English and Spanish count: 1 / all others.
pub(super) fn germanic(n: u64, one: &'static str, other: &'static str) -> &'static str {
    if n == 1 { one } else { other }
}
