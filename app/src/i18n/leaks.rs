//! Tests that no table speaks another language: a forgotten translation compiles, so the texts themselves are read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Names that are the same in every language.
const NAMES: [&str; 16] = [
    "CRM", "Excel", "Bitrix24", "Svodka", "ID", "Alt", "Shift", "Enter", "Esc", "Home", "End", "crm", "deal", "CSV",
    "API", "Telegram",
];
/// Words this short are units and the like, which languages share.
const SHORT: usize = 3;
/// Texts that two languages share, beside names and units: written the same, and meant.
const SHARED: [(&str, &str, &[&str]); 4] = [
    ("es", "en", &["Sector", "Total", "Portal", "portal ", "comp.", "plan", "Plan", ", : plan  → "]),
    ("uk", "ru", UKRAINIAN),
    ("kk", "ru", KAZAKH),
    ("kk", "uk", KAZAKH),
];
const UKRAINIAN: &[&str] = &[
    "День",
    ", : план  → ",
    "/день",
    "План",
    "План на день, , ",
    "Темп",
    "Факт",
    "Прогноз на : .",
    "Текст CSV",
    "комп.",
    "план",
    "прогноз",
    "факт",
    "Воронка",
    "Готово",
    "Доступ",
    "Журнал",
    "Контакт",
    "Метод",
    "Оборот",
    "Пауза",
    "Поле",
    "Портал",
    "Порядок",
    "Права",
    "Сводка",
    "валют",
    "валюта",
    "готово: ",
    "день",
    "записи",
    "портал ",
    "через  с",
];
const KAZAKH: &[&str] =
    &["Воронка", "Журнал", "Компания", "Портал", "Сводка", "портал ", "Экспорт", "комп.", "компания", "факт"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/i18n")
}

/// Folders with a table per language, and the root.
fn tables() -> Vec<PathBuf> {
    let mut tables = vec![folder()];
    let mut at = 0;
    while let Some(folder) = tables.get(at) {
        let inside = fs::read_dir(folder).expect("a folder of tables").map(|entry| entry.expect("an entry").path());
        let below: Vec<PathBuf> = inside.filter(|path| path.is_dir()).collect();
        tables.extend(below);
        at += 1;
    }
    tables.sort();
    tables
}

/// The texts between quotes in the code of a table, without what is put into them.
fn texts(table: &Path, language: &str) -> Vec<String> {
    let file = table.join(format!("{language}.rs"));
    let code = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut texts = Vec::new();
    let spoken = |line: &&str| !["//", "tag:"].iter().any(|start| line.trim_start().starts_with(start));
    for line in code.lines().filter(spoken) {
        texts.extend(line.split('"').skip(1).step_by(2).map(without_holes));
    }
    texts
}

/// The text with nothing in place of `{name}`.
fn without_holes(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            letter if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic))
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&letter)
}

/// Asserts that no word of the language's tables has a letter it may not have.
fn assert_letters(language: &str, foreign: fn(char) -> bool) {
    for table in tables() {
        for text in texts(&table, language) {
            let leaked = words(&text).find(|word| {
                !NAMES.contains(word) && word.chars().any(|letter| letter.is_alphabetic() && foreign(letter))
            });
            assert_eq!(leaked, None, "{} of {}: {text}", language, table.display());
        }
    }
}

#[test]
fn every_table_is_there_in_every_language() {
    let missing: Vec<PathBuf> = tables()
        .iter()
        .flat_map(|table| ["ru", "en", "uk", "es", "kk"].map(|language| table.join(format!("{language}.rs"))))
        .filter(|file| !file.is_file())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn english_and_spanish_have_no_cyrillic_letters() {
    assert_letters("en", |letter| !letter.is_ascii());
    assert_letters("es", |letter| !letter.is_ascii() && !"áéíóúüñÁÉÍÓÚÑº".contains(letter));
}

#[test]
fn cyrillic_tables_have_only_their_own_letters() {
    assert_letters("ru", |letter| !is_cyrillic(letter) || "іїєґәғқңөұүһІЇЄҐӘҒҚҢӨҰҮҺ".contains(letter));
    assert_letters("uk", |letter| !is_cyrillic(letter) || "ыэъёЫЭЪЁәғқңөұүһӘҒҚҢӨҰҮҺ".contains(letter));
    assert_letters("kk", |letter| !is_cyrillic(letter) || "ёщъїєґЁЩЪЇЄҐ".contains(letter));
}

#[test]
fn no_table_repeats_the_text_of_another_language() {
    for (language, other, shared) in SHARED {
        for table in tables() {
            let theirs: BTreeSet<String> = texts(&table, other).into_iter().collect();
            let common = |word: &str| NAMES.contains(&word) || word.chars().count() <= SHORT;
            let kept = |text: &String| words(text).all(common) || shared.contains(&text.as_str());
            let repeated: Vec<String> =
                texts(&table, language).into_iter().filter(|text| theirs.contains(text) && !kept(text)).collect();
            assert!(repeated.is_empty(), "{language} as in {other}: {repeated:?} in {}", table.display());
        }
    }
}
