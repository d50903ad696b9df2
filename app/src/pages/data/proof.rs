//! The certificate: months compared row by row as a grid, the chosen month on both sides, what the proof covered and cost.

use super::moment::{Clock, lasted};
use super::months;
use super::state::DataState;
use crate::format::{count, date, number, sum};
use crate::i18n::data::{DataMessages, words};
use crate::i18n::messages;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::states::EmptyState;
use domain::money::Amount;
use domain::progress::Entity;
use domain::proof::{LastProof, Month, MonthProof, ProofReport, ProofScope, SECONDS, Verdict};
use leptos::prelude::*;

/// The certificate, for administrators.
#[component]
pub(super) fn ProofCard(state: DataState) -> impl IntoView {
    let t = words();
    let report = Memo::new(move |_| state.page.with(|page| page.as_ref().and_then(|page| page.report.clone())));
    let back = RwSignal::new(0);
    // Another certificate begins at its end, with what does not agree.
    Effect::new(move |before: Option<Option<i64>>| {
        let id = report.with(|report| report.as_ref().map(|report| report.id));
        if before != Some(id) {
            back.set(0);
            state.chosen.set(report.with_untracked(|report| report.as_ref().and_then(months::first_unequal)));
        }
        id
    });
    view! {
        <section class="card data-proof" aria-labelledby="proof">
            <header>
                <h2 id="proof">{t.proof}</h2>
                {move || report.with(|report| report.as_ref().map(|report| badges(report, t)))}
                <span class="grow"></span>
                <Turn report back />
            </header>
            {move || report.with(|report| match report {
                Some(report) if months::span(report).is_some() => view! { <Grid state report=report.clone() back /> }.into_any(),
                Some(_) => ().into_any(),
                None if state.page.with(Option::is_some) => {
                    view! { <EmptyState title=t.no_proof text=t.no_proof_text /> }.into_any()
                }
                None => view! { <div class="data-in"><i class="sk"></i><i class="sk"></i><i class="sk"></i></div> }.into_any(),
            })}
            {move || report.with(|report| report.as_ref().map(|report| view! { <Detail state report=report.clone() /> }))}
        </section>
    }
}

fn badges(report: &ProofReport, t: &'static DataMessages) -> AnyView {
    let (equal, unequal) = months::verdicts(report);
    let left = report.differences.saturating_sub(report.repaired);
    let all = (equal + unequal == 0).then(|| {
        let (class, icon) = match report.verdict {
            Verdict::Equal => ("badge green", "check"),
            Verdict::Repaired => ("badge blue", "wrench"),
            Verdict::Differs => ("badge red", "x"),
        };
        view! { <span class=class><SmallIcon name=icon />{(t.verdict)(report.verdict)}</span> }
    });
    view! {
        {all}
        {(equal > 0).then(|| view! { <span class="badge green"><SmallIcon name="check" />{(t.months_equal)(equal)}</span> })}
        {(unequal > 0).then(|| view! { <span class="badge red"><SmallIcon name="x" />{(t.months_unequal)(unequal)}</span> })}
        {(report.repaired > 0).then(|| view! {
            <span class="badge blue"><SmallIcon name="wrench" />{(t.repaired)(report.repaired)}</span>
        })}
        {(left > 0).then(|| view! { <span class="badge red"><SmallIcon name="x" />{(t.left)(left)}</span> })}
    }
    .into_any()
}

/// The months shown, and the way to others.
#[component]
fn Turn(report: Memo<Option<ProofReport>>, back: RwSignal<i32>) -> impl IntoView {
    let t = words();
    move || {
        let (first, last) = report.with(|report| report.as_ref().and_then(months::span))?;
        let shown = months::window(last, back.get());
        let (begin, end) = (*shown.first()?, *shown.last()?);
        let step = move |by: i32| move |_| back.update(|back| *back += by);
        let more = first < begin;
        Some(view! {
            <span class="row data-turn">
                <span class="sub no-phone">{format!("{} – {}", short(begin, t), short(end, t))}</span>
                <button class="btn sm icon ghost" type="button" aria-label=t.earlier disabled=!more on:click=step(1)>
                    <Icon name="left" />
                </button>
                <button
                    class="btn sm icon ghost"
                    type="button"
                    aria-label=t.later
                    disabled=move || back.get() == 0
                    on:click=step(-1)
                >
                    <Icon name="right" />
                </button>
            </span>
        })
    }
}

/// `сентябрь 2026`.
fn named(month: Month, t: &DataMessages) -> String {
    let (year, of_year) = month.civil();
    format!("{} {year}", t.full_months[usize::from(of_year - 1)])
}

/// `сен 2026`.
fn short(month: Month, t: &DataMessages) -> String {
    let (year, of_year) = month.civil();
    format!("{} {year}", t.months[usize::from(of_year - 1)])
}

