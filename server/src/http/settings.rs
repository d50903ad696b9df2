//! Settings of the report: what is in force, what can be chosen, what a choice would make of the report, the choice.

mod preview;

use crate::app::App;
use crate::http::body::Body;
use crate::http::error::Error;
use crate::http::viewer::{SettingsAdmin, Viewer};
use crate::sync::rows::Reading;
use axum::Json;
use axum::extract::State;
use domain::directory::Choice;
use domain::ids::PortalId;
use domain::progress::{Entity, Phase};
use domain::settings::{
    CompanyPart, DirectionSource, EMPLOYEES, FieldChoice, FieldKind, INDUSTRY, KeptSettings, PipelineChoice, REVENUE,
    Settings, SettingsChoices, SettingsPreview, StageChoice, guess_company_fields, guess_directions,
};
use serde::Deserialize;
use serde_json::json;
use store::{Dictionaries, NewAudit, OwnerType, Reader, Touched};

/// Standard fields of the company that can be chosen, with what they hold.
const STANDARD: [(&str, FieldKind); 8] = [
    (INDUSTRY, FieldKind::Dictionary),
    (EMPLOYEES, FieldKind::Dictionary),
    ("COMPANY_TYPE", FieldKind::Dictionary),
    (REVENUE, FieldKind::Number),
    ("ADDRESS_REGION", FieldKind::Text),
    ("ADDRESS_PROVINCE", FieldKind::Text),
    ("ADDRESS_CITY", FieldKind::Text),
    ("UTM_SOURCE", FieldKind::Text),
];

/// `GET /api/settings`.
pub async fn show_settings(viewer: Viewer, State(app): State<App>) -> Result<Json<KeptSettings>, Error> {
    let mut reader = app.store.read().await?;
    kept(&mut reader, viewer.portal.id).await.map(Json)
}

/// `GET /api/settings/choices`.
pub async fn show_choices(admin: SettingsAdmin, State(app): State<App>) -> Result<Json<SettingsChoices>, Error> {
    let mut reader = app.store.read().await?;
    choices(&mut reader, admin.0.portal.id).await.map(Json)
}

/// Unsaved settings.
#[derive(Debug, Deserialize)]
pub struct Unsaved {
    settings: Settings,
}

/// `POST /api/settings/preview`: counts and some rows as these settings would make them; nothing is stored.
pub async fn preview_settings(
    admin: SettingsAdmin,
    State(app): State<App>,
    Body(unsaved): Body<Unsaved>,
) -> Result<Json<SettingsPreview>, Error> {
    let mut reader = app.store.read().await?;
    check(&unsaved.settings, &choices(&mut reader, admin.0.portal.id).await?)?;
    drop(reader);
    preview::of(&app, &admin.0, &unsaved.settings).await.map(Json)
}

/// A choice, made while looking at a version.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    version: i64,
    settings: Settings,
}

/// `PUT /api/settings`: tables are filled anew; fields that rows were not read with are read from the portal.
pub async fn change_settings(
    admin: SettingsAdmin,
    State(app): State<App>,
    Body(chosen): Body<Chosen>,
) -> Result<Json<KeptSettings>, Error> {
    let portal = &admin.0.portal;
    let settings = &chosen.settings;
    let mut tx = app.store.begin().await?;
    tx.portals().take_turn(portal.id).await?;
    let before = tx.portals().settings(portal.id).await?;
    let changed = tx.portals().change_settings(portal.id, chosen.version, settings).await?;
    if changed.is_none() {
        return Err(Error::Conflict("somebody else changed the settings meanwhile"));
    }
    check(settings, &choices_of(&mut tx.dictionaries(portal.id)).await?)?;
    let unread = Reading::of(portal, &before).differing(&Reading::of(portal, settings));
    tx.remapped(portal.id).clear_companies(&settings.fields.differing(&before.fields)).await?;
    if unread.contains(&Entity::Deals) {
        tx.remapped(portal.id).clear_directions().await?;
    }
    tx.cursors(portal.id).forget(&unread).await?;
    let phase = tx.portals().find(portal.id).await?.ok_or(Error::NotFound)?.phase;
    if !unread.is_empty() && phase == Phase::Ready {
        tx.portals().set_phase(portal.id, Phase::Backfill, None).await?;
    }
    let revision = tx.portals().bump_revision(portal.id, app.clock.now()).await?;
    tx.touched(portal.id).note(revision, &Touched::Everything).await?;
    tx.audit(portal.id)
        .add(&NewAudit {
            made: app.clock.now(),
            author: admin.0.person,
            action: "settings.change",
            person: None,
            detail: json!({"before": before, "after": settings}),
        })
        .await?;
    tx.commit().await?;
    app.changes.tell(portal.id);
    app.sync.wake(portal.id);
    let mut reader = app.store.read().await?;
    kept(&mut reader, portal.id).await.map(Json)
}

