//! A line of the log from an entry of the client: shortened once more, so that its size is bounded.

use bitrix24::RequestEntry;
use domain::day::Millis;
use domain::requests::RequestLine;

/// Longest parameters kept, in characters. A batch of fifty commands is cut; what a command asked can be told from the
/// others.
const LONGEST_PARAMS: usize = 2_000;
/// Longest name kept, in characters.
const LONGEST_NAME: usize = 200;

/// The line of an entry.
pub(super) fn of_entry(entry: &RequestEntry, serial: i64) -> RequestLine {
    RequestLine {
        at: Millis(entry.at_ms),
        serial,
        host: cut(entry.host.clone(), LONGEST_NAME),
        method: cut(entry.method.clone(), LONGEST_NAME),
        methods: cut(methods(&entry.uses), LONGEST_PARAMS),
        status: entry.status,
        error: entry.error_code.clone().map(|code| cut(code, LONGEST_NAME)),
        duration_ms: u32::try_from(entry.duration_ms).unwrap_or(u32::MAX),
        operating_ms: entry.operating.map(milliseconds),
        rows: u32::try_from(entry.rows).unwrap_or(u32::MAX),
        params: if entry.params.is_null() { String::new() } else { cut(entry.params.to_string(), LONGEST_PARAMS) },
    }
}

/// The line that tells how many are missing.
pub(super) fn of_dropped(at: Millis, count: u32, serial: i64) -> RequestLine {
    RequestLine {
        at,
        serial,
        host: String::new(),
        method: "–".to_owned(),
        methods: String::new(),
        status: None,
        error: Some("LINES_DROPPED".to_owned()),
        duration_ms: 0,
        operating_ms: None,
        rows: count,
        params: String::new(),
    }
}

fn methods(uses: &[(String, u32)]) -> String {
    let words = uses.iter().map(|(method, times)| match times {
        1 => method.clone(),
        _ => format!("{method} ×{times}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a u32 holds")]
fn milliseconds(seconds: f64) -> u32 {
    (seconds * 1_000.0).round().clamp(0.0, f64::from(u32::MAX)) as u32
}

fn cut(text: String, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_is_bounded_whatever_was_asked() {
        let entry = RequestEntry {
            at_ms: 5,
            host: "h".repeat(500),
            method: "batch".to_owned(),
            uses: vec![("crm.deal.list".to_owned(), 25), ("user.get".to_owned(), 1)],
            params: json!({"text": "я".repeat(5_000)}),
            status: Some(200),
            error_code: Some("E".repeat(500)),
            duration_ms: u64::MAX,
            operating: Some(1.2345),
            rows: 7,
        };
        let line = of_entry(&entry, 9);
        assert_eq!((line.at, line.serial, line.rows), (Millis(5), 9, 7));
        assert_eq!(line.methods, "crm.deal.list ×25, user.get");
        assert_eq!(line.operating_ms, Some(1_235));
        assert_eq!(line.duration_ms, u32::MAX);
        let lengths = [&line.host, &line.params, line.error.as_ref().unwrap()].map(|text| text.chars().count());
        assert_eq!(lengths, [201, 2_001, 201]);
    }
}
