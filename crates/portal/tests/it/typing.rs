//! Types and shapes of the methods' answers (documented: traps 1 and 2, methods).

use serde_json::json;

use crate::harness::Portal;

/// Facts 0 trap 2: legacy lists print every scalar as text.
#[tokio::test]
async fn legacy_lists_print_every_scalar_as_text() {
    let portal = Portal::start().await;
    let body = portal.call("crm.deal.list", json!({"filter": {"ID": 7}})).await;
    let deal = &body["result"][0];
    assert_eq!(deal["ID"], "7");
    assert_eq!(deal["OPPORTUNITY"], "7.99");
    assert_eq!(deal["CATEGORY_ID"], "0");
    assert_eq!(deal["CLOSED"], "N");
    assert_eq!(deal["STAGE_SEMANTIC_ID"], "P");
    assert_eq!(deal["CONTACT_ID"], json!(null));
    assert_eq!(deal["BEGINDATE"], "2024-10-04T03:00:00+03:00");
    assert_eq!(deal["DATE_MODIFY"], "2026-03-02T12:00:00+03:00");
    for (key, value) in deal.as_object().unwrap() {
        assert!(value.is_string() || value.is_null(), "{key}: {value}");
    }
}

/// Facts 4.1: items have numbers, Y or N, null for nothing, 0 and `[]` for links not set.
#[tokio::test]
async fn item_lists_print_typed_values_in_camel_case() {
    let portal = Portal::start().await;
    let params = json!({"entityTypeId": 2, "filter": {"id": 7}});
    let body = portal.call("crm.item.list", params).await;
    let deal = &body["result"]["items"][0];
    assert_eq!(deal["id"], 7);
    assert_eq!(deal["opportunity"], 7.99);
    assert_eq!(deal["closed"], "N");
    assert_eq!(deal["contactId"], 0);
    assert_eq!(deal["contactIds"], json!([]));
    assert_eq!(deal["sourceId"], json!(null));
    assert_eq!(deal["ufCrmDirection"], 32);
    assert_eq!(body["total"], 1);
}

/// Facts 4.1: money of an item is a number, a whole one without a point.
#[tokio::test]
async fn whole_amounts_of_items_have_no_point() {
    let portal = Portal::start().await;
    portal.state().records_mut().deals.get_mut(7).unwrap().amount = 190_000_000;
    let params = json!({"entityTypeId": 2, "filter": {"id": 7}, "select": ["opportunity"]});
    let body = portal.call("crm.item.list", params).await;
    assert_eq!(body["result"]["items"][0], json!({"id": 7, "opportunity": 19000}));
}

/// Facts 4.1: a company that is not set is 0.
#[tokio::test]
async fn a_deal_without_a_company_carries_zero() {
    let portal = Portal::start().await;
    let legacy = portal.call("crm.deal.list", json!({"filter": {"ID": 10}, "select": ["COMPANY_ID"]})).await;
    assert_eq!(legacy["result"][0], json!({"ID": "10", "COMPANY_ID": "0"}));
    let params = json!({"entityTypeId": 2, "filter": {"id": 10}, "select": ["companyId"]});
    let item = portal.call("crm.item.list", params).await;
    assert_eq!(item["result"]["items"][0], json!({"id": 10, "companyId": 0}));
}

/// Facts 4.1: the default selection of legacy lists leaves user fields out.
#[tokio::test]
async fn user_fields_come_only_when_selected_in_legacy_lists() {
    let portal = Portal::start().await;
    let plain = portal.call("crm.deal.list", json!({"filter": {"ID": 7}})).await;
    assert!(plain["result"][0].get("UF_CRM_DIRECTION").is_none());
    let all = portal.call("crm.deal.list", json!({"filter": {"@ID": [5, 7]}, "select": ["*", "UF_*"]})).await;
    assert_eq!(all["result"][1]["UF_CRM_DIRECTION"], "32");
    assert_eq!(all["result"][0]["UF_CRM_DIRECTION"], "");
}

/// Facts 4.1: `useOriginalUfNames` keeps the names that begin with `UF_CRM_`.
#[tokio::test]
async fn original_names_of_user_fields_are_kept_on_request() {
    let portal = Portal::start().await;
    let params = json!({"entityTypeId": 2, "filter": {"id": 7}, "useOriginalUfNames": "Y"});
    let body = portal.call("crm.item.list", params).await;
    assert_eq!(body["result"]["items"][0]["UF_CRM_DIRECTION"], 32);
}

