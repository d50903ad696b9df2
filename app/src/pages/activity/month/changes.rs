//! What was changed, with a way back; what stood in the way, named cell by cell.

use super::cursor::At;
use super::desk::Desk;
use super::edit::Target;
use super::layout::{Col, RowKey};
use crate::api::ApiError;
use crate::i18n::activity::ActivityMessages;
use crate::pages::activity::when::span_name;
use crate::routes::activity::CellPlace;
use crate::ui::states::error_words;
use domain::activity::answers::PlanAnswer;
use domain::activity::edit::{CellFault, Fault, PlanOrder};
use domain::activity::plan::{Rate, Span};
use domain::day::Day;
use domain::ids::PersonId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How a change is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// One cell.
    Cell {
        /// Which.
        target: Target,
        /// What is set.
        value: Option<u32>,
    },
    /// Several.
    Many,
}

/// What the note below the grid says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    /// Words.
    pub(crate) words: String,
    /// Whether something is wrong.
    pub(crate) bad: bool,
    /// What can be taken back.
    pub(crate) undo: Option<Undo>,
    /// What can be done next: the same plan for the whole month.
    pub(crate) month: Option<PlanOrder>,
    /// What can be tried again.
    pub(crate) again: Option<(PlanOrder, Said)>,
}

/// What can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undo {
    /// A change of plans.
    Plans(i64),
    /// A day that was counted as met.
    Forced(CellPlace, Day),
}

/// What stands in the way of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// The order.
    pub(crate) order: PlanOrder,
    /// How it would have been told.
    pub(crate) said: Said,
    /// Cells in its way.
    pub(crate) faults: Vec<CellFault>,
    /// How many there are; the server names the first ones.
    pub(crate) count: u64,
}

impl Trouble {
    /// The only cell, when all that is wrong with it is that somebody else was first.
    pub(crate) fn conflict(&self) -> Option<(&CellFault, PersonId, Span)> {
        let [fault] = self.faults.as_slice() else { return None };
        let is_single = matches!(&self.order, PlanOrder::Cells { cells } if cells.len() == 1);
        let is_conflict = fault.fault == Fault::Conflict && is_single;
        Some((fault, fault.person?, fault.span?)).filter(|_| is_conflict)
    }
}

/// Changes of plans; copies share them.
#[derive(Clone, Copy)]
pub(crate) struct Changes {
    /// What is told below the grid.
    pub(crate) note: RwSignal<Option<Note>>,
    /// What stands in the way.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// Cells that were refused, marked in the grid.
    pub(crate) bad: RwSignal<Vec<(PersonId, Span)>>,
    /// Whether what is typed is no number.
    pub(crate) wrong: RwSignal<bool>,
    /// Whether an order is on its way.
    pub(crate) busy: RwSignal<bool>,
}

