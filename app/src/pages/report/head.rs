//! Head and foot of the table: names, order, widths, active deals, totals.

use super::drill::{Drill, Opened, Whose};
use super::resize::{Handle, moved_by_key};
use super::row::{cell, lines};
use super::scene::{Col, Heading, Scene};
use super::steps::step_by_key;
use super::store::{Shown, Store};
use super::words::{column_name, heading_name, total_text};
use crate::format::count;
use crate::i18n::{Messages, messages};
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{maybe, piece, text};
use domain::report::columns::Column;
use domain::report::drill::Counted;
use domain::report::query::{ReportQuery, Sort, SortKey};
use domain::report::window::{DirectionTotals, Totals};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

/// The order after a click on a column: the other way round, or the column's own first order. Sums begin with the
/// largest, names with the first letter, dates with the oldest.
pub(super) fn after_click(sort: Sort, key: SortKey) -> Sort {
    if sort.key == key {
        return Sort { key, descending: !sort.descending };
    }
    Sort { key, descending: is_amount(key) }
}

/// Whether a column holds numbers that are read from the largest.
pub(super) fn is_amount(column: Column) -> bool {
    matches!(
        column,
        Column::Work
            | Column::Won
            | Column::DirectionWork(_)
            | Column::DirectionWon(_)
            | Column::Turnover
            | Column::Employees
    )
}

/// Class of a column's cells in head and foot.
fn class_of(col: &Col, first: bool) -> &'static str {
    match (col.column, first) {
        (Column::Title, _) => "co",
        (Column::LastCommunication, _) => "lc",
        (Column::Work | Column::DirectionWork(_) | Column::Won | Column::DirectionWon(_), true) => "g num",
        (column, _) if is_amount(column) || column == Column::Id => "num",
        _ => "",
    }
}

/// Three header rows: groups, columns, active deals.
pub(super) fn head(store: Store, scene: Memo<Arc<Scene>>) -> impl IntoView {
    let t = messages();
    let rows = piece(move || {
        let scene = scene.get();
        let groups = scene.groups();
        let upper = groups.iter().map(|(heading, columns)| match heading {
            Heading::Own(_) => sort_head(store, &scene, columns[0], true, t),
            _ => {
                let name = heading_name(*heading, &scene, t);
                let span = columns.len().to_string();
                view! { <th colspan=span scope="colgroup" class="g cut" title=name.clone()>{name.clone()}</th> }
                    .into_any()
            }
        });
        let lower = groups.iter().filter(|(heading, _)| !matches!(heading, Heading::Own(_)));
        let lower = lower.flat_map(|(_, columns)| {
            let heads = columns.iter().enumerate();
            heads
                .map(|(at, col)| sort_head(store, &scene, Shifted { col: *col, first: at == 0 }, false, t))
                .collect::<Vec<_>>()
        });
        view! {
            <tr class="h1" aria-rowindex="1">{upper.collect_view()}</tr>
            <tr class="h2" aria-rowindex="2">{lower.collect_view()}</tr>
        }
        .into_any()
    });
    view! {
        <thead on:keydown=move |event| moved_by_key(store, scene, &event)>
            {rows}
            {piece(move || active(store, &scene.get(), t))}
        </thead>
    }
}

/// A column and whether it is the first under its heading.
struct Shifted {
    col: Col,
    first: bool,
}

impl From<Col> for Shifted {
    fn from(col: Col) -> Self {
        Self { col, first: true }
    }
}

