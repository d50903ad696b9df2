//! `batch`: up to fifty commands in order, later ones referring to the results of earlier ones (documented).

use std::borrow::Cow;

use crate::php::{Key, Value, parse_form};

use super::call::Answer;
use super::error::RestError;
use super::methods;
use super::run::Session;

/// Commands in one batch.
const LIMIT: usize = 50;

/// Results so far, in the order of the commands.
#[derive(Default)]
struct Results {
    result: Vec<(Key, Value)>,
    errors: Vec<(Key, Value)>,
    total: Vec<(Key, Value)>,
    next: Vec<(Key, Value)>,
    time: Vec<(Key, Value)>,
}

/// Runs a batch.
pub(super) fn run(session: &Session<'_>, params: &Value) -> Result<Answer, RestError> {
    let commands = params.param("cmd").filter(|commands| commands.is_array()).map(Value::entries).unwrap_or_default();
    let halt = params.param("halt").is_some_and(Value::is_yes);
    let mut results = Results::default();
    for (number, (key, command)) in commands.into_iter().enumerate() {
        let key: Key = Cow::Owned(key.into_owned());
        if number >= LIMIT {
            let error = RestError::new(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded");
            results.errors.push((key, error.batch_body()));
            continue;
        }
        let failed = !results.run(session, key, &command.as_text().unwrap_or_default());
        if failed && halt {
            break;
        }
    }
    Ok(Answer::of(results.into_value()))
}

impl Results {
    /// Runs one command; `false` when it failed.
    fn run(&mut self, session: &Session<'_>, key: Key, command: &str) -> bool {
        let (method, query) = command.split_once('?').unwrap_or((command, ""));
        let method = method.trim_matches('/').to_lowercase();
        let method = method.strip_suffix(".json").unwrap_or(&method);
        let params = self.resolve(parse_form(query.as_bytes()));
        let is_alone = || methods::find(method).is_some_and(|method| !method.in_batch);
        let outcome = if matches!(method, "batch" | "batch.all" | "upload" | "download") || is_alone() {
            Err(RestError::not_in_batch())
        } else {
            session.call(method, &params, true)
        };
        match outcome {
            Ok((answer, time)) => {
                let number = |count: usize| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
                self.total.extend(answer.total.map(|total| (key.clone(), number(total))));
                self.next.extend(answer.next.map(|next| (key.clone(), number(next))));
                self.time.push((key.clone(), time));
                self.result.push((key, answer.result));
                true
            }
            Err(error) => {
                self.errors.push((key, error.batch_body()));
                false
            }
        }
    }

    /// Puts results of earlier commands in place of `$result[…]`, `$total[…]`, `$next[…]`, `$error[…]`, `$time[…]`.
    fn resolve(&self, value: Value) -> Value {
        match value {
            Value::Map(pairs) => Value::Map(pairs.into_iter().map(|(key, item)| (key, self.resolve(item))).collect()),
            Value::List(items) => Value::List(items.into_iter().map(|item| self.resolve(item)).collect()),
            Value::Text(text) if text.contains('$') => self.resolve_text(&text),
            other => other,
        }
    }

    /// A text that is one reference becomes whatever it points at; references within a text become scalars.
    fn resolve_text(&self, text: &str) -> Value {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, tail) = rest.split_at(at);
            out.push_str(before);
            match self.reference(tail) {
                Some((value, length)) if length == text.len() => return value,
                Some((value, length)) => {
                    out.push_str(&value.as_text().unwrap_or_default());
                    rest = &tail[length..];
                }
                None => {
                    out.push('$');
                    rest = &tail[1..];
                }
            }
        }
        out.push_str(rest);
        Value::from(out)
    }

    /// Reads one reference at the start of the text: its value and its length. A path that leads nowhere stops at the
    /// last level found; an unknown command gives an empty text.
    fn reference(&self, text: &str) -> Option<(Value, usize)> {
        let kinds: [(&str, &Vec<(Key, Value)>); 5] = [
            ("$result[", &self.result),
            ("$total[", &self.total),
            ("$next[", &self.next),
            ("$error[", &self.errors),
            ("$time[", &self.time),
        ];
        let (prefix, values) = kinds.into_iter().find(|(prefix, _)| text.starts_with(prefix))?;
        let mut at = prefix.len() - 1;
        let mut path = Vec::new();
        while let Some(inner) = text[at..].strip_prefix('[') {
            let close = inner.find(']')?;
            path.push(&inner[..close]);
            at += close + 2;
        }
        let (command, deeper) = path.split_first()?;
        let Some((_, mut value)) = values.iter().find(|(key, _)| key == command).map(|(k, v)| (k, v)) else {
            return Some((Value::word(""), at));
        };
        for step in deeper {
            match value.get(step) {
                Some(inner) => value = inner,
                None => break,
            }
        }
        Some((value.clone(), at))
    }

    fn into_value(self) -> Value {
        Value::map([
            ("result", Value::Map(self.result)),
            ("result_error", Value::Map(self.errors)),
            ("result_total", Value::Map(self.total)),
            ("result_next", Value::Map(self.next)),
            ("result_time", Value::Map(self.time)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results() -> Results {
        let rows = Value::List(vec![Value::map([("ID", Value::word("7"))]), Value::map([("ID", Value::word("9"))])]);
        Results { result: vec![("a".into(), rows)], total: vec![("a".into(), Value::Int(2))], ..Results::default() }
    }

    #[test]
    fn a_lone_reference_takes_any_value_and_one_in_text_only_scalars() {
        let results = results();
        assert_eq!(results.resolve_text("$result[a][1][ID]"), Value::word("9"));
        assert_eq!(results.resolve_text("x-$result[a][0][ID]-$total[a]"), Value::from("x-7-2"));
        assert!(results.resolve_text("$result[a]").is_array());
        assert_eq!(results.resolve_text("x$result[a]"), Value::from("x"));
    }

    #[test]
    fn a_path_that_leads_nowhere_stops_at_the_last_level() {
        let results = results();
        assert!(results.resolve_text("$result[a][49][ID]").is_array());
        assert_eq!(results.resolve_text("$result[b][0][ID]"), Value::from(""));
        assert_eq!(results.resolve_text("cost $5"), Value::from("cost $5"));
    }
}
