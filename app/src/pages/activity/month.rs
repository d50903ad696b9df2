//! The month: plan and fact of every working day.

mod store;

use super::head::{head, phone_tabs};
use super::state::ActivityState;
use crate::format::{NOTHING, count};
use crate::i18n::messages;
use crate::routes::activity::Tab;
use crate::ui::reactive::piece;
use crate::ui::states::ErrorState;
use domain::activity::month::{Line, MonthGrid};
use domain::activity::roster::RowRef;
use leptos::prelude::*;
pub(crate) use store::MonthStore;

/// The tab.
pub(super) fn month_page(state: ActivityState) -> AnyView {
    let t = messages();
    let store = MonthStore::new(state);
    let body = piece(move || {
        let error = store.error.get().filter(|_| store.grid.with(Option::is_none));
        match (store.grid.get(), error) {
            (Some(grid), _) => table(&grid),
            (None, Some(error)) => {
                let retry = Callback::new(move |()| store.fetch());
                view! { <div class="card frame"><ErrorState error retry /></div> }.into_any()
            }
            (None, None) => view! { <div class="card frame"><i class="sk"></i></div> }.into_any(),
        }
    });
    view! {
        {head(state, Tab::Month, ().into_any())}
        <div class="bar">{phone_tabs(state, Tab::Month)}</div>
        <main class="main" id="main" aria-label=t.activity_title>{body}</main>
    }
    .into_any()
}

fn table(grid: &MonthGrid) -> AnyView {
    let row = |name: String, line: &Line| {
        let percent = line.sums.percent().map_or_else(|| NOTHING.to_owned(), |share| format!("{share} %"));
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num">{count(line.sums.plan)}</td>
                <td class="num">{count(line.sums.fact)}</td>
                <td class="num">{percent}</td>
            </tr>
        }
        .into_any()
    };
    let rows = grid.roster.rows.iter().map(|place| match *place {
        RowRef::Department(at) => {
            row(grid.roster.departments[at as usize].name.clone(), &grid.departments[at as usize])
        }
        RowRef::Person(at) => row(grid.roster.people[at as usize].name.clone(), &grid.people[at as usize]),
    });
    view! {
        <div class="card frame">
            <div class="scroll" tabindex="0" role="region" aria-label=messages().activity_title>
                <table class="tbl"><tbody>{rows.collect_view()}</tbody></table>
            </div>
        </div>
    }
    .into_any()
}
