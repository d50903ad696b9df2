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
use std::sync::Arc;

/// A place of the list and the company that stands there, if it has arrived.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    /// Place among those that matched.
    pub(super) index: usize,
    /// The company.
    pub(super) row: Option<Arc<Row>>,
}

impl Slot {
    /// A company keeps its element while it stays in sight; places without one are told apart by number.
    pub(super) fn key(&self) -> i64 {
        let place = i64::try_from(self.index).unwrap_or(i64::MAX - 1);
        self.row.as_ref().map_or(-1 - place, |row| row.id.0)
    }
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
fn opening(code: String, class: &'static str, contents: impl IntoView + 'static) -> AnyView {
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
