//! The frame of every page: skip link, navigation above, tab bar below on phones.

use crate::app::Viewer;
use crate::i18n::{Messages, messages};
use crate::routes::Page;
use crate::ui::avatar::Avatar;
use crate::ui::icon::{Icon, Mark};
use leptos::prelude::*;
use web_sys::MouseEvent;

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
        view! { <div class=class>{Page::ALL.map(entry).collect_view()}</div> }
    };
    view! {
        <a class="skip" href="#main">{t.skip_to_content}</a>
        <div class="app">
            <nav class="nav" aria-label=t.sections>
                <span class="brand"><Mark /><span>{t.product}</span></span>
                {links("nav-links", false)}
                <span class="grow"></span>
                {(!viewer.name.is_empty()).then(|| view! {
                    <span class="row" title=viewer.name.clone()>
                        <Avatar id=viewer.id name=viewer.name.clone() />
                        <span class="vh">{viewer.name.clone()}</span>
                    </span>
                })}
            </nav>
            {children()}
            <nav class="tabbar" aria-label=t.sections>{links("tabbar-links", true)}</nav>
        </div>
    }
}

fn label(page: Page, short: bool, t: &Messages) -> &'static str {
    match (page, short) {
        (Page::Report, false) => t.report_title,
        (Page::Report, true) => t.report_tab,
        (Page::Data, _) => t.data_title,
    }
}

fn picture(page: Page) -> &'static str {
    match page {
        Page::Report => "build",
        Page::Data => "db",
    }
}
