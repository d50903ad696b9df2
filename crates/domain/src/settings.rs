//! What a portal's admin chose, and the guesses offered before anybody chose.

use crate::deals::Thresholds;
use serde::{Deserialize, Serialize};

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

/// Where a company's sector is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "field")]
pub enum SectorSource {
    /// The standard field `INDUSTRY`.
    #[default]
    Industry,
    /// An enumeration field of the company, by its field name.
    Field(String),
}

/// Settings of one portal. Unknown keys of older or newer versions are ignored, missing ones take their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Directions.
    pub directions: DirectionSource,
    /// Sector of a company.
    pub sector: SectorSource,
    /// Ages after which deals and clients count as left alone.
    pub thresholds: Thresholds,
    /// Stages that count as preparation, by their portal-wide stage id (`C2:NEW`).
    pub preparation_stages: Vec<String>,
}

/// An enumeration field of the deal, as far as guessing needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnumerationField {
    /// `UF_CRM_…`.
    pub name: String,
    /// Whether a deal may hold several values; such a field cannot be a direction.
    pub multiple: bool,
    /// How many items it has.
    pub items: usize,
}

/// The direction source offered until an admin chooses: pipelines when there are several; with a single pipeline the
/// only single-valued enumeration field with at least two items; otherwise the pipeline.
#[must_use]
pub fn guess_directions(pipelines: usize, fields: &[EnumerationField]) -> DirectionSource {
    if pipelines > 1 {
        return DirectionSource::Pipelines;
    }
    let mut usable = fields
        .iter()
        .filter(|field| !field.multiple && field.items >= 2);
    match (usable.next(), usable.next()) {
        (Some(only), None) => DirectionSource::Field(only.name.clone()),
        _ => DirectionSource::Pipelines,
    }
}
