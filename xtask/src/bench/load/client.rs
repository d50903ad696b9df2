//! A connection that stays open, as a browser keeps it: one request after another, answers of known length or in chunks.

use crate::failure::{Doing, Failure, Outcome};
use crate::http::Peer;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Longest wait for a byte.
const PATIENCE: Duration = Duration::from_secs(30);

/// The head of an answer, and its body unless that never ends.
pub(super) struct Answer {
    /// Status code.
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    /// Body as sent, compressed or not.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A header by its name in small letters.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A connection to one of our servers.
pub(super) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// Nobody listens.
    pub(super) fn open(peer: &Peer) -> Outcome<Self> {
        let doing = || format!("connecting to {}", peer.origin());
        let stream = TcpStream::connect_timeout(&peer.address(), PATIENCE).doing(doing())?;
        stream.set_read_timeout(Some(PATIENCE)).doing(doing())?;
        stream.set_nodelay(true).doing(doing())?;
        Ok(Self { stream: BufReader::new(stream), host: peer.address().to_string() })
    }

    /// Asks, and reads the whole answer.
    ///
    /// # Errors
    /// The connection broke, or the answer is not HTTP.
    pub(super) fn get(&mut self, peer: &Peer, path: &str) -> Outcome<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\n{}\r\n", self.head(peer)))?;
        self.answer()
    }

    /// Sends JSON, and reads the whole answer.
    ///
    /// # Errors
    /// As [`Connection::get`].
    pub(super) fn post(&mut self, peer: &Peer, path: &str, body: &str) -> Outcome<Answer> {
        let length = body.len();
        let head = self.head(peer);
        self.send(&format!(
            "POST {path} HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        ))?;
        self.answer()
    }

    /// Asks for an answer that does not end; its lines come from [`Connection::line`].
    ///
    /// # Errors
    /// As [`Connection::get`], and another status than 200.
    pub(super) fn follow(&mut self, peer: &Peer, path: &str) -> Outcome {
        self.send(&format!("GET {path} HTTP/1.1\r\n{}\r\n", self.head(peer)))?;
        let head = self.read_head()?;
        if head.status == 200 { Ok(()) } else { Err(Failure::new(format!("{path} answered {}", head.status))) }
    }

    /// The next line of an answer that does not end; none when it ended after all.
    ///
    /// # Errors
    /// Nothing came for longer than the servers keep silent.
    pub(super) fn line(&mut self) -> Outcome<Option<String>> {
        let mut line = Vec::new();
        let length = self.stream.read_until(b'\n', &mut line).doing("waiting for an event")?;
        Ok((length > 0).then(|| String::from_utf8_lossy(&line).trim_end().to_owned()))
    }

    fn head(&self, peer: &Peer) -> String {
        let token = peer.token().map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        let accept = "Accept: application/vnd.svodka.grid\r\nAccept-Encoding: br, gzip\r\n";
        format!("Host: {}\r\n{accept}{token}", self.host)
    }

    fn send(&mut self, request: &str) -> Outcome {
        self.stream.get_mut().write_all(request.as_bytes()).doing("sending a request")
    }

    fn read_head(&mut self) -> Outcome<Answer> {
        let mut lines = Vec::new();
        while let Some(line) = self.line()?.filter(|line| !line.is_empty()) {
            lines.push(line);
        }
        let status = lines.first().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
        Ok(Answer { status: status.doing("not an HTTP answer")?, headers: headers.collect(), body: Vec::new() })
    }

    fn answer(&mut self) -> Outcome<Answer> {
        let mut answer = self.read_head()?;
        if answer.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            while let Some(chunk) = self.chunk()? {
                answer.body.extend(chunk);
            }
        } else {
            let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            answer.body = self.exactly(length)?;
        }
        Ok(answer)
    }

    fn chunk(&mut self) -> Outcome<Option<Vec<u8>>> {
        let line = self.line()?.doing("an answer was cut")?;
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16);
        let chunk = self.exactly(size.doing("a chunk without a size")?)?;
        self.line()?.doing("an answer was cut")?;
        Ok((!chunk.is_empty()).then_some(chunk))
    }

    fn exactly(&mut self, length: usize) -> Outcome<Vec<u8>> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).doing("reading an answer")?;
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    /// Serves these answers on one connection, each after a request has come.
    fn serving(answers: Vec<&'static str>) -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            for answer in answers {
                let mut line = String::new();
                while reader.read_line(&mut line).unwrap() > 2 {
                    line.clear();
                }
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Peer::on_port(port)
    }

    #[test]
    fn answers_of_known_length_and_in_chunks_follow_each_other_on_one_connection() {
        let peer = serving(vec![
            "HTTP/1.1 200 OK\r\nX-Revision: 7\r\nContent-Length: 3\r\n\r\none",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        ]);
        let mut connection = Connection::open(&peer).unwrap();
        let first = connection.get(&peer, "/1").unwrap();
        assert_eq!((first.body.as_slice(), first.header("x-revision")), (b"one".as_slice(), Some("7")));
        assert_eq!(connection.get(&peer, "/2").unwrap().body, b"abc");
        assert_eq!(connection.get(&peer, "/3").unwrap().status, 404);
    }

    #[test]
    fn an_answer_without_an_end_is_read_line_by_line() {
        let peer = serving(vec!["HTTP/1.1 200 OK\r\n\r\nevent: progress\ndata: {}\n\n"]);
        let mut connection = Connection::open(&peer).unwrap();
        connection.follow(&peer, "/api/live").unwrap();
        let lines: Vec<String> = std::iter::from_fn(|| connection.line().unwrap()).collect();
        assert_eq!(lines, ["event: progress", "data: {}", ""]);
    }
}
