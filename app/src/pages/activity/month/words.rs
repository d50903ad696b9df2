//! What cells and lines of the month say, as text and to screen readers.

use super::scene::{Scene, Standing};
use crate::format::{NOTHING, count};
use crate::i18n::activity::ActivityMessages;
use domain::activity::calendar::DayKind;
use domain::activity::edit::Planned;
use domain::activity::month::{Cell, DayHead, Line};
use domain::activity::pace::DayState;
use domain::activity::threads::CellThread;

/// From this number on only thousands of a day are told.
const TIGHT: u64 = 10_000;
/// From this number on only thousands of a month are told.
const ROUGH: u64 = 100_000;

/// A figure in the width of a day.
pub(super) fn figure(value: u64, w: &ActivityMessages) -> String {
    if value < TIGHT { count(value) } else { thousands(value, w) }
}

fn thousands(value: u64, w: &ActivityMessages) -> String {
    format!("{}{}", count(value / 1_000), w.thousands)
}

/// A sum in the width of its column.
pub(super) fn sum(value: u64, w: &ActivityMessages) -> String {
    if value < ROUGH { count(value) } else { thousands(value, w) }
}

/// What is asked for of a day, without what was excused.
pub(super) fn due(cell: &Cell) -> Option<u32> {
    cell.plan.map(|plan| plan - cell.excused.min(plan))
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// Classes, beside those of the column.
    pub(super) class: &'static str,
    /// The figure.
    pub(super) figure: String,
    /// Meetings, where there are any.
    pub(super) meetings: String,
    /// How much of the bar is full, percent; `None` without a bar.
    pub(super) bar: Option<u64>,
}

/// A day of a person or of a group.
pub(super) fn shown(cell: &Cell, head: &DayHead, scene: &Scene, w: &ActivityMessages) -> Shown {
    if let Some(planned) = scene.planning {
        return plan_shown(cell, head, planned, w);
    }
    let meetings = if cell.meetings > 0 { cell.meetings.to_string() } else { String::new() };
    if cell.state == DayState::Free {
        let class = if head.kind.is_working() { "c away" } else { off_class(head.kind) };
        let figure = if cell.off > 0 { format!("+{}", cell.off) } else { String::new() };
        return Shown { class, figure, meetings, bar: None };
    }
    let bar = due(cell).map(|due| if due == 0 { 100 } else { (u64::from(cell.fact) * 100 / u64::from(due)).min(100) });
    let (class, bar) = match cell.state {
        DayState::Met => ("c met", bar.or(Some(100))),
        DayState::Unmet => ("c un", bar.or(Some(0))),
        DayState::Pending => ("c pend", bar.or(Some(0))),
        DayState::Forced => ("c forced", Some(100)),
        DayState::Future => ("c fut", bar.map(|_| 0)),
        DayState::NoPlan | DayState::Free => ("c nopl", None),
    };
    let silent = matches!(cell.state, DayState::Future) && cell.fact == 0;
    let figure = if silent { String::new() } else { figure(u64::from(cell.fact), w) };
    Shown { class, figure, meetings, bar }
}

fn plan_shown(cell: &Cell, head: &DayHead, planned: Planned, w: &ActivityMessages) -> Shown {
    if cell.state == DayState::Free {
        let class = if head.kind.is_working() { "c away" } else { off_class(head.kind) };
        return Shown { class, ..Shown::default() };
    }
    let plan = match planned {
        Planned::Calls => cell.plan,
        Planned::Meetings => cell.meetings_plan,
    };
    let figure = plan.map_or_else(|| NOTHING.to_owned(), |plan| figure(u64::from(plan), w));
    Shown { class: if plan.is_some() { "c plan" } else { "c nopl" }, figure, ..Shown::default() }
}

/// Classes of a day off.
pub(super) fn off_class(kind: DayKind) -> &'static str {
    if kind == DayKind::Holiday { "off hol" } else { "off" }
}

/// A cell to a screen reader, which tells the person and the day by itself: `18 из 25 звонков, 1 встреча, план не
/// выполнен, 4 комментария`.
pub(super) fn cell_label(cell: &Cell, head: &DayHead, scene: &Scene, w: &ActivityMessages) -> String {
    let mut parts = Vec::new();
    match (cell.state, due(cell)) {
        (DayState::Free, _) if cell.off > 0 => parts.push((w.off_work)(&count(u64::from(cell.off)))),
        (DayState::Free, _) => {}
        (DayState::Future, Some(due)) => parts.push((w.plan_is)(&count(u64::from(due)))),
        (DayState::Future, None) => {}
        (DayState::Forced, _) | (_, None) => {
            parts.push((w.counted)(scene.measure, u64::from(cell.fact), &count(u64::from(cell.fact))));
        }
        (_, Some(due)) => {
            let numbers = (w.out_of)(&count(u64::from(cell.fact)), &count(u64::from(due)));
            parts.push(format!("{numbers} {}", (w.units_of)(scene.measure, u64::from(due))));
        }
    }
    if cell.meetings > 0 {
        parts.push((w.meetings_count)(u64::from(cell.meetings), &cell.meetings.to_string()));
    }
    let state = if cell.state == DayState::Free && head.kind.is_working() { w.away } else { (w.state)(cell.state) };
    parts.push(state.to_owned());
    parts.extend(thread_words(cell.thread, w));
    parts.join(", ")
}

