//! What was said about a cell.

use super::outbox::Draft;
use super::said::said;
use super::topic::Topic;
use crate::i18n::activity::talk::{TalkMessages, words};
use crate::i18n::activity::words as table;
use crate::i18n::messages;
use crate::pages::activity::when::day_name;
use crate::pages::data::moment::Clock;
use crate::ui::avatar::Avatar;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::reactive::piece;
use crate::ui::states::error_words;
use domain::activity::talk::Comment;
use domain::day::Day;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The conversation.
pub(super) fn thread(topic: Topic) -> AnyView {
    let w = words();
    let list = NodeRef::<html::Div>::new();
    keep_at_end(topic, list);
    let contents = piece(move || {
        let error = topic.error.get();
        let drafts = topic.state.outbox.drafts.get();
        let place = topic.place.get();
        let drafts: Vec<Draft> = drafts.into_iter().filter(|draft| draft.place == place).collect();
        topic.comments.with(|comments| match (comments, error) {
            (None, Some(error)) => {
                let (words, _) = error_words(&error, messages());
                view! { <li class="note bad" role="alert">{words}</li> }.into_any()
            }
            (None, None) => view! { <li><i class="sk"></i></li> }.into_any(),
            (Some(comments), _) if comments.is_empty() && drafts.is_empty() => view! {
                <li class="empty">
                    <h2>{w.nothing_said}</h2>
                    <p>{w.nothing_said_text}</p>
                </li>
            }
            .into_any(),
            (Some(comments), _) => view! {
                {earlier(topic)}
                {lines(topic, comments)}
                {drafts.into_iter().map(|draft| pending(topic, draft)).collect_view()}
            }
            .into_any(),
        })
    });
    view! {
        {resolution(topic)}
        <div class="scroll pane" tabindex="0" role="region" aria-label=w.comments node_ref=list>
            <ol class="msgs">{contents}</ol>
        </div>
        {told(topic)}
    }
    .into_any()
}

/// The latest word is what people look for; a new one is followed, as far as nobody reads older ones.
fn keep_at_end(topic: Topic, list: NodeRef<html::Div>) {
    Effect::new(move |before: Option<bool>| {
        let known = topic.comments.with(|comments| comments.as_ref().is_some_and(|comments| !comments.is_empty()));
        topic.state.outbox.drafts.track();
        let Some(list) = list.get() else { return false };
        let near = list.scroll_height() - list.scroll_top() - list.client_height() < 120;
        if known && (before != Some(true) || near) {
            request_animation_frame(move || list.set_scroll_top(list.scroll_height()));
        }
        known
    });
}

/// Whether somebody still has to react, and the way to say that nobody has.
fn resolution(topic: Topic) -> AnyView {
    let w = words();
    piece(move || {
        let said = topic.comments.with(|comments| comments.as_ref().is_some_and(|comments| !comments.is_empty()));
        if !said {
            return ().into_any();
        }
        let open = topic.open.get();
        let button = topic.state.may_verify().then(|| {
            let (words, icon) = if open { (w.resolve, "check") } else { (w.reopen, "refresh") };
            let act = move |_| resolve(topic, open);
            view! { <button class="btn ghost sm" type="button" on:click=act><Icon name=icon />{words}</button> }
        });
        let (class, words) = if open { ("badge blue", w.open) } else { ("badge", w.resolved) };
        view! { <div class="row resbar"><span class=class>{words}</span><span class="grow"></span>{button}</div> }
            .into_any()
    })
    .into_any()
}

fn resolve(topic: Topic, resolved: bool) {
    let place = topic.place.get_untracked();
    act(topic, async move || {
        let api = topic.state.api()?;
        Some(api.resolve((place.person, place.span), resolved).await)
    });
}

/// Does something to the conversation and shows it anew, or says why not.
fn act<T: 'static>(topic: Topic, ask: impl AsyncFnOnce() -> Option<Result<T, crate::api::ApiError>> + 'static) {
    let common = topic.common;
    topic.said.set(None);
    spawn_local(async move {
        let Some(answer) = ask().await else { return };
        if topic.said.is_disposed() {
            return;
        }
        if let Err(error) = answer {
            topic.said.set(Some((error_words(&error, common).0, true)));
        }
        topic.fetch();
    });
}

/// What came of the last thing done here.
fn told(topic: Topic) -> AnyView {
    piece(move || match topic.said.get() {
        Some((words, bad)) => {
            let (class, role) = if bad { ("note bad", "alert") } else { ("note warn", "status") };
            let close = messages().close;
            view! {
                <div class=class role=role>
                    <span class="grow">{words}</span>
                    <button class="btn ghost sm icon" type="button" aria-label=close on:click=move |_| topic.said.set(None)>
                        <Icon name="x" />
                    </button>
                </div>
            }
            .into_any()
        }
        None => ().into_any(),
    })
    .into_any()
}

fn earlier(topic: Topic) -> AnyView {
    let w = words();
    piece(move || match topic.more.get() {
        true => view! {
            <li class="row">
                <button class="btn ghost sm" type="button" on:click=move |_| topic.fetch_earlier()>{w.earlier}</button>
            </li>
        }
        .into_any(),
        false => ().into_any(),
    })
    .into_any()
}

