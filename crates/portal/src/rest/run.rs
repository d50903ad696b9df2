//! Running one method for one caller: faults, scope, operating time, journal.

use std::cell::Cell;

use crate::faults::FaultKind;
use crate::journal::JournalEntry;
use crate::php::Value;
use crate::state::{AppState, UserRole};

use super::access;
use super::call::{Answer, Call, Caller};
use super::error::RestError;
use super::methods;
use super::paging;
use super::system::time_block;

/// One authorised HTTP request; its calls share the caller.
pub(super) struct Session<'a> {
    pub(super) state: &'a AppState,
    pub(super) caller: Caller,
    /// Virtual seconds its calls have cost so far.
    spent: Cell<f64>,
}

impl<'a> Session<'a> {
    pub(super) fn new(state: &'a AppState, caller: Caller) -> Self {
        Self { state, caller, spent: Cell::new(0.0) }
    }

    /// Gives up a request whose calls cost more than one may; what they changed stays changed.
    pub(super) fn check_length(&self) -> Result<(), RestError> {
        if self.state.gate().is_too_long(self.spent.get(), access::REQUEST_SECONDS) {
            return Err(RestError::new(504, "", "Gateway Time-out"));
        }
        Ok(())
    }

    /// Virtual seconds its calls have cost so far.
    pub(super) fn spent(&self) -> f64 {
        self.spent.get()
    }

    /// Calls a method and returns its answer with the `time` block.
    pub(super) fn call(&self, name: &str, params: &Value, in_batch: bool) -> Result<(Answer, Value), RestError> {
        let outcome = self.attempt(name, params, in_batch);
        let (status, error) = match &outcome {
            Ok(_) => (200, String::new()),
            Err(error) => (error.status, error.code_text()),
        };
        let entry = JournalEntry {
            at: self.state.now_ms(),
            method: name.to_owned(),
            in_batch,
            user_id: self.caller.user_id,
            status,
            error,
        };
        self.state.journal().record(entry);
        outcome
    }

    fn attempt(&self, name: &str, params: &Value, in_batch: bool) -> Result<(Answer, Value), RestError> {
        let started = self.state.now_seconds();
        if in_batch && let Some(error) = self.inner_fault(name) {
            return Err(error);
        }
        let method = methods::find(name).ok_or_else(RestError::method_not_found)?;
        if !method.is_open_to(&self.caller) {
            return Err(RestError::insufficient_scope());
        }
        access::check_method(self.state, &self.caller, name)?;
        let payer = self.caller.payer();
        if self.state.gate().is_blocked(name, payer, started) {
            return Err(RestError::operation_time());
        }
        let changes = !is_reading(name);
        let turn = changes.then(|| self.state.turn()).flatten();
        let call = Call { state: self.state, caller: &self.caller, params };
        let mut answer = (method.run)(&call)?;
        if changes {
            self.state.keep_call(name, params, self.caller.user_id, self.caller.app.as_ref().map(|(index, _)| *index));
        } else {
            answer = paging::spoil(&call, method.run, name, answer);
        }
        drop(turn);
        let operating = self.state.gate().charge(name, payer, started);
        self.spent.set(self.spent.get() + operating.cost);
        // The account is of the time calls take, so a call that is charged for has taken as long.
        let finished = self.state.now_seconds().max(started + operating.cost);
        let time = time_block(started, finished, Some(operating), &self.state.records());
        Ok((answer, time))
    }

    /// Faults aimed at a method strike it inside a batch too, as far as an error can express them. Faults for `*` strike
    /// the outer request only.
    fn inner_fault(&self, name: &str) -> Option<RestError> {
        let fault = self.state.faults().strike_named(name)?;
        error_of(fault.kind)
    }
}

/// Whether a method leaves the records alone: its last word tells, and bindings are no records.
fn is_reading(name: &str) -> bool {
    const READING: [&str; 14] = [
        "get",
        "list",
        "fields",
        "info",
        "current",
        "time",
        "profile",
        "methods",
        "scope",
        "events",
        "admin",
        "getlist",
        "getchildren",
        "getbyentitytypeid",
    ];
    let last = name.rsplit('.').next().unwrap_or(name);
    READING.contains(&last) || name.starts_with("event.") || name.starts_with("placement.")
}

/// Makes a kept call again; the rights it was made with are not looked at.
pub(crate) fn repeat(
    state: &AppState,
    name: &str,
    params: &Value,
    user_id: u32,
    app: Option<usize>,
) -> Result<(), String> {
    let method = methods::find(name).ok_or("there is no such method")?;
    let app = app.map(|index| {
        let scope = state.apps().get(index).map(|app| app.registration.scope.clone());
        (index, scope.unwrap_or_default())
    });
    let caller = Caller { user_id, role: UserRole::Admin, app };
    (method.run)(&Call { state, caller: &caller, params }).map(|_| ()).map_err(|error| error.text)
}

/// Runs a method for a user of the portal itself: no token, no limits, no faults.
pub(crate) fn act(state: &AppState, name: &str, params: &Value, user_id: u32) -> Result<Value, String> {
    let method = methods::find(name).ok_or("there is no such method")?;
    let role = state.user_role(user_id).ok_or("user_id is not an active user")?;
    let caller = Caller { user_id, role, app: None };
    let turn = state.turn();
    let answer = (method.run)(&Call { state, caller: &caller, params }).map_err(|error| error.text)?;
    if !is_reading(name) {
        state.keep_call(name, params, user_id, None);
    }
    drop(turn);
    Ok(answer.result)
}

/// The refusal a fault stands for, if it is one.
pub(super) fn error_of(kind: FaultKind) -> Option<RestError> {
    match kind {
        FaultKind::TooManyRequests => Some(RestError::query_limit()),
        FaultKind::OperationTimeLimit => Some(RestError::operation_time()),
        FaultKind::Overload => Some(RestError::new(503, "OVERLOAD_LIMIT", "REST API is blocked due to overload")),
        FaultKind::ExpiredToken => Some(RestError::expired_token()),
        FaultKind::InvalidToken => Some(RestError::new(401, "invalid_token", "Unable to get application by token")),
        FaultKind::Internal => Some(RestError::new(500, "INTERNAL_SERVER_ERROR", "Internal server error")),
        FaultKind::Html502
        | FaultKind::Html504
        | FaultKind::Slow
        | FaultKind::Drop
        | FaultKind::Truncate
        | FaultKind::Duplicate
        | FaultKind::Reorder
        | FaultKind::SlowBody
        | FaultKind::RepeatRows
        | FaultKind::StuckPage
        | FaultKind::WrongTotal => None,
    }
}
