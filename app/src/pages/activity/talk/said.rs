//! A comment's text: always text, with the people it mentions marked.

use domain::activity::talk::Comment;
use leptos::prelude::*;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A name, with its sign.
    Mention(String),
}

/// Cuts a text at the names it mentions. A longer name wins over a shorter one that it begins with.
fn pieces(text: &str, names: &[String]) -> Vec<Piece> {
    let mut marks: Vec<String> = names.iter().filter(|name| !name.is_empty()).map(|name| format!("@{name}")).collect();
    marks.sort_by_key(|mark| std::cmp::Reverse(mark.len()));
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut plain = String::new();
    while let Some(at) = rest.find('@') {
        let (before, here) = rest.split_at(at);
        plain.push_str(before);
        match marks.iter().find(|mark| here.starts_with(mark.as_str())) {
            Some(mark) => {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Mention(mark.clone()));
                rest = &here[mark.len()..];
            }
            None => {
                plain.push('@');
                rest = &here['@'.len_utf8()..];
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

/// The text of a comment, as it is shown.
pub(crate) fn said(comment: &Comment) -> AnyView {
    let names: Vec<String> = comment.mentions.iter().map(|(_, name, _)| name.clone()).collect();
    let piece = |piece: Piece| match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Mention(name) => view! { <span class="mention">{name}</span> }.into_any(),
    };
    // Text that turns the direction stays within its own lines.
    let body = pieces(&comment.text, &names).into_iter().map(piece).collect_view();
    view! { <bdi class="said">{body}</bdi> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let told = |piece: Piece| match piece {
            Piece::Text(text) => text,
            Piece::Mention(name) => format!("[{name}]"),
        };
        pieces(text, &names).into_iter().map(told).collect()
    }

    #[test]
    fn names_that_are_mentioned_are_marked() {
        let text = "@Тимур Берестов забери, а @Анна Ли нет";
        assert_eq!(cut(text, &["Тимур Берестов"]), ["[@Тимур Берестов]", " забери, а @Анна Ли нет"]);
        assert_eq!(cut("без знака", &["Тимур"]), ["без знака"]);
        assert_eq!(cut("", &["Тимур"]), Vec::<String>::new());
    }

    #[test]
    fn the_longer_of_two_names_wins() {
        assert_eq!(cut("@Анна Ли-Фу и @Анна Ли", &["Анна Ли", "Анна Ли-Фу"]), ["[@Анна Ли-Фу]", " и ", "[@Анна Ли]"]);
    }

    #[test]
    fn markup_stays_text() {
        let text = "<img src=x onerror=alert(1)> @<b>";
        assert_eq!(cut(text, &["<i>"]), [text]);
    }
}
