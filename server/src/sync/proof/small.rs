//! The small lists: people, departments, pipelines, stages, choices, currencies, the calendar. They are compared whole,
//! as texts, and replaced whole.

use super::Run;
use crate::sync::SyncError;
use crate::sync::structure::Structure;
use domain::progress::Entity;
use domain::proof::{Difference, What};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::{OwnerType, Reader, Touched};

/// Pause before lists that differ are read once more.
const SECOND_LOOK: Duration = Duration::from_secs(2);

/// Entries of the small lists by entity and key: the fields of each with their canonical text.
type Entries = BTreeMap<(Entity, String), Vec<(&'static str, String)>>;

impl Run<'_> {
    /// Compares the small lists and repairs them.
    pub(super) async fn small_lists(&mut self) -> Result<(), SyncError> {
        let mut there = self.read_structure().await?;
        let mut here = self.stored(&there).await?;
        let mut found = differences(&here, &entries(&there));
        if !found.is_empty() {
            // A department may just have been renamed and be on its way.
            self.proof.watch.hasten();
            tokio::time::sleep(SECOND_LOOK).await;
            there = self.read_structure().await?;
            here = self.stored(&there).await?;
            let again = differences(&here, &entries(&there));
            found.retain(|difference| again.contains(difference));
        }
        for entity in [Entity::People, Entity::Departments, Entity::Dictionaries] {
            let of = |all: &Entries| {
                let count = all.keys().filter(|(of, _)| *of == entity).count();
                u64::try_from(count).unwrap_or(u64::MAX)
            };
            let (here, there) = (of(&here), of(&entries(&there)));
            let started = self.started;
            let proof = self.entity(entity);
            (proof.here, proof.there, proof.compared, proof.whole_at) = (here, Some(there), there, Some(started));
        }
        if !found.is_empty() && self.proof.terms.repair {
            self.store_structure(&there).await?;
        }
        let repaired = self.proof.terms.repair;
        found.into_iter().for_each(|difference| self.differs(Difference { repaired, ..difference }));
        Ok(())
    }

    async fn read_structure(&mut self) -> Result<Structure, SyncError> {
        let before = self.proof.client.counters().calls;
        let structure = Structure::read(self.proof.client).await?;
        // Calls of others in these moments are counted along: the account is rather too high.
        self.account.note_requests(self.proof.client.counters().calls - before);
        Ok(structure)
    }

    async fn stored(&self, like: &Structure) -> Result<Entries, SyncError> {
        let mut reader = self.proof.store.read().await?;
        let mut stored = stored_structure(&mut reader, self.proof.portal, like).await?;
        // Whoever the portal has dropped stays as a former person: their records keep their names.
        let known: BTreeSet<_> = like.people.iter().map(|person| person.id).collect();
        stored.people.retain(|person| person.active || known.contains(&person.id));
        Ok(entries(&stored))
    }

    async fn store_structure(&self, there: &Structure) -> Result<(), SyncError> {
        let proof = self.proof;
        let mut tx = proof.store.begin().await?;
        there.store(&mut tx, proof.portal).await?;
        let revision = tx.portals().bump_revision(proof.portal, proof.clock.now()).await?;
        tx.touched(proof.portal).note(revision, &Touched::Everything).await?;
        tx.commit().await?;
        proof.changes.tell(proof.portal);
        Ok(())
    }
}

/// The stored lists, of fields those that the portal has or the copy knows.
async fn stored_structure(
    reader: &mut Reader,
    portal: domain::ids::PortalId,
    like: &Structure,
) -> Result<Structure, store::Error> {
    let mut stored = Structure {
        people: reader.people(portal).all().await?,
        departments: reader.departments(portal).all().await?,
        ..Structure::default()
    };
    let mut dictionaries = reader.dictionaries(portal);
    stored.pipelines = dictionaries.pipelines().await?;
    stored.stages = dictionaries.stages().await?;
    stored.currencies = dictionaries.currencies().await?;
    // A portal that does not tell its calendar leaves the known one as it is.
    stored.calendar = if like.calendar.is_some() { dictionaries.calendar().await? } else { None };
    for owner in [OwnerType::DEAL, OwnerType::COMPANY] {
        stored.fields.extend(dictionaries.fields(owner).await?);
    }
    let known = stored.fields.iter().map(|field| (field.owner, field.name.clone()));
    let named = like.choices.iter().map(|(owner, field, _)| (*owner, field.clone()));
    let lists: BTreeSet<(OwnerType, String)> = known.chain(named).collect();
    for (owner, field) in lists {
        let choices = dictionaries.choices(owner, &field).await?;
        stored.choices.push((owner, field, choices));
    }
    Ok(stored)
}

