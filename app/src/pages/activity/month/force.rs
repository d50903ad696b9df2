//! Counting a day as met, and taking that back.

use super::changes::{Note, Undo};
use super::desk::Desk;
use crate::api::ApiError;
use crate::pages::activity::when::day_name;
use crate::routes::activity::CellPlace;
use crate::ui::states::error_words;
use domain::day::Day;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Words for a name and a day, and what can be taken back.
type Told = (fn(&str, &str) -> String, Option<Undo>);

/// Counts a day as met.
pub(super) fn complete(desk: Desk, place: CellPlace, day: Day, reason: String) {
    let done = (desk.talk.forced, Some(Undo::Forced(place, day)));
    act(desk, place, day, done, async move |desk: Desk| {
        let api = desk.state.api()?;
        Some(api.force(place.person, day, &reason).await)
    });
}

/// Takes that back.
pub(super) fn take_back(desk: Desk, place: CellPlace, day: Day) {
    act(desk, place, day, (desk.talk.unforced, None), async move |desk: Desk| {
        let api = desk.state.api()?;
        Some(api.unforce(place.person, day).await)
    });
}

fn act(
    desk: Desk,
    place: CellPlace,
    day: Day,
    (words, undo): Told,
    ask: impl AsyncFnOnce(Desk) -> Option<Result<(), ApiError>> + 'static,
) {
    desk.changes.note.set(None);
    desk.changes.busy.set(true);
    spawn_local(async move {
        let Some(answer) = ask(desk).await else { return };
        if desk.changes.busy.is_disposed() {
            return;
        }
        desk.changes.busy.set(false);
        match answer {
            Ok(()) => {
                let name = desk.name_of(place.person).unwrap_or_default();
                let words = words(&name, &day_name(day, desk.words));
                desk.changes.note.set(Some(Note { words, bad: false, undo, month: None, again: None }));
            }
            Err(error) => {
                let (why, _) = error_words(&error, desk.common);
                desk.changes.tell(format!("{}. {why}", desk.words.edit.failed), true);
            }
        }
        desk.store.fetch();
    });
}
