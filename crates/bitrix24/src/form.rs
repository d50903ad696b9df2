//! What the portal posts to the app: the launch of a page, and events. Both are forms with PHP's nested
//! keys, all values text.
//!
//! Nothing read here is to be believed yet: a form proves nothing until its token was shown to the OAuth
//! server or its application token was compared with the stored one.

mod event;
mod launch;
mod nested;

pub use event::{Event, EventAuth};
pub use launch::LaunchPost;
pub use nested::parse_nested;

/// Most bytes of a form.
pub const MAX_BYTES: usize = 1 << 20;
/// Most fields of a form.
pub const MAX_FIELDS: usize = 2_000;
/// Deepest nesting of a key.
pub const MAX_DEPTH: usize = 8;

/// Why a form cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A required field is missing or empty.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field is there and makes no sense.
    #[error("the field {0} is not valid")]
    Invalid(&'static str),
    /// The form is larger than [`MAX_BYTES`].
    #[error("the form is too long")]
    TooLong,
    /// The form has more than [`MAX_FIELDS`] fields.
    #[error("the form has too many fields")]
    TooManyFields,
    /// A key is nested deeper than [`MAX_DEPTH`].
    #[error("the form is nested too deeply")]
    TooDeep,
}
