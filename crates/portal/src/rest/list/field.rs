//! Columns of the lists: their two names, their types and how they are read from a row.

use crate::model::{Records, Row, Table, UserField, UserFieldKind, UserValues};
use crate::php::Value;

use super::Cell;

/// Which of the two list styles is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Upper-case names, strings only.
    Legacy,
    /// camelCase names, typed values; user fields in camelCase too.
    Item,
    /// The same with user fields under their own names (`useOriginalUfNames`).
    ItemOriginalNames,
}

impl Style {
    pub(crate) fn is_legacy(self) -> bool {
        self == Self::Legacy
    }
}

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whole number.
    Integer,
    /// Amount of money.
    Double,
    /// Text.
    String,
    /// `Y` or `N`.
    Char,
    /// Day.
    Date,
    /// Instant.
    DateTime,
    /// User id.
    User,
    /// Key of a reference list.
    Status(&'static str),
    /// Id of another record, by its documented type name.
    Link(&'static str),
    /// Currency code.
    Currency,
    /// User field.
    UserField(UserFieldKind),
}

impl Kind {
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Double => "double",
            Self::String => "string",
            Self::Char => "char",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::User => "user",
            Self::Status(_) => "crm_status",
            Self::Link(name) => name,
            Self::Currency => "crm_currency",
            Self::UserField(kind) => kind.type_id(),
        }
    }
}

/// A standard column.
pub(crate) struct Field<T> {
    /// Name in legacy lists; empty when the column is not there.
    pub(crate) upper: &'static str,
    /// Name in item lists; empty when the column is not there.
    pub(crate) camel: &'static str,
    pub(crate) kind: Kind,
    pub(crate) read_only: bool,
    pub(crate) get: for<'a> fn(&'a T, &'a Records) -> Cell<'a>,
}

/// Reads a standard column from a row.
pub(crate) type Getter<T> = for<'a> fn(&'a T, &'a Records) -> Cell<'a>;

impl<T> Field<T> {
    pub(crate) const fn new(upper: &'static str, camel: &'static str, kind: Kind, get: Getter<T>) -> Self {
        Self { upper, camel, kind, read_only: false, get }
    }

    /// A column clients cannot write.
    pub(crate) const fn fixed(upper: &'static str, camel: &'static str, kind: Kind, get: Getter<T>) -> Self {
        Self { upper, camel, kind, read_only: true, get }
    }

    pub(crate) fn name(&self, style: Style) -> &'static str {
        if style.is_legacy() { self.upper } else { self.camel }
    }
}

/// A kind of record that can be listed.
pub(crate) trait Entity: Row + Sized + 'static {
    /// The rows.
    fn table(records: &Records) -> &Table<Self>;

    /// The standard columns; the first is the id.
    fn fields() -> &'static [Field<Self>];

    /// Columns a legacy list filters by and never prints among the standard ones.
    fn searched() -> &'static [Field<Self>] {
        &[]
    }

    /// User field values of a row.
    fn user_values(&self) -> Option<&UserValues> {
        None
    }

    /// User field definitions.
    fn user_fields(_records: &Records) -> &[UserField] {
        &[]
    }

    /// Columns that are not scalars (phones, communications), printed when asked for by name.
    fn extra(&self, _name: &str, _records: &Records) -> Option<Value> {
        None
    }

    /// Names of the extra columns that `*` brings along in this style.
    fn extras_of_all(_style: Style) -> &'static [&'static str] {
        &[]
    }
}

/// A column of a list: standard or user field.
#[derive(Clone, Copy)]
pub(crate) enum Column<'r, T: 'static> {
    Standard(&'static Field<T>),
    User(&'r UserField),
}

impl<'r, T: Entity> Column<'r, T> {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Standard(field) => field.kind,
            Self::User(field) => Kind::UserField(field.kind),
        }
    }

    /// Name of a standard column in item lists.
    pub(crate) fn camel(&self) -> Option<&'static str> {
        match self {
            Self::Standard(field) => Some(field.camel),
            Self::User(_) => None,
        }
    }

    pub(crate) fn is_id(&self) -> bool {
        matches!(self, Self::Standard(field) if matches!(field.camel, "id") || field.upper == "ID")
    }

    pub(crate) fn read<'a>(&self, row: &'a T, records: &'a Records) -> Cell<'a> {
        match self {
            Self::Standard(field) => (field.get)(row, records),
            Self::User(field) => row
                .user_values()
                .and_then(|values| values.iter().find(|(id, _)| *id == field.id))
                .map_or(Cell::None, |(_, value)| Cell::of_user_value(value, records)),
        }
    }
}

