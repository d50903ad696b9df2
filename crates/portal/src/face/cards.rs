//! Cards of a company, a deal, a contact and an employee, with tabs for the app's widgets.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::apps::title_of;
use super::format::{day, instant, instant_day, money};
use super::host::frame;
use super::html::{Page, Text, not_found};
use super::lists::{company_link, person, status_name};
use super::visit::Visit;
use crate::AppState;
use crate::model::{
    Activity, ActivityKind, COMPANY, CONTACT, Company, Contact, ContactPoint, ContactPointKind, DEAL, Deal, FieldValue,
    Provider, Records, User, UserField, UserValues,
};
use crate::state::Opened;

/// Rows shown in each part of a card.
const SHOWN: usize = 20;

/// What a card shows beside the app's tabs.
struct Card {
    title: String,
    subtitle: &'static str,
    /// Content of the general tab, already HTML.
    general: String,
}

/// `/crm/company/details/{id}/`.
pub(super) async fn company(State(state): State<AppState>, Path(id): Path<String>, visit: Visit) -> Response {
    let card = number(&id).and_then(|id| {
        let records = state.records();
        records.companies.get(id).map(|row| company_card(&records, row, &visit))
    });
    show(&state, &visit, card, Some(("CRM_COMPANY_DETAIL_TAB", &id)))
}

/// `/crm/deal/details/{id}/`.
pub(super) async fn deal(State(state): State<AppState>, Path(id): Path<String>, visit: Visit) -> Response {
    let card = number(&id).and_then(|id| {
        let records = state.records();
        records.deals.get(id).map(|row| deal_card(&records, row, &visit))
    });
    show(&state, &visit, card, Some(("CRM_DEAL_DETAIL_TAB", &id)))
}

/// `/crm/contact/details/{id}/`.
pub(super) async fn contact(State(state): State<AppState>, Path(id): Path<String>, visit: Visit) -> Response {
    let card = number(&id).and_then(|id| {
        let records = state.records();
        records.contacts.get(id).map(|row| contact_card(&records, row, &visit))
    });
    show(&state, &visit, card, Some(("CRM_CONTACT_DETAIL_TAB", &id)))
}

/// `/company/personal/user/{id}/`.
pub(super) async fn user(State(state): State<AppState>, Path(id): Path<String>, visit: Visit) -> Response {
    let card = number(&id).and_then(|id| {
        let records = state.records();
        records.users.get(id).map(|row| user_card(&records, row, &visit))
    });
    show(&state, &visit, card, None)
}

/// An id as the address writes it: digits only, so that it is the same text everywhere.
fn number(id: &str) -> Option<u32> {
    id.parse().ok().filter(|number: &u32| number.to_string() == id)
}

