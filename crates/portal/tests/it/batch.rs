//! `batch` (documented: traps 1, 7 and 8, batch).

use serde_json::{Value, json};

use crate::harness::{Portal, ids};

async fn batch(portal: &Portal, params: Value) -> Value {
    portal.call("batch", params).await["result"].clone()
}

/// Facts 3.3: results, errors, totals, nexts and times are maps of their own; an empty one is a list.
#[tokio::test]
async fn results_errors_totals_nexts_and_times_stand_apart_and_empty_maps_are_lists() {
    let portal = Portal::start().await;
    let result = batch(&portal, json!({"halt": 0, "cmd": {"u": "user.current", "d": "department.get"}})).await;
    assert_eq!(result["result"]["u"]["ID"], "1");
    assert_eq!(result["result_error"], json!([]));
    assert_eq!(result["result_total"], json!({"d": 2}));
    assert_eq!(result["result_next"], json!([]));
    assert!(result["result_time"]["u"]["duration"].is_number());
}

/// Facts 0 trap 1: results numbered without a gap arrive as a list.
#[tokio::test]
async fn numbered_commands_come_back_as_lists() {
    let portal = Portal::start().await;
    let result = batch(&portal, json!({"cmd": ["profile", "server.time"]})).await;
    assert_eq!(result["result"].as_array().unwrap().len(), 2);
    let mixed = batch(&portal, json!({"cmd": ["no.such", "server.time"]})).await;
    assert!(mixed["result"]["1"].is_string(), "with a gap the keys stay: {mixed}");
    assert_eq!(mixed["result_error"][0]["error"], "ERROR_METHOD_NOT_FOUND");
}

/// Facts 0 trap 7: a batch is answered with 200, its failures sit in `result_error`.
#[tokio::test]
async fn failed_commands_leave_the_status_200() {
    let portal = Portal::start().await;
    let (status, body) = portal.ask("batch", json!({"cmd": {"a": "no.such", "b": "profile"}})).await;
    assert_eq!(status.as_u16(), 200);
    assert_eq!(body["result"]["result_error"]["a"]["error"], "ERROR_METHOD_NOT_FOUND");
    assert_eq!(body["result"]["result"]["b"]["ID"], "1");
    assert!(body["result"]["result"].get("a").is_none());
}

/// Facts 3.3: `halt=1` ends a batch at its first error; later keys are missing.
#[tokio::test]
async fn halt_stops_after_the_first_error() {
    let portal = Portal::start().await;
    let cmd = json!({"a": "profile", "b": "no.such", "c": "profile"});
    let result = batch(&portal, json!({"halt": 1, "cmd": cmd})).await;
    assert!(result["result"].get("a").is_some());
    assert!(result["result"].get("c").is_none());
    assert!(result["result_error"].get("c").is_none(), "later keys are simply missing");
}

/// Facts 3.3: at most fifty commands; the others fail one by one.
#[tokio::test]
async fn the_fifty_first_command_is_refused_alone() {
    let portal = Portal::start().await;
    let cmd: Vec<&str> = vec!["server.time"; 52];
    let result = batch(&portal, json!({"cmd": cmd})).await;
    assert_eq!(result["result"].as_array().unwrap().len(), 50);
    for key in ["50", "51"] {
        assert_eq!(result["result_error"][key]["error"], "ERROR_BATCH_LENGTH_EXCEEDED");
    }
}

/// Facts 3.3: a batch inside a batch is not allowed.
#[tokio::test]
async fn a_batch_within_a_batch_is_refused() {
    let portal = Portal::start().await;
    let result = batch(&portal, json!({"cmd": {"a": "batch?cmd[b]=profile"}})).await;
    assert_eq!(result["result_error"]["a"]["error"], "ERROR_BATCH_METHOD_NOT_ALLOWED");
}

/// Facts 3.3: a command outside the scopes fails with an empty description.
#[tokio::test]
async fn a_missing_scope_is_told_without_words() {
    let mut config = crate::harness::config();
    config.apps[0].scope = vec!["crm".to_owned()];
    let portal = Portal::with(config).await;
    let result = batch(&portal, json!({"cmd": {"a": "user.current"}})).await;
    assert_eq!(result["result_error"]["a"], json!({"error": "insufficient_scope", "error_description": ""}));
}

/// Facts 3.3: `$result` takes earlier values, even a list where the parameter is nothing but the reference.
#[tokio::test]
async fn references_take_values_of_earlier_commands() {
    let portal = Portal::start().await;
    // The keys are in alphabetical order because these maps are sent so.
    let cmd = json!({
        "me": "user.current",
        "mine": "department.get?ID=$result[me][UF_DEPARTMENT][0]",
        "one": "crm.item.list?entityTypeId=2&order[id]=ASC&filter[>id]=0&start=-1",
        "two": "crm.item.list?entityTypeId=2&order[id]=ASC&filter[>id]=$result[one][items][49][id]&start=-1",
        "z": "crm.deal.list?filter[@ID]=$result[me][UF_DEPARTMENT]",
    });
    let result = batch(&portal, json!({"cmd": cmd})).await["result"].clone();
    assert_eq!(result["mine"][0]["ID"], "1");
    assert_eq!(ids(&result["two"]["items"])[0], 51);
    assert_eq!(ids(&result["z"]), [1], "a lone reference may be a list");
}

/// Facts 3.3: a reference that leads nowhere is empty, so a chained pager starts over.
#[tokio::test]
async fn a_chained_pager_past_the_end_reads_the_first_page_again() {
    let portal = Portal::start().await;
    let page = |after: &str| format!("crm.deal.list?order[ID]=ASC&start=-1&filter[%3EID]={after}");
    let cmd = json!({"a": page("120"), "b": page("$result[a][49][ID]"), "c": page("$result[nothing][0][ID]")});
    let result = batch(&portal, json!({"cmd": cmd})).await["result"].clone();
    assert_eq!(ids(&result["a"]).len(), 10);
    assert_eq!(ids(&result["b"])[0], 1);
    assert_eq!(ids(&result["c"])[0], 1);
}

/// Facts 3.1: commands in a query string are encoded twice.
#[tokio::test]
async fn commands_in_a_query_string_are_encoded_twice() {
    let portal = Portal::start().await;
    let query = "cmd[a]=crm.deal.list%3Ffilter%255BID%255D%3D7%26select%255B%255D%3DID";
    let url = format!("{}?auth={}&halt=0&{query}", portal.url("/rest/batch"), portal.token);
    let body: Value = portal.client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(body["result"]["result"]["a"], json!([{"ID": "7"}]));
}

/// Facts 3.3: `result_total` and `result_next` hold the counts of each page under its key.
#[tokio::test]
async fn each_page_of_a_batch_keeps_its_own_total_and_next() {
    let portal = Portal::start().await;
    let cmd = json!({"a": "crm.deal.list?start=50", "b": "crm.company.list?start=100"});
    let result = batch(&portal, json!({"cmd": cmd})).await;
    assert_eq!(result["result_total"], json!({"a": 130, "b": 120}));
    assert_eq!(result["result_next"], json!({"a": 100}));
}
