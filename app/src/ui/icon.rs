//! Icons: drawn once in the page, referred to by name.

use leptos::prelude::*;

/// An icon of 16 pixels beside words that say the same; hidden from screen readers.
#[component]
pub(crate) fn Icon(
    /// Name of the symbol.
    name: &'static str,
) -> impl IntoView {
    view! { <svg class="i" viewBox="0 0 16 16" aria-hidden="true"><use_ href=format!("#i-{name}") /></svg> }
}

/// The same in 12 pixels.
#[component]
pub(crate) fn SmallIcon(
    /// Name of the symbol.
    name: &'static str,
) -> impl IntoView {
    view! { <svg class="i i-s" viewBox="0 0 16 16" aria-hidden="true"><use_ href=format!("#i-{name}") /></svg> }
}

/// A drawing of 56 pixels above the words of an empty page.
#[component]
pub(crate) fn Drawing(
    /// Name of the symbol.
    name: &'static str,
) -> impl IntoView {
    view! { <svg class="i" viewBox="0 0 56 56" aria-hidden="true"><use_ href=format!("#i-{name}") /></svg> }
}

/// The mark of the product.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! { <svg viewBox="0 0 22 22" aria-hidden="true"><use_ href=String::from("#i-mark") /></svg> }
}
