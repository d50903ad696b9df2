//! A filter chip with a panel below it: opens on click, closes on Esc, a click elsewhere or leaving by Tab, and gives
//! the focus back.

use crate::i18n::messages;
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{Text, piece, text};
use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent, Node};

/// Room kept between a panel and the edge of the page, pixels.
const EDGE: f64 = 8.0;

/// A chip that names a filter and its value; the panel holds the choices.
#[component]
pub(crate) fn FilterChip(
    /// Name of the filter.
    name: &'static str,
    /// Chosen value in words; `None` when the filter is not applied.
    #[prop(into)]
    value: Signal<Option<String>>,
    /// Words on the chip in the place of name and value.
    #[prop(into, optional)]
    label: Option<Signal<Option<String>>>,
    /// Takes the filter off.
    clear: Callback<()>,
    /// The panel.
    children: ChildrenFn,
) -> impl IntoView {
    let t = messages();
    let open = RwSignal::new(false);
    let children = StoredValue::new(children);
    let whole = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let applied = Signal::derive(move || value.with(Option::is_some));
    close_outside(open, whole);
    let toggle = move |_| open.update(|open| *open = !*open);
    let drop_filter = move |_| {
        clear.run(());
        focus(button);
    };
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            focus(button);
        }
    };
    let leave = move |event: FocusEvent| {
        let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
        if next.is_some_and(|next| !holds(whole, &next)) {
            open.set(false);
        }
    };
    view! {
        <div class="rel" class:chip-set=applied node_ref=whole on:keydown=escape on:focusout=leave>
            <button
                class="chip"
                class:on=applied
                type="button"
                aria-haspopup="dialog"
                aria-expanded=move || open.get().to_string()
                node_ref=button
                on:click=toggle
            >
                {piece(move || inside(name, value.get(), label.and_then(|label| label.get())))}
            </button>
            <Show when=move || applied.get()>
                <button class="chip-x" type="button" aria-label=(t.drop_filter)(name) on:click=drop_filter>
                    <SmallIcon name="x" />
                </button>
            </Show>
            <Show when=move || open.get()>
                <Panel name=name>{children.with_value(|children| children())}</Panel>
            </Show>
        </div>
    }
}

/// What stands on the chip.
fn inside(name: &'static str, value: Option<String>, label: Option<String>) -> AnyView {
    match (value, label) {
        (Some(value), _) => view! { {name}": "<b class="cut chip-value">{value}</b> }.into_any(),
        (None, Some(label)) => view! { <SmallIcon name="plus" />{label} }.into_any(),
        (None, None) => view! { {name}<SmallIcon name="down" /> }.into_any(),
    }
}

#[component]
fn Panel(name: &'static str, children: Children) -> impl IntoView {
    panel(name, "pop filter-pop", children().into_any())
}

/// A panel below what it belongs to, moved aside where the page ends. The first control in it takes the focus.
fn panel(name: &'static str, class: &'static str, contents: AnyView) -> AnyView {
    let panel = NodeRef::<html::Div>::new();
    let shift = RwSignal::new(0.0);
    Effect::new(move |_| {
        let Some(panel) = panel.get() else { return };
        let page = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
        let place = panel.get_bounding_client_rect();
        let beyond = place.right() + EDGE - page;
        if beyond > 0.0 {
            shift.set(-beyond.min(place.left() - EDGE));
        }
        let first = panel.query_selector("input, button, [tabindex]").ok().flatten();
        if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
            // An element that can not take the focus leaves it on the button.
            drop(first.focus());
        }
    });
    let left = text(move || format!("{}px", shift.get()));
    view! { <div class=class role="dialog" aria-label=name node_ref=panel style:left=left>{contents}</div> }.into_any()
}

/// How a button with a panel looks.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// Classes of the button.
    pub(crate) button: &'static str,
    /// Classes of the panel, beside those all panels have.
    pub(crate) panel: &'static str,
    /// Name of the panel, and of the button while `label` says nothing.
    pub(crate) name: &'static str,
}

/// A button that opens a panel below itself; the panel is given what closes it again.
pub(crate) fn pop_button(
    look: Look,
    label: Option<Text>,
    contents: AnyView,
    inside: impl Fn(Callback<()>) -> AnyView + Send + 'static,
) -> AnyView {
    let open = RwSignal::new(false);
    let whole = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    close_outside(open, whole);
    let close = Callback::new(move |()| {
        open.set(false);
        focus(button);
    });
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            close.run(());
        }
    };
    let leave = move |event: FocusEvent| {
        let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
        if next.is_some_and(|next| !holds(whole, &next)) {
            open.set(false);
        }
    };
    let label = label.unwrap_or_else(|| text(move || look.name.to_owned()));
    let panel = piece(move || match open.get() {
        true => panel(look.name, look.panel, inside(close)),
        false => ().into_any(),
    });
    view! {
        <div class="rel" node_ref=whole on:keydown=escape on:focusout=leave>
            <button
                class=look.button
                type="button"
                aria-haspopup="dialog"
                aria-expanded=text(move || open.get().to_string())
                aria-label=label
                title=look.name
                node_ref=button
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {contents}
            </button>
            {panel}
        </div>
    }
    .into_any()
}

fn close_outside(open: RwSignal<bool>, whole: NodeRef<html::Div>) {
    let handle = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        if open.get_untracked() && target.is_some_and(|target| !holds(whole, &target)) {
            open.set(false);
        }
    });
    on_cleanup(move || handle.remove());
}

fn holds(whole: NodeRef<html::Div>, node: &Node) -> bool {
    whole.get_untracked().is_some_and(|whole| whole.contains(Some(node)))
}

fn focus(button: NodeRef<html::Button>) {
    if let Some(button) = button.get_untracked() {
        // A chip that is gone can not take the focus back.
        drop(button.focus());
    }
}
