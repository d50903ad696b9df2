//! Every meeting of a cell: with whom, about what, when it ended.

use super::client::client;
use super::topic::{Listed, Topic};
use crate::i18n::activity::talk::{TalkMessages, words};
use crate::i18n::messages;
use crate::pages::data::moment::Clock;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::reactive::piece;
use crate::ui::states::error_words;
use domain::activity::answers::CellMeeting;
use domain::activity::plan::Span;
use leptos::prelude::*;

/// The list.
pub(super) fn meetings(topic: Topic) -> AnyView {
    let w = words();
    let contents = piece(move || {
        let error = topic.error.get();
        topic.meetings.with(|list| match (list, error) {
            (None, Some(error)) => {
                let (words, _) = error_words(&error, messages());
                view! { <li class="note bad" role="alert">{words}</li> }.into_any()
            }
            (None, None) => {
                (0..3).map(|_| view! { <li class="call"><i class="sk grow"></i></li> }).collect_view().into_any()
            }
            (Some(list), _) if list.rows.is_empty() => view! {
                <li class="empty"><h2>{w.no_meetings}</h2><p>{w.no_meetings_text}</p></li>
            }
            .into_any(),
            (Some(list), _) => rows(topic, list),
        })
    });
    view! {
        <div class="scroll calls" tabindex="0" role="region" aria-label=w.meetings><ul>{contents}</ul></div>
        <p class="sub rule"><Icon name="info" /><span>{w.meetings_rule}</span></p>
    }
    .into_any()
}

fn rows(topic: Topic, list: &Listed<CellMeeting>) -> AnyView {
    let w = words();
    let by_day = !matches!(topic.place.get().span, Span::Day(_));
    let rows: Vec<AnyView> = list.rows.iter().map(|meeting| row(meeting, by_day, w)).collect();
    let more = list.next.map(|next| {
        view! {
            <li class="row more">
                <button class="btn ghost sm" type="button" on:click=move |_| topic.fetch_meetings(Some(next))>
                    {w.more_calls}
                </button>
            </li>
        }
    });
    view! { {rows.collect_view()}{more} }.into_any()
}

fn row(meeting: &CellMeeting, by_day: bool, w: &'static TalkMessages) -> AnyView {
    let (title, bound) = client(meeting.company.as_ref(), meeting.bound.as_ref(), w);
    let subject = meeting.subject.clone();
    // Without a client the subject stands in their place.
    let (title, below) = match title {
        Some(title) => (title, view! { <span class="sub blk cut">{bound}{subject}</span> }.into_any()),
        None => (view! { <span class="cut blk">{subject}</span> }.into_any(), ().into_any()),
    };
    let ended = Clock::here().short(meeting.ended);
    let time = if by_day { ended } else { ended.split('\u{a0}').next_back().unwrap_or_default().to_owned() };
    view! {
        <li class="call">
            <span class="ci meet"><SmallIcon name="meet" /></span>
            <div class="grow cut">{title}{below}</div>
            <span class="num"><time class="blk">{time}</time></span>
        </li>
    }
    .into_any()
}
