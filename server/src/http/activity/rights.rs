//! Who may do what: to read, to give, to take back; and what the viewer may do.

use crate::app::App;
use crate::http::activity::act::Act;
use crate::http::activity::comments::invalid;
use crate::http::activity::input::Body;
use crate::http::activity::viewer::{ActivityViewer, SettingsAdmin, SettingsReader};
use crate::http::error::Error;
use axum::Json;
use axum::extract::State;
use domain::activity::administration::{
    ActivityChoices, DepartmentRights, KeptActivitySettings, PersonRights, RightsPage,
};
use domain::activity::answers::Me;
use domain::activity::rights::{PRESETS, RightSet, RightSource, Sees, Subject};
use domain::ids::DepartmentId;
use serde::Deserialize;
use serde_json::{Value, json};

/// `GET /api/activity/me[?as=7]`.
pub async fn show_me(viewer: ActivityViewer) -> Json<Me> {
    Json(Me {
        person: viewer.person,
        eyes: viewer.eyes,
        eyes_name: viewer.name(viewer.eyes),
        rights: viewer.rights,
        source: viewer.source,
        today: viewer.today,
        editable_until: viewer.setup.settings.editable_until,
    })
}

/// `GET /api/activity/rights`.
pub async fn show_rights(SettingsReader(viewer): SettingsReader) -> Json<RightsPage> {
    let setup = &viewer.setup;
    let departments = setup.departments.iter().map(|department| {
        let (rights, source) = setup.rights_within(department.id);
        DepartmentRights {
            id: department.id,
            name: department.name.clone(),
            parent: department.parent,
            sort: department.sort,
            given: setup.rights.0.get(&Subject::Department(department.id)).copied(),
            rights,
            source,
        }
    });
    let visible = setup.people.iter().filter(|one| one.active && viewer.scope.includes(Some(one.id)));
    let people = visible.map(|person| {
        let (rights, source) = setup.rights_known_of(person.id);
        PersonRights {
            id: person.id,
            name: person.full_name(),
            position: person.position.clone(),
            departments: person.departments.clone(),
            head: setup.departments.iter().any(|department| department.head == Some(person.id)),
            rights,
            source,
        }
    });
    Json(RightsPage {
        departments: departments.collect(),
        people: people.collect(),
        presets: PRESETS.iter().map(|(name, set)| ((*name).to_owned(), *set)).collect(),
        own: viewer.rights,
        admin: viewer.source == RightSource::PortalAdmin && !viewer.is_borrowed(),
        viewer: viewer.person,
    })
}

/// What to give to whom; `null` takes back what was given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    subject: Subject,
    set: Option<RightSet>,
}

/// `PUT /api/activity/rights`. Nobody changes their own rights, and nobody gives or takes more than they hold: portal
/// admins hold everything.
pub async fn give_rights(
    SettingsAdmin(viewer): SettingsAdmin,
    State(app): State<App>,
    Body(given): Body<Given>,
) -> Result<Json<Value>, Error> {
    let admin = viewer.source == RightSource::PortalAdmin;
    let person = match given.subject {
        Subject::Person(person) => {
            viewer.sees(person)?;
            Some(person)
        }
        Subject::Department(department) => {
            viewer.setup.department(department).ok_or(Error::NotFound)?;
            if viewer.rights.sees != Sees::All {
                return Err(Error::Forbidden("only who sees everybody may give rights to departments"));
            }
            None
        }
    };
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let setup = act.setup().await?;
    let before = setup.rights.0.get(&given.subject).copied();
    if !admin {
        let own_department =
            |id: DepartmentId| matches!(viewer.source, RightSource::Department(source) if source == id);
        let own =
            person == Some(viewer.person) || matches!(given.subject, Subject::Department(id) if own_department(id));
        if own {
            return Err(Error::Forbidden("nobody changes their own rights"));
        }
        if [before, given.set].into_iter().flatten().any(|set| exceeds(set, viewer.rights)) {
            return Err(Error::Forbidden("nobody gives or takes more than they hold"));
        }
    }
    act.tx.rights(act.portal).give(given.subject, given.set, (act.author, act.now)).await?;
    let what = json!({"subject": given.subject, "before": before, "after": given.set});
    act.note("right.give", person, what).await?;
    Ok(Json(json!({"revision": act.commit(&app).await?})))
}

/// Whether a set has anything that another lacks. Administering settings is given by portal admins alone.
fn exceeds(set: RightSet, held: RightSet) -> bool {
    let flags = [(set.complete, held.complete), (set.verify, held.verify), (set.export, held.export)];
    set.settings || set.sees > held.sees || set.plans > held.plans || flags.iter().any(|(set, held)| *set && !held)
}

/// `GET /api/activity/settings`.
pub async fn show_settings(
    SettingsReader(viewer): SettingsReader,
    State(app): State<App>,
) -> Result<Json<KeptActivitySettings>, Error> {
    let mut reader = app.store.read().await?;
    let mut setup = reader.activity_setup(viewer.portal.id);
    Ok(Json(KeptActivitySettings { version: setup.settings_version().await?, settings: setup.settings().await? }))
}

/// `GET /api/activity/settings/choices`.
pub async fn show_choices(
    SettingsReader(viewer): SettingsReader,
    State(app): State<App>,
) -> Result<Json<ActivityChoices>, Error> {
    let providers = app.store.read().await?.activities(viewer.portal.id).providers().await?;
    Ok(Json(ActivityChoices { providers }))
}

/// `PUT /api/activity/settings`. When another kind of call counts from now on, every day is counted anew in the background.
pub async fn change_settings(
    SettingsAdmin(viewer): SettingsAdmin,
    State(app): State<App>,
    Body(wanted): Body<KeptActivitySettings>,
) -> Result<Json<Value>, Error> {
    let KeptActivitySettings { version, settings: wanted } = wanted;
    wanted.check().map_err(|wrong| invalid(wrong.field, wrong.detail))?;
    if viewer.rights.sees != Sees::All {
        return Err(Error::Forbidden("only who sees everybody may change what counts"));
    }
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let mut setup = act.tx.activity_setup(act.portal);
    if setup.settings_version().await? != version {
        return Err(Error::Conflict("somebody else changed the settings meanwhile"));
    }
    let before = setup.settings().await?;
    let version = setup.save_settings(&wanted).await?;
    act.note("activity.settings", None, json!({"before": before, "after": wanted})).await?;
    let revision = act.commit(&app).await?;
    let (old, new) = (&before.counting, &wanted.counting);
    let recount = old.min_seconds != new.min_seconds || old.meeting_providers != new.meeting_providers;
    if recount {
        // A server that ends meanwhile leaves some days counted by the former rule; saving again counts them.
        let (app, portal) = (app.clone(), viewer.portal.clone());
        tokio::spawn(async move {
            if let Err(error) = app.boards.recount(&portal, &app.changes).await {
                tracing::error!(portal = portal.id.0, %error, "days could not be counted anew");
            }
        });
    }
    Ok(Json(json!({"revision": revision, "version": version, "recounting": recount})))
}
