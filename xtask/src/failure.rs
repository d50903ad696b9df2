//! Why a command could not be finished, in words for the person who started it.

use std::fmt;

/// Result of a step.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// What was being done and why it failed.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// A failure told by one sentence.
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Adds what was being done to an error of another kind.
pub(crate) trait Doing<T> {
    /// Turns the error into "doing: error".
    ///
    /// # Errors
    /// The same error, told with its circumstances.
    fn doing(self, what: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("{what}: {error}")))
    }
}

impl<T> Doing<T> for Option<T> {
    fn doing(self, what: impl fmt::Display) -> Outcome<T> {
        self.ok_or_else(|| Failure(what.to_string()))
    }
}
