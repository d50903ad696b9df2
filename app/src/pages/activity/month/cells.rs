//! Cells of the month: what each shows, and its element. An element is made once and only its class and contents
//! follow, since one whose attributes are set anew loses the focus.

use super::layout::Col;
use super::row::{Kind, Look};
use super::scene::{Scene, Standing};
use super::words::{self, Shown, cell_label, corner, pace, shown, sum, thread_words};
use crate::format::{NOTHING, count};
use crate::i18n::activity::{ActivityMessages, words as table};
use crate::ui::avatar::Avatar;
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{piece, text};
use domain::activity::edit::Planned;
use domain::activity::month::{Cell, Line};
use domain::activity::threads::CellThread;
use leptos::prelude::*;
use std::sync::Arc;

/// Letters of a name that fit beside an avatar at the first level of people, where the grid is not roomy; each deeper
/// level takes one.
const LETTERS: usize = 17;

/// What a cell shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Face {
    class: String,
    /// What a screen reader says instead of what is drawn; nothing where the words drawn say it.
    label: String,
    title: String,
    drawn: Drawn,
}

/// What is drawn in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Drawn {
    #[default]
    Nothing,
    Text(String),
    /// Words with a class of their own.
    Words(&'static str, String),
    Person {
        id: i64,
        name: String,
        shown: String,
        dismissed: bool,
        corner: Option<&'static str>,
    },
    Department {
        name: String,
        count: u64,
        expanded: bool,
    },
    Days(u32, u32),
    Percent {
        share: u64,
        /// Where it should be by now, where something is due.
        expected: Option<u64>,
        behind: bool,
    },
    Day {
        shown: Shown,
        own: bool,
        corner: Option<&'static str>,
    },
    Off {
        text: String,
        corner: Option<&'static str>,
    },
    /// A plan being typed.
    Field,
}

/// Every cell of a line.
pub(super) fn cells(look: Memo<Look>, scene: Memo<Arc<Scene>>, cols: &[Col]) -> AnyView {
    let cell = |(at, col): (usize, &Col)| {
        let col = *col;
        let face = Memo::new(move |_| look.with(|look| scene.with(|scene| face(look, scene, at, col))));
        element(face, at, col)
    };
    cols.iter().enumerate().map(cell).collect_view().into_any()
}

fn element(face: Memo<Face>, at: usize, col: Col) -> AnyView {
    let number = (at + 1).to_string();
    let class = text(move || face.with(|face| face.class.clone()));
    let title = text(move || face.with(|face| face.title.clone()));
    let contents = piece(move || face.with(contents));
    if col == Col::Name {
        view! {
            <th scope="row" class=class data-col=col.code() tabindex="-1" aria-colindex=number title=title>{contents}</th>
        }
        .into_any()
    } else {
        let class = text(move || face.with(|face| face.class.clone()));
        view! { <td class=class data-col=col.code() tabindex="-1" aria-colindex=number title=title>{contents}</td> }
            .into_any()
    }
}

fn face(look: &Look, scene: &Scene, at: usize, col: Col) -> Face {
    let w = table();
    if look.editing == Some(at) {
        let class = if matches!(col, Col::Day(_)) { "c ed" } else { "num ed" };
        return Face { class: class.to_owned(), drawn: Drawn::Field, ..Face::default() };
    }
    match col {
        Col::Name => name(look, w),
        Col::Folded(from, to) => folded(look, scene, (from, to), w),
        Col::Day(day) => day_face(look, scene, day, w),
        col => total(look, col, w),
    }
}

/// The name of a person or a department; a line of everybody has words alone.
fn name(look: &Look, w: &'static ActivityMessages) -> Face {
    let level = look.row.map_or(2, |row| row.level);
    let (class, label, title, drawn) = match (look.person, look.department) {
        (Some(id), _) => {
            let mut words = vec![look.name.clone()];
            words.extend(thread_words(look.line.thread, w));
            let title = if look.note.is_empty() { look.name.clone() } else { format!("{}\n{}", look.name, look.note) };
            let drawn = Drawn::Person {
                id: id.0,
                name: look.name.clone(),
                shown: fitting(&look.name, level),
                dismissed: !look.active_person,
                corner: corner(look.line.thread),
            };
            ("nm p", words.join(", "), title, drawn)
        }
        (None, Some(_)) => {
            let expanded = look.row.is_some_and(|row| row.expanded);
            let drawn = Drawn::Department { name: look.name.clone(), count: look.count, expanded };
            ("nm", format!("{}, {}", look.name, (w.people_count)(look.count)), look.name.clone(), drawn)
        }
        (None, None) => ("nm", String::new(), String::new(), Drawn::Text(look.name.clone())),
    };
    Face { class: class.to_owned(), label, title, drawn }
}

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

