//! The small lists every report depends on: people, departments, pipelines, stages, dictionaries, currencies, calendar.
//! They are read whole; what differs is replaced, what the portal dropped goes, all in one transaction. People stay, as
//! former ones: their records keep their names.
//!
//! The portal tells of new people only, never of changed ones, and of its other lists not at all. So they are read with
//! the first reading, once a day, after an update of the app, on request, and when a record names something they do not
//! know.

use crate::changes::Changes;
use crate::clock::Clock;
use crate::sync::SyncError;
use crate::sync::rows;
use crate::sync::source;
use bitrix24::lenient::{flag_of, i64_of, money_of, text_of};
use bitrix24::listing::ListMethod;
use bitrix24::{Command, PortalClient};
use domain::day::{Day, Millis};
use domain::directory::Choice;
use domain::directory::{Department, Person};
use domain::ids::PortalId;
use domain::money::{Amount, Currency, CurrencyCode, PARTS};
use domain::report::query::Bound as _;
use domain::settings::{EMPLOYEES, FieldChoice, FieldKind, INDUSTRY, Settings, guess_company_fields, guess_directions};
use serde_json::{Value, json};
use store::{ChoiceRow, FieldRow, OwnerType, PipelineRow, StageRow, Store, Touched};

/// The working calendar's method.
const CALENDAR: &str = "calendar.settings.get";

/// Everything small, as read.
#[derive(Debug, Default)]
pub struct Structure {
    pub(crate) people: Vec<Person>,
    pub(crate) departments: Vec<Department>,
    pub(crate) pipelines: Vec<PipelineRow>,
    pub(crate) stages: Vec<StageRow>,
    pub(crate) choices: Vec<(OwnerType, String, Vec<ChoiceRow>)>,
    pub(crate) fields: Vec<FieldRow>,
    pub(crate) currencies: Vec<Currency>,
    pub(crate) calendar: Option<Value>,
    /// Zones that active people have chosen for themselves, one entry each.
    pub(crate) zones: Vec<String>,
}

impl Structure {
    /// Reads the portal.
    ///
    /// # Errors
    /// When the portal refuses or does not answer.
    pub async fn read(client: &PortalClient) -> Result<Self, SyncError> {
        let mut structure = Self::read_people(client).await?;
        let [pipelines, statuses, deal_fields, company_fields, currencies, calendar] = small_lists(client).await?;
        structure.pipelines = list(pipelines.get("categories")).filter_map(pipeline).collect();
        structure.stages = list(Some(&statuses)).filter_map(stage).collect();
        for dictionary in [INDUSTRY, EMPLOYEES, "COMPANY_TYPE"] {
            let items = dictionary_items(&statuses, dictionary);
            structure.choices.push((OwnerType::COMPANY, dictionary.to_owned(), items));
        }
        structure.take_fields(OwnerType::DEAL, &deal_fields, &statuses);
        structure.take_fields(OwnerType::COMPANY, &company_fields, &statuses);
        structure.currencies = list(Some(&currencies)).filter_map(currency).collect();
        structure.calendar = Some(calendar).filter(|calendar| !calendar.is_null());
        Ok(structure)
    }

    /// Reads people and departments alone.
    async fn read_people(client: &PortalClient) -> Result<Self, SyncError> {
        let people = client.all_rows(&ListMethod::users()).await?;
        let departments = client.all_rows(&ListMethod::departments()).await?;
        let active = people.iter().filter(|row| row.get("ACTIVE").and_then(flag_of).unwrap_or(true));
        let zones = active.filter_map(|row| row.get("TIME_ZONE").and_then(text_of)).filter(|zone| !zone.is_empty());
        Ok(Self {
            zones: zones.collect(),
            people: people.iter().filter_map(rows::person).collect(),
            departments: departments.iter().filter_map(rows::department).collect(),
            ..Self::default()
        })
    }

    /// The settings to begin with when nobody has chosen any.
    #[must_use]
    pub fn guess(&self) -> Settings {
        Settings {
            directions: guess_directions(self.pipelines.len(), &self.fields_of(OwnerType::DEAL)),
            fields: guess_company_fields(&self.fields_of(OwnerType::COMPANY)),
            ..Settings::default()
        }
    }

