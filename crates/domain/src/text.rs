//! Folding of names for search and order: one rule for both databases and the browser.

/// Lower case, `ё` as `е`, so that Cyrillic is found and sorted the same everywhere.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    folded
}

/// [`fold`] behind what `folded` holds already.
pub fn fold_into(folded: &mut String, text: &str) {
    folded.reserve(text.len());
    for c in text.chars() {
        match c {
            // Russian and ASCII letters, nearly all there are, without the search through Unicode's tables.
            '\0'..='\u{7f}' => folded.push(c.to_ascii_lowercase()),
            'Ё' | 'ё' => folded.push('е'),
            'а'..='я' => folded.push(c),
            'А'..='Я' => folded.push(char::from_u32(u32::from(c) + 32).unwrap_or(c)),
            _ => folded.extend(c.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fold;
    use proptest::prelude::*;

    #[test]
    fn folds_cyrillic_and_yo() {
        assert_eq!(fold("ООО «ЁЛКА» Straße"), "ооо «елка» straße");
    }

    /// The rule as it reads, by Unicode's tables alone.
    fn plainly(text: &str) -> String {
        let lower = text.chars().flat_map(char::to_lowercase);
        lower.map(|c| if c == 'ё' { 'е' } else { c }).collect()
    }

    proptest! {
        #[test]
        fn the_short_way_equals_the_rule(text in any::<String>(), russian in "[Ѐ-ӿ A-z]{0,40}") {
            prop_assert_eq!(fold(&text), plainly(&text));
            prop_assert_eq!(fold(&russian), plainly(&russian));
        }
    }
}
