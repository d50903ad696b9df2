//! Every call of a cell: with whom, how long, whether it counts, and its recording.

use super::client::client;
use super::topic::{Listed, Topic};
use crate::format::count;
use crate::i18n::activity::talk::{TalkMessages, words};
use crate::i18n::activity::words as table;
use crate::i18n::messages;
use crate::pages::data::moment::Clock;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::reactive::{piece, text};
use crate::ui::states::error_words;
use domain::activity::answers::CellCall;
use domain::activity::plan::Span;
use domain::activity::settings::{CountedDirection, Measure};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The list.
pub(super) fn calls(topic: Topic) -> AnyView {
    let w = words();
    let only = RwSignal::new(false);
    let contents = piece(move || {
        let error = topic.error.get();
        topic.calls.with(|list| match (list, error) {
            (None, Some(error)) => {
                let (words, _) = error_words(&error, messages());
                view! { <li class="note bad" role="alert">{words}</li> }.into_any()
            }
            (None, None) => {
                (0..6).map(|_| view! { <li class="call"><i class="sk grow"></i></li> }).collect_view().into_any()
            }
            (Some(list), _) if list.rows.is_empty() => view! {
                <li class="empty"><h2>{w.no_calls}</h2><p>{w.no_calls_text}</p></li>
            }
            .into_any(),
            (Some(list), _) => rows(topic, list, only.get()),
        })
    });
    view! {
        {bar(topic, only)}
        <div class="scroll calls" tabindex="0" role="region" aria-label=w.calls><ul>{contents}</ul></div>
        {rule(topic)}
    }
    .into_any()
}

/// What counts, and the way to see nothing else.
fn bar(topic: Topic, only: RwSignal<bool>) -> AnyView {
    let w = words();
    let summary = text(move || {
        topic
            .detail
            .with(|detail| {
                detail.as_ref().map(|detail| {
                    let companies = (table().counted)(Measure::Companies, detail.companies, &count(detail.companies));
                    (w.calls_summary)(detail.calls, &companies)
                })
            })
            .unwrap_or_default()
    });
    let counted = text(move || (w.counted)(topic.detail.with(|detail| detail.as_ref().map_or(0, |d| d.calls))));
    let all = text(move || {
        topic.calls.with(|list| {
            let list = list.as_ref();
            let number = list.map_or(0, |list| list.rows.len() as u64);
            let more = list.is_some_and(|list| list.next.is_some());
            format!("{}{}", (w.all)(number), if more { "+" } else { "" })
        })
    });
    view! {
        <div class="row kbar">
            <span class="t2">{summary}</span>
            <span class="grow"></span>
            <div class="seg sm" role="group" aria-label=w.calls>
                <button type="button" aria-pressed=text(move || only.get().to_string()) on:click=move |_| only.set(true)>{counted}</button>
                <button type="button" aria-pressed=text(move || (!only.get()).to_string()) on:click=move |_| only.set(false)>{all}</button>
            </div>
        </div>
    }
    .into_any()
}

fn rows(topic: Topic, list: &Listed<CellCall>, only: bool) -> AnyView {
    let w = words();
    let by_day = !matches!(topic.place.get().span, Span::Day(_));
    let shown = list.rows.iter().filter(|call| !only || call.counted);
    let rows: Vec<AnyView> = shown.map(|call| row(topic, call, by_day, w)).collect();
    let more = list.next.map(|next| {
        view! {
            <li class="row more">
                <button class="btn ghost sm" type="button" on:click=move |_| topic.fetch_calls(Some(next))>{w.more_calls}</button>
            </li>
        }
    });
    view! { {rows.collect_view()}{more} }.into_any()
}

fn row(topic: Topic, call: &CellCall, by_day: bool, w: &'static TalkMessages) -> AnyView {
    let least = topic.state.explained.get_untracked().min_seconds;
    let (class, icon, what) = match (call.seconds < least, call.outgoing) {
        (true, _) => ("ci miss", "miss", w.short_call),
        (false, true) => ("ci out", "out", w.outgoing),
        (false, false) => ("ci in", "in", w.incoming),
    };
    let (title, bound) = client(call.company.as_ref(), call.bound.as_ref(), w);
    let title = title.unwrap_or_else(|| view! { <span class="cut blk">{w.no_client}</span> }.into_any());
    let clock = Clock::here();
    let started = clock.short(call.started);
    let time =
        if by_day { started.clone() } else { started.split('\u{a0}').next_back().unwrap_or_default().to_owned() };
    let end = if call.counted {
        recording(topic, call.id, w)
    } else {
        view! { <span class="sub nc">{w.not_counted}</span> }.into_any()
    };
    view! {
        <li class="call">
            <span class=class title=what><SmallIcon name=icon /><span class="vh">{what}</span></span>
            <div class="grow cut">
                {title}
                <span class="sub blk cut">{bound}<span class="nowrap">{call.phone.clone()}</span></span>
            </div>
            <span class="num"><time class="blk">{time}</time><span class="sub blk">{lasted(call.seconds)}</span></span>
            {end}
        </li>
    }
    .into_any()
}

/// `6:41`, `1:02:07`.
fn lasted(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// Where a recording is: asked when somebody wants to hear it, since its address does not last.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Recorded {
    Unasked,
    Asking,
    At(String),
    Nowhere,
}

fn recording(topic: Topic, call: i64, w: &'static TalkMessages) -> AnyView {
    let state = RwSignal::new(Recorded::Unasked);
    let ask = move |_| {
        if state.get_untracked() != Recorded::Unasked {
            return;
        }
        state.set(Recorded::Asking);
        spawn_local(async move {
            let Some(api) = topic.state.api() else { return };
            let answer = api.recording(call).await;
            if state.is_disposed() {
                return;
            }
            state.set(match answer {
                Ok(recording) => match recording.url {
                    Some(url) => {
                        // A blocked pop-up leaves the link itself.
                        drop(window().open_with_url_and_target(&url, "_blank"));
                        Recorded::At(url)
                    }
                    None => Recorded::Nowhere,
                },
                Err(_) => Recorded::Nowhere,
            });
        });
    };
    piece(move || match state.get() {
        Recorded::Unasked | Recorded::Asking => {
            let busy = (state.get() == Recorded::Asking).to_string();
            view! {
                <button class="btn-rec" type="button" aria-label=w.listen title=w.listen aria-busy=busy on:click=ask>
                    <SmallIcon name="play" />
                </button>
            }
            .into_any()
        }
        Recorded::At(url) => view! {
            <a class="btn-rec" href=url target="_blank" rel="noopener noreferrer" aria-label=w.open_recording title=w.open_recording>
                <SmallIcon name="link" />
            </a>
        }
        .into_any(),
        Recorded::Nowhere => view! { <span class="sub nc" role="status">{w.no_recording}</span> }.into_any(),
    })
    .into_any()
}

/// By which rule calls count.
fn rule(topic: Topic) -> AnyView {
    let w = words();
    let words = text(move || {
        let explained = topic.state.explained.get();
        (w.rule)(explained.min_seconds, explained.direction == CountedDirection::Both)
    });
    view! { <p class="sub rule"><Icon name="info" /><span>{words}</span></p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_lasts_minutes_and_seconds() {
        assert_eq!([0, 59, 401, 3_727].map(lasted), ["0:00", "0:59", "6:41", "1:02:07"]);
    }
}
