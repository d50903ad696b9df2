//! What can go wrong, sorted by what a caller can do about it.
//!
//! The portal's own code decides, never the HTTP status alone: documentation, SDKs and installations
//! disagree about the status of one and the same code, and some errors arrive with status 200.

use serde_json::Value;

use crate::lenient;

/// A failed call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{method}: {message} [{code}]")]
pub struct Error {
    /// What to do about it.
    pub kind: ErrorKind,
    /// The portal's code as sent (`""`, `"0"` and lower case occur), or this crate's own upper-case code.
    pub code: String,
    /// The method that was called.
    pub method: String,
    /// The portal's or this crate's explanation, without secrets.
    pub message: String,
}

/// What a caller can do about a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// A limit was hit and the moment it lifts is further away than the caller's patience.
    RetryLater {
        /// When to come back, UTC milliseconds.
        until_ms: i64,
    },
    /// The token is not accepted and could not be renewed.
    Unauthorized,
    /// Nothing will work for this portal until a person acts.
    Stopped(StopReason),
    /// This call is not allowed to this token: scope, rights, confirmation.
    Denied,
    /// The OAuth server does not accept our client id or secret: a matter of configuration.
    AppRefused,
    /// The portal has no such method.
    MethodNotFound,
    /// The record does not exist.
    NotFound,
    /// The portal refused the parameters, or they never could be sent.
    BadRequest,
    /// The network failed, or the portal did, and repeating did not help or was not safe.
    Transport,
    /// The answer does not follow the protocol: not JSON, a page that does not advance, a foreign redirect.
    Protocol,
    /// The owner of the tokens could not load or save them.
    TokenStore,
}

/// Why nothing works for a portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The app's or the portal's subscription has ended.
    PaymentRequired,
    /// The app is not installed there any more.
    NotInstalled,
    /// The portal was deleted.
    PortalDeleted,
    /// The refresh token is expired, used or foreign: the app has to be opened again.
    InvalidGrant,
    /// The portal's plan has no REST.
    PlanForbidsRest,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, code: &str, method: &str, message: impl Into<String>) -> Self {
        Self { kind, code: code.to_owned(), method: method.to_owned(), message: message.into() }
    }

    pub(crate) fn protocol(code: &str, method: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Protocol, code, method, message)
    }

    pub(crate) fn bad_request(code: &str, method: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::BadRequest, code, method, message)
    }

    /// Whether the portal is out of service for us until a person acts.
    #[must_use]
    pub fn stops_portal(&self) -> bool {
        matches!(self.kind, ErrorKind::Stopped(_))
    }
}

/// An error the portal stated in JSON, for a call or for one command of a batch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} [{code}]")]
pub struct ApiError {
    /// The code as text; numbers are written out, a missing code is empty.
    pub code: String,
    /// The portal's explanation.
    pub message: String,
    /// The parameter the portal complains about, when it names one.
    pub argument: Option<String>,
}

impl ApiError {
    /// Reads `{"error": …, "error_description": …}`; `None` when there is no key `error`.
    ///
    /// The value of `error` may be text, an empty string, an integer, or an object with `code` and
    /// `message` (the third version of the protocol).
    #[must_use]
    pub fn from_body(body: &Value) -> Option<Self> {
        let error = body.get("error")?;
        let described = |key: &str| body.get(key).and_then(lenient::text_of);
        let (code, message) = match error {
            Value::Object(detail) => {
                (detail.get("code").and_then(lenient::text_of), detail.get("message").and_then(lenient::text_of))
            }
            plain => (lenient::text_of(plain), described("error_description")),
        };
        let argument = described("argument");
        Some(Self { code: code.unwrap_or_default(), message: message.unwrap_or_default(), argument })
    }

    /// What a caller can do about it, by the code. Limits and tokens come out as
    /// [`ErrorKind::RetryLater`] (with `now_ms`) and [`ErrorKind::Unauthorized`].
    #[must_use]
    pub fn kind(&self, now_ms: i64) -> ErrorKind {
        match self.reaction() {
            Reaction::Limited(_) => ErrorKind::RetryLater { until_ms: now_ms },
            Reaction::RenewToken => ErrorKind::Unauthorized,
            Reaction::Hiccup => ErrorKind::Transport,
            Reaction::Final(kind) => kind,
        }
    }

    /// The error of a call of `method`.
    #[must_use]
    pub fn into_error(self, method: &str, now_ms: i64) -> Error {
        Error { kind: self.kind(now_ms), code: self.code, method: method.to_owned(), message: self.message }
    }

