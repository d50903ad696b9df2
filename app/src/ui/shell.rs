//! The frame of every page: skip link, navigation above, tab bar below on phones.

use crate::app::Viewer;
use crate::i18n::{Messages, messages};
use crate::parts;
use crate::routes::Page;
use crate::ui::avatar::Avatar;
use crate::ui::icon::{Icon, Mark};
use crate::ui::later::later_over;
use crate::ui::reactive::piece;
use crate::ui::toast::toast_area;
use futures_util::FutureExt as _;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

/// Navigation around a page.
#[component]
pub(crate) fn Shell(
    /// The page shown.
    page: RwSignal<Page>,
    /// Who looks.
    viewer: Viewer,
    children: Children,
) -> impl IntoView {
    let t = messages();
    let settings = viewer.settings;
    let offered = move |page: &Page| *page != Page::Settings || settings;
    let links = move |class: &'static str, short: bool| {
        let entry = move |entry: Page| {
            let label = label(entry, short, t);
            let current = move || (page.get() == entry).then_some("page");
            let go = move |event: MouseEvent| {
                event.prevent_default();
                page.set(entry);
            };
            view! {
                <a href="#main" aria-current=current on:click=go>
                    {short.then(|| view! { <Icon name=picture(entry) /> })}
                    {label}
                </a>
            }
        };
        view! { <div class=class>{Page::ALL.into_iter().filter(offered).map(entry).collect_view()}</div> }
    };
    view! {
        <a class="skip" href="#main">{t.skip_to_content}</a>
        <div class="app">
            <nav class="nav" aria-label=t.sections>
                <span class="brand"><Mark /><span>{t.product}</span></span>
                {links("nav-links", false)}
                <span class="grow"></span>
                {keys_button()}
                {(!viewer.name.is_empty()).then(|| view! {
                    <span class="row" title=viewer.name.clone()>
                        <Avatar id=viewer.id name=viewer.name.clone() />
                        <span class="vh">{viewer.name.clone()}</span>
                    </span>
                })}
            </nav>
            {children()}
            {toast_area()}
            <nav class="tabbar" aria-label=t.sections>{links("tabbar-links", true)}</nav>
        </div>
    }
}

/// A button that tells the keys; so does `?`.
fn keys_button() -> AnyView {
    let t = messages();
    let open = RwSignal::new(false);
    let handle = window_event_listener(ev::keydown, move |event| {
        let typing = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        if event.key() == "?" && !typing {
            open.set(true);
        }
    });
    on_cleanup(move || handle.remove());
    let closed = Callback::new(move |()| open.set(false));
    let dialog = piece(move || match open.get() {
        true => later_over(move || parts::keys(closed).boxed_local(), closed),
        false => ().into_any(),
    });
    view! {
        <button
            class="btn ghost sm icon"
            type="button"
            aria-haspopup="dialog"
            aria-label=t.shortcuts
            title=t.shortcuts
            on:click=move |_| open.set(true)
        >
            <Icon name="keys" />
        </button>
        {dialog}
    }
    .into_any()
}

fn label(page: Page, short: bool, t: &Messages) -> &'static str {
    match (page, short) {
        (Page::Report, false) => t.report_title,
        (Page::Report, true) => t.report_tab,
        (Page::Activity, false) => t.activity_title,
        (Page::Activity, true) => t.activity_tab,
        (Page::Data, _) => t.data_title,
        (Page::Settings, false) => t.settings_title,
        (Page::Settings, true) => t.settings_tab,
    }
}

fn picture(page: Page) -> &'static str {
    match page {
        Page::Report => "build",
        Page::Activity => "phone",
        Page::Data => "db",
        Page::Settings => "gear",
    }
}
