//! One call of one method: who calls, with what, and what comes back.

use crate::limits::Payer;
use crate::php::Value;
use crate::state::{AppState, PortalEvent, UserRole};

use super::error::RestError;

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) user_id: u32,
    pub(crate) role: UserRole,
    /// App index and its scopes; a webhook has none and may do everything.
    pub(crate) app: Option<(usize, Vec<String>)>,
}

impl Caller {
    pub(crate) fn payer(&self) -> Payer {
        self.app.as_ref().map_or(Payer::Webhook(self.user_id), |(index, _)| Payer::App(*index))
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.role == UserRole::Admin
    }

    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.app.as_ref().is_none_or(|(_, scopes)| scopes.iter().any(|own| own == scope))
    }

    /// The app, for methods that need the application context.
    pub(crate) fn app_index(&self) -> Result<usize, RestError> {
        self.app.as_ref().map(|(index, _)| *index).ok_or_else(RestError::wrong_auth_type)
    }

    pub(crate) fn require_admin(&self) -> Result<(), RestError> {
        if self.is_admin() { Ok(()) } else { Err(RestError::access_denied()) }
    }
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a AppState,
    pub(crate) caller: &'a Caller,
    pub(crate) params: &'a Value,
}

impl Call<'_> {
    /// A top-level parameter as an id; `None` when it is missing, zero or no number.
    pub(crate) fn id(&self, name: &str) -> Option<u32> {
        id_of(self.params.param(name))
    }

    /// A top-level parameter that must be there; `100` as methods with typed parameters refuse (documented).
    pub(crate) fn required(&self, name: &'static str) -> Result<&Value, RestError> {
        self.params.param(name).filter(|value| **value != Value::Null).ok_or_else(|| RestError::missing(name))
    }

    /// An id that must be there.
    pub(crate) fn required_id(&self, name: &'static str) -> Result<u32, RestError> {
        self.required(name)?;
        self.id(name).ok_or_else(|| RestError::missing(name))
    }

    /// Tells the portal's apps about a change the caller made; the queue named in `auth_connector` is left out.
    pub(crate) fn fire(&self, event: PortalEvent) {
        let connector = self.params.param_text("auth_connector").map(std::borrow::Cow::into_owned);
        self.state.fire(&event.hidden_from(connector));
    }

    /// Tells about a change of one record.
    pub(crate) fn fire_record(&self, name: &'static str, id: u32) {
        self.fire(PortalEvent::of_record(name, id, self.caller.user_id));
    }
}

/// A value as an id above zero.
pub(crate) fn id_of(value: Option<&Value>) -> Option<u32> {
    value.and_then(Value::as_int).and_then(|id| u32::try_from(id).ok()).filter(|id| *id > 0)
}

/// What a method returns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) result: Value,
    pub(crate) total: Option<usize>,
    pub(crate) next: Option<usize>,
}

impl Answer {
    /// A result without paging.
    pub(crate) fn of(result: impl Into<Value>) -> Self {
        Self { result: result.into(), total: None, next: None }
    }

    /// A list returned whole, with its count.
    pub(crate) fn whole(rows: Vec<Value>) -> Self {
        Self { total: Some(rows.len()), result: Value::List(rows), next: None }
    }
}

/// What a method is made of.
pub(crate) type Outcome = Result<Answer, RestError>;