    pub(crate) fn reaction(&self) -> Reaction {
        let code = self.code.to_ascii_uppercase();
        let kind = match code.as_str() {
            "QUERY_LIMIT_EXCEEDED" => return Reaction::Limited(Limit::Rate),
            "OPERATION_TIME_LIMIT" => return Reaction::Limited(Limit::Operating),
            "OVERLOAD_LIMIT" => return Reaction::Limited(Limit::Overload),
            "EXPIRED_TOKEN" | "INVALID_TOKEN" => return Reaction::RenewToken,
            "INTERNAL_SERVER_ERROR" | "ERROR_UNEXPECTED_ANSWER" => return Reaction::Hiccup,
            "PAYMENT_REQUIRED" => ErrorKind::Stopped(StopReason::PaymentRequired),
            "NOT_INSTALLED" | "APPLICATION_NOT_FOUND" | "ERROR_OAUTH" => ErrorKind::Stopped(StopReason::NotInstalled),
            "PORTAL_DELETED" => ErrorKind::Stopped(StopReason::PortalDeleted),
            "INVALID_GRANT" | "BAD_VERIFICATION_CODE" => ErrorKind::Stopped(StopReason::InvalidGrant),
            "ACCESS_DENIED" if self.message.to_ascii_lowercase().contains("commercial plan") => {
                ErrorKind::Stopped(StopReason::PlanForbidsRest)
            }
            "WRONG_CLIENT" | "INVALID_CLIENT" => ErrorKind::AppRefused,
            "NO_AUTH_FOUND" | "INVALID_CREDENTIALS" | "AUTHORIZATION_ERROR" => ErrorKind::Unauthorized,
            "ACCESS_DENIED"
            | "INSUFFICIENT_SCOPE"
            | "INVALID_SCOPE"
            | "USER_ACCESS_ERROR"
            | "ALLOWED_ONLY_INTRANET_USER"
            | "METHOD_CONFIRM_WAITING"
            | "METHOD_CONFIRM_DENIED"
            | "WRONG_AUTH_TYPE"
            // The plan lacks the feature (documented for the reservation of offline events).
            | "WRONG_LICENSE"
            | "ACCESSEXCEPTION" => ErrorKind::Denied,
            // The legacy lists name refused rights only in the text, under an empty or zero code.
            "" | "0" if self.message.to_ascii_lowercase().starts_with("access denied") => ErrorKind::Denied,
            "ERROR_METHOD_NOT_FOUND" => ErrorKind::MethodNotFound,
            "NOT_FOUND" | "ERROR_NOT_FOUND" => ErrorKind::NotFound,
            _ => ErrorKind::BadRequest,
        };
        Reaction::Final(kind)
    }
}

/// What the client itself does about a code before anybody else hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reaction {
    /// Wait for the limit, then repeat; the call was not carried out.
    Limited(Limit),
    /// Renew the token once, then repeat.
    RenewToken,
    /// The portal stumbled: a read may be repeated.
    Hiccup,
    /// Repeating changes nothing.
    Final(ErrorKind),
}

/// Which of the portal's limits refused a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Requests per second, per portal and source address.
    Rate,
    /// Execution time of one method within ten minutes.
    Operating,
    /// The portal protects itself from everybody.
    Overload,
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"error": "", "error_description": "Parameter 'filter' must be array."}), "", ErrorKind::BadRequest)]
    #[case(json!({"error": "", "error_description": "Access denied."}), "", ErrorKind::Denied)]
    #[case(json!({"error": 0, "error_description": "Access denied."}), "0", ErrorKind::Denied)]
    #[case(json!({"error": "0"}), "0", ErrorKind::BadRequest)]
    #[case(json!({"error": 200_040_300_010_i64, "error_description": "x"}), "200040300010", ErrorKind::BadRequest)]
    #[case(json!({"error": "expired_token"}), "expired_token", ErrorKind::Unauthorized)]
    #[case(json!({"error": "PORTAL_DELETED"}), "PORTAL_DELETED", ErrorKind::Stopped(StopReason::PortalDeleted))]
    #[case(json!({"error": "insufficient_scope", "error_description": ""}), "insufficient_scope", ErrorKind::Denied)]
    #[case(json!({"error": "wrong_client"}), "wrong_client", ErrorKind::AppRefused)]
    #[case(json!({"error": {"code": "ERROR_METHOD_NOT_FOUND", "message": "Method not found!"}}),
           "ERROR_METHOD_NOT_FOUND", ErrorKind::MethodNotFound)]
    #[case(json!({"error": "ACCESS_DENIED", "error_description": "REST API is available only on commercial plans"}),
           "ACCESS_DENIED", ErrorKind::Stopped(StopReason::PlanForbidsRest))]
    #[case(json!({"error": "ACCESS_DENIED", "error_description": "Access denied!"}), "ACCESS_DENIED", ErrorKind::Denied)]
    #[case(json!({"error": "QUERY_LIMIT_EXCEEDED"}), "QUERY_LIMIT_EXCEEDED", ErrorKind::RetryLater { until_ms: 7 })]
    fn a_code_decides_what_to_do(#[case] body: Value, #[case] code: &str, #[case] kind: ErrorKind) {
        let error = ApiError::from_body(&body).unwrap();
        assert_eq!(error.code, code);
        assert_eq!(error.kind(7), kind);
    }

    #[test]
    fn a_body_without_the_key_is_no_error() {
        assert_eq!(ApiError::from_body(&json!({"result": {"error": "inside"}})), None);
        assert_eq!(ApiError::from_body(&json!([1])), None);
    }

    #[test]
    fn a_complaint_names_its_argument() {
        let body = json!({"error": "ERROR_ARGUMENT", "error_description": "Wrong", "argument": "PLACEMENT"});
        assert_eq!(ApiError::from_body(&body).unwrap().argument.as_deref(), Some("PLACEMENT"));
    }
}
