//! Synchronised records: idempotent, never older over newer, never across portals.

use crate::engine::on_both_engines;
use crate::rows::{activity, call, company, deal, install, stage};
use domain::day::{Day, Millis};
use domain::directory::{Department, Person};
use domain::ids::{CompanyId, DealId, DepartmentId, PersonId};
use domain::money::{Amount, Currency, CurrencyCode};
use domain::settings::{CompanyFields, DirectionSource, FieldKind, Settings};
use store::{ChoiceRow, CompanyRow, ContactRow, FieldRow, Owner, OwnerType, PipelineRow, RequisiteRow};

fn person(id: i64, departments: &[i64]) -> Person {
    Person {
        id: PersonId(id),
        name: "Анна".to_owned(),
        last_name: format!("Ёлкина{id}"),
        position: "Менеджер".to_owned(),
        active: true,
        departments: departments.iter().copied().map(DepartmentId).collect(),
    }
}

on_both_engines! {
    async fn rows_survive_and_may_be_repeated(store) {
        let portal = install(&store, "a").await;
        let mut odd = company(2);
        odd.responsible = None;
        odd.sector_key = None;
        odd.revenue = None;
        odd.employees = None;
        odd.currency = CurrencyCode(String::new());
        let companies = [company(1), odd];
        let mut other = deal(2, 9);
        other.direction_item = Some(45);
        other.responsible = None;
        other.amount = Amount(i64::MAX);
        other.closed = true;
        let deals = [deal(1, 0), other];
        let requisites = [RequisiteRow { id: 3, company: Some(CompanyId(1)), inn: "7701000000".to_owned(), created: Millis(8), modified: Millis(9) },
            RequisiteRow { id: 4, company: None, inn: String::new(), ..RequisiteRow::default() }];
        let contacts = [ContactRow { id: 5, company: None, name: "Пётр".to_owned(), created: Millis(3), modified: Millis(4) }];
        let mut lonely = activity(7, 4, OwnerType::LEAD, 1, -5);
        lonely.owner = None;
        lonely.responsible = None;
        let activities = [activity(6, 1, OwnerType::COMPANY, 1, 20_000), lonely];
        let calls = [call(8, Some(Owner { kind: OwnerType::CONTACT, id: 5 }), Some(6), 20_000), call(9, None, None, 1)];
        for _ in 0..2 {
            let mut tx = store.begin().await.unwrap();
            assert_eq!(tx.companies(portal).upsert(&companies).await.unwrap(), 2);
            assert_eq!(tx.deals(portal).upsert(&deals).await.unwrap(), 2);
            tx.requisites(portal).upsert(&requisites).await.unwrap();
            tx.contacts(portal).upsert(&contacts).await.unwrap();
            tx.activities(portal).upsert(&activities).await.unwrap();
            tx.calls(portal).upsert(&calls).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.companies(portal).find(&[CompanyId(2), CompanyId(1), CompanyId(3)]).await.unwrap(), companies);
        assert_eq!(reader.deals(portal).find(&[DealId(1), DealId(2)]).await.unwrap(), deals);
        assert_eq!(reader.requisites(portal).find(&[3, 4]).await.unwrap(), requisites);
        assert_eq!(reader.contacts(portal).find(&[5]).await.unwrap(), contacts);
        assert_eq!(reader.activities(portal).find(&[6, 7]).await.unwrap(), activities);
        assert_eq!(reader.calls(portal).find(&[8, 9]).await.unwrap(), calls);
        assert_eq!(reader.companies(portal).count().await.unwrap(), 2);
        assert_eq!(reader.calls(portal).count().await.unwrap(), 2);
    }

    async fn an_older_row_never_overwrites_a_newer_one(store) {
        let portal = install(&store, "a").await;
        let titled = |title: &str, modified| CompanyRow {
            title: title.to_owned(), modified: Millis(modified), ..company(1)
        };
        let mut tx = store.begin().await.unwrap();
        tx.companies(portal).upsert(&[titled("новая", 10)]).await.unwrap();
        assert_eq!(tx.companies(portal).upsert(&[titled("старая", 9)]).await.unwrap(), 0);
        assert_eq!(tx.companies(portal).find(&[CompanyId(1)]).await.unwrap(), [titled("новая", 10)]);
        // Within one batch: the newest, the last among equals.
        tx.companies(portal).upsert(&[titled("третья", 11), titled("четвёртая", 11), titled("вторая", 10)]).await.unwrap();
        assert_eq!(tx.companies(portal).find(&[CompanyId(1)]).await.unwrap(), [titled("четвёртая", 11)]);
        let mut moved = activity(1, 1, OwnerType::COMPANY, 1, 5);
        tx.activities(portal).upsert(&[moved.clone()]).await.unwrap();
        moved.modified = Millis(1);
        moved.day = Day(9);
        tx.activities(portal).upsert(&[moved]).await.unwrap();
        assert_eq!(tx.activities(portal).find(&[1]).await.unwrap()[0].day, Day(5));
    }

    async fn a_batch_larger_than_a_statement_is_stored_whole_and_deleted_whole(store) {
        let portal = install(&store, "a").await;
        let deals: Vec<_> = (1..=6_001).map(|id| deal(id, id % 7)).collect();
        let ids: Vec<_> = deals.iter().map(|deal| deal.id).collect();
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.deals(portal).upsert(&deals).await.unwrap(), 6_001);
        assert_eq!(tx.deals(portal).count().await.unwrap(), 6_001);
        assert_eq!(tx.deals(portal).find(&ids).await.unwrap(), deals);
        assert_eq!(tx.deals(portal).delete(&ids[..6_000]).await.unwrap(), 6_000);
        assert_eq!(tx.deals(portal).delete(&ids).await.unwrap(), 1);
        assert_eq!(tx.deals(portal).count().await.unwrap(), 0);
        assert_eq!(tx.deals(portal).upsert(&[]).await.unwrap(), 0);
        assert_eq!(tx.deals(portal).delete(&[]).await.unwrap(), 0);
    }

    async fn portals_with_the_same_ids_never_meet(store) {
        let a = install(&store, "a").await;
        let b = install(&store, "b").await;
        let mut tx = store.begin().await.unwrap();
        for (portal, title) in [(a, "у первого"), (b, "у второго")] {
            tx.companies(portal).upsert(&[CompanyRow { title: title.to_owned(), ..company(1) }]).await.unwrap();
            tx.deals(portal).upsert(&[deal(1, 1), deal(2, 1)]).await.unwrap();
            tx.activities(portal).upsert(&[activity(1, 1, OwnerType::DEAL, 1, 9)]).await.unwrap();
            tx.requisites(portal).upsert(&[RequisiteRow { id: 1, company: Some(CompanyId(1)), inn: title.to_owned(), ..RequisiteRow::default() }]).await.unwrap();
        }
        tx.deals(b).delete(&[DealId(1)]).await.unwrap();
        tx.commit().await.unwrap();
        let seen = |facts: Vec<domain::report::facts::CompanyFacts>| {
            let of = &facts[1];
            (of.title.clone(), of.inn.clone(), of.last_communication, of.deals[0].count)
        };
        assert_eq!(seen(crate::rows::facts(&store, a).await), ("у первого".to_owned(), "у первого".to_owned(), Some(Day(9)), 2));
        assert_eq!(seen(crate::rows::facts(&store, b).await), ("у второго".to_owned(), "у второго".to_owned(), None, 1));
    }

    async fn cyrillic_is_found_whatever_its_case(store) {
        let portal = install(&store, "a").await;
        let titled = |id, title: &str| CompanyRow { title: title.to_owned(), ..company(id) };
        let mut tx = store.begin().await.unwrap();
        tx.companies(portal).upsert(&[titled(1, "ООО «ЁЛКА»"), titled(2, "Елка и Ко"), titled(3, "Сосна 100%"), titled(4, "Сосна 1000")]).await.unwrap();
        let mut companies = tx.companies(portal);
        assert_eq!(companies.search("ёлка", 10).await.unwrap(), [CompanyId(2), CompanyId(1)]);
        assert_eq!(companies.search("ЕЛКА И", 10).await.unwrap(), [CompanyId(2)]);
        assert_eq!(companies.search("100%", 10).await.unwrap(), [CompanyId(3)]);
        assert_eq!(companies.search("соснА", 1).await.unwrap().len(), 1);
    }

    async fn text_that_one_engine_cannot_hold_fails_on_neither(store) {
        let portal = install(&store, "a").await;
        let mut odd = company(1);
        odd.title = "до\0 после".to_owned();
        odd.sector_key = Some("к".repeat(4_000));
        let mut tx = store.begin().await.unwrap();
        tx.companies(portal).upsert(&[odd]).await.unwrap();
        tx.requisites(portal).upsert(&[RequisiteRow { id: 1, company: Some(CompanyId(1)), inn: "9".repeat(4_000), ..RequisiteRow::default() }]).await.unwrap();
        let mut long = deal(1, 1);
        long.stage_id = "Ш".repeat(4_000);
        tx.deals(portal).upsert(&[long]).await.unwrap();
        tx.commit().await.unwrap();
        let facts = crate::rows::facts(&store, portal).await;
        assert_eq!((facts[1].title.as_str(), facts[1].inn.len(), facts[1].deals[0].count), ("до после", 200, 1));
    }

    async fn people_and_departments_are_kept_with_all_memberships(store) {
        let portal = install(&store, "a").await;
        let root = Department { id: DepartmentId(1), name: "Отдел продаж".to_owned(), parent: None, head: Some(PersonId(2)), sort: 10 };
        let below = Department { id: DepartmentId(5), name: "Юг".to_owned(), parent: Some(DepartmentId(1)), head: None, sort: 20 };
        let mut tx = store.begin().await.unwrap();
        tx.people(portal).upsert(&[person(2, &[5, 1]), person(1, &[])]).await.unwrap();
        tx.people(portal).upsert(&[person(2, &[1])]).await.unwrap();
        tx.people(portal).upsert(&[person(3, &[1, 5])]).await.unwrap();
        assert_eq!(tx.people(portal).all().await.unwrap(), [person(1, &[]), person(2, &[1]), person(3, &[1, 5])]);
        assert_eq!(tx.people(portal).delete(&[PersonId(3)]).await.unwrap(), 1);
        assert_eq!(tx.people(portal).count().await.unwrap(), 2);
        tx.departments(portal).replace(&[below.clone(), root.clone()]).await.unwrap();
        assert_eq!(tx.departments(portal).all().await.unwrap(), [root.clone(), below]);
        tx.departments(portal).replace(std::slice::from_ref(&root)).await.unwrap();
        assert_eq!(tx.departments(portal).all().await.unwrap(), [root]);
    }

    async fn the_directory_follows_the_settings_and_what_deals_name(store) {
        let portal = install(&store, "a").await;
        let choice = |key: &str, name: &str, sort| ChoiceRow { key: key.to_owned(), name: name.to_owned(), sort };
        let currency = |code: &str, base| Currency { code: CurrencyCode(code.to_owned()), rate: Amount::units(1), rate_units: 1, base, rated: Some(Day(20_000)) };
        let mut tx = store.begin().await.unwrap();
        let mut dictionaries = tx.dictionaries(portal);
        dictionaries.replace_pipelines(&[
            PipelineRow { id: 0, name: "Общая".to_owned(), sort: 200 },
            PipelineRow { id: 4, name: "Опт".to_owned(), sort: 100 },
        ]).await.unwrap();
        dictionaries.replace_choices(OwnerType::DEAL, "UF_CRM_1", &[choice("10", "Десятый", 5), choice("9", "Девятый", 5), choice("3", "Третий", 1)]).await.unwrap();
        dictionaries.replace_choices(OwnerType::COMPANY, "UF_CRM_1", &[choice("77", "Чужое поле", 1)]).await.unwrap();
        dictionaries.replace_choices(OwnerType::COMPANY, "INDUSTRY", &[choice("IT", "ИТ", 20), choice("BANK", "Банк", 10)]).await.unwrap();
        dictionaries.replace_fields(&[FieldRow { owner: OwnerType::DEAL, name: "UF_CRM_1".to_owned(), title: "Продукт".to_owned(), multiple: false, kind: FieldKind::Enumeration }]).await.unwrap();
        dictionaries.replace_currencies(&[currency("AAA", false), currency("RUB", true)]).await.unwrap();
        dictionaries.replace_stages(&[stage("WON", "S"), stage("NEW", "P")]).await.unwrap();
        assert_eq!(dictionaries.fields(OwnerType::DEAL).await.unwrap()[0].title, "Продукт");
        assert_eq!(dictionaries.all_choices(OwnerType::DEAL).await.unwrap()["UF_CRM_1"].len(), 3);
        assert_eq!(dictionaries.fields(OwnerType::COMPANY).await.unwrap(), []);
        assert_eq!(dictionaries.stages().await.unwrap().len(), 2);
        let calendar = serde_json::json!({"week_holidays": ["SAT", "SUN"]});
        assert_eq!(dictionaries.calendar().await.unwrap(), None);
        dictionaries.save_calendar(&calendar).await.unwrap();
        dictionaries.save_calendar(&calendar).await.unwrap();
        assert_eq!(dictionaries.calendar().await.unwrap(), Some(calendar));

        let names = |directory: &domain::directory::Directory| directory.directions.iter()
            .map(|direction| (direction.id.0, direction.name.clone())).collect::<Vec<_>>();
        let named = |pairs: &[(i64, &str)]| pairs.iter().map(|(id, name)| (*id, (*name).to_owned())).collect::<Vec<_>>();
        let by_field = Settings {
            directions: DirectionSource::Field("UF_CRM_1".to_owned()),
            fields: CompanyFields { sector: Some("UF_CRM_1".to_owned()), ..CompanyFields::default() },
            ..Settings::default()
        };
        let plain = tx.report(portal).directory(&Settings::default()).await.unwrap();
        assert_eq!(names(&plain), named(&[(4, "Опт"), (0, "Общая")]));
        assert_eq!(plain.sectors.iter().map(|sector| sector.key.as_str()).collect::<Vec<_>>(), ["BANK", "IT"]);
        assert_eq!(plain.currencies.iter().map(|currency| currency.code.0.as_str()).collect::<Vec<_>>(), ["RUB", "AAA"]);
        let empty = tx.report(portal).directory(&by_field).await.unwrap();
        assert_eq!(names(&empty), named(&[(3, "Третий"), (9, "Девятый"), (10, "Десятый")]));
        assert_eq!(empty.sectors.len(), 1);

        let mut lagging = deal(1, 1);
        lagging.pipeline = 8;
        lagging.currency = CurrencyCode("KZT".to_owned());
        lagging.direction_item = Some(55);
        tx.deals(portal).upsert(&[lagging, deal(2, 1), deal(3, 1)]).await.unwrap();
        let plain = tx.report(portal).directory(&Settings::default()).await.unwrap();
        assert_eq!(names(&plain), named(&[(4, "Опт"), (0, "Общая"), (8, "#8")]));
        assert_eq!(plain.currencies.iter().map(|currency| currency.code.0.as_str()).collect::<Vec<_>>(), ["RUB", "AAA", "KZT"]);
        let field = tx.report(portal).directory(&by_field).await.unwrap();
        assert_eq!(names(&field), named(&[(3, "Третий"), (9, "Девятый"), (10, "Десятый"), (55, "#55"), (0, "")]));
    }
}