/// Every entry as texts, without what the engines cannot hold.
fn entries(structure: &Structure) -> Entries {
    let mut all = Entries::new();
    let mut put = |entity: Entity, key: String, fields: Vec<(&'static str, String)>| {
        let fields = fields.into_iter().map(|(name, value)| (name, value.replace('\0', ""))).collect();
        all.insert((entity, key), fields);
    };
    for person in &structure.people {
        let fields = vec![
            ("name", person.name.clone()),
            ("last_name", person.last_name.clone()),
            ("position", person.position.clone()),
            ("active", person.active.to_string()),
            ("departments", json!(person.departments).to_string()),
        ];
        put(Entity::People, person.id.to_string(), fields);
    }
    for department in &structure.departments {
        let fields = vec![
            ("name", department.name.clone()),
            ("parent", json!(department.parent).to_string()),
            ("head", json!(department.head).to_string()),
            ("sort", department.sort.to_string()),
        ];
        put(Entity::Departments, department.id.to_string(), fields);
    }
    for pipeline in &structure.pipelines {
        let fields = vec![("name", pipeline.name.clone()), ("sort", pipeline.sort.to_string())];
        put(Entity::Dictionaries, format!("pipeline {}", pipeline.id), fields);
    }
    for stage in &structure.stages {
        let fields = vec![
            ("name", stage.name.clone()),
            ("pipeline", stage.pipeline.to_string()),
            ("sort", stage.sort.to_string()),
            ("semantics", stage.semantics.clone()),
        ];
        put(Entity::Dictionaries, format!("stage {}", stage.stage_id), fields);
    }
    for field in &structure.fields {
        let fields = vec![
            ("title", field.title.clone()),
            ("kind", format!("{:?}", field.kind)),
            ("multiple", field.multiple.to_string()),
        ];
        put(Entity::Dictionaries, format!("field {} {}", owner(field.owner), field.name), fields);
    }
    for (of, field, choices) in &structure.choices {
        for choice in choices {
            let fields = vec![("name", choice.name.clone()), ("sort", choice.sort.to_string())];
            put(Entity::Dictionaries, format!("choice {} {field} {}", owner(*of), choice.key), fields);
        }
    }
    for currency in &structure.currencies {
        let fields = vec![
            ("rate", currency.rate.0.to_string()),
            ("rate_units", currency.rate_units.to_string()),
            ("base", currency.base.to_string()),
        ];
        put(Entity::Dictionaries, format!("currency {}", currency.code), fields);
    }
    if let Some(calendar) = &structure.calendar {
        put(Entity::Dictionaries, "calendar".to_owned(), vec![("settings", calendar.to_string())]);
    }
    all
}

fn owner(owner: OwnerType) -> &'static str {
    if owner == OwnerType::DEAL { "deal" } else { "company" }
}

fn differences(here: &Entries, there: &Entries) -> Vec<Difference> {
    let keys: BTreeSet<&(Entity, String)> = here.keys().chain(there.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let (what, fields) = match (here.get(key), there.get(key)) {
            (Some(here), Some(there)) => {
                let pairs = here.iter().zip(there);
                let fields: Vec<String> = pairs.filter(|(a, b)| a.1 != b.1).map(|(a, _)| a.0.to_owned()).collect();
                if fields.is_empty() {
                    continue;
                }
                (What::Differs, fields)
            }
            (None, _) => (What::MissingHere, Vec::new()),
            (_, None) => (What::GoneThere, Vec::new()),
        };
        found.push(Difference { entity: key.0, id: key.1.clone(), what, fields, repaired: false });
    }
    found
}