impl Changes {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self {
            note: RwSignal::new(None),
            trouble: RwSignal::new(None),
            bad: RwSignal::new(Vec::new()),
            wrong: RwSignal::new(false),
            busy: RwSignal::new(false),
        }
    }

    /// Says something below the grid.
    pub(crate) fn tell(self, words: String, bad: bool) {
        self.note.set(Some(Note { words, bad, undo: None, month: None, again: None }));
    }

    /// Sends an order and tells what came of it.
    pub(crate) fn order(self, desk: Desk, order: PlanOrder, said: Said) {
        self.note.set(None);
        self.bad.set(Vec::new());
        self.busy.set(true);
        spawn_local(async move {
            let Some(api) = desk.state.api() else { return };
            let answer = api.order(&order).await;
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(answer) => self.done(desk, &answer, &said),
                Err(error) => self.refused(desk, error, order, said),
            }
        });
    }

    /// What was changed is shown at once, and can be taken back.
    pub(crate) fn done(self, desk: Desk, answer: &PlanAnswer, said: &Said) {
        let w = desk.words;
        let count = answer.cells.len() as u64;
        let words = match said {
            _ if answer.change.is_none() => w.edit.unchanged.to_owned(),
            Said::Cell { target, value } => cell_words(desk, target, *value, w),
            Said::Many => (w.edit.changed_many)(count),
        };
        let month = match said {
            Said::Cell { target: Target { person, span: Span::Day(day), .. }, value } if value.is_some() => {
                let month = Span::Day(*day).month();
                let change = super::edit::change_of(desk.planned_now(), *value);
                Some(PlanOrder::FillMonths { people: vec![*person], first: month, last: month, change })
            }
            _ => None,
        };
        self.note.set(Some(Note { words, bad: false, undo: answer.change.map(Undo::Plans), month, again: None }));
        desk.store.fetch();
    }

    fn refused(self, desk: Desk, error: ApiError, order: PlanOrder, said: Said) {
        match error {
            ApiError::Problem(problem) if !problem.cells.is_empty() => {
                let faults = problem.cells.clone();
                let cell = |fault: &CellFault| Some((fault.person?, fault.span?));
                self.bad.set(faults.iter().filter_map(cell).collect());
                let count = number_in(&problem.detail).unwrap_or_default().max(faults.len() as u64);
                self.trouble.set(Some(Trouble { order, said, faults, count }));
                // A conflict is about something that is not shown yet.
                desk.store.fetch();
            }
            error => self.failed(desk, &error, Some((order, said))),
        }
    }

    fn failed(self, desk: Desk, error: &ApiError, again: Option<(PlanOrder, Said)>) {
        let (words, _) = error_words(error, desk.common);
        let again = again.filter(|_| matches!(error, ApiError::Network | ApiError::Unexpected(_)));
        let words = format!("{}. {words}", desk.words.edit.failed);
        self.note.set(Some(Note { words, bad: true, undo: None, month: None, again }));
    }

    /// Takes a change back.
    pub(crate) fn undo(self, desk: Desk, change: i64) {
        self.note.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let Some(api) = desk.state.api() else { return };
            let answer = api.undo(change).await;
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            let w = desk.words;
            match answer {
                Ok(answer) => self.tell((w.edit.undone)(answer.cells.len() as u64), false),
                Err(ApiError::Problem(problem)) if problem.kind == "conflict" && !problem.cells.is_empty() => {
                    self.tell((w.edit.conflict_undo)(problem.cells.len() as u64), true);
                }
                Err(error) => self.failed(desk, &error, None),
            }
            desk.store.fetch();
        });
    }
}

/// The first number of a text.
fn number_in(text: &str) -> Option<u64> {
    let digits: String =
        text.chars().skip_while(|char| !char.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn cell_words(desk: Desk, target: &Target, value: Option<u32>, w: &ActivityMessages) -> String {
    let plan = |plan: Option<u32>| plan.map_or_else(|| w.edit.no_plan.to_owned(), |plan| plan.to_string());
    let name = desk.name_of(target.person).unwrap_or_default();
    (w.edit.changed)(&name, &span_name(target.span, w), &plan(target.plan), &plan(value))
}

/// A rate in words: calls, or meetings where these are shown.
pub(crate) fn rate_words(desk: Desk, rate: Rate) -> String {
    let plan = match desk.planned_now() {
        domain::activity::edit::Planned::Calls => rate.calls,
        domain::activity::edit::Planned::Meetings => rate.meetings,
    };
    plan.map_or_else(|| desk.words.edit.no_plan.to_owned(), |plan| plan.to_string())
}

/// Goes to the cell of a fault.
pub(crate) fn show(desk: Desk, person: PersonId, span: Span) {
    let col = match span {
        Span::Day(day) => {
            let first = desk.scene.with_untracked(|scene| scene.month.first());
            Col::Day(usize::try_from(day.0 - first.0).unwrap_or_default())
        }
        _ => Col::Plan,
    };
    desk.cursor.go(At { row: RowKey::Person(person), col }, false);
    desk.cursor.focus();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_bad_cells_is_read_from_the_words() {
        assert_eq!(number_in("317 cells stand in the way, nothing was changed"), Some(317));
        assert_eq!(number_in("not found"), None);
    }

    #[test]
    fn a_single_cell_that_somebody_else_changed_is_a_question_and_several_are_a_list() {
        let fault = CellFault::of(Fault::Conflict, PersonId(7), Span::Day(domain::day::Day(5)));
        let cell = domain::activity::edit::CellEdit {
            person: PersonId(7),
            span: Span::Day(domain::day::Day(5)),
            change: domain::activity::edit::RateChange::calls(25),
            seen: Some(0),
        };
        let order = |count| PlanOrder::Cells { cells: vec![cell; count] };
        let trouble = |faults: &[CellFault], count| Trouble {
            order: order(count),
            said: Said::Many,
            faults: faults.to_vec(),
            count: 1,
        };
        assert!(trouble(std::slice::from_ref(&fault), 1).conflict().is_some());
        assert!(trouble(std::slice::from_ref(&fault), 2).conflict().is_none());
        assert!(trouble(&[fault.clone(), fault.clone()], 2).conflict().is_none());
        let off = CellFault { fault: Fault::DayOff, ..fault };
        assert!(trouble(&[off], 1).conflict().is_none());
    }
}
