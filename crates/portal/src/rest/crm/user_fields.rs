//! Definitions of user fields.

use crate::model::{EnumerationItem, Records, UserField, UserFieldKind};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;

use super::legacy_id;

/// Records that have user fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Deal,
    Company,
}

impl Owner {
    /// `ENTITY_ID` of the definitions.
    pub(super) fn entity_id(self) -> &'static str {
        match self {
            Self::Deal => "CRM_DEAL",
            Self::Company => "CRM_COMPANY",
        }
    }

    pub(super) fn fields(self, records: &Records) -> &[UserField] {
        match self {
            Self::Deal => &records.deal_fields,
            Self::Company => &records.company_fields,
        }
    }

    pub(super) fn fields_mut(self, records: &mut Records) -> &mut Vec<UserField> {
        match self {
            Self::Deal => &mut records.deal_fields,
            Self::Company => &mut records.company_fields,
        }
    }
}

/// `crm.deal.userfield.list`.
pub(super) fn deal_list(call: &Call<'_>) -> Outcome {
    list(call, Owner::Deal)
}

/// `crm.company.userfield.list`.
pub(super) fn company_list(call: &Call<'_>) -> Outcome {
    list(call, Owner::Company)
}

/// `crm.deal.userfield.get`.
pub(super) fn deal_get(call: &Call<'_>) -> Outcome {
    get(call, Owner::Deal)
}

/// `crm.company.userfield.get`.
pub(super) fn company_get(call: &Call<'_>) -> Outcome {
    get(call, Owner::Company)
}

/// One definition, labels in every language.
fn get(call: &Call<'_>, owner: Owner) -> Outcome {
    let id = legacy_id(call)?;
    let records = call.state.records();
    let field = owner.fields(&records).iter().find(|field| field.id == id);
    let field = field.ok_or_else(|| RestError::legacy(format!("The entity with ID '{id}' is not found.")))?;
    let mut row = print(field, owner.entity_id(), None);
    for key in ["EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL"] {
        row.set(key, Value::map([("ru", (&*field.label_ru).into()), ("en", (&*field.label_en).into())]));
    }
    Ok(Answer::of(row))
}

fn list(call: &Call<'_>, owner: Owner) -> Outcome {
    let records = call.state.records();
    let (entity, fields) = (owner.entity_id(), owner.fields(&records));
    let filter = call.params.param("filter");
    if filter.is_some_and(|filter| !filter.is_array()) {
        return Err(RestError::legacy("Parameter 'filter' must be array."));
    }
    let asked = |name: &str| filter.and_then(|filter| filter.param(name)).and_then(Value::as_text);
    let language = asked("LANG");
    let fits = |field: &&UserField| {
        asked("ID").is_none_or(|id| id == field.id.to_string())
            && asked("FIELD_NAME").is_none_or(|name| name.eq_ignore_ascii_case(&field.field_name))
            && asked("USER_TYPE_ID").is_none_or(|kind| kind == field.kind.type_id())
            && asked("MULTIPLE").is_none_or(|flag| (flag == "Y") == field.multiple)
            && asked("MANDATORY").is_none_or(|flag| (flag == "Y") == field.mandatory)
    };
    let rows = fields.iter().filter(fits).map(|field| print(field, entity, language.as_deref())).collect();
    Ok(Answer::whole(rows))
}

/// Labels are returned only for an asked language (documented).
fn print(field: &UserField, entity: &'static str, language: Option<&str>) -> Value {
    let mut row = Value::map([
        ("ID", Value::text(field.id)),
        ("ENTITY_ID", Value::word(entity)),
        ("FIELD_NAME", (&*field.field_name).into()),
        ("USER_TYPE_ID", Value::word(field.kind.type_id())),
        ("XML_ID", Value::Null),
        ("SORT", Value::text(field.sort)),
        ("MULTIPLE", Value::flag(field.multiple)),
        ("MANDATORY", Value::flag(field.mandatory)),
        ("SHOW_FILTER", Value::word("E")),
        ("SHOW_IN_LIST", Value::word("Y")),
        ("EDIT_IN_LIST", Value::word("Y")),
        ("IS_SEARCHABLE", Value::word("N")),
        ("SETTINGS", settings(field.kind)),
    ]);
    if let Some(language) = language {
        let label: &str = if language == "ru" { &field.label_ru } else { &field.label_en };
        for key in ["EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL"] {
            row.set(key, label.into());
        }
        row.set("ERROR_MESSAGE", Value::Null);
        row.set("HELP_MESSAGE", Value::Null);
    }
    if field.kind == UserFieldKind::Enumeration {
        row.set("LIST", Value::List(field.items.iter().map(print_item).collect()));
    }
    row
}

fn settings(kind: UserFieldKind) -> Value {
    match kind {
        UserFieldKind::Enumeration => Value::map([
            ("DISPLAY", Value::word("LIST")),
            ("LIST_HEIGHT", Value::Int(1)),
            ("CAPTION_NO_VALUE", Value::word("")),
            ("SHOW_NO_VALUE", Value::word("Y")),
        ]),
        UserFieldKind::String => Value::map([
            ("SIZE", Value::Int(20)),
            ("ROWS", Value::Int(1)),
            ("REGEXP", Value::word("")),
            ("MIN_LENGTH", Value::Int(0)),
            ("MAX_LENGTH", Value::Int(0)),
            ("DEFAULT_VALUE", Value::word("")),
        ]),
        _ => Value::List(Vec::new()),
    }
}

fn print_item(item: &EnumerationItem) -> Value {
    Value::map([
        ("ID", Value::text(item.id)),
        ("SORT", Value::text(item.sort)),
        ("VALUE", (&*item.value).into()),
        ("DEF", Value::flag(item.default)),
        ("XML_ID", (&*item.xml_id).into()),
    ])
}
