//! Cells of the month.

use super::layout::Col;
use super::row::{Kind, Look};
use super::scene::{Scene, Standing};
use super::words::{self, Shown, cell_label, corner, pace, shown, sum, thread_words};
use crate::format::NOTHING;
use crate::i18n::activity::{ActivityMessages, words as table};
use crate::ui::avatar::Avatar;
use crate::ui::icon::SmallIcon;
use domain::activity::month::{Cell, Line};
use domain::activity::threads::CellThread;
use leptos::prelude::*;

/// What a cell needs to know of its place.
struct Spot {
    /// Place of the column.
    at: usize,
    /// Number of the column, from 1.
    number: String,
    /// Name of the column.
    code: String,
    /// Whether the Tab key comes here.
    tab: &'static str,
    /// Whether it is selected.
    selected: Option<&'static str>,
}

impl Spot {
    fn of(look: &Look, at: usize, col: Col) -> Self {
        let in_selection = look.selected.is_some_and(|(from, to)| from <= at && at <= to);
        Self {
            at,
            number: (at + 1).to_string(),
            code: col.code(),
            tab: if look.active == Some(at) { "0" } else { "-1" },
            selected: in_selection.then_some("true"),
        }
    }
}

/// Every cell of a line.
pub(super) fn cells(look: &Look, scene: &Scene) -> Vec<AnyView> {
    let w = table();
    let cell = |(at, col): (usize, &Col)| {
        let spot = Spot::of(look, at, *col);
        match *col {
            Col::Name => name(look, spot, w),
            Col::Folded(from, to) => folded(look, scene, (from, to), spot, w),
            Col::Day(day) => day_cell(look, scene, day, spot, w),
            col => total(look, col, spot, w),
        }
    };
    scene.cols.iter().enumerate().map(cell).collect()
}

/// The name of a person or a department; a line of everybody has words alone.
fn name(look: &Look, spot: Spot, w: &'static ActivityMessages) -> AnyView {
    let contents = match (look.person, look.department) {
        (Some(id), _) => {
            let mark = look.line.thread.and_then(|thread| corner(Some(thread)));
            let gone = (!look.active_person).then(|| view! { <span class="sub">{w.dismissed}</span> });
            view! {
                <div class="nw">
                    <Avatar id=id.0 name=look.name.clone() />
                    <span class="cut">{fitting(&look.name, look.row.map_or(2, |row| row.level))}</span>
                    {gone}
                    {mark.map(|class| view! { <b class=class></b> })}
                </div>
            }
            .into_any()
        }
        (None, Some(_)) => {
            let icon = if look.row.is_some_and(|row| row.expanded) { "down" } else { "right" };
            view! {
                <div class="nw">
                    <span class="tw" data-toggle=""><SmallIcon name=icon /></span>
                    <span class="cut">{look.name.clone()}</span>
                    <span class="sub" aria-hidden="true">{look.count}</span>
                </div>
            }
            .into_any()
        }
        (None, None) => view! { <span class="cut blk">{look.name.clone()}</span> }.into_any(),
    };
    let title = match (look.person, look.department) {
        (Some(_), _) if !look.note.is_empty() => format!("{}\n{}", look.name, look.note),
        _ => look.name.clone(),
    };
    let label = match (look.person, look.department) {
        (Some(_), _) => {
            let mut words = vec![look.name.clone()];
            words.extend(thread_words(look.line.thread, w));
            words.join(", ")
        }
        (None, Some(_)) => format!("{}, {}", look.name, (w.people_count)(look.count)),
        (None, None) => look.name.clone(),
    };
    let class = if look.person.is_some() { "nm p" } else { "nm" };
    view! {
        <th
            scope="row"
            class=class
            data-col=spot.code
            tabindex=spot.tab
            aria-colindex=spot.number
            aria-selected=spot.selected
            aria-label=label
            title=title
        >
            {contents}
        </th>
    }
    .into_any()
}

/// Letters of a name that fit beside an avatar at the first level of people; each deeper level takes one.
const LETTERS: usize = 19;

/// A name as far as it fits: `Холмогорова В.` where the given name has no room.
fn fitting(name: &str, level: u32) -> String {
    let room = LETTERS.saturating_sub(level.saturating_sub(2) as usize);
    match name.split_once(' ') {
        Some((last, given)) if name.chars().count() > room => {
            given.chars().next().map_or_else(|| last.to_owned(), |initial| format!("{last} {initial}."))
        }
        _ => name.to_owned(),
    }
}

