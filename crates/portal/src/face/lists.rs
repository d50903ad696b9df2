//! Plain paged lists of companies, deals and employees.

use std::collections::HashMap;
use std::fmt::Write as _;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::format::{instant_day, money};
use super::html::{Page, Text};
use super::visit::Visit;
use super::words::Words;
use crate::AppState;
use crate::model::{COMPANY, Records};

/// Rows of a page, as on the platform.
const ROWS: usize = 50;

/// `/crm/company/`: newest first.
pub(super) async fn companies(State(state): State<AppState>, visit: Visit) -> Response {
    let words = visit.lang.words();
    let body = {
        let records = state.records();
        let wanted = visit.param("q").unwrap_or("").to_lowercase();
        let found: Vec<_> =
            records.companies.iter().rev().filter(|row| row.title.to_lowercase().contains(&wanted)).collect();
        let page = Slice::of(&visit, found.len());
        let shown = &found[page.range()];
        let ids: HashMap<u32, ()> = shown.iter().map(|company| (company.id, ())).collect();
        let owned =
            records.requisites.iter().filter(|row| row.entity_type == COMPANY && ids.contains_key(&row.entity_id));
        let numbers: HashMap<u32, &str> = owned.map(|row| (row.entity_id, &*row.inn)).collect();
        let mut rows = String::new();
        for company in shown {
            let _ = write!(
                rows,
                r#"<tr data-id="{id}"><td><a data-slider href="/crm/company/details/{id}/">{title}</a></td><td class="rare">{inn}</td><td>{responsible}</td><td class="rare">{industry}</td><td class="number">{revenue}</td></tr>"#,
                id = company.id,
                title = Text(&company.title),
                inn = Text(numbers.get(&company.id).copied().unwrap_or("")),
                responsible = person(&records, company.assigned_by, words),
                industry = Text(status_name(&records, "INDUSTRY", records.text(company.industry))),
                revenue = Text(&money(company.revenue, records.text(company.currency), visit.lang)),
            );
        }
        let heads = [
            (words.name, ""),
            (words.inn, "rare"),
            (words.responsible, ""),
            (words.industry, "rare"),
            (words.revenue, "number"),
        ];
        listing(&visit, words, &heads, &rows, page)
    };
    Page { title: words.companies, body, fills: false, status: StatusCode::OK }.render(&state, &visit)
}

/// `/crm/deal/`: newest first.
pub(super) async fn deals(State(state): State<AppState>, visit: Visit) -> Response {
    let words = visit.lang.words();
    let body = {
        let records = state.records();
        let wanted = visit.param("q").unwrap_or("").to_lowercase();
        let found: Vec<_> =
            records.deals.iter().rev().filter(|row| row.title.to_lowercase().contains(&wanted)).collect();
        let page = Slice::of(&visit, found.len());
        let mut rows = String::new();
        for deal in &found[page.range()] {
            let stage = records.text(deal.stage_id);
            let _ = write!(
                rows,
                r#"<tr data-id="{id}"><td><a data-slider href="/crm/deal/details/{id}/">{title}</a></td><td><span class="badge {letter}">{stage}</span></td><td class="number">{amount}</td><td>{company}</td><td class="rare">{responsible}</td><td class="rare number">{modified}</td></tr>"#,
                id = deal.id,
                title = Text(&deal.title),
                letter = deal.semantics.letter(),
                stage = Text(records.deal_stage(stage).map_or(stage, |row| &row.name)),
                amount = Text(&money(deal.amount, records.text(deal.currency), visit.lang)),
                company = company_link(&records, deal.company_id),
                responsible = person(&records, deal.assigned_by, words),
                modified = instant_day(&records, deal.modified_at, visit.lang),
            );
        }
        let heads = [
            (words.name, ""),
            (words.stage, ""),
            (words.amount, "number"),
            (words.company, ""),
            (words.responsible, "rare"),
            (words.modified, "rare number"),
        ];
        listing(&visit, words, &heads, &rows, page)
    };
    Page { title: words.deals, body, fills: false, status: StatusCode::OK }.render(&state, &visit)
}