fn show(state: &AppState, visit: &Visit, card: Option<Card>, widget: Option<(&'static str, &str)>) -> Response {
    let Some(card) = card else { return not_found(state, visit) };
    let bound = widget.map_or(0, |(code, _)| state.placements(code).len());
    let chosen = widget.filter(|(code, _)| visit.param("tab") == Some(*code) && visit.widget() < bound);
    let hosted = chosen.map(|(code, id)| {
        let mut options = serde_json::Map::new();
        options.insert("ID".to_owned(), id.into());
        options.insert("URI".to_owned(), visit.uri().into());
        frame(state, visit, code, Opened::Widget(visit.widget()), options)
    });
    let panel = match hosted {
        None => card.general,
        Some(Ok(frame)) if visit.bare => {
            return Page { title: &card.title, body: frame, fills: true, status: StatusCode::OK }.render(state, visit);
        }
        Some(Ok(frame)) => frame,
        Some(Err(message)) => message.body,
    };
    let words = visit.lang.words();
    let tab = |address: String, code: &str, current: bool, text: &str| {
        let current = if current { r#" aria-current="page""# } else { "" };
        format!(r#"<a href="{}" data-tab="{code}"{current}>{}</a>"#, Text(&address), Text(text))
    };
    let mut tabs = tab(visit.tab(None, 0), "general", chosen.is_none(), words.general);
    if let Some((code, _)) = widget {
        for place in 0..bound {
            let current = chosen.is_some() && visit.widget() == place;
            tabs.push_str(&tab(visit.tab(Some(code), place), code, current, &title_of(state, code, place)));
        }
    }
    let body = format!(
        r#"<article class="inside"><header><h2>{}</h2><p>{}</p></header><nav class="tabs">{tabs}</nav><div class="panel">{panel}</div></article>"#,
        Text(&card.title),
        card.subtitle
    );
    Page { title: &card.title, body, fills: true, status: StatusCode::OK }.render(state, visit)
}

/// A list of labelled values; blank ones are left out.
#[derive(Default)]
struct Fields(String);

impl Fields {
    fn text(&mut self, label: &str, value: &str) -> &mut Self {
        let escaped = Text(value).to_string();
        self.html(label, &escaped)
    }

    fn html(&mut self, label: &str, value: &str) -> &mut Self {
        if !value.is_empty() {
            let _ = write!(self.0, "<dt>{}</dt><dd>{value}</dd>", Text(label));
        }
        self
    }

    fn points(&mut self, points: &[ContactPoint], visit: &Visit) -> &mut Self {
        let words = visit.lang.words();
        for point in points {
            let label = match point.kind {
                ContactPointKind::Phone => words.phone,
                ContactPointKind::Email => words.email,
                ContactPointKind::Web => words.site,
            };
            self.text(label, &point.value);
        }
        self
    }

    fn own(&mut self, records: &Records, fields: &[UserField], values: &UserValues, visit: &Visit) -> &mut Self {
        for (id, value) in values {
            if let Some(field) = fields.iter().find(|field| field.id == *id) {
                let label = if visit.lang.code() == "ru" { &field.label_ru } else { &field.label_en };
                self.text(label, &own_value(records, field, value, visit));
            }
        }
        self
    }

    fn card(&self) -> String {
        format!(r#"<dl class="card fields">{}</dl>"#, self.0)
    }
}

fn own_value(records: &Records, field: &UserField, value: &FieldValue, visit: &Visit) -> String {
    let item = |id: &u32| field.items.iter().find(|item| item.id == *id).map_or("", |item| &*item.value);
    match value {
        FieldValue::Item(id) => item(id).to_owned(),
        FieldValue::Items(ids) => ids.iter().map(item).collect::<Vec<_>>().join(", "),
        FieldValue::Text(text) => text.to_string(),
        FieldValue::Word(word) => records.text(*word).to_owned(),
        FieldValue::Integer(number) => number.to_string(),
        FieldValue::Double(number) => number.to_string(),
        FieldValue::Flag(yes) => if *yes { visit.lang.words().yes } else { visit.lang.words().no }.to_owned(),
        FieldValue::Day(number) => day(*number, visit.lang),
        FieldValue::Instant(at) => instant(records, *at, visit.lang),
        FieldValue::Money(amount, currency) => money(*amount, records.text(*currency), visit.lang),
        FieldValue::Many(values) => {
            values.iter().map(|value| own_value(records, field, value, visit)).collect::<Vec<_>>().join(", ")
        }
    }
}

fn columns(fields: &Fields, parts: &[String]) -> String {
    format!(r#"<div class="columns">{}<div class="stack">{}</div></div>"#, fields.card(), parts.concat())
}

fn company_card(records: &Records, row: &Company, visit: &Visit) -> Card {
    let (words, lang) = (visit.lang.words(), visit.lang);
    let requisite = records.requisites.iter().find(|own| own.entity_type == COMPANY && own.entity_id == row.id);
    let mut fields = Fields::default();
    fields
        .html(words.responsible, &person(records, row.assigned_by, words))
        .text(words.inn, requisite.map_or("", |own| &own.inn))
        .text(words.kind, status_name(records, "COMPANY_TYPE", records.text(row.type_id)))
        .text(words.industry, status_name(records, "INDUSTRY", records.text(row.industry)))
        .text(words.revenue, &money(row.revenue, records.text(row.currency), lang))
        .text(words.size, status_name(records, "EMPLOYEES", records.text(row.employees)))
        .text(words.address, records.text(row.address))
        .points(&row.points, visit)
        .own(records, &records.company_fields, &row.user_values, visit)
        .text(words.last_activity, &instant(records, row.last_activity_at, lang))
        .text(words.created, &instant_day(records, row.created_at, lang))
        .text(words.modified, &instant(records, row.modified_at, lang))
        .text(words.comments, &row.comments);
    let deals = records.deals.iter().rev().filter(|deal| deal.company_id == row.id).take(SHOWN);
    let parts = [deal_list(records, deals, visit), timeline(records, COMPANY, row.id, visit)];
    Card { title: row.title.to_string(), subtitle: words.company, general: columns(&fields, &parts) }
}

fn deal_card(records: &Records, row: &Deal, visit: &Visit) -> Card {
    let (words, lang) = (visit.lang.words(), visit.lang);
    let stage = records.text(row.stage_id);
    let stage = records.deal_stage(stage).map_or(stage, |known| &known.name);
    let begins = row.begin_day.map(|number| day(number, lang)).unwrap_or_default();
    let closes = row.close_day.map(|number| day(number, lang)).unwrap_or_default();
    let mut fields = Fields::default();
    fields
        .text(words.amount, &money(row.amount, records.text(row.currency), lang))
        .html(words.stage, &format!(r#"<span class="badge {}">{}</span>"#, row.semantics.letter(), Text(stage)))
        .text(words.pipeline, records.categories.get(row.category_id).map_or("", |category| &category.name))
        .html(words.company, &company_link(records, row.company_id))
        .html(words.contact, &contact_link(records, row.contact_id))
        .html(words.responsible, &person(records, row.assigned_by, words))
        .text(words.begins, &begins)
        .text(words.closes, &closes)
        .text(words.source, status_name(records, "SOURCE", records.text(row.source_id)))
        .own(records, &records.deal_fields, &row.user_values, visit)
        .text(words.created, &instant(records, row.created_at, lang))
        .text(words.modified, &instant(records, row.modified_at, lang))
        .text(words.comments, &row.comments);
    let general = columns(&fields, &[timeline(records, DEAL, row.id, visit)]);
    Card { title: row.title.to_string(), subtitle: words.deal, general }
}

fn contact_card(records: &Records, row: &Contact, visit: &Visit) -> Card {
    let words = visit.lang.words();
    let mut fields = Fields::default();
    fields
        .html(words.company, &company_link(records, row.company_id))
        .text(words.position, records.text(row.post))
        .html(words.responsible, &person(records, row.assigned_by, words))
        .points(&row.points, visit);
    let general = columns(&fields, &[timeline(records, CONTACT, row.id, visit)]);
    Card { title: contact_name(row), subtitle: words.contact, general }
}

fn user_card(records: &Records, row: &User, visit: &Visit) -> Card {
    let words = visit.lang.words();
    let departments = row.departments.iter().filter_map(|id| records.departments.get(*id));
    let departments: Vec<&str> = departments.map(|department| &*department.name).collect();
    let mut fields = Fields::default();
    fields
        .text(words.position, &row.work_position)
        .text(words.department, &departments.join(", "))
        .text(words.email, &row.email)
        .text(words.inner_phone, &row.phone_inner)
        .text(words.dismissed, if row.active { "" } else { words.yes });
    let deals = records.deals.iter().rev().filter(|deal| deal.assigned_by == row.id).take(SHOWN);
    let subtitle = if row.admin { words.admin } else { "" };
    let general = columns(&fields, &[deal_list(records, deals, visit)]);
    Card { title: row.full_name(), subtitle, general }
}

fn contact_name(row: &Contact) -> String {
    format!("{} {}", row.name, row.last_name).trim().to_owned()
}

fn contact_link(records: &Records, id: u32) -> String {
    let link = |name: &str| format!(r#"<a data-slider href="/crm/contact/details/{id}/">{}</a>"#, Text(name));
    records.contacts.get(id).map_or_else(String::new, |contact| link(&contact_name(contact)))
}

fn deal_list<'a>(records: &Records, deals: impl Iterator<Item = &'a Deal>, visit: &Visit) -> String {
    let words = visit.lang.words();
    let rows = deals.map(|deal| {
        let stage = records.text(deal.stage_id);
        format!(
            r#"<tr><td><a data-slider href="/crm/deal/details/{}/">{}</a></td><td><span class="badge {}">{}</span></td><td class="number">{}</td></tr>"#,
            deal.id,
            Text(&deal.title),
            deal.semantics.letter(),
            Text(records.deal_stage(stage).map_or(stage, |known| &known.name)),
            Text(&money(deal.amount, records.text(deal.currency), visit.lang)),
        )
    });
    part(words.deals, &rows.collect::<String>(), words.nothing)
}

fn timeline(records: &Records, owner_type: u8, owner: u32, visit: &Visit) -> String {
    let words = visit.lang.words();
    let of_owner = |activity: &&Activity| {
        (activity.owner_type, activity.owner_id) == (owner_type, owner)
            || activity.bindings.contains(&(owner_type, owner))
    };
    let rows = records.activities.iter().rev().filter(of_owner).take(SHOWN).map(|activity| {
        let kind = match (activity.kind, activity.provider) {
            (ActivityKind::Meeting, _) => words.meeting,
            (ActivityKind::Call, _) => words.call,
            (ActivityKind::Email, _) => words.letter,
            (ActivityKind::Task, _) => words.task,
            (ActivityKind::ByProvider, Provider::OpenLine) => words.open_line,
            (ActivityKind::ByProvider, _) => words.todo,
        };
        format!(
            r#"<tr><td>{kind}</td><td>{}</td><td class="rare">{}</td><td class="number">{}<br><span class="badge">{}</span></td></tr>"#,
            Text(records.text(activity.subject)),
            person(records, activity.responsible_id, words),
            instant(records, activity.start_at, visit.lang),
            if activity.completed { words.done } else { words.planned },
        )
    });
    part(words.activities, &rows.collect::<String>(), words.nothing)
}

fn part(title: &str, rows: &str, nothing: &str) -> String {
    let content = if rows.is_empty() {
        format!(r#"<p class="empty">{nothing}</p>"#)
    } else {
        format!(r#"<table class="list"><tbody>{rows}</tbody></table>"#)
    };
    format!(r#"<section class="card"><h3>{title}</h3>{content}</section>"#)
}
