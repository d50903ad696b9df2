//! The small lists every report depends on: people, departments, pipelines, stages, dictionaries, currencies, calendar.
//! They are read whole and replaced whole, in one transaction.

use crate::sync::SyncError;
use crate::sync::rows;
use bitrix24::lenient::{flag_of, i64_of, money_of, text_of};
use bitrix24::listing::ListMethod;
use bitrix24::{ErrorKind, PortalClient};
use domain::day::Day;
use domain::directory::Choice;
use domain::directory::{Department, Person};
use domain::money::{Amount, Currency, CurrencyCode, PARTS};
use domain::report::query::Bound as _;
use domain::settings::{EMPLOYEES, FieldChoice, FieldKind, INDUSTRY, Settings, guess_company_fields, guess_directions};
use serde_json::{Value, json};
use store::{ChoiceRow, FieldRow, OwnerType, PipelineRow, StageRow};

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
}

impl Structure {
    /// Reads the portal.
    ///
    /// # Errors
    /// When the portal refuses or does not answer.
    pub async fn read(client: &PortalClient) -> Result<Self, SyncError> {
        let people = client.all_rows(&ListMethod::users()).await?;
        let departments = client.all_rows(&ListMethod::departments()).await?;
        let mut structure = Self {
            people: people.iter().filter_map(rows::person).collect(),
            departments: departments.iter().filter_map(rows::department).collect(),
            ..Self::default()
        };
        let pipelines = client.call("crm.category.list", json!({"entityTypeId": OwnerType::DEAL.0})).await?.result;
        structure.pipelines = list(pipelines.get("categories")).filter_map(pipeline).collect();
        let statuses = client.call("crm.status.list", json!({"order": {"SORT": "ASC"}})).await?.result;
        structure.stages = list(Some(&statuses)).filter_map(stage).collect();
        for dictionary in [INDUSTRY, EMPLOYEES] {
            let items = dictionary_items(&statuses, dictionary);
            structure.choices.push((OwnerType::COMPANY, dictionary.to_owned(), items));
        }
        for (owner, method) in [(OwnerType::DEAL, "crm.deal.fields"), (OwnerType::COMPANY, "crm.company.fields")] {
            let fields = client.call(method, json!({})).await?.result;
            structure.take_fields(owner, &fields, &statuses);
        }
        let currencies = client.call("crm.currency.list", json!({})).await?.result;
        structure.currencies = list(Some(&currencies)).filter_map(currency).collect();
        structure.calendar = optional(client, "calendar.settings.get").await?;
        Ok(structure)
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

    /// Stores all of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn store(&self, tx: &mut store::Tx, portal: domain::ids::PortalId) -> Result<(), store::Error> {
        tx.people(portal).upsert(&self.people).await?;
        tx.departments(portal).replace(&self.departments).await?;
        let mut dictionaries = tx.dictionaries(portal);
        dictionaries.replace_pipelines(&self.pipelines).await?;
        dictionaries.replace_stages(&self.stages).await?;
        dictionaries.replace_fields(&self.fields).await?;
        for (owner, field, choices) in &self.choices {
            dictionaries.replace_choices(*owner, field, choices).await?;
        }
        dictionaries.replace_currencies(&self.currencies).await?;
        if let Some(calendar) = &self.calendar {
            dictionaries.save_calendar(calendar).await?;
        }
        Ok(())
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

/// A method the app can do without: a portal whose plan or scopes lack it is no failure.
async fn optional(client: &PortalClient, method: &str) -> Result<Option<Value>, SyncError> {
    match client.call(method, json!({})).await {
        Ok(answer) => Ok(Some(answer.result)),
        Err(error) if matches!(error.kind, ErrorKind::Denied | ErrorKind::MethodNotFound) => {
            tracing::info!(method, %error, "the portal does not offer this");
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
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
