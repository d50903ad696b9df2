//! Figures of a cell or of a month, as the panel below a cell tells them.

use super::super::desk::Desk;
use super::super::scene::{Standing, usual_per_day};
use super::super::words;
use crate::format::{NOTHING, count};
use crate::i18n::activity::ActivityMessages;
use crate::i18n::activity::talk::words as talk_words;
use crate::ui::icon::Icon;
use domain::activity::month::{Cell, Line};
use domain::activity::pace::DayState;
use domain::activity::settings::Measure;
use domain::day::Day;
use leptos::prelude::*;

/// The cell of a day.
pub(super) fn cell_at(line: &Line, desk: Desk, day: Day) -> Cell {
    let first = desk.scene.with(|scene| scene.month.first());
    usize::try_from(day.0 - first.0).ok().and_then(|at| line.cells.get(at).copied()).unwrap_or_default()
}

fn meetings(number: u32, plan: Option<u32>, w: &'static ActivityMessages) -> AnyView {
    let words = match plan {
        Some(plan) => format!(
            "{} ({})",
            (w.meetings_count)(u64::from(number), &number.to_string()),
            (w.plan_is)(&plan.to_string())
        ),
        None => (w.meetings_count)(u64::from(number), &number.to_string()),
    };
    view! { <span class="vio m row"><Icon name="meet" />{words}</span> }.into_any()
}

/// A day: what is done of what is asked for.
pub(super) fn day_numbers(
    line: &Line,
    day: Day,
    desk: Desk,
    measure: Measure,
    w: &'static ActivityMessages,
) -> AnyView {
    let t = talk_words();
    let cell = cell_at(line, desk, day);
    let due = words::due(&cell);
    let free = cell.state == DayState::Free;
    let fact = if free { cell.off } else { cell.fact };
    let class = if cell.state == DayState::Unmet { "big neg" } else { "big" };
    let (number, unit) = match (cell.plan, free) {
        (Some(plan), false) => (count(u64::from(fact)), {
            let plan = u64::from(plan);
            (t.of_plan)(&count(plan), (w.units_of)(measure, plan))
        }),
        _ => {
            let text = (w.counted)(measure, u64::from(fact), "");
            (count(u64::from(fact)), text.trim().to_owned())
        }
    };
    let bar = due.filter(|_| !free).map(|due| {
        let share = if due == 0 { 100 } else { (u64::from(fact) * 100 / u64::from(due)).min(100) };
        let class = match cell.state {
            DayState::Unmet => "pbar bad",
            DayState::Pending | DayState::Future => "pbar",
            _ => "pbar ok",
        };
        view! { <div class=class><i style:width=format!("{share}%")></i></div> }
    });
    let adjusted = (cell.excused > 0).then(|| {
        let (plan, due) = (cell.plan.unwrap_or_default(), due.unwrap_or_default());
        view! { <p class="sub">{(t.adjusted)(&count(u64::from(plan)), &count(u64::from(cell.excused)), &count(u64::from(due)))}</p> }
    });
    view! {
        <div class="row">
            <span class=class>{number}</span>
            <span class="t2">{unit}</span>
            <span class="grow"></span>
            {meetings(cell.meetings, cell.meetings_plan, w)}
        </div>
        {bar}
        {adjusted}
    }
    .into_any()
}

/// A month, with everything that was added up.
pub(super) fn month_numbers(line: &Line, measure: Measure, w: &'static ActivityMessages) -> AnyView {
    let t = talk_words();
    let sums = &line.sums;
    let standing = Standing::of(line);
    let share = standing.percent.map(|share| format!("{share}\u{a0}%"));
    let bar = standing.percent.map(|share| {
        let class = if standing.behind { "pbar bad" } else { "pbar ok" };
        view! { <div class=class><i style:width=format!("{}%", share.min(100))></i></div> }
    });
    let (pace, _, _) = words::pace(line, standing, w);
    let plan = if sums.planned { count(sums.adjusted_plan()) } else { NOTHING.to_owned() };
    let mut rows = vec![
        (w.plan, plan),
        (w.pace, pace),
        (t.usual, usual_per_day(sums).map_or_else(|| NOTHING.to_owned(), |usual| (w.per_day)(&count(usual)))),
    ];
    if sums.excused > 0 {
        rows.push((t.raw_plan, count(sums.plan)));
        rows.push((t.excused, count(sums.excused)));
    }
    if let Some(tenths) = sums.average_tenths() {
        rows.push((t.average, format!("{}{}{}", count(tenths / 10), t.decimal, tenths % 10)));
    }
    if let Some(end) = line.projected {
        rows.push((t.projected, count(end)));
    }
    if sums.off + sums.meetings_off > 0 {
        rows.push((t.on_days_off, count(sums.off)));
    }
    let total = u32::try_from(sums.meetings + sums.meetings_off).unwrap_or(u32::MAX);
    let planned = (sums.meetings_plan > 0).then(|| u32::try_from(sums.meetings_plan).unwrap_or(u32::MAX));
    let unit = (w.counted)(measure, sums.fact, "").trim().to_owned();
    let class = if standing.behind { "big neg" } else { "big" };
    view! {
        <div class="row">
            <span class=class>{count(sums.fact)}</span>
            <span class="t2">{unit}</span>
            <b class="sub">{share}</b>
            <span class="grow"></span>
            {meetings(total, planned, w)}
        </div>
        {bar}
        {list(rows)}
    }
    .into_any()
}

/// Names and values.
pub(super) fn list(rows: Vec<(&'static str, String)>) -> AnyView {
    let row = |(name, value): (&'static str, String)| view! { <dt>{name}</dt><dd>{value}</dd> }.into_any();
    view! { <dl class="dl">{rows.into_iter().map(row).collect_view()}</dl> }.into_any()
}
