//! One line per entity: rows, when it last changed, how it stands; for administrators also what waits.

use super::moment::{Clock, ago};
use super::state::DataState;
use crate::format::count;
use crate::i18n::data::{DataMessages, words};
use crate::i18n::messages;
use crate::ui::icon::{Icon, SmallIcon};
use domain::freshness::{Freshness, Inside, Standing};
use domain::progress::{Entity, Phase};
use leptos::prelude::*;

/// The order of the lines: what people look at first.
const ORDER: [Entity; 9] = [
    Entity::Companies,
    Entity::Deals,
    Entity::Activities,
    Entity::Calls,
    Entity::Contacts,
    Entity::Requisites,
    Entity::Dictionaries,
    Entity::Departments,
    Entity::People,
];

/// The card.
#[component]
pub(super) fn FreshCard(state: DataState, domain: String) -> impl IntoView {
    let (m, t) = (messages(), words());
    let title = (m.portal)(&domain);
    view! {
        <section class="card" aria-labelledby="fresh">
            <header>
                <h2 id="fresh">{t.freshness}</h2>
                <span class="grow"></span>
                <span class="sub cut" title=title.clone()>{title.clone()}</span>
            </header>
            <ul class="fr">
                {ORDER.map(|entity| view! { <Line state entity /> }).collect_view()}
                {state.admin.then(|| view! { <QueueLine state /> })}
            </ul>
        </section>
    }
}

#[component]
fn Line(state: DataState, entity: Entity) -> impl IntoView {
    let (m, t) = (messages(), words());
    let line = Memo::new(move |_| {
        state.overview.with(|overview| overview.as_ref()?.entities.iter().find(|line| line.entity == entity).copied())
    });
    let standing = Memo::new(move |_| {
        let line = line.get()?;
        let now = state.now();
        state.live.progress.with(|progress| {
            let phase = progress.as_ref().map_or(Phase::Ready, |progress| progress.phase);
            let mine = progress.as_ref()?.entities.iter().find(|one| one.entity == entity).copied();
            Some(line.standing(phase, mine.as_ref(), now))
        })
    });
    let rows = move || match line.get() {
        Some(line) => view! { <span class="blk b">{count(line.rows)}</span> }.into_any(),
        None => view! { <i class="sk"></i> }.into_any(),
    };
    let changed = move || line.get().map(|line| changed_words(&line, state, t));
    let title = move || {
        let changed = line.get().and_then(|line| line.changed)?;
        Some((t.changed_at)(&Clock::here().short(changed)))
    };
    view! {
        <li>
            <span class="eic"><Icon name=picture(entity) /></span>
            <div class="grow cut">
                <span class="blk m cut" title=(m.entity_reads)(entity)>{(m.entity)(entity)}</span>
                <span class="sub blk cut">{move || line.get().map(|line| (t.source)(line.source))}</span>
            </div>
            <span class="num">{rows}<span class="sub blk" title=title>{changed}</span></span>
            {move || standing.get().map(|standing| badge(standing, t))}
        </li>
    }
}

fn changed_words(line: &Freshness, state: DataState, t: &DataMessages) -> String {
    match line.changed.or(line.checked.filter(|_| line.source == domain::freshness::Source::Daily)) {
        Some(at) => ago(at, state.now(), t),
        None => t.unchanged.to_owned(),
    }
}

fn badge(standing: Standing, t: &'static DataMessages) -> impl IntoView {
    let (class, icon, words) = match standing {
        Standing::Fresh => ("badge green", "check", t.fresh.to_owned()),
        Standing::Late => ("badge orange", "clock", t.late.to_owned()),
        Standing::Waiting => ("badge", "clock", t.waits.to_owned()),
        Standing::Loading(Some(share)) => ("badge blue", "refresh", format!("{share}\u{a0}%")),
        Standing::Loading(None) => ("badge blue", "refresh", t.reading.to_owned()),
        Standing::Stopped => ("badge red", "x", t.stopped.to_owned()),
    };
    view! { <span class=class><SmallIcon name=icon />{words}</span> }
}

/// Changes that wait in the portal's queue and here.
#[component]
fn QueueLine(state: DataState) -> impl IntoView {
    let t = words();
    let inside = Memo::new(move |_| state.overview.with(|overview| overview.as_ref()?.inside.clone()));
    let counts = move || {
        let inside = inside.get()?;
        Some((t.queue_counts)(inside.queue.map(count).as_deref(), &count(inside.inbox)))
    };
    let badge = move || {
        let Inside { queue, inbox, .. } = inside.get()?;
        let waiting = queue.unwrap_or_default() + inbox;
        Some(if waiting == 0 {
            view! { <span class="badge green"><SmallIcon name="check" />{t.queue_empty.to_owned()}</span> }
        } else {
            view! { <span class="badge blue"><SmallIcon name="clock" />{(t.queue_waits)(&count(waiting))}</span> }
        })
    };
    view! {
        <li>
            <span class="eic"><Icon name="sort" /></span>
            <div class="grow cut">
                <span class="blk m cut">{t.queue}</span>
                <span class="sub blk cut" title=counts>{counts}</span>
            </div>
            {badge}
        </li>
    }
}

fn picture(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "user",
        Entity::Departments => "tree",
        Entity::Dictionaries => "filter",
        Entity::Companies => "build",
        Entity::Requisites => "doc",
        Entity::Contacts => "user",
        Entity::Deals => "coin",
        Entity::Activities => "cal",
        Entity::Calls => "phone",
    }
}
