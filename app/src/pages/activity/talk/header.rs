//! Whose day it is and how it stands.

use super::state_badge;
use super::topic::Topic;
use crate::format::count;
use crate::i18n::activity::talk::words;
use crate::i18n::activity::words as table;
use crate::i18n::messages;
use crate::pages::activity::when::{day_in_short, month_name};
use crate::ui::avatar::Avatar;
use crate::ui::icon::Icon;
use crate::ui::link::PortalLink;
use crate::ui::reactive::piece;
use domain::activity::answers::CellDetail;
use domain::activity::pace::DayFigures;
use domain::activity::plan::Span;
use domain::activity::settings::Measure;
use leptos::prelude::*;

/// The head of the slide-over.
pub(super) fn header(topic: Topic, close: Callback<()>) -> AnyView {
    let (w, t) = (table(), words());
    let who = piece(move || {
        let person = topic.place.get().person;
        let name = topic.detail.with(|detail| detail.as_ref().map(|detail| detail.name.clone())).unwrap_or_default();
        let department = topic.state.directory.with(|directory| {
            let directory = directory.as_ref()?;
            Some(crate::format::main_department(directory.person(person)?, directory))
        });
        let path = format!("/company/personal/user/{person}/");
        view! {
            <span class="lgava"><Avatar id=person.0 name=name.clone() /></span>
            <div class="grow cut">
                <h2 class="cut"><PortalLink path class="plain" title=name.clone()>{name.clone()}</PortalLink></h2>
                <span class="sub cut blk">{department}</span>
            </div>
        }
        .into_any()
    });
    let when = piece(move || {
        let words = match topic.place.get().span {
            Span::Day(day) => day_in_short(day, w),
            Span::From(month) | Span::Month(month) => month_name(month, w),
        };
        view! { <span class="m nowrap" aria-live="polite">{words}</span> }.into_any()
    });
    let figures = piece(move || match topic.detail.get() {
        Some(detail) => figures(topic, &detail),
        None => view! { <div class="stat"><i class="sk grow"></i></div> }.into_any(),
    });
    let step = move |by: i32, label: &'static str, icon: &'static str| {
        view! {
            <button class="btn ghost icon sm" type="button" aria-label=label title=label on:click=move |_| topic.step(by)>
                <Icon name=icon />
            </button>
        }
        .into_any()
    };
    view! {
        <header class="sh" role="presentation">
            <div class="row">
                {who}
                {step(-1, t.previous_day, "left")}
                {when}
                {step(1, t.next_day, "right")}
                <button class="btn ghost icon sm" type="button" aria-label=messages().close on:click=move |_| close.run(())>
                    <Icon name="x" />
                </button>
            </div>
            {figures}
        </header>
    }
    .into_any()
}

fn figures(topic: Topic, detail: &CellDetail) -> AnyView {
    let (w, t) = (table(), words());
    let explained = topic.state.explained.get();
    let fact = match explained.measure {
        Measure::Companies => detail.companies,
        Measure::Calls => detail.calls,
    };
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let done = (small(fact), small(detail.meetings));
    let day = DayFigures::of(detail.working, detail.rate, done, detail.forced.is_some());
    let (class, plan, below) = match detail.span {
        Span::Day(at) => {
            let state = day.state(at, topic.state.today());
            let missing = state == domain::activity::pace::DayState::Unmet;
            (if missing { "neg" } else { "" }, day.plan, (Some(state), missing))
        }
        _ => ("", None, (None, false)),
    };
    let bar = plan.map(|plan| {
        let plan = u64::from(plan);
        let share = (fact * 100).checked_div(plan).unwrap_or(100);
        let class = if below.1 { "pbar bad" } else { "pbar ok" };
        let words = if fact < plan && below.1 {
            let left = plan - fact;
            (t.missing)(share, &(w.counted)(explained.measure, left, &count(left)))
        } else {
            (t.plan_done)(share)
        };
        view! {
            <div class=class><i style:width=format!("{}%", share.min(100))></i></div>
            <span class="sub">{words}</span>
        }
        .into_any()
    });
    let rate = detail.rate.calls.filter(|_| matches!(detail.span, Span::Month(_)));
    let rate = rate.map(|rate| {
        let words = (t.a_day)(&(w.counted)(explained.measure, u64::from(rate), &count(u64::from(rate))));
        view! { <span class="sub">{words}</span> }.into_any()
    });
    let badge = below.0.map(|state| state_badge(state, true, w));
    view! {
        <div class="stat">
            <div>
                <span class="sub">{(w.measure)(explained.measure)}</span>
                <b class=class>{count(fact)}</b>
                {plan.map(|plan| view! { <span class="t2 nowrap">{(w.out_of)("", &count(u64::from(plan))).trim().to_owned()}</span> })}
            </div>
            <div class="grow">{bar}{rate}</div>
            <div class="nowrap">{badge}</div>
            <div>
                <span class="sub">{t.meetings}</span>
                <b class="vio">{count(detail.meetings)}</b>
            </div>
        </div>
    }
    .into_any()
}
