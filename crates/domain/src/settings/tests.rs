//! Guesses, bounds and the stored form of settings.

use super::*;
use crate::day::Day;
use crate::deals::{DirectionState, LatestDays};
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

/// Semantics of a stage, the phase chosen for it, and the state a single deal on it makes of a direction when it was
/// modified 91, 92, 93, 183 and 184 days ago: below, at and above both thresholds.
const MAPPED: &str = "
P    | as it is    | work work work work suspended
P    | preparation | preparation preparation preparation preparation suspended
P    | work        | work work work work suspended
P    | won         | free free free free free
P    | failed      | failed failed free free free
S    | as it is    | free free free free free
S    | preparation | preparation preparation preparation preparation suspended
S    | work        | work work work work suspended
S    | won         | free free free free free
S    | failed      | failed failed free free free
F    | as it is    | failed failed free free free
F    | preparation | preparation preparation preparation preparation suspended
F    | work        | work work work work suspended
F    | won         | free free free free free
F    | failed      | failed failed free free free
none | as it is    | work work work work suspended
none | preparation | preparation preparation preparation preparation suspended
none | work        | work work work work suspended
none | won         | free free free free free
none | failed      | failed failed free free free
";

/// The state that one deal of a phase makes, `age` days after it was modified.
fn state_of_one(phase: Phase, age: i32, thresholds: &Thresholds) -> (&'static str, i32) {
    const TODAY: Day = Day(20_000);
    let modified = Some(Day(TODAY.0 - age));
    let nothing = LatestDays::default();
    let latest = match phase {
        Phase::Work => LatestDays { work: modified, ..nothing },
        Phase::Preparation => LatestDays { preparation: modified, ..nothing },
        Phase::Failed => LatestDays { failed: modified, ..nothing },
        Phase::Won => nothing,
    };
    match latest.state(TODAY, thresholds) {
        DirectionState::Work(told) => ("work", told),
        DirectionState::Preparation(told) => ("preparation", told),
        DirectionState::RecentlyFailed(told) => ("failed", told),
        DirectionState::Suspended(told) => ("suspended", told),
        DirectionState::Free => ("free", age),
    }
}

#[test]
fn every_mapping_of_a_stage_makes_the_state_of_its_phase_at_every_age() {
    let mut rules = 0;
    for line in MAPPED.trim().lines() {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [semantics, mapping, states] = columns[..] else { panic!("a rule has three columns: {line}") };
        let semantics = if semantics == "none" { "" } else { semantics };
        let chosen = match mapping {
            "as it is" => None,
            "preparation" => Some(Phase::Preparation),
            "work" => Some(Phase::Work),
            "won" => Some(Phase::Won),
            "failed" => Some(Phase::Failed),
            other => panic!("unknown mapping {other}"),
        };
        let stages = chosen.map(|phase| ("C1:NEW".to_owned(), phase)).into_iter().collect();
        let settings = Settings { stages, ..Settings::default() };
        let phase = settings.phase("C1:NEW", semantics);
        let found = [91, 92, 93, 183, 184].map(|age| state_of_one(phase, age, &settings.thresholds));
        let expected: Vec<(&str, i32)> = states.split_whitespace().zip([91, 92, 93, 183, 184]).collect();
        assert_eq!(found.as_slice(), expected, "{line}");
        // Another stage of the same semantics keeps what the portal says.
        assert_eq!(settings.phase("C1:OTHER", semantics), Phase::of_semantics(semantics), "{line}");
        rules += 1;
    }
    assert_eq!(rules, 4 * 5, "every semantics with every mapping");
}

/// Deals as stage, semantics and age.
type Deals = &'static [(&'static str, &'static str, i32)];

#[test]
fn a_mapped_stage_changes_the_state_beside_other_deals() {
    let stages = BTreeMap::from([("C1:WAIT".to_owned(), Phase::Preparation), ("C1:PAUSE".to_owned(), Phase::Failed)]);
    let settings = Settings { stages, ..Settings::default() };
    // The deals of a direction and its state.
    let cases: [(Deals, DirectionState); 6] = [
        (&[("C1:WAIT", "P", 3)], DirectionState::Preparation(3)),
        (&[("C1:WAIT", "P", 3), ("C1:WORK", "P", 90)], DirectionState::Work(90)),
        (&[("C1:WAIT", "P", 184), ("C1:PAUSE", "P", 92)], DirectionState::RecentlyFailed(92)),
        (&[("C1:WAIT", "P", 184), ("C1:PAUSE", "P", 93)], DirectionState::Suspended(184)),
        (&[("C1:PAUSE", "P", 93)], DirectionState::Free),
        (&[("C1:PAUSE", "S", 5), ("C1:WON", "S", 1)], DirectionState::RecentlyFailed(5)),
    ];
    for (deals, expected) in cases {
        let mut latest = LatestDays::default();
        for (stage, semantics, age) in deals {
            let modified = Some(Day(20_000 - age));
            let one = match settings.phase(stage, semantics) {
                Phase::Work => LatestDays { work: modified, ..LatestDays::default() },
                Phase::Preparation => LatestDays { preparation: modified, ..LatestDays::default() },
                Phase::Failed => LatestDays { failed: modified, ..LatestDays::default() },
                Phase::Won => LatestDays::default(),
            };
            latest.join(&one);
        }
        assert_eq!(latest.state(Day(20_000), &settings.thresholds), expected, "{deals:?}");
    }
}
