//! Whether a caller is let in at all: the state of the portal, of the app on it and of what was paid (documented: system
//! errors, life cycle of an app).

use crate::state::{AppState, Confirmation};

use super::call::Caller;
use super::error::RestError;

/// Virtual seconds one request may take in the cloud.
pub(super) const REQUEST_SECONDS: f64 = 60.0;

/// Refuses everybody on a portal that is deleted, overloaded or on a plan without REST.
pub(super) fn check_portal(state: &AppState) -> Result<(), RestError> {
    let standing = state.standing();
    if let Some(status) = standing.deleted {
        return Err(RestError::new(status, "PORTAL_DELETED", "Portal was deleted"));
    }
    if standing.overloaded {
        return Err(RestError::new(503, "OVERLOAD_LIMIT", "REST API is blocked due to overload"));
    }
    if standing.without_rest {
        return Err(RestError::new(403, "ACCESS_DENIED", "REST API is available only on commercial plans"));
    }
    Ok(())
}

/// Refuses an app that is not paid for, and users the administrator has not let into it.
pub(super) fn check_app(state: &AppState, caller: &Caller) -> Result<(), RestError> {
    let Some((index, _)) = &caller.app else { return Ok(()) };
    let now = state.now_ms();
    let apps = state.apps();
    let Some(app) = apps.get(*index) else { return Ok(()) };
    if app.payment.is_blocked(app.registration.status, now) {
        return Err(RestError::new(401, "PAYMENT_REQUIRED", "Subscription has been ended"));
    }
    if !app.is_open_to(caller.user_id) {
        return Err(RestError::new(403, "user_access_error", "The user does not have access to the application."));
    }
    Ok(())
}

/// Refuses methods an administrator has to confirm first.
pub(super) fn check_method(state: &AppState, caller: &Caller, method: &str) -> Result<(), RestError> {
    let Some((index, _)) = &caller.app else { return Ok(()) };
    let answer = state.apps().get(*index).and_then(|app| app.confirmations.get(method).copied());
    match answer {
        Some(Confirmation::Waiting) => Err(RestError::new(401, "METHOD_CONFIRM_WAITING", "Waiting for confirmation")),
        Some(Confirmation::Denied) => Err(RestError::new(403, "METHOD_CONFIRM_DENIED", "Method call denied")),
        Some(Confirmation::Granted) | None => Ok(()),
    }
}