/// What a thread adds to a label.
pub(super) fn thread_words(thread: Option<CellThread>, w: &ActivityMessages) -> Vec<String> {
    let Some(thread) = thread.filter(|thread| thread.count > 0) else { return Vec::new() };
    let mut words = vec![(w.has_comments)(u64::from(thread.count))];
    if thread.unread {
        words.push(w.has_unread.to_owned());
    } else if thread.open {
        words.push(w.is_open.to_owned());
    }
    words
}

/// The corner of a cell with a thread: new to the viewer, open, or nothing to react to.
pub(super) fn corner(thread: Option<CellThread>) -> Option<&'static str> {
    let thread = thread.filter(|thread| thread.count > 0)?;
    match thread {
        CellThread { unread: true, .. } => Some("cm unread"),
        CellThread { open: true, .. } => Some("cm open"),
        CellThread { .. } => Some("cm past"),
    }
}

/// The pace in its column: words, class and title.
pub(super) fn pace(line: &Line, standing: Standing, w: &ActivityMessages) -> (String, &'static str, String) {
    let projected = line.projected.map(|end| (w.projected)(&count(end))).unwrap_or_default();
    match line.pace {
        None if line.sums.planned => (NOTHING.to_owned(), "t2", w.no_days_left.to_owned()),
        None => (NOTHING.to_owned(), "muted", projected),
        Some(0) => (w.made.to_owned(), "pos", projected),
        Some(pace) => ((w.per_day)(&sum(pace, w)), if standing.hard { "neg b" } else { "t2" }, projected),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::i18n::activity::table;
    use domain::activity::settings::Measure;
    use domain::day::Day;

    fn head(kind: DayKind) -> DayHead {
        DayHead { day: Day::from_civil(2026, 12, 9), kind, moved: false }
    }

    fn cell(state: DayState, plan: Option<u32>, fact: u32) -> Cell {
        Cell { state, plan, fact, ..Cell::default() }
    }

    fn told(cell: Cell, kind: DayKind) -> (String, Shown) {
        let scene = Scene { measure: Measure::Calls, ..Scene::default() };
        let w = table(Language::Ru);
        (cell_label(&cell, &head(kind), &scene, w), shown(&cell, &head(kind), &scene, w))
    }

    #[test]
    fn a_missed_day_says_what_is_missing_in_words_colour_and_bar() {
        let thread = CellThread { count: 4, unread: true, open: true };
        let day = Cell { meetings: 1, thread: Some(thread), ..cell(DayState::Unmet, Some(25), 18) };
        let (label, shown) = told(day, DayKind::Work);
        assert_eq!(label, "18 из 25 звонков, 1 встреча, план не выполнен, 4 комментария, есть новые");
        let expected = Shown { class: "c un", figure: "18".to_owned(), meetings: "1".to_owned(), bar: Some(72) };
        assert_eq!(shown, expected);
        assert_eq!(corner(day.thread), Some("cm unread"));
    }

    #[test]
    fn a_forced_day_keeps_its_fact_and_says_so() {
        let day = Cell { excused: 25, ..cell(DayState::Forced, Some(25), 12) };
        let (label, shown) = told(day, DayKind::Work);
        assert_eq!(label, "12 звонков, день зачтён");
        assert_eq!((shown.class, shown.figure.as_str(), shown.bar), ("c forced", "12", Some(100)));
    }

    #[test]
    fn days_ahead_are_silent_and_days_off_show_their_work_apart() {
        let (label, shown) = told(cell(DayState::Future, Some(25), 0), DayKind::Work);
        assert_eq!((label.as_str(), shown.figure.as_str()), ("план 25, впереди", ""));
        let (label, shown) = told(Cell { off: 3, ..Cell::default() }, DayKind::Off);
        assert_eq!((label.as_str(), shown.figure.as_str()), ("в выходной: 3, выходной", "+3"));
        let (label, shown) = told(Cell::default(), DayKind::Work);
        assert_eq!((label.as_str(), shown.class), ("отсутствует", "c away"));
    }

    #[test]
    fn plans_are_shown_instead_of_facts_where_they_are_changed() {
        let scene = Scene { planning: Some(Planned::Meetings), ..Scene::default() };
        let w = table(Language::Ru);
        let day = Cell { meetings_plan: Some(2), ..cell(DayState::Met, Some(25), 28) };
        let text = |cell: &Cell| shown(cell, &head(DayKind::Work), &scene, w).figure;
        assert_eq!([text(&day), text(&cell(DayState::Met, Some(25), 28))], ["2", NOTHING]);
    }

    #[test]
    fn large_figures_fit_their_column() {
        let w = table(Language::Ru);
        let shown = [9_999, 10_000, 99_999, 123_456].map(|value| figure(value, w));
        assert_eq!(shown, ["9\u{202f}999", "10к", "99к", "123к"]);
        assert_eq!(sum(1_234_567, w), "1\u{202f}234к");
    }
}
