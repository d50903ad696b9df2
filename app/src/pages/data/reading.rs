//! The first reading, while it goes on.

use super::state::DataState;
use crate::format::{count, percent};
use crate::i18n::data::words;
use crate::i18n::messages;
use crate::live::{is_loading, overall};
use crate::ui::icon::SmallIcon;
use leptos::prelude::*;

/// The card; nothing once everything was read.
#[component]
pub(super) fn ReadingCard(state: DataState) -> impl IntoView {
    let t = words();
    let loading = Memo::new(move |_| state.live.progress.with(|progress| progress.as_ref().is_some_and(is_loading)));
    view! {
        <Show when=move || loading.get()>
            <section class="card" aria-labelledby="reading">
                <header>
                    <h2 id="reading">{t.first_reading}</h2>
                    <span class="grow"></span>
                    <span class="badge blue"><SmallIcon name="refresh" />{t.running}</span>
                </header>
                <Figures state />
            </section>
        </Show>
    }
}

#[component]
fn Figures(state: DataState) -> impl IntoView {
    let (m, t) = (messages(), words());
    let figures = Memo::new(move |_| state.live.progress.with(|progress| progress.as_ref().map(overall)));
    let share = move || figures.get().map_or(0, |(done, total)| percent(done, total).min(99));
    let rows = move || figures.get().map(|(done, total)| (t.rows_of)(&count(done), &count(total)));
    let left = move || {
        let seconds = state.live.progress.with(|progress| progress.as_ref()?.seconds_left);
        seconds.map(m.left_seconds)
    };
    let pace = move || {
        let pace = state.overview.with(|overview| overview.as_ref()?.inside.as_ref()?.rows_per_second)?;
        Some((t.per_second)(u64::from(pace), &count(u64::from(pace))))
    };
    view! {
        <div class="data-in">
            <div class="row">
                <b class="data-big">{move || format!("{}\u{a0}%", share())}</b>
                <span class="t2 cut">{rows}</span>
            </div>
            <div
                class="pbar"
                role="progressbar"
                aria-label=t.first_reading
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || share().to_string()
            >
                <i style:width=move || format!("{}%", share())></i>
            </div>
            <div class="row sub"><span>{left}</span><span class="grow"></span><span>{pace}</span></div>
            <span class="sub">{m.backfill_may_close}</span>
        </div>
    }
}
