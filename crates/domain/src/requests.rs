//! The log of calls to a portal, as its administrator reads it: lines, the filter of a question, pages of answers.

use crate::day::Millis;
use serde::{Deserialize, Serialize};

/// How long lines are kept, milliseconds: the three days that moderation asks for.
pub const KEPT_MILLIS: i64 = 3 * 24 * 60 * 60 * 1_000;
/// Lines of a page unless asked otherwise.
pub const USUAL_LINES: u16 = 100;
/// Most lines of a page.
pub const MOST_LINES: u16 = 200;
/// Longest text to look for in the names of methods, in characters.
pub const LONGEST_METHOD: usize = 80;

/// One request to the portal or, for it, to its OAuth server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    /// When it was sent.
    pub at: Millis,
    /// Tells lines of one millisecond apart, whichever process wrote them.
    pub serial: i64,
    /// Host that was asked.
    pub host: String,
    /// The method; `batch` for a batch.
    pub method: String,
    /// Methods that were run, with how often where that is more than once: `crm.deal.list ×25, user.get`.
    pub methods: String,
    /// HTTP status; none when there was no answer.
    pub status: Option<u16>,
    /// Error code, of the portal or for want of an answer.
    pub error: Option<String>,
    /// From sending to the end of the answer, milliseconds.
    pub duration_ms: u32,
    /// Operating time the method had used up afterwards, milliseconds.
    pub operating_ms: Option<u32>,
    /// Records in the answer.
    pub rows: u32,
    /// Parameters as JSON, secrets masked, cut to a bounded length.
    pub params: String,
}

/// A place between two lines; lines are read from the newest to the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Time of the line before the place.
    pub at: Millis,
    /// Its serial.
    pub serial: i64,
}

/// Which lines are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFilter {
    /// Only those that failed.
    pub failed: bool,
    /// Only those whose methods contain this text, in lower case; empty for all.
    pub method: String,
    /// Only those behind this place.
    pub after: Option<Mark>,
    /// Most lines.
    pub limit: u16,
}

impl Default for RequestFilter {
    fn default() -> Self {
        Self { failed: false, method: String::new(), after: None, limit: USUAL_LINES }
    }
}

/// A part of the question that does not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct FilterError {
    /// Name of the part.
    pub field: &'static str,
    /// What is wrong with it.
    pub detail: String,
}

impl RequestFilter {
    /// Reads the query of an address: `failed=1&method=crm.deal&after=MILLIS.SERIAL&limit=100`. Unknown parts are ignored.
    ///
    /// # Errors
    /// A part that does not read or is out of bounds.
    pub fn parse(query: &str) -> Result<Self, FilterError> {
        let wrong = |field, detail: &str| FilterError { field, detail: detail.to_owned() };
        let mut filter = Self::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "failed" => filter.failed = value == "1",
                "method" if value.chars().count() > LONGEST_METHOD => {
                    return Err(wrong("method", &format!("at most {LONGEST_METHOD} characters")));
                }
                "method" => filter.method = value.trim().to_lowercase(),
                "after" => {
                    let mark = value.split_once('.').and_then(|(at, serial)| {
                        Some(Mark { at: Millis(at.parse().ok()?), serial: serial.parse().ok()? })
                    });
                    filter.after = Some(mark.ok_or_else(|| wrong("after", "expected MILLISECONDS.SERIAL"))?);
                }
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| (1..=MOST_LINES).contains(limit));
                    filter.limit = limit.ok_or_else(|| wrong("limit", &format!("from 1 to {MOST_LINES}")))?;
                }
                _ => {}
            }
        }
        Ok(filter)
    }

    /// The query that [`RequestFilter::parse`] reads back.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if self.failed {
            query.append_pair("failed", "1");
        }
        if !self.method.is_empty() {
            query.append_pair("method", &self.method);
        }
        if let Some(Mark { at, serial }) = self.after {
            query.append_pair("after", &format!("{}.{serial}", at.0));
        }
        if self.limit != USUAL_LINES {
            query.append_pair("limit", &self.limit.to_string());
        }
        query.finish()
    }
}

/// A page of lines, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestPage {
    /// The lines.
    pub lines: Vec<RequestLine>,
    /// Where the next page begins; none at the end.
    pub next: Option<Mark>,
    /// Lines kept, whatever the filter says.
    pub kept: u64,
    /// Those of them that failed.
    pub failed: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_question_survives_its_address() {
        let asked = RequestFilter {
            failed: true,
            method: "crm.deal&x=1 é".to_owned(),
            after: Some(Mark { at: Millis(1_770_995_200_000), serial: 7 }),
            limit: 5,
        };
        assert_eq!(RequestFilter::parse(&asked.query()), Ok(asked));
        assert_eq!(RequestFilter::default().query(), "");
        assert_eq!(RequestFilter::parse("other=1"), Ok(RequestFilter::default()));
    }

    #[rstest]
    #[case("limit=0", "limit")]
    #[case("limit=201", "limit")]
    #[case("after=yesterday", "after")]
    #[case("after=1", "after")]
    fn what_does_not_read_is_named(#[case] query: &str, #[case] field: &str) {
        assert_eq!(RequestFilter::parse(query).map_err(|error| error.field), Err(field));
    }

    #[test]
    fn a_long_text_is_refused() {
        let query = format!("method={}", "a".repeat(LONGEST_METHOD + 1));
        assert_eq!(RequestFilter::parse(&query).map_err(|error| error.field), Err("method"));
    }
}
