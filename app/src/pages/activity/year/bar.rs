//! What stands between the head and the year: what is counted, whose rows are left, which year.

use crate::api::ApiError;
use crate::i18n::messages;
use crate::i18n::years::words;
use crate::pages::activity::head::phone_tabs;
use crate::pages::activity::state::ActivityState;
use crate::routes::activity::Tab;
use crate::ui::icon::Icon;
use crate::ui::reactive::{flag, piece, text};
use crate::ui::segmented::segmented;
use crate::ui::states::{EmptyState, ErrorState};
use domain::activity::grid::Explained;
use domain::activity::rows::RowFilter;
use domain::activity::settings::Measure;
use domain::ids::DepartmentId;
use leptos::prelude::*;

/// Years that can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;
/// Both meanings of a figure, as they stand side by side.
const MEASURES: [Measure; 2] = [Measure::Companies, Measure::Calls];

/// What is looked for, as the address holds it.
pub(in crate::pages::activity) fn filter_of(state: ActivityState) -> Memo<RowFilter> {
    Memo::new(move |_| {
        state.view.with(|view| RowFilter {
            department: view.department,
            who: view.who.clone(),
            behind: view.behind && view.tab != Tab::Companies,
        })
    })
}

/// The year and the ones beside it.
pub(in crate::pages::activity) fn year_switch(state: ActivityState) -> AnyView {
    let w = words();
    let turn = move |by: i32| {
        let year = state.year.get_untracked() + by;
        if YEARS.contains(&year) {
            state.view.update(|view| view.year = Some(year));
        }
    };
    let present = move || state.present.get().year();
    let last = flag(move || state.year.get() > present());
    let now = move |_| state.view.update(|view| view.year = None);
    view! {
        <div class="msw">
            <button class="btn icon" type="button" aria-label=w.year_before title=w.year_before on:click=move |_| turn(-1)>
                <Icon name="left" />
            </button>
            <button class="btn" type="button" title=w.this_year aria-live="polite" on:click=now>
                {text(move || state.year.get().to_string())}
            </button>
            <button class="btn icon" type="button" aria-label=w.year_after title=w.year_after disabled=last on:click=move |_| turn(1)>
                <Icon name="right" />
            </button>
        </div>
    }
    .into_any()
}

/// The bar of the year or of companies called.
pub(in crate::pages::activity) fn bar(
    state: ActivityState,
    tab: Tab,
    told: Signal<Option<Explained>>,
    error: RwSignal<Option<ApiError>>,
) -> AnyView {
    let w = words();
    let whole = tab == Tab::Year;
    let measure = whole.then(|| {
        let at = Signal::derive(move || {
            let shown = told.get().map(|told| told.measure).or(state.measure.get()).unwrap_or_default();
            MEASURES.iter().position(|measure| *measure == shown).unwrap_or_default()
        });
        let choose = Callback::new(move |at: usize| state.view.update(|view| view.measure = Some(MEASURES[at])));
        segmented(w.measures, MEASURES.map(w.measure).to_vec(), at, choose)
    });
    let behind = whole.then(|| {
        let on = move || state.view.with(|view| view.behind);
        view! {
            <button
                class="chip tog"
                class:on=on
                type="button"
                aria-pressed=text(move || on().to_string())
                on:click=move |_| state.view.update(|view| view.behind = !view.behind)
            >
                {w.only_behind}
            </button>
        }
    });
    let stale = piece(move || match (error.get().is_some(), told.get().is_some()) {
        (true, true) => view! { <span class="sub warn" role="status">{w.stale}</span> }.into_any(),
        _ => ().into_any(),
    });
    let typed = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        state.view.update(|view| view.who = value.chars().take(100).collect());
    };
    view! {
        <div class="bar ybar" role="search" aria-label=messages().report.filters>
            {phone_tabs(state, tab)}
            {measure}
            {team(state)}
            {behind}
            <label class="field sm yfind">
                <Icon name="search" />
                <input
                    type="search"
                    aria-label=w.find_person
                    placeholder=w.find_person
                    prop:value=text(move || state.view.with(|view| view.who.clone()))
                    on:input=typed
                />
            </label>
            <span class="grow"></span>
            {stale}
        </div>
    }
    .into_any()
}

/// Departments, in the order of the tree.
fn team(state: ActivityState) -> AnyView {
    let w = words();
    let known = expect_context::<Teams>().0;
    let chosen = move || state.view.with(|view| view.department);
    let choose = move |event: web_sys::Event| {
        let id = event_target_value(&event).parse().ok().map(DepartmentId);
        state.view.update(|view| view.department = id);
    };
    let options = piece(move || {
        let option = |(id, name, depth): &(DepartmentId, String, u32)| {
            let name = if name.is_empty() { w.no_department } else { name.as_str() };
            let name = format!("{}{name}", "\u{a0}\u{a0}".repeat(*depth as usize));
            let selected = chosen() == Some(*id);
            view! { <option value=id.to_string() selected=selected>{name}</option> }.into_any()
        };
        known.with(|known| known.iter().map(option).collect_view()).into_any()
    });
    view! {
        <span class="chip ysel" class:on=move || chosen().is_some()>
            <select aria-label=w.department on:change=choose>
                <option value="" selected=move || chosen().is_none()>{w.all_departments}</option>
                {options}
            </select>
            <Icon name="down" />
        </span>
    }
    .into_any()
}

/// Departments that can be chosen: id, name, depth.
#[derive(Clone, Copy)]
pub(in crate::pages::activity) struct Teams(pub(in crate::pages::activity) Memo<Vec<(DepartmentId, String, u32)>>);

/// What stands in the place of the table: an error, nobody, or nothing yet.
pub(in crate::pages::activity) fn nothing(
    state: ActivityState,
    known: bool,
    error: RwSignal<Option<ApiError>>,
    retry: Callback<()>,
) -> AnyView {
    let w = words();
    if let (false, Some(error)) = (known, error.get()) {
        return view! { <div class="card frame"><ErrorState error retry /></div> }.into_any();
    }
    if !known {
        let line = || view! { <i class="sk"></i><i class="sk w7"></i> };
        return view! { <div class="card frame ysk" aria-busy="true">{[line(), line(), line(), line()].collect_view()}</div> }
            .into_any();
    }
    let narrowed = state.view.with(|view| view.department.is_some() || view.behind || !view.who.trim().is_empty());
    let reset = move |_| {
        state.view.update(|view| {
            view.department = None;
            view.behind = false;
            view.who.clear();
        });
    };
    let (title, words) = if narrowed { (w.nothing_found, w.nothing_found_text) } else { (w.nobody, w.nobody_text) };
    let button = narrowed.then(|| {
        view! { <button class="btn primary" type="button" on:click=reset>{messages().reset_all}</button> }
    });
    view! {
        <div class="card frame"><EmptyState title=title.to_owned() text=words.to_owned()>{button}</EmptyState></div>
    }
    .into_any()
}
