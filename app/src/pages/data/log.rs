//! The log of calls to the portal, beside the page: filtered, read on page by page.

use super::calls::{CallLine, Calls};
use crate::format::count;
use crate::i18n::data::words;
use crate::i18n::messages;
use crate::ui::icon::Icon;
use crate::ui::states::ErrorState;
use gloo_timers::future::TimeoutFuture;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Typed text is gathered for this long before it is looked for, milliseconds.
const TYPED: u32 = 300;

/// A panel from the right: a native modal dialog, so focus, Esc and the page behind are the browser's care.
#[component]
pub(super) fn LogPanel(open: RwSignal<bool>) -> impl IntoView {
    let (m, t) = (messages(), words());
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            // Refused only when the dialog is open already.
            drop(dialog.show_modal());
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog class="data-log" node_ref=dialog aria-label=t.log_title on:close=move |_| open.set(false)>
            <header class="row">
                <h2 class="grow">{t.log_title}</h2>
                <button class="btn ghost icon" type="button" aria-label=m.close on:click=move |_| open.set(false)>
                    <Icon name="x" />
                </button>
            </header>
            <Show when=move || open.get()><Log /></Show>
        </dialog>
    }
}

#[component]
fn Log() -> impl IntoView {
    let t = words();
    let calls = Calls::new();
    let typed = RwSignal::new(String::new());
    let turn = StoredValue::new(0_u64);
    let look = move |event| {
        typed.set(event_target_value(&event));
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        spawn_local(async move {
            TimeoutFuture::new(TYPED).await;
            if turn.try_get_value() == Some(mine) {
                calls.look_for(typed.get_untracked());
            }
        });
    };
    calls.begin();
    let pressed = move |failed: bool| move || (calls.failed_only.get() == failed).to_string();
    let totals = calls.totals;
    view! {
        <div class="row data-log-bar">
            <div class="field grow">
                <Icon name="search" />
                <input
                    type="search"
                    placeholder=t.find_method
                    aria-label=t.find_method
                    autocomplete="off"
                    prop:value=move || typed.get()
                    on:input=look
                />
            </div>
            <div class="seg">
                <button type="button" aria-pressed=pressed(false) on:click=move |_| calls.only_failed(false)>{t.all}</button>
                <button type="button" aria-pressed=pressed(true) on:click=move |_| calls.only_failed(true)>
                    {move || (t.failures)(&count(totals.get().1))}
                </button>
            </div>
            <button class="btn icon" type="button" aria-label=t.refresh title=t.refresh on:click=move |_| calls.begin()>
                <Icon name="refresh" />
            </button>
        </div>
        <p class="sub data-log-sub">{move || (t.log_sub)(&count(totals.get().0))}</p>
        <div class="scroll data-log-list" role="region" aria-label=t.log_list tabindex="0">
            {move || match calls.error.get() {
                Some(error) => {
                    let retry = Callback::new(move |()| calls.begin());
                    view! { <ErrorState error retry /> }.into_any()
                }
                None => view! { <Lines calls /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Lines(calls: Calls) -> impl IntoView {
    let t = words();
    let is_empty = move || calls.here.get() && calls.lines.with(Vec::is_empty);
    view! {
        <table class="tbl">
            <thead><tr>
                <th scope="col">{t.time}</th>
                <th scope="col">{t.method}</th>
                <th scope="col">{t.answer}</th>
                <th scope="col" class="num">{t.milliseconds}</th>
                <th scope="col" class="num">{t.rows}</th>
            </tr></thead>
            <tbody>
                <For each=move || calls.lines.get() key=|line| (line.at.0, line.serial) let:line>
                    <CallLine line />
                </For>
            </tbody>
        </table>
        <Show when=is_empty><p class="muted data-none">{t.nothing_logged}</p></Show>
        <Show when=move || calls.next.get().is_some()>
            <div class="data-more">
                <button class="btn sm" type="button" disabled=move || !calls.here.get() on:click=move |_| calls.go_on()>{t.more}</button>
            </div>
        </Show>
    }
}
