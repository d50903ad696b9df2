//! `crm.stagehistory.list` (documented: 4.1).

use serde_json::{Value, json};

use crate::harness::{Portal, ids};

async fn history(portal: &Portal, filter: Value) -> Value {
    let params = json!({"entityTypeId": 2, "filter": filter, "order": {"ID": "ASC"}});
    portal.call("crm.stagehistory.list", params).await
}

fn stages(body: &Value) -> Vec<(u64, String)> {
    let rows = body["result"]["items"].as_array().unwrap();
    rows.iter().map(|row| (row["TYPE_ID"].as_u64().unwrap(), row["STAGE_ID"].as_str().unwrap().to_owned())).collect()
}

fn pairs(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
    expected.iter().map(|(kind, stage)| (*kind, (*stage).to_owned())).collect()
}

/// Facts 4.1: rows of stage history have upper-case names and int ids and sit inside `items`.
#[tokio::test]
async fn history_rows_are_numbers_under_upper_case_names_inside_items() {
    let portal = Portal::start().await;
    let body = history(&portal, json!({"OWNER_ID": 7})).await;
    assert_eq!(body["total"], 1);
    let row = body["result"]["items"][0].as_object().unwrap();
    let keys: Vec<&str> = row.keys().map(String::as_str).collect();
    let documented = ["ID", "TYPE_ID", "OWNER_ID", "CREATED_TIME", "CATEGORY_ID", "STAGE_SEMANTIC_ID", "STAGE_ID"];
    assert_eq!(keys.len(), documented.len());
    assert!(documented.iter().all(|key| keys.contains(key)), "{keys:?}");
    assert!(row["ID"].is_u64());
    assert_eq!((&row["TYPE_ID"], &row["OWNER_ID"], &row["CATEGORY_ID"]), (&json!(1), &json!(7), &json!(0)));
    assert_eq!((&row["STAGE_ID"], &row["STAGE_SEMANTIC_ID"]), (&json!("NEW"), &json!("P")));
}

/// Own choice: a generated deal that is won has passed every stage in work.
#[tokio::test]
async fn a_won_deal_of_the_dataset_has_passed_every_stage_in_work() {
    let portal = Portal::start().await;
    let body = history(&portal, json!({"OWNER_ID": 6})).await;
    let expected = pairs(&[
        (1, "NEW"),
        (2, "PREPARATION"),
        (2, "PREPAYMENT_INVOICE"),
        (2, "EXECUTING"),
        (2, "FINAL_INVOICE"),
        (3, "WON"),
    ]);
    assert_eq!(stages(&body), expected);
}

/// Facts 4.1: history tells creation as type 1, moves as 2 and ends as 3.
#[tokio::test]
async fn moves_of_a_deal_are_written_as_they_happen() {
    let portal = Portal::start().await;
    let id = portal.call("crm.deal.add", json!({"fields": {"TITLE": "Новая"}})).await["result"].clone();
    for stage in ["PREPARATION", "PREPARATION", "LOSE", "EXECUTING", "WON"] {
        portal.control("advance", &json!({"seconds": 60})).await;
        portal.call("crm.deal.update", json!({"id": id, "fields": {"STAGE_ID": stage}})).await;
    }
    let body = history(&portal, json!({"OWNER_ID": id})).await;
    let expected = pairs(&[(1, "NEW"), (2, "PREPARATION"), (3, "LOSE"), (2, "EXECUTING"), (3, "WON")]);
    assert_eq!(stages(&body), expected, "a stage it is in already is no move");
    let times: Vec<&str> =
        body["result"]["items"].as_array().unwrap().iter().map(|row| row["CREATED_TIME"].as_str().unwrap()).collect();
    assert!(times.is_sorted());
}

/// Own choice: a move made behind the portal's back is history like one by REST.
#[tokio::test]
async fn history_is_written_for_moves_on_the_portals_pages_too() {
    let portal = Portal::start().await;
    let change = json!({"entity": "deal", "action": "update", "id": 7, "fields": {"STAGE_ID": "WON"}});
    portal.control("record", &change).await;
    assert_eq!(stages(&history(&portal, json!({"OWNER_ID": 7})).await), pairs(&[(1, "NEW"), (3, "WON")]));
}

/// Facts 11: history is walked by `>ID` from start 0 and held against its `total`.
#[tokio::test]
async fn history_is_walked_by_id_and_counted() {
    let portal = Portal::start().await;
    let first = history(&portal, json!({})).await;
    // 43 won deals with six rows each, 87 others with one.
    assert_eq!((&first["total"], &first["next"]), (&json!(345), &json!(50)));
    let mut seen = Vec::new();
    loop {
        let body = history(&portal, json!({">ID": seen.last().copied().unwrap_or(0)})).await;
        let page = ids(&body["result"]["items"]);
        seen.extend_from_slice(&page);
        if page.len() < 50 {
            break;
        }
    }
    assert_eq!(seen, (1..=345).collect::<Vec<_>>());
}

