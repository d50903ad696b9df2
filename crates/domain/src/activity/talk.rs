//! Comments: what may be written, by whom it may be taken back, and how foreign text is put into a sentence of ours.

use crate::day::Millis;
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};

/// Longest comment, bytes.
pub const LONGEST: usize = 65_536;
/// Most people one comment may mention.
pub const MOST_MENTIONS: usize = 50;
/// Most people who are told of one comment.
const MOST_TOLD: usize = 60;
/// How long the author may change or remove a comment.
pub const REGRET_MILLIS: i64 = 15 * 60 * 1000;
/// Characters of a comment that a notification repeats.
const QUOTED: usize = 300;

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but blanks.
    #[error("write something")]
    Empty,
    /// Longer than [`LONGEST`].
    #[error("at most 65,536 bytes")]
    TooLong,
    /// More than [`MOST_MENTIONS`] people.
    #[error("at most 50 people may be mentioned")]
    TooManyMentions,
}

/// Why somebody is told of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeReason {
    /// They are mentioned in it.
    Mention,
    /// It answers in a conversation they took part in.
    Answer,
    /// It is about their own day or month.
    Own,
}

/// Who is to be told of a comment beside those it mentions: whoever wrote in the conversation before, and the person it
/// is about. Nobody is told of their own words, nobody twice, and only who can see the cell.
#[must_use]
pub fn told_of(
    author: PersonId,
    about: PersonId,
    mentioned: &[PersonId],
    earlier: impl IntoIterator<Item = PersonId>,
    can_see: impl Fn(PersonId) -> bool,
) -> Vec<(PersonId, NoticeReason)> {
    let mut told: Vec<(PersonId, NoticeReason)> =
        mentioned.iter().map(|person| (*person, NoticeReason::Mention)).collect();
    let own = std::iter::once((about, NoticeReason::Own));
    for (person, reason) in own.chain(earlier.into_iter().map(|person| (person, NoticeReason::Answer))) {
        if told.len() < MOST_TOLD
            && person != author
            && can_see(person)
            && !told.iter().any(|(known, _)| *known == person)
        {
            told.push((person, reason));
        }
    }
    told.retain(|(person, _)| *person != author);
    told
}

/// A comment's text as it is kept: line breaks in one form, blanks around it gone, otherwise as written. It is text
/// everywhere: nothing in it is ever taken for markup.
///
/// # Errors
/// A text that is empty or too long.
pub fn kept(text: &str) -> Result<String, TextError> {
    if text.len() > LONGEST {
        return Err(TextError::TooLong);
    }
    let kept = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    let kept = kept.trim();
    if kept.is_empty() { Err(TextError::Empty) } else { Ok(kept.to_owned()) }
}

/// Whether the author may still change or remove a comment.
#[must_use]
pub fn may_regret(author: PersonId, created: Millis, who: PersonId, now: Millis) -> bool {
    author == who && now.0 - created.0 < REGRET_MILLIS
}

/// Foreign text inside a message of the portal: one line, shortened, with nothing that the portal would take for its
/// codes and nothing that turns the direction of what follows.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    let mut blank = false;
    for char in text.chars() {
        let char = match char {
            // Directional overrides, embeddings, isolates and marks.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => continue,
            '[' => '［',
            ']' => '］',
            char if char.is_whitespace() => ' ',
            char if char.is_control() => continue,
            char => char,
        };
        if char == ' ' && blank {
            continue;
        }
        blank = char == ' ';
        quoted.push(char);
    }
    let quoted = quoted.trim();
    match quoted.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", quoted[..end].trim_end()),
        None => quoted.to_owned(),
    }
}

/// A text as a field of a CSV file: quoted, and never a formula to whoever opens it in a spreadsheet.
#[must_use]
pub fn csv_field(text: &str) -> String {
    let harmless = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{harmless}{}\"", text.replace('"', "\"\""))
}

