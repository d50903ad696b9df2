//! What the settings page offers to choose from.

use super::Settings;
use crate::deals::Phase;
use crate::directory::Choice;
use serde::{Deserialize, Serialize};

/// A part of a company that a field can be mapped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompanyPart {
    /// INN.
    Inn,
    /// Yearly turnover.
    Turnover,
    /// Number of employees.
    Employees,
    /// Sector.
    Sector,
    /// Region.
    Region,
    /// Where the company came from.
    Source,
}

impl CompanyPart {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 6] = [Self::Inn, Self::Turnover, Self::Employees, Self::Sector, Self::Region, Self::Source];
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Items of a user field.
    Enumeration,
    /// A dictionary of the portal.
    Dictionary,
    /// Text.
    Text,
    /// A number.
    Number,
    /// A sum with its currency.
    Money,
}

impl FieldKind {
    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Enumeration => "enumeration",
            Self::Dictionary => "dictionary",
            Self::Text => "text",
            Self::Number => "number",
            Self::Money => "money",
        }
    }

    /// The kind of a stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [Self::Enumeration, Self::Dictionary, Self::Text, Self::Number, Self::Money];
        all.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind of a field's type as the portal names it; `None` for types no column can show.
    #[must_use]
    pub fn of_type(name: &str) -> Option<Self> {
        match name {
            "enumeration" => Some(Self::Enumeration),
            "crm_status" => Some(Self::Dictionary),
            "string" => Some(Self::Text),
            "integer" | "double" => Some(Self::Number),
            "money" => Some(Self::Money),
            _ => None,
        }
    }

    /// Whether a field of this kind can be mapped to the part.
    #[must_use]
    pub fn suits(self, part: CompanyPart) -> bool {
        match part {
            CompanyPart::Inn => matches!(self, Self::Text | Self::Number),
            CompanyPart::Turnover => matches!(self, Self::Number | Self::Money),
            CompanyPart::Employees => matches!(self, Self::Number | Self::Enumeration | Self::Dictionary),
            CompanyPart::Sector | CompanyPart::Region | CompanyPart::Source => {
                matches!(self, Self::Enumeration | Self::Dictionary | Self::Text)
            }
        }
    }
}

/// A pipeline of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineChoice {
    /// Its id; 0 is the default one.
    pub id: i64,
    /// Name.
    pub name: String,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageChoice {
    /// Portal-wide id (`C2:NEW`).
    pub stage_id: String,
    /// Its pipeline.
    pub pipeline: i64,
    /// Name.
    pub name: String,
    /// What it means by the portal's own semantics.
    pub phase: Phase,
}

/// A field that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChoice {
    /// `INDUSTRY`, `UF_CRM_…`.
    pub name: String,
    /// As people of the portal know it; empty for standard fields, which the page names in its own language.
    pub title: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it holds several values; the first one counts, and directions cannot be such a field.
    pub multiple: bool,
    /// Items of an enumeration or dictionary, in the portal's order.
    pub items: Vec<Choice>,
}

/// Everything the settings page offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChoices {
    /// Pipelines in the portal's order.
    pub pipelines: Vec<PipelineChoice>,
    /// Stages by pipeline, in the portal's order.
    pub stages: Vec<StageChoice>,
    /// Enumeration fields of the deal that can be directions.
    pub direction_fields: Vec<FieldChoice>,
    /// Fields of the company; which part each suits, its kind tells ([`FieldKind::suits`]).
    pub company_fields: Vec<FieldChoice>,
    /// Codes of the portal's currencies, the base one first.
    pub currencies: Vec<String>,
    /// What the app would choose.
    pub guess: Settings,
}
