//! `multipart/form-data`: text parts as a form's fields, files as pairs of name and base64, which is how the platform's
//! methods take files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Value;
use super::form::insert_named;

/// Parses a body by the boundary its content type names. What is not well formed is left out.
#[must_use]
pub(crate) fn parse_multipart(content_type: &str, body: &[u8]) -> Value {
    let mut fields = Vec::new();
    let Some(boundary) = parameter(content_type, "boundary") else { return Value::Map(Vec::new()) };
    let delimiter = format!("--{boundary}");
    let mut rest = body;
    while let Some(at) = find(rest, delimiter.as_bytes()) {
        rest = &rest[at + delimiter.len()..];
        if rest.starts_with(b"--") {
            break;
        }
        let end = find(rest, delimiter.as_bytes()).unwrap_or(rest.len());
        if let Some((name, value)) = part(&rest[..end]) {
            insert_named(&mut fields, &name, value);
        }
    }
    super::form::settle(fields)
}

fn part(bytes: &[u8]) -> Option<(String, Value)> {
    let bytes = bytes.strip_prefix(b"\r\n")?;
    let end = find(bytes, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let content = &bytes[end + 4..];
    let content = content.strip_suffix(b"\r\n").unwrap_or(content);
    let disposition = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let name = parameter(disposition, "name")?;
    let value = match parameter(disposition, "filename") {
        Some(file) => Value::List(vec![Value::from(file), Value::from(STANDARD.encode(content))]),
        None => Value::from(String::from_utf8_lossy(content).into_owned()),
    };
    Some((name, value))
}

/// A parameter of a header: `name="value"` or `name=value`.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|piece| {
        let (key, value) = piece.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_nest_and_files_become_pairs() {
        let body = "--X\r\nContent-Disposition: form-data; name=\"data[NAME]\"\r\n\r\nplan.txt\r\n\
            --X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
            Content-Type: text/plain\r\n\r\nline\r\nline\r\n--X--\r\n";
        let form = parse_multipart("multipart/form-data; boundary=X", body.as_bytes());
        assert_eq!(form.get("data").and_then(|data| data.get("NAME")), Some(&Value::from("plan.txt")));
        let pair = Value::List(vec![Value::from("a.txt"), Value::from("bGluZQ0KbGluZQ==")]);
        assert_eq!(form.get("file"), Some(&pair));
    }

    #[test]
    fn a_body_without_a_boundary_is_empty() {
        assert_eq!(parse_multipart("multipart/form-data", b"--X\r\n"), Value::Map(Vec::new()));
    }
}
