//! Who did what, for whoever administers this report.

use crate::app::App;
use crate::http::activity::comments::invalid;
use crate::http::activity::input::Question;
use crate::http::activity::viewer::{ActivityViewer, SettingsReader};
use crate::http::error::Error;
use axum::Json;
use axum::extract::State;
use domain::day::{Day, Millis};
use domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::AuditFilter;

/// Entries answered at once.
const PAGE: i64 = 100;

/// Which entries.
#[derive(Debug, Deserialize)]
pub struct AuditQuery {
    author: Option<i64>,
    person: Option<i64>,
    action: Option<String>,
    from: Option<i64>,
    until: Option<i64>,
    first: Option<i32>,
    last: Option<i32>,
    before: Option<i64>,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its number: what the next page comes before.
    pub id: i64,
    /// When.
    pub made: Millis,
    /// Who.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// What.
    pub action: String,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// Their name.
    pub person_name: Option<String>,
    /// What exactly.
    pub detail: Value,
}

/// The moment a day begins in the portal's zone; days far beyond any entry are answered as never or always.
fn beginning(viewer: &ActivityViewer, day: i32) -> Result<Millis, Error> {
    let (year, month, number) = Day(day).civil();
    let date = i16::try_from(year)
        .ok()
        .and_then(|year| jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(number).ok()?).ok());
    let start = date.and_then(|date| crate::clock::zone(&viewer.portal.zone).to_zoned(date.at(0, 0, 0, 0)).ok());
    start.map(|at| Millis(at.timestamp().as_millisecond())).ok_or_else(|| invalid("first", "a day"))
}

/// `GET /api/activity/audit[?author=1][&person=7][&action=plan][&first=…][&last=…][&from=…][&until=…][&before=…]`: days in
/// the portal's zone, both included; or moments.
pub async fn show_audit(
    SettingsReader(viewer): SettingsReader,
    State(app): State<App>,
    Question(asked): Question<AuditQuery>,
) -> Result<Json<Vec<AuditEntry>>, Error> {
    if asked.action.as_ref().is_some_and(|action| action.len() > 50) {
        return Err(invalid("action", "too long"));
    }
    if viewer.rights.sees != domain::activity::rights::Sees::All {
        return Err(Error::Forbidden("only who sees everybody may read the audit log"));
    }
    let first = asked.first.map(|day| beginning(&viewer, day)).transpose()?;
    let last = asked.last.map(|day| beginning(&viewer, day.saturating_add(1))).transpose()?;
    let filter = AuditFilter {
        author: asked.author.map(PersonId),
        person: asked.person.map(PersonId),
        action: asked.action.filter(|action| !action.is_empty()),
        from: first.or(asked.from.map(Millis)),
        until: last.or(asked.until.map(Millis)),
        before: asked.before,
    };
    let rows = app.store.read().await?.audit(viewer.portal.id).list(&filter, PAGE).await?;
    let entry = |row: store::AuditRow| AuditEntry {
        id: row.id,
        made: row.made,
        author: row.author,
        author_name: viewer.name(row.author),
        action: row.action,
        person: row.person,
        person_name: row.person.map(|person| viewer.name(person)),
        detail: row.detail,
    };
    Ok(Json(rows.into_iter().map(entry).collect()))
}
