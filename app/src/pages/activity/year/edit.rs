//! Changing a month's plan in its cell: typed, saved with Enter, told with a way to take it back or to set the rest of
//! the year alike. Who was faster is told, too.

use super::person_at;
use crate::api::ApiError;
use crate::format::{NOTHING, count};
use crate::i18n::years::{YearMessages, words};
use crate::i18n::{Messages, messages};
use crate::pages::activity::answer::Answer;
use crate::pages::activity::month::edit::typed as number;
use crate::pages::activity::state::ActivityState;
use crate::pages::activity::table::{Key, Place};
use crate::ui::icon::Icon;
use crate::ui::reactive::piece;
use crate::ui::states::error_words;
use crate::ui::toast::toasts;
use domain::activity::edit::{CellEdit, CellFault, Fault, PlanOrder, RateChange};
use domain::activity::period::{Month, months_of};
use domain::activity::plan::{Rate, Span};
use domain::activity::year::YearGrid;
use domain::ids::PersonId;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};

/// A plan that is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Typed {
    place: Place,
    person: PersonId,
    month: Month,
    /// The digit it began with.
    digit: Option<char>,
    /// What was in force when that was read, and its version: what others set meanwhile is no silent loss.
    rate: Rate,
    version: i64,
}

/// What is told about a change.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    /// It was made.
    Changed { change: i64, before: Option<u32>, after: Option<u32> },
    /// Somebody else was first.
    Conflict { by: Option<PersonId>, theirs: Option<u32>, version: i64, mine: Option<u32> },
    /// It was not made.
    Refused(String),
}

/// Changing plans; copies share it.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    /// The cell the keyboard is on.
    pub(super) at: RwSignal<Place>,
    /// Grows when that cell is to take the focus.
    pub(super) wish: RwSignal<u64>,
    state: ActivityState,
    grid: Answer<YearGrid>,
    typed: RwSignal<Option<Typed>>,
    told: RwSignal<Option<(Typed, Told)>>,
    /// Where the note stands: below its cell, from the left and the top of the table.
    spot: RwSignal<(f64, f64)>,
}

impl Editor {
    /// Nothing typed yet.
    pub(super) fn new(state: ActivityState, grid: Answer<YearGrid>) -> Self {
        Self {
            at: RwSignal::new(Place::default()),
            wish: RwSignal::new(0),
            state,
            grid,
            typed: RwSignal::new(None),
            told: RwSignal::new(None),
            spot: RwSignal::new((0.0, 0.0)),
        }
    }

    /// Whose plan is typed, if any is.
    pub(super) fn busy_with(self) -> Option<PersonId> {
        self.typed.with(|typed| typed.map(|typed| typed.person))
    }

    /// The column of a row that is typed in.
    pub(super) fn typed(self, key: Key) -> Option<usize> {
        self.typed.with(|typed| typed.filter(|typed| typed.place.key == key).map(|typed| typed.place.col))
    }

    /// Begins to type, if the viewer may.
    pub(super) fn begin(self, place: Place, (person, month): (PersonId, Month), digit: Option<char>) {
        let (rate, version) = self.known(person, month);
        let typed = Typed { place, person, month, digit, rate, version };
        if !self.state.is_planner() {
            return;
        }
        self.find_spot(place);
        if !self.state.may_plan(month) {
            self.told.set(Some((typed, Told::Refused(words().closed.to_owned()))));
            return;
        }
        self.told.set(None);
        self.at.set(place);
        self.typed.set(Some(typed));
    }

    fn find_spot(self, place: Place) {
        let selector = format!("[data-row=\"{}\"] > [data-col=\"{}\"]", place.key.code(), place.col);
        let Some(cell) = document().query_selector(&selector).ok().flatten() else { return };
        let Some(frame) = cell.closest(".ywrap").ok().flatten() else { return };
        let (cell, frame) = (cell.get_bounding_client_rect(), frame.get_bounding_client_rect());
        let below = cell.bottom() - frame.top() + 4.0;
        let top = if below > frame.height() - 56.0 { (cell.top() - frame.top() - 48.0).max(0.0) } else { below };
        self.spot.set((frame.right() - cell.right(), top));
    }

    fn back(self) {
        self.typed.set(None);
        self.wish.update(|wish| *wish += 1);
    }