    /// Stores what differs from what is stored; answers whether anything did.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn store(&self, tx: &mut store::Tx, portal: PortalId) -> Result<bool, store::Error> {
        let mut differs = self.store_people(tx, portal).await?;
        differs |= self.store_funnels(tx, portal).await?;
        differs |= self.store_fields(tx, portal).await?;
        let mut dictionaries = tx.dictionaries(portal);
        let mut currencies = self.currencies.clone();
        let mut stored = dictionaries.currencies().await?;
        for list in [&mut currencies, &mut stored] {
            list.sort_by(|a, b| a.code.cmp(&b.code));
        }
        if stored != currencies {
            dictionaries.replace_currencies(&currencies).await?;
            differs = true;
        }
        if let Some(calendar) = &self.calendar
            && dictionaries.calendar().await?.as_ref() != Some(calendar)
        {
            dictionaries.save_calendar(calendar).await?;
            differs = true;
        }
        Ok(differs)
    }

    /// People and departments.
    async fn store_people(&self, tx: &mut store::Tx, portal: PortalId) -> Result<bool, store::Error> {
        let mut differs = tx.people(portal).upsert_differing(&self.people).await? > 0;
        if !self.people.is_empty() {
            differs |= tx.people(portal).dismiss_all_but(&self.people).await? > 0;
        }
        let mut departments = self.departments.clone();
        departments.sort_by_key(|department| department.id);
        if tx.departments(portal).all().await? != departments {
            tx.departments(portal).replace(&departments).await?;
            differs = true;
        }
        Ok(differs)
    }

    /// Pipelines and their stages.
    async fn store_funnels(&self, tx: &mut store::Tx, portal: PortalId) -> Result<bool, store::Error> {
        let mut dictionaries = tx.dictionaries(portal);
        let mut differs = false;
        let mut pipelines = self.pipelines.clone();
        pipelines.sort_by_key(|pipeline| (pipeline.sort, pipeline.id));
        if dictionaries.pipelines().await? != pipelines {
            dictionaries.replace_pipelines(&pipelines).await?;
            differs = true;
        }
        let key = |stage: &StageRow| (stage.pipeline, stage.sort, stage.stage_id.clone());
        let mut stages = self.stages.clone();
        stages.sort_by_key(key);
        stages.dedup_by(|a, b| a.stage_id == b.stage_id);
        let mut stored = dictionaries.stages().await?;
        stored.sort_by_key(key);
        if stored != stages {
            dictionaries.replace_stages(&stages).await?;
            differs = true;
        }
        Ok(differs)
    }

    /// Enumeration fields and the choices of fields and dictionaries.
    async fn store_fields(&self, tx: &mut store::Tx, portal: PortalId) -> Result<bool, store::Error> {
        let mut dictionaries = tx.dictionaries(portal);
        let mut differs = false;
        let mut stored = dictionaries.fields(OwnerType::DEAL).await?;
        stored.extend(dictionaries.fields(OwnerType::COMPANY).await?);
        let key = |field: &FieldRow| (field.owner, field.name.clone());
        let mut fields = self.fields.clone();
        fields.sort_by_key(key);
        stored.sort_by_key(key);
        if stored != fields {
            dictionaries.replace_fields(&fields).await?;
            differs = true;
        }
        let key = |choice: &ChoiceRow| (choice.sort, choice.key.clone());
        for (owner, field, choices) in &self.choices {
            let mut choices = choices.clone();
            choices.sort_by_key(key);
            let mut stored = dictionaries.choices(*owner, field).await?;
            stored.sort_by_key(key);
            if stored != choices {
                dictionaries.replace_choices(*owner, field, &choices).await?;
                differs = true;
            }
        }
        for (owner, field) in dictionaries.fields_with_choices().await? {
            if !self.choices.iter().any(|(of, name, _)| *of == owner && *name == field) {
                dictionaries.replace_choices(owner, &field, &[]).await?;
                differs = true;
            }
        }
        Ok(differs)
    }

    fn fields_of(&self, owner: OwnerType) -> Vec<FieldChoice> {
        let items = |name: &str| {
            let found = self.choices.iter().find(|(of, field, _)| *of == owner && field == name);
            let items = found.into_iter().flat_map(|(_, _, items)| items);
            items.map(|item| Choice { key: item.key.clone(), name: item.name.clone() }).collect()
        };
        let fields = self.fields.iter().filter(|field| field.owner == owner);
        let choice = |field: &FieldRow| FieldChoice {
            name: field.name.clone(),
            title: field.title.clone(),
            kind: field.kind,
            multiple: field.multiple,
            items: items(&field.name),
        };
        fields.map(choice).collect()
    }

    /// User fields of the kinds that columns can show, with the items of those that have some.
    fn take_fields(&mut self, owner: OwnerType, fields: &Value, statuses: &Value) {
        for (name, field) in fields.as_object().into_iter().flatten() {
            let kind = field.get("type").and_then(Value::as_str).and_then(FieldKind::of_type);
            let Some(kind) = kind.filter(|_| name.starts_with("UF_")) else {
                continue;
            };
            let title = ["formLabel", "listLabel", "title"].iter().find_map(|key| field.get(*key).and_then(text_of));
            self.fields.push(FieldRow {
                owner,
                name: name.clone(),
                title: title.unwrap_or_default(),
                kind,
                multiple: field.get("isMultiple").and_then(flag_of).unwrap_or(false),
            });
            let items = match kind {
                FieldKind::Enumeration => {
                    list(field.get("items")).enumerate().filter_map(|(at, item)| choice(at, item)).collect()
                }
                FieldKind::Dictionary => {
                    let settings = field.get("settings").and_then(|settings| settings.get("ENTITY_TYPE"));
                    let dictionary = field.get("statusType").or(settings).and_then(text_of);
                    dictionary_items(statuses, &dictionary.unwrap_or_default())
                }
                FieldKind::Text | FieldKind::Number | FieldKind::Money => continue,
            };
            self.choices.push((owner, name.clone(), items));
        }
    }
}

