//! `crm.item.*` and smart processes (documented: 4.1, 4.4).

use serde_json::{Value, json};

use crate::harness::{EMPLOYEE, Portal, field, ids};
use crate::writes::{listening, seen};

async fn process(portal: &Portal) -> u64 {
    let made = portal.call("crm.type.add", json!({"fields": {"title": "Договоры"}})).await;
    made["result"]["type"]["entityTypeId"].as_u64().unwrap()
}

/// Facts 4.1: an item is answered typed under `item`, here after writes too.
#[tokio::test]
async fn an_item_is_answered_whole_after_it_is_made_and_changed() {
    let portal = Portal::start().await;
    let fields =
        json!({"title": "Новая", "opportunity": 12.5, "companyId": 7, "ufCrmDirection": 31, "sourceId": "WEB"});
    let made = portal.call("crm.item.add", json!({"entityTypeId": 2, "fields": fields})).await;
    let item = &made["result"]["item"];
    assert_eq!((&item["id"], &item["opportunity"], &item["companyId"]), (&json!(131), &json!(12.5), &json!(7)));
    assert_eq!((&item["stageId"], &item["ufCrmDirection"]), (&json!("NEW"), &json!(31)));
    let params = json!({"entityTypeId": 2, "id": 131, "fields": {"stageId": "WON"}});
    let changed = portal.call("crm.item.update", params).await;
    assert_eq!(changed["result"]["item"]["stageSemanticId"], "S");
}

/// Facts 0 trap 1 and 4.1: a deletion answers with `[]`; a lost item is `NOT_FOUND`.
#[tokio::test]
async fn a_deleted_item_leaves_an_empty_list_behind() {
    let portal = Portal::start().await;
    let params = json!({"entityTypeId": 4, "id": 9});
    assert_eq!(portal.call("crm.item.delete", params.clone()).await["result"], json!([]));
    assert_eq!(portal.refusal("crm.item.delete", params.clone()).await, (400, json!("NOT_FOUND")));
    let (_, body) = portal.ask("crm.item.get", params).await;
    assert_eq!(body["error_description"], "Element not found");
}

/// Facts 4.1: phones of items are rows of `fm` with id, type, value type and value.
#[tokio::test]
async fn items_of_companies_and_contacts_take_their_phones_as_fm() {
    let portal = Portal::start().await;
    let fm = json!([{"typeId": "PHONE", "valueType": "WORK", "value": "+70000000003"}]);
    let params = json!({"entityTypeId": 3, "fields": {"name": "Анна", "companyId": 7, "fm": fm}});
    let item = portal.call("crm.item.add", params).await["result"]["item"].clone();
    assert_eq!(item["fm"], json!([{"id": 11, "valueType": "WORK", "value": "+70000000003", "typeId": "PHONE"}]));
    assert_eq!((&item["companyId"], &item["entityTypeId"]), (&json!(7), &json!(3)));
    let params = json!({"entityTypeId": 4, "fields": {"title": "Гамма", "industry": "IT"}});
    let company = portal.call("crm.item.add", params).await["result"]["item"].clone();
    assert_eq!((&company["id"], &company["industry"]), (&json!(121), &json!("IT")));
}

/// Facts 4.4: deals and companies have their own events, also when written as items.
#[tokio::test]
async fn items_fire_the_events_of_their_kind() {
    let portal = Portal::start().await;
    let inbox = listening(&portal, &["ONCRMDEALADD", "ONCRMCOMPANYDELETE"]).await;
    portal.call("crm.item.add", json!({"entityTypeId": 2, "fields": {"title": "Новая"}})).await;
    portal.call("crm.item.delete", json!({"entityTypeId": 4, "id": 9})).await;
    let expected = [("ONCRMCOMPANYDELETE", "9"), ("ONCRMDEALADD", "131")];
    let expected = expected.map(|(name, id)| (name.to_owned(), id.to_owned()));
    assert_eq!(seen(&inbox.wait_for(2).await), expected);
}

