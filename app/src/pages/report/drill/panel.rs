//! The background of a number: its deals below the cell or at the right edge, the client's communications, a new deal.

use super::{Drill, Opened, Spot, focus_again};
use crate::api::{ApiError, api};
use crate::app::Phone;
use crate::format::{count, currency_sign, date, short_name, sum};
use crate::i18n::tools::{ToolMessages, words};
use crate::i18n::{Messages, messages};
use crate::pages::report::scene::Heading;
use crate::pages::report::store::Store;
use crate::pages::report::words::heading_name;
use crate::pages::timeline::timeline;
use crate::ui::icon::Icon;
use crate::ui::link::PortalLink;
use crate::ui::reactive::{flag, piece, text};
use crate::ui::slide::{dialog, slide};
use crate::ui::states::error_words;
use crate::ui::toast::toasts;
use domain::deals::Phase;
use domain::directory::Directory;
use domain::ids::DirectionId;
use domain::money::{Amount, CurrencyCode};
use domain::report::columns::Column;
use domain::report::drill::{CreatedDeal, DealLine, DealsPage, MOST_LINES, NewDeal};
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::{ev, html};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// Width of the panel below a cell, pixels.
const WIDE: f64 = 428.0;
/// Room it needs below the cell before it goes above, pixels.
const HIGH: f64 = 300.0;
/// Room kept to the edges of the page, pixels.
const EDGE: f64 = 8.0;

/// What is shown for the number that was opened.
pub(crate) fn drill_view(store: Store, opened: Opened) -> AnyView {
    let w = words();
    let t = messages();
    let Opened { drill, spot } = opened;
    let Phone(phone) = expect_context();
    let left = {
        let drill = drill.clone();
        Callback::new(move |()| {
            store.drill.set(None);
            focus_again(&drill);
        })
    };
    let directory = store.directory();
    if drill.wish {
        return wish(&drill, &directory, left);
    }
    match drill.column {
        Column::LastCommunication => {
            let contents = timeline(drill.company, Some(directory));
            slide(w.communications.to_owned(), drill.title.clone(), contents, left)
        }
        column => {
            let heading =
                column.direction().and_then(|id| place_of(&directory, id)).map_or(Heading::All, Heading::Direction);
            let scene = crate::pages::report::grid::scene(store);
            let name = scene.with_untracked(|scene| heading_name(heading, scene, t));
            let state = if is_won(column) { t.report.won } else { t.report.in_work };
            let title = format!("{name} · {}", state.to_lowercase());
            let contents = deals(store, &drill, directory);
            if heading == Heading::All || phone.get_untracked() {
                slide(title, drill.title.clone(), contents, left)
            } else {
                below(title, drill.title.clone(), contents, spot, left)
            }
        }
    }
}

fn is_won(column: Column) -> bool {
    matches!(column, Column::Won | Column::DirectionWon(_))
}

fn place_of(directory: &Directory, id: DirectionId) -> Option<usize> {
    directory.directions.iter().position(|direction| direction.id == id)
}

/// A panel below a cell, or above it where there is no room. Esc and a click elsewhere close it.
fn below(title: String, note: String, contents: AnyView, spot: Spot, left: Callback<()>) -> AnyView {
    let t = messages();
    let panel = NodeRef::<html::Div>::new();
    let size =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
    let (page, high) = (size(window().inner_width()), size(window().inner_height()));
    let x = (spot.right - WIDE * 0.8).min(page - WIDE - EDGE).max(EDGE);
    let is_above = high - spot.bottom < HIGH && spot.top > high - spot.bottom;
    let place = if is_above {
        format!("left:{x}px;bottom:{}px;max-height:{}px", high - spot.top + 6.0, spot.top - 2.0 * EDGE)
    } else {
        format!("left:{x}px;top:{}px;max-height:{}px", spot.bottom + 6.0, high - spot.bottom - 2.0 * EDGE)
    };
    Effect::new(move |_| {
        let close = panel.get().and_then(|panel| panel.query_selector("button").ok().flatten());
        if let Some(close) = close.and_then(|close| close.dyn_into::<HtmlElement>().ok()) {
            // An element that can not take the focus leaves it on the cell.
            drop(close.focus());
        }
    });
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = panel.try_get_untracked().flatten().is_none_or(|panel| panel.contains(target.as_ref()));
        if !inside {
            left.run(());
        }
    });
    on_cleanup(move || outside.remove());
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            left.run(());
        }
    };
    view! {
        <div class="pop drill" role="dialog" aria-label=title.clone() style=place node_ref=panel on:keydown=escape>
            <header role="presentation">
                <div class="grow cut"><h2 class="cut">{title.clone()}</h2><span class="sub blk cut">{note}</span></div>
                <button class="btn ghost sm icon" type="button" aria-label=t.close on:click=move |_| left.run(())>
                    <Icon name="x" />
                </button>
            </header>
            {contents}
        </div>
    }
    .into_any()
}