/// A figure of the whole month.
fn total(look: &Look, col: Col, w: &'static ActivityMessages) -> Face {
    let line = &look.line;
    let standing = Standing::of(line);
    let plain = |class: &str, text: String| Face {
        class: class.to_owned(),
        drawn: if text.is_empty() { Drawn::Nothing } else { Drawn::Text(text) },
        ..Face::default()
    };
    match (col, look.kind) {
        (Col::Percent, Kind::Plan) => plain("pc", String::new()),
        (Col::Days | Col::Fact, Kind::Plan) | (Col::Plan, Kind::Fact) => plain("num", String::new()),
        (Col::Days, _) if line.sums.met + line.sums.unmet == 0 => {
            Face { class: "s1".to_owned(), drawn: Drawn::Words("muted", NOTHING.to_owned()), ..Face::default() }
        }
        (Col::Days, _) => {
            let (met, unmet) = (line.sums.met, line.sums.unmet);
            let words = (w.days_done)(met, unmet);
            Face { class: "s1".to_owned(), label: words.clone(), title: words, drawn: Drawn::Days(met, unmet) }
        }
        (Col::Plan, kind) => {
            let plan = line.sums.planned.then(|| sum(line.sums.adjusted_plan(), w));
            plain(if kind == Kind::Plan { "num b" } else { "num" }, plan.unwrap_or_else(|| NOTHING.to_owned()))
        }
        (Col::Fact, _) => plain("num b", sum(line.sums.fact, w)),
        (Col::Percent, _) => percent(line, standing),
        (_, Kind::Plan) => {
            let usual = super::scene::usual_per_day(&line.sums).map(|usual| (w.per_day)(&words::figure(usual, w)));
            plain("pace t2", usual.unwrap_or_default())
        }
        _ => {
            let (words, class, title) = pace(line, standing, w);
            Face { class: "pace".to_owned(), title, drawn: Drawn::Words(class, words), ..Face::default() }
        }
    }
}

fn percent(line: &Line, standing: Standing) -> Face {
    let expected = (line.sums.due > 0).then_some(standing.expected);
    let drawn = match standing.percent {
        Some(share) => Drawn::Percent { share, expected, behind: standing.behind },
        None => Drawn::Words("", NOTHING.to_owned()),
    };
    Face { class: "pc".to_owned(), drawn, ..Face::default() }
}

/// Days off in one column: what was done on them.
fn folded(look: &Look, scene: &Scene, (from, to): (usize, usize), w: &'static ActivityMessages) -> Face {
    let cells = &look.line.cells;
    let days = &cells[from.min(cells.len())..(to + 1).min(cells.len())];
    let calls: u32 = days.iter().map(|cell| cell.off).sum();
    let meetings: u32 = days.iter().map(|cell| cell.meetings).sum();
    let thread = days.iter().filter_map(|cell| cell.thread).reduce(CellThread::and);
    let quiet = look.kind == Kind::Plan || scene.planning.is_some();
    let off = scene.days.get(from).map_or("off", |head| words::off_class(head.kind));
    if quiet {
        return Face { class: off.to_owned(), ..Face::default() };
    }
    let (class, text) = match (calls, meetings) {
        (0, 0) => (off, String::new()),
        (0, meetings) => ("off vio", format!("+{meetings}")),
        (calls, _) => (off, format!("+{calls}")),
    };
    let mut parts = Vec::new();
    if calls > 0 {
        parts.push((w.off_work)(&calls.to_string()));
    }
    if meetings > 0 {
        parts.push((w.meetings_count)(u64::from(meetings), &meetings.to_string()));
    }
    parts.extend(thread_words(thread, w));
    let drawn = Drawn::Off { text, corner: corner(thread) };
    let label = parts.join(", ");
    Face { class: class.to_owned(), title: label.clone(), label, drawn }
}

/// A day.
fn day_face(look: &Look, scene: &Scene, day: usize, w: &'static ActivityMessages) -> Face {
    let (Some(cell), Some(head)) = (look.line.cells.get(day), scene.days.get(day)) else { return Face::default() };
    let (class, label, drawn) = if look.kind == Kind::Plan {
        let due = words::due(cell).filter(|_| head.kind.is_working());
        let figure = due.map(|due| words::figure(u64::from(due), w)).unwrap_or_default();
        let class = if head.kind.is_working() { "c" } else { words::off_class(head.kind) };
        let shown = Shown { class, figure: figure.clone(), ..Shown::default() };
        let label = due.map(|due| count(u64::from(due))).unwrap_or_default();
        (class, label, Drawn::Day { shown, own: false, corner: None })
    } else {
        // What everybody has done stays in sight while plans are changed.
        let facts = (look.kind == Kind::Fact).then(|| Scene { planning: None, ..scene.clone() });
        let scene = facts.as_ref().unwrap_or(scene);
        let shown = shown(cell, head, scene, w);
        let shown = if look.person.is_some() { shown } else { Shown { meetings: String::new(), ..shown } };
        // A rate of its own stands out among those of the month.
        let own = look.person.is_some() && is_own(cell, &look.line, scene);
        let mark = corner(cell.thread).filter(|_| scene.planning.is_none());
        (shown.class, cell_label(cell, head, scene, w), Drawn::Day { shown, own, corner: mark })
    };
    let mut class = class.to_owned();
    if head.day == scene.today {
        class.push_str(" now");
    }
    if look.bad.contains(&day) {
        class.push_str(" badc");
    }
    // Who points at a cell reads what a screen reader says: the plan of the day, what is missing, who wrote.
    Face { class, title: label.clone(), label, drawn }
}