/// How long what was seen to be gone is remembered: far longer than any reading is on its way.
const REMEMBERED_MS: i64 = 7 * 86_400_000;
/// How long a name that the lists do not know is no reason to read them again.
const ASKED_MS: i64 = 86_400_000;

/// Reads the small lists again and stores what differs; reports are touched only if something does. Answers whether
/// anything did.
///
/// # Errors
/// When the portal or the store fails; then everything is as before.
pub async fn refresh(
    client: &PortalClient,
    store: &Store,
    portal: PortalId,
    clock: &Clock,
    changes: &Changes,
) -> Result<bool, SyncError> {
    let structure = Structure::read(client).await?;
    let now = clock.now();
    let mut tx = store.begin().await?;
    tx.portals().take_turn(portal).await?;
    let differs = structure.store(&mut tx, portal).await?;
    tx.portals().forget_tombstones(portal, Millis(now.0 - REMEMBERED_MS)).await?;
    tx.strangers(portal).forget(Millis(now.0 - ASKED_MS)).await?;
    if differs {
        touch_everything(&mut tx, portal, now).await?;
    }
    tx.commit().await?;
    if differs {
        changes.tell(portal);
    }
    Ok(differs)
}

/// Reads people and departments again and stores what differs. Answers how many people and departments the portal has.
///
/// # Errors
/// When the portal or the store fails; then everything is as before.
pub async fn refresh_people(
    client: &PortalClient,
    store: &Store,
    portal: PortalId,
    clock: &Clock,
    changes: &Changes,
) -> Result<u64, SyncError> {
    let structure = Structure::read_people(client).await?;
    let mut tx = store.begin().await?;
    tx.portals().take_turn(portal).await?;
    let differs = structure.store_people(&mut tx, portal).await?;
    if differs {
        touch_everything(&mut tx, portal, clock.now()).await?;
    }
    tx.commit().await?;
    if differs {
        changes.tell(portal);
    }
    Ok(u64::try_from(structure.people.len() + structure.departments.len()).unwrap_or(u64::MAX))
}

