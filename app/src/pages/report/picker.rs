//! The picker of responsible people: the tree of departments, or what a search finds.

use super::people::{Counts, Line, search, tree};
use crate::format::count;
use crate::i18n::messages;
use crate::ui::avatar::Avatar;
use crate::ui::choices::SearchField;
use crate::ui::icon::SmallIcon;
use domain::directory::Directory;
use domain::ids::{DepartmentId, PersonId};
use domain::report::query::ReportQuery;
use leptos::prelude::*;
use std::sync::Arc;

/// Pixels a level of the tree is set in.
const STEP: usize = 16;

/// The picker; it changes the query at once.
#[component]
pub(crate) fn PeoplePicker(
    /// Filter.
    query: RwSignal<ReportQuery>,
    /// Names.
    directory: Memo<Arc<Directory>>,
    /// Companies by responsible.
    #[prop(into)]
    counts: Signal<Counts>,
) -> impl IntoView {
    let t = messages();
    let counts = Memo::new(move |_| counts.get());
    let text = RwSignal::new(String::new());
    let open = RwSignal::new(departments_of_chosen(&query.get_untracked(), &directory.get_untracked()));
    let lines = Memo::new(move |_| {
        directory.with(|directory| {
            let counts = counts.read();
            let searched = text.with(|text| (!text.trim().is_empty()).then(|| search(directory, &counts, text)));
            searched.unwrap_or_else(|| open.with(|open| tree(directory, &counts, open)))
        })
    });
    view! {
        <SearchField label=t.report.find_person text />
        <ul class="choices tree scroll" aria-label=t.report.responsible>
            <For each=move || lines.get() key=line_key let:line>
                <LineView line query open />
            </For>
        </ul>
        <Show when=move || lines.with(Vec::is_empty)>
            <p class="muted choices-none">{t.nothing_found}</p>
        </Show>
    }
}

/// Departments that must be unfolded for every chosen person to be seen.
fn departments_of_chosen(query: &ReportQuery, directory: &Directory) -> Vec<DepartmentId> {
    let people = query.responsible.iter().filter_map(|id| directory.person(*id));
    people.flat_map(|person| person.departments.iter().copied()).collect()
}

/// Lines are told apart by what they show; an unfolded department is drawn anew, with its button turned.
fn line_key(line: &Line) -> (u8, i64, bool, u64) {
    match line {
        Line::Department { id, open, people, .. } => (0, id.0, *open, *people as u64),
        Line::Person { id, depth, companies, .. } => {
            (1, id.0, companies.is_some(), *depth as u64 + companies.unwrap_or(0) * 64)
        }
        Line::Homeless => (2, 0, false, 0),
    }
}

#[component]
fn LineView(line: Line, query: RwSignal<ReportQuery>, open: RwSignal<Vec<DepartmentId>>) -> impl IntoView {
    let t = messages();
    match line {
        Line::Department { id, name, depth, people, open: is_open } => {
            let label = if is_open { (t.collapse)(&name) } else { (t.expand)(&name) };
            let fold = move |_| open.update(|open| toggle(open, id));
            let unfold = (people > 0).then(|| {
                view! {
                    <button
                        class="btn ghost sm icon fold"
                        type="button"
                        aria-label=label
                        aria-expanded=is_open.to_string()
                        on:click=fold
                    >
                        <SmallIcon name=if is_open { "down" } else { "right" } />
                    </button>
                }
            });
            view! {
                <li class:leaf=people == 0 style:padding-left=inset(depth)>
                    {unfold}
                    <DepartmentCheck id name query />
                </li>
            }
            .into_any()
        }
        Line::Person { id, name, note, active, depth, companies } => view! {
            <li class="leaf" style:padding-left=inset(depth)><PersonCheck id name note active companies query /></li>
        }
        .into_any(),
        Line::Homeless => view! { <li class="sub choices-head">{t.report.no_department}</li> }.into_any(),
    }
}

#[component]
fn DepartmentCheck(id: DepartmentId, name: String, query: RwSignal<ReportQuery>) -> impl IntoView {
    view! {
        <label class="check grow cut">
            <input
                type="checkbox"
                prop:checked=move || query.with(|query| query.departments.contains(&id))
                on:change=move |_| query.update(|query| toggle(&mut query.departments, id))
            />
            <span class="cut m" title=name.clone()>{name.clone()}</span>
        </label>
    }
}

#[component]
fn PersonCheck(
    id: PersonId,
    name: String,
    note: String,
    active: bool,
    companies: Option<u64>,
    query: RwSignal<ReportQuery>,
) -> impl IntoView {
    let t = messages();
    let note = if active { note } else { t.report.dismissed.to_owned() };
    let title = if note.is_empty() { name.clone() } else { format!("{name}, {note}") };
    view! {
        <label class="check grow cut">
            <input
                type="checkbox"
                prop:checked=move || query.with(|query| query.responsible.contains(&id))
                on:change=move |_| query.update(|query| toggle(&mut query.responsible, id))
            />
            <Avatar id=id.0 name=name.clone() />
            <span class="cut" title=title>{name.clone()}</span>
            <span class="sub cut note-right">{companies.map_or(note, count)}</span>
        </label>
    }
}

fn inset(depth: usize) -> String {
    format!("{}px", depth * STEP)
}

/// Puts an id in or takes it out.
pub(crate) fn toggle<T: PartialEq>(list: &mut Vec<T>, id: T) {
    match list.iter().position(|known| *known == id) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(id),
    }
}
