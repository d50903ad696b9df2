//! How the year stands: fact against what was to be done by now.

use super::YearDesk;
use super::lines::tenths_text;
use crate::format::{NOTHING, count};
use crate::i18n::years::words;
use crate::ui::reactive::piece;
use leptos::prelude::*;

/// The card.
pub(super) fn standing_card(desk: YearDesk) -> AnyView {
    let w = words();
    let contents = piece(move || {
        let Some((total, average)) = desk.whole(|_, line| (line.total, line.total.average_tenths())) else {
            return view! { <i class="sk"></i><i class="sk w7"></i> }.into_any();
        };
        let (plan, bar) = if total.planned && total.due > 0 {
            let share = total.fact * 100 / total.due;
            let class = if total.is_behind() { "pbar bad" } else { "pbar ok" };
            let width = format!("{}%", share.min(100));
            ((w.of_plan)(&count(total.due)), Some((class, width, share)))
        } else {
            (w.no_plan.to_owned(), None)
        };
        let share = bar.as_ref().map_or_else(|| NOTHING.to_owned(), |(_, _, share)| format!("{share}\u{202f}%"));
        let behind = bar.as_ref().is_some_and(|(class, ..)| *class == "pbar bad");
        let bar = bar.map(|(class, width, _)| view! { <div class=class><i style:width=width></i></div> });
        let meetings = total.meetings + total.meetings_off;
        let more = |what: &'static str, number: u64| {
            (number > 0).then(|| view! { <dt>{what}</dt><dd class="b">{count(number)}</dd> })
        };
        let average = average.map_or_else(|| NOTHING.to_owned(), |tenths| tenths_text(tenths, w));
        view! {
            <div>
                <h2 class="sub">{w.fact_of_year}</h2>
                <b class="big">{count(total.fact)}</b>
                <span class="t2">{plan}</span>
            </div>
            {bar}
            <dl class="dl">
                <dt>{w.done}</dt><dd class=if behind { "b neg" } else { "b" }>{share}</dd>
                <dt>{w.average}</dt><dd class="b">{average}</dd>
                <dt>{w.meetings}</dt><dd class="b vio">{count(meetings)}</dd>
                {more(w.excused, total.excused)}
                {more(w.on_days_off, total.off)}
            </dl>
        }
        .into_any()
    });
    view! { <div class="card k">{contents}</div> }.into_any()
}