/// Own choice: a value an item cannot take is told apart from a parameter that is missing.
#[tokio::test]
async fn a_wrong_value_of_an_item_is_refused_by_its_field() {
    let portal = Portal::start().await;
    let params = json!({"entityTypeId": 2, "id": 7, "fields": {"stageId": "NOWHERE"}});
    assert_eq!(portal.refusal("crm.item.update", params).await, (400, json!("CRM_FIELD_ERROR_VALUE_NOT_VALID")));
    let missing = portal.refusal("crm.item.update", json!({"entityTypeId": 2, "fields": {}})).await;
    assert_eq!(missing, (400, json!("100")));
    assert_eq!(portal.refusal("crm.item.add", json!({"entityTypeId": 2})).await, (400, json!("100")));
}

/// Facts 4.4: a deal that comes to another pipeline is told about once more, with pipeline and stage.
#[tokio::test]
async fn a_deal_moved_to_another_pipeline_is_told_with_its_stage() {
    let portal = Portal::start().await;
    second_pipeline(&portal);
    let inbox = listening(&portal, &["ONCRMDEALMOVETOCATEGORY", "ONCRMDEALUPDATE"]).await;
    let params = json!({"entityTypeId": 2, "id": 7, "fields": {"categoryId": 1}});
    let item = portal.call("crm.item.update", params).await["result"]["item"].clone();
    assert_eq!((&item["categoryId"], &item["stageId"]), (&json!(1), &json!("C1:NEW")));
    let events = inbox.wait_for(2).await;
    let moved = events.iter().find(|event| field(event, "event") == Some("ONCRMDEALMOVETOCATEGORY")).unwrap();
    assert_eq!(field(moved, "data[FIELDS][CATEGORY_ID]"), Some("1"));
    assert_eq!(field(moved, "data[FIELDS][STAGE_ID]"), Some("C1:NEW"));
    assert_eq!(field(moved, "data[FIELDS][ID]"), Some("7"));
}

/// Facts 4.4: the event of a change of pipeline has pipeline and stage, however it was made.
#[tokio::test]
async fn a_move_behind_the_portals_back_is_told_like_one_by_rest() {
    let portal = Portal::start().await;
    second_pipeline(&portal);
    let inbox = listening(&portal, &["ONCRMDEALMOVETOCATEGORY", "ONCRMDEALUPDATE"]).await;
    let change = json!({"entity": "deal", "action": "update", "id": 7, "fields": {"CATEGORY_ID": 1}});
    portal.control("record", &change).await;
    portal.control("stage", &json!({"deal_id": 8, "category_id": 1, "stage_id": "C1:WON"})).await;
    portal.control("stage", &json!({"deal_id": 8, "category_id": 1, "stage_id": "C1:NEW"})).await;
    inbox.wait_for(5).await;
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let received = inbox.received();
    let columns = ["data[FIELDS][ID]", "event", "data[FIELDS][STAGE_ID]"];
    let mut told: Vec<_> =
        received.iter().map(|event| columns.map(|name| field(event, name).unwrap_or_default())).collect();
    told.sort();
    let expected = [
        ["7", "ONCRMDEALMOVETOCATEGORY", "C1:NEW"],
        ["7", "ONCRMDEALUPDATE", ""],
        ["8", "ONCRMDEALMOVETOCATEGORY", "C1:WON"],
        ["8", "ONCRMDEALUPDATE", ""],
        ["8", "ONCRMDEALUPDATE", ""],
    ];
    assert_eq!(told, expected);
}

/// Own choice: the older method leaves the pipeline alone.
#[tokio::test]
async fn the_older_method_does_not_change_the_pipeline() {
    let portal = Portal::start().await;
    second_pipeline(&portal);
    portal.call("crm.deal.update", json!({"id": 7, "fields": {"CATEGORY_ID": 1}})).await;
    let deal = portal.call("crm.deal.get", json!({"id": 7})).await["result"].clone();
    assert_eq!((&deal["CATEGORY_ID"], &deal["STAGE_ID"]), (&json!("0"), &json!("NEW")));
}

