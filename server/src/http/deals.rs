//! Creating a deal from a cell of the report.
//!
//! Only where nothing stands in the way of one, once per wish however often the button is pressed, and as the person who
//! asked: with a token of theirs the portal itself checks what they may do.

use crate::app::App;
use crate::http::body::Body;
use crate::http::error::Error;
use crate::http::viewer::Viewer;
use crate::identity::Opening;
use axum::Json;
use axum::extract::State;
use bitrix24::lenient::{i64_of, text_of};
use bitrix24::{ErrorKind, PortalClient};
use domain::deals::DirectionState;
use domain::ids::DealId;
use domain::report::drill::{CreatedDeal, LONGEST_KEY, NewDeal};
use domain::settings::{DirectionSource, Settings};
use http::StatusCode;
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use std::time::Duration;
use store::{CreatedDealRow, NewAudit};

/// How long a person waits for the portal's limits.
const PATIENCE: Duration = Duration::from_secs(10);

/// `POST /api/report/deals`.
pub async fn create_deal(
    viewer: Viewer,
    State(app): State<App>,
    Body(wish): Body<NewDeal>,
) -> Result<(StatusCode, Json<CreatedDeal>), Error> {
    if wish.key.is_empty() || wish.key.len() > LONGEST_KEY {
        return Err(Error::Invalid { field: "key", detail: format!("from 1 to {LONGEST_KEY} bytes") });
    }
    // A key is the person's own: nobody learns or blocks another one's deal by guessing it.
    let key = format!("{}:{}", viewer.person, wish.key);
    let row = CreatedDealRow {
        person: viewer.person,
        company: wish.company,
        direction: wish.direction,
        deal: None,
        contacts: 0,
    };
    if let Some(earlier) = begin(&app, &viewer, &key, &row, &wish).await? {
        return Ok((StatusCode::OK, Json(earlier)));
    }
    let made = match prepare(&app, &viewer, &wish).await {
        Ok((client, fields)) => ask(&client, &wish, &fields).await,
        Err(error) => Err((error, Outcome::Refused)),
    };
    match made {
        Ok((id, contacts)) => {
            let mut tx = app.store.begin().await?;
            tx.portals().take_turn(viewer.portal.id).await?;
            let count = u32::try_from(contacts).unwrap_or(u32::MAX);
            tx.created_deals(viewer.portal.id).finish(&key, id, count).await?;
            tx.audit(viewer.portal.id)
                .add(&NewAudit {
                    made: app.clock.now(),
                    author: viewer.person,
                    action: "deal.create",
                    person: None,
                    detail: json!({"deal": id, "company": wish.company, "direction": wish.direction}),
                })
                .await?;
            tx.commit().await?;
            app.sync.wake(viewer.portal.id);
            Ok((StatusCode::CREATED, Json(created(id, contacts, false))))
        }
        Err((error, outcome)) => {
            if outcome == Outcome::Refused {
                let mut tx = app.store.begin().await?;
                tx.created_deals(viewer.portal.id).give_up(&key).await?;
                tx.commit().await?;
            }
            Err(error)
        }
    }
}

/// What is known of a wish that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// There is no deal: it may be wished again.
    Refused,
    /// The answer was lost: there may be a deal, so the same wish is not sent again.
    Unknown,
}

fn created(id: DealId, contacts: usize, repeated: bool) -> CreatedDeal {
    CreatedDeal { id, path: format!("/crm/deal/details/{id}/"), contacts, repeated }
}

/// Notes the wish; answers the deal of an earlier one with the same key.
async fn begin(
    app: &App,
    viewer: &Viewer,
    key: &str,
    row: &CreatedDealRow,
    wish: &NewDeal,
) -> Result<Option<CreatedDeal>, Error> {
    let mut tx = app.store.begin().await?;
    let earlier = tx.created_deals(viewer.portal.id).begin(key, row, app.clock.now()).await?;
    tx.commit().await?;
    let Some(earlier) = earlier else {
        return Ok(None);
    };
    if (earlier.company, earlier.direction) != (wish.company, wish.direction) {
        return Err(Error::Invalid { field: "key", detail: "belongs to another deal".to_owned() });
    }
    match earlier.deal {
        Some(id) => Ok(Some(created(id, earlier.contacts as usize, true))),
        None => Err(Error::Conflict("this deal is being created, or the portal did not say whether it was")),
    }
}

/// Checks the wish and says as whom and with which fields the portal is asked.
async fn prepare(app: &App, viewer: &Viewer, wish: &NewDeal) -> Result<(PortalClient, Value), Error> {
    let report = app.reports.current(&viewer.portal).await?;
    let today = app.reports.today(&viewer.portal);
    let (title, settings) = {
        let state = report.read();
        let row = state.table.row(wish.company, today).filter(|row| viewer.scope.includes(row.responsible));
        let row = row.ok_or(Error::NotFound)?;
        let directions = &state.table.directory().directions;
        let place = directions.iter().position(|direction| direction.id == wish.direction);
        let place = place.ok_or(Error::Invalid { field: "direction", detail: "no such direction".to_owned() })?;
        let direction = u16::try_from(place).map_err(Error::internal)?;
        allowed(row.state(direction, today, state.table.thresholds()))?;
        (format!("{}: {}", row.title, directions[place].name), state.settings.clone())
    };
    let client = app.sync.client(&viewer.portal).map_err(Error::internal)?.with_patience(PATIENCE);
    let client = match &wish.auth_id {
        None => client,
        Some(auth_id) => client.as_user(proven(app, viewer, auth_id).await?),
    };
    Ok((client, fields(app, viewer, wish, &settings, title.trim_end_matches(": ")).await?))
}

