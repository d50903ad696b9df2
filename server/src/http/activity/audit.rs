//! Who did what, for whoever administers this report.

use crate::app::App;
use crate::http::activity::comments::invalid;
use crate::http::activity::input::Question;
use crate::http::activity::viewer::SettingsReader;
use crate::http::error::Error;
use axum::Json;
use axum::extract::State;
use domain::day::Millis;
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

/// `GET /api/activity/audit[?author=1][&person=7][&action=plan][&from=…][&until=…][&before=…]`: of people the viewer sees.
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
    let filter = AuditFilter {
        author: asked.author.map(PersonId),
        person: asked.person.map(PersonId),
        action: asked.action.filter(|action| !action.is_empty()),
        from: asked.from.map(Millis),
        until: asked.until.map(Millis),
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
