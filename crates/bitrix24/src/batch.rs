//! Up to fifty commands in one request.
//!
//! The outer request costs one drop of the bucket and no operating time; each command pays into the account
//! of its own method. The answer is PHP through and through: an empty map is `[]`, a map whose keys happen to
//! count from zero is a list, and the status is 200 whatever the commands did.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::answer::{Answer, Time};
use crate::error::{ApiError, Error, Reaction};
use crate::lenient;
use crate::limits::Use;
use crate::portal::{Idempotence, PortalClient, Request};
use crate::query;

/// Most commands of one batch.
pub const MAX_COMMANDS: usize = 50;
/// This crate's code for a command the portal did not reach because an earlier one failed.
pub const NOT_EXECUTED: &str = "NOT_EXECUTED";

/// One command of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// The name of its answer, unique in the batch.
    pub key: String,
    /// The method.
    pub method: String,
    /// Parameters: an object or null. Text with `$result[key]…` refers to an earlier answer, so text of
    /// users must not go here unchecked.
    pub params: Value,
}

impl Command {
    /// A command.
    #[must_use]
    pub fn new(key: impl Into<String>, method: impl Into<String>, params: Value) -> Self {
        Self { key: key.into(), method: method.into(), params }
    }

    fn text(&self) -> String {
        let query = query::encode(&self.params);
        if query.is_empty() { self.method.clone() } else { format!("{}?{query}", self.method) }
    }
}

/// The answers of a batch, in the order of its commands.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchAnswer {
    /// Key and outcome of each command.
    pub results: Vec<(String, Result<Answer, ApiError>)>,
    /// How long the portal worked on the whole.
    pub time: Time,
}

impl BatchAnswer {
    /// The outcome of one command.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Result<Answer, ApiError>> {
        self.results.iter().find(|(name, _)| name == key).map(|(_, outcome)| outcome)
    }

    fn read(commands: &[Command], answer: &Answer) -> Self {
        let part = |name: &str| answer.result.get(name).unwrap_or(&Value::Null);
        let (values, errors) = (part("result"), part("result_error"));
        let (totals, nexts, times) = (part("result_total"), part("result_next"), part("result_time"));
        let count = |map: &Value, key: &str| {
            lenient::entry(map, key).and_then(lenient::i64_of).and_then(|number| u64::try_from(number).ok())
        };
        let outcome = |key: &str| {
            if let Some(error) = lenient::entry(errors, key).filter(|error| !error.is_null()) {
                return Err(command_error(error));
            }
            let result = lenient::entry(values, key).ok_or_else(not_executed)?.clone();
            let time = lenient::entry(times, key).map(Time::from_value).unwrap_or_default();
            Ok(Answer { result, total: count(totals, key), next: count(nexts, key), time })
        };
        let results = commands.iter().map(|command| (command.key.clone(), outcome(&command.key))).collect();
        Self { results, time: answer.time }
    }
}

impl PortalClient {
    /// Runs up to fifty commands; with `halt` the first failing one stops the rest.
    ///
    /// The batch as a whole is repeated after a failure of the transport only when all commands are reads.
    ///
    /// # Errors
    /// Those of the request itself; a command's own failure is in its outcome.
    pub async fn batch(&self, commands: &[Command], halt: bool) -> Result<BatchAnswer, Error> {
        check(commands)?;
        if commands.is_empty() {
            return Ok(BatchAnswer { results: Vec::new(), time: Time::default() });
        }
        let texts: Map<String, Value> = commands.iter().map(|one| (one.key.clone(), one.text().into())).collect();
        let logged: Map<String, Value> =
            commands.iter().map(|one| (one.key.clone(), json!({"method": one.method, "params": one.params}))).collect();
        let (params, logged) = (json!({"halt": u8::from(halt), "cmd": texts}), json!({"halt": halt, "cmd": logged}));
        let uses = uses(commands);
        let request = Request {
            method: "batch",
            params: &params,
            logged: &logged,
            uses: &uses,
            idempotence: idempotence(commands),
        };
        let (answer, pass) = self.send(&request).await?;
        let batch = BatchAnswer::read(commands, &answer);
        for (command, (_, outcome)) in commands.iter().zip(&batch.results) {
            match outcome {
                Ok(answer) => self.throttle().note(&command.method, &answer.time),
                Err(error) => {
                    if let Reaction::Limited(limit) = error.reaction() {
                        self.throttle().refused(limit, &command.method, 1);
                    }
                }
            }
        }
        drop(pass);
        Ok(batch)
    }
}

fn check(commands: &[Command]) -> Result<(), Error> {
    if commands.len() > MAX_COMMANDS {
        return Err(Error::bad_request("ERROR_BATCH_LENGTH_EXCEEDED", "batch", "more than fifty commands"));
    }
    let mut keys = BTreeSet::new();
    for command in commands {
        if command.key.is_empty() || !keys.insert(command.key.as_str()) {
            return Err(Error::bad_request("BAD_COMMAND_KEY", "batch", "a command's key is empty or used twice"));
        }
        if command.method.eq_ignore_ascii_case("batch") {
            return Err(Error::bad_request("ERROR_BATCH_METHOD_NOT_ALLOWED", "batch", "a batch within a batch"));
        }
        if !matches!(command.params, Value::Object(_) | Value::Null) {
            return Err(Error::bad_request("BAD_PARAMETERS", &command.method, "parameters must be an object"));
        }
    }
    Ok(())
}

