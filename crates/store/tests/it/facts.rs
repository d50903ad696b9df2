//! Facts of companies: what counts, for whom, and what a change touches.

use crate::engine::on_both_engines;
use crate::naive::World;
use crate::rows::{activity, call, company, deal, facts, facts_of, group, install, stage};
use domain::day::{Day, Millis};
use domain::deals::Phase;
use domain::ids::{CompanyId, DealId, DirectionId, PersonId};
use domain::money::{Amount, CurrencyCode};
use domain::progress::Entity;
use domain::settings::{Communications, CompanyFields, DirectionSource, InnSource, Settings};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::{ActivityRow, CallRow, CompanyRow, ContactRow, DealRow, Owner, OwnerType, RequisiteRow};

fn contact(id: i64, company: Option<i64>) -> ContactRow {
    ContactRow { id, company: company.map(CompanyId), name: format!("Контакт {id}"), ..ContactRow::default() }
}

fn of(kind: OwnerType, id: i64) -> Option<Owner> {
    Some(Owner { kind, id })
}

on_both_engines! {
    async fn a_portal_without_rows_has_only_the_place_of_deals_without_a_company(store) {
        let portal = install(&store, "a").await;
        let found = facts(&store, portal).await;
        assert_eq!((found.len(), found[0].id, found[0].deals.len()), (1, CompanyId(0), 0));
    }

    async fn a_company_without_inn_or_responsible_is_an_ordinary_row(store) {
        let portal = install(&store, "a").await;
        let mut bare = company(3);
        bare.responsible = None;
        bare.sector_key = None;
        let world = World {
            companies: vec![bare, company(2)],
            requisites: vec![
                RequisiteRow { id: 9, company: Some(CompanyId(2)), inn: "9".to_owned(), ..RequisiteRow::default() },
                RequisiteRow { id: 5, company: Some(CompanyId(2)), inn: "5".to_owned(), ..RequisiteRow::default() },
                RequisiteRow { id: 4, company: Some(CompanyId(2)), inn: String::new(), ..RequisiteRow::default() },
            ],
            deals: vec![deal(1, 3)],
            ..World::default()
        };
        world.store(&store, portal).await;
        let found = facts(&store, portal).await;
        assert_eq!(found.iter().map(|facts| facts.id.0).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!((found[1].inn.as_str(), found[1].responsible), ("5", Some(PersonId(7))));
        assert_eq!((found[2].inn.as_str(), found[2].responsible, found[2].sector.clone()), ("", None, None));
        assert_eq!(found[2].deals, [group(Phase::Work, 1, 100, 20_000)]);
    }

    async fn a_deal_that_moves_changes_both_companies(store) {
        let portal = install(&store, "a").await;
        let world = World {
            companies: vec![company(1), company(2)],
            deals: vec![deal(10, 1), deal(11, 1)],
            activities: vec![activity(1, 1, OwnerType::DEAL, 10, 50)],
            ..World::default()
        };
        world.store(&store, portal).await;
        let before = facts(&store, portal).await;
        assert_eq!(before[1].deals, [group(Phase::Work, 2, 200, 20_000)]);
        assert_eq!((before[1].last_communication, before[2].last_communication), (Some(Day(50)), None));

        let moved = DealRow { modified: Millis(3_000), modified_day: Day(20_001), ..deal(10, 2) };
        let mut tx = store.begin().await.unwrap();
        let mut touched = tx.report(portal).companies_of(Entity::Deals, &[10]).await.unwrap();
        tx.deals(portal).upsert(&[moved]).await.unwrap();
        touched.extend(tx.report(portal).companies_of(Entity::Deals, &[10]).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(touched, [CompanyId(1), CompanyId(2)]);

        let after = facts(&store, portal).await;
        assert_eq!(after[1].deals, [group(Phase::Work, 1, 100, 20_000)]);
        assert_eq!(after[2].deals, [group(Phase::Work, 1, 100, 20_001)]);
        assert_eq!((after[1].last_communication, after[2].last_communication), (None, Some(Day(50))));
        assert_eq!(facts_of(&store, portal, &Settings::default(), Some(&touched)).await, after[1..]);
    }

    async fn deleted_records_leave_sums_and_days(store) {
        let portal = install(&store, "a").await;
        let world = World {
            companies: vec![company(1)],
            deals: vec![deal(10, 1), deal(11, 1), deal(12, 0)],
            activities: vec![activity(1, 1, OwnerType::COMPANY, 1, 50), activity(2, 1, OwnerType::COMPANY, 1, 60)],
            ..World::default()
        };
        world.store(&store, portal).await;
        let mut tx = store.begin().await.unwrap();
        tx.deals(portal).delete(&[DealId(11), DealId(12)]).await.unwrap();
        tx.activities(portal).delete(&[2]).await.unwrap();
        tx.commit().await.unwrap();
        let found = facts(&store, portal).await;
        assert_eq!(found[0].deals, []);
        assert_eq!(found[1].deals, [group(Phase::Work, 1, 100, 20_000)]);
        assert_eq!(found[1].last_communication, Some(Day(50)));
        let mut tx = store.begin().await.unwrap();
        tx.companies(portal).delete(&[CompanyId(1)]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(facts(&store, portal).await.len(), 1);
        assert_eq!(facts_of(&store, portal, &Settings::default(), Some(&[CompanyId(1)])).await, []);
    }

    async fn an_activity_of_a_deal_or_contact_counts_for_its_company(store) {
        let portal = install(&store, "a").await;
        let planned = ActivityRow { completed: false, ..activity(4, 1, OwnerType::COMPANY, 1, 900) };
        let letter = activity(5, 4, OwnerType::COMPANY, 1, 901);
        let of_lead = activity(6, 1, OwnerType::LEAD, 1, 902);
        let world = World {
            companies: vec![company(1), company(2), company(3), company(4)],
            contacts: vec![contact(1, Some(2)), contact(2, None)],
            deals: vec![deal(1, 3), deal(2, 0)],
            activities: vec![
                activity(1, 1, OwnerType::COMPANY, 1, 100),
                activity(2, 2, OwnerType::CONTACT, 1, 200),
                activity(3, 2, OwnerType::DEAL, 1, 300),
                planned, letter, of_lead,
                activity(7, 1, OwnerType::CONTACT, 2, 903),
                activity(8, 1, OwnerType::DEAL, 2, 904),
                activity(9, 1, OwnerType::DEAL, 1, 299),
            ],
            ..World::default()
        };
        world.store(&store, portal).await;
        let days: Vec<_> = facts(&store, portal).await.iter().map(|facts| facts.last_communication).collect();
        assert_eq!(days, [None, Some(Day(100)), Some(Day(200)), Some(Day(300)), None]);
    }

    async fn a_missed_call_does_not_count_and_a_recorded_one_does(store) {
        let portal = install(&store, "a").await;
        let missed = |row: CallRow| CallRow { failed_code: "304".to_owned(), duration_s: 0, ..row };
        let open = |row: ActivityRow| ActivityRow { completed: false, ..row };
        let world = World {
            companies: (1..=6).map(company).collect(),
            contacts: vec![contact(1, Some(3))],
            activities: vec![
                // Missed, and somebody ticked its activity off.
                activity(1, 2, OwnerType::COMPANY, 1, 100),
                // Recorded as a conversation, the activity still open.
                open(activity(2, 2, OwnerType::COMPANY, 2, 200)),
                // Telephony knows nothing of it.
                activity(3, 2, OwnerType::COMPANY, 5, 500),
                // Missed at first, reached within the same activity.
                activity(4, 2, OwnerType::COMPANY, 6, 600),
            ],
            calls: vec![
                missed(call(1, of(OwnerType::COMPANY, 1), Some(1), 100)),
                call(2, None, Some(2), 200),
                call(3, of(OwnerType::CONTACT, 1), None, 300),
                missed(call(4, of(OwnerType::COMPANY, 4), None, 400)),
                missed(call(5, None, Some(4), 600)),
                call(6, None, Some(4), 600),
            ],
            ..World::default()
        };
        world.store(&store, portal).await;
        let days: Vec<_> = facts(&store, portal).await.iter().map(|facts| facts.last_communication.map(|day| day.0)).collect();
        assert_eq!(days, [None, None, Some(200), Some(300), None, Some(500), Some(600)]);
        let mut reader = store.read().await.unwrap();
        let touched = reader.report(portal).companies_of(Entity::Calls, &[1, 2, 3, 4]).await.unwrap();
        assert_eq!(touched, [1, 2, 3, 4].map(CompanyId));
        let touched = reader.report(portal).companies_of(Entity::Contacts, &[1]).await.unwrap();
        assert_eq!(touched, [CompanyId(3)]);
    }

    async fn references_to_nothing_are_stored_and_come_true_later(store) {
        let portal = install(&store, "a").await;
        let unknown = DealRow { stage_id: "C9:LATER".to_owned(), ..deal(1, 50) };
        let mut world = World {
            deals: vec![unknown],
            activities: vec![activity(1, 1, OwnerType::CONTACT, 77, 10)],
            ..World::default()
        };
        world.store(&store, portal).await;
        assert_eq!(facts(&store, portal).await.len(), 1);
        world.companies = vec![company(50)];
        world.contacts = vec![contact(77, Some(50))];
        world.store(&store, portal).await;
        let found = facts(&store, portal).await;
        assert_eq!(found[1].deals, [group(Phase::Work, 1, 100, 20_000)]);
        assert_eq!(found[1].last_communication, Some(Day(10)));
        world.stages = vec![stage("C9:LATER", "S")];
        world.store(&store, portal).await;
        assert_eq!(facts(&store, portal).await[1].deals[0].phase, Phase::Won);
    }

    async fn sums_beyond_the_range_stay_at_its_end(store) {
        let portal = install(&store, "a").await;
        let absurd = |id| DealRow { amount: Amount(i64::MAX), ..deal(id, 1) };
        let world = World {
            companies: vec![company(1)],
            deals: (1..=5).map(absurd).chain([DealRow { amount: Amount(i64::MIN), ..deal(6, 0) }, DealRow { amount: Amount(-15), ..deal(7, 0) }]).collect(),
            ..World::default()
        };
        world.store(&store, portal).await;
        let found = facts(&store, portal).await;
        assert_eq!(found[0].deals[0].amount, Amount(i64::MIN));
        assert_eq!((found[1].deals[0].amount, found[1].deals[0].count), (Amount(i64::MAX), 5));
    }

    async fn facts_and_summary_equal_a_plain_computation(store) {
        use domain::rights::Scope;
        let mut runner = TestRunner::deterministic();
        for round in 0..80 {
            let world = worlds().new_tree(&mut runner).unwrap().current();
            let portal = install(&store, &format!("world {round}")).await;
            world.store(&store, portal).await;
            for settings in settings() {
                let expected = world.facts(&settings);
                assert_eq!(facts_of(&store, portal, &settings, None).await, expected, "{world:#?}");
                let some = [CompanyId(2), CompanyId(0), CompanyId(4), CompanyId(99)];
                let few: Vec<_> = expected.into_iter().filter(|facts| some.contains(&facts.id)).collect();
                assert_eq!(facts_of(&store, portal, &settings, Some(&some)).await, few, "{world:#?}");
                for scope in [Scope::All, Scope::People(vec![PersonId(1), PersonId(3)]), Scope::People(vec![])] {
                    let mut reader = store.read().await.unwrap();
                    let found = reader.report(portal).summary(&settings, &scope).await.unwrap();
                    assert_eq!(found, world.summary(&settings, &scope), "{scope:?} {world:#?}");
                }
            }
        }
    }
}

/// Both sources of directions and of INNs, with and without a mapping of stages, and what counts as communication.
fn settings() -> [Settings; 3] {
    [
        Settings::default(),
        Settings {
            directions: DirectionSource::Field("UF_CRM_1".to_owned()),
            stages: [("NEW", Phase::Preparation), ("LOSE", Phase::Won), ("UNKNOWN", Phase::Preparation)]
                .map(|(stage, phase)| (stage.to_owned(), phase))
                .into(),
            hidden_directions: vec![DirectionId(2)],
            communications: Communications {
                outgoing_calls: false,
                min_seconds: 30,
                emails: true,
                ..Communications::default()
            },
            fields: CompanyFields { inn: InnSource::Field("UF_CRM_INN".to_owned()), ..CompanyFields::default() },
            ..Settings::default()
        },
        Settings {
            hidden_directions: vec![DirectionId(3)],
            communications: Communications {
                incoming_calls: false,
                meetings: false,
                open_lines: true,
                ..Communications::default()
            },
            ..Settings::default()
        },
    ]
}

/// Small worlds in which everything meets everything; ids are unique, references may lead nowhere.
pub(crate) fn worlds() -> impl Strategy<Value = World> {
    let owner =
        || (0_i64..=5, 1_i64..=5).prop_map(|(kind, id)| (kind != 0).then_some(Owner { kind: OwnerType(kind), id }));
    let companies = vec((any::<bool>(), 0_i64..=3, 0_usize..3), 0..5);
    let requisites = vec((0_i64..=5, any::<bool>()), 0..6);
    let contacts = vec(0_i64..=5, 0..5);
    let deals =
        vec((0_i64..=6, 0_i64..=3, 0_usize..5, 0_i64..=2, -50_i64..1_000_000, any::<bool>(), 0_i32..100), 0..25);
    let activities = vec((1_i64..=6, any::<bool>(), owner(), 0_i32..1_000, 0_i64..=2), 0..30);
    let calls = vec((owner(), 0_i64..=30, 0_usize..3, 0_i32..1_000, 1_i64..=4, 0_i32..60), 0..15);
    (companies, requisites, contacts, deals, activities, calls).prop_map(
        |(companies, requisites, contacts, deals, activities, calls)| World {
            companies: (1..)
                .zip(companies)
                .map(|(id, (sector, person, told))| CompanyRow {
                    sector_key: sector.then(|| "IT".to_owned()),
                    region: ["", "Тверь", "77"]
                        .get(told)
                        .filter(|text| !text.is_empty())
                        .map(|text| (*text).to_owned()),
                    source: sector.then(|| "Сайт".to_owned()),
                    employees: (told > 0).then(|| format!("{told}0")),
                    inn: if sector { format!("55{id}") } else { String::new() },
                    created: Millis(if told == 0 { 0 } else { 86_400_000 * id }),
                    created_day: Day(i32::try_from(id).unwrap()),
                    revenue: (told == 1).then_some(Amount(id * 5)),
                    responsible: (person != 0).then_some(PersonId(person)),
                    ..company(id)
                })
                .collect(),
            requisites: (1..)
                .zip(requisites)
                .map(|(id, (of, known))| RequisiteRow {
                    id,
                    company: (of != 0).then_some(CompanyId(of)),
                    inn: if known { format!("77{id}") } else { String::new() },
                    ..RequisiteRow::default()
                })
                .collect(),
            contacts: (1..).zip(contacts).map(|(id, of)| contact(id, (of != 0).then_some(of))).collect(),
            deals: (1..)
                .zip(deals)
                .map(|(id, (of, person, at, item, amount, dollars, day))| DealRow {
                    responsible: (person != 0).then_some(PersonId(person)),
                    stage_id: ["NEW", "WORK", "WON", "LOSE", "UNKNOWN"][at].to_owned(),
                    pipeline: item * 3,
                    direction_item: (item != 0).then_some(item),
                    amount: Amount(amount * 33),
                    currency: CurrencyCode(if dollars { "USD" } else { "RUB" }.to_owned()),
                    modified_day: Day(day),
                    ..deal(id, of)
                })
                .collect(),
            activities: (1..)
                .zip(activities)
                .map(|(id, (kind, completed, owner, day, direction))| ActivityRow {
                    completed,
                    owner,
                    direction,
                    provider: if direction == 1 { "IMOPENLINES_SESSION" } else { "CRM_OTHER" }.to_owned(),
                    ..activity(id, kind, OwnerType::COMPANY, 1, day)
                })
                .collect(),
            calls: (1..)
                .zip(calls)
                .map(|(id, (entity, activity_id, code, day, kind, duration_s))| CallRow {
                    kind,
                    duration_s,
                    failed_code: ["200", "304", "603"][code].to_owned(),
                    ..call(id, entity, (activity_id != 0).then_some(activity_id), day)
                })
                .collect(),
            stages: vec![stage("NEW", "P"), stage("WORK", ""), stage("WON", "S"), stage("LOSE", "F")],
        },
    )
}
