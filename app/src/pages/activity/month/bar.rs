//! The bar above the month: which month, whose rows, what counts, who is behind, how many working days are left.

use super::desk::Desk;
use super::phone::more;
use crate::format::count;
use crate::i18n::activity::words;
use crate::pages::activity::head::phone_tabs;
use crate::pages::activity::when::month_name;
use crate::routes::activity::Tab;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::popover::{Look, pop_button};
use crate::ui::reactive::{maybe, piece, text};
use domain::activity::edit::Planned;
use domain::activity::period::{Month, months_of};
use domain::activity::settings::Measure;
use domain::ids::DepartmentId;
use domain::text::fold;
use leptos::prelude::*;

/// First and last month a report can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;
/// Departments shown before they have to be searched.
const SEARCHABLE: usize = 9;

/// The bar.
pub(super) fn bar(desk: Desk) -> AnyView {
    view! {
        <section class="bar mbar" aria-label=words().shown>
            {phone_tabs(desk.state, Tab::Month)}
            {months(desk)}
            {departments(desk)}
            {measures(desk)}
            {behind(desk)}
            {search(desk)}
            {more(desk)}
            <span class="grow"></span>
            {piece(move || match desk.planning.get() {
                true => planned(desk),
                false => working_days(desk),
            })}
        </section>
    }
    .into_any()
}

fn go(desk: Desk, month: Month) {
    if YEARS.contains(&month.year()) {
        desk.state.view.update(|view| view.month = Some(month));
    }
}

fn months(desk: Desk) -> AnyView {
    let w = words();
    let month = desk.state.month;
    let step = move |by: i32| go(desk, Month(month.get_untracked().0 + by));
    let label = piece(move || view! { <Icon name="cal" />{month_name(month.get(), w)} }.into_any());
    let look = Look { button: "btn", panel: "pop month-pop", name: w.choose_month };
    let named = text(move || format!("{}: {}", w.choose_month, month_name(month.get(), w)));
    view! {
        <div class="msw">
            <button
                class="btn icon"
                type="button"
                aria-label=w.previous_month
                title=text(move || month_name(Month(month.get().0 - 1), w))
                on:click=move |_| step(-1)
            >
                <Icon name="left" />
            </button>
            {pop_button(look, Some(named), label.into_any(), move |close| month_picker(desk, close))}
            <button
                class="btn icon"
                type="button"
                aria-label=w.next_month
                title=text(move || month_name(Month(month.get().0 + 1), w))
                on:click=move |_| step(1)
            >
                <Icon name="right" />
            </button>
        </div>
    }
    .into_any()
}

/// A year and its months.
fn month_picker(desk: Desk, close: Callback<()>) -> AnyView {
    let w = words();
    let year = RwSignal::new(desk.state.month.get_untracked().year());
    let turn = move |by: i32| {
        year.update(|year| *year = (*year + by).clamp(*YEARS.start(), *YEARS.end()));
    };
    let button = move |month: Month| {
        let here = desk.state.month.get_untracked() == month;
        let now = desk.state.present.get_untracked() == month;
        let choose = move |_| {
            go(desk, month);
            close.run(());
        };
        let class = if now { "now" } else { "" };
        let name = month_name(month, w);
        view! {
            <button type="button" class=class aria-pressed=here.to_string() aria-label=name on:click=choose>
                {w.months_short[usize::from(month.number() - 1)]}
            </button>
        }
        .into_any()
    };
    let months = piece(move || months_of(year.get()).map(button).collect_view().into_any());
    let present = move |_| {
        desk.state.view.update(|view| view.month = None);
        close.run(());
    };
    view! {
        <div class="row year-row">
            <button class="btn ghost sm icon" type="button" aria-label=text(move || (year.get() - 1).to_string()) on:click=move |_| turn(-1)>
                <Icon name="left" />
            </button>
            <b class="grow" aria-live="polite">{text(move || year.get().to_string())}</b>
            <button class="btn ghost sm icon" type="button" aria-label=text(move || (year.get() + 1).to_string()) on:click=move |_| turn(1)>
                <Icon name="right" />
            </button>
        </div>
        <div class="month-grid">{months}</div>
        <button class="btn ghost sm" type="button" on:click=present>{w.this_month}</button>
    }
    .into_any()
}

/// A department of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    id: DepartmentId,
    name: String,
    depth: u32,
    people: usize,
}