    /// The present rate of a month and its version.
    fn known(self, person: PersonId, month: Month) -> (Rate, i64) {
        let found = self.grid.value.with_untracked(|grid| {
            let grid = grid.as_deref()?;
            let at = person_at(grid, person)?;
            let place = grid.months.iter().position(|head| head.month == month)?;
            let cell = &grid.people[at].months[place];
            Some((cell.rate, cell.version))
        });
        found.unwrap_or_default()
    }

    fn name(self, person: PersonId) -> String {
        let name = self.grid.value.with_untracked(|grid| {
            let grid = grid.as_deref()?;
            Some(grid.roster.people[person_at(grid, person)?].name.clone())
        });
        name.unwrap_or_else(|| words().somebody.to_owned())
    }

    /// The field in the cell.
    pub(super) fn field(self, place: Place) -> AnyView {
        let w = words();
        let Some(typed) = self.typed.get_untracked().filter(|typed| typed.place == place) else { return ().into_any() };
        let begun = typed.digit.map_or_else(|| begun_text(typed.rate), |digit| digit.to_string());
        let input = NodeRef::<html::Input>::new();
        Effect::new(move |_| {
            if let Some(input) = input.get() {
                // A field that is gone can not take the focus.
                drop(input.focus());
                let end = u32::try_from(input.value().len()).unwrap_or_default();
                match typed.digit {
                    None => input.select(),
                    // What is typed next comes after what is there; a browser that refuses leaves it before.
                    Some(_) => drop(input.set_selection_range(end, end)),
                }
            }
        });
        let press = move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" | "Tab" => {
                event.prevent_default();
                event.stop_propagation();
                if let Some(field) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
                    self.commit(typed, &field.value());
                }
            }
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                self.back();
            }
            _ => {}
        };
        let left = move |event: web_sys::FocusEvent| {
            let value = event_target_value(&event);
            if self.typed.get_untracked() == Some(typed) && value != begun_text(typed.rate) {
                self.commit(typed, &value);
            } else if self.typed.get_untracked() == Some(typed) {
                self.typed.set(None);
            }
        };
        let month = w.months[usize::from(typed.month.number()) - 1];
        view! {
            <div class="q ed">
                <input
                    type="text"
                    inputmode="numeric"
                    maxlength="7"
                    autocomplete="off"
                    aria-label=(w.plan_field)(&self.name(typed.person), month)
                    value=begun
                    node_ref=input
                    on:keydown=press
                    on:blur=left
                />
            </div>
        }
        .into_any()
    }

    fn commit(self, typed: Typed, text: &str) {
        let Ok(wanted) = number(text) else {
            self.told.set(Some((typed, Told::Refused(words().whole_number.to_owned()))));
            return;
        };
        self.back();
        if wanted == typed.rate.calls {
            return;
        }
        self.order(typed, wanted, typed.version);
    }

    fn order(self, typed: Typed, wanted: Option<u32>, seen: i64) {
        let span = Span::Month(typed.month);
        let change = RateChange { calls: Some(wanted), meetings: None };
        let order = PlanOrder::Cells { cells: vec![CellEdit { person: typed.person, span, change, seen: Some(seen) }] };
        // What is looked up by context is looked up before anything is waited for.
        let (w, t, notes) = (words(), messages(), toasts());
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            let told = match api.order(&order).await {
                Ok(answer) => {
                    let rates = answer.cells.first().map(|cell| (cell.before.calls, cell.after.calls));
                    let (before, after) = rates.unwrap_or((None, wanted));
                    answer.change.map(|change| Told::Changed { change, before, after })
                }
                Err(error) => Some(refusal(&error, wanted, w, t)),
            };
            match told {
                Some(told) => drop(self.told.try_set(Some((typed, told)))),
                None => notes.tell(w.unchanged.to_owned()),
            }
            self.grid.fetch();
        });
    }

    /// Takes the change back.
    fn undo(self, change: i64) {
        let (w, t, notes) = (words(), messages(), toasts());
        self.told.set(None);
        self.wish.update(|wish| *wish += 1);
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            match api.undo(change).await {
                Ok(_) => notes.tell(w.undone.to_owned()),
                Err(error) => notes.tell(error_words(&error, t).0),
            }
            self.grid.fetch();
        });
    }

    /// Sets every month of the year the viewer may still change alike.
    fn fill(self, typed: Typed, plan: Option<u32>) {
        let (w, t, notes) = (words(), messages(), toasts());
        let open = months_of(typed.month.year()).filter(|month| self.state.may_plan(*month)).collect::<Vec<_>>();
        let (Some(first), Some(last)) = (open.first().copied(), open.last().copied()) else { return };
        self.told.set(None);
        self.wish.update(|wish| *wish += 1);
        let change = RateChange { calls: Some(plan), meetings: None };
        let order = PlanOrder::FillMonths { people: vec![typed.person], first, last, change };
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            match api.order(&order).await {
                Ok(answer) => notes.tell((w.filled)(answer.cells.len() + 1)),
                Err(error) => notes.tell(error_words(&error, t).0),
            }
            self.grid.fetch();
        });
    }

    fn forget(self) {
        self.told.set(None);
        self.wish.update(|wish| *wish += 1);
    }

    /// The note about the last change.
    pub(super) fn hint(self) -> AnyView {
        let inside = piece(move || {
            let Some((typed, told)) = self.told.get() else { return ().into_any() };
            let (right, top) = self.spot.get_untracked();
            let style = format!("right:{right:.0}px;top:{top:.0}px");
            let key = move |event: KeyboardEvent| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    self.forget();
                }
            };
            view! { <div class="pop hint" style=style on:keydown=key>{self.told_view(typed, told)}</div> }.into_any()
        });
        view! { <div class="hints" role="status">{inside}</div> }.into_any()
    }

    fn told_view(self, typed: Typed, told: Told) -> AnyView {
        let w = words();
        let plan = |plan: Option<u32>| plan.map_or_else(|| NOTHING.to_owned(), |plan| count(u64::from(plan)));
        let month = w.months[usize::from(typed.month.number()) - 1].to_lowercase();
        let close = view! {
            <button class="btn ghost sm icon" type="button" aria-label=messages().close on:click=move |_| self.forget()>
                <Icon name="x" />
            </button>
        };
        match told {
            Told::Changed { change, before, after } => {
                let text = (w.changed)(&self.name(typed.person), &month, &plan(before), &plan(after));
                view! {
                    <span>{text}</span>
                    <button class="btn sm" type="button" on:click=move |_| self.fill(typed, after)>{w.to_whole_year}</button>
                    <button class="btn ghost sm" type="button" on:click=move |_| self.undo(change)>{w.undo}</button>
                    {close}
                }
                .into_any()
            }
            Told::Conflict { by, theirs, version, mine } => {
                let who = by.map_or_else(|| w.somebody.to_owned(), |by| self.name(by));
                let again = move |_| {
                    self.told.set(None);
                    self.wish.update(|wish| *wish += 1);
                    self.order(typed, mine, version);
                };
                view! {
                    <span class="neg">{(w.conflict)(&who, &plan(theirs))}</span>
                    <button class="btn sm" type="button" on:click=move |_| self.forget()>{(w.keep_theirs)(&plan(theirs))}</button>
                    <button class="btn ghost sm" type="button" on:click=again>{(w.set_mine)(&plan(mine))}</button>
                    {close}
                }
                .into_any()
            }
            Told::Refused(text) => view! { <span class="neg">{text}</span>{close} }.into_any(),
        }
    }
}

fn begun_text(rate: Rate) -> String {
    rate.calls.map(|plan| plan.to_string()).unwrap_or_default()
}

/// Why an order was not carried out.
fn refusal(error: &ApiError, mine: Option<u32>, w: &YearMessages, t: &Messages) -> Told {
    if let ApiError::Problem(problem) = error
        && let Some(CellFault { fault, by, current, .. }) = problem.cells.first()
    {
        match (fault, current) {
            (Fault::Conflict, Some((rate, version))) => {
                return Told::Conflict { by: *by, theirs: rate.calls, version: *version, mine };
            }
            (Fault::Closed, _) => return Told::Refused(w.closed.to_owned()),
            (Fault::Number, _) => return Told::Refused(w.whole_number.to_owned()),
            _ => {}
        }
    }
    Told::Refused(error_words(error, t).0)
}
