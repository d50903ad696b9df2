//! The panel of a person's day or month: figures, who counted the day as met, the latest word.

use super::super::cursor::At;
use super::super::desk::Desk;
use super::super::force;
use super::super::row::name_of_line;
use super::figures::{cell_at, day_numbers, month_numbers};
use crate::api::ApiError;
use crate::format::count;
use crate::i18n::activity::talk::words as talk_words;
use crate::i18n::activity::{ActivityMessages, words as table};
use crate::pages::activity::talk::said::said;
use crate::pages::activity::talk::state_badge;
use crate::pages::activity::when::{day_in_full, month_name};
use crate::pages::data::moment::Clock;
use crate::routes::activity::CellPlace;
use crate::ui::avatar::Avatar;
use crate::ui::icon::Icon;
use crate::ui::link::PortalLink;
use crate::ui::reactive::{maybe, piece, text};
use crate::ui::states::error_words;
use domain::activity::answers::CellDetail;
use domain::activity::month::Line;
use domain::activity::pace::DayState;
use domain::activity::plan::Span;
use domain::activity::settings::Measure;
use domain::activity::talk::Comment;
use domain::day::Day;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the panel of a person has fetched.
#[derive(Clone, Copy)]
struct Behind {
    detail: RwSignal<Option<CellDetail>>,
    latest: RwSignal<Option<Comment>>,
    error: RwSignal<Option<ApiError>>,
}

