//! What a portal's admin chose, and the guesses offered before anybody chose.

mod choices;
mod guesses;

pub use choices::{CompanyPart, FieldChoice, FieldKind, PipelineChoice, SettingsChoices, StageChoice};
pub use guesses::{guess_company_fields, guess_directions};

use crate::deals::{Phase, Thresholds};
use crate::ids::DirectionId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The standard field of a company's turnover.
pub const REVENUE: &str = "REVENUE";
/// The standard field of a company's size, a dictionary of the portal.
pub const EMPLOYEES: &str = "EMPLOYEES";
/// The standard field of a company's sector, a dictionary of the portal.
pub const INDUSTRY: &str = "INDUSTRY";

/// Most directions that settings may order or hide.
const MOST_DIRECTIONS: usize = 1_000;
/// Most stages that settings may map.
const MOST_STAGES: usize = 5_000;
/// Longest name of a field or stage.
const LONGEST_NAME: usize = 100;
/// Longest age in days: ten years.
const LONGEST_AGE: i32 = 3_650;
/// Longest minimum of a call, seconds.
const LONGEST_CALL: u32 = 3_600;

/// What the report's groups of columns stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "field")]
pub enum DirectionSource {
    /// Deal pipelines (`crm.category.list`).
    #[default]
    Pipelines,
    /// Items of an enumeration field of the deal, by its field name (`UF_CRM_…`).
    Field(String),
}

/// Where a company's INN is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "field")]
pub enum InnSource {
    /// The first requisite that has one.
    #[default]
    Requisite,
    /// A field of the company, by its name.
    Field(String),
}

/// Fields of the company (`INDUSTRY`, `UF_CRM_…`) behind the report's columns; `None` leaves a column empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompanyFields {
    /// INN.
    pub inn: InnSource,
    /// Yearly turnover: a number or money.
    pub turnover: Option<String>,
    /// Number of employees: a number, or a dictionary or enumeration whose names tell it.
    pub employees: Option<String>,
    /// Sector.
    pub sector: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Where the company came from.
    pub source: Option<String>,
}

impl Default for CompanyFields {
    fn default() -> Self {
        Self {
            inn: InnSource::Requisite,
            turnover: Some(REVENUE.to_owned()),
            employees: Some(EMPLOYEES.to_owned()),
            sector: Some(INDUSTRY.to_owned()),
            region: None,
            source: None,
        }
    }
}

impl CompanyFields {
    /// The field behind a part; `None` when there is none, and for an INN of requisites.
    #[must_use]
    pub fn of(&self, part: CompanyPart) -> Option<&str> {
        let field = match part {
            CompanyPart::Inn => match &self.inn {
                InnSource::Requisite => None,
                InnSource::Field(name) => Some(name),
            },
            CompanyPart::Turnover => self.turnover.as_ref(),
            CompanyPart::Employees => self.employees.as_ref(),
            CompanyPart::Sector => self.sector.as_ref(),
            CompanyPart::Region => self.region.as_ref(),
            CompanyPart::Source => self.source.as_ref(),
        };
        field.map(String::as_str)
    }

    /// Parts that another mapping keeps in other fields: what is stored of them says nothing about these.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<CompanyPart> {
        CompanyPart::ALL.into_iter().filter(|part| self.of(*part) != other.of(*part)).collect()
    }

    /// Every named field, once.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = CompanyPart::ALL.into_iter().filter_map(|part| self.of(part)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// What counts as a communication with a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Communications {
    /// Calls of the client to us.
    pub incoming_calls: bool,
    /// Our calls to the client.
    pub outgoing_calls: bool,
    /// Shortest recorded call that counts, seconds. A completed call that telephony knows nothing of has no length
    /// anybody measured and counts whatever this says.
    pub min_seconds: u32,
    /// Completed meetings.
    pub meetings: bool,
    /// E-mails, to the client or from it.
    pub emails: bool,
    /// Completed conversations of open lines (chats, messengers).
    pub open_lines: bool,
}

impl Default for Communications {
    fn default() -> Self {
        Self {
            incoming_calls: true,
            outgoing_calls: true,
            min_seconds: 0,
            meetings: true,
            emails: false,
            open_lines: false,
        }
    }
}

/// Settings of one portal. Unknown keys of older or newer versions are ignored, missing ones take their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Directions.
    pub directions: DirectionSource,
    /// Directions in the order of columns; those not named follow in the portal's order.
    pub direction_order: Vec<DirectionId>,
    /// Directions that are not shown and whose deals count nowhere in the report.
    pub hidden_directions: Vec<DirectionId>,
    /// What stages mean, by their portal-wide id (`C2:NEW`), where the portal's own semantics are not to hold: above all
    /// which of them are preparation.
    pub stages: BTreeMap<String, Phase>,
    /// Ages after which deals and clients count as left alone.
    pub thresholds: Thresholds,
    /// What counts as a communication.
    pub communications: Communications,
    /// Fields of the company.
    pub fields: CompanyFields,
    /// Whether sums in several currencies are also shown as one, by the portal's stored rates.
    pub convert: bool,
}

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct SettingsError {
    /// Name of the setting, with dots (`thresholds.failed_days`).
    pub field: &'static str,
    /// What is wrong with it.
    pub detail: String,
}

