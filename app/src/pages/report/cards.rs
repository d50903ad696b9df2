//! The list for phones: a card per company, more of them as the list is scrolled.

use super::cells::{Contact, WonCell, WorkCell, direction_cells};
use super::grid::{clicked, scene};
use super::row::{company, last, opening, responsible};
use super::scene::Scene;
use super::store::Store;
use super::words::{CellText, direction_name, total_text, with_currency, won_text, work_text};
use crate::format::{NOTHING, count};
use crate::i18n::{Messages, messages};
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::piece;
use domain::report::columns::Column;
use domain::report::window::Row;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// Cards added at a time.
const PORTION: usize = 40;
/// Most cards the server gives at once; beyond that the local table answers.
const SERVER_MOST: usize = 500;
/// More cards are added when this little is left below, pixels.
const NEAR_END: i32 = 900;

/// The list.
#[component]
pub(super) fn Cards(store: Store) -> impl IntoView {
    let t = messages();
    let area = NodeRef::<html::Ul>::new();
    store.offset.set(0);
    store.limit.set(PORTION);
    let scene = scene(store);
    let rows = Memo::new(move |_| store.shown.with(|shown| shown.as_ref().map(|s| s.rows.clone()).unwrap_or_default()));
    let more = move |_| {
        let Some(area) = area.get_untracked() else { return };
        let left = area.scroll_height() - area.scroll_top() - area.client_height();
        let total = store.shown.with_untracked(|shown| shown.as_ref().map_or(0, |shown| shown.matched()));
        let most = if store.local_revision.get_untracked() > 0 { total } else { total.min(SERVER_MOST) };
        let limit = store.limit.get_untracked();
        if left < NEAR_END && limit < most {
            store.limit.set((limit + PORTION).min(most));
        }
    };
    Effect::new(move |before: Option<()>| {
        store.query.track();
        if let Some(area) = area.get_untracked().filter(|_| before.is_some()) {
            area.set_scroll_top(0);
        }
    });
    view! {
        <ul
            class="cards scroll"
            role="list"
            aria-label=t.report.cards_label
            tabindex="0"
            node_ref=area
            on:scroll=more
            on:click=move |event| clicked(store, &event)
        >
            <For each=move || rows.get() key=|row| row.id let:row>
                {
                    let id = row.id;
                    let row = Memo::new(move |before: Option<&Arc<Row>>| {
                        let found = rows.with(|rows| rows.iter().find(|row| row.id == id).cloned());
                        found.or_else(|| before.cloned()).unwrap_or_else(|| Arc::clone(&row))
                    });
                    view! { <li class="card pc" data-company=id.to_string()>{move || card(&row.get(), &scene.get(), t)}</li> }
                }
            </For>
            {cut_note(store, t)}
        </ul>
    }
}

/// Says so when there are more companies than a phone gets without the whole table.
fn cut_note(store: Store, t: &'static Messages) -> AnyView {
    piece(move || {
        let total = store.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.matched()));
        if store.local_revision.get() > 0 || store.limit.get() < SERVER_MOST || total <= SERVER_MOST {
            return ().into_any();
        }
        let number = |many: usize| count(u64::try_from(many).unwrap_or(u64::MAX));
        view! { <li class="sub cards-cut">{(t.report.first_cards)(&number(SERVER_MOST), &number(total))}</li> }
            .into_any()
    })
    .into_any()
}

fn card(row: &Row, scene: &Scene, t: &'static Messages) -> impl IntoView + use<> {
    let contact = Contact::of(row.last_communication, scene.today, &scene.thresholds);
    let total = |sums| total_text(sums, scene, t).first;
    let lines: Vec<_> = scene
        .directions
        .iter()
        .filter(|place| scene.columns.iter().any(|col| col.place == Some(**place)))
        .filter_map(|place| {
            let (work, won) = direction_cells(row, *place, scene.today, &scene.thresholds);
            line(*place, &work, &won, scene, t)
        })
        .collect();
    view! {
        <div class="pc-h">
            <div class="cut relp">{company(row, t)}</div>
            <div class="lc">{opening("last".to_owned(), "cb", last(contact, t))}</div>
        </div>
        <div class="pc-m">{responsible(row.responsible, scene, t)}</div>
        <ul class="pc-d">
            <li class="hd">
                <span class="sub">{with_currency(scene, t.report.all_sums)}</span>
                <span class="sub num">{t.report.in_work}{whole(Column::Work, total(&row.work))}</span>
                <span class="sub num">{t.report.won}{whole(Column::Won, total(&row.won))}</span>
            </li>
            {lines}
        </ul>
    }
}

/// A total of the company: opens what it counts, if it counts anything.
fn whole(column: Column, sum: String) -> AnyView {
    let words = view! { <b>{sum.clone()}</b> }.into_any();
    if sum == NOTHING { words } else { opening(column.code(), "cb", words) }
}

/// A direction with anything in it; each number opens what stands behind it.
fn line(place: usize, work: &WorkCell, won: &WonCell, scene: &Scene, t: &'static Messages) -> Option<AnyView> {
    if *work == WorkCell::Nothing && won.is_none() {
        return None;
    }
    let name = direction_name(&scene.directory, place, t);
    let id = scene.directory.directions.get(place)?.id;
    let in_work = if *work == WorkCell::Nothing {
        new_deal(Column::DirectionWork(id).code(), (t.report.new_deal_in)(&name))
    } else {
        opening(Column::DirectionWork(id).code(), "cb", short(work_text(work, scene, t)))
    };
    let won = match won {
        Some(_) => opening(Column::DirectionWon(id).code(), "cb", short(won_text(won, scene, t))),
        None => short(won_text(won, scene, t)).into_any(),
    };
    let line = view! {
        <li>
            <span class="t2 cut">{name}</span>
            <span class="num">{in_work}</span>
            <span class="num t2">{won}</span>
        </li>
    };
    Some(line.into_any())
}

/// Nothing in work: offers a deal.
fn new_deal(code: String, label: String) -> AnyView {
    view! {
        <button class="cb" type="button" data-cell=code data-new="1" aria-haspopup="dialog" aria-label=label>
            <span class="z">{NOTHING}</span>
        </button>
    }
    .into_any()
}

fn short(text: CellText) -> impl IntoView {
    let code = (!text.code.is_empty()).then(|| view! { <span class="cur">{text.code.clone()}</span> });
    view! { <span class=text.class title=text.title>{text.icon.map(|name| view! { <SmallIcon name /> })}{text.first}{code}</span> }
}
