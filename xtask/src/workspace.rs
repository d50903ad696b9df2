//! The shape of the workspace: which crate may know which.

use crate::{cargo, shell};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Crates of the workspace each crate may be built from.
const MAY_USE: [(&str, &[&str]); 7] = [
    ("app", &["domain"]),
    ("bitrix24", &[]),
    ("domain", &[]),
    ("portal", &["domain"]),
    ("server", &["bitrix24", "domain", "store"]),
    ("store", &["domain"]),
    ("xtask", &[]),
];

/// Crates of the workspace each crate's tests may use besides. `store` and `bitrix24` do not meet there either.
const TESTS_MAY_USE: [(&str, &[&str]); 2] = [("portal", &["bitrix24"]), ("server", &["portal"])];

/// Outside crates that would bring input, output or time where none belongs.
const MUST_NOT_USE: [(&str, &[&str]); 4] = [
    ("app", &["jiff", "sqlx", "tokio"]),
    ("bitrix24", &["axum", "sqlx"]),
    ("domain", &["axum", "jiff", "reqwest", "sqlx", "tokio"]),
    ("store", &["axum", "oauth2", "reqwest"]),
];

/// Direct dependencies of a crate, those of its tests apart.
#[derive(Default)]
struct Uses {
    folder: PathBuf,
    built_from: BTreeSet<String>,
    tested_with: BTreeSet<String>,
}

fn workspace() -> BTreeMap<String, Uses> {
    let told = shell::read(cargo::cargo().args(["metadata", "--format-version=1", "--no-deps", "--locked"])).unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    told["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str().unwrap());
            let mut uses = Uses { folder: manifest.parent().unwrap().to_path_buf(), ..Uses::default() };
            for dependency in package["dependencies"].as_array().unwrap() {
                let tests_only = dependency["kind"] == "dev";
                let set = if tests_only { &mut uses.tested_with } else { &mut uses.built_from };
                set.insert(name(dependency));
            }
            (name(package), uses)
        })
        .collect()
}

fn listed(table: &[(&str, &[&str])], crate_name: &str) -> BTreeSet<String> {
    let found = table.iter().find(|(name, _)| *name == crate_name);
    found.map_or_else(BTreeSet::new, |(_, list)| list.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn every_crate_has_its_place_in_the_order() {
    let names: Vec<String> = workspace().into_keys().collect();
    assert_eq!(names, MAY_USE.map(|(name, _)| name.to_owned()));
}

#[test]
fn dependencies_point_down_only() {
    let workspace = workspace();
    for (name, uses) in &workspace {
        let allowed = listed(&MAY_USE, name);
        let of_ours = |set: &BTreeSet<String>| -> BTreeSet<String> {
            set.iter().filter(|used| workspace.contains_key(*used)).cloned().collect()
        };
        let built_from = of_ours(&uses.built_from);
        assert!(built_from.is_subset(&allowed), "{name} is built from {built_from:?}, allowed are {allowed:?}");
        let allowed: BTreeSet<String> = allowed.union(&listed(&TESTS_MAY_USE, name)).cloned().collect();
        let tested_with = of_ours(&uses.tested_with);
        assert!(tested_with.is_subset(&allowed), "{name} is tested with {tested_with:?}, allowed are {allowed:?}");
    }
}

#[test]
fn only_the_server_joins_the_network_with_the_database() {
    for (name, uses) in workspace() {
        let forbidden = listed(&MUST_NOT_USE, &name);
        let found: Vec<&String> = uses.built_from.intersection(&forbidden).collect();
        assert!(found.is_empty(), "{name} uses {found:?}");
    }
}

#[test]
fn every_declared_dependency_is_used() {
    let unused: Vec<String> = workspace()
        .into_iter()
        .flat_map(|(name, uses)| {
            let source = rust_source(&uses.folder);
            let declared: Vec<String> = uses.built_from.union(&uses.tested_with).cloned().collect();
            let unused = declared.into_iter().filter(move |used| !mentions(&source, &used.replace('-', "_")));
            unused.map(move |used| format!("{name}: {used}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(unused.is_empty(), "declared without being used: {unused:?}");
}

/// All Rust source below a folder.
fn rust_source(folder: &Path) -> String {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| match path.extension() {
            _ if path.is_dir() => rust_source(&path),
            Some(extension) if extension == "rs" => fs::read_to_string(&path).unwrap(),
            _ => String::new(),
        })
        .collect()
}

/// Whether a crate's name stands in source as a word of its own.
fn mentions(source: &str, name: &str) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    source
        .match_indices(name)
        .any(|(at, _)| !is_word(source[..at].chars().next_back()) && !is_word(source[at + name.len()..].chars().next()))
}