/// All standard columns present in this style.
pub(crate) fn fields_of<T: Entity>(style: Style) -> impl Iterator<Item = &'static Field<T>> {
    T::fields().iter().filter(move |field| !field.name(style).is_empty())
}

/// Finds a column by the name a client uses in this style.
pub(crate) fn column_by_name<'r, T: Entity>(name: &str, style: Style, records: &'r Records) -> Option<Column<'r, T>> {
    let standard = fields_of::<T>(style).find(|field| match style {
        Style::Legacy => field.upper.eq_ignore_ascii_case(name),
        // Names are turned into upper case inside, so upper-case ones are understood too: SDKs sort items by `ID`.
        Style::Item | Style::ItemOriginalNames => field.camel == name || field.upper == name,
    });
    if let Some(field) = standard {
        return Some(Column::Standard(field));
    }
    T::user_fields(records)
        .iter()
        .find(|field| {
            field.field_name.eq_ignore_ascii_case(name) || (!style.is_legacy() && camel_name(&field.field_name) == name)
        })
        .map(Column::User)
}

/// `UF_CRM_DIRECTION` → `ufCrmDirection`, `UF_CRM_1720019876534` → `ufCrm_1720019876534`.
pub(crate) fn camel_name(field_name: &str) -> String {
    let mut name = String::with_capacity(field_name.len());
    for (index, part) in field_name.split('_').enumerate() {
        let lower = part.to_ascii_lowercase();
        let is_stamp = part.len() >= 9 && part.bytes().all(|byte| byte.is_ascii_digit());
        if index == 0 {
            name.push_str(&lower);
        } else if is_stamp {
            name.push('_');
            name.push_str(&lower);
        } else {
            let mut letters = lower.chars();
            name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            name.push_str(letters.as_str());
        }
    }
    name
}

/// The answer of a `*.fields` method: every column with its type and flags.
pub(crate) fn describe<T: Entity>(style: Style, records: &Records) -> Value {
    let mut described = Value::Map(Vec::new());
    for field in fields_of::<T>(style) {
        let mut about = about(field.kind.type_name(), field.read_only, false, false, false, field.upper);
        if let Kind::Status(list) = field.kind {
            about.set("statusType", Value::word(list));
        }
        if !style.is_legacy() {
            about.set("upperName", Value::word(field.upper));
        }
        described.set(field.name(style), about);
    }
    for field in T::user_fields(records) {
        let name = if style == Style::Item { camel_name(&field.field_name) } else { field.field_name.to_string() };
        described.set(name, about_user_field(field, style));
    }
    described
}

fn about(kind: &'static str, read_only: bool, required: bool, multiple: bool, dynamic: bool, title: &str) -> Value {
    Value::map([
        ("type", Value::word(kind)),
        ("isRequired", Value::Bool(required)),
        ("isReadOnly", Value::Bool(read_only)),
        ("isImmutable", Value::Bool(false)),
        ("isMultiple", Value::Bool(multiple)),
        ("isDynamic", Value::Bool(dynamic)),
        ("title", title.into()),
    ])
}

fn about_user_field(field: &UserField, style: Style) -> Value {
    let title: &str = if style.is_legacy() { &field.field_name } else { &field.label_ru };
    let mut about = about(field.kind.type_id(), false, field.mandatory, field.multiple, true, title);
    if field.kind == UserFieldKind::Enumeration {
        let items =
            field.items.iter().map(|item| Value::map([("ID", Value::text(item.id)), ("VALUE", (&*item.value).into())]));
        about.set("items", Value::List(items.collect()));
    }
    if style.is_legacy() {
        for label in ["listLabel", "formLabel", "filterLabel"] {
            about.set(label, (&*field.label_ru).into());
        }
    } else {
        about.set("upperName", (&*field.field_name).into());
    }
    about.set("settings", Value::Map(Vec::new()));
    about
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_field_names_are_camelised_as_documented() {
        assert_eq!(camel_name("UF_CRM_1720019876534"), "ufCrm_1720019876534");
        assert_eq!(camel_name("UF_CRM_2_1639669411830"), "ufCrm2_1639669411830");
        assert_eq!(camel_name("UF_CRM_DIRECTION"), "ufCrmDirection");
    }
}