fn uses(commands: &[Command]) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    for command in commands {
        match uses.iter_mut().find(|one| one.method == command.method) {
            Some(one) => one.times += 1,
            None => uses.push(Use { method: command.method.clone(), times: 1 }),
        }
    }
    uses
}

fn idempotence(commands: &[Command]) -> Idempotence {
    let reads = commands.iter().all(|command| Idempotence::of_method(&command.method) == Idempotence::Read);
    if reads { Idempotence::Read } else { Idempotence::Write }
}

fn command_error(error: &Value) -> ApiError {
    // Seen as an object with `error`; a bare text is taken as the message.
    ApiError::from_body(error).unwrap_or_else(|| ApiError {
        code: String::new(),
        message: lenient::text_of(error).unwrap_or_default(),
        argument: None,
    })
}

fn not_executed() -> ApiError {
    ApiError {
        code: NOT_EXECUTED.to_owned(),
        message: "the portal did not run this command".to_owned(),
        argument: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(key: &str) -> Command {
        Command::new(key, "crm.deal.list", Value::Null)
    }

    fn read(keys: &[&str], result: Value) -> BatchAnswer {
        let commands: Vec<Command> = keys.iter().map(|key| command(key)).collect();
        BatchAnswer::read(&commands, &Answer { result, ..Answer::default() })
    }

    #[test]
    fn the_documented_shape_is_read() {
        let answer = read(
            &["u", "d"],
            json!({"result": {"u": {"ID": "1"}, "d": [{"ID": "15"}]}, "result_error": [], "result_total": {"d": 1},
                "result_next": [], "result_time": {"u": {"duration": 0.1}, "d": {"duration": 0.2, "operating": 3.5}}}),
        );
        let user = answer.get("u").unwrap().as_ref().unwrap();
        assert_eq!((&user.result, user.total, user.time.duration), (&json!({"ID": "1"}), None, 0.1));
        let departments = answer.get("d").unwrap().as_ref().unwrap();
        assert_eq!((departments.total, departments.next, departments.time.operating), (Some(1), None, Some(3.5)));
        assert!(answer.get("x").is_none());
    }

    #[test]
    fn keys_that_count_from_zero_arrive_as_a_list() {
        let answer = read(
            &["0", "1"],
            json!({"result": [10, 20], "result_error": [], "result_total": [5, 6], "result_next": [50]}),
        );
        let second = answer.get("1").unwrap().as_ref().unwrap();
        assert_eq!((&second.result, second.total, second.next), (&json!(20), Some(6), None));
        assert_eq!(answer.get("0").unwrap().as_ref().unwrap().next, Some(50));
    }

    #[test]
    fn a_failed_and_a_skipped_command_are_told_apart() {
        let answer = read(
            &["a", "b", "c"],
            json!({"result": {"a": null}, "result_error": {"b": {"error": "insufficient_scope", "error_description": ""}},
                "result_total": [], "result_next": [], "result_time": []}),
        );
        assert_eq!(answer.get("a").unwrap().as_ref().unwrap().result, Value::Null);
        assert_eq!(answer.get("b").unwrap().as_ref().unwrap_err().code, "insufficient_scope");
        assert_eq!(answer.get("c").unwrap().as_ref().unwrap_err().code, NOT_EXECUTED);
    }

    #[test]
    fn a_batch_is_checked_before_it_is_sent() {
        let many: Vec<Command> = (0..51).map(|number| command(&format!("c{number}"))).collect();
        assert_eq!(check(&many).unwrap_err().code, "ERROR_BATCH_LENGTH_EXCEEDED");
        assert_eq!(check(&[command("a"), command("a")]).unwrap_err().code, "BAD_COMMAND_KEY");
        assert_eq!(
            check(&[Command::new("a", "BATCH", Value::Null)]).unwrap_err().code,
            "ERROR_BATCH_METHOD_NOT_ALLOWED"
        );
        assert_eq!(check(&[Command::new("a", "x", json!([1]))]).unwrap_err().code, "BAD_PARAMETERS");
        assert!(check(&many[..50]).is_ok());
    }

    #[test]
    fn commands_are_written_as_queries_and_counted_by_method() {
        let one = Command::new("a", "user.get", json!({"FILTER": {">ID": 7}}));
        assert_eq!(one.text(), "user.get?FILTER%5B%3EID%5D=7");
        assert_eq!(command("b").text(), "crm.deal.list");
        let uses = uses(&[command("a"), one, command("c")]);
        assert_eq!(
            uses.iter().map(|one| (one.method.as_str(), one.times)).collect::<Vec<_>>(),
            [("crm.deal.list", 2), ("user.get", 1)]
        );
    }
}