fn allowed(state: DirectionState) -> Result<(), Error> {
    match state {
        DirectionState::Suspended(_) | DirectionState::Free => Ok(()),
        DirectionState::Work(_) => Err(Error::Conflict("there is a deal in work in this direction")),
        DirectionState::Preparation(_) => Err(Error::Conflict("there is a deal in preparation in this direction")),
        DirectionState::RecentlyFailed(_) => Err(Error::Conflict("the client refused in this direction recently")),
    }
}

/// A token is used only when it is this viewer's, in this portal.
async fn proven(app: &App, viewer: &Viewer, auth_id: &str) -> Result<SecretString, Error> {
    let opening = Opening {
        auth_id: auth_id.to_owned(),
        member_id: viewer.portal.member_id.clone(),
        domain: viewer.portal.domain.clone(),
        server_endpoint: None,
    };
    let verified = app.launches.verify(&opening).await?;
    if verified.person == viewer.person {
        Ok(SecretString::from(auth_id))
    } else {
        Err(Error::Forbidden("the token is somebody else's"))
    }
}

async fn fields(app: &App, viewer: &Viewer, wish: &NewDeal, settings: &Settings, title: &str) -> Result<Value, Error> {
    let mut fields = Map::new();
    let pipeline = match &settings.directions {
        DirectionSource::Pipelines => wish.direction.0,
        DirectionSource::Field(name) => {
            if wish.direction.0 != 0 {
                fields.insert(name.clone(), json!(wish.direction.0));
            }
            // Where deals of this direction usually are.
            let mut reader = app.store.read().await?;
            reader.report(viewer.portal.id).usual_pipeline(wish.direction).await?
        }
    };
    fields.insert("TITLE".to_owned(), json!(title));
    fields.insert("COMPANY_ID".to_owned(), json!(wish.company.0));
    fields.insert("CATEGORY_ID".to_owned(), json!(pipeline));
    fields.insert("ASSIGNED_BY_ID".to_owned(), json!(viewer.person.0));
    fields.insert("OPENED".to_owned(), json!("Y"));
    Ok(Value::Object(fields))
}

/// Asks the portal for the deal and gives it the company's contacts; a deal without them is still a deal.
async fn ask(client: &PortalClient, wish: &NewDeal, fields: &Value) -> Result<(DealId, usize), (Error, Outcome)> {
    let answer = client.call("crm.deal.add", json!({"fields": fields})).await.map_err(|error| refused(&error))?;
    let id = i64_of(&answer.result)
        .filter(|id| *id > 0)
        .map(DealId)
        .ok_or_else(|| (Error::Portal("the portal did not say which deal it created".to_owned()), Outcome::Unknown))?;
    let contacts = copy_contacts(client, wish, id).await.unwrap_or_else(|error| {
        tracing::warn!(deal = id.0, %error, "contacts could not be copied");
        0
    });
    Ok((id, contacts))
}

async fn copy_contacts(client: &PortalClient, wish: &NewDeal, deal: DealId) -> Result<usize, bitrix24::Error> {
    let found = client.call("crm.company.contact.items.get", json!({"id": wish.company.0})).await?.result;
    let contact = |item: &Value| {
        let id = item.get("CONTACT_ID").and_then(i64_of).filter(|id| *id > 0)?;
        let field = |name: &str, usual: &str| item.get(name).and_then(text_of).unwrap_or_else(|| usual.to_owned());
        Some(json!({"CONTACT_ID": id, "SORT": field("SORT", "10"), "IS_PRIMARY": field("IS_PRIMARY", "N")}))
    };
    let items: Vec<Value> = found.as_array().into_iter().flatten().filter_map(contact).collect();
    if !items.is_empty() {
        client.call("crm.deal.contact.items.set", json!({"id": deal.0, "items": items})).await?;
    }
    Ok(items.len())
}

/// What the portal said, in its words, and whether it may have created a deal all the same.
fn refused(error: &bitrix24::Error) -> (Error, Outcome) {
    match error.kind {
        ErrorKind::Denied | ErrorKind::BadRequest | ErrorKind::NotFound => {
            (Error::Refused(error.message.clone()), Outcome::Refused)
        }
        ErrorKind::Transport | ErrorKind::Protocol => (Error::Portal(error.to_string()), Outcome::Unknown),
        _ => (Error::Portal(error.to_string()), Outcome::Refused),
    }
}
