//! That every dependency may be shipped: its licence is among those `deny.toml` allows.
//!
//! `cargo deny` checks the same and more, but takes longer to compile than everything else that CI needs; this check
//! needs nothing and therefore always runs.

use crate::failure::{Doing, Failure, Outcome};
use crate::{cargo, place, shell};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

/// Fails for dependencies with no licence or one that is not allowed.
pub(crate) fn check() -> Outcome {
    shell::step("licences of dependencies");
    let path = place::root().join("deny.toml");
    let rules = fs::read_to_string(&path).doing(format!("reading {}", path.display()))?;
    let allowed = allowed(&rules);
    let metadata = shell::read(cargo::cargo().args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata).doing("reading cargo's metadata")?;
    let packages = metadata["packages"].as_array().doing("cargo told no packages")?;
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["source"].is_null())
        .filter(|package| !package["license"].as_str().is_some_and(|licence| permits(licence, &allowed)))
        .map(|package| format!("{} ({})", package["name"], package["license"]))
        .collect();
    if refused.is_empty() {
        shell::note(&format!("{} packages under allowed licences", packages.len()));
        return Ok(());
    }
    Err(Failure::new(format!("licences not allowed by deny.toml: {}", refused.join(", "))))
}

/// The `allow` list of the `[licenses]` table.
fn allowed(rules: &str) -> BTreeSet<&str> {
    let table = rules.split_once("[licenses]").map_or("", |(_, rest)| rest);
    let list = table.split_once("allow = [").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    list.split('"').skip(1).step_by(2).collect()
}

/// Whether an SPDX expression can be satisfied with allowed licences. `AND` binds tighter than `OR`; the old `A/B` means
/// `A OR B`.
fn permits(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let permitted = any_of(&mut words, allowed);
    permitted && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>, allowed: &BTreeSet<&str>) -> bool {
    let mut permitted = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        permitted |= all_of(words, allowed);
    }
    permitted
}

fn all_of(words: &mut Words<'_>, allowed: &BTreeSet<&str>) -> bool {
    let mut permitted = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        permitted &= one(words, allowed);
    }
    permitted
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<&str>) -> bool {
    match words.next() {
        Some("(") => {
            let permitted = any_of(words, allowed);
            words.next_if_eq(&")").is_some() && permitted
        }
        // An exception only ever permits more.
        Some(licence) => {
            if words.next_if_eq(&"WITH").is_some() {
                words.next();
            }
            allowed.contains(licence)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits_with(expression: &str) -> bool {
        permits(expression, &BTreeSet::from(["MIT", "Apache-2.0", "Unicode-3.0"]))
    }

    #[test]
    fn one_allowed_alternative_is_enough_and_every_part_of_a_conjunction_is_needed() {
        assert!(permits_with("MIT"));
        assert!(permits_with("GPL-3.0/MIT"));
        assert!(permits_with("(MIT OR GPL-2.0) AND Unicode-3.0"));
        assert!(permits_with("GPL-2.0 OR Apache-2.0 WITH LLVM-exception"));
        assert!(!permits_with("MIT AND GPL-2.0"));
        assert!(!permits_with("GPL-2.0 OR MIT AND GPL-3.0"));
        assert!(!permits_with(""));
        assert!(!permits_with("(MIT"));
    }

    #[test]
    fn the_allowed_licences_are_read_from_the_rules() {
        let rules =
            "[graph]\nx = [\"no\"]\n[licenses]\nallow = [\n  \"MIT\",\n  \"ISC\",\n]\n[bans]\nallow = [\"other\"]";
        assert_eq!(allowed(rules), BTreeSet::from(["MIT", "ISC"]));
    }
}
