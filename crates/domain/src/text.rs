//! Folding of names for search and order: one rule for both databases and the browser.

/// Lower case, `ё` as `е`, so that Cyrillic is found and sorted the same everywhere.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn folds_cyrillic_and_yo() {
        assert_eq!(super::fold("ООО «ЁЛКА» Straße"), "ооо «елка» straße");
    }
}