/// Contents of a cell about the whole month.
struct Total {
    class: &'static str,
    contents: AnyView,
    title: String,
}

fn total(look: &Look, col: Col, spot: Spot, w: &'static ActivityMessages) -> AnyView {
    let Total { class, contents, title } = match look.editing {
        Some(at) if at == spot.at => Total { class: "num ed", contents: super::edit::field(), title: String::new() },
        _ => total_contents(look, col, w),
    };
    view! {
        <td
            class=class
            data-col=spot.code
            tabindex=spot.tab
            aria-colindex=spot.number
            aria-selected=spot.selected
            title=title
        >
            {contents}
        </td>
    }
    .into_any()
}

fn total_contents(look: &Look, col: Col, w: &'static ActivityMessages) -> Total {
    let line = &look.line;
    let standing = Standing::of(line);
    let text = |class: &'static str, text: String| Total { class, contents: text.into_any(), title: String::new() };
    match (col, look.kind) {
        (Col::Days | Col::Fact | Col::Percent, Kind::Plan) => {
            text(if col == Col::Percent { "pc" } else { "num" }, String::new())
        }
        (Col::Plan, Kind::Fact) => text("num", String::new()),
        (Col::Days, _) => days(line, w),
        (Col::Plan, _) => {
            let plan = line.sums.planned.then(|| sum(line.sums.adjusted_plan(), w));
            let class = if look.kind == Kind::Plan { "num b" } else { "num" };
            text(class, plan.unwrap_or_else(|| NOTHING.to_owned()))
        }
        (Col::Fact, _) => text("num b", sum(line.sums.fact, w)),
        (Col::Percent, _) => percent(line, standing),
        (Col::Pace, Kind::Plan) => {
            let usual = super::scene::usual_per_day(&line.sums).map(|usual| (w.per_day)(&sum(usual, w)));
            text("pace t2", usual.unwrap_or_default())
        }
        _ => {
            let (words, class, title) = pace(line, standing, w);
            let contents = view! { <span class=class>{words}</span> }.into_any();
            Total { class: "pace", contents, title }
        }
    }
}

fn days(line: &Line, w: &'static ActivityMessages) -> Total {
    let (met, unmet) = (line.sums.met, line.sums.unmet);
    if met + unmet == 0 {
        return Total {
            class: "s1",
            contents: view! { <span class="muted">{NOTHING}</span> }.into_any(),
            title: String::new(),
        };
    }
    let class = if unmet > met { "neg b" } else { "t2" };
    let contents = view! {
        <span class="pos">{met}</span>
        <span class="muted">" / "</span>
        <span class=class>{unmet}</span>
    };
    Total { class: "s1", contents: contents.into_any(), title: (w.days_done)(met, unmet) }
}

fn percent(line: &Line, standing: Standing) -> Total {
    let Some(share) = standing.percent else {
        return Total { class: "pc", contents: view! { <span>{NOTHING}</span> }.into_any(), title: String::new() };
    };
    let (bar, words) = if standing.behind { ("pbar bad", "neg b") } else { ("pbar ok", "") };
    let expected = (line.sums.due > 0).then(|| view! { <u style:left=format!("{}%", standing.expected)></u> });
    let contents = view! {
        <span class=words>{format!("{share}\u{a0}%")}</span>
        <span class=bar><i style:width=format!("{}%", share.min(100))></i>{expected}</span>
    };
    Total { class: "pc", contents: contents.into_any(), title: String::new() }
}