impl Behind {
    fn fetch(self, desk: Desk, cell: CellPlace) {
        spawn_local(async move {
            let Some(api) = desk.state.api() else { return };
            let answer = api.cell(cell.person, cell.span).await;
            if self.detail.is_disposed() {
                return;
            }
            match answer {
                Ok(detail) => {
                    let talks = detail.thread.is_some_and(|thread| thread.count > 0);
                    self.error.set(None);
                    self.detail.set(Some(detail));
                    if talks
                        && let Ok(thread) = api.thread(cell.person, cell.span, None).await
                        && !self.latest.is_disposed()
                    {
                        self.latest.set(thread.comments.last().cloned());
                    }
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// What was fetched beside the figures of the grid.
    fn details(self, desk: Desk) -> AnyView {
        match (self.detail.get(), self.error.get()) {
            (Some(detail), _) => details(&detail, table()),
            (None, Some(error)) => {
                let (words, _) = error_words(&error, desk.common);
                view! { <p class="note bad" role="alert">{words}</p> }.into_any()
            }
            (None, None) => view! { <i class="sk"></i> }.into_any(),
        }
    }
}

/// How the day stands.
fn badge(desk: Desk, line: Memo<Line>, place: CellPlace) -> AnyView {
    let Span::Day(day) = place.span else { return ().into_any() };
    let state = line.with(|line| cell_at(line, desk, day).state);
    let works = desk.scene.with(|scene| scene.days.iter().any(|head| head.day == day && head.kind.is_working()));
    state_badge(state, works, table())
}

/// A person's day or month.
pub(super) fn person_panel(desk: Desk, at: At, place: CellPlace, close: Callback<()>) -> AnyView {
    let (w, t) = (table(), talk_words());
    let behind = Behind { detail: RwSignal::new(None), latest: RwSignal::new(None), error: RwSignal::new(None) };
    // Whatever changes the grid may change what is behind the cell.
    Effect::new(move |_| {
        desk.store.grid.track();
        behind.fetch(desk, place);
    });
    let line = Memo::new(move |_| desk.with_line(at.row, |_, line, _| line.clone()).unwrap_or_default());
    let today = untrack(|| desk.state.today());
    let forcing = RwSignal::new(false);
    let open_talk = move |calls: bool| {
        desk.popped.set(None);
        desk.state.calls_first.set(calls);
        desk.state.view.update(|view| view.cell = Some(place));
    };
    let numbers = piece(move || {
        let measure = desk.scene.with(|scene| scene.measure);
        line.with(|line| match place.span {
            Span::Day(day) => day_numbers(line, day, desk, measure, w),
            _ => month_numbers(line, measure, w),
        })
    });
    let badge = piece(move || badge(desk, line, place));
    let more = piece(move || behind.details(desk));
    let quote = piece(move || match behind.latest.get() {
        Some(comment) => quoted(&comment),
        None => ().into_any(),
    });
    let talks = text(move || {
        let known = line.with(|line| match place.span {
            Span::Day(day) => cell_at(line, desk, day).thread,
            _ => line.thread,
        });
        known.map_or(0, |thread| thread.count).to_string()
    });
    let calls = text(move || behind.detail.with(|detail| detail.as_ref().map(|d| count(d.calls)).unwrap_or_default()));
    let force = piece(move || match place.span {
        Span::Day(day) => force_button(desk, line, behind.detail, (place, day), forcing, today),
        _ => ().into_any(),
    });
    let asking = piece(move || match (forcing.get(), place.span) {
        (true, Span::Day(day)) => reason_form(desk, place, day, forcing, close),
        _ => ().into_any(),
    });
    let name = name_of_line(desk, at.row);
    let when = match place.span {
        Span::Day(day) => day_in_full(day, w),
        Span::From(month) | Span::Month(month) => month_name(month, w),
    };
    let path = format!("/company/personal/user/{}/", place.person);
    view! {
        <header>
            <div class="grow cut">
                <h2 class="cut"><PortalLink path class="plain" title=name.clone()>{name.clone()}</PortalLink></h2>
                <span class="sub">{when}</span>
            </div>
            {badge}
        </header>
        <div class="pb scroll">{numbers}{more}{quote}{asking}</div>
        <footer>
            <button class="btn sm primary" type="button" on:click=move |_| open_talk(false)>
                <Icon name="chat" />{t.discuss}" "<span>{talks}</span>
            </button>
            <button class="btn sm" type="button" on:click=move |_| open_talk(true)>
                <Icon name="phone" />{t.calls}" "{calls}
            </button>
            {force}
        </footer>
    }
    .into_any()
}

/// What the server knows of the cell.
fn details(detail: &CellDetail, w: &'static ActivityMessages) -> AnyView {
    let t = talk_words();
    let both = format!(
        "{} · {}",
        (w.counted)(Measure::Calls, detail.calls, &count(detail.calls)),
        (w.counted)(Measure::Companies, detail.companies, &count(detail.companies)),
    );
    let unknown = (detail.unknown > 0).then(|| format!(" · {}", (t.unknown)(detail.unknown)));
    let forced = detail.forced.as_ref().map(|forced| {
        let when = Clock::here().short(forced.made);
        view! {
            <div class="forced-by">
                <span class="row"><Icon name="check" /><span>{(t.forced_by)(&forced.author_name, &when)}</span></span>
                <p>{forced.reason.clone()}</p>
            </div>
        }
    });
    view! { <p class="sub">{both}{unknown}</p>{forced} }.into_any()
}

/// The latest word about the cell.
fn quoted(comment: &Comment) -> AnyView {
    let t = talk_words();
    let new = comment.unread.then(|| view! { <span class="badge blue">{t.new}</span> });
    let when = Clock::here().short(comment.created);
    view! {
        <blockquote>
            <span class="row">
                <Avatar id=comment.author.0 name=comment.author_name.clone() />
                <span class="m cut">{comment.author_name.clone()}</span>
                <span class="sub">{when}</span>
                {new}
            </span>
            <span class="quoted">{said(comment)}</span>
        </blockquote>
    }
    .into_any()
}

/// Counting the day as met, and taking that back.
fn force_button(
    desk: Desk,
    line: Memo<Line>,
    detail: RwSignal<Option<CellDetail>>,
    (place, day): (CellPlace, Day),
    forcing: RwSignal<bool>,
    today: Day,
) -> AnyView {
    let t = talk_words();
    if !desk.state.may_complete() {
        return ().into_any();
    }
    let state = line.with(|line| cell_at(line, desk, day).state);
    let is_forced =
        state == DayState::Forced || detail.with(|detail| detail.as_ref().is_some_and(|d| d.forced.is_some()));
    if is_forced {
        let back = move |_| force::take_back(desk, place, day);
        return view! { <button class="btn sm ghost" type="button" on:click=back><Icon name="x" />{t.unforce}</button> }
            .into_any();
    }
    // A day that is met needs no help, and one that is far ahead no excuse yet; what is missing can be excused.
    let sensible = !matches!(state, DayState::Free | DayState::Met | DayState::NoPlan) && day.0 <= today.0 + 31;
    if !sensible {
        return ().into_any();
    }
    view! {
        <button
            class="btn sm ghost"
            type="button"
            aria-expanded=text(move || forcing.get().to_string())
            on:click=move |_| forcing.update(|on| *on = !*on)
        >
            <Icon name="check" />{t.force}
        </button>
    }
    .into_any()
}

/// Why the day is counted as met.
fn reason_form(desk: Desk, place: CellPlace, day: Day, forcing: RwSignal<bool>, close: Callback<()>) -> AnyView {
    let t = talk_words();
    let reason = RwSignal::new(String::new());
    let input = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // A field that is gone can not take the focus.
            drop(input.focus());
        }
    });
    let empty = move || reason.with(|reason| reason.trim().is_empty());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if !reason.with_untracked(|reason| reason.trim().is_empty()) {
            force::complete(desk, place, day, reason.get_untracked());
            close.run(());
        }
    };
    view! {
        <form class="reason" on:submit=send>
            <label class="lbl">
                {t.reason}
                <textarea
                    rows="2"
                    maxlength="1000"
                    placeholder=t.reason_hint
                    node_ref=input
                    on:input=move |event| reason.set(event_target_value(&event))
                ></textarea>
            </label>
            <div class="row">
                <button class="btn sm primary" type="submit" disabled=maybe(move || empty().then(String::new))>{t.force_day}</button>
                <button class="btn sm ghost" type="button" on:click=move |_| forcing.set(false)>{desk.common.cancel}</button>
            </div>
        </form>
    }
    .into_any()
}