#[component]
fn Grid(state: DataState, report: ProofReport, back: RwSignal<i32>) -> impl IntoView {
    let (m, t) = (messages(), words());
    let report = StoredValue::new(report);
    let last = report.with_value(|report| months::span(report).map_or(Month(0), |(_, last)| last));
    move || {
        let shown = months::window(last, back.get());
        let heads = shown.iter().map(|month| {
            let (year, of_year) = month.civil();
            let title = format!("{} {year}", t.full_months[usize::from(of_year - 1)]);
            view! { <th scope="col" title=title>{t.months[usize::from(of_year - 1)]}</th> }
        });
        let heads = heads.collect_view();
        let lines = report.with_value(|report| {
            let line = |entity: Entity| {
                let cells = shown.iter().map(|month| {
                    let proof = months::find(report, entity, Some(*month)).cloned();
                    view! { <td><Cell state entity month=*month proof /></td> }
                });
                let cells = cells.collect_view();
                view! { <tr><th scope="row" title=(m.entity)(entity)>{(m.entity)(entity)}</th>{cells}</tr> }
            };
            months::entities(report).into_iter().map(line).collect_view()
        });
        view! {
            <div class="scroll data-hs" role="region" aria-label=t.by_month tabindex="0">
                <table class="pt"><thead><tr><td></td>{heads}</tr></thead><tbody>{lines}</tbody></table>
            </div>
        }
    }
}

#[component]
fn Cell(state: DataState, entity: Entity, month: Month, proof: Option<MonthProof>) -> impl IntoView {
    let (m, t) = (messages(), words());
    let Some(proof) = proof else {
        return view! { <span class="pm none" title=t.not_read>"–"</span> }.into_any();
    };
    let is_equal = proof.here == proof.there;
    let verdict = if is_equal { t.equal } else { t.unequal };
    let label = format!("{}, {}: {verdict}, {}", (m.entity)(entity), named(month, t), count(proof.there.count));
    let is_chosen = move || state.chosen.get() == Some((entity, Some(month)));
    let choose = move |_| {
        state.chosen.update(|chosen| {
            *chosen = if *chosen == Some((entity, Some(month))) { None } else { Some((entity, Some(month))) };
        });
    };
    view! {
        <button
            class=if is_equal { "pm ok" } else { "pm bad" }
            class:cur=is_chosen
            type="button"
            aria-label=label
            aria-pressed=move || is_chosen().to_string()
            title=verdict
            on:click=choose
        >
            <SmallIcon name=if is_equal { "check" } else { "x" } />
            <span>{count(proof.there.count)}</span>
        </button>
    }
    .into_any()
}