/// Comments, parted by days and by what is new.
fn lines(topic: Topic, comments: &[Comment]) -> AnyView {
    let w = words();
    let clock = Clock::here();
    let fresh = topic.fresh.get();
    let new = comments.iter().filter(|comment| fresh.contains(&comment.id)).count() as u64;
    let editing = topic.editing.get();
    let mut day = None;
    let mut parted = false;
    let mut views = Vec::with_capacity(comments.len() + 4);
    for comment in comments {
        let on = clock.day(comment.created);
        if day != Some(on) {
            day = Some(on);
            views.push(view! { <li class="daysep"><span>{day_words(on, clock, w)}</span></li> }.into_any());
        }
        let is_new = fresh.contains(&comment.id);
        if is_new && !parted {
            parted = true;
            views.push(view! { <li class="daysep nwm"><span>{(w.new_count)(new)}</span></li> }.into_any());
        }
        views.push(message(topic, comment, is_new, editing == Some(comment.id)));
    }
    views.collect_view().into_any()
}

fn day_words(day: Day, clock: Clock, w: &'static TalkMessages) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since the epoch fit an i64 for ages")]
    let now = domain::day::Millis(js_sys::Date::now() as i64);
    match day.days_until(clock.day(now)) {
        0 => w.today.to_owned(),
        1 => w.yesterday.to_owned(),
        _ => day_name(day, table()),
    }
}

fn message(topic: Topic, comment: &Comment, is_new: bool, is_edited: bool) -> AnyView {
    let w = words();
    let when = Clock::here().short(comment.created);
    let edited = comment.edited.map(|_| view! { <span class="sub">{w.edited}</span> });
    let class = if is_new { "msg new" } else { "msg" };
    let body = if is_edited {
        super::editor::editor(topic, comment.clone())
    } else {
        view! { <p>{said(comment)}</p> }.into_any()
    };
    let own = (comment.own && !is_edited).then(|| own_tools(topic, comment.id));
    view! {
        <li class=class data-comment=comment.id.to_string()>
            <Avatar id=comment.author.0 name=comment.author_name.clone() />
            <div class="grow">
                <div class="row mh">
                    <b class="m cut">{comment.author_name.clone()}</b>
                    <time class="sub nowrap">{when}</time>
                    {edited}
                    <span class="grow"></span>
                    {verification(topic, comment)}
                </div>
                {body}
                {own}
            </div>
        </li>
    }
    .into_any()
}

/// Who verified a comment, or the way to do that.
fn verification(topic: Topic, comment: &Comment) -> AnyView {
    let w = words();
    let id = comment.id;
    let may = topic.state.may_verify();
    let set = move |verified: bool| {
        act(topic, async move || {
            let api = topic.state.api()?;
            Some(api.verify_comment(id, verified).await)
        });
    };
    match &comment.verified {
        Some((_, by, at)) => {
            let title = (w.verified_by)(by, &Clock::here().short(*at));
            let inside = view! { <SmallIcon name="check2" />{w.verified} };
            if may {
                let title = format!("{title}. {}", w.unverify);
                view! { <button class="ver" type="button" title=title on:click=move |_| set(false)>{inside}</button> }
                    .into_any()
            } else {
                view! { <span class="ver" title=title>{inside}</span> }.into_any()
            }
        }
        None if may => view! {
            <button class="btn ghost sm vb" type="button" on:click=move |_| set(true)><SmallIcon name="check" />{w.verify}</button>
        }
        .into_any(),
        None => ().into_any(),
    }
}

/// What the author may do for a quarter of an hour.
fn own_tools(topic: Topic, id: i64) -> AnyView {
    let (w, t) = (words(), messages());
    let asking = RwSignal::new(false);
    let remove = move |_| {
        act(topic, async move || {
            let api = topic.state.api()?;
            Some(api.remove_comment(id).await)
        });
    };
    let contents = piece(move || match asking.get() {
        false => view! {
            <button class="lnk" type="button" on:click=move |_| topic.editing.set(Some(id))>{w.edit}</button>
            <button class="lnk" type="button" on:click=move |_| asking.set(true)>{w.remove}</button>
        }
        .into_any(),
        true => view! {
            <span>{w.remove_question}</span>
            <button class="lnk neg" type="button" on:click=remove>{w.remove}</button>
            <button class="lnk" type="button" on:click=move |_| asking.set(false)>{t.cancel}</button>
        }
        .into_any(),
    });
    view! { <div class="row sub own">{contents}</div> }.into_any()
}

/// A comment that is not there yet.
fn pending(topic: Topic, draft: Draft) -> AnyView {
    let w = words();
    let key = draft.key;
    let back = move |_| {
        if let Some(draft) = topic.state.outbox.take_back(key) {
            topic.restored.set(Some((draft.text, String::new())));
        }
    };
    let status = if draft.waits {
        view! {
            <div class="row sub warn" role="status">
                <SmallIcon name="alert" />
                <span>{w.waits}</span>
                <button class="lnk" type="button" on:click=back>{w.take_back}</button>
            </div>
        }
        .into_any()
    } else {
        view! { <div class="sub" role="status">{w.sending}</div> }.into_any()
    };
    view! {
        <li class="msg pending">
            <span class="ava a4" aria-hidden="true"><SmallIcon name="alert" /></span>
            <div class="grow"><p><bdi class="said">{draft.text}</bdi></p>{status}</div>
        </li>
    }
    .into_any()
}
