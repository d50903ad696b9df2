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
    let mut usable = fields.iter().filter(|field| !field.multiple && field.items >= 2);
    match (usable.next(), usable.next()) {
        (Some(only), None) => DirectionSource::Field(only.name.clone()),
        _ => DirectionSource::Pipelines,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn field(name: &str, multiple: bool, items: usize) -> EnumerationField {
        EnumerationField { name: name.to_owned(), multiple, items }
    }

    #[rstest]
    #[case::several_pipelines(2, vec![field("UF_CRM_1", false, 7)], DirectionSource::Pipelines)]
    #[case::one_pipeline_and_a_field(1, vec![field("UF_CRM_1", false, 7)], DirectionSource::Field("UF_CRM_1".into()))]
    #[case::no_pipeline_and_a_field(0, vec![field("UF_CRM_1", false, 2)], DirectionSource::Field("UF_CRM_1".into()))]
    #[case::two_fields(1, vec![field("UF_CRM_1", false, 7), field("UF_CRM_2", false, 2)], DirectionSource::Pipelines)]
    #[case::a_field_of_one_item(1, vec![field("UF_CRM_1", false, 1)], DirectionSource::Pipelines)]
    #[case::a_field_of_many_values(1, vec![field("UF_CRM_1", true, 7)], DirectionSource::Pipelines)]
    #[case::only_one_usable(
        1,
        vec![field("UF_CRM_1", true, 7), field("UF_CRM_2", false, 3), field("UF_CRM_3", false, 0)],
        DirectionSource::Field("UF_CRM_2".into())
    )]
    #[case::nothing(1, vec![], DirectionSource::Pipelines)]
    fn directions_are_guessed(
        #[case] pipelines: usize,
        #[case] fields: Vec<EnumerationField>,
        #[case] guess: DirectionSource,
    ) {
        assert_eq!(guess_directions(pipelines, &fields), guess);
    }

    #[test]
    fn settings_of_another_version_read_with_defaults() {
        let text = r#"{"directions":{"kind":"field","field":"UF_CRM_1"},"invented_later":1}"#;
        let settings: Settings = serde_json::from_str(text).unwrap();
        let expected = Settings { directions: DirectionSource::Field("UF_CRM_1".to_owned()), ..Settings::default() };
        assert_eq!(settings, expected);
        assert_eq!(settings.thresholds.suspended_days, 183);
    }

    #[test]
    fn settings_survive_the_round_trip() {
        let settings = Settings {
            directions: DirectionSource::Pipelines,
            sector: SectorSource::Field("UF_CRM_2".to_owned()),
            thresholds: Thresholds { suspended_days: 1, failed_days: 2, overdue_days: 3 },
            preparation_stages: vec!["C2:NEW".to_owned()],
        };
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
    }
}
