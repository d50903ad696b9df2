//! One company of the table.

use super::cells::{Contact, Layout, direction_cells};
use super::words::{CellText, contact_text, total_text, won_text, work_text};
use crate::format::{main_department, short_name};
use crate::i18n::{Messages, messages};
use crate::ui::avatar::Avatar;
use crate::ui::icon::SmallIcon;
use crate::ui::link::PortalLink;
use domain::ids::PersonId;
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

/// One row.
#[component]
pub(super) fn RowView(
    /// What stands here; changes as numbers move.
    held: Memo<Slot>,
    /// What all rows share.
    layout: Memo<Arc<Layout>>,
    /// Rows of the table before the first company.
    before: usize,
) -> impl IntoView {
    let t = messages();
    let place = move || held.with(|slot| (slot.index + before + 1).to_string());
    let company = move || held.with(|slot| slot.row.as_ref().map(|row| row.id.to_string()));
    let cells = move || {
        let layout = layout.get();
        held.with(|slot| match &slot.row {
            Some(row) => full(row, &layout, t).into_any(),
            None => blank(&layout).into_any(),
        })
    };
    view! { <tr aria-rowindex=place data-company=company>{cells}</tr> }
}

fn full(row: &Row, layout: &Layout, t: &'static Messages) -> impl IntoView + use<> {
    let contact = Contact::of(row.last_communication, layout.today, &layout.thresholds);
    let directions: Vec<_> = layout
        .directions
        .iter()
        .map(|place| {
            let (work, won) = direction_cells(row, *place, layout.today, &layout.thresholds);
            (cell("num d g", work_text(&work, layout, t)), cell("num d s", won_text(&won, layout, t)))
        })
        .collect();
    view! {
        <th scope="row" class="co">{company(row, t)}</th>
        <td class="rs">{responsible(row.responsible, layout, t)}</td>
        <td class="lc">{last(contact, t)}</td>
        {cell("num d g", total_text(&row.work, layout, t))}
        {cell("num d s", total_text(&row.won, layout, t))}
        {directions}
    }
}

/// Title and INN; the whole cell opens the card.
pub(super) fn company(row: &Row, t: &'static Messages) -> impl IntoView + use<> {
    let title = row.title.clone();
    let inn = if row.inn.is_empty() { t.report.no_inn.to_owned() } else { (t.report.inn)(&row.inn) };
    let path = format!("/crm/company/details/{}/", row.id);
    view! {
        <span class="cut">
            <PortalLink path class="cut blk stretch" title=title.clone()>{title}</PortalLink>
            <span class="sub blk">{inn}</span>
        </span>
    }
}

/// Avatar, name and department; the name opens the profile.
pub(super) fn responsible(id: Option<PersonId>, layout: &Layout, t: &'static Messages) -> impl IntoView + use<> {
    let Some(id) = id else {
        return view! {
            <span class="row">
                <span class="ava a4"><SmallIcon name="user" /></span>
                <span class="cut muted">{t.report.unassigned}</span>
            </span>
        }
        .into_any();
    };
    let person = layout.directory.person(id);
    let full_name = person.map_or_else(|| format!("#{id}"), domain::directory::Person::full_name);
    let short = person.map_or_else(|| full_name.clone(), short_name);
    let department = person.map(|person| main_department(person, &layout.directory)).unwrap_or_default();
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
pub(super) fn last(contact: Contact, t: &'static Messages) -> impl IntoView + use<> {
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
}

/// A cell of two lines.
pub(super) fn cell(class: &'static str, text: CellText) -> impl IntoView {
    let title = text.title.clone();
    view! { <td class=class title=title>{lines(text)}</td> }
}

/// The two lines alone.
pub(super) fn lines(text: CellText) -> impl IntoView {
    let code = (!text.code.is_empty()).then(|| view! { <span class="cur">{text.code.clone()}</span> });
    let second = (!text.second.is_empty()).then(|| view! { <span class="sub">{text.second.clone()}</span> });
    view! {
        <span class=text.class>{text.icon.map(|name| view! { <SmallIcon name /> })}{text.first}{code}</span>
        {second}
    }
}

fn blank(layout: &Layout) -> impl IntoView + use<> {
    let sums = (3..layout.columns()).map(|_| view! { <td class="num"><i class="sk r"></i></td> }).collect_view();
    view! {
        <th scope="row" class="co"><i class="sk w7"></i><i class="sk s2"></i></th>
        <td><i class="sk w7"></i></td>
        <td><i class="sk w7"></i></td>
        {sums}
    }
}
