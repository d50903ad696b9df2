//! What stands around the table: the view's name, columns, charts, the file, what was chosen by hand, and what lies over it.

use super::store::Store;
use super::views::name_in_force;
use crate::format::count;
use crate::i18n::messages;
use crate::parts;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::later::{later, later_over};
use crate::ui::popover::{Look, pop_button};
use crate::ui::reactive::{piece, text};
use crate::ui::sheet::Sheet;
use domain::report::columns::Layout;
use domain::report::query::ReportQuery;
use futures_util::FutureExt as _;
use leptos::prelude::*;

/// What stands in a panel until it is fetched.
fn waiting() -> AnyView {
    view! { <div class="panel"><i class="sk"></i><i class="sk w7"></i><i class="sk"></i></div> }.into_any()
}

/// The name of the view; below it, all views.
pub(super) fn view_button(store: Store) -> AnyView {
    let t = messages();
    let look = Look { button: "btn sm view", panel: "pop viewp", name: t.report.views };
    let name = text(move || name_in_force(store, t));
    let contents = view! { <Icon name="star" /><span class="cut">{name}</span><SmallIcon name="down" /> }.into_any();
    let label = text(move || format!("{}: {}", t.report.views, name_in_force(store, t)));
    pop_button(look, Some(label), contents, move |close| {
        later(move || parts::views(store, close).boxed_local(), waiting)
    })
}

/// Columns, charts, the file.
pub(super) fn buttons(store: Store) -> AnyView {
    let t = messages();
    let changed = move || store.dense.get() || store.layout.with(|layout| *layout != Layout::default());
    let columns = Look { button: "btn icon", panel: "pop colp right", name: t.report.columns };
    let label = text(move || if changed() { t.report.columns_changed } else { t.report.columns }.to_owned());
    let columns = pop_button(columns, Some(label), view! { <Icon name="cols" /> }.into_any(), move |close| {
        later(move || parts::columns(store, close).boxed_local(), waiting)
    });
    let export = Look { button: "btn", panel: "pop exportp right", name: t.report.export };
    let word = view! { <Icon name="export" /><span class="no-tight">{t.report.export}</span> }.into_any();
    let export =
        pop_button(export, None, word, move |close| later(move || parts::export(store, close).boxed_local(), waiting));
    let open = move |_| store.charts.set(true);
    view! {
        {columns}
        <button class="btn icon" type="button" aria-haspopup="dialog" aria-label=t.report.charts title=t.report.charts on:click=open>
            <Icon name="bars" />
        </button>
        {export}
    }
    .into_any()
}

/// On a phone: views, columns, charts and the file behind one button within reach of the thumb.
pub(super) fn phone_tools(store: Store) -> AnyView {
    let t = messages();
    let open = RwSignal::new(false);
    let label = text(move || format!("{}: {}", t.report.views, name_in_force(store, t)));
    let name = text(move || name_in_force(store, t));
    let close = Callback::new(move |()| open.set(false));
    let charts = move |_| {
        open.set(false);
        store.charts.set(true);
    };
    view! {
        <button
            class="btn fab"
            type="button"
            aria-haspopup="dialog"
            aria-label=label
            on:click=move |_| open.set(true)
        >
            <Icon name="star" />
            <span class="cut">{name}</span>
        </button>
        <Sheet title=t.report.views open>
            <div class="viewp">{later(move || parts::views(store, close).boxed_local(), waiting)}</div>
            {fold(t.report.columns, move || {
                let panel = later(move || parts::columns(store, close).boxed_local(), waiting);
                view! { <div class="colp">{panel}</div> }.into_any()
            })}
            {fold(t.report.export, move || later(move || parts::export(store, close).boxed_local(), waiting))}
            <button class="btn" type="button" on:click=charts><Icon name="bars" />{t.report.charts}</button>
        </Sheet>
    }
    .into_any()
}

/// A part of a sheet that unfolds, built when it does.
fn fold(name: &'static str, inside: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let open = RwSignal::new(false);
    let contents = piece(move || if open.get() { inside() } else { ().into_any() });
    view! {
        <div class="folds">
            <button
                class="fold-head"
                type="button"
                aria-expanded=text(move || open.get().to_string())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="grow">{name}</span>
                <SmallIcon name="down" />
            </button>
            {contents}
        </div>
    }
    .into_any()
}

/// Companies chosen by hand, and what can be done with them.
pub(super) fn chosen(store: Store) -> AnyView {
    let t = messages();
    piece(move || {
        let many = store.chosen.with(Vec::len);
        if many == 0 {
            return ().into_any();
        }
        let many = u64::try_from(many).unwrap_or(u64::MAX);
        let only = move |_| {
            let companies = store.chosen.get_untracked();
            store.query.update(|query| *query = ReportQuery { companies, sort: query.sort, ..ReportQuery::default() });
            store.chosen.set(Vec::new());
        };
        view! {
            <div class="loadbar" role="status">
                <b>{(t.report.chosen_count)(many, &count(many))}</b>
                <button class="btn sm" type="button" on:click=only>{t.report.only_chosen}</button>
                <button class="btn ghost sm" type="button" on:click=move |_| store.chosen.set(Vec::new())>
                    {t.report.unchoose}
                </button>
            </div>
        }
        .into_any()
    })
    .into_any()
}

/// What lies over the table: the background of a number, the charts.
pub(super) fn overlay(store: Store) -> AnyView {
    let left = Callback::new(move |()| store.drill.set(None));
    let drill = piece(move || match store.drill.get() {
        Some(opened) => later_over(move || parts::drill(store, opened.clone()).boxed_local(), left),
        None => ().into_any(),
    });
    let closed = Callback::new(move |()| store.charts.set(false));
    let charts = piece(move || match store.charts.get() {
        true => later_over(move || parts::forgotten(store, closed).boxed_local(), closed),
        false => ().into_any(),
    });
    view! { {drill}{charts} }.into_any()
}
