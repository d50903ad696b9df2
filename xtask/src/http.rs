//! Just enough HTTP/1.1 to speak with our own two servers on loopback: one request per connection, no redirects.

use crate::failure::{Doing, Failure, Outcome};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longest wait for a byte; longer than the servers' long polls.
const PATIENCE: Duration = Duration::from_secs(60);

/// One of our servers, and who speaks to it.
#[derive(Clone)]
pub(crate) struct Peer {
    address: SocketAddr,
    token: Option<String>,
}

/// What a server said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// Status code.
    pub(crate) status: u16,
    /// Body, read as UTF-8.
    pub(crate) body: String,
}

impl Peer {
    /// A server on a loopback port.
    pub(crate) fn on_port(port: u16) -> Self {
        Self { address: SocketAddr::from(([127, 0, 0, 1], port)), token: None }
    }

    /// The same server, spoken to with a bearer token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { address: self.address, token: Some(token.to_owned()) }
    }

    /// The server's address.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The bearer token it is spoken to with.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The server's address as an origin.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// GET, whatever the status.
    ///
    /// # Errors
    /// No connection, or an answer that is not HTTP.
    pub(crate) fn get(&self, path: &str) -> Outcome<Reply> {
        self.send("GET", path, None)
    }

    /// GET of JSON with status 200.
    ///
    /// # Errors
    /// Another status, or a body that is not JSON.
    pub(crate) fn get_json(&self, path: &str) -> Outcome<Value> {
        self.get(path)?.json(path)
    }

    /// POST of JSON, answered with JSON and status 200.
    ///
    /// # Errors
    /// Another status, or a body that is not JSON.
    pub(crate) fn post_json(&self, path: &str, body: &Value) -> Outcome<Value> {
        let body = body.to_string();
        self.send("POST", path, Some(("application/json", &body)))?.json(path)
    }

    /// POST of JSON, answered with any status of success.
    ///
    /// # Errors
    /// Another status.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Outcome {
        let body = body.to_string();
        let reply = self.send("POST", path, Some(("application/json", &body)))?;
        if (200..300).contains(&reply.status) {
            return Ok(());
        }
        Err(Failure::new(format!("{path} answered {}: {}", reply.status, reply.body)))
    }

    /// POST of a form, whatever the status.
    ///
    /// # Errors
    /// No connection, or an answer that is not HTTP.
    pub(crate) fn post_form(&self, path: &str, fields: &[(String, String)]) -> Outcome<Reply> {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", form_encoded(name), form_encoded(value))).collect();
        let body = pairs.join("&");
        self.send("POST", path, Some(("application/x-www-form-urlencoded", &body)))
    }

    fn send(&self, method: &str, path: &str, body: Option<(&str, &str)>) -> Outcome<Reply> {
        let doing = || format!("{method} {}{path}", self.origin());
        let mut stream = TcpStream::connect_timeout(&self.address, Duration::from_secs(5)).doing(doing())?;
        stream.set_read_timeout(Some(PATIENCE)).doing(doing())?;
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: */*\r\n", self.address);
        if let Some(token) = &self.token {
            write!(request, "Authorization: Bearer {token}\r\n").doing(doing())?;
        }
        let (kind, content) = body.unwrap_or(("", ""));
        if method == "POST" {
            write!(request, "Content-Type: {kind}\r\nContent-Length: {}\r\n", content.len()).doing(doing())?;
        }
        request.push_str("\r\n");
        request.push_str(content);
        stream.write_all(request.as_bytes()).doing(doing())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).doing(doing())?;
        parse(&answer).doing(format!("{}: not an HTTP answer", doing()))
    }
}

impl Reply {
    fn json(self, path: &str) -> Outcome<Value> {
        if self.status != 200 {
            let told: String = self.body.chars().take(500).collect();
            return Err(Failure::new(format!("{path} answered {}: {told}", self.status)));
        }
        serde_json::from_str(&self.body).doing(format!("{path} did not answer JSON"))
    }
}

fn parse(answer: &[u8]) -> Option<Reply> {
    let head_end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..head_end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let chunked = lines.any(|line| line.eq_ignore_ascii_case("transfer-encoding: chunked"));
    let rest = &answer[head_end + 4..];
    let body = if chunked { unchunked(rest)? } else { rest.to_vec() };
    Some(Reply { status, body: String::from_utf8_lossy(&body).into_owned() })
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line_end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..line_end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        let start = line_end + 2;
        body.extend_from_slice(rest.get(start..start + size)?);
        rest = rest.get(start + size + 2..)?;
    }
}

/// Text as it stands in a form body.
fn form_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_known_length_is_what_follows_the_head() {
        let reply = parse(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi").unwrap();
        assert_eq!(reply, Reply { status: 200, body: "hi".to_owned() });
    }

    #[test]
    fn chunks_are_joined() {
        let reply = parse(
            b"HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=1\r\n0123456789\r\n0\r\n\r\n",
        )
        .unwrap();
        assert_eq!(reply, Reply { status: 403, body: "abc0123456789".to_owned() });
    }

    #[test]
    fn a_cut_answer_is_no_answer() {
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), None);
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\n"), None);
    }

    #[test]
    fn form_values_keep_no_character_a_form_would_read_differently() {
        assert_eq!(form_encoded("a b&c=1/é"), "a%20b%26c%3D1%2F%C3%A9");
    }
}
