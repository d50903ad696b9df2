//! The journal and the ground truth.

use serde_json::json;

use crate::harness::{NOW, Portal};

/// Own choice: the journal counts every call, and requests apart from the commands inside them.
#[tokio::test]
async fn the_journal_counts_calls_inside_and_outside_of_batches() {
    let portal = Portal::start().await;
    portal.call("batch", json!({"cmd": {"a": "profile", "b": "profile", "c": "no.such"}})).await;
    portal.call("profile", json!({})).await;
    let journal = portal.look("journal").await;
    assert_eq!(journal["totals"]["methods"], json!({"batch": 1, "no.such": 1, "profile": 3}));
    assert_eq!(journal["totals"]["requests"], 2);
    assert_eq!(journal["totals"]["errors"], json!({"ERROR_METHOD_NOT_FOUND": 1}));
    assert_eq!(journal["recent"][0]["in_batch"], true);
    portal.client.delete(portal.url("/_control/journal")).send().await.unwrap();
    assert_eq!(portal.look("journal").await["totals"]["requests"], 0);
}

/// Own choice: `truth` counts and sums the records apart from any list method.
#[tokio::test]
async fn truth_counts_and_sums_the_records() {
    let portal = Portal::start().await;
    let truth = portal.look("truth").await;
    assert_eq!((&truth["companies"], &truth["deals"], &truth["deals_won"]), (&json!(120), &json!(130), &json!(43)));
    // Won deals are 3, 6, … 129: their sum is 3·(1+…+43), and each adds 0.99.
    let won = 3.0 * (43.0 * 44.0 / 2.0) + 43.0 * 0.99;
    assert_eq!(truth["won"]["RUB"], format!("{won:.2}"));
    assert_eq!(truth["deals_without_company"]["deals"], 13);
    let direction = &truth["by_field"]["UF_CRM_DIRECTION"];
    assert_eq!((&direction[""]["deals"], &direction["Север"]["deals"]), (&json!(26), &json!(52)));
    let shares = truth["by_responsible"].as_object().unwrap().values();
    assert_eq!(shares.map(|share| share["deals"].as_u64().unwrap()).sum::<u64>(), 130);
}

/// Own choice: `truth` knows the last call or meeting of a company; a letter is none.
#[tokio::test]
async fn truth_knows_the_last_communication_of_a_company() {
    let portal = Portal::start().await;
    let rows = portal.look("truth/companies?from=6&limit=3").await;
    assert_eq!(rows[0]["last_direct"], json!(null));
    // Company 7 had a call a minute ago and a meeting two minutes ago; company 8 got an e-mail only.
    assert_eq!(rows[1]["last_direct"], NOW - 60_000);
    assert_eq!(rows[2]["last_direct"], json!(null));
    assert_eq!(rows[1]["last_related"], NOW - 60_000);
}

/// Own choice: `truth` counts calls, companies called and meetings per person and day.
#[tokio::test]
async fn truth_counts_per_person_and_day() {
    let portal = Portal::start().await;
    let rows = portal.look("truth/days?from=2026-03-01&to=2026-03-02&min_duration=20").await;
    let expected = json!([{
        "user_id": 1, "day": "2026-03-02", "calls_out": 2, "calls_in": 0,
        "companies_out": 1, "companies_any": 1, "meetings": 1,
    }]);
    assert_eq!(rows, expected);
}

/// Own choice: a change from outside happens whole or not at all.
#[tokio::test]
async fn a_refused_change_leaves_the_record_alone() {
    let portal = Portal::start().await;
    let fields = json!({"TITLE": "Другая", "NO_SUCH": 1});
    let change = json!({"entity": "deal", "action": "update", "id": 7, "fields": fields});
    let answer = portal.client.post(portal.url("/_control/record")).json(&change).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 400);
    assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["error"], "unknown field NO_SUCH");
    assert_eq!(&*portal.state().records().deals.get(7).unwrap().title, "Сделка 7");
}

/// Own choice: deals outlive their company and lose the link to it.
#[tokio::test]
async fn deleting_a_company_leaves_its_deals_without_one() {
    let portal = Portal::start().await;
    portal.control("record", &json!({"entity": "company", "action": "delete", "id": 8})).await;
    assert_eq!(portal.look("truth").await["companies"], 119);
    let deals = portal.call("crm.deal.list", json!({"filter": {"COMPANY_ID": 8}})).await;
    assert_eq!(deals["total"], 0);
}
