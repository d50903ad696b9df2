//! Phones, e-mails and sites as clients write them: new ones added, known ones changed or removed by their ids.

use crate::model::{ContactPoint, ContactPointKind};
use crate::php::Value;

/// The kind of contact point a column holds.
pub(super) fn point_kind(column: &str) -> Option<ContactPointKind> {
    match column {
        "PHONE" => Some(ContactPointKind::Phone),
        "EMAIL" => Some(ContactPointKind::Email),
        "WEB" => Some(ContactPointKind::Web),
        _ => None,
    }
}

/// Applies the written points to those of a record. Without a kind of the column each point names its own (`typeId`).
pub(super) fn set_points(
    owner: u32,
    points: &mut Box<[ContactPoint]>,
    column: Option<ContactPointKind>,
    written: &Value,
) {
    let mut kept: Vec<Option<ContactPoint>> = points.iter().cloned().map(Some).collect();
    for item in written.items() {
        let value = if item.is_array() { item.param_text("VALUE") } else { item.as_text() };
        let value = value.filter(|_| !item.param("DELETE").is_some_and(Value::is_yes)).unwrap_or_default();
        let own_kind = item.param_text("typeId").and_then(|name| point_kind(&name));
        // Points are numbered from their owner's id.
        let known = item.param_int("ID").and_then(|id| usize::try_from(id - i64::from(owner) * 10 - 1).ok());
        match (known.and_then(|index| kept.get_mut(index)), column.or(own_kind)) {
            (Some(place), _) if value.is_empty() => *place = None,
            (Some(Some(point)), _) => point.value = value.into(),
            (None, Some(kind)) if !value.is_empty() => kept.push(Some(ContactPoint { kind, value: value.into() })),
            _ => {}
        }
    }
    *points = kept.into_iter().flatten().collect();
}
