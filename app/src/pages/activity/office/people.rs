//! Who is in the statistics: departments, people, heads.

use super::desk::Desk;
use super::fields::switch;
use super::rights::{Line, lines};
use crate::i18n::office::words;
use crate::ui::avatar::Avatar;
use crate::ui::icon::Icon;
use crate::ui::reactive::{flag, piece, text};
use domain::activity::administration::RightsPage;
use domain::activity::settings::ActivitySettings;
use domain::ids::{DepartmentId, PersonId};
use leptos::prelude::*;

/// The card.
pub(super) fn people_card(desk: Desk) -> AnyView {
    let w = words();
    let search = RwSignal::new(String::new());
    let folded = RwSignal::new(std::collections::BTreeSet::<i64>::new());
    let off = Signal::derive(move || !desk.may_change());
    let heads = Signal::derive(move || {
        desk.settings.with(|kept| kept.as_ref().is_some_and(|kept| !kept.settings.heads_hidden))
    });
    let set_heads = Callback::new(move |shown: bool| desk.save(|settings| settings.heads_hidden = !shown));
    let counted = Memo::new(move |_| {
        let settings = desk.settings.with(|kept| kept.as_ref().map(|kept| kept.settings.clone()))?;
        desk.rights.with(|page| page.as_ref().map(|page| counted(page, &settings)))
    });
    let badge = piece(move || {
        counted
            .get()
            .map(|(shown, all)| view! { <span class="badge">{(w.counted_people)(shown, all)}</span> })
            .into_any()
    });
    let rows = piece(move || {
        let Some(settings) = desk.settings.with(|kept| kept.as_ref().map(|kept| kept.settings.clone())) else {
            return view! { <i class="sk"></i> }.into_any();
        };
        let found = desk.rights.with(|page| page.as_ref().map(|page| lines(page, &search.read(), &folded.read())));
        let rows = found.unwrap_or_default().into_iter().map(|found| row(desk, &settings, found));
        view! { <ul class="off-tree">{rows.collect_view()}</ul> }.into_any()
    });
    view! {
        <div class="card frame off-people">
            <header>
                <h2>{w.statistics}</h2>
                {badge}
                <span class="grow"></span>
                <label class="field q">
                    <Icon name="search" />
                    <input
                        type="search"
                        placeholder=w.find
                        aria-label=w.find
                        prop:value=text(move || search.get())
                        on:input=move |event| search.set(event_target_value(&event))
                    />
                </label>
            </header>
            <div class="in">{switch(w.heads, w.heads_note.to_owned(), heads, off, set_heads)}</div>
            <div class="scroll" role="region" aria-label=w.statistics tabindex="0">{rows}</div>
        </div>
    }
    .into_any()
}

/// People in the statistics, of how many.
fn counted(page: &RightsPage, settings: &ActivitySettings) -> (u64, u64) {
    let is_in = |one: &&domain::activity::administration::PersonRights| {
        let chosen = settings.departments.as_ref();
        let department = chosen.is_none_or(|chosen| one.departments.iter().any(|id| chosen.contains(id)));
        department && !settings.hidden.contains(&one.id) && !(settings.heads_hidden && one.head)
    };
    let count = |count: usize| u64::try_from(count).unwrap_or_default();
    (count(page.people.iter().filter(is_in).count()), count(page.people.len()))
}

fn row(desk: Desk, settings: &ActivitySettings, line: Line) -> AnyView {
    match line {
        Line::Department { id, name, depth, .. } => {
            let on = settings.departments.as_ref().is_none_or(|chosen| chosen.contains(&id));
            let pad = format!("padding-left: {}px", 12 + 16 * depth);
            view! { <li class="dep" style=pad>{check(desk, name, on, move |desk| toggle_department(desk, id, !on))}</li> }.into_any()
        }
        Line::Person { one, depth } => {
            let (id, name) = (one.id, one.name.clone());
            let on = !settings.hidden.contains(&id);
            let pad = format!("padding-left: {}px", 12 + 16 * depth);
            view! {
                <li style=pad>
                    <Avatar id=id.0 name=name.clone() />
                    {check(desk, name, on, move |desk| toggle_person(desk, id, !on))}
                </li>
            }
            .into_any()
        }
    }
}

fn check(desk: Desk, name: String, on: bool, toggle: impl Fn(Desk) + Send + 'static) -> AnyView {
    view! {
        <label class="check grow">
            <input type="checkbox" aria-label=name.clone() prop:checked=on prop:disabled=flag(move || !desk.may_change()) on:change=move |_| toggle(desk) />
            <span class="cut" title=name.clone()>{name.clone()}</span>
        </label>
    }
    .into_any()
}

fn toggle_department(desk: Desk, id: DepartmentId, on: bool) {
    let all: Vec<DepartmentId> = desk.rights.with_untracked(|page| {
        page.iter().flat_map(|page| &page.departments).map(|department| department.id).collect()
    });
    desk.save(move |settings| {
        let mut chosen = settings.departments.clone().unwrap_or_else(|| all.clone());
        chosen.retain(|known| *known != id);
        if on {
            chosen.push(id);
        }
        let everything = all.iter().all(|id| chosen.contains(id));
        settings.departments = (!everything).then_some(chosen);
    });
}

fn toggle_person(desk: Desk, id: PersonId, on: bool) {
    desk.save(move |settings| {
        settings.hidden.retain(|known| *known != id);
        if !on {
            settings.hidden.push(id);
        }
    });
}
