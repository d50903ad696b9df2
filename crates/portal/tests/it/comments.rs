//! Comments in timelines (documented: 4.1, 4.4).

use serde_json::json;

use crate::harness::{ADMIN, EMPLOYEE, Portal, ids};
use crate::writes::{listening, seen};

/// Facts 4.1: a comment takes its record, text and files in base64 and answers its id.
#[tokio::test]
async fn a_comment_is_added_and_read_back() {
    let portal = Portal::start().await;
    let fields = json!({"ENTITY_ID": 7, "ENTITY_TYPE": "deal", "COMMENT": "Перезвонить", "FILES": [["a.txt", "YWJj"]]});
    let id = portal.call("crm.timeline.comment.add", json!({"fields": fields})).await["result"].clone();
    assert_eq!(id, 1);
    let row = portal.call("crm.timeline.comment.get", json!({"id": id})).await["result"].clone();
    assert_eq!((&row["ID"], &row["ENTITY_ID"], &row["ENTITY_TYPE"]), (&json!("1"), &json!("7"), &json!("deal")));
    assert_eq!((&row["COMMENT"], &row["AUTHOR_ID"]), (&json!("Перезвонить"), &json!(ADMIN.to_string())));
    let file = row["FILES"].as_object().unwrap().values().next().unwrap();
    assert_eq!((&file["name"], &file["size"]), (&json!("a.txt"), &json!(3)));
}

/// Facts 4.1: comments are refused with `OWNER_NOT_FOUND`, `NOT_FOUND`, `INVALID_ARG_VALUE` or `100`.
#[tokio::test]
async fn comments_are_refused_as_documented() {
    let portal = Portal::start().await;
    let cases = [
        (json!({"fields": {"ENTITY_ID": 999, "ENTITY_TYPE": "deal", "COMMENT": "x"}}), "OWNER_NOT_FOUND"),
        (json!({"fields": {"ENTITY_ID": 7, "ENTITY_TYPE": "planet", "COMMENT": "x"}}), "INVALID_ARG_VALUE"),
        (json!({"fields": {"ENTITY_ID": 7, "ENTITY_TYPE": "deal"}}), "INVALID_ARG_VALUE"),
        (json!({}), "100"),
    ];
    for (params, code) in cases {
        assert_eq!(portal.refusal("crm.timeline.comment.add", params).await, (400, json!(code)), "{code}");
    }
    assert_eq!(portal.refusal("crm.timeline.comment.get", json!({"id": 5})).await, (400, json!("NOT_FOUND")));
}

/// Own choice: a list of comments must name one record; the facts tell only how to add one.
#[tokio::test]
async fn comments_are_listed_for_one_record() {
    let portal = Portal::start().await;
    for (kind, id, text) in [("deal", 7, "а"), ("company", 7, "б"), ("deal", 7, "в"), ("deal", 8, "г")] {
        let fields = json!({"ENTITY_ID": id, "ENTITY_TYPE": kind, "COMMENT": text});
        portal.call("crm.timeline.comment.add", json!({"fields": fields})).await;
    }
    let params = json!({"filter": {"ENTITY_ID": 7, "ENTITY_TYPE": "deal"}, "order": {"ID": "DESC"}});
    let body = portal.call("crm.timeline.comment.list", params).await;
    assert_eq!((ids(&body["result"]), &body["total"]), (vec![3, 1], &json!(2)));
    let unnamed = portal.refusal("crm.timeline.comment.list", json!({"filter": {"ENTITY_ID": 7}})).await;
    assert_eq!(unnamed, (400, json!("INVALID_ARG_VALUE")));
}

/// Own choice: a comment belongs to its author and administrators; others get `ACCESS_DENIED`.
#[tokio::test]
async fn only_the_author_and_administrators_change_a_comment() {
    let portal = Portal::start().await;
    let fields = json!({"ENTITY_ID": 7, "ENTITY_TYPE": "deal", "COMMENT": "Перезвонить"});
    portal.call("crm.timeline.comment.add", json!({"fields": fields})).await;
    let token = portal.token_of(EMPLOYEE).await;
    let foreign = json!({"auth": token, "id": 1, "fields": {"COMMENT": "Нет"}});
    assert_eq!(portal.refusal("crm.timeline.comment.update", foreign).await, (403, json!("ACCESS_DENIED")));
    assert_eq!(
        portal.refusal("crm.timeline.comment.delete", json!({"auth": token, "id": 1})).await,
        (403, json!("ACCESS_DENIED"))
    );
    portal.call("crm.timeline.comment.update", json!({"id": 1, "fields": {"COMMENT": "Да"}})).await;
    assert_eq!(portal.call("crm.timeline.comment.get", json!({"id": 1})).await["result"]["COMMENT"], "Да");
}

/// Facts 4.4: timeline comments have events of their own, with their id.
#[tokio::test]
async fn comments_are_told_to_handlers() {
    let portal = Portal::start().await;
    let names = ["ONCRMTIMELINECOMMENTADD", "ONCRMTIMELINECOMMENTUPDATE", "ONCRMTIMELINECOMMENTDELETE"];
    let inbox = listening(&portal, &names).await;
    let fields = json!({"ENTITY_ID": 7, "ENTITY_TYPE": "company", "COMMENT": "Перезвонить"});
    portal.call("crm.timeline.comment.add", json!({"fields": fields})).await;
    portal.call("crm.timeline.comment.update", json!({"id": 1, "fields": {"COMMENT": "Да"}})).await;
    portal.call("crm.timeline.comment.delete", json!({"id": 1})).await;
    let mut expected = names.map(|name| (name.to_owned(), "1".to_owned()));
    expected.sort();
    assert_eq!(seen(&inbox.wait_for(3).await), expected);
}
