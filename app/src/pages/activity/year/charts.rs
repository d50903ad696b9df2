//! The charts of the year: plan against fact by month, calls by hour and weekday.

use super::YearDesk;
use crate::format::{NOTHING, count};
use crate::i18n::years::{YearMessages, words};
use crate::routes::activity::Tab;
use crate::ui::chart::{Legend, Picture, chart};
use crate::ui::heat::{Heat, STEPS};
use crate::ui::lines::{Line, Lines, Stroke};
use domain::activity::heat::HeatGrid;
use domain::activity::year::{YearGrid, YearLine};
use leptos::prelude::*;

/// Hours that are drawn even when nobody calls in them: a working day.
const USUAL: std::ops::Range<usize> = 8..20;
/// Days that are drawn even when nobody calls on them.
const WORKDAYS: usize = 5;

/// Both cards.
pub(crate) fn year_charts(desk: YearDesk) -> AnyView {
    let plan = Signal::derive(move || {
        let present = desk.state.present.get();
        desk.whole(|grid, line| plan_picture(grid, line, present.year(), present.number())).unwrap_or_default()
    });
    let heat =
        Signal::derive(move || desk.heat.value.with(|heat| heat.as_deref().map(heat_picture).unwrap_or_default()));
    let open = Callback::new(move |at: usize| {
        let month = desk.grid.value.with_untracked(|grid| grid.as_ref()?.months.get(at).map(|head| head.month));
        if let Some(month) = month {
            desk.state.view.update(|view| {
                view.month = Some(month);
                view.tab = Tab::Month;
            });
        }
    });
    view! {
        <div class="card lc">{chart(plan, open)}</div>
        <div class="card hm no-phone">{chart(heat, Callback::new(|_| ()))}</div>
    }
    .into_any()
}

/// Plan, fact and where the present month leads. A month that goes on is no fact yet.
pub(crate) fn plan_picture(grid: &YearGrid, line: &YearLine, year: i32, number: u8) -> Picture {
    let w = words();
    let names = grid.months.iter().map(|head| usize::from(head.month.number()) - 1);
    let now = usize::from(number) - 1;
    // How many months have ended.
    let ended = match grid.year.cmp(&year) {
        std::cmp::Ordering::Less => 12,
        std::cmp::Ordering::Equal => now,
        std::cmp::Ordering::Greater => 0,
    };
    let sums: Vec<_> = line.months.iter().map(|cell| cell.sums).collect();
    let fact: Vec<Option<u64>> = sums.iter().enumerate().map(|(at, sums)| (at < ended).then_some(sums.fact)).collect();
    let goes_on = (grid.year == year).then(|| sums[now].projected()).flatten();
    let ahead = |at: usize| match goes_on {
        Some(end) if at == now => Some(end),
        // The line begins where the facts end.
        Some(_) if at + 1 == now => fact[at],
        _ => None,
    };
    let forecast: Vec<Option<u64>> = (0..12).map(ahead).collect();
    let plan: Vec<Option<u64>> = sums.iter().map(|sums| sums.planned.then(|| sums.adjusted_plan())).collect();
    let lines = Lines {
        categories: names.clone().map(|at| w.months_short[at].to_lowercase()).collect(),
        lines: vec![
            Line { name: w.fact.to_owned(), colour: "--series-1", stroke: Stroke::Filled, numbers: fact.clone() },
            Line { name: w.plan.to_owned(), colour: "--series-plan", stroke: Stroke::Dashed, numbers: plan },
            Line { name: w.forecast.to_owned(), colour: "--series-1", stroke: Stroke::Dotted, numbers: forecast },
        ],
    };
    let row = |at: usize| {
        let sums = &sums[at];
        let or = |number: Option<u64>| number.map_or_else(|| NOTHING.to_owned(), count);
        let end = if grid.year == year && at == now { goes_on } else { None };
        let numbers = vec![
            or(sums.planned.then_some(sums.plan)),
            count(sums.excused),
            count(sums.fact),
            or(sums.percent()),
            or(end),
        ];
        (w.months[at].to_owned(), numbers)
    };
    Picture {
        title: w.chart_title.to_owned(),
        summary: plan_summary(&sums, ended, goes_on.map(|end| (now, end)), w),
        options: lines.options(),
        height: 0,
        heads: [w.month, w.plan, w.excused_column, w.fact, "%", w.forecast].map(str::to_owned).to_vec(),
        rows: names.map(row).collect(),
        legend: Legend::Lines(vec![
            ("yk-f", w.fact.to_owned()),
            ("yk-p", w.plan.to_owned()),
            ("yk-d", w.forecast.to_owned()),
        ]),
    }
}

fn plan_summary(
    sums: &[domain::activity::pace::Sums],
    ended: usize,
    ahead: Option<(usize, u64)>,
    w: &YearMessages,
) -> String {
    let past = &sums[..ended.min(sums.len())];
    let fact: u64 = past.iter().map(|sums| sums.fact).sum();
    let plan: u64 = past.iter().map(domain::activity::pace::Sums::adjusted_plan).sum();
    if fact == 0 && sums.iter().all(|sums| !sums.planned && sums.fact == 0) {
        return w.chart_empty.to_owned();
    }
    let mut parts = Vec::new();
    if ended > 0 {
        let planned = past.iter().any(|sums| sums.planned);
        parts.push((w.chart_sum)(ended, &count(fact), planned.then(|| count(plan))));
        let best = past.iter().enumerate().rev().max_by_key(|(_, sums)| sums.fact);
        parts.extend(best.map(|(at, sums)| (w.chart_best)(&w.months[at].to_lowercase(), &count(sums.fact))));
    }
    parts.extend(ahead.map(|(at, end)| (w.chart_forecast)(&w.months[at].to_lowercase(), &count(end))));
    parts.join(" ")
}

