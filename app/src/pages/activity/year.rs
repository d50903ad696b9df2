//! The year: twelve months of plan and fact, how the year stands, and when people call.

mod bar;
mod charts;
mod edit;
mod lines;
mod standing;

pub(crate) use charts::year_charts;
pub(super) use lines::named_of;

use super::answer::Answer;
use super::explain::{Told, explain_button};
use super::export::export_button;
use super::head::head;
use super::rows::rows;
use super::state::ActivityState;
use super::table::{Act, Key, Place, Table, table_view};
use crate::i18n::years::words;
use crate::parts;
use crate::routes::activity::{CellPlace, Tab, measure_code};
use crate::ui::later::later;
use crate::ui::reactive::piece;
use bar::{Teams, bar, filter_of, nothing, year_switch};
use domain::activity::heat::HeatGrid;
use domain::activity::period::{Month, day_text};
use domain::activity::plan::Span;
use domain::activity::roster::RowRef;
use domain::activity::year::{YearGrid, YearLine};
use domain::ids::PersonId;
use edit::Editor;
use futures_util::FutureExt as _;
use leptos::prelude::*;
use standing::standing_card;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) use bar::{
    Teams as TabTeams, bar as tab_bar, filter_of as tab_filter, nothing as tab_nothing, year_switch as tab_year,
};

/// What the year's page holds; copies share it.
#[derive(Clone, Copy)]
pub(crate) struct YearDesk {
    /// The page.
    pub(crate) state: ActivityState,
    /// The grid.
    pub(crate) grid: Answer<YearGrid>,
    /// Hours and weekdays.
    pub(crate) heat: Answer<HeatGrid>,
    /// Changing plans.
    pub(crate) editor: Editor,
}

impl YearDesk {
    fn new(state: ActivityState) -> Self {
        let asked = Memo::new(move |_| {
            let measure = state.measure.get().map(|measure| format!("&measure={}", measure_code(measure)));
            format!("year?year={}{}", state.year.get(), measure.unwrap_or_default())
        });
        let hours = Memo::new(move |_| {
            let year = state.year.get();
            let (first, last) = (Month::of_year(year, 1).first(), Month::of_year(year, 12).last());
            let team = state.view.with(|view| view.department).map(|id| format!("&department={id}"));
            format!("heat?from={}&until={}{}", day_text(first), day_text(last), team.unwrap_or_default())
        });
        let grid = Answer::new(state, asked);
        Self { state, grid, heat: Answer::new(state, hours), editor: Editor::new(state, grid) }
    }

    /// Something of the line that stands for everybody shown: the chosen department's, or the company's.
    pub(crate) fn whole<T>(self, read: impl FnOnce(&YearGrid, &YearLine) -> T) -> Option<T> {
        let chosen = self.state.view.with(|view| view.department);
        self.grid.value.with(|grid| {
            let grid = grid.as_deref()?;
            let at = chosen.and_then(|id| grid.roster.departments.iter().position(|row| row.id == id));
            Some(read(grid, at.map_or(&grid.company, |at| &grid.departments[at])))
        })
    }
}

/// The tab.
pub(crate) fn year_page(state: ActivityState) -> AnyView {
    let desk = YearDesk::new(state);
    provide_context(Teams(Memo::new(move |_| {
        desk.grid.value.with(|grid| grid.as_ref().map(|grid| teams(&grid.roster)).unwrap_or_default())
    })));
    let table = table(desk);
    let told = Signal::derive(move || desk.grid.value.with(|grid| grid.as_ref().map(|grid| grid.explained)));
    let tools = view! {
        {year_switch(state)}
        {explain_button(Told { state, explained: told })}
        {export_button(state, "year")}
    };
    let charts = later(move || parts::year_charts(desk).boxed_local(), waiting_charts);
    let is_empty = Memo::new(move |_| table.rows.with(|rows| rows.is_empty()));
    let editor = desk.editor;
    let shown = table.clone();
    // Once, not at each answer: a table that is built anew has neither focus nor place.
    let known = Memo::new(move |_| desk.grid.value.with(Option::is_some));
    let body = piece(move || match (known.get(), is_empty.get()) {
        (true, false) => view! {
            <div class="card frame ywrap" class:stale=move || desk.grid.waiting.get()>
                {table_view(shown.clone())}
                {editor.hint()}
            </div>
        }
        .into_any(),
        (known, _) => nothing(state, known, desk.grid.error, Callback::new(move |()| desk.grid.fetch())),
    });
    view! {
        {head(state, Tab::Year, tools.into_any())}
        {bar(state, Tab::Year, told, desk.grid.error)}
        <main class="main yr" id="main" aria-label=words().chart_title>
            <section class="strip" aria-label=words().fact_of_year>
                {standing_card(desk)}
                {charts}
            </section>
            {body}
        </main>
    }
    .into_any()
}