/// Facts 4.1: phones are lists, of items under `fm` when `*` is selected.
#[tokio::test]
async fn phones_come_as_lists_when_asked_for_by_name() {
    let portal = Portal::start().await;
    let body = portal.call("crm.company.list", json!({"filter": {"ID": 7}, "select": ["TITLE", "PHONE"]})).await;
    let phone = json!([{"ID": "71", "VALUE_TYPE": "WORK", "VALUE": "+70000000000", "TYPE_ID": "PHONE"}]);
    assert_eq!(body["result"][0]["PHONE"], phone);
    let params = json!({"entityTypeId": 4, "filter": {"id": 7}, "select": ["*"]});
    let items = portal.call("crm.item.list", params).await;
    let fm = json!([{"id": 71, "valueType": "WORK", "value": "+70000000000", "typeId": "PHONE"}]);
    assert_eq!(items["result"]["items"][0]["fm"], fm);
}

/// Facts 0 trap 1 and 4.1: activities print text, empty maps as `[]`, communications only on request.
#[tokio::test]
async fn activities_print_strings_and_empty_maps_as_lists() {
    let portal = Portal::start().await;
    let body = portal.call("crm.activity.list", json!({"filter": {"ID": 1}})).await;
    let row = &body["result"][0];
    assert_eq!((&row["TYPE_ID"], &row["STATUS"], &row["COMPLETED"]), (&json!("2"), &json!("2"), &json!("Y")));
    assert_eq!((&row["SETTINGS"], &row["PROVIDER_PARAMS"]), (&json!([]), &json!([])));
    assert!(row.get("COMMUNICATIONS").is_none());
}

/// Facts 4.3 and 2.7: users mix text, booleans, number lists and `{}`; `user_brief` hides contacts.
#[tokio::test]
async fn users_mix_text_booleans_numbers_and_an_empty_object() {
    let portal = Portal::start().await;
    let body = portal.call("user.get", json!({"FILTER": {"ID": 2}})).await;
    let user = &body["result"][0];
    assert_eq!((&user["ID"], &user["ACTIVE"], &user["UF_DEPARTMENT"]), (&json!("2"), &json!(true), &json!([2])));
    assert_eq!(user["TIMESTAMP_X"], json!({}));
    assert!(user.get("EMAIL").is_none(), "user_brief shows no contacts");
    assert_eq!(body["total"], 1);
}

/// Facts 4.3: the root department has no PARENT, others have it as text.
#[tokio::test]
async fn the_root_department_has_no_parent_and_an_empty_post_no_head() {
    let portal = Portal::start().await;
    let root = portal.call("department.get", json!({"ID": 1})).await;
    assert!(root["result"][0].get("PARENT").is_none());
    let child = portal.call("department.get", json!({"PARENT": 1})).await;
    let expected = json!([{"ID": "2", "NAME": "Продажи", "SORT": 500, "PARENT": "1", "UF_HEAD": "2"}]);
    assert_eq!(child["result"], expected);
}

/// Facts 4.2: call statistics are text except the number of the record's file.
#[tokio::test]
async fn statistics_are_text_except_the_record_file() {
    let portal = Portal::start().await;
    let body = portal.call("voximplant.statistic.get", json!({"SORT": "ID", "ORDER": "ASC"})).await;
    let call = &body["result"][0];
    assert_eq!((&call["CALL_DURATION"], &call["CALL_TYPE"]), (&json!("30"), &json!("1")));
    assert_eq!((&call["CRM_ENTITY_TYPE"], &call["CRM_ENTITY_ID"]), (&json!("COMPANY"), &json!("7")));
    assert_eq!(call["RECORD_FILE_ID"], 1);
    assert_eq!(body["result"][1]["RECORD_FILE_ID"], json!(null));
}

/// Facts 4.1: the `total` of currencies is always 0.
#[tokio::test]
async fn currencies_always_have_a_total_of_zero() {
    let portal = Portal::start().await;
    let body = portal.call("crm.currency.list", json!({})).await;
    assert_eq!(body["total"], 0);
    let base = &body["result"][0];
    assert_eq!((&base["AMOUNT_CNT"], &base["AMOUNT"], &base["BASE"]), (&json!("1"), &json!("1.0000"), &json!("Y")));
}

