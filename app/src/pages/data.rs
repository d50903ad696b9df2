//! What is loaded from the portal and how far it is.

use crate::format::{count, percent};
use crate::i18n::messages;
use crate::live::{is_loading, live, overall};
use crate::ui::icon::SmallIcon;
use crate::ui::progress::{EntityList, Stamp, loading_words};
use domain::progress::Phase;
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn DataPage(
    /// Host of the portal.
    domain: String,
) -> impl IntoView {
    let t = messages();
    view! {
        <header class="head"><h1>{t.data_title}</h1><Stamp /></header>
        <main class="main data" id="main">
            <Problem />
            <section class="card data-card scroll" aria-labelledby="loaded" tabindex="0">
                <header>
                    <h2 id="loaded">{t.freshness}</h2>
                    <span class="grow"></span>
                    <span class="sub">{(t.portal)(&domain)}</span>
                </header>
                <Overall />
                <EntityList />
            </section>
        </main>
    }
}

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
            let share = if is_loading(progress) { percent(done, total).min(99) } else { 100 };
            Some((share, done, total))
        })
    });
    let words = move || {
        live.progress.with(|progress| {
            let progress = progress.as_ref();
            progress.filter(|progress| is_loading(progress)).map(|progress| loading_words(progress, t))
        })
    };
    let shown = move || share.get().map_or(0, |(share, ..)| share);
    view! {
        <div class="tot">
            <div class="row">
                <b class="big">{move || format!("{}\u{a0}%", shown())}</b>
                <div class="grow cut">
                    <span class="blk cut" role="status">{move || words().unwrap_or_else(|| t.backfill_done.to_owned())}</span>
                    <span class="sub blk">
                        {move || share.get().map(|(_, done, total)| format!("{} {}", count(done), (t.of_total)(&count(total))))}
                    </span>
                </div>
                {move || words().is_none().then(|| view! { <span class="badge green"><SmallIcon name="check" />{t.entity_done}</span> })}
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
            {move || words().is_some().then(|| view! { <p class="sub">{t.backfill_may_close}</p> })}
        </div>
    }
}