/// Adds a pipeline 1 with a first and a won stage.
fn second_pipeline(portal: &Portal) {
    use portal::model::{Category, StageSemantics, Status};
    let mut records = portal.state().records_mut();
    records.categories.insert(Category { id: 1, name: "Вторая".into(), sort: 200, is_default: false });
    let stages = [("C1:NEW", StageSemantics::Process), ("C1:WON", StageSemantics::Success)];
    for ((status_id, semantics), place) in stages.into_iter().zip(1..) {
        let id = records.statuses.next_id();
        records.statuses.insert(Status {
            id,
            entity_id: "DEAL_STAGE_1".into(),
            status_id: status_id.into(),
            name: status_id.into(),
            sort: place * 10,
            category_id: Some(1),
            semantics: Some(semantics),
            ..Status::default()
        });
    }
}

/// Facts 4.1: smart processes are kinds from 128 on, with stages under `DYNAMIC_<kind>_STAGE_<pipeline>`.
#[tokio::test]
async fn a_smart_process_gets_a_number_a_pipeline_and_stages() {
    let portal = Portal::start().await;
    let made = portal.call("crm.type.add", json!({"fields": {"title": "Договоры"}})).await["result"]["type"].clone();
    assert_eq!((&made["entityTypeId"], &made["title"]), (&json!(1_030), &json!("Договоры")));
    let second = portal.call("crm.type.add", json!({"fields": {"title": "Склад", "entityTypeId": 128}})).await;
    assert_eq!(second["result"]["type"]["entityTypeId"], 128);
    let listed = portal.call("crm.type.list", json!({"filter": {"entityTypeId": 128}})).await;
    assert_eq!((&listed["total"], &listed["result"]["types"][0]["title"]), (&json!(1), &json!("Склад")));
    let pipelines = portal.call("crm.category.list", json!({"entityTypeId": 1_030})).await;
    assert_eq!(pipelines["result"]["categories"][0]["isDefault"], "Y");
    let category = pipelines["result"]["categories"][0]["id"].clone();
    let filter = json!({"ENTITY_ID": format!("DYNAMIC_1030_STAGE_{category}")});
    let stages = portal.call("crm.status.list", json!({"filter": filter})).await;
    assert_eq!((&stages["total"], &stages["result"][3]["SEMANTICS"]), (&json!(5), &json!("S")));
}

/// Own choice: smart processes are made by administrators, under numbers the portal admits.
#[tokio::test]
async fn smart_processes_are_made_by_administrators_only() {
    let portal = Portal::start().await;
    let token = portal.token_of(EMPLOYEE).await;
    let params = json!({"auth": token, "fields": {"title": "Договоры"}});
    assert_eq!(portal.refusal("crm.type.add", params).await, (403, json!("ACCESS_DENIED")));
    let odd = portal.refusal("crm.type.add", json!({"fields": {"title": "x", "entityTypeId": 1_031}})).await;
    assert_eq!(odd, (400, json!("INVALID_ARG_VALUE")));
}

/// Facts 4.1: `crm.item.*` treats items of a smart process like deals, with stages of their own.
#[tokio::test]
async fn items_of_a_smart_process_are_made_listed_moved_and_deleted() {
    let portal = Portal::start().await;
    let number = process(&portal).await;
    for title in ["Первый", "Второй", "Третий"] {
        let fields = json!({"title": title, "opportunity": "100.50", "companyId": 7, "begindate": "2026-03-01"});
        portal.call("crm.item.add", json!({"entityTypeId": number, "fields": fields})).await;
    }
    let params =
        json!({"entityTypeId": number, "filter": {"%title": "тор"}, "select": ["title", "opportunity", "begindate"]});
    let found = portal.call("crm.item.list", params).await;
    let expected =
        json!([{"id": 2, "title": "Второй", "opportunity": 100.5, "begindate": "2026-03-01T03:00:00+03:00"}]);
    assert_eq!(found["result"]["items"], expected);
    let move_it = json!({"entityTypeId": number, "id": 2, "fields": {"stageId": "DT1030_2:SUCCESS"}});
    let item = portal.call("crm.item.update", move_it).await["result"]["item"].clone();
    assert_eq!((&item["stageId"], &item["previousStageId"]), (&json!("DT1030_2:SUCCESS"), &json!("DT1030_2:NEW")));
    assert_eq!(item["entityTypeId"], number);
    portal.call("crm.item.delete", json!({"entityTypeId": number, "id": 1})).await;
    let left = portal.call("crm.item.list", json!({"entityTypeId": number, "order": {"id": "DESC"}})).await;
    assert_eq!((ids(&left["result"]["items"]), &left["total"]), (vec![3, 2], &json!(2)));
    let foreign = json!({"entityTypeId": number, "id": 2, "fields": {"stageId": "WON"}});
    assert_eq!(portal.refusal("crm.item.update", foreign).await, (400, json!("CRM_FIELD_ERROR_VALUE_NOT_VALID")));
}