/// Active deals over all directions and in each.
fn active(store: Store, scene: &Scene, t: &Messages) -> AnyView {
    store.shown.with(|shown| {
        let Some(totals) = shown.as_ref().map(|shown| &shown.totals) else { return ().into_any() };
        let mut is_stop = true;
        let cells = scene.groups().into_iter().skip(1).map(|(heading, columns)| {
            let active = match heading {
                Heading::Own(_) => None,
                Heading::All => Some(totals.all.active),
                Heading::Direction(place) => Some(totals.directions.get(place).map_or(0, |own| own.active)),
            };
            let class = if active.is_some() { "g" } else { "" };
            let column = columns[0].column;
            let number = active.map(|active| {
                let column = column.direction().map_or(Column::Work, Column::DirectionWork);
                let words = view! { <b>{count(active)}</b> }.into_any();
                let stop = std::mem::take(&mut is_stop);
                behind(store, Whose::Shown(Counted::Active), column, t.report.active_deals, words, stop)
            });
            view! { <td colspan=columns.len().to_string() class=class>{number}</td> }.into_any()
        });
        view! {
            <tr class="h3" aria-rowindex="3" on:keydown=move |event| step_by_key(&event)>
                <th scope="row" class="co"><span class="t2">{t.report.active_deals}</span></th>
                {cells.collect_view()}
            </tr>
        }
        .into_any()
    })
}

/// A column head that orders the table.
fn sort_head(store: Store, scene: &Scene, shifted: impl Into<Shifted>, tall: bool, t: &'static Messages) -> AnyView {
    let Shifted { col, first } = shifted.into();
    let query = store.query;
    let key = col.column;
    let order = move || query.with(|query| (query.sort.key == key).then_some(query.sort.descending));
    let aria = maybe(move || {
        let word = |descending| if descending { "descending" } else { "ascending" };
        order().map(|descending| word(descending).to_owned())
    });
    let class = text(move || if order().is_some() { "so act".to_owned() } else { "so".to_owned() });
    let icon = piece(move || {
        let name = match order() {
            Some(true) => "down",
            Some(false) => "up",
            None => "sort",
        };
        view! { <SmallIcon name /> }.into_any()
    });
    let name = match key {
        Column::LastCommunication => {
            let (above, below) = t.report.last_communication;
            view! { <span>{above}<br />{below}</span> }.into_any()
        }
        _ => column_name(key, scene, t).into_any(),
    };
    let sort = move |_| query.update(|query| query.sort = after_click(query.sort, key));
    view! {
        <th
            scope="col"
            class=class_of(&col, first)
            rowspan=tall.then_some("2")
            aria-sort=aria
            data-column=key.code()
        >
            <button class="sb" type="button" on:click=sort>{name}<span class=class>{icon}</span></button>
            <Handle store column=key />
        </th>
    }
    .into_any()
}

/// Totals of what matched, and of deals that belong to no company.
pub(super) fn foot(store: Store, scene: Memo<Arc<Scene>>) -> impl IntoView {
    let t = messages();
    let rows = piece(move || {
        let scene = scene.get();
        let filtered = store.query.with(ReportQuery::is_filtered);
        store.shown.with(|shown| match shown {
            Some(shown) => view! {
                {totals_row(store, shown, filtered, &scene, t)}
                {without_company(store, shown, &scene, t)}
            }
            .into_any(),
            None => ().into_any(),
        })
    });
    view! { <tfoot on:keydown=move |event| step_by_key(&event)>{rows}</tfoot> }
}

fn totals_row(store: Store, shown: &Shown, filtered: bool, scene: &Scene, t: &'static Messages) -> AnyView {
    let title = if filtered { t.report.totals_filtered } else { t.report.totals_all };
    let companies = (t.report.companies)(shown.totals.companies, &count(shown.totals.companies));
    let overdue = shown.totals.overdue;
    let overdue = (overdue > 0).then(|| {
        let words = (t.report.overdue_count)(overdue, &count(overdue));
        view! { <span class="neg row od"><SmallIcon name="alert" />{words}</span> }.into_any()
    });
    view! {
        <tr class="sum">
            <th scope="row" class="co">
                <span class="cut"><span class="blk">{title}</span><span class="sub blk">{companies}</span></span>
            </th>
            {after_title(store, &shown.totals, Whose::Shown, overdue, scene, t)}
        </tr>
    }
    .into_any()
}