/// Facts 4.1: SEMANTICS of a stage is null, S or F, and EXTRA tells it in a word.
#[tokio::test]
async fn stages_carry_semantics_and_extra() {
    let portal = Portal::start().await;
    let params = json!({"filter": {"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "WON"}});
    let body = portal.call("crm.status.list", params).await;
    let stage = &body["result"][0];
    assert_eq!((&stage["SEMANTICS"], &stage["EXTRA"]["SEMANTICS"]), (&json!("S"), &json!("success")));
    let params = json!({"filter": {"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "NEW"}});
    let first = portal.call("crm.status.list", params).await;
    assert_eq!(first["result"][0]["SEMANTICS"], json!(null));
}

/// Facts 4.1: pipelines are typed inside `categories`; other kinds are `ENTITY_TYPE_NOT_SUPPORTED`.
#[tokio::test]
async fn pipelines_are_typed_and_wrapped() {
    let portal = Portal::start().await;
    let body = portal.call("crm.category.list", json!({"entityTypeId": 2})).await;
    let category = &body["result"]["categories"][0];
    assert_eq!((&category["id"], &category["isDefault"]), (&json!(0), &json!("Y")));
    let refused = portal.refusal("crm.category.list", json!({"entityTypeId": 4})).await;
    assert_eq!(refused, (400, json!("ENTITY_TYPE_NOT_SUPPORTED")));
}

/// Facts 4.1: labels of user fields come only with LANG in the filter.
#[tokio::test]
async fn labels_of_user_fields_come_only_for_an_asked_language() {
    let portal = Portal::start().await;
    let plain = portal.call("crm.deal.userfield.list", json!({})).await;
    assert!(plain["result"][0].get("EDIT_FORM_LABEL").is_none());
    assert_eq!(plain["result"][0]["LIST"][1]["VALUE"], "Юг");
    let labelled = portal.call("crm.deal.userfield.list", json!({"filter": {"LANG": "en"}})).await;
    assert_eq!(labelled["result"][0]["EDIT_FORM_LABEL"], "Direction");
}

/// Facts 4.3: holidays are days and months without a year.
#[tokio::test]
async fn the_calendar_lists_days_without_a_year() {
    let portal = Portal::start().await;
    let body = portal.call("calendar.settings.get", json!({})).await;
    assert!(body["result"]["year_holidays"].as_str().unwrap().contains("23.02,8.03"));
    assert_eq!(body["result"]["week_holidays"], json!(["SA", "SU"]));
}

/// Facts 4.1: fields are described with type, items, kind of status and upper-case name.
#[tokio::test]
async fn fields_describe_user_fields_with_their_items() {
    let portal = Portal::start().await;
    let legacy = portal.call("crm.deal.fields", json!({})).await;
    let field = &legacy["result"]["UF_CRM_DIRECTION"];
    assert_eq!((&field["type"], &field["isDynamic"]), (&json!("enumeration"), &json!(true)));
    assert_eq!(field["items"][0], json!({"ID": "31", "VALUE": "Север"}));
    assert_eq!(legacy["result"]["STAGE_ID"]["statusType"], "DEAL_STAGE");
    let items = portal.call("crm.item.fields", json!({"entityTypeId": 2})).await;
    assert_eq!(items["result"]["fields"]["ufCrmDirection"]["upperName"], "UF_CRM_DIRECTION");
    assert_eq!(items["result"]["fields"]["opportunity"]["upperName"], "OPPORTUNITY");
}

/// Facts 4.1: a lost record is an empty code in legacy methods and `NOT_FOUND` in `crm.item.get`.
#[tokio::test]
async fn single_records_come_by_id_and_are_refused_as_documented() {
    let portal = Portal::start().await;
    let deal = portal.call("crm.deal.get", json!({"id": 7})).await;
    assert_eq!((&deal["result"]["ID"], &deal["result"]["UF_CRM_DIRECTION"]), (&json!("7"), &json!("32")));
    let company = portal.call("crm.company.get", json!({"ID": "7"})).await;
    assert_eq!(company["result"]["PHONE"][0]["VALUE"], "+70000000000");
    let item = portal.call("crm.item.get", json!({"entityTypeId": 4, "id": 7})).await;
    assert_eq!(item["result"]["item"]["fm"][0]["typeId"], "PHONE");
    assert_eq!(portal.refusal("crm.deal.get", json!({"id": 999})).await, (400, json!("")));
    assert_eq!(portal.refusal("crm.deal.get", json!({})).await, (400, json!("")));
    let missing = portal.refusal("crm.item.get", json!({"entityTypeId": 2, "id": 999})).await;
    assert_eq!(missing, (400, json!("NOT_FOUND")));
}

/// Own choice: what was written is read back, and what cannot be is refused with an empty code.
#[tokio::test]
async fn written_records_are_read_back() {
    let portal = Portal::start().await;
    let fields = json!({"TITLE": "Новая", "OPPORTUNITY": "12.50", "STAGE_ID": "WON", "UF_CRM_DIRECTION": 31});
    let id = portal.call("crm.deal.add", json!({"fields": fields})).await["result"].clone();
    assert_eq!(id, 131);
    let deal = portal.call("crm.deal.get", json!({"id": id})).await["result"].clone();
    assert_eq!((&deal["OPPORTUNITY"], &deal["STAGE_SEMANTIC_ID"]), (&json!("12.50"), &json!("S")));
    assert_eq!((&deal["UF_CRM_DIRECTION"], &deal["CURRENCY_ID"]), (&json!("31"), &json!("RUB")));
    assert_eq!(portal.call("crm.deal.delete", json!({"id": id})).await["result"], true);
    assert_eq!(portal.refusal("crm.deal.delete", json!({"id": id})).await, (400, json!("")));
    let bad = portal.refusal("crm.deal.update", json!({"id": 7, "fields": {"STAGE_ID": "NOWHERE"}})).await;
    assert_eq!(bad, (400, json!("")));
}