/// `/company/`: employees, dismissed ones last.
pub(super) async fn people(State(state): State<AppState>, visit: Visit) -> Response {
    let words = visit.lang.words();
    let body = {
        let records = state.records();
        let wanted = visit.param("q").unwrap_or("").to_lowercase();
        let mut found: Vec<_> =
            records.users.iter().filter(|user| user.full_name().to_lowercase().contains(&wanted)).collect();
        found.sort_by_key(|user| !user.active);
        let page = Slice::of(&visit, found.len());
        let mut rows = String::new();
        for user in &found[page.range()] {
            let department = user.departments.first().and_then(|id| records.departments.get(*id));
            let _ = write!(
                rows,
                r#"<tr data-id="{id}"><td>{name}</td><td>{position}</td><td class="rare">{department}</td><td>{gone}</td></tr>"#,
                id = user.id,
                name = person(&records, user.id, words),
                position = Text(&user.work_position),
                department = Text(department.map_or("", |row| &row.name)),
                gone = if user.active { "" } else { words.dismissed },
            );
        }
        let heads = [(words.name, ""), (words.position, ""), (words.department, "rare"), ("", "")];
        listing(&visit, words, &heads, &rows, page)
    };
    Page { title: words.people, body, fills: false, status: StatusCode::OK }.render(&state, &visit)
}

/// Which rows of how many.
#[derive(Clone, Copy)]
struct Slice {
    page: usize,
    total: usize,
}

impl Slice {
    fn of(visit: &Visit, total: usize) -> Self {
        let asked: usize = visit.param("page").and_then(|text| text.parse().ok()).unwrap_or(1);
        Self { page: asked.clamp(1, total.div_ceil(ROWS).max(1)), total }
    }

    fn range(self) -> std::ops::Range<usize> {
        let first = (self.page - 1) * ROWS;
        first..self.total.min(first + ROWS)
    }
}

fn listing(visit: &Visit, words: &Words, heads: &[(&str, &str)], rows: &str, page: Slice) -> String {
    let heads: String =
        heads.iter().map(|(name, class)| format!(r#"<th scope="col" class="{class}">{}</th>"#, Text(name))).collect();
    let table = if rows.is_empty() {
        format!(r#"<p class="empty">{}</p>"#, words.nothing)
    } else {
        format!(r#"<table class="list"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"#)
    };
    let link = |to: usize, text: &str, rel: &str| {
        let address = visit.with("page", Some(&to.to_string()));
        format!(r#"<a rel="{rel}" href="{}">{text}</a>"#, Text(&address))
    };
    let range = page.range();
    let back = if page.page > 1 { link(page.page - 1, words.back, "prev") } else { String::new() };
    let next = if range.end < page.total { link(page.page + 1, words.next, "next") } else { String::new() };
    format!(
        r#"<div class="page"><form class="find" role="search"><input type="search" name="q" value="{q}" aria-label="{search}" placeholder="{search}"><button>{find}</button></form><div class="card">{table}</div><nav class="pager"><span data-total="{total}">{first}–{last} {of} {total}</span><span class="pages">{back}{next}</span></nav></div>"#,
        q = Text(visit.param("q").unwrap_or("")),
        search = words.search,
        find = words.find,
        first = (range.start + 1).min(page.total),
        last = range.end,
        of = words.of,
        total = page.total,
    )
}

/// A link to an employee, or the word for nobody.
pub(super) fn person(records: &Records, id: u32, words: &Words) -> String {
    match records.users.get(id) {
        None => format!(r#"<span class="badge">{}</span>"#, words.nobody),
        Some(user) => {
            format!(r#"<a data-slider href="/company/personal/user/{id}/">{}</a>"#, Text(&user.full_name()))
        }
    }
}

/// A link to a company; nothing for none.
pub(super) fn company_link(records: &Records, id: u32) -> String {
    let link = |title: &str| format!(r#"<a data-slider href="/crm/company/details/{id}/">{}</a>"#, Text(title));
    records.companies.get(id).map_or_else(String::new, |company| link(&company.title))
}

/// Name of a reference row, or its key when the list lacks it.
pub(super) fn status_name<'a>(records: &'a Records, list: &str, key: &'a str) -> &'a str {
    let row = records.statuses.iter().find(|row| &*row.entity_id == list && &*row.status_id == key);
    row.map_or(key, |row| &row.name)
}