/// Facts 4.4: events of smart items carry `ENTITY_TYPE_ID` beside the id.
#[tokio::test]
async fn events_of_smart_items_name_their_process() {
    let portal = Portal::start().await;
    let number = process(&portal).await;
    let names = ["ONCRMDYNAMICITEMADD", "ONCRMDYNAMICITEMUPDATE", "ONCRMDYNAMICITEMDELETE"];
    let inbox = listening(&portal, &names).await;
    portal.call("crm.item.add", json!({"entityTypeId": number, "fields": {"title": "Первый"}})).await;
    portal.call("crm.item.update", json!({"entityTypeId": number, "id": 1, "fields": {"title": "Иной"}})).await;
    portal.call("crm.item.delete", json!({"entityTypeId": number, "id": 1})).await;
    let events = inbox.wait_for(3).await;
    assert_eq!(events.len(), 3);
    for event in &events {
        assert_eq!(field(event, "data[FIELDS][ENTITY_TYPE_ID]"), Some("1030"));
        assert_eq!(field(event, "data[FIELDS][ID]"), Some("1"));
    }
}

/// Own choice: a smart process goes only without items, and its kind goes with it.
#[tokio::test]
async fn a_process_with_items_is_not_deleted() {
    let portal = Portal::start().await;
    let number = process(&portal).await;
    portal.call("crm.item.add", json!({"entityTypeId": number, "fields": {}})).await;
    assert_eq!(portal.ask("crm.type.delete", json!({"id": 1})).await.0.as_u16(), 400);
    portal.call("crm.item.delete", json!({"entityTypeId": number, "id": 1})).await;
    assert_eq!(portal.call("crm.type.delete", json!({"id": 1})).await["result"], Value::Null);
    let gone = portal.refusal("crm.item.list", json!({"entityTypeId": number})).await;
    assert_eq!(gone, (400, json!("NOT_FOUND")));
}

/// Facts 4.1: a field is described by its type, its upper-case name and whether it can be written.
#[tokio::test]
async fn fields_of_a_smart_process_are_described() {
    let portal = Portal::start().await;
    let number = process(&portal).await;
    let fields = portal.call("crm.item.fields", json!({"entityTypeId": number})).await["result"]["fields"].clone();
    assert_eq!((&fields["title"]["type"], &fields["id"]["isReadOnly"]), (&json!("string"), &json!(true)));
    assert_eq!(fields["stageId"]["upperName"], "STAGE_ID");
}

/// Facts 3.6: `100` is a code too; its words name the parameter that did not match.
#[tokio::test]
async fn item_methods_refuse_parameters_that_are_no_arrays() {
    let portal = Portal::start().await;
    for (method, params, name) in [
        ("crm.item.list", json!({"entityTypeId": 2, "filter": "ID=5"}), "filter"),
        ("crm.item.list", json!({"entityTypeId": 2, "order": "id"}), "order"),
        ("crm.item.add", json!({"entityTypeId": 2, "fields": "title"}), "fields"),
    ] {
        let (status, body) = portal.ask(method, params).await;
        assert_eq!((status.as_u16(), &body["error"]), (400, &json!("100")), "{name}");
        let text = body["error_description"].as_str().unwrap();
        assert!(
            text.ends_with(&format!("to match with parameter {{{name}}}. Should be value of type array.")),
            "{text}"
        );
    }
}

/// Facts 4.1: phones of items come with `*` only.
#[tokio::test]
async fn phones_of_items_are_not_selected_by_name() {
    let portal = Portal::start().await;
    let params = json!({"entityTypeId": 4, "filter": {"id": 7}, "select": ["id", "fm"]});
    let item = portal.call("crm.item.list", params).await["result"]["items"][0].clone();
    assert_eq!(item, json!({"id": 7}));
}