fn departments(desk: Desk) -> AnyView {
    let w = words();
    let view = desk.state.view;
    let chosen = Memo::new(move |_| view.with(|view| view.department));
    let choices = Memo::new(move |_| {
        desk.store.grid.with(|grid| {
            let rows = grid.iter().flat_map(|grid| &grid.roster.departments);
            let choice = |row: &domain::activity::roster::DepartmentRow| Choice {
                id: row.id,
                name: if row.name.is_empty() { w.no_department.to_owned() } else { row.name.clone() },
                depth: row.depth,
                people: row.people.len(),
            };
            rows.map(choice).collect::<Vec<_>>()
        })
    });
    let name = move || {
        let id = chosen.get()?;
        choices.with(|choices| choices.iter().find(|choice| choice.id == id).map(|choice| choice.name.clone()))
    };
    let contents = piece(move || {
        let words = name().unwrap_or_else(|| w.all_departments.to_owned());
        view! { <span class="cut chip-value">{words}</span><SmallIcon name="down" /> }.into_any()
    });
    let class = move || if chosen.get().is_some() { "rel-on" } else { "" };
    let look = Look { button: "chip", panel: "pop filter-pop", name: w.department };
    let label = text(move || format!("{}: {}", w.department, name().unwrap_or_else(|| w.all_departments.to_owned())));
    let picker = pop_button(look, Some(label), contents.into_any(), move |close| {
        let found = RwSignal::new(String::new());
        let choose = move |department: Option<DepartmentId>| {
            view.update(|view| view.department = department);
            close.run(());
        };
        let list = piece(move || {
            let text = fold(found.get().trim());
            let shown = choices.get().into_iter().filter(move |choice| fold(&choice.name).contains(&text));
            let entry = move |choice: Choice| {
                let pad = format!("{}px", 8 + choice.depth * 14);
                let pressed = (chosen.get_untracked() == Some(choice.id)).to_string();
                let id = choice.id;
                view! {
                    <button type="button" aria-pressed=pressed style:padding-left=pad on:click=move |_| choose(Some(id))>
                        <span class="grow cut">{choice.name}</span>
                        <span class="sub">{choice.people}</span>
                    </button>
                }
                .into_any()
            };
            shown.map(entry).collect_view().into_any()
        });
        let searchable = (choices.with_untracked(Vec::len) > SEARCHABLE)
            .then(|| view! { <crate::ui::choices::SearchField label=w.find_person text=found /> });
        let all = chosen.get_untracked().is_none().to_string();
        view! {
            {searchable}
            <div class="menu scroll dep-list">
                <button type="button" aria-pressed=all on:click=move |_| choose(None)>{w.all_departments}</button>
                {list}
            </div>
        }
        .into_any()
    });
    view! { <div class=class>{picker}</div> }.into_any()
}

fn measures(desk: Desk) -> AnyView {
    let w = words();
    let shown = Memo::new(move |_| desk.measure());
    let contents =
        piece(move || view! { {w.measures}": "<b>{(w.measure)(shown.get())}</b><SmallIcon name="down" /> }.into_any());
    let label = text(move || format!("{}: {}", w.measures, (w.measure)(shown.get())));
    let look = Look { button: "chip", panel: "pop menu", name: w.measures };
    let picker = pop_button(look, Some(label), contents.into_any(), move |close| {
        let entry = move |measure: Measure| {
            let choose = move |_| {
                desk.state.view.update(|view| view.measure = Some(measure));
                close.run(());
            };
            let pressed = (shown.get_untracked() == measure).to_string();
            view! {
                <button type="button" aria-pressed=pressed on:click=choose>
                    <span class="grow"><b class="m blk">{(w.measure)(measure)}</b><span class="sub">{(w.measure_hint)(measure)}</span></span>
                </button>
            }
            .into_any()
        };
        [Measure::Companies, Measure::Calls].map(entry).into_any()
    });
    view! { <div class="no-phone">{picker}</div> }.into_any()
}

fn behind(desk: Desk) -> AnyView {
    let w = words();
    let view = desk.state.view;
    let on = Memo::new(move |_| view.with(|view| view.behind));
    let number = text(move || {
        let late = desk.store.grid.with(|grid| {
            grid.as_ref().map_or(0, |grid| grid.people.iter().filter(|line| line.sums.is_behind()).count())
        });
        count(late as u64)
    });
    view! {
        <button
            class=text(move || if on.get() { "chip on no-phone".to_owned() } else { "chip no-phone".to_owned() })
            type="button"
            aria-pressed=text(move || on.get().to_string())
            on:click=move |_| view.update(|view| view.behind = !view.behind)
        >
            {w.only_behind}
            <span class="muted">{number}</span>
        </button>
    }
    .into_any()
}

fn search(desk: Desk) -> AnyView {
    view! { <div class="no-phone">{search_field(desk)}</div> }.into_any()
}

/// Where a person or a department is looked for.
pub(super) fn search_field(desk: Desk) -> AnyView {
    let w = words();
    let view = desk.state.view;
    let typed = move |event| {
        let text = event_target_value(&event);
        view.update(|view| view.who = text);
    };
    view! {
        <div class="field sm srch mfind">
            <Icon name="search" />
            <input
                type="search"
                placeholder=w.find_person
                aria-label=w.find_person
                maxlength="100"
                autocomplete="off"
                prop:value=move || view.with(|view| view.who.clone())
                on:input=typed
            />
        </div>
    }
    .into_any()
}

fn working_days(desk: Desk) -> AnyView {
    let w = words();
    let days = Memo::new(move |_| desk.store.grid.with(|grid| grid.as_ref().map(|grid| grid.working)));
    piece(move || match days.get() {
        Some((all, passed, left)) => view! {
            <span class="t2 no-phone wdays">
                {(w.working_days)(all)}": "{w.passed}" "<b>{passed}</b>", "{w.left}" "<b>{left}</b>
            </span>
        }
        .into_any(),
        None => ().into_any(),
    })
    .into_any()
}

/// Which plans are shown while plans are changed.
fn planned(desk: Desk) -> AnyView {
    let p = crate::i18n::activity::plans::words();
    let button = move |planned: Planned, name: &'static str| {
        let pressed = text(move || (desk.planned.get() == planned).to_string());
        view! { <button type="button" aria-pressed=pressed on:click=move |_| desk.planned.set(planned)>{name}</button> }
            .into_any()
    };
    let editable = move || desk.scene.with(|scene| scene.editable);
    view! {
        <div class="seg" role="group" aria-label=words().plans>
            {button(Planned::Calls, p.calls)}
            {button(Planned::Meetings, p.meetings)}
        </div>
        <button
            class="btn sm"
            type="button"
            aria-haspopup="dialog"
            disabled=maybe(move || (!editable()).then(String::new))
            on:click=move |_| {
                desk.changes.note.set(None);
                desk.panel.set(true);
            }
        >
            {p.fill}
        </button>
    }
    .into_any()
}
