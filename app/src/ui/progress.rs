//! How far the synchronisation is: a stamp beside a title, a chip while loading, a list per entity.

use crate::format::{count, percent};
use crate::i18n::{Messages, messages};
use crate::live::{current, is_loading, live};
use crate::ui::icon::Icon;
use domain::day::Millis;
use domain::progress::{Entity, EntityProgress, Phase, Progress};
use leptos::prelude::*;

/// When data was last read, or what is being loaded. Empty until the server has told anything.
#[component]
pub(crate) fn Stamp() -> impl IntoView {
    let t = messages();
    let live = live();
    move || {
        let now = live.now.get();
        live.progress.with(|progress| {
            let progress = progress.as_ref()?;
            let is_stopped = progress.phase == Phase::Stopped;
            let loading = is_loading(progress);
            let words = if loading { loading_words(progress, t) } else { updated_words(progress.updated, now, t) };
            let class = match (is_stopped || live.offline.get(), loading) {
                (true, _) => "stamp off",
                (false, true) => "stamp run",
                (false, false) => "stamp",
            };
            Some(view! { <span class=class><span class="dot"></span><span class="t2 cut">{words}</span></span> })
        })
    }
}

/// `Загружаем: 12 400 из 40 000 сделок · осталось ~2 мин`.
pub(crate) fn loading_words(progress: &Progress, t: &Messages) -> String {
    let words = match current(progress) {
        Some(EntityProgress { entity, done, total: Some(total), .. }) if total > 0 => {
            (t.loading_of)(&count(done), &count(total.max(done)), entity)
        }
        Some(EntityProgress { entity, done, .. }) if done > 0 => (t.loading_some)(&count(done), entity),
        _ => t.loading_starts.to_owned(),
    };
    match progress.seconds_left {
        Some(seconds) => format!("{words} · {}", (t.left_seconds)(seconds)),
        None => words,
    }
}

/// `обновлено 2 мин назад`.
fn updated_words(updated: Option<Millis>, now: f64, t: &Messages) -> String {
    let Some(updated) = updated else {
        return t.updated_never.to_owned();
    };
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since the epoch fit an i64 for ages")]
    let minutes = u64::try_from((now as i64 - updated.0) / 60_000).unwrap_or_default();
    match minutes {
        0 => t.updated_now.to_owned(),
        1..=59 => (t.updated_minutes)(minutes),
        60..=1_439 => (t.updated_hours)(minutes / 60),
        _ => (t.updated_days)(minutes / 1_440),
    }
}

/// One line per entity with its count, bar and state.
#[component]
pub(crate) fn EntityList() -> impl IntoView {
    let live = live();
    let entities = Memo::new(move |_| {
        live.progress.with(|progress| {
            let listed = progress.as_ref().map(|progress| progress.entities.clone());
            listed.filter(|list| !list.is_empty()).unwrap_or_else(not_begun)
        })
    });
    view! {
        <ul class="ents">
            <For each=move || entities.get() key=|line| line.entity let:line>
                {
                    let entity = line.entity;
                    let line = Memo::new(move |before: Option<&EntityProgress>| {
                        let found = entities.with(|all| all.iter().find(|line| line.entity == entity).copied());
                        found.or(before.copied()).unwrap_or(line)
                    });
                    view! { <EntityLine line /> }
                }
            </For>
        </ul>
    }
}

/// Everything that will be read, before the first word about it.
fn not_begun() -> Vec<EntityProgress> {
    let line = |entity| EntityProgress { entity, done: 0, total: None, finished: false };
    Entity::ALL.into_iter().filter(|entity| *entity != Entity::Contacts).map(line).collect()
}

#[component]
fn EntityLine(line: Memo<EntityProgress>) -> impl IntoView {
    let t = messages();
    let entity = line.get_untracked().entity;
    let share = move || {
        let line = line.get();
        if line.finished { 100 } else { percent(line.done, line.total.unwrap_or(0)) }
    };
    let state = move || {
        let line = line.get();
        match (line.finished, line.done) {
            (true, _) => ("st pos", "check", t.entity_done),
            (false, 0) => ("st muted", "clock", t.entity_waiting),
            (false, _) => ("st run", "refresh", t.entity_running),
        }
    };
    let total = move || line.get().total.filter(|total| *total > 0).map(|total| (t.of_total)(&count(total)));
    view! {
        <li data-entity=entity.code()>
            <span class="eic"><Icon name=picture(entity) /></span>
            <div class="grow cut">
                <span class="blk m cut">{(t.entity)(entity)}</span>
                <span class="sub blk cut">{(t.entity_reads)(entity)}</span>
            </div>
            <div class="pr">
                <span class="num"><b>{move || count(line.get().done)}</b>" "<span class="t2">{total}</span></span>
                <span
                    class="pbar"
                    class:ok=move || line.get().finished
                    role="progressbar"
                    aria-label=(t.entity)(entity)
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow=move || share().to_string()
                >
                    <i style:width=move || format!("{}%", share())></i>
                </span>
            </div>
            {move || {
                let (class, icon, words) = state();
                view! { <span class=class title=words><Icon name=icon /><span class="vh">{words}</span></span> }
            }}
        </li>
    }
}

fn picture(entity: Entity) -> &'static str {
    match entity {
        Entity::People | Entity::Contacts => "user",
        Entity::Departments => "tree",
        Entity::Dictionaries => "filter",
        Entity::Companies => "build",
        Entity::Requisites => "doc",
        Entity::Deals => "coin",
        Entity::Activities => "cal",
        Entity::Calls => "phone",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages_for;

    #[test]
    fn the_stamp_tells_age_in_words() {
        let t = messages_for("ru");
        let age = |seconds: i64| {
            updated_words(Some(Millis(1_000_000_000_000)), 1_000_000_000_000.0 + 1_000.0 * seconds as f64, t)
        };
        assert_eq!(
            [age(-5), age(59), age(125), age(7_300), age(2 * 86_400 + 5)],
            [
                "обновлено только что",
                "обновлено только что",
                "обновлено 2 мин назад",
                "обновлено 2 ч назад",
                "обновлено 2 дня назад"
            ]
        );
        assert_eq!(updated_words(None, 0.0, t), "данных ещё нет");
    }

    #[test]
    fn the_chip_counts_and_estimates() {
        let progress = Progress {
            revision: 3,
            phase: Phase::Backfill,
            entities: vec![EntityProgress {
                entity: Entity::Deals,
                done: 12_400,
                total: Some(40_000),
                finished: false,
            }],
            seconds_left: Some(115),
            updated: None,
            problem: None,
        };
        assert_eq!(
            loading_words(&progress, messages_for("ru")),
            "Загружаем: 12\u{202f}400 из 40\u{202f}000 сделок · осталось ~2 мин"
        );
    }
}