/// Calls by hour and weekday.
pub(crate) fn heat_picture(heat: &HeatGrid) -> Picture {
    let w = words();
    let busy = heat.hours();
    let hours = if busy.is_empty() { USUAL } else { busy.start.min(USUAL.start)..busy.end.max(USUAL.end) };
    let last = heat.calls.iter().rposition(|hours| hours.iter().any(|calls| *calls > 0)).map_or(0, |day| day + 1);
    let days = last.max(WORKDAYS);
    let drawn = Heat {
        name: w.calls_name.to_owned(),
        columns: hours.clone().map(|hour| hour.to_string()).collect(),
        rows: w.weekdays[..days].iter().map(|day| (*day).to_owned()).collect(),
        numbers: heat.calls[..days].iter().map(|calls| calls[hours.clone()].to_vec()).collect(),
    };
    let summary = match heat.peak() {
        Some(peak) => {
            (w.heat_sum)(&count(heat.total()), w.weekdays_full[peak.weekday], peak.hour, &count(u64::from(peak.calls)))
        }
        None => w.heat_empty.to_owned(),
    };
    let row = |day: usize| {
        let numbers = hours.clone().map(|hour| count(u64::from(heat.calls[day][hour])));
        (w.weekdays_full[day].to_owned(), numbers.collect())
    };
    Picture {
        title: w.heat_title.to_owned(),
        summary,
        options: drawn.options(),
        height: 0,
        heads: std::iter::once(w.weekday.to_owned()).chain(hours.clone().map(|hour| format!("{hour}:00"))).collect(),
        rows: (0..7).map(row).collect(),
        legend: Legend::Scale { less: w.less.to_owned(), more: w.more.to_owned(), steps: STEPS.to_vec() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::activity::pace::Sums;
    use domain::activity::period::months_of;
    use domain::activity::year::{MonthCell, MonthHead};

    /// Every month a plan of 100; facts of 90 and, the present month, 30 in three of ten days.
    fn grid(year: i32) -> (YearGrid, YearLine) {
        let head = |month| MonthHead { month, working: 10, elapsed: 10 };
        let cell = |at: usize| {
            let base = Sums { plan: 100, planned: true, working: 10, ..Sums::default() };
            let sums = match at {
                0..10 => Sums { fact: 90 + at as u64, fact_elapsed: 90, elapsed: 10, ..base },
                10 => Sums { fact: 30, fact_elapsed: 30, elapsed: 3, remaining: 7, excused: 10, ..base },
                _ => base,
            };
            MonthCell { sums, ..MonthCell::default() }
        };
        let line = YearLine { months: (0..12).map(cell).collect(), total: Sums::default() };
        let grid = YearGrid {
            explained: domain::activity::grid::Explained::default(),
            year,
            months: months_of(year).map(head).collect(),
            roster: domain::activity::roster::Roster::default(),
            company: line.clone(),
            departments: Vec::new(),
            people: Vec::new(),
        };
        (grid, line)
    }

    fn series(picture: &Picture, at: usize) -> serde_json::Value {
        serde_json::from_str::<serde_json::Value>(&picture.options).unwrap()["series"][at]["data"].clone()
    }

    #[test]
    fn a_month_that_goes_on_is_forecast_and_not_yet_a_fact() {
        let (grid, line) = grid(2026);
        let picture = plan_picture(&grid, &line, 2026, 11);
        let fact = serde_json::json!([90, 91, 92, 93, 94, 95, 96, 97, 98, 99, "-", "-"]);
        assert_eq!(series(&picture, 0), fact);
        assert_eq!(series(&picture, 1)[10], 90, "without what was excused");
        let ahead = serde_json::json!(["-", "-", "-", "-", "-", "-", "-", "-", "-", 99, 100, "-"]);
        assert_eq!(series(&picture, 2), ahead);
        assert_eq!(
            picture.summary,
            "10 months have ended: 945 against a plan of 1\u{202f}000. Best: october, 99. Forecast for november: 100."
        );
        assert_eq!(
            picture.rows[10],
            ("November".to_owned(), ["100", "10", "30", "33", "100"].map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn a_year_that_is_over_is_all_fact_and_one_to_come_all_plan() {
        let (grid, line) = grid(2025);
        let over = plan_picture(&grid, &line, 2026, 11);
        assert_eq!(
            (series(&over, 0)[11].clone(), series(&over, 2)[10].clone()),
            (serde_json::json!(0), serde_json::json!("-"))
        );
        let ahead = plan_picture(&grid, &line, 2024, 3);
        assert_eq!(
            (series(&ahead, 0)[0].clone(), series(&ahead, 1)[0].clone()),
            (serde_json::json!("-"), serde_json::json!(100))
        );
    }

    #[test]
    fn the_map_names_its_busiest_hour_and_holds_every_hour_with_calls() {
        let mut heat = HeatGrid::default();
        heat.calls[2][10] = 40;
        heat.calls[5][21] = 1;
        let picture = heat_picture(&heat);
        assert_eq!(picture.summary, "41 calls; the busiest hour: Wednesday, 10–11, 40.");
        assert_eq!(picture.heads.len(), 1 + 14, "8:00 to 21:00");
        assert_eq!(picture.rows.len(), 7);
        assert_eq!(picture.rows[5].1.last().map(String::as_str), Some("1"));
        assert_eq!(heat_picture(&HeatGrid::default()).summary, "This year has no calls yet.");
    }
}