/// The chosen month on both sides, or what the whole proof covered and cost.
#[component]
fn Detail(state: DataState, report: ProofReport) -> impl IntoView {
    let (m, t) = (messages(), words());
    let at = Clock::here().short(report.finished);
    let report = StoredValue::new(report);
    let chosen = Memo::new(move |_| {
        let (entity, month) = state.chosen.get()?;
        report.with_value(|report| months::find(report, entity, month).cloned())
    });
    let title = move || match chosen.get() {
        Some(proof) => {
            let month = proof.month.map_or_else(|| t.without_date.to_owned(), |month| named(month, t));
            format!("{} · {month}", (m.entity)(proof.entity))
        }
        None => report.with_value(|report| capital((t.verdict)(report.verdict))),
    };
    view! {
        <div class="det">
            <div class="dh">
                <b>{title}</b>
                <span class="sub blk">{(t.checked_at)(&at)}</span>
                <Certificates state />
            </div>
            {move || match chosen.get() {
                Some(proof) => view! { <Sides proof /> }.into_any(),
                None => report.with_value(|report| covered(report, state, t)),
            }}
        </div>
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Which of the last certificates is shown.
#[component]
fn Certificates(state: DataState) -> impl IntoView {
    let t = words();
    let options = Memo::new(move |_| {
        let known = |page: &domain::proof::ProofPage| {
            let shown = page.report.as_ref().map(|report| report.id);
            let listed = page.reports.iter().map(|report| (report.id, report.finished, report.verdict));
            (shown, listed.collect::<Vec<_>>())
        };
        state.page.with(|page| page.as_ref().map(known))
    });
    let choose = move |event| state.report.set(event_target_value(&event).parse().ok());
    move || {
        let (shown, options) = options.get()?;
        let option = |(id, finished, verdict)| {
            let at = Clock::here().short(finished);
            let words = format!("{} · {at} · {}", (t.certificate)(id), (t.verdict)(verdict));
            view! { <option value=format!("{id}") selected=Some(id) == shown>{words}</option> }
        };
        Some(view! {
            <span class="field sm data-cert">
                <select aria-label=t.certificates on:change=choose>{options.into_iter().map(option).collect_view()}</select>
                <SmallIcon name="down" />
            </span>
        })
    }
}

/// Count, sums and fingerprint of a month: portal, copy, difference.
#[component]
fn Sides(proof: MonthProof) -> impl IntoView {
    let t = words();
    let mut lines = vec![line(t.count.to_owned(), signed(proof.there.count), signed(proof.here.count), number)];
    for unit in months::units(&proof) {
        let side = |bucket: &domain::proof::Bucket| bucket.sums.get(unit).copied().unwrap_or_default();
        let (there, here) = (side(&proof.there), side(&proof.here));
        lines.push(if unit == SECONDS {
            line((t.sum)(t.seconds), there, here, number)
        } else {
            line((t.sum)(unit), there, here, |amount| sum(Amount(amount)))
        });
    }
    let differs = proof.here.hash != proof.there.hash;
    view! {
        <table class="cmpt">
            <thead><tr><td></td><th class="num" scope="col">{t.portal}</th><th class="num" scope="col">{t.copy}</th><td></td></tr></thead>
            <tbody>
                {lines}
                <tr>
                    <th scope="row">{t.print}</th>
                    <td class="num mono">{months::print(&proof.there)}</td>
                    <td class="num mono">{months::print(&proof.here)}</td>
                    <td>{mark(differs, t.print_differs.to_owned(), t.equal)}</td>
                </tr>
            </tbody>
        </table>
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn line(name: String, there: i64, here: i64, shown: fn(i64) -> String) -> AnyView {
    let t = words();
    let difference = here.wrapping_sub(there);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="num">{shown(there)}</td>
            <td class="num">{shown(here)}</td>
            <td>{mark(difference != 0, shown(difference), t.equal)}</td>
        </tr>
    }
    .into_any()
}

fn mark(differs: bool, words: String, equal: &'static str) -> impl IntoView {
    if differs {
        view! { <span class="row neg"><SmallIcon name="x" />{words}</span> }
    } else {
        view! { <span class="row pos"><SmallIcon name="check" />{equal.to_owned()}</span> }
    }
}

fn covered(report: &ProofReport, state: DataState, t: &'static DataMessages) -> AnyView {
    let m = messages();
    let scope = match &report.scope {
        ProofScope::Everything { .. } if report.whole => t.scope_all.to_owned(),
        ProofScope::Everything { .. } => {
            report.proofs_per_pass.map_or_else(|| t.scope_counts.to_owned(), |proofs| (t.scope_part)(u64::from(proofs)))
        }
        ProofScope::Period(period) => {
            let people = period.people.len();
            let who = match period.people.as_slice() {
                [] => String::new(),
                [one] => state.name_of(*one).map(|name| format!(", {name}")).unwrap_or_default(),
                _ => format!(", {}", (t.scope_people)(u64::try_from(people).unwrap_or_default())),
            };
            format!("{}{who}", (t.scope_period)(&date(period.from, m), &date(period.to, m)))
        }
    };
    let rows: u64 = report.entities.iter().map(|entity| entity.compared).sum();
    let facts = [
        (t.compared)(rows, &count(rows)),
        (t.spent)(report.spent.requests, &count(report.spent.requests)),
        (t.took)(&lasted(report.finished.0 - report.started.0, t)),
    ];
    let held = report.entities.iter().filter_map(|one| Some((one.entity, one.held_back?)));
    let held = held.map(|(entity, why)| {
        let words = format!("{}: {}", (messages().entity)(entity), (t.held_back)(why));
        view! { <span class="row neg"><SmallIcon name="x" />{words}</span> }
    });
    view! {
        <div class="grow cov">
            <span class="blk">{scope}</span>
            <span class="sub blk">{facts.join(" · ")}</span>
            {held.collect_view()}
        </div>
    }
    .into_any()
}

/// What everybody may know of the last proof.
#[component]
pub(super) fn LastProofCard(state: DataState) -> impl IntoView {
    let t = words();
    move || {
        let body = match state.last_proof() {
            Some(LastProof { finished, verdict }) => {
                let (class, icon) = match verdict {
                    Verdict::Equal | Verdict::Repaired => ("badge green", "check"),
                    Verdict::Differs => ("badge red", "x"),
                };
                view! {
                    <div class="data-in data-last">
                        <span class=class><SmallIcon name=icon />{(t.verdict)(verdict)}</span>
                        <span class="t2">{(t.checked_at)(&Clock::here().short(finished))}</span>
                    </div>
                }
                .into_any()
            }
            None => view! { <div class="data-in"><span class="t2">{t.no_proof}</span></div> }.into_any(),
        };
        view! {
            <section class="card" aria-labelledby="proof"><header><h2 id="proof">{t.proof}</h2></header>{body}</section>
        }
    }
}