/// Deals behind a number.
fn deals(store: Store, drill: &Drill, directory: Arc<Directory>) -> AnyView {
    let (t, w) = (messages(), words());
    let (company, column) = (drill.company, drill.column);
    let answer = RwSignal::new(None::<Result<DealsPage, ApiError>>);
    let api = api();
    let direction = column.direction().map(|id| format!("&direction={id}")).unwrap_or_default();
    let path = format!("/api/report/deals?company={company}{direction}&limit={MOST_LINES}");
    spawn_local(async move {
        let page = api.ask::<DealsPage>(&path).await;
        // The panel may be closed meanwhile.
        answer.try_set(Some(page));
    });
    let listed = piece(move || match answer.get() {
        None => view! { <div class="panel"><i class="sk"></i><i class="sk w7"></i></div> }.into_any(),
        Some(Err(error)) => view! { <p class="panel neg" role="alert">{error_words(&error, t).0}</p> }.into_any(),
        Some(Ok(page)) => lines(&page, column, &directory, t, w),
    });
    let free = column.direction().filter(|_| !is_won(column)).filter(|id| {
        store.shown.with_untracked(|shown| {
            let Some(shown) = shown.as_ref() else { return false };
            let place = place_of(&shown.directory, *id).and_then(|place| u16::try_from(place).ok());
            let row = shown.rows.iter().find(|row| row.id == company);
            row.zip(place)
                .is_some_and(|(row, place)| row.state(place, shown.today, &shown.thresholds).allows_new_deal())
        })
    });
    let wish = {
        let drill = drill.clone();
        move |_| {
            let drill = Drill { wish: true, ..drill.clone() };
            store.drill.set(Some(Opened { drill, spot: Spot::default() }));
        }
    };
    let create = free.map(|_| {
        view! {
            <button class="btn sm" type="button" on:click=wish><Icon name="plus" />{w.create_deal}</button>
        }
        .into_any()
    });
    view! {
        {listed}
        <footer>
            {create}
            <span class="grow"></span>
            <PortalLink path=format!("/crm/company/details/{company}/") class="btn ghost sm" title=String::new()>
                {w.show_in_crm}" "<Icon name="link" />
            </PortalLink>
        </footer>
    }
    .into_any()
}

fn lines(page: &DealsPage, column: Column, directory: &Directory, t: &Messages, w: &'static ToolMessages) -> AnyView {
    let wanted = |deal: &&DealLine| (deal.phase == Phase::Won) == is_won(column);
    let all_directions = column.direction().is_none();
    let line = |deal: &DealLine| {
        let direction = place_of(directory, deal.direction).filter(|_| all_directions);
        let direction = direction.map(|place| crate::pages::report::words::direction_name(directory, place, t));
        deal_line(deal, direction, directory, w)
    };
    let shown: Vec<&DealLine> = page.deals.iter().filter(wanted).collect();
    let summed = sums(shown.iter().copied().filter(|deal| is_won(column) || deal.phase == Phase::Work));
    let told = u64::try_from(shown.len()).unwrap_or_default();
    let cut = page.total > u64::try_from(page.deals.len()).unwrap_or(u64::MAX);
    let more = cut.then(|| {
        view! { <p class="sub choices-note">{(w.first_lines)(&count(told), &count(page.total))}</p> }.into_any()
    });
    let total = summed.iter().map(|(code, amount)| format!("{} {}", sum(*amount), currency_sign(code)));
    let total = total.collect::<Vec<_>>().join(" + ");
    view! {
        <ul class="deals scroll" aria-label=w.deals>{shown.into_iter().map(line).collect_view()}</ul>
        {more}
        <div class="sumline"><span class="t2">{(t.report.deals)(told)}</span><b class="num">{total}</b></div>
    }
    .into_any()
}

