//! Looking as somebody else: who administers the reports may see what a chosen person sees. Never further than one's own
//! sight, nothing can be changed meanwhile, and it is noted in the audit log.

use super::act::Act;
use crate::app::App;
use crate::http::error::Error;
use domain::activity::rights::{RightSet, RightSource, Sees};
use domain::activity::setup::Setup;
use domain::ids::{PersonId, PortalId};
use http::request::Parts;

/// Why nothing is changed.
pub(in crate::http) const NOTHING_CHANGES: &str = "who looks as somebody else changes nothing";

/// The person a request wants to look as (`as=ID`), unless it is who asks anyway.
///
/// # Errors
/// [`Error::Invalid`] for what is no id.
pub(in crate::http) fn wanted(parts: &Parts, person: PersonId) -> Result<Option<PersonId>, Error> {
    let query = parts.uri.query().unwrap_or_default();
    let Some((_, value)) = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "as") else {
        return Ok(None);
    };
    let id = value.parse::<i64>().ok().filter(|id| *id > 0).map(PersonId);
    let id = id.ok_or_else(|| Error::Invalid { field: "as", detail: "the id of a person".to_owned() })?;
    Ok(Some(id).filter(|eyes| *eyes != person))
}

/// Lends `eyes` to a person with these rights, and says what the eyes may see and do.
///
/// # Errors
/// [`Error::Forbidden`] to who does not administer all of the reports, [`Error::NotFound`] for eyes that the portal does
/// not have, and when the store fails.
pub(in crate::http) async fn lend(
    app: &App,
    portal: PortalId,
    (person, rights): (PersonId, &RightSet),
    setup: &Setup,
    eyes: PersonId,
) -> Result<(RightSet, RightSource), Error> {
    if !rights.settings || rights.sees != Sees::All {
        return Err(Error::Forbidden("only who administers the reports may look as somebody else"));
    }
    setup.person(eyes).ok_or(Error::NotFound)?;
    if app.boards.first_look(portal, person, eyes).await {
        let mut act = Act::begin(app, portal, person).await?;
        act.note("view.as", Some(eyes), serde_json::json!({})).await?;
        act.tx.commit().await?;
    }
    Ok(setup.rights_known_of(eyes))
}
