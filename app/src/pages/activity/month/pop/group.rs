//! The panel of a department, of everybody, and of a column's head: how the figure was made.

use super::super::cursor::At;
use super::super::desk::Desk;
use super::super::layout::Col;
use super::super::row::name_of_line;
use super::figures::{cell_at, day_numbers, list, month_numbers};
use crate::format::{NOTHING, count};
use crate::i18n::activity::talk::words as talk_words;
use crate::i18n::activity::words as table;
use crate::pages::activity::talk::state_badge;
use crate::pages::activity::when::{day_in_full, month_name};
use crate::ui::reactive::piece;
use domain::activity::settings::CountedDirection;
use leptos::prelude::*;

/// A department or everybody: what was planned, what was excused, what is asked for.
pub(super) fn group_panel(desk: Desk, at: At) -> AnyView {
    let (w, t) = (table(), talk_words());
    let measure = desk.scene.with_untracked(|scene| scene.measure);
    let line = Memo::new(move |_| desk.with_line(at.row, |_, line, _| line.clone()).unwrap_or_default());
    let day = desk.scene.with_untracked(|scene| scene.day(at.col).map(|head| head.day));
    let when = match day {
        Some(day) => day_in_full(day, w),
        None => month_name(desk.scene.with_untracked(|scene| scene.month), w),
    };
    let contents = piece(move || {
        line.with(|line| match day {
            Some(day) => {
                let cell = cell_at(line, desk, day);
                let rows = vec![
                    (t.raw_plan, cell.plan.map_or_else(|| NOTHING.to_owned(), |plan| count(u64::from(plan)))),
                    (t.excused, count(u64::from(cell.excused))),
                    (t.on_days_off, count(u64::from(cell.off))),
                ];
                view! { {day_numbers(line, day, desk, measure, w)}{list(rows)} }.into_any()
            }
            None => month_numbers(line, measure, w),
        })
    });
    let badge = piece(move || match day {
        Some(day) => {
            let state = line.with(|line| cell_at(line, desk, day).state);
            state_badge(state, false, w)
        }
        None => ().into_any(),
    });
    let name = name_of_line(desk, at.row);
    view! {
        <header>
            <div class="grow cut"><h2 class="cut">{name}</h2><span class="sub">{when}</span></div>
            {badge}
        </header>
        <div class="pb scroll">{contents}</div>
    }
    .into_any()
}

/// What a column means.
pub(super) fn definition(desk: Desk, at: At) -> AnyView {
    let w = table();
    let explained = desk.store.grid.with_untracked(|grid| grid.as_ref().map(|grid| grid.explained)).unwrap_or_default();
    let both = explained.direction == CountedDirection::Both;
    let (name, words) = match at.col {
        Col::Days => (w.days_head, w.means_days.to_owned()),
        Col::Plan => (w.plan, w.means_plan.to_owned()),
        Col::Fact => (w.fact, (w.means_fact)(explained.measure, explained.min_seconds, both)),
        Col::Percent => (w.share, w.means_share.to_owned()),
        Col::Pace => (w.pace, w.means_pace.to_owned()),
        _ => (w.employee, String::new()),
    };
    view! { <header><h2>{name}</h2></header><p class="pb">{words}</p> }.into_any()
}