/// Days off in one column: what was done on them.
fn folded(look: &Look, scene: &Scene, (from, to): (usize, usize), spot: Spot, w: &'static ActivityMessages) -> AnyView {
    let days = &look.line.cells[from.min(look.line.cells.len())..(to + 1).min(look.line.cells.len())];
    let calls: u32 = days.iter().map(|cell| cell.off).sum();
    let meetings: u32 = days.iter().map(|cell| cell.meetings).sum();
    let thread = days.iter().filter_map(|cell| cell.thread).reduce(CellThread::and);
    let quiet = look.kind == Kind::Plan || scene.planning.is_some();
    let text = match (calls, meetings) {
        _ if quiet => String::new(),
        (0, 0) => String::new(),
        (0, meetings) => format!("+{meetings}"),
        (calls, _) => format!("+{calls}"),
    };
    let class = if calls == 0 && meetings > 0 && !quiet { "off vio" } else { words::off_class(scene.days[from].kind) };
    let name = crate::pages::activity::when::days_name(scene.days[from].day, scene.days[to].day, w);
    let mut parts = Vec::new();
    if calls > 0 {
        parts.push((w.off_work)(&calls.to_string()));
    }
    if meetings > 0 {
        parts.push((w.meetings_count)(u64::from(meetings), &meetings.to_string()));
    }
    parts.extend(thread_words(thread, w));
    let label =
        format!("{}, {name}: {}", look.name, if parts.is_empty() { NOTHING.to_owned() } else { parts.join(", ") });
    let mark = corner(thread).filter(|_| !quiet).map(|class| view! { <b class=class></b> });
    view! {
        <td
            class=class
            data-col=spot.code
            tabindex=spot.tab
            aria-colindex=spot.number
            aria-selected=spot.selected
            aria-label=label
        >
            <span>{text}</span>
            {mark}
        </td>
    }
    .into_any()
}

/// A day.
fn day_cell(look: &Look, scene: &Scene, day: usize, spot: Spot, w: &'static ActivityMessages) -> AnyView {
    let (Some(cell), head) = (look.line.cells.get(day), &scene.days[day]) else {
        return view! { <td class="c"></td> }.into_any();
    };
    let now = head.day == scene.today;
    let label = cell_label(&look.name, cell, head, scene, w);
    let is_edited = look.editing == Some(spot.at);
    let bad = look.bad.contains(&day);
    let (class, contents) = if is_edited {
        ("c ed", super::edit::field())
    } else if look.kind == Kind::Plan {
        let due = words::due(cell).filter(|_| head.kind.is_working());
        let text = due.map(|due| words::figure(u64::from(due), w)).unwrap_or_default();
        (if head.kind.is_working() { "c" } else { words::off_class(head.kind) }, plain(text))
    } else {
        let shown = shown(cell, head, scene, w);
        // A rate of its own stands out among those of the month.
        let own = scene.planning.is_some() && look.person.is_some() && is_own(cell, &look.line, scene);
        let class = shown.class;
        let shown = if look.person.is_some() { shown } else { Shown { meetings: String::new(), ..shown } };
        (class, inside(shown, cell, own, scene.planning.is_none()))
    };
    let class = [class, if now { "now" } else { "" }, if bad { "badc" } else { "" }].join(" ");
    view! {
        <td
            class=class
            data-col=spot.code
            tabindex=spot.tab
            aria-colindex=spot.number
            aria-selected=spot.selected
            aria-label=label
        >
            {contents}
        </td>
    }
    .into_any()
}

fn is_own(cell: &Cell, line: &Line, scene: &Scene) -> bool {
    match scene.planning {
        Some(domain::activity::edit::Planned::Meetings) => cell.meetings_plan != line.rate.meetings,
        _ => cell.plan != line.rate.calls,
    }
}

fn plain(text: String) -> AnyView {
    view! { <span class="f">{text}</span> }.into_any()
}

fn inside(shown: Shown, cell: &Cell, own: bool, with_marks: bool) -> AnyView {
    let class = if own { "f own" } else { "f" };
    let meetings = (!shown.meetings.is_empty()).then(|| view! { <sup>{shown.meetings}</sup> });
    let bar = shown.bar.map(|share| view! { <i class="tr"><i style:width=format!("{share}%")></i></i> });
    let tick = (shown.class == "c forced").then(|| {
        view! {
            <svg class="fl" viewBox="0 0 16 16" aria-hidden="true"><use_ href="#i-check" /></svg>
        }
    });
    let mark = corner(cell.thread).filter(|_| with_marks).map(|class| view! { <b class=class></b> });
    view! { <span class=class>{shown.figure}</span>{meetings}{bar}{tick}{mark} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn a_long_name_is_shortened_by_its_given_name() {
        assert_eq!(fitting("Берестов Тимур", 2), "Берестов Тимур");
        assert_eq!(fitting("Холмогорова Варвара", 2), "Холмогорова Варвара");
        assert_eq!(fitting("Холмогорова Варвара", 3), "Холмогорова В.");
        assert_eq!(fitting("Константинопольский", 4), "Константинопольский");
    }
}
