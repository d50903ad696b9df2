//! How far the first reading is as a whole, and why the exchange stands still: shown on several pages.

use crate::format::{count, percent};
use crate::i18n::messages;
use crate::live::{is_loading, live, overall};
use crate::ui::icon::SmallIcon;
use crate::ui::progress::loading_words;
use domain::progress::Phase;
use leptos::prelude::*;

/// Why the exchange stands still, if it does.
#[component]
pub(crate) fn Problem() -> impl IntoView {
    let t = messages();
    let live = live();
    move || {
        live.progress.with(|progress| {
            let progress = progress.as_ref().filter(|progress| progress.phase == Phase::Stopped)?;
            let code = progress.problem.clone().unwrap_or_default();
            Some(view! { <div class="note bad" role="alert">{(t.stopped)(&code)}</div> })
        })
    }
}

/// One figure for the whole reading.
#[component]
pub(crate) fn Overall() -> impl IntoView {
    let t = messages();
    let live = live();
    let share = Memo::new(move |_| {
        live.progress.with(|progress| {
            let progress = progress.as_ref()?;
            let (done, total) = overall(progress);
            let share = if progress.phase == Phase::Ready { 100 } else { percent(done, total).min(99) };
            Some((share, done, total))
        })
    });
    let words = move || {
        live.progress.with(|progress| match progress {
            Some(progress) if is_loading(progress) => loading_words(progress, t),
            Some(progress) if progress.phase == Phase::Ready => t.backfill_done.to_owned(),
            Some(_) => String::new(),
            None => t.loading.to_owned(),
        })
    };
    let rows = move || {
        let (_, done, total) = share.get().filter(|(.., total)| *total > 0)?;
        Some(format!("{} {}", count(done), (t.of_total)(&count(total))))
    };
    let shown = move || share.get().map_or(0, |(share, ..)| share);
    let done = move || {
        (shown() == 100).then(|| view! { <span class="badge green"><SmallIcon name="check" />{t.entity_done}</span> })
    };
    let loading = move || live.progress.with(|progress| progress.as_ref().is_some_and(is_loading));
    view! {
        <div class="tot">
            <div class="row">
                <b class="big">{move || format!("{}\u{a0}%", shown())}</b>
                <div class="grow cut">
                    <span class="blk cut" role="status">{words}</span>
                    <span class="sub blk">{rows}</span>
                </div>
                {done}
            </div>
            <div
                class="pbar lgb"
                class:ok=move || shown() == 100
                role="progressbar"
                aria-label=t.backfill
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || shown().to_string()
            >
                <i style:width=move || format!("{}%", shown())></i>
            </div>
            {move || loading().then(|| view! { <p class="sub">{t.backfill_may_close}</p> })}
        </div>
    }
}
