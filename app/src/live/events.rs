//! Server-sent events from the bytes of an answer, as the standard describes their text.

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerEvent {
    /// Its name; `message` when the server gave none.
    pub(crate) name: String,
    /// Its data.
    pub(crate) data: String,
}

/// Longest event that is collected, bytes. Ours are a few hundred; anything longer is not ours.
const LONGEST: usize = 1 << 20;

/// Puts events together from pieces as they arrive.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    /// The line that has not ended yet. A character may be cut between two pieces, so bytes are kept.
    line: Vec<u8>,
    name: String,
    data: Option<String>,
    /// The last byte was a CR, whose LF may still come.
    after_cr: bool,
}

impl Parser {
    /// Takes a piece, answers the events it completes.
    pub(crate) fn take(&mut self, piece: &[u8]) -> Vec<ServerEvent> {
        let mut events = Vec::new();
        for byte in piece {
            match byte {
                b'\n' if self.after_cr => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ if self.line.len() < LONGEST => self.line.push(*byte),
                _ => {}
            }
            self.after_cr = *byte == b'\r';
        }
        events
    }

    fn end_line(&mut self) -> Option<ServerEvent> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let name = if name.is_empty() { "message".to_owned() } else { name };
            return self.data.take().map(|data| ServerEvent { name, data });
        }
        let line = String::from_utf8_lossy(&line);
        // A line that begins with a colon is a comment: the server's heartbeat.
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                let data = self.data.get_or_insert_default();
                if data.len() < LONGEST {
                    if !data.is_empty() {
                        data.push('\n');
                    }
                    data.push_str(value);
                }
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, data: &str) -> ServerEvent {
        ServerEvent { name: name.to_owned(), data: data.to_owned() }
    }

    #[test]
    fn events_are_told_apart_by_empty_lines() {
        let mut parser = Parser::default();
        let text =
            ": heartbeat\n\nevent: progress\ndata: {\"revision\":1}\n\ndata: a\ndata:b\nid: 7\n\nevent: empty\n\n";
        let events = parser.take(text.as_bytes());
        assert_eq!(events, [event("progress", "{\"revision\":1}"), event("message", "a\nb")]);
    }

    #[test]
    fn pieces_may_be_cut_anywhere_and_lines_may_end_in_any_way() {
        for ending in ["\n", "\r", "\r\n"] {
            let text = format!("event: jobs{ending}data: сверка{ending}{ending}data: 2{ending}{ending}");
            let mut parser = Parser::default();
            let events: Vec<ServerEvent> = text.as_bytes().iter().flat_map(|byte| parser.take(&[*byte])).collect();
            assert_eq!(events, [event("jobs", "сверка"), event("message", "2")], "{ending:?}");
        }
    }

    #[test]
    fn an_endless_line_takes_no_endless_memory() {
        let mut parser = Parser::default();
        for _ in 0..40 {
            assert_eq!(parser.take(&vec![b'x'; 100_000]), []);
        }
        assert_eq!(parser.line.len(), LONGEST);
    }
}
