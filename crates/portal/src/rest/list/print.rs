//! Rows as JSON in the two styles, with the columns a client selected.

use std::borrow::Cow;

use crate::dates::{print_day, print_instant};
use crate::model::{MONEY_SCALE, Records, UserField, UserFieldKind};
use crate::php::{Key, Value};

use super::Cell;
use super::field::{Column, Entity, Field, Kind, Style, camel_name, column_by_name, fields_of};

/// The columns to print.
pub(crate) struct Select<'r, T: 'static> {
    columns: Vec<(Key, Column<'r, T>)>,
    extras: Vec<Key>,
}

/// Reads `select`: names, `*` for all standard columns, `UF_*` for all user fields. Nothing selected means `*` in legacy
/// lists and everything in item lists. The id always comes along.
pub(crate) fn parse_select<'r, T: Entity>(value: Option<&Value>, style: Style, records: &'r Records) -> Select<'r, T> {
    let names: Vec<Cow<'_, str>> =
        value.map(|value| value.items().into_iter().filter_map(Value::as_text).collect()).unwrap_or_default();
    let mut select = Select { columns: Vec::new(), extras: Vec::new() };
    if names.iter().all(|name| name.is_empty()) {
        select.add_standard(style);
        if style.is_legacy() {
            select.extras.extend(T::extras_of_all(style).iter().map(|name| Cow::Borrowed(*name)));
        } else {
            select.add_user(style, records);
        }
        return select;
    }
    select.add_field(&T::fields()[0], style);
    for name in names {
        match &*name {
            "*" => {
                select.add_standard(style);
                select.extras.extend(T::extras_of_all(style).iter().map(|name| Cow::Borrowed(*name)));
                if !style.is_legacy() {
                    select.add_user(style, records);
                }
            }
            mask if mask.eq_ignore_ascii_case("UF_*") => select.add_user(style, records),
            name => match column_by_name::<T>(name, style, records) {
                Some(Column::Standard(field)) => select.add_field(field, style),
                Some(Column::User(field)) => select.add_user_field(field, style),
                // Phones of items come with `*` only (documented).
                None if name == "fm" => {}
                None => select.extras.push(Cow::Owned(name.to_owned())),
            },
        }
    }
    select
}

impl<'r, T: Entity> Select<'r, T> {
    fn push(&mut self, name: Key, column: Column<'r, T>) {
        if !self.columns.iter().any(|(present, _)| *present == name) {
            self.columns.push((name, column));
        }
    }

    fn add_field(&mut self, field: &'static Field<T>, style: Style) {
        self.push(Cow::Borrowed(field.name(style)), Column::Standard(field));
    }

    fn add_user_field(&mut self, field: &'r UserField, style: Style) {
        let name = if style == Style::Item { camel_name(&field.field_name) } else { field.field_name.to_string() };
        self.push(Cow::Owned(name), Column::User(field));
    }

    fn add_standard(&mut self, style: Style) {
        for field in fields_of::<T>(style) {
            self.add_field(field, style);
        }
    }

    fn add_user(&mut self, style: Style, records: &'r Records) {
        for field in T::user_fields(records) {
            self.add_user_field(field, style);
        }
    }
}

/// Prints one row.
pub(crate) fn print_row<T: Entity>(row: &T, select: &Select<'_, T>, style: Style, records: &Records) -> Value {
    let mut pairs = Vec::with_capacity(select.columns.len() + select.extras.len());
    for (name, column) in &select.columns {
        let cell = column.read(row, records);
        let value = match column {
            Column::User(field) if cell == Cell::None => empty_user_value(field, style),
            _ if style.is_legacy() => legacy(&cell, column.kind(), records),
            _ => typed(&cell, records),
        };
        pairs.push((name.clone(), value));
    }
    for name in &select.extras {
        if let Some(value) = row.extra(name, records) {
            pairs.push((name.clone(), value));
        }
    }
    Value::Map(pairs)
}

fn empty_user_value(field: &UserField, style: Style) -> Value {
    match (style.is_legacy(), field.multiple) {
        (true, true) => Value::Bool(false),
        (true, false) if matches!(field.kind, UserFieldKind::Integer | UserFieldKind::Double) => Value::Null,
        (true, false) => Value::word(""),
        (false, true) => Value::List(Vec::new()),
        (false, false) => Value::Null,
    }
}

/// A datetime of a legacy list: text, or nothing for 0.
pub(crate) fn legacy_datetime(ms: i64, records: &Records) -> Value {
    if ms == 0 { Value::Null } else { print_instant(ms, &records.zone).into() }
}

/// Money with two digits after the point.
pub(crate) fn money_text(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let hundredths = (amount.abs() + 50) / 100;
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

fn legacy(cell: &Cell<'_>, kind: Kind, records: &Records) -> Value {
    match cell {
        Cell::None | Cell::Ref(0) => Value::Null,
        Cell::Int(number) => Value::text(number),
        Cell::Ref(id) | Cell::Item(id) => Value::text(id),
        Cell::Money(amount) => money_text(*amount).into(),
        Cell::Double(number) => Value::text(number),
        Cell::Text(text) => (*text).into(),
        Cell::Made(text) => text.as_str().into(),
        Cell::Flag(yes) => Value::flag(*yes),
        Cell::UserFlag(yes) => Value::word(if *yes { "1" } else { "0" }),
        Cell::Instant(ms) => print_instant(*ms, &records.zone).into(),
        Cell::Day(day) => print_day(*day, &records.zone).into(),
        Cell::Ids(ids) if kind == Kind::UserField(UserFieldKind::Enumeration) => {
            Value::List(ids.iter().map(|id| Value::from(*id)).collect())
        }
        Cell::Ids(ids) => Value::List(ids.iter().map(Value::text).collect()),
        Cell::Amount(amount, currency) => Value::text(format!("{}|{currency}", money_text(*amount))),
        Cell::Many(cells) => Value::List(cells.iter().map(|cell| legacy(cell, kind, records)).collect()),
    }
}

fn typed(cell: &Cell<'_>, records: &Records) -> Value {
    match cell {
        Cell::None => Value::Null,
        Cell::Int(number) => Value::Int(*number),
        Cell::Ref(id) | Cell::Item(id) => Value::from(*id),
        Cell::Money(amount) => Value::Float(money_float(*amount)),
        Cell::Double(number) => Value::Float(*number),
        Cell::Text(text) => (*text).into(),
        Cell::Made(text) => text.as_str().into(),
        Cell::Flag(yes) | Cell::UserFlag(yes) => Value::flag(*yes),
        Cell::Instant(ms) => print_instant(*ms, &records.zone).into(),
        Cell::Day(day) => print_day(*day, &records.zone).into(),
        Cell::Ids(ids) => Value::List(ids.iter().map(|id| Value::from(*id)).collect()),
        Cell::Amount(amount, currency) => Value::text(format!("{}|{currency}", money_float(*amount))),
        Cell::Many(cells) => Value::List(cells.iter().map(|cell| typed(cell, records)).collect()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "amounts are printed as the floats the platform uses")]
fn money_float(amount: i64) -> f64 {
    amount as f64 / MONEY_SCALE as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_prints_with_two_digits() {
        assert_eq!(money_text(199_999_900), "19999.99");
        assert_eq!(money_text(-5_000), "-0.50");
        assert_eq!(money_text(0), "0.00");
    }
}