/// Facts 11: `start=-1` is not documented here, so it is the first page with a total.
#[tokio::test]
async fn a_negative_start_counts_all_the_same() {
    let portal = Portal::start().await;
    let body = portal.call("crm.stagehistory.list", json!({"entityTypeId": 2, "start": -1})).await;
    assert_eq!((&body["total"], &body["next"]), (&json!(345), &json!(50)));
}

/// Facts 4.1: history is filtered by its own columns; an error is 401 with the number 0.
#[tokio::test]
async fn history_is_filtered_by_time_stage_and_kind() {
    let portal = Portal::start().await;
    let won = history(&portal, json!({"TYPE_ID": 3, "STAGE_SEMANTIC_ID": "S"})).await;
    assert_eq!(won["total"], 43);
    let recent = history(&portal, json!({">=CREATED_TIME": "2026-03-02T11:59:00+03:00"})).await;
    assert_eq!(recent["total"], 1, "deal 130 was made a minute ago");
    let refused = portal.ask("crm.stagehistory.list", json!({"entityTypeId": 2, "filter": {"NOWHERE": 1}})).await;
    assert_eq!((refused.0.as_u16(), &refused.1["error"]), (401, &json!(0)));
}

/// Facts 4.1: the sample refusal is 401 with the number 0.
#[tokio::test]
async fn kinds_without_stages_are_refused_with_the_number_zero() {
    let portal = Portal::start().await;
    assert_eq!(portal.refusal("crm.stagehistory.list", json!({"entityTypeId": 4})).await, (401, json!(0)));
    let leads = portal.call("crm.stagehistory.list", json!({"entityTypeId": 1})).await;
    assert_eq!((&leads["result"]["items"], &leads["total"]), (&json!([]), &json!(0)));
}

/// Facts 4.1: smart processes have stage history too, under their own kind.
#[tokio::test]
async fn smart_processes_have_a_history_of_their_own() {
    let portal = Portal::start().await;
    portal.call("crm.type.add", json!({"fields": {"title": "Договоры"}})).await;
    portal.call("crm.item.add", json!({"entityTypeId": 1_030, "fields": {"title": "Первый"}})).await;
    let update = json!({"entityTypeId": 1_030, "id": 1, "fields": {"stageId": "DT1030_2:FAIL"}});
    portal.call("crm.item.update", update).await;
    let own = portal.call("crm.stagehistory.list", json!({"entityTypeId": 1_030})).await;
    assert_eq!(stages(&own), pairs(&[(1, "DT1030_2:NEW"), (3, "DT1030_2:FAIL")]));
    assert_eq!(history(&portal, json!({})).await["total"], 345);
}

/// Own choice: history goes with its deal.
#[tokio::test]
async fn the_history_of_a_deleted_deal_is_gone() {
    let portal = Portal::start().await;
    history(&portal, json!({})).await;
    portal.call("crm.deal.delete", json!({"id": 7})).await;
    assert_eq!(history(&portal, json!({"OWNER_ID": 7})).await["total"], 0);
}

/// Own choice: history is made up when first read, and moves made before then still come after it.
#[tokio::test]
async fn moves_before_the_first_reading_follow_what_was_before_them() {
    let portal = Portal::start().await;
    let id = portal.call("crm.deal.add", json!({"fields": {"TITLE": "Новая"}})).await["result"].clone();
    portal.call("crm.deal.update", json!({"id": 7, "fields": {"STAGE_ID": "EXECUTING"}})).await;
    portal.call("crm.deal.update", json!({"id": 6, "fields": {"STAGE_ID": "NEW"}})).await;
    portal.call("crm.deal.update", json!({"id": id, "fields": {"STAGE_ID": "LOSE"}})).await;
    portal.call("crm.deal.delete", json!({"id": 5})).await;
    assert_eq!(stages(&history(&portal, json!({"OWNER_ID": 7})).await), pairs(&[(1, "NEW"), (2, "EXECUTING")]));
    assert_eq!(stages(&history(&portal, json!({"OWNER_ID": id})).await), pairs(&[(1, "NEW"), (3, "LOSE")]));
    let reopened = history(&portal, json!({"OWNER_ID": 6})).await;
    assert_eq!((stages(&reopened)[5].clone(), stages(&reopened)[6].clone()), ((3, "WON".into()), (2, "NEW".into())));
    // 345 rows of the dataset less the one of deal 5, and four that were written.
    let all = portal.call("crm.stagehistory.list", json!({"entityTypeId": 2, "order": {"CREATED_TIME": "ASC"}})).await;
    assert_eq!(all["total"], 348);
    portal.call("crm.deal.update", json!({"id": 7, "fields": {"STAGE_ID": "WON"}})).await;
    let last = portal.call("crm.stagehistory.list", json!({"entityTypeId": 2, "order": {"ID": "DESC"}})).await;
    assert_eq!((&last["result"]["items"][0]["ID"], &last["total"]), (&json!(349), &json!(349)));
}
