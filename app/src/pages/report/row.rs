//! One company of the table.

use super::cells::{Contact, WorkCell, direction_cells};
use super::scene::{Col, Scene};
use super::words::{
    CellText, choice_name, contact_text, direction_name, employees_text, total_text, turnover_text, won_text, work_text,
};
use crate::format::{NOTHING, date, main_department, short_name};
use crate::i18n::{Messages, messages};
use crate::ui::avatar::Avatar;
use crate::ui::icon::SmallIcon;
use crate::ui::link::PortalLink;
use crate::ui::reactive::{maybe, piece, text};
use domain::ids::{CompanyId, PersonId};
use domain::report::columns::Column;
use domain::report::window::Row;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// A place of the list and the company that stands there, if it has arrived.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    /// Which element shows it.
    pub(super) seat: usize,
    /// Place among those that matched.
    pub(super) index: usize,
    /// The company.
    pub(super) row: Option<Arc<Row>>,
}

/// The rows of a range with their elements: a company keeps its element while it stays in sight, so that the focus stays
/// on it, and the others take those that became free, because changing an element is cheaper than making one.
pub(super) fn seated(before: &[Slot], range: Range<usize>, row: impl Fn(usize) -> Option<Arc<Row>>) -> Vec<Slot> {
    let mut free: BTreeSet<usize> = before.iter().map(|slot| slot.seat).collect();
    let mut next = free.last().map_or(0, |last| last + 1);
    let seat_of = |company: CompanyId| {
        before.iter().find(|slot| slot.row.as_ref().is_some_and(|row| row.id == company)).map(|slot| slot.seat)
    };
    let mut slots: Vec<(usize, Option<Arc<Row>>, Option<usize>)> = range
        .map(|index| {
            let row = row(index);
            let kept = row.as_ref().and_then(|row| seat_of(row.id));
            (index, row, kept)
        })
        .collect();
    for (_, _, kept) in &mut slots {
        // A company stands only once in a list; should it come twice, the second takes another element.
        *kept = kept.filter(|seat| free.remove(seat));
    }
    let mut seat = |kept: Option<usize>| {
        kept.or_else(|| free.pop_first()).unwrap_or_else(|| {
            next += 1;
            next - 1
        })
    };
    slots.into_iter().map(|(index, row, kept)| Slot { seat: seat(kept), index, row }).collect()
}

/// One row. Its cells are buttons without handlers: the table hears them all.
pub(super) fn row_view(
    held: Memo<Slot>,
    scene: Memo<Arc<Scene>>,
    chosen: RwSignal<Vec<CompanyId>>,
    before: usize,
) -> impl IntoView {
    let t = messages();
    let id = Memo::new(move |_| held.with(|slot| slot.row.as_ref().map(|row| row.id)));
    let place = text(move || held.with(|slot| (slot.index + before + 1).to_string()));
    let company = maybe(move || id.get().map(|id| id.to_string()));
    let selected = maybe(move || {
        let is_chosen = id.get().is_some_and(|id| chosen.with(|chosen| chosen.contains(&id)));
        is_chosen.then(|| "sel".to_owned())
    });
    let cells = piece(move || {
        let scene = scene.get();
        held.with(|slot| match &slot.row {
            Some(row) => scene.columns.iter().map(|col| full(*col, row, &scene, t)).collect_view().into_any(),
            None => scene.columns.iter().map(|col| blank(*col)).collect_view().into_any(),
        })
    });
    view! { <tr aria-rowindex=place data-company=company class=selected>{cells}</tr> }
}