/// A comment as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its number, ascending with time.
    pub id: i64,
    /// Who wrote it.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// When.
    pub created: Millis,
    /// When it was changed, if it was.
    pub edited: Option<Millis>,
    /// The text.
    pub text: String,
    /// Who verified it, their name, and when.
    pub verified: Option<(PersonId, String, Millis)>,
    /// Who was mentioned, their name, and whether the portal notified them.
    pub mentions: Vec<(PersonId, String, bool)>,
    /// Whether the viewer may still change or remove it.
    pub own: bool,
    /// Whether it is new to the viewer.
    pub unread: bool,
}

/// A thread as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its comments, the oldest first.
    pub comments: Vec<Comment>,
    /// Whether there are older ones.
    pub more: bool,
    /// Whether it is open.
    pub open: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::markup("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>")]
    #[case::direction("до \u{202e}обсуждения", "до \u{202e}обсуждения")]
    #[case::emoji("👩‍👩‍👧‍👦 ок", "👩‍👩‍👧‍👦 ок")]
    #[case::lines(" раз\r\nдва\rтри\n", "раз\nдва\nтри")]
    #[case::nul("а\0б", "аб")]
    fn text_is_kept_as_written(#[case] written: &str, #[case] text: &str) {
        assert_eq!(kept(written).as_deref(), Ok(text));
    }

    #[test]
    fn sixty_four_kilobytes_are_kept_and_one_byte_more_is_not() {
        let long = "ы".repeat(32_768);
        assert_eq!(kept(&long).map(|text| text.len()), Ok(65_536));
        assert_eq!(kept(&format!("{long}.")), Err(TextError::TooLong));
        assert_eq!(kept(" \n\t "), Err(TextError::Empty));
    }

    #[rstest]
    #[case("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>")]
    #[case("[URL=https://evil.example]сюда[/URL]", "［URL=https://evil.example］сюда［/URL］")]
    #[case("a\u{202e}b\u{2066}c", "abc")]
    #[case("раз\n\nдва\t три", "раз два три")]
    #[case("\u{7}звонок", "звонок")]
    fn a_quotation_is_one_harmless_line(#[case] text: &str, #[case] line: &str) {
        assert_eq!(quoted(text), line);
    }

    #[test]
    fn a_long_quotation_is_cut_between_characters() {
        let cut = quoted(&"щ".repeat(70_000));
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (301, true));
    }

    #[rstest]
    #[case("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    #[case("@cmd", "\"'@cmd\"")]
    #[case("раз;два\nтри", "\"раз;два\nтри\"")]
    #[case("25 звонков", "\"25 звонков\"")]
    fn a_field_of_a_file_is_text_to_a_spreadsheet(#[case] text: &str, #[case] field: &str) {
        assert_eq!(csv_field(text), field);
    }

    #[test]
    fn those_who_take_part_are_told_once_and_never_of_their_own_words() {
        let people = |ids: &[i64]| ids.iter().copied().map(PersonId).collect::<Vec<_>>();
        let told = |author, about, mentioned: &[i64], earlier: &[i64]| {
            let can_see = |person: PersonId| person != PersonId(9);
            let told = told_of(PersonId(author), PersonId(about), &people(mentioned), people(earlier), can_see);
            told.into_iter().map(|(person, reason)| (person.0, reason)).collect::<Vec<_>>()
        };
        use NoticeReason::{Answer, Mention, Own};
        assert_eq!(told(1, 7, &[], &[]), [(7, Own)]);
        assert_eq!(told(7, 7, &[], &[1, 7, 1]), [(1, Answer)]);
        assert_eq!(told(1, 7, &[7, 2], &[2, 3, 1]), [(7, Mention), (2, Mention), (3, Answer)]);
        assert_eq!(told(1, 9, &[], &[9, 4]), [(4, Answer)], "who cannot see the cell is not told");
        assert_eq!(told(1, 7, &[1], &[]), [(7, Own)]);
    }

    #[test]
    fn an_author_may_regret_for_a_quarter_of_an_hour() {
        let (author, created) = (PersonId(7), Millis(1_000));
        assert!(may_regret(author, created, author, Millis(1_000 + REGRET_MILLIS - 1)));
        assert!(!may_regret(author, created, author, Millis(1_000 + REGRET_MILLIS)));
        assert!(!may_regret(author, created, PersonId(8), Millis(1_000)));
    }
}