impl Settings {
    /// The phase of a stage: what was chosen, else the portal's semantics.
    #[must_use]
    pub fn phase(&self, stage_id: &str, semantics: &str) -> Phase {
        self.stages.get(stage_id).copied().unwrap_or_else(|| Phase::of_semantics(semantics))
    }

    /// Puts directions into the chosen order and leaves the hidden ones out.
    #[must_use]
    pub fn arranged<T>(&self, directions: Vec<T>, id: impl Fn(&T) -> DirectionId) -> Vec<T> {
        let place = |one: &T| {
            let chosen = self.direction_order.iter().position(|chosen| *chosen == id(one));
            chosen.unwrap_or(self.direction_order.len())
        };
        let mut shown: Vec<T> =
            directions.into_iter().filter(|one| !self.hidden_directions.contains(&id(one))).collect();
        shown.sort_by_key(place);
        shown
    }

    /// Checks everything that can be checked without the portal.
    ///
    /// # Errors
    /// The first setting that is out of its bounds.
    pub fn check(&self) -> Result<(), SettingsError> {
        let thresholds = [
            ("thresholds.suspended_days", self.thresholds.suspended_days),
            ("thresholds.failed_days", self.thresholds.failed_days),
            ("thresholds.overdue_days", self.thresholds.overdue_days),
        ];
        for (field, days) in thresholds {
            require((1..=LONGEST_AGE).contains(&days), field, || format!("from 1 to {LONGEST_AGE} days"))?;
        }
        let counted = &self.communications;
        require(counted.min_seconds <= LONGEST_CALL, "communications.min_seconds", || {
            format!("at most {LONGEST_CALL} seconds")
        })?;
        let any =
            [counted.incoming_calls, counted.outgoing_calls, counted.meetings, counted.emails, counted.open_lines];
        require(any.contains(&true), "communications", || "something has to count".to_owned())?;
        let at_most = |most: usize| format!("at most {most}");
        require(self.direction_order.len() <= MOST_DIRECTIONS, "direction_order", || at_most(MOST_DIRECTIONS))?;
        require(self.hidden_directions.len() <= MOST_DIRECTIONS, "hidden_directions", || at_most(MOST_DIRECTIONS))?;
        require(self.stages.len() <= MOST_STAGES, "stages", || at_most(MOST_STAGES))?;
        let stage_names = self.stages.keys().all(|stage| stage.chars().count() <= LONGEST_NAME);
        require(stage_names, "stages", || "a stage's id is too long".to_owned())?;
        if let DirectionSource::Field(name) = &self.directions {
            require(is_field_name(name), "directions", || "not the name of a field".to_owned())?;
        }
        let names = self.fields.names();
        require(names.into_iter().all(is_field_name), "fields", || "not the name of a field".to_owned())
    }
}

/// Names go into requests to the portal: only what its field names are made of.
fn is_field_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(allowed)
}

fn require(holds: bool, field: &'static str, detail: impl Fn() -> String) -> Result<(), SettingsError> {
    if holds { Ok(()) } else { Err(SettingsError { field, detail: detail() }) }
}

/// Settings in force, as the settings page takes and sends them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSettings {
    /// Grows with every change; a change names the version it was made from and is refused when another came first.
    pub version: i64,
    /// The settings.
    pub settings: Settings,
    /// Whether nobody has chosen any yet: these are a guess.
    pub guessed: bool,
    /// Whether fields these settings name are still being read from the portal.
    pub reading: bool,
}

/// What unsaved settings would make of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsPreview {
    /// Companies that were looked at.
    pub companies: u64,
    /// Companies of the portal; when there are more, the figures are those of a sample.
    pub of: u64,
    /// Of them overdue.
    pub overdue: u64,
    /// Of them never contacted.
    pub never: u64,
    /// Deals by direction and phase.
    pub directions: Vec<DirectionPreview>,
    /// Parts whose fields would have to be read from the portal first: their columns are empty here.
    pub unread: Vec<CompanyPart>,
    /// Whether directions would have to be read first.
    pub directions_unread: bool,
    /// Some companies as the report would show them.
    pub rows: Vec<crate::report::window::Row>,
    /// Names behind the rows.
    pub directory: crate::directory::Directory,
    /// Today in the portal's zone.
    pub today: crate::day::Day,
}

/// Deals of one direction under unsaved settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectionPreview {
    /// Direction.
    pub id: DirectionId,
    /// Its name; empty for "no direction".
    pub name: String,
    /// Deals in preparation, in work, won and failed.
    pub preparation: u64,
    /// In work.
    pub work: u64,
    /// Won.
    pub won: u64,
    /// Failed.
    pub failed: u64,
}

#[cfg(test)]
mod tests;