fn full(col: Col, row: &Row, scene: &Scene, t: &'static Messages) -> AnyView {
    let keyed = |list: &[domain::directory::Choice], place: Option<u16>| plain("x", choice_name(list, place));
    let states = |place: usize| direction_cells(row, place, scene.today, &scene.thresholds);
    match (col.column, col.place) {
        (Column::Title, _) => view! {
            <th scope="row" class="co">
                <span class="pick" aria-hidden="true"></span>
                {company(row, t)}
            </th>
        }
        .into_any(),
        (Column::Responsible, _) => view! { <td class="rs">{responsible(row.responsible, scene, t)}</td> }.into_any(),
        (Column::LastCommunication, _) => {
            let contact = Contact::of(row.last_communication, scene.today, &scene.thresholds);
            view! { <td class="lc">{opening("last".to_owned(), "cb", last(contact, t))}</td> }.into_any()
        }
        (Column::Work, _) => sums("num d g", col, total_text(&row.work, scene, t)),
        (Column::Won, _) => sums("num d s", col, total_text(&row.won, scene, t)),
        (Column::DirectionWork(_), Some(place)) => match states(place).0 {
            WorkCell::Nothing => nothing(col, &direction_name(&scene.directory, place, t), t),
            cell => sums("num d g", col, work_text(&cell, scene, t)),
        },
        (Column::DirectionWon(_), Some(place)) => sums("num d s", col, won_text(&states(place).1, scene, t)),
        (Column::Inn, _) => plain("x", row.inn.clone()),
        (Column::Sector, _) => keyed(&scene.directory.sectors, row.sector),
        (Column::Region, _) => keyed(&scene.directory.regions, row.region),
        (Column::Source, _) => keyed(&scene.directory.sources, row.source),
        (Column::Employees, _) => plain("num x", employees_text(row.employees, &scene.directory)),
        (Column::Turnover, _) => plain("num x", turnover_text(row.turnover, scene)),
        (Column::Created, _) => plain("x", row.created.map(|day| date(day, t)).unwrap_or_default()),
        (Column::Id, _) => plain("num x", row.id.to_string()),
        (Column::DirectionWork(_) | Column::DirectionWon(_), None) => plain("num d", String::new()),
    }
}

/// A cell of one line.
fn plain(class: &'static str, words: String) -> AnyView {
    let words = if words.is_empty() { NOTHING.to_owned() } else { words };
    let title = words.clone();
    view! { <td class=class title=title><span class="cut blk">{words}</span></td> }.into_any()
}

/// A cell of sums; a click on one that holds any tells what stands behind it.
fn sums(class: &'static str, col: Col, words: CellText) -> AnyView {
    if words.class == "z" {
        return cell(class, words).into_any();
    }
    let title = words.title.clone();
    view! { <td class=class title=title>{opening(col.column.code(), "cb", lines(words))}</td> }.into_any()
}

/// An empty cell of deals in work: a click offers to create one.
fn nothing(col: Col, direction: &str, t: &'static Messages) -> AnyView {
    let label = (t.report.new_deal_in)(direction);
    view! {
        <td class="num d g e">
            <button
                class="cb stretch"
                type="button"
                tabindex="-1"
                data-cell=col.column.code()
                data-new="1"
                aria-haspopup="dialog"
                aria-label=label.clone()
                title=label
            >
                <span class="z">{NOTHING}</span>
                <span class="add"><SmallIcon name="plus" /></span>
            </button>
        </td>
    }
    .into_any()
}

/// Contents that open something when clicked.
pub(super) fn opening(code: String, class: &'static str, contents: impl IntoView + 'static) -> AnyView {
    view! {
        <button class=class type="button" tabindex="-1" data-cell=code aria-haspopup="dialog">
            {contents.into_any()}
        </button>
    }
    .into_any()
}

/// Title and INN; the whole cell opens the card.
pub(super) fn company(row: &Row, t: &'static Messages) -> AnyView {
    let title = row.title.clone();
    let inn = if row.inn.is_empty() { t.report.no_inn.to_owned() } else { (t.report.inn)(&row.inn) };
    let path = format!("/crm/company/details/{}/", row.id);
    view! {
        <span class="cut">
            <PortalLink path class="cut blk stretch" title=title.clone()>{title}</PortalLink>
            <span class="sub blk">{inn}</span>
        </span>
    }
    .into_any()
}

/// Avatar, name and department; the name opens the profile.
pub(super) fn responsible(id: Option<PersonId>, scene: &Scene, t: &'static Messages) -> AnyView {
    let Some(id) = id else {
        return view! {
            <span class="row">
                <span class="ava a4"><SmallIcon name="user" /></span>
                <span class="cut muted">{t.report.unassigned}</span>
            </span>
        }
        .into_any();
    };
    let person = scene.directory.person(id);
    let full_name = person.map_or_else(|| format!("#{id}"), domain::directory::Person::full_name);
    let short = person.map_or_else(|| full_name.clone(), short_name);
    let department = person.map(|person| main_department(person, &scene.directory)).unwrap_or_default();
    let path = format!("/company/personal/user/{id}/");
    view! {
        <span class="row">
            <Avatar id=id.0 name=full_name.clone() />
            <span class="cut">
                <PortalLink path class="cut blk who" title=full_name>{short}</PortalLink>
                <span class="sub blk cut" title=department.clone()>{department.clone()}</span>
            </span>
        </span>
    }
    .into_any()
}

