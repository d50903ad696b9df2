//! Head and foot of the table: names, order, active deals, totals.

use super::cells::Layout;
use super::row::cell;
use super::store::{Shown, Store};
use super::words::{all_deals, direction_name, total_text};
use crate::format::count;
use crate::i18n::messages;
use crate::ui::icon::SmallIcon;
use domain::report::query::{ReportQuery, Sort, SortKey};
use domain::report::window::{DirectionTotals, Totals};
use leptos::prelude::*;
use std::sync::Arc;

/// The order after a click on a column: the other way round, or the column's own first order. Sums begin with the
/// largest, names with the first letter, dates with the oldest.
pub(super) fn after_click(sort: Sort, key: SortKey) -> Sort {
    if sort.key == key {
        return Sort { key, descending: !sort.descending };
    }
    let by_name_or_date = matches!(key, SortKey::Title | SortKey::Responsible | SortKey::LastCommunication);
    Sort { key, descending: !by_name_or_date }
}

/// Three header rows: groups, columns, active deals.
#[component]
pub(super) fn Head(store: Store, layout: Memo<Arc<Layout>>) -> impl IntoView {
    let t = messages();
    let Store { query, .. } = store;
    let groups = move || {
        let layout = layout.get();
        let names = layout.directions.iter().map(|place| direction_name(&layout.directory, *place, t));
        std::iter::once(all_deals(&layout, t.report.all_deals))
            .chain(names)
            .map(|name| view! { <th colspan="2" scope="colgroup" class="g cut" title=name.clone()>{name.clone()}</th> })
            .collect_view()
    };
    let columns = move || {
        let layout = layout.get();
        let own = layout.directions.iter().filter_map(|place| layout.directory.directions.get(*place));
        let keys = own.map(|direction| (SortKey::DirectionWork(direction.id), SortKey::DirectionWon(direction.id)));
        std::iter::once((SortKey::Work, SortKey::Won))
            .chain(keys)
            .map(|(work, won)| {
                view! {
                    <SortHead query key=work class="g num">{t.report.in_work}</SortHead>
                    <SortHead query key=won class="num">{t.report.won}</SortHead>
                }
            })
            .collect_view()
    };
    view! {
        <thead>
            <tr class="h1" aria-rowindex="1">
                <SortHead query key=SortKey::Title class="co" tall=true>{t.report.company}</SortHead>
                <SortHead query key=SortKey::Responsible tall=true>{t.report.responsible}</SortHead>
                <SortHead query key=SortKey::LastCommunication class="lc" tall=true>
                    <span>{t.report.last_communication.0}<br />{t.report.last_communication.1}</span>
                </SortHead>
                {groups}
            </tr>
            <tr class="h2" aria-rowindex="2">{columns}</tr>
            <tr class="h3" aria-rowindex="3">
                <th scope="row" class="co"><span class="t2">{t.report.active_deals}</span></th>
                <td colspan="2"></td>
                <ActiveDeals store layout />
            </tr>
        </thead>
    }
}

#[component]
fn ActiveDeals(store: Store, layout: Memo<Arc<Layout>>) -> impl IntoView {
    move || {
        let layout = layout.get();
        store.shown.with(|shown| {
            let totals = &shown.as_ref()?.totals;
            let own = layout.directions.iter().map(|place| totals.directions.get(*place).map_or(0, |own| own.active));
            let all = std::iter::once(totals.all.active).chain(own);
            Some(all.map(|active| view! { <td colspan="2" class="g"><b>{count(active)}</b></td> }).collect_view())
        })
    }
}

/// A column head that orders the table.
#[component]
fn SortHead(
    query: RwSignal<ReportQuery>,
    key: SortKey,
    #[prop(optional)] class: &'static str,
    /// Whether it stands over both header rows.
    #[prop(optional)]
    tall: bool,
    children: Children,
) -> impl IntoView {
    let order = move || query.with(|query| (query.sort.key == key).then_some(query.sort.descending));
    let aria = move || order().map(|descending| if descending { "descending" } else { "ascending" });
    let icon = move || match order() {
        Some(true) => view! { <span class="so act"><SmallIcon name="down" /></span> },
        Some(false) => view! { <span class="so act"><SmallIcon name="up" /></span> },
        None => view! { <span class="so"><SmallIcon name="sort" /></span> },
    };
    let sort = move |_| query.update(|query| query.sort = after_click(query.sort, key));
    view! {
        <th scope="col" class=class rowspan=tall.then_some("2") aria-sort=aria>
            <button class="sb" type="button" on:click=sort>{children()}{icon}</button>
        </th>
    }
}

/// Totals of what matched, and of deals that belong to no company.
#[component]
pub(super) fn Foot(store: Store, layout: Memo<Arc<Layout>>) -> impl IntoView {
    let t = messages();
    let title =
        move || if store.query.with(ReportQuery::is_filtered) { t.report.totals_filtered } else { t.report.totals_all };
    let with = move |read: fn(&Shown) -> u64| store.shown.with(|shown| shown.as_ref().map_or(0, |shown| read(shown)));
    let companies = move || {
        let companies = with(|shown| shown.totals.companies);
        (t.report.companies)(companies, &count(companies))
    };
    let overdue = move || {
        let overdue = with(|shown| shown.totals.overdue);
        (overdue > 0).then(|| {
            let words = (t.report.overdue_count)(overdue, &count(overdue));
            view! { <span class="neg row od"><SmallIcon name="alert" />{words}</span> }
        })
    };
    let sums = move || {
        let layout = layout.get();
        store.shown.with(|shown| shown.as_ref().map(|shown| sums_of(&shown.totals, &layout, t)))
    };
    let without = move || {
        let layout = layout.get();
        store.shown.with(|shown| {
            let totals = shown.as_ref()?.without_company.as_ref().filter(|totals| is_worth_showing(totals))?;
            Some(view! {
                <tr class="wo">
                    <th scope="row" class="co">{t.report.without_company}</th>
                    <td colspan="2">{(t.report.active_count)(totals.all.active, &count(totals.all.active))}</td>
                    {sums_of(totals, &layout, t)}
                </tr>
            })
        })
    };
    view! {
        <tfoot>
            <tr class="sum">
                <th scope="row" class="co">
                    <span class="cut"><span class="blk">{title}</span><span class="sub blk">{companies}</span></span>
                </th>
                <td colspan="2">{overdue}</td>
                {sums}
            </tr>
            {without}
        </tfoot>
    }
}

fn is_worth_showing(totals: &Totals) -> bool {
    totals.all.active > 0 || !totals.all.work.is_empty() || !totals.all.won.is_empty()
}

fn sums_of(totals: &Totals, layout: &Layout, t: &'static crate::i18n::Messages) -> impl IntoView + use<> {
    let nothing = DirectionTotals::default();
    let own = layout.directions.iter().map(|place| totals.directions.get(*place).unwrap_or(&nothing));
    std::iter::once(&totals.all)
        .chain(own)
        .map(|group| {
            (cell("num d g", total_text(&group.work, layout, t)), cell("num d s", total_text(&group.won, layout, t)))
        })
        .collect::<Vec<_>>()
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
