//! Refusals of REST methods, with the documented codes, texts and statuses.

use crate::php::Value;

/// A refusal. The code is a [`Value`] because some documented ones are numbers or empty.
#[derive(Debug, Clone)]
pub(crate) struct RestError {
    pub(crate) status: u16,
    pub(crate) code: Value,
    pub(crate) text: String,
    pub(crate) argument: Option<&'static str>,
}

impl RestError {
    pub(crate) fn new(status: u16, code: &'static str, text: impl Into<String>) -> Self {
        Self { status, code: Value::word(code), text: text.into(), argument: None }
    }

    /// 400 with an empty code: how legacy CRM methods refuse.
    pub(crate) fn legacy(text: impl Into<String>) -> Self {
        Self::new(400, "", text)
    }

    pub(crate) fn argument(name: &'static str) -> Self {
        let text = format!("Argument '{name}' is null or empty");
        Self { argument: Some(name), ..Self::new(400, "ERROR_ARGUMENT", text) }
    }

    /// A missing parameter of a method with typed parameters.
    pub(crate) fn missing(name: &'static str) -> Self {
        Self::new(400, "100", format!("Could not find value for parameter {{{name}}}"))
    }

    /// A refusal whose code is a number.
    pub(crate) fn numbered(status: u16, code: i64, text: impl Into<String>) -> Self {
        Self { status, code: Value::Int(code), text: text.into(), argument: None }
    }

    pub(crate) fn element_not_found() -> Self {
        Self::new(400, "NOT_FOUND", "Element not found")
    }

    pub(crate) fn not_in_batch() -> Self {
        Self::new(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage")
    }

    pub(crate) fn method_not_found() -> Self {
        Self::new(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")
    }

    pub(crate) fn access_denied() -> Self {
        Self::new(403, "ACCESS_DENIED", "Access denied!")
    }

    pub(crate) fn wrong_auth_type() -> Self {
        let text = "Current authorization type is denied for this method Application context required";
        Self::new(403, "WRONG_AUTH_TYPE", text)
    }

    /// The plan lacks a feature, named as the documents name it.
    pub(crate) fn wrong_license(feature: &str) -> Self {
        Self::new(403, "WRONG_LICENSE", format!("This feature is not enabled for the current license: {feature}"))
    }

    pub(crate) fn insufficient_scope() -> Self {
        let text = "The request requires higher privileges than provided by the access token";
        Self::new(403, "insufficient_scope", text)
    }

    pub(crate) fn query_limit() -> Self {
        Self::new(503, "QUERY_LIMIT_EXCEEDED", "Too many requests")
    }

    pub(crate) fn operation_time() -> Self {
        Self::new(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.")
    }

    pub(crate) fn expired_token() -> Self {
        Self::new(401, "expired_token", "The access token provided has expired.")
    }

    pub(crate) fn invalid_value(text: impl Into<String>) -> Self {
        Self::new(400, "INVALID_ARG_VALUE", text)
    }

    /// The code as the journal keeps it.
    pub(crate) fn code_text(&self) -> String {
        self.code.as_text().unwrap_or_default().into_owned()
    }

    /// `{"error":…,"error_description":…}`.
    pub(crate) fn body(&self) -> Value {
        let mut body = Value::map([("error", self.code.clone()), ("error_description", self.text.as_str().into())]);
        if let Some(argument) = self.argument {
            body.set("argument", Value::word(argument));
        }
        body
    }

    /// The form of the error inside `result_error` of a batch: a missing scope is told without words there.
    pub(crate) fn batch_body(&self) -> Value {
        let mut body = self.body();
        if self.code == Value::word("insufficient_scope") {
            body.set("error_description", Value::word(""));
        }
        body
    }
}
