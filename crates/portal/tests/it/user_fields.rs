//! Definitions of user fields (documented: 4.1).

use serde_json::json;

use crate::families::wide;
use crate::harness::{EMPLOYEE, Portal, ids};

/// Own choice: a user field gets its `UF_CRM_` name, is filled and found, and goes with its values.
#[tokio::test]
async fn a_field_is_made_filled_found_and_deleted() {
    let portal = Portal::start().await;
    let fields =
        json!({"FIELD_NAME": "region", "USER_TYPE_ID": "string", "EDIT_FORM_LABEL": {"ru": "Регион", "en": "Region"}});
    let id = portal.call("crm.company.userfield.add", json!({"fields": fields})).await["result"].clone();
    portal.call("crm.company.update", json!({"id": 7, "fields": {"UF_CRM_REGION": "Урал"}})).await;
    let found = portal.call("crm.company.list", json!({"filter": {"UF_CRM_REGION": "урал"}, "select": ["UF_*"]})).await;
    assert_eq!(found["result"], json!([{"ID": "7", "UF_CRM_REGION": "Урал"}]));
    let field = portal.call("crm.company.userfield.get", json!({"id": id})).await["result"].clone();
    assert_eq!((&field["FIELD_NAME"], &field["ENTITY_ID"]), (&json!("UF_CRM_REGION"), &json!("CRM_COMPANY")));
    assert_eq!(field["EDIT_FORM_LABEL"], json!({"ru": "Регион", "en": "Region"}));
    assert_eq!(portal.call("crm.company.userfield.delete", json!({"id": id})).await["result"], true);
    let row = portal.call("crm.company.get", json!({"id": 7})).await["result"].clone();
    assert!(row.get("UF_CRM_REGION").is_none());
}

/// Own choice: items of an enumeration are renamed by ID, removed by DEL and added without either.
#[tokio::test]
async fn items_of_an_enumeration_are_added_renamed_and_removed() {
    let portal = Portal::start().await;
    let list = json!([{"ID": 31, "VALUE": "Запад"}, {"ID": 32, "DEL": "Y"}, {"VALUE": "Восток", "XML_ID": "east"}]);
    portal.call("crm.deal.userfield.update", json!({"id": 501, "fields": {"LIST": list}})).await;
    let field = portal.call("crm.deal.userfield.get", json!({"id": 501})).await["result"].clone();
    let items: Vec<(&str, &str)> = field["LIST"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["ID"].as_str().unwrap(), item["VALUE"].as_str().unwrap()))
        .collect();
    assert_eq!(items, [("31", "Запад"), ("33", "Восток")]);
}

/// Own choice: a multiple field takes a list, is found by any of it and is false when empty.
#[tokio::test]
async fn multiple_fields_take_lists_and_print_them() {
    let portal = Portal::start().await;
    let fields = json!({"FIELD_NAME": "TAGS", "USER_TYPE_ID": "integer", "MULTIPLE": "Y"});
    portal.call("crm.deal.userfield.add", json!({"fields": fields})).await;
    portal.call("crm.deal.update", json!({"id": 7, "fields": {"UF_CRM_TAGS": [3, "5"]}})).await;
    let legacy = portal.call("crm.deal.get", json!({"id": 7})).await["result"]["UF_CRM_TAGS"].clone();
    assert_eq!(legacy, json!(["3", "5"]));
    let typed = portal.call("crm.item.get", json!({"entityTypeId": 2, "id": 7})).await;
    assert_eq!(typed["result"]["item"]["ufCrmTags"], json!([3, 5]));
    let found = portal.call("crm.deal.list", json!({"filter": {"UF_CRM_TAGS": 5}})).await;
    assert_eq!(ids(&found["result"]), [7]);
    portal.call("crm.deal.update", json!({"id": 7, "fields": {"UF_CRM_TAGS": []}})).await;
    let empty = portal.call("crm.deal.get", json!({"id": 7})).await["result"]["UF_CRM_TAGS"].clone();
    assert_eq!(empty, false);
}

/// Own choice: user fields are changed by administrators, named once and of a known type.
#[tokio::test]
async fn fields_are_changed_by_administrators_only_and_named_once() {
    let portal = Portal::start().await;
    let token = portal.token_of(EMPLOYEE).await;
    let fields = json!({"FIELD_NAME": "DIRECTION", "USER_TYPE_ID": "string"});
    let (status, body) = portal.ask("crm.deal.userfield.add", json!({"auth": token, "fields": fields})).await;
    assert_eq!((status.as_u16(), &body["error_description"]), (400, &json!("Access denied.")));
    assert_eq!(portal.refusal("crm.deal.userfield.add", json!({"fields": fields})).await, (400, json!("")));
    let unknown = json!({"fields": {"FIELD_NAME": "X1", "USER_TYPE_ID": "planet"}});
    assert_eq!(portal.refusal("crm.deal.userfield.add", unknown).await, (400, json!("")));
    assert_eq!(portal.refusal("crm.deal.userfield.delete", json!({"id": 999})).await, (400, json!("")));
}

/// Facts 4.1: `userfieldconfig.list` has text ids under `fields` and a total.
#[tokio::test]
async fn the_newer_list_of_fields_prints_ids_as_text_and_counts() {
    let portal = wide().await;
    let params = json!({"moduleId": "crm", "filter": {"entityId": "CRM_DEAL"}});
    let body = portal.call("userfieldconfig.list", params).await;
    assert_eq!(body["total"], 1);
    let field = &body["result"]["fields"][0];
    assert_eq!((&field["id"], &field["fieldName"]), (&json!("501"), &json!("UF_CRM_DIRECTION")));
    assert_eq!((&field["userTypeId"], &field["multiple"]), (&json!("enumeration"), &json!("N")));
    let whole = portal.call("userfieldconfig.get", json!({"moduleId": "crm", "id": 501})).await;
    assert_eq!(whole["result"]["field"]["enum"][1]["value"], "Юг");
    assert_eq!(portal.refusal("userfieldconfig.list", json!({})).await, (400, json!("100")));
}
