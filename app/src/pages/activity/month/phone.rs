//! What the bar of a phone has no room for, behind one button: whom to look for, what counts, changing plans.

use super::bar::search_field;
use super::desk::Desk;
use crate::i18n::activity::words;
use crate::ui::icon::Icon;
use crate::ui::reactive::{piece, text};
use crate::ui::sheet::Sheet;
use domain::activity::settings::Measure;
use leptos::prelude::*;

/// The button and its sheet; nothing where the bar has room.
pub(super) fn more(desk: Desk) -> AnyView {
    piece(move || if desk.phone.get() { button(desk) } else { ().into_any() }).into_any()
}

fn button(desk: Desk) -> AnyView {
    let w = words();
    let open = RwSignal::new(false);
    let view = desk.state.view;
    let narrowed = Memo::new(move |_| {
        view.with(|view| usize::from(view.behind) + usize::from(!view.who.trim().is_empty()))
            + usize::from(desk.planning.get())
    });
    let badge = piece(move || match narrowed.get() {
        0 => ().into_any(),
        many => view! { <span class="badge blue">{many}</span> }.into_any(),
    });
    view! {
        <button
            class="btn icon mmore"
            type="button"
            aria-haspopup="dialog"
            aria-label=w.shown
            title=w.shown
            on:click=move |_| open.set(true)
        >
            <Icon name="filter" />
            {badge}
        </button>
        <Sheet title=w.shown open>{choices(desk, open)}</Sheet>
    }
    .into_any()
}

fn choices(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let w = words();
    let view = desk.state.view;
    let plans = piece(move || match desk.state.is_planner() {
        true => {
            let toggle = move |_| {
                desk.toggle_planning();
                open.set(false);
            };
            view! {
                <button
                    class="btn"
                    type="button"
                    title=w.plans_title
                    aria-pressed=text(move || desk.planning.get().to_string())
                    on:click=toggle
                >
                    <Icon name="pencil" />{w.plans}
                </button>
            }
            .into_any()
        }
        false => ().into_any(),
    });
    view! {
        {search_field(desk)}
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || view.with(|view| view.behind)
                on:change=move |_| view.update(|view| view.behind = !view.behind)
            />
            {w.only_behind}
        </label>
        <fieldset class="msheet">
            <legend>{w.measures}</legend>
            {[Measure::Companies, Measure::Calls].map(|measure| measure_choice(desk, measure)).into_any()}
        </fieldset>
        {plans}
    }
    .into_any()
}

/// A meaning of the figures, with what it means.
fn measure_choice(desk: Desk, measure: Measure) -> AnyView {
    let w = words();
    view! {
        <label class="check">
            <input
                type="radio"
                name="measure"
                prop:checked=move || desk.measure() == measure
                on:change=move |_| desk.state.view.update(|view| view.measure = Some(measure))
            />
            <span><b class="m blk">{(w.measure)(measure)}</b><span class="sub">{(w.measure_hint)(measure)}</span></span>
        </label>
    }
    .into_any()
}