/// Departments that can be chosen.
pub(super) fn teams(roster: &domain::activity::roster::Roster) -> Vec<(domain::ids::DepartmentId, String, u32)> {
    roster.departments.iter().map(|row| (row.id, row.name.clone(), row.depth)).collect()
}

fn waiting_charts() -> AnyView {
    view! { <div class="card lc"><i class="sk"></i></div><div class="card hm no-phone"><i class="sk"></i></div> }
        .into_any()
}

fn table(desk: YearDesk) -> Table {
    let state = desk.state;
    let folded = RwSignal::new(BTreeSet::new());
    let filter = filter_of(state);
    let rows = Memo::new(move |_| {
        let rows = desk.grid.value.with(|grid| {
            let grid = grid.as_deref()?;
            // Whoever's plan is typed stays, whatever becomes of the figures meanwhile.
            let busy = desk.editor.busy_with();
            let behind = |at: usize| grid.people[at].total.is_behind() || busy == Some(grid.roster.people[at].id);
            Some(filter.with(|filter| folded.with(|folded| rows(&grid.roster, filter, folded, behind))))
        });
        Arc::new(rows.unwrap_or_default())
    });
    let heads = Memo::new(move |_| {
        let heads = desk.grid.value.with(|grid| grid.as_deref().map(|grid| lines::heads(grid, state.present.get())));
        Arc::new(heads.unwrap_or_default())
    });
    let line = move |key: Key| lines::line(desk, key);
    let field = move |place: Place| desk.editor.field(place);
    let editor = desk.editor;
    Table {
        label: Signal::derive(move || (words().year_grid)(state.year.get())),
        rows,
        heads,
        first: words().employee,
        folded,
        at: editor.at,
        wish: editor.wish,
        line: Arc::new(line),
        field: Arc::new(field),
        act: Callback::new(move |act| acted(desk, act)),
        class: "yg",
    }
}

fn acted(desk: YearDesk, act: Act) {
    let (Act::Open(place) | Act::Type(place, _)) = act;
    let Some(month) = month_of(desk, place.col) else { return };
    match (act, place.key) {
        (Act::Open(_), Key::Head) => desk.state.view.update(|view| {
            view.month = Some(month);
            view.tab = Tab::Month;
        }),
        (Act::Open(_), Key::Person(person)) => open_cell(desk.state, person, month),
        (Act::Type(_, digit), Key::Person(person)) => desk.editor.begin(place, (person, month), digit),
        _ => {}
    }
}

/// The month of a column.
pub(super) fn month_of(desk: YearDesk, col: usize) -> Option<Month> {
    let at = col.checked_sub(1)?;
    desk.grid.value.with_untracked(|grid| grid.as_ref()?.months.get(at).map(|head| head.month))
}

/// Shows what a month of a person is made of.
fn open_cell(state: ActivityState, person: PersonId, month: Month) {
    state.view.update(|view| {
        view.month = Some(month);
        view.cell = Some(CellPlace { person, span: Span::Month(month) });
    });
}

/// A person's place in the grid.
pub(super) fn person_at(grid: &YearGrid, person: PersonId) -> Option<usize> {
    grid.roster.people.iter().position(|row| row.id == person)
}

/// A row's line.
pub(super) fn line_of(grid: &YearGrid, place: RowRef) -> &YearLine {
    match place {
        RowRef::Department(at) => &grid.departments[at as usize],
        RowRef::Person(at) => &grid.people[at as usize],
    }
}
