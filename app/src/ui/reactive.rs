//! Closures of one type. A view is compiled anew for every type of closure in it; boxed ones share what is compiled.

use leptos::prelude::*;

/// Text that follows what it reads.
pub(crate) type Text = Box<dyn FnMut() -> String + Send>;
/// Text that may be absent.
pub(crate) type MaybeText = Box<dyn FnMut() -> Option<String> + Send>;
/// A condition that follows what it reads.
pub(crate) type Flag = Box<dyn FnMut() -> bool + Send>;
/// A piece of a page that follows what it reads.
pub(crate) type Piece = Box<dyn FnMut() -> AnyView + Send>;

/// Text that follows what it reads.
pub(crate) fn text(read: impl FnMut() -> String + Send + 'static) -> Text {
    Box::new(read)
}

/// Text that may be absent, for attributes.
pub(crate) fn maybe(read: impl FnMut() -> Option<String> + Send + 'static) -> MaybeText {
    Box::new(read)
}

/// A condition that follows what it reads.
pub(crate) fn flag(read: impl FnMut() -> bool + Send + 'static) -> Flag {
    Box::new(read)
}

/// A piece of a page that follows what it reads.
pub(crate) fn piece(read: impl FnMut() -> AnyView + Send + 'static) -> Piece {
    Box::new(read)
}
