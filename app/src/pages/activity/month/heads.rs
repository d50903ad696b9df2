//! Heads of the month's columns.

use super::layout::Col;
use super::scene::Scene;
use crate::i18n::activity::{ActivityMessages, words};
use crate::pages::activity::when::{day_name, days_name};
use crate::ui::icon::SmallIcon;
use domain::activity::calendar::DayKind;
use domain::activity::period::weekday;
use domain::activity::settings::CountedDirection;
use leptos::prelude::*;

/// What the heads explain, besides what the scene holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rules {
    /// Which calls count.
    pub(super) direction: CountedDirection,
    /// Shortest conversation that counts, seconds.
    pub(super) min_seconds: u32,
}

/// Every head.
pub(super) fn heads(scene: &Scene, rules: Rules) -> Vec<AnyView> {
    let w = words();
    let head = |(at, col): (usize, &Col)| match *col {
        Col::Day(day) => day_head(scene, day, at, w),
        Col::Folded(from, to) => folded_head(scene, (from, to), at, w),
        col => sum_head(scene, rules, (col, at), w),
    };
    scene.cols.iter().enumerate().map(head).collect()
}

fn sum_head(scene: &Scene, rules: Rules, (col, at): (Col, usize), w: &'static ActivityMessages) -> AnyView {
    let (class, contents, title) = match col {
        Col::Days => {
            let contents = view! {
                {w.days_head}<br /><span class="pos">{w.days_yes}</span>"/"<span class="neg">{w.days_no}</span>
            };
            ("s1", contents.into_any(), w.means_days.to_owned())
        }
        Col::Plan => ("num", w.plan.into_any(), w.means_plan.to_owned()),
        Col::Fact => {
            let both = rules.direction == CountedDirection::Both;
            ("num", w.fact.into_any(), (w.means_fact)(scene.measure, rules.min_seconds, both))
        }
        Col::Percent => ("pc", w.share.into_any(), w.means_share.to_owned()),
        Col::Pace => ("pace", w.pace.into_any(), w.means_pace.to_owned()),
        _ => ("nm", w.employee.into_any(), String::new()),
    };
    let described = (!title.is_empty()).then(|| title.clone());
    view! {
        <th
            scope="col"
            class=class
            data-col=col.code()
            tabindex="-1"
            aria-colindex=(at + 1).to_string()
            aria-description=described
            title=title
        >
            {contents}
        </th>
    }
    .into_any()
}

fn day_head(scene: &Scene, day: usize, at: usize, w: &'static ActivityMessages) -> AnyView {
    let head = scene.days[day];
    let (_, _, number) = head.day.civil();
    let now = head.day == scene.today;
    let is_off = !head.kind.is_working();
    let class = ["dhd", if now { "now" } else { "" }, if is_off { "off open" } else { "" }].join(" ");
    let mut label = day_name(head.day, w);
    if head.kind == DayKind::Holiday {
        label = (w.holiday)(&label);
    }
    if now {
        label = format!("{label}, {}", w.today);
    }
    if head.moved {
        label = format!("{label}, {}", w.moved_day);
    }
    let title = if is_off { (w.fold_days)(&group_name(scene, day, w)) } else { label.clone() };
    view! {
        <th
            scope="col"
            class=class
            data-col=Col::Day(day).code()
            tabindex="-1"
            aria-colindex=(at + 1).to_string()
            title=title
        >
            <span class="vh">{label}</span>
            <span class="sub" aria-hidden="true">{w.weekdays[weekday(head.day)]}</span>
            <span class="dn" aria-hidden="true">{number}</span>
        </th>
    }
    .into_any()
}

fn group_name(scene: &Scene, day: usize, w: &ActivityMessages) -> String {
    let from = super::layout::group_of(&scene.days, day);
    let length = scene.days[from..].iter().take_while(|head| !head.kind.is_working()).count();
    days_name(scene.days[from].day, scene.days[from + length - 1].day, w)
}

fn folded_head(scene: &Scene, (from, to): (usize, usize), at: usize, w: &'static ActivityMessages) -> AnyView {
    let number = |at: usize| scene.days[at].day.civil().2;
    let days = days_name(scene.days[from].day, scene.days[to].day, w);
    let holiday = from == to && scene.days[from].kind == DayKind::Holiday;
    let label = if holiday { (w.holiday)(&days) } else { (w.unfold_days)(&days) };
    let now = (from..=to).any(|at| scene.days[at].day == scene.today);
    let title = label.clone();
    let class = if now { "dhd off now" } else { "dhd off" };
    let second = match (holiday, from == to) {
        (true, _) => view! { <SmallIcon name="star" /> }.into_any(),
        (false, true) => ().into_any(),
        (false, false) => view! { <span>{number(to)}</span> }.into_any(),
    };
    view! {
        <th
            scope="col"
            class=class
            data-col=Col::Folded(from, to).code()
            tabindex="-1"
            aria-colindex=(at + 1).to_string()
            title=title
        >
            <span class="vh">{label}</span>
            <span class="db" aria-hidden="true"><span>{number(from)}</span>{second}</span>
        </th>
    }
    .into_any()
}