fn without_company(store: Store, shown: &Shown, scene: &Scene, t: &'static Messages) -> AnyView {
    let Some(totals) = shown.without_company.as_ref().filter(|totals| is_worth_showing(totals)) else {
        return ().into_any();
    };
    let active = (t.report.active_count)(totals.all.active, &count(totals.all.active)).into_any();
    view! {
        <tr class="wo">
            <th scope="row" class="co">{t.report.without_company}</th>
            {after_title(store, totals, Whose::Nobody, Some(active), scene, t)}
        </tr>
    }
    .into_any()
}

/// Cells of a total behind its name; the note stands in the columns before the first sum.
fn after_title(
    store: Store,
    totals: &Totals,
    whose: fn(Counted) -> Whose,
    note: Option<AnyView>,
    scene: &Scene,
    t: &'static Messages,
) -> Vec<AnyView> {
    let nothing = DirectionTotals::default();
    let columns = &scene.columns[1..];
    let before = columns.iter().take_while(|col| !has_total(col)).count();
    let noted = (before > 0).then(|| view! { <td colspan=before.to_string()>{note}</td> }.into_any());
    let mut is_stop = true;
    let cells = columns[before..].iter().map(|col| {
        let own = col.place.map_or(&totals.all, |place| totals.directions.get(place).unwrap_or(&nothing));
        let (class, counted, sums) = match col.column {
            Column::Work | Column::DirectionWork(_) => ("num d g", Counted::Work, &own.work),
            Column::Won | Column::DirectionWon(_) => ("num d s", Counted::Won, &own.won),
            _ => return view! { <td></td> }.into_any(),
        };
        let words = total_text(sums, scene, t);
        if sums.is_empty() {
            return cell(class, words).into_any();
        }
        let title = words.title.clone();
        let name = if counted == Counted::Won { t.report.won } else { t.report.in_work };
        let number = behind(store, whose(counted), col.column, name, lines(words), std::mem::take(&mut is_stop));
        view! { <td class=class title=title>{number}</td> }.into_any()
    });
    noted.into_iter().chain(cells).collect()
}

/// A number of the head or the foot; a click tells which deals it counts. One number of a row is a stop of the Tab key,
/// arrows go on from there.
fn behind(store: Store, whose: Whose, column: Column, name: &'static str, words: AnyView, is_stop: bool) -> AnyView {
    let t = messages();
    let mark = |counted: Counted| format!("{} {}", counted.code(), column.code());
    let (total, nobody) = match whose {
        Whose::Shown(counted) => (Some(mark(counted)), None),
        Whose::Nobody(counted) => (None, Some(mark(counted))),
        Whose::Company(_) => (None, None),
    };
    let open = move |event: MouseEvent| {
        let Some(element) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        let title = match whose {
            Whose::Nobody(_) => t.report.without_company,
            _ if store.query.with_untracked(ReportQuery::is_filtered) => t.report.totals_filtered,
            _ => t.report.totals_all,
        };
        let drill = Drill { whose, title: title.to_owned(), column, wish: false };
        store.drill.set(Some(Opened::over(drill, &element)));
    };
    view! {
        <button class="cb" type="button" tabindex=if is_stop { "0" } else { "-1" } data-total=total data-nobody=nobody aria-haspopup="dialog" on:click=open>
            {words}
            <span class="vh">{name}</span>
        </button>
    }
    .into_any()
}

fn has_total(col: &Col) -> bool {
    matches!(col.column, Column::Work | Column::Won | Column::DirectionWork(_) | Column::DirectionWon(_))
}

fn is_worth_showing(totals: &Totals) -> bool {
    totals.all.active > 0 || !totals.all.work.is_empty() || !totals.all.won.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_begin_with_the_largest_and_names_with_the_first_letter() {
        let by_title = Sort::default();
        let by_work = after_click(by_title, SortKey::Work);
        assert_eq!(by_work, Sort { key: SortKey::Work, descending: true });
        assert_eq!(after_click(by_work, SortKey::Work), Sort { key: SortKey::Work, descending: false });
        assert_eq!(after_click(by_work, SortKey::Title), by_title);
        assert_eq!(
            after_click(by_work, SortKey::LastCommunication),
            Sort { key: SortKey::LastCommunication, descending: false }
        );
    }
}
