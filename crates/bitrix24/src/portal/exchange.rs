//! One request and its answer, sorted into what may follow; nothing is repeated here.

use std::time::Duration;

use reqwest::header::LOCATION;
use secrecy::SecretString;
use serde_json::Value;

use super::PortalClient;
use super::attempts::Request;
use crate::answer::Answer;
use crate::connector::{RawAnswer, TransportFailure};
use crate::endpoint::Endpoint;
use crate::error::{ApiError, Error};
use crate::journal::{RequestEntry, masked, rows_in, scrubbed};
use crate::lenient;
use crate::limits::Tally;
use crate::tokens::Access;

/// Why a request brought no result.
pub(super) enum Fault {
    /// There was no answer.
    NoAnswer(TransportFailure),
    /// There was an answer, but not one of this protocol: HTML, half a JSON, an empty body.
    Unreadable { status: u16 },
    /// The portal lives elsewhere now.
    Moved { location: String },
    /// The portal stated an error.
    Api { error: ApiError, status: u16 },
    /// The request could not even be written.
    Unsendable(Error),
}

impl PortalClient {
    pub(super) async fn exchange(
        &self,
        request: &Request<'_>,
        endpoint: &Endpoint,
        access: &Access,
    ) -> Result<Answer, Fault> {
        let (url, body) = match prepare(request, endpoint, &access.token) {
            Ok(prepared) => prepared,
            Err(error) => return Err(Fault::Unsendable(error)),
        };
        let connector = &self.shared.connector;
        let started = (connector.clock.utc_ms(), connector.clock.monotonic());
        let tally = self.shared.throttle.tally();
        Tally::add(&tally.calls, 1);
        Tally::add(&tally.commands, request.uses.iter().map(|one| u64::from(one.times)).sum());
        let raw = connector.post_json(url, body).await;
        let outcome = match &raw {
            Ok(raw) => sort(raw),
            Err(failure) => Err(Fault::NoAnswer(*failure)),
        };
        let secrets = self.secrets(access);
        let outcome = outcome.map_err(|fault| without_secrets(fault, &secrets));
        let took = connector.clock.monotonic().saturating_sub(started.1);
        self.log(request, endpoint, (started.0, took), raw.as_ref().ok(), &outcome, &secrets);
        outcome
    }

    fn secrets<'a>(&'a self, access: &'a Access) -> Vec<&'a SecretString> {
        let mut secrets = vec![&access.token];
        secrets.extend(access.refresh.as_ref());
        secrets.extend(self.kept_tokens().map(crate::tokens::KeptTokens::client_secret));
        secrets
    }

    fn log(
        &self,
        request: &Request<'_>,
        endpoint: &Endpoint,
        (at_ms, took): (i64, Duration),
        raw: Option<&RawAnswer>,
        outcome: &Result<Answer, Fault>,
        secrets: &[&SecretString],
    ) {
        let error_code = match outcome {
            Ok(answer) => failed_command(request.method, answer).map(|code| scrubbed(&code, secrets)),
            Err(Fault::NoAnswer(failure)) => Some(failure.code().to_owned()),
            Err(Fault::Unreadable { .. }) => Some("NOT_JSON".to_owned()),
            Err(Fault::Moved { .. }) => Some("MOVED".to_owned()),
            Err(Fault::Api { error, .. }) => Some(error.code.clone()),
            Err(Fault::Unsendable(error)) => Some(error.code.clone()),
        };
        self.shared.connector.record(RequestEntry {
            at_ms,
            host: endpoint.host(),
            method: request.method.to_owned(),
            uses: request.uses.iter().map(|one| (one.method.clone(), one.times)).collect(),
            params: masked(request.logged, secrets),
            status: raw.map(|answer| answer.status.as_u16()),
            error_code,
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            operating: outcome.as_ref().ok().and_then(|answer| operating(request.method, answer)),
            rows: outcome.as_ref().map_or(0, |answer| rows(request.method, answer)),
        });
    }
}

/// The part of a batch's answer that holds one entry per command.
fn part<'a>(answer: &'a Answer, name: &str) -> impl Iterator<Item = &'a Value> {
    let part = answer.result.get(name).unwrap_or(&Value::Null);
    // PHP writes a map whose keys happen to count from zero as a list.
    let listed = part.as_array().into_iter().flatten();
    listed.chain(part.as_object().into_iter().flat_map(serde_json::Map::values))
}

/// The code of the first command of a batch that failed.
fn failed_command(method: &str, answer: &Answer) -> Option<String> {
    let errors = (method == "batch").then(|| part(answer, "result_error"))?;
    errors.filter_map(ApiError::from_body).map(|error| error.code).next()
}

fn rows(method: &str, answer: &Answer) -> u64 {
    if method == "batch" { part(answer, "result").map(rows_in).sum() } else { rows_in(&answer.result) }
}

fn operating(method: &str, answer: &Answer) -> Option<f64> {
    if method != "batch" {
        return answer.time.operating;
    }
    let used = part(answer, "result_time").filter_map(|time| time.get("operating").and_then(lenient::f64_of));
    used.reduce(f64::max).or(answer.time.operating)
}

fn prepare(request: &Request<'_>, endpoint: &Endpoint, token: &SecretString) -> Result<(url::Url, Vec<u8>), Error> {
    use secrecy::ExposeSecret;

    let method = request.method;
    let url = endpoint
        .method_url(method)
        .ok_or_else(|| Error::bad_request("BAD_METHOD_NAME", method, "not a method's name"))?;
    let mut body = match request.params {
        Value::Object(map) => map.clone(),
        Value::Null => serde_json::Map::new(),
        _ => {
            return Err(Error::bad_request("BAD_PARAMETERS", method, "parameters must be an object"));
        }
    };
    body.insert("auth".to_owned(), Value::from(token.expose_secret()));
    let body = serde_json::to_vec(&body).expect("a JSON map is always writable");
    Ok((url, body))
}

fn sort(raw: &RawAnswer) -> Result<Answer, Fault> {
    let status = raw.status.as_u16();
    if raw.status.is_redirection()
        && let Some(location) = raw.headers.get(LOCATION)
    {
        let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
        return Err(Fault::Moved { location });
    }
    let Ok(body) = serde_json::from_slice::<Value>(&raw.body) else {
        return Err(Fault::Unreadable { status });
    };
    match Answer::from_body(body) {
        Ok(answer) => Ok(answer),
        Err(Some(error)) => Err(Fault::Api { error, status }),
        Err(None) => Err(Fault::Unreadable { status }),
    }
}

/// A portal may quote what it was sent.
fn without_secrets(fault: Fault, secrets: &[&SecretString]) -> Fault {
    match fault {
        Fault::Api { error, status } => {
            let code = scrubbed(&error.code, secrets);
            let message = scrubbed(&error.message, secrets);
            let argument = error.argument.map(|text| scrubbed(&text, secrets));
            Fault::Api { error: ApiError { code, message, argument }, status }
        }
        other => other,
    }
}