fn is_own(cell: &Cell, line: &Line, scene: &Scene) -> bool {
    match scene.planning {
        None => false,
        Some(Planned::Calls) => cell.plan != line.rate.calls,
        Some(Planned::Meetings) => cell.meetings_plan != line.rate.meetings,
    }
}

/// What stands in a cell: words for screen readers where what is drawn does not say it.
fn contents(face: &Face) -> AnyView {
    if face.label.is_empty() {
        return drawn(&face.drawn);
    }
    view! { <span class="vh">{face.label.clone()}</span>{drawn(&face.drawn)} }.into_any()
}

fn drawn(drawn: &Drawn) -> AnyView {
    let mark = |class: Option<&'static str>| class.map(|class| view! { <b class=class></b> });
    match drawn {
        Drawn::Nothing => ().into_any(),
        Drawn::Field => super::edit::field(),
        Drawn::Text(text) => view! { <span class="cut blk">{text.clone()}</span> }.into_any(),
        Drawn::Words(class, words) => view! { <span class=*class>{words.clone()}</span> }.into_any(),
        Drawn::Person { id, name, shown, dismissed, corner } => {
            let gone = dismissed.then(|| view! { <span class="sub">{table().dismissed}</span> });
            view! {
                <div class="nw" aria-hidden="true">
                    <Avatar id=*id name=name.clone() /><span class="cut smn">{shown.clone()}</span>
                    <span class="cut lg">{name.clone()}</span>{gone}
                </div>
                {mark(*corner)}
            }
            .into_any()
        }
        Drawn::Department { name, count, expanded } => {
            let icon = if *expanded { "down" } else { "right" };
            view! {
                <div class="nw" aria-hidden="true">
                    <span class="tw" data-toggle=""><SmallIcon name=icon /></span>
                    <span class="cut">{name.clone()}</span>
                    <span class="sub">{*count}</span>
                </div>
            }
            .into_any()
        }
        Drawn::Days(met, unmet) => {
            let class = if unmet > met { "neg b" } else { "t2" };
            view! {
                <span aria-hidden="true">
                    <span class="pos">{*met}</span><span class="muted">" / "</span><span class=class>{*unmet}</span>
                </span>
            }
            .into_any()
        }
        Drawn::Percent { share, expected, behind } => {
            let (bar, words) = if *behind { ("pbar bad", "neg b") } else { ("pbar ok", "") };
            let tick = expected.map(|expected| view! { <u style:left=format!("{expected}%")></u> });
            view! {
                <span class=words>{format!("{share}\u{a0}%")}</span>
                <span class=bar><i style:width=format!("{}%", share.min(&100))></i>{tick}</span>
            }
            .into_any()
        }
        Drawn::Day { shown, own, corner } => {
            let class = if *own { "f own" } else { "f" };
            let meetings =
                (!shown.meetings.is_empty()).then(|| view! { <sup aria-hidden="true">{shown.meetings.clone()}</sup> });
            let bar = shown.bar.map(|share| view! { <i class="tr"><i style:width=format!("{share}%")></i></i> });
            let tick = (shown.class == "c forced").then(|| {
                view! {
                    <svg class="fl" viewBox="0 0 16 16" aria-hidden="true"><use_ href="#i-check" /></svg>
                }
            });
            view! {
                <span class=class aria-hidden="true">{shown.figure.clone()}</span>
                {meetings}{bar}{tick}{mark(*corner)}
            }
            .into_any()
        }
        Drawn::Off { text, corner } => {
            view! { <span aria-hidden="true">{text.clone()}</span>{mark(*corner)} }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn a_long_name_is_shortened_by_its_given_name() {
        assert_eq!(fitting("Берестов Тимур", 2), "Берестов Тимур");
        assert_eq!(fitting("Ольшанская Полина", 2), "Ольшанская Полина");
        assert_eq!(fitting("Ольшанская Полина", 3), "Ольшанская П.");
        assert_eq!(fitting("Константинопольский", 4), "Константинопольский");
    }
}