async fn touch_everything(tx: &mut store::Tx, portal: PortalId, now: Millis) -> Result<(), store::Error> {
    let revision = tx.portals().bump_revision(portal, now).await?;
    tx.touched(portal).note(revision, &Touched::Everything).await?;
    tx.activity_setup(portal).note_setup(revision).await
}

/// The lists that come in one answer, in one request. The calendar is one the app can do without: a portal whose plan or
/// scopes lack it is no failure, and it is null then.
async fn small_lists(client: &PortalClient) -> Result<[Value; 6], SyncError> {
    let calls = [
        ("crm.category.list", json!({"entityTypeId": OwnerType::DEAL.0})),
        ("crm.status.list", json!({"order": {"SORT": "ASC"}})),
        ("crm.deal.fields", json!({})),
        ("crm.company.fields", json!({})),
        ("crm.currency.list", json!({})),
        (CALENDAR, json!({})),
    ];
    let commands = calls.map(|(method, params)| Command::new(method.replace('.', "_"), method, params));
    let answer = client.batch(&commands, false).await?;
    let mut lists: [Value; 6] = Default::default();
    for ((list, command), (_, outcome)) in lists.iter_mut().zip(&commands).zip(answer.results) {
        match outcome {
            Ok(answer) => *list = answer.result,
            Err(error) => {
                let error = error.into_error(&command.method, 0);
                if command.method != CALENDAR || !source::not_offered(&error) {
                    return Err(error.into());
                }
                tracing::info!(method = CALENDAR, %error, "the portal does not offer this");
            }
        }
    }
    Ok(lists)
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn text(row: &Value, field: &str) -> String {
    row.get(field).and_then(text_of).unwrap_or_default()
}

fn sort(row: &Value, field: &str) -> i32 {
    row.get(field).and_then(i64_of).and_then(|sort| i32::try_from(sort).ok()).unwrap_or(0)
}

fn pipeline(row: &Value) -> Option<PipelineRow> {
    Some(PipelineRow { id: row.get("id").and_then(i64_of)?, name: text(row, "name"), sort: sort(row, "sort") })
}

/// Stages are the dictionaries `DEAL_STAGE` (the default pipeline) and `DEAL_STAGE_<pipeline>`.
fn stage(row: &Value) -> Option<StageRow> {
    let entity = text(row, "ENTITY_ID");
    let pipeline = match entity.strip_prefix("DEAL_STAGE")? {
        "" => 0,
        rest => rest.strip_prefix('_')?.parse().ok()?,
    };
    let semantics = text(row, "SEMANTICS");
    Some(StageRow {
        stage_id: text(row, "STATUS_ID"),
        pipeline,
        name: text(row, "NAME"),
        sort: sort(row, "SORT"),
        semantics: if semantics.is_empty() { "P".to_owned() } else { semantics },
    })
}

/// Items of one dictionary of the portal.
fn dictionary_items(statuses: &Value, dictionary: &str) -> Vec<ChoiceRow> {
    let items = list(Some(statuses)).filter(|row| text(row, "ENTITY_ID") == dictionary);
    let item = |row| ChoiceRow { key: text(row, "STATUS_ID"), name: text(row, "NAME"), sort: sort(row, "SORT") };
    items.map(item).collect()
}

/// Items of an enumeration field are listed in the portal's order.
fn choice(at: usize, item: &Value) -> Option<ChoiceRow> {
    let key = item.get("ID").and_then(text_of)?;
    let sort = i32::try_from(at).unwrap_or(i32::MAX);
    Some(ChoiceRow { key, name: text(item, "VALUE"), sort })
}

fn currency(row: &Value) -> Option<Currency> {
    let code = row.get("CURRENCY").and_then(text_of).filter(|code| !code.is_empty())?;
    Some(Currency {
        code: CurrencyCode(code),
        rate: Amount(row.get("AMOUNT").and_then(money_of).unwrap_or(PARTS)),
        rate_units: row.get("AMOUNT_CNT").and_then(i64_of).unwrap_or(1).max(1),
        base: row.get("BASE").and_then(flag_of).unwrap_or(false),
        rated: row.get("DATE_UPDATE").and_then(Value::as_str).and_then(|text| Day::read(text.get(..10)?)),
    })
}
