//! Guesses, bounds and the stored form of settings.

use super::*;
use crate::directory::Choice;
use rstest::rstest;

fn field(name: &str, multiple: bool, items: usize) -> FieldChoice {
    let item = |at: usize| Choice { key: at.to_string(), name: String::new() };
    let items = (0..items).map(item).collect();
    FieldChoice { name: name.to_owned(), title: String::new(), kind: FieldKind::Enumeration, multiple, items }
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
fn directions_are_guessed(#[case] pipelines: usize, #[case] fields: Vec<FieldChoice>, #[case] guess: DirectionSource) {
    assert_eq!(guess_directions(pipelines, &fields), guess);
}

#[rstest]
#[case("Регион", FieldKind::Enumeration, |f: &CompanyFields| f.region.clone())]
#[case("Источник клиента", FieldKind::Text, |f: &CompanyFields| f.source.clone())]
#[case("Количество сотрудников", FieldKind::Number, |f: &CompanyFields| f.employees.clone())]
#[case("Годовой оборот, руб.", FieldKind::Money, |f: &CompanyFields| f.turnover.clone())]
#[case("Отрасль", FieldKind::Enumeration, |f: &CompanyFields| f.sector.clone())]
#[case("Región", FieldKind::Text, |f: &CompanyFields| f.region.clone())]
#[case("Джерело", FieldKind::Enumeration, |f: &CompanyFields| f.source.clone())]
fn company_fields_are_guessed_by_their_titles(
    #[case] title: &str,
    #[case] kind: FieldKind,
    #[case] part: fn(&CompanyFields) -> Option<String>,
) {
    let named = FieldChoice { title: title.to_owned(), kind, ..field("UF_CRM_7", false, 0) };
    let guess = guess_company_fields(&[field("UF_CRM_6", false, 3), named]);
    assert_eq!(part(&guess), Some("UF_CRM_7".to_owned()));
}

#[test]
fn a_guess_needs_the_right_kind_and_whole_short_words() {
    let title = |title: &str, kind| FieldChoice { title: title.to_owned(), kind, ..field("UF_CRM_7", false, 0) };
    let guess = guess_company_fields(&[title("Инновации", FieldKind::Text), title("Регион", FieldKind::Number)]);
    assert_eq!(guess, CompanyFields::default());
    let guess = guess_company_fields(&[title("ИНН", FieldKind::Text)]);
    assert_eq!(guess.inn, InnSource::Field("UF_CRM_7".to_owned()));
    let standard = FieldChoice { name: "REGION".to_owned(), ..title("Регион", FieldKind::Text) };
    assert_eq!(guess_company_fields(&[standard]).region, None);
}

#[test]
fn settings_of_another_version_read_with_defaults() {
    let text = r#"{"directions":{"kind":"field","field":"UF_CRM_1"},"invented_later":1,"sector":{"kind":"industry"}}"#;
    let settings: Settings = serde_json::from_str(text).unwrap();
    let expected = Settings { directions: DirectionSource::Field("UF_CRM_1".to_owned()), ..Settings::default() };
    assert_eq!(settings, expected);
    assert_eq!(settings.thresholds.suspended_days, 183);
    assert_eq!(settings.fields.sector.as_deref(), Some("INDUSTRY"));
    assert!(settings.communications.meetings && !settings.communications.emails);
}

fn chosen() -> Settings {
    Settings {
        directions: DirectionSource::Pipelines,
        direction_order: vec![DirectionId(3), DirectionId(1)],
        hidden_directions: vec![DirectionId(2)],
        stages: BTreeMap::from([("C2:NEW".to_owned(), Phase::Preparation), ("C2:X".to_owned(), Phase::Won)]),
        thresholds: Thresholds { suspended_days: 1, failed_days: 2, overdue_days: 3 },
        communications: Communications { min_seconds: 20, emails: true, ..Communications::default() },
        fields: CompanyFields {
            inn: InnSource::Field("UF_CRM_INN".to_owned()),
            sector: Some("UF_CRM_2".to_owned()),
            employees: None,
            ..CompanyFields::default()
        },
        convert: true,
    }
}

#[test]
fn settings_survive_the_round_trip() {
    let text = serde_json::to_string(&chosen()).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), chosen());
    assert_eq!(chosen().check(), Ok(()));
    assert_eq!(Settings::default().check(), Ok(()));
}

#[test]
fn directions_stand_in_the_chosen_order_without_the_hidden_ones() {
    let ids = [5, 2, 1, 3, 4].map(DirectionId).to_vec();
    assert_eq!(chosen().arranged(ids, |id| *id), [3, 1, 5, 4].map(DirectionId));
}

#[test]
fn a_chosen_phase_outweighs_the_portals_semantics() {
    let settings = chosen();
    assert_eq!(settings.phase("C2:NEW", "P"), Phase::Preparation);
    assert_eq!(settings.phase("C2:X", "F"), Phase::Won);
    assert_eq!(settings.phase("C2:OTHER", "F"), Phase::Failed);
}

#[rstest]
#[case(|s: &mut Settings| s.thresholds.failed_days = 0, "thresholds.failed_days")]
#[case(|s: &mut Settings| s.thresholds.overdue_days = 3_651, "thresholds.overdue_days")]
#[case(|s: &mut Settings| s.communications.min_seconds = 3_601, "communications.min_seconds")]
#[case(|s: &mut Settings| s.directions = DirectionSource::Field("uf; drop".to_owned()), "directions")]
#[case(|s: &mut Settings| s.fields.region = Some(String::new()), "fields")]
#[case(|s: &mut Settings| s.fields.inn = InnSource::Field("a".repeat(101)), "fields")]
#[case(|s: &mut Settings| s.hidden_directions = vec![DirectionId(1); 1_001], "hidden_directions")]
fn a_setting_out_of_bounds_is_named(#[case] spoil: fn(&mut Settings), #[case] field: &str) {
    let mut settings = chosen();
    spoil(&mut settings);
    assert_eq!(settings.check().unwrap_err().field, field);
}

#[test]
fn something_has_to_count_as_a_communication() {
    let nothing =
        Communications { incoming_calls: false, outgoing_calls: false, meetings: false, ..Communications::default() };
    let settings = Settings { communications: nothing, ..Settings::default() };
    assert_eq!(settings.check().unwrap_err().field, "communications");
}
