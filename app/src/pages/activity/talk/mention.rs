//! Mentioning people: what is being typed after the sign, who fits it, and who is mentioned in the end.

use domain::directory::Directory;
use domain::ids::PersonId;
use domain::text::fold;

/// People offered at once.
const MOST: usize = 7;
/// Longest name that is looked for, characters.
const LONGEST: usize = 40;

/// Somebody who may be mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) note: String,
}

/// The place of the sign and what stands between it and the caret; both in bytes of `text`. A sign inside a word, as in
/// an address, mentions nobody.
pub(super) fn wanted(text: &str, caret: usize) -> Option<(usize, &str)> {
    let before = text.get(..caret)?;
    let sign = before.rfind('@')?;
    let typed = &before[sign + 1..];
    let alone = before[..sign].chars().next_back().is_none_or(|char| !char.is_alphanumeric());
    let sensible = typed.chars().count() <= LONGEST && !typed.contains('\n') && !typed.starts_with(' ');
    (alone && sensible).then_some((sign, typed))
}

/// Active people whose name holds what is typed; those whose name begins with it come first.
pub(super) fn candidates(directory: &Directory, typed: &str) -> Vec<Candidate> {
    let typed = fold(typed.trim());
    let mut found: Vec<(bool, String, Candidate)> = directory
        .people
        .iter()
        .filter(|person| person.active)
        .filter_map(|person| {
            let name = person.full_name();
            let folded = fold(&name);
            let turned = fold(&format!("{} {}", person.name, person.last_name));
            if !folded.contains(&typed) && !turned.contains(&typed) {
                return None;
            }
            let first = folded.starts_with(&typed) || turned.starts_with(&typed);
            Some((!first, folded, Candidate { id: person.id, name, note: person.position.clone() }))
        })
        .collect();
    found.sort_by(|one, other| (one.0, &one.1, one.2.id).cmp(&(other.0, &other.1, other.2.id)));
    found.into_iter().take(MOST).map(|(_, _, candidate)| candidate).collect()
}

/// The text with a name put in the place of what was typed, and where the caret stands then.
pub(super) fn put(text: &str, (sign, caret): (usize, usize), name: &str) -> (String, usize) {
    let after = text.get(caret..).unwrap_or_default();
    let space = if after.starts_with(' ') { "" } else { " " };
    let head = format!("{}@{name}{space}", &text[..sign]);
    let at = head.len();
    (format!("{head}{after}"), at + usize::from(space.is_empty()))
}

/// Those whose name still stands in the text.
pub(super) fn mentioned(text: &str, known: &[(PersonId, String)]) -> Vec<PersonId> {
    let mut people: Vec<PersonId> =
        known.iter().filter(|(_, name)| text.contains(&format!("@{name}"))).map(|(id, _)| *id).collect();
    people.sort();
    people.dedup();
    people
}

/// A place in bytes as browsers count it, and the other way round: in units of UTF-16.
pub(super) fn to_bytes(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, char) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(char.len_utf16());
    }
    text.len()
}

/// The other way round.
pub(super) fn to_units(text: &str, bytes: usize) -> usize {
    text.get(..bytes).unwrap_or(text).encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::directory::Person;

    fn person(id: i64, name: &str, last_name: &str, active: bool) -> Person {
        Person {
            id: PersonId(id),
            name: name.to_owned(),
            last_name: last_name.to_owned(),
            position: "менеджер".to_owned(),
            active,
            departments: Vec::new(),
        }
    }

    fn directory() -> Directory {
        Directory {
            people: vec![
                person(1, "Тимур", "Берестов", true),
                person(2, "Анна", "Берёзина", true),
                person(3, "Глеб", "Ясенев", true),
                person(4, "Бер", "Ушёл", false),
            ],
            ..Directory::default()
        }
    }

    #[test]
    fn what_is_typed_after_the_sign_is_looked_for() {
        assert_eq!(wanted("спросите @Бер", "спросите @Бер".len()), Some(("спросите ".len(), "Бер")));
        assert_eq!(wanted("@", 1), Some((0, "")));
        assert_eq!(wanted("a@example.com", 13), None, "an address");
        assert_eq!(wanted("нет", 6), None);
        assert_eq!(wanted("@ да", 6), None);
        assert_eq!(wanted("@Бер\nдальше", "@Бер\nдальше".len()), None);
    }

    #[test]
    fn those_whose_name_begins_so_come_first_and_former_staff_does_not_come() {
        let names = |typed: &str| -> Vec<i64> { candidates(&directory(), typed).iter().map(|one| one.id.0).collect() };
        assert_eq!(names("бер"), [2, 1]);
        assert_eq!(names("тим"), [1]);
        assert_eq!(names("сене"), [3]);
        assert_eq!(names("").len(), 3);
    }

    #[test]
    fn a_name_is_put_in_the_place_of_what_was_typed() {
        let text = "вот @Бер дальше";
        let caret = "вот @Бер".len();
        let (put_in, at) = put(text, ("вот ".len(), caret), "Берестов Тимур");
        assert_eq!(put_in, "вот @Берестов Тимур дальше");
        assert_eq!(at, "вот @Берестов Тимур ".len());
        assert_eq!(put("@", (0, 1), "Анна").0, "@Анна ");
    }

    #[test]
    fn only_names_that_are_still_there_are_mentioned() {
        let known = [(PersonId(1), "Берестов Тимур".to_owned()), (PersonId(3), "Ясенев Глеб".to_owned())];
        assert_eq!(mentioned("@Ясенев Глеб, да", &known), [PersonId(3)]);
        assert_eq!(mentioned("Ясенев Глеб", &known), []);
    }

    #[test]
    fn carets_are_counted_as_browsers_do() {
        let text = "👍 да";
        assert_eq!([to_bytes(text, 0), to_bytes(text, 2), to_bytes(text, 4), to_bytes(text, 99)], [0, 4, 7, 9]);
        assert_eq!([to_units(text, 4), to_units(text, 9)], [2, 5]);
    }
}
