//! Directions, stages, what counts and ages, currencies.

use super::Desk;
use super::controls::{card, line, number, select, switch};
use crate::i18n::settings::{SettingsMessages, words};
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{flag, piece};
use crate::ui::segmented::segmented;
use domain::deals::Phase;
use domain::ids::DirectionId;
use domain::settings::{DirectionSource, Settings, SettingsChoices};
use leptos::prelude::*;

/// A number of the settings that can be changed.
pub(super) fn part<T: Send + Sync + Clone + PartialEq + 'static>(
    desk: Desk,
    read: fn(&Settings) -> T,
    write: fn(&mut Settings, T),
) -> (Signal<T>, Callback<T>) {
    let value = Signal::derive(move || desk.draft.with(read));
    (value, Callback::new(move |value| desk.draft.update(|draft| write(draft, value))))
}

/// What the groups of columns stand for, their order, which are shown.
pub(super) fn directions(desk: Desk) -> AnyView {
    let w = words();
    let is_field = move || desk.draft.with(|draft| matches!(draft.directions, DirectionSource::Field(_)));
    let first_field = move || {
        desk.choices.with_untracked(|choices| {
            let fields = choices.as_ref().map(|choices| &choices.direction_fields);
            fields.and_then(|fields| fields.iter().find(|field| !field.multiple)).map(|field| field.name.clone())
        })
    };
    let has_fields = first_field().is_some();
    let at = Signal::derive(move || usize::from(is_field()));
    let choose = Callback::new(move |place: usize| {
        let source = match (place, first_field()) {
            (1, Some(name)) => DirectionSource::Field(name),
            _ => DirectionSource::Pipelines,
        };
        desk.draft.update(|draft| {
            draft.directions = source;
            draft.direction_order.clear();
            draft.hidden_directions.clear();
        });
    });
    let sources = if has_fields { vec![w.by_pipelines, w.by_field] } else { vec![w.by_pipelines] };
    let source = line(w.directions_are.into_any(), segmented(w.directions_are, sources, at, choose));
    let field = piece(move || match is_field() {
        true => field_choice(desk, w),
        false => ().into_any(),
    });
    let list = piece(move || {
        let listed =
            desk.choices.with(|choices| choices.as_ref().map(|choices| desk.draft.with(|draft| named(draft, choices))));
        let listed = listed.unwrap_or_default();
        let last = listed.len().saturating_sub(1);
        let ids: Vec<DirectionId> = listed.iter().map(|(id, _)| *id).collect();
        let lines = listed.into_iter().enumerate();
        let lines = lines.map(|(at, (id, name))| direction(desk, at, last, id, name, ids.clone(), w)).collect_view();
        view! { <ul class="set-list">{lines}</ul> }.into_any()
    });
    card(
        "set-directions",
        w.directions,
        w.directions_note,
        view! { <div class="in">{source}{field}{list}</div> }.into_any(),
    )
}

fn field_choice(desk: Desk, w: &'static SettingsMessages) -> AnyView {
    let options = desk.choices.with_untracked(|choices| {
        let fields = choices.iter().flat_map(|choices| &choices.direction_fields).filter(|field| !field.multiple);
        fields.map(|field| (field.name.clone(), title(&field.title, &field.name))).collect::<Vec<_>>()
    });
    let value = Signal::derive(move || {
        desk.draft.with(|draft| match &draft.directions {
            DirectionSource::Field(name) => name.clone(),
            DirectionSource::Pipelines => String::new(),
        })
    });
    let set =
        Callback::new(move |name: String| desk.draft.update(|draft| draft.directions = DirectionSource::Field(name)));
    line(w.field.into_any(), select(w.field.to_owned(), options, value, set))
}

/// A field's own name where the portal has no title for it.
pub(super) fn title(title: &str, name: &str) -> String {
    if title.is_empty() { name.to_owned() } else { title.to_owned() }
}

/// Directions of the chosen source in their order, hidden ones too.
fn named(draft: &Settings, choices: &SettingsChoices) -> Vec<(DirectionId, String)> {
    let all: Vec<(DirectionId, String)> = match &draft.directions {
        DirectionSource::Pipelines => {
            choices.pipelines.iter().map(|pipeline| (DirectionId(pipeline.id), pipeline.name.clone())).collect()
        }
        DirectionSource::Field(name) => {
            let field = choices.direction_fields.iter().find(|field| field.name == *name);
            let items = field.into_iter().flat_map(|field| &field.items);
            items.filter_map(|item| Some((DirectionId(item.key.parse().ok()?), item.name.clone()))).collect()
        }
    };
    let unhidden = Settings { hidden_directions: Vec::new(), ..draft.clone() };
    unhidden.arranged(all, |(id, _)| *id)
}

fn direction(
    desk: Desk,
    at: usize,
    last: usize,
    id: DirectionId,
    name: String,
    ids: Vec<DirectionId>,
    w: &'static SettingsMessages,
) -> AnyView {
    let shown = flag(move || desk.draft.with(|draft| !draft.hidden_directions.contains(&id)));
    let toggle =
        move |_| desk.draft.update(|draft| crate::pages::report::picker::toggle(&mut draft.hidden_directions, id));
    let ids = StoredValue::new(ids);
    let step = move |to: usize| {
        let mut order = ids.get_value();
        order.swap(at, to);
        desk.draft.update(|draft| draft.direction_order = order);
    };
    let mover = move |icon: &'static str, label: String, off: bool, to: usize| {
        view! {
            <button class="btn ghost sm icon" type="button" disabled=off aria-label=label on:click=move |_| step(to)>
                <SmallIcon name=icon />
            </button>
        }
        .into_any()
    };
    let up = mover("up", (w.move_up)(&name), at == 0, at.saturating_sub(1));
    let down = mover("down", (w.move_down)(&name), at == last, (at + 1).min(last));
    view! {
        <li>
            <label class="check grow cut"><input type="checkbox" prop:checked=shown on:change=toggle /><span class="cut">{name}</span></label>
            {up}{down}
        </li>
    }
    .into_any()
}