fn sums<'a>(deals: impl Iterator<Item = &'a DealLine>) -> Vec<(CurrencyCode, Amount)> {
    let mut sums: Vec<(CurrencyCode, Amount)> = Vec::new();
    for deal in deals {
        match sums.iter_mut().find(|(code, _)| *code == deal.currency) {
            Some((_, amount)) => *amount = amount.plus(deal.amount),
            None => sums.push((deal.currency.clone(), deal.amount)),
        }
    }
    sums
}

fn deal_line(deal: &DealLine, direction: Option<String>, directory: &Directory, w: &ToolMessages) -> AnyView {
    let path = format!("/crm/deal/details/{}/", deal.id);
    let who = deal.responsible.and_then(|id| directory.person(id)).map(short_name);
    let t = messages();
    let number = (w.deal_number)(&deal.id.to_string());
    let changed = (w.changed_on)(&date(deal.modified, t));
    let created = (w.created_on)(&date(deal.created, t));
    let parts = [Some(number), direction, Some(changed), who];
    let note = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let whole = format!("{note} · {created}");
    let badge = match deal.phase {
        Phase::Preparation => "badge orange cut",
        Phase::Work => "badge blue cut",
        Phase::Won => "badge green cut",
        Phase::Failed => "badge red cut",
    };
    let (stage, full_stage) = (deal.stage.clone(), deal.stage.clone());
    let (title, full_title) = (deal.title.clone(), deal.title.clone());
    let (amount, sign) = (sum(deal.amount), currency_sign(&deal.currency).to_owned());
    view! {
        <li>
            <div class="grow cut">
                <PortalLink path class="cut blk" title=full_title>{title}</PortalLink>
                <span class="sub blk cut" title=whole>{note}</span>
            </div>
            <span class=badge title=full_stage>{stage}</span>
            <span class="num">{amount}" "<span class="cur">{sign}</span></span>
        </li>
    }
    .into_any()
}

/// Asks whether a deal is to be created, creates it and opens its card.
fn wish(drill: &Drill, directory: &Directory, left: Callback<()>) -> AnyView {
    let (t, w) = (messages(), words());
    let Some(direction) = drill.column.direction() else { return ().into_any() };
    let name = place_of(directory, direction)
        .map(|place| crate::pages::report::words::direction_name(directory, place, t))
        .unwrap_or_default();
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(String::new());
    let api = StoredValue::new_local(api());
    let notes = toasts();
    let company = drill.company;
    // One key per question: asking again after a lost answer creates no second deal.
    let key = StoredValue::new(new_key());
    let create = move |_| {
        let Some(api) = api.try_get_value() else { return };
        busy.set(true);
        wrong.set(String::new());
        spawn_local(async move {
            let auth_id = api.fresh_auth().await;
            let wish = NewDeal { company, direction, key: key.get_value(), auth_id };
            match api.tell::<CreatedDeal>(Method::POST, "/api/report/deals", &wish).await {
                Ok(deal) => {
                    notes.tell((w.deal_created)(&deal.id.to_string(), deal.contacts));
                    left.run(());
                    if let Some(frame) = api.frame() {
                        frame.open_path(deal.path).await;
                    }
                }
                Err(error) => {
                    wrong.try_set(error_words(&error, t).0);
                    busy.try_set(false);
                }
            }
        });
    };
    let warning = piece(move || match wrong.get() {
        words if words.is_empty() => ().into_any(),
        words => view! { <p class="note bad" role="alert">{words}</p> }.into_any(),
    });
    let label = text(move || if busy.get() { w.creating.to_owned() } else { w.create_deal.to_owned() });
    let contents = view! {
        <div class="modal-body">
            <p>{(w.create_question)(&drill.title, &name)}</p>
            <p class="sub">{w.create_note}</p>
            {warning}
        </div>
        <footer class="row">
            <span class="grow"></span>
            <button class="btn" type="button" disabled=flag(move || busy.get()) on:click=move |_| left.run(())>{t.cancel}</button>
            <button class="btn primary" type="button" disabled=flag(move || busy.get()) on:click=create>{label}</button>
        </footer>
    }
    .into_any();
    dialog(w.new_deal.to_owned(), String::new(), contents, left)
}

/// A key nobody has used.
fn new_key() -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within the range before")]
    let part = || format!("{:08x}", (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
    [part(), part(), part(), part()].concat()
}
