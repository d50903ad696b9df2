//! Companies called: different ones by month and over the year, with both readings of a group's figure.

use super::answer::Answer;
use super::explain::{Told, explain_button};
use super::export::export_button;
use super::head::head;
use super::rows::rows;
use super::state::ActivityState;
use super::table::{Act, Cell, Head, Key, Line, Place, Table, table_view};
use super::year::{TabTeams, named_of, tab_bar, tab_filter, tab_nothing, tab_year, teams};
use crate::format::count;
use crate::i18n::years::words;
use crate::routes::activity::Tab;
use crate::ui::reactive::piece;
use domain::activity::companies::{CompaniesGrid, CompaniesLine};
use domain::activity::period::{Month, months_of};
use domain::activity::roster::{Roster, RowRef};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The tab.
pub(crate) fn companies_page(state: ActivityState) -> AnyView {
    let w = words();
    let grid = Answer::<CompaniesGrid>::new(state, Memo::new(move |_| format!("companies?year={}", state.year.get())));
    provide_context(TabTeams(Memo::new(move |_| {
        grid.value.with(|grid| grid.as_ref().map(|grid| teams(&grid.roster)).unwrap_or_default())
    })));
    let table = table(state, grid);
    let told = Signal::derive(move || grid.value.with(|grid| grid.as_ref().map(|grid| grid.explained)));
    let tools = view! {
        {tab_year(state)}
        {explain_button(Told { state, explained: told })}
        {export_button(state, "companies")}
    };
    let is_empty = Memo::new(move |_| table.rows.with(|rows| rows.is_empty()));
    let shown = table.clone();
    // Once, not at each answer: a table that is built anew has neither focus nor place.
    let known = Memo::new(move |_| grid.value.with(Option::is_some));
    let body = piece(move || match (known.get(), is_empty.get()) {
        (true, false) => view! {
            <div class="card frame ywrap" class:stale=move || grid.waiting.get()>{table_view(shown.clone())}</div>
            <p class="sub yfoot">{w.companies_note}</p>
        }
        .into_any(),
        (known, _) => tab_nothing(state, known, grid.error, Callback::new(move |()| grid.fetch())),
    });
    view! {
        {head(state, Tab::Companies, tools.into_any())}
        {tab_bar(state, Tab::Companies, told, grid.error)}
        <main class="main yr" id="main" aria-label=w.companies_head>{body}</main>
    }
    .into_any()
}

fn table(state: ActivityState, grid: Answer<CompaniesGrid>) -> Table {
    let w = words();
    let folded = RwSignal::new(BTreeSet::new());
    let filter = tab_filter(state);
    let rows = Memo::new(move |_| {
        let rows = grid.value.with(|grid| {
            let grid = grid.as_deref()?;
            Some(filter.with(|filter| folded.with(|folded| rows(&grid.roster, filter, folded, |_| true))))
        });
        Arc::new(rows.unwrap_or_default())
    });
    let heads = Memo::new(move |_| {
        let present = state.present.get();
        let month = |month: Month| {
            let at = usize::from(month.number()) - 1;
            Head {
                class: if month == present { "m mnow".to_owned() } else { "m".to_owned() },
                means: w.companies_note.to_owned(),
                name: [w.months_short[at].to_owned(), w.months[at].to_owned(), String::new()],
                figures: Vec::new(),
            }
        };
        let year = Head {
            class: "y".to_owned(),
            means: w.companies_note.to_owned(),
            name: [w.whole_year.to_owned(), w.whole_year.to_owned(), String::new()],
            figures: Vec::new(),
        };
        Arc::new(months_of(state.year.get()).map(month).chain([year]).collect::<Vec<_>>())
    });
    let at = RwSignal::new(Place::default());
    Table {
        label: Signal::derive(move || (w.companies_grid)(state.year.get())),
        rows,
        heads,
        first: w.employee,
        folded,
        at,
        wish: RwSignal::new(0),
        line: Arc::new(move |key| line(state, grid, key)),
        field: Arc::new(|_| ().into_any()),
        act: Callback::new(move |act| {
            if let Act::Open(Place { key: Key::Head, col: col @ 1..=12 }) = act {
                let month = months_of(state.year.get_untracked()).nth(col - 1);
                state.view.update(|view| {
                    view.month = month;
                    view.tab = Tab::Month;
                });
            }
        }),
        class: "yg cg",
    }
}

fn line(state: ActivityState, grid: Answer<CompaniesGrid>, key: Key) -> Line {
    let w = words();
    let chosen = state.view.with(|view| view.department);
    let present = state.present.get();
    let found = grid.value.with(|grid| {
        let grid = grid.as_deref()?;
        let department = |id| grid.roster.departments.iter().position(|row| row.id == id);
        let (named, line) = match key {
            Key::Head => return None,
            Key::Total => {
                let line = chosen.and_then(department).map_or(&grid.company, |at| &grid.departments[at]);
                (Line { name: w.total.to_owned(), ..Line::default() }, line)
            }
            Key::Department(id) => {
                let at = department(id)?;
                (named(&grid.roster, RowRef::Department(u32::try_from(at).ok()?)), &grid.departments[at])
            }
            Key::Person(id) => {
                let at = grid.roster.people.iter().position(|row| row.id == id)?;
                (named(&grid.roster, RowRef::Person(u32::try_from(at).ok()?)), &grid.people[at])
            }
        };
        Some(filled(named, line, grid.year, present))
    });
    found.unwrap_or_default()
}

fn named(roster: &Roster, place: RowRef) -> Line {
    named_of(roster, place, words())
}

fn filled(mut named: Line, line: &CompaniesLine, year: i32, present: Month) -> Line {
    let w = words();
    let group = named.person.is_none();
    let name = named.name.clone();
    let cell = |what: &str, class: &str, distinct: u32, sum: u32| {
        let (distinct, sum) = (u64::from(distinct), u64::from(sum));
        let mut label = format!("{name}, {what}: {}", (w.different)(distinct, &count(distinct)));
        let mut spans = vec![(if group { "b" } else { "" }, count(distinct))];
        if group {
            label.push_str(", ");
            label.push_str(&(w.sum_is)(&count(sum)));
            spans.push(("sub", count(sum)));
        }
        Cell { class: class.to_owned(), label, inner: "yt", spans, ..Cell::default() }
    };
    let mut cells = Vec::with_capacity(13);
    for (at, month) in months_of(year).enumerate() {
        let class = if month == present { "m mnow" } else { "m" };
        if month > present && line.months[at] == 0 {
            cells.push(Cell { class: "m fut".to_owned(), inner: "yt", ..Cell::default() });
        } else {
            cells.push(cell(w.months[at], class, line.distinct[at], line.months[at]));
        }
    }
    cells.push(cell(w.whole_year, "y", line.year_distinct, line.year));
    named.cells = cells;
    named
}