/// Date and age; overdue in red with a clock and words.
pub(crate) fn last(contact: Contact, t: &'static Messages) -> AnyView {
    let (date, ago, overdue) = contact_text(contact, t);
    let title = match contact {
        Contact::On { age, overdue: true, .. } => (t.report.overdue_for)(age),
        _ => String::new(),
    };
    let first = if overdue { "m neg" } else { "" };
    let second = if overdue { "sub neg od" } else { "sub" };
    view! {
        <span class=first title=title>{date}</span>
        <span class=second>{overdue.then(|| view! { <SmallIcon name="alert" /> })}{ago}</span>
    }
    .into_any()
}

/// A cell of two lines.
pub(super) fn cell(class: &'static str, words: CellText) -> impl IntoView {
    let title = words.title.clone();
    view! { <td class=class title=title>{lines(words)}</td> }
}

/// The two lines alone.
pub(crate) fn lines(words: CellText) -> AnyView {
    let code = (!words.code.is_empty()).then(|| view! { <span class="cur">{words.code.clone()}</span> });
    let second = (!words.second.is_empty()).then(|| view! { <span class="sub">{words.second.clone()}</span> });
    view! {
        <span class=words.class>{words.icon.map(|name| view! { <SmallIcon name /> })}{words.first}{code}</span>
        {second}
    }
    .into_any()
}

fn blank(col: Col) -> AnyView {
    match col.column {
        Column::Title => {
            view! { <th scope="row" class="co"><i class="sk w7"></i><i class="sk s2"></i></th> }.into_any()
        }
        Column::Responsible | Column::LastCommunication => view! { <td><i class="sk w7"></i></td> }.into_any(),
        _ => view! { <td class="num"><i class="sk r"></i></td> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(ids: &'static [i64]) -> impl Fn(usize) -> Option<Arc<Row>> {
        |index| {
            let id = ids.get(index).copied().filter(|id| *id > 0)?;
            Some(Arc::new(Row { id: CompanyId(id), ..Row::default() }))
        }
    }

    fn seats(slots: &[Slot]) -> Vec<usize> {
        slots.iter().map(|slot| slot.seat).collect()
    }

    #[test]
    fn companies_keep_their_elements_and_others_take_free_ones() {
        let first = seated(&[], 0..4, rows(&[10, 20, 30, 40]));
        assert_eq!(seats(&first), [0, 1, 2, 3]);
        let sorted = seated(&first, 0..4, rows(&[40, 30, 20, 10]));
        assert_eq!(seats(&sorted), [3, 2, 1, 0]);
        // 20 stays; 50, 60 and 70 take what 10, 30 and 40 leave.
        let filtered = seated(&sorted, 0..4, rows(&[50, 20, 60, 70]));
        assert_eq!(seats(&filtered), [0, 1, 2, 3]);
        assert_eq!(seats(&seated(&filtered, 0..2, rows(&[70, 80]))), [3, 0]);
    }

    #[test]
    fn a_scrolled_list_keeps_what_stays_in_sight() {
        let first = seated(&[], 0..3, rows(&[1, 2, 3, 4, 5]));
        let scrolled = seated(&first, 1..5, rows(&[1, 2, 3, 4, 5]));
        assert_eq!(seats(&scrolled), [1, 2, 0, 3]);
    }

    #[test]
    fn places_that_have_not_arrived_take_any_element_and_none_is_used_twice() {
        let first = seated(&[], 0..3, rows(&[1, 0, 0]));
        let filled = seated(&first, 0..4, rows(&[7, 1, 7, 0]));
        let mut seats = seats(&filled);
        assert_eq!(seats[1], 0);
        seats.sort_unstable();
        assert_eq!(seats, [0, 1, 2, 3]);
    }
}
