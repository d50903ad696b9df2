//! Which fields of the company stand behind the report's columns.

use super::Desk;
use super::controls::{card, line, select};
use super::sections::title;
use crate::i18n::settings::{SettingsMessages, words};
use domain::settings::{CompanyPart, FieldChoice, InnSource, Settings};
use leptos::prelude::*;

/// The mapping, with what the app would choose.
pub(super) fn fields(desk: Desk) -> AnyView {
    let w = words();
    let lines = CompanyPart::ALL.map(|part| mapped(desk, part, w)).collect_view();
    let guess = move |_| {
        let guess = desk.choices.with_untracked(|choices| choices.as_ref().map(|choices| choices.guess.fields.clone()));
        if let Some(fields) = guess {
            desk.draft.update(|draft| draft.fields = fields);
        }
    };
    let body = view! {
        <div class="in">
            {lines}
            <div class="opt">
                <span class="grow sub">{w.guess_note}</span>
                <button class="btn sm" type="button" on:click=guess>{w.guess}</button>
            </div>
        </div>
    };
    card("set-fields", w.fields, w.fields_note, body.into_any())
}

fn mapped(desk: Desk, part: CompanyPart, w: &'static SettingsMessages) -> AnyView {
    let name = part_name(part, w);
    let nothing = if part == CompanyPart::Inn { w.requisite } else { w.no_field };
    let options = desk.choices.with_untracked(|choices| {
        let fields = choices.iter().flat_map(|choices| &choices.company_fields).filter(|field| field.kind.suits(part));
        let named = fields.map(|field| (field.name.clone(), field_name(field, w)));
        std::iter::once((String::new(), nothing.to_owned())).chain(named).collect::<Vec<_>>()
    });
    let value = Signal::derive(move || desk.draft.with(|draft| chosen(draft, part)));
    let set = Callback::new(move |field: String| desk.draft.update(|draft| choose(draft, part, field)));
    line(name.into_any(), select(name.to_owned(), options, value, set))
}

fn chosen(draft: &Settings, part: CompanyPart) -> String {
    let fields = &draft.fields;
    match part {
        CompanyPart::Inn => match &fields.inn {
            InnSource::Requisite => String::new(),
            InnSource::Field(name) => name.clone(),
        },
        CompanyPart::Turnover => fields.turnover.clone().unwrap_or_default(),
        CompanyPart::Employees => fields.employees.clone().unwrap_or_default(),
        CompanyPart::Sector => fields.sector.clone().unwrap_or_default(),
        CompanyPart::Region => fields.region.clone().unwrap_or_default(),
        CompanyPart::Source => fields.source.clone().unwrap_or_default(),
    }
}

fn choose(draft: &mut Settings, part: CompanyPart, field: String) {
    let fields = &mut draft.fields;
    let named = Some(field).filter(|field| !field.is_empty());
    match part {
        CompanyPart::Inn => fields.inn = named.map_or(InnSource::Requisite, InnSource::Field),
        CompanyPart::Turnover => fields.turnover = named,
        CompanyPart::Employees => fields.employees = named,
        CompanyPart::Sector => fields.sector = named,
        CompanyPart::Region => fields.region = named,
        CompanyPart::Source => fields.source = named,
    }
}

/// Name of a part of a company.
pub(super) fn part_name(part: CompanyPart, w: &'static SettingsMessages) -> &'static str {
    match part {
        CompanyPart::Inn => w.inn,
        CompanyPart::Turnover => w.turnover,
        CompanyPart::Employees => w.employees,
        CompanyPart::Sector => w.sector,
        CompanyPart::Region => w.region,
        CompanyPart::Source => w.source,
    }
}

/// Standard fields are named in the reader's language, others as the portal names them.
fn field_name(field: &FieldChoice, w: &'static SettingsMessages) -> String {
    let standard = match field.name.as_str() {
        "REVENUE" => w.turnover,
        "EMPLOYEES" => w.employees,
        "INDUSTRY" => w.sector,
        "COMPANY_TYPE" => w.company_type,
        _ => "",
    };
    match standard {
        "" => title(&field.title, &field.name),
        standard => (w.standard)(standard),
    }
}
