//! A circle with initials.

use crate::format::initials;
use leptos::prelude::*;

/// Tints an avatar may have.
const TINTS: [&str; 5] = ["ava", "ava a1", "ava a2", "ava a3", "ava a4"];

/// Initials of a person; the tint follows the id, so a person looks the same everywhere.
#[component]
pub(crate) fn Avatar(
    /// Bitrix24 id of the person.
    id: i64,
    /// Their full name.
    name: String,
) -> impl IntoView {
    let tint = usize::try_from(id.rem_euclid(5)).unwrap_or_default();
    view! { <span class=TINTS[tint] aria-hidden="true">{initials(&name)}</span> }
}