/// What stages mean.
pub(super) fn stages(desk: Desk) -> AnyView {
    let w = words();
    let body = desk.choices.with_untracked(|choices| {
        let Some(choices) = choices.as_ref() else { return Vec::new() };
        let of = |pipeline: i64| choices.stages.iter().filter(move |stage| stage.pipeline == pipeline);
        choices
            .pipelines
            .iter()
            .map(|pipeline| {
                let lines = of(pipeline.id).map(|stage| {
                    let id = stage.stage_id.clone();
                    let value = {
                        let id = id.clone();
                        Signal::derive(move || {
                            desk.draft.with(|draft| draft.stages.get(&id).map_or("", |phase| code(*phase)).to_owned())
                        })
                    };
                    let set = Callback::new(move |chosen: String| {
                        desk.draft.update(|draft| match phase_of(&chosen) {
                            Some(phase) => drop(draft.stages.insert(id.clone(), phase)),
                            None => drop(draft.stages.remove(&id)),
                        });
                    });
                    let options = std::iter::once((String::new(), (w.as_in_portal)(phase_name(stage.phase, w))))
                        .chain(PHASES.map(|phase| (code(phase).to_owned(), phase_name(phase, w).to_owned())));
                    line(stage.name.clone().into_any(), select(stage.name.clone(), options.collect(), value, set))
                });
                let lines = lines.collect_view();
                let name = pipeline.name.clone();
                view! { <details class="fold"><summary>{name}</summary><div class="in">{lines}</div></details> }
                    .into_any()
            })
            .collect::<Vec<_>>()
    });
    card("set-stages", w.stages, w.stages_note, body.into_any())
}

const PHASES: [Phase; 4] = [Phase::Preparation, Phase::Work, Phase::Won, Phase::Failed];

fn code(phase: Phase) -> &'static str {
    match phase {
        Phase::Preparation => "preparation",
        Phase::Work => "work",
        Phase::Won => "won",
        Phase::Failed => "failed",
    }
}

fn phase_of(text: &str) -> Option<Phase> {
    PHASES.into_iter().find(|phase| code(*phase) == text)
}

fn phase_name(phase: Phase, w: &'static SettingsMessages) -> &'static str {
    match phase {
        Phase::Preparation => w.phase_preparation,
        Phase::Work => w.phase_work,
        Phase::Won => w.phase_won,
        Phase::Failed => w.phase_failed,
    }
}

/// What counts as a communication, and from which age things count as left alone.
pub(super) fn counted(desk: Desk) -> AnyView {
    let w = words();
    let on = |name, note, read: fn(&Settings) -> bool, write: fn(&mut Settings, bool)| {
        let (value, set) = part(desk, read, write);
        switch(name, note, value, set)
    };
    let days = |name, read: fn(&Settings) -> i64, write: fn(&mut Settings, i64)| {
        let (value, set) = part(desk, read, write);
        number(name, w.days, value, set)
    };
    let (seconds, set_seconds) = part(
        desk,
        |s| i64::from(s.communications.min_seconds),
        |s, n| s.communications.min_seconds = u32::try_from(n.max(0)).unwrap_or(u32::MAX),
    );
    let body = view! {
        <div class="in">
            {on(w.outgoing, "", |s| s.communications.outgoing_calls, |s, v| s.communications.outgoing_calls = v)}
            {on(w.incoming, "", |s| s.communications.incoming_calls, |s, v| s.communications.incoming_calls = v)}
            {number(w.min_seconds, w.seconds, seconds, set_seconds)}
            {on(w.meetings, w.meetings_note, |s| s.communications.meetings, |s, v| s.communications.meetings = v)}
            {on(w.emails, "", |s| s.communications.emails, |s, v| s.communications.emails = v)}
            {on(w.open_lines, w.open_lines_note, |s| s.communications.open_lines, |s, v| s.communications.open_lines = v)}
            {days(w.overdue_after, |s| i64::from(s.thresholds.overdue_days), |s, n| s.thresholds.overdue_days = age(n))}
            {days(w.suspended_after, |s| i64::from(s.thresholds.suspended_days), |s, n| s.thresholds.suspended_days = age(n))}
            {days(w.failed_for, |s| i64::from(s.thresholds.failed_days), |s, n| s.thresholds.failed_days = age(n))}
        </div>
    };
    card("set-counted", w.counted, "", body.into_any())
}

fn age(days: i64) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// Whether sums of several currencies are also shown as one.
pub(super) fn currencies(desk: Desk) -> AnyView {
    let w = words();
    let (value, set) = part(desk, |s| s.convert, |s, v| s.convert = v);
    let codes = desk
        .choices
        .with_untracked(|choices| choices.as_ref().map(|choices| choices.currencies.join(", ")).unwrap_or_default());
    let body = view! {
        <div class="in">
            {switch(w.convert, w.convert_note, value, set)}
            <p class="sub set-codes">{(w.currency_codes)(&codes)}</p>
        </div>
    };
    card("set-currencies", w.currencies, "", body.into_any())
}
