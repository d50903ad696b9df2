//! Faults of lists: repeated rows, pages that stand still, totals that are wrong.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Portal, ids};

/// Ids of one page after another, as `next` leads.
async fn walk(portal: &Portal) -> Vec<Vec<u32>> {
    let (mut pages, mut start) = (Vec::new(), json!(0));
    while !start.is_null() {
        let body = portal.call("crm.deal.list", json!({"start": start, "order": {"ID": "ASC"}})).await;
        pages.push(ids(&body["result"]));
        start = body["next"].clone();
    }
    pages
}

fn range(first: u32, last: u32) -> Vec<u32> {
    (first..=last).collect()
}

/// Facts 10: rows are doubled when a list grows while it is paged.
#[tokio::test]
async fn a_list_that_grows_while_it_is_read_repeats_rows_and_loses_none() {
    let portal = Portal::start().await;
    portal.control("fault", &json!({"kind": "repeat_rows", "method": "crm.deal.list", "rows": 3})).await;
    assert_eq!(walk(&portal).await, [range(1, 50), range(48, 97), range(98, 130)]);
    let second = portal.call("crm.deal.list", json!({"start": 50})).await;
    assert_eq!(second["total"], 133, "three rows have come to the 130");
}

/// Facts 10: doubled rows come on pages by id as well.
#[tokio::test]
async fn pages_by_id_repeat_rows_of_the_page_before() {
    let portal = Portal::start().await;
    portal.control("fault", &json!({"kind": "repeat_rows", "rows": 3})).await;
    let (mut last, mut pages) = (0, Vec::new());
    loop {
        let filter = json!({">id": last, "<id": 131});
        let params = json!({"entityTypeId": 2, "order": {"id": "ASC"}, "filter": filter, "start": -1});
        let page = ids(&portal.call("crm.item.list", params).await["result"]["items"]);
        let Some(end) = page.last() else { break };
        last = *end;
        pages.push(page);
    }
    assert_eq!(pages, [range(1, 50), range(48, 97), range(95, 130)]);
    let params = json!({"FILTER": {">ID": 1}, "SORT": "ID", "ORDER": "ASC"});
    assert_eq!(ids(&portal.call("voximplant.statistic.get", params).await["result"]), [1, 2]);
}

/// Own choice: a page can stand still, so that readers prove they notice.
#[tokio::test]
async fn a_page_may_stand_still_inside_a_batch_too() {
    let portal = Portal::start().await;
    portal.control("fault", &json!({"kind": "stuck_page", "method": "crm.deal.list", "times": 2})).await;
    let by_start = portal.call("crm.deal.list", json!({"start": 100})).await;
    assert_eq!((ids(&by_start["result"]), &by_start["next"]), (range(51, 100), &json!(100)));
    let command = "crm.deal.list?order[ID]=ASC&filter[%3EID]=60&start=-1";
    let cmd = json!({"a": "crm.deal.list", "b": command, "c": command});
    let results = portal.call("batch", json!({"cmd": cmd})).await["result"]["result"].clone();
    assert_eq!(ids(&results["a"]), range(1, 50), "a first page advances by itself");
    assert_eq!(ids(&results["b"]), range(11, 60));
    assert_eq!(ids(&results["c"]), range(61, 110), "the fault has struck twice");
}

/// Facts 10: `total` can differ from the rows there are.
#[tokio::test]
async fn a_total_may_be_wrong_for_a_while() {
    let portal = Portal::start().await;
    let fault = json!({"kind": "wrong_total", "method": "crm.deal.list", "rows": -2, "seconds": 60});
    portal.control("fault", &fault).await;
    let total = async |start: i32| portal.call("crm.deal.list", json!({"start": start})).await["total"].clone();
    assert_eq!((total(0).await, total(100).await), (json!(128), json!(128)));
    assert_eq!(total(-1).await, 0, "what is not counted stays so");
    assert_eq!(walk(&portal).await.concat().into_iter().collect::<BTreeSet<u32>>().len(), 130);
    portal.control("advance", &json!({"seconds": 61})).await;
    assert_eq!(total(0).await, 130);
}

/// Facts 10: what lists show depends on the rights of the user.
#[tokio::test]
async fn records_of_others_are_hidden_from_a_confined_user() {
    let portal = Portal::start().await;
    portal.control("portal", &json!({"own_records_only": [2]})).await;
    let token = portal.token_of(2).await;
    // Deals with odd numbers are the employee's, companies and activities the administrator's.
    let seen = async |method: &str, mut params: Value| {
        params["auth"] = json!(token);
        portal.call(method, params).await["total"].clone()
    };
    assert_eq!(seen("crm.deal.list", json!({})).await, 65);
    assert_eq!(seen("crm.deal.list", json!({"filter": {"ASSIGNED_BY_ID": 1}})).await, 0);
    assert_eq!(seen("crm.item.list", json!({"entityTypeId": 2, "filter": {"<=id": 10}})).await, 5);
    assert_eq!(seen("crm.company.list", json!({})).await, 0);
    assert_eq!(seen("crm.activity.list", json!({})).await, 0);
    assert_eq!(seen("crm.activity.list", json!({"filter": {"BINDINGS": [{"OWNER_TYPE_ID": 4}]}})).await, 0);
    let refused = portal.refusal("crm.deal.get", json!({"id": 8, "auth": token})).await;
    assert_eq!(refused, (403, json!("ACCESS_DENIED")));
    let refused = portal.refusal("crm.item.get", json!({"entityTypeId": 2, "id": 8, "auth": token})).await;
    assert_eq!(refused, (403, json!("ACCESS_DENIED")));
    portal.call("crm.deal.get", json!({"id": 7, "auth": token})).await;
    assert_eq!(portal.call("crm.deal.list", json!({})).await["total"], 130, "the administrator sees all");
    portal.control("portal", &json!({"own_records_only": []})).await;
    assert_eq!(seen("crm.deal.list", json!({})).await, 130);
}