async fn kept(reader: &mut Reader, portal: PortalId) -> Result<KeptSettings, Error> {
    let kept = reader.portals().kept_settings(portal).await?;
    let cursors = reader.cursors(portal).load().await?;
    let read = |entity| cursors.iter().any(|cursor| cursor.entity == entity && cursor.finished);
    let reading = !(read(Entity::Companies) && read(Entity::Deals));
    Ok(KeptSettings { reading, ..kept })
}

async fn choices(reader: &mut Reader, portal: PortalId) -> Result<SettingsChoices, Error> {
    choices_of(&mut reader.dictionaries(portal)).await
}

async fn choices_of(dictionaries: &mut Dictionaries<'_>) -> Result<SettingsChoices, Error> {
    let pipelines: Vec<PipelineChoice> = dictionaries
        .pipelines()
        .await?
        .into_iter()
        .map(|pipeline| PipelineChoice { id: pipeline.id, name: pipeline.name })
        .collect();
    let stages = dictionaries.stages().await?.into_iter().map(|stage| StageChoice {
        phase: domain::deals::Phase::of_semantics(&stage.semantics),
        stage_id: stage.stage_id,
        pipeline: stage.pipeline,
        name: stage.name,
    });
    let stages = stages.collect();
    let mut direction_fields = fields_of(dictionaries, OwnerType::DEAL, &[]).await?;
    direction_fields.retain(|field| field.kind == FieldKind::Enumeration && !field.multiple);
    let company_fields = fields_of(dictionaries, OwnerType::COMPANY, &STANDARD).await?;
    let currencies = dictionaries.currencies().await?.into_iter().map(|currency| currency.code.0).collect();
    let guess = Settings {
        directions: guess_directions(pipelines.len(), &direction_fields),
        fields: guess_company_fields(&company_fields),
        ..Settings::default()
    };
    Ok(SettingsChoices { pipelines, stages, direction_fields, company_fields, currencies, guess })
}

async fn fields_of(
    dictionaries: &mut Dictionaries<'_>,
    owner: OwnerType,
    standard: &[(&str, FieldKind)],
) -> Result<Vec<FieldChoice>, Error> {
    let mut choices = dictionaries.all_choices(owner).await?;
    let mut items = |field: &str| {
        let items = choices.remove(field).unwrap_or_default();
        items.into_iter().map(|item| Choice { key: item.key, name: item.name }).collect()
    };
    let mut fields: Vec<FieldChoice> = Vec::new();
    for (name, kind) in standard {
        let items = items(name);
        fields.push(FieldChoice {
            name: (*name).to_owned(),
            title: String::new(),
            kind: *kind,
            multiple: false,
            items,
        });
    }
    for field in dictionaries.fields(owner).await? {
        let items = items(&field.name);
        let (name, title, kind, multiple) = (field.name, field.title, field.kind, field.multiple);
        fields.push(FieldChoice { name, title, kind, multiple, items });
    }
    Ok(fields)
}

/// Checks settings against what the portal has.
fn check(settings: &Settings, choices: &SettingsChoices) -> Result<(), Error> {
    settings.check().map_err(|error| Error::Invalid { field: error.field, detail: error.detail })?;
    if let DirectionSource::Field(name) = &settings.directions
        && !choices.direction_fields.iter().any(|field| field.name == *name)
    {
        return Err(Error::Invalid { field: "directions", detail: format!("{name} cannot be directions") });
    }
    for part in CompanyPart::ALL {
        let Some(name) = settings.fields.of(part) else { continue };
        let known = choices.company_fields.iter().find(|field| field.name == name);
        if !known.is_some_and(|field| field.kind.suits(part)) {
            return Err(Error::Invalid { field: field_of(part), detail: format!("{name} cannot be this") });
        }
    }
    Ok(())
}

/// The name of the setting that maps a part.
fn field_of(part: CompanyPart) -> &'static str {
    match part {
        CompanyPart::Inn => "fields.inn",
        CompanyPart::Turnover => "fields.turnover",
        CompanyPart::Employees => "fields.employees",
        CompanyPart::Sector => "fields.sector",
        CompanyPart::Region => "fields.region",
        CompanyPart::Source => "fields.source",
    }
}
