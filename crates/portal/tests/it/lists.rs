//! Paging and filters (documented: traps 5 and 6, lists).

use serde_json::json;

use crate::harness::{Portal, ids};

/// Facts 3.4: a page has fifty rows, `total` and, unless it is the last, `next`.
#[tokio::test]
async fn a_page_has_fifty_rows_a_total_and_the_next_start() {
    let portal = Portal::start().await;
    let first = portal.call("crm.deal.list", json!({"order": {"ID": "ASC"}})).await;
    assert_eq!((ids(&first["result"]).len(), &first["total"], &first["next"]), (50, &json!(130), &json!(50)));
    let last = portal.call("crm.deal.list", json!({"order": {"ID": "ASC"}, "start": 100})).await;
    assert_eq!(ids(&last["result"]), (101..=130).collect::<Vec<_>>());
    assert!(last.get("next").is_none());
}

/// Facts 0 trap 5: `start=-1` makes `total` 0 and leaves `next` out.
#[tokio::test]
async fn start_minus_one_counts_nothing_and_names_no_next() {
    let portal = Portal::start().await;
    for (method, params) in [
        ("crm.deal.list", json!({"start": -1, "order": {"ID": "ASC"}, "filter": {">ID": 60}})),
        ("crm.item.list", json!({"entityTypeId": 2, "start": -1, "order": {"id": "ASC"}, "filter": {">id": 60}})),
    ] {
        let body = portal.call(method, params).await;
        let rows = if body["result"].is_array() { &body["result"] } else { &body["result"]["items"] };
        assert_eq!(ids(rows), (61..=110).collect::<Vec<_>>());
        assert_eq!(body["total"], 0);
        assert!(body.get("next").is_none());
    }
}

/// Facts 0 trap 6: legacy lists round `start` down to a page of fifty, item lists take it as it is.
#[tokio::test]
async fn legacy_lists_round_start_down_to_a_page_and_item_lists_do_not() {
    let portal = Portal::start().await;
    let legacy = portal.call("crm.deal.list", json!({"order": {"ID": "ASC"}, "start": 77})).await;
    assert_eq!(ids(&legacy["result"])[0], 51);
    let params = json!({"entityTypeId": 2, "order": {"id": "ASC"}, "start": 77});
    let items = portal.call("crm.item.list", params).await;
    assert_eq!(ids(&items["result"]["items"])[0], 78);
    assert_eq!(items["next"], 127);
}

/// Facts 3.4: `>`, `>=`, `<` and `<=` bound a range of ids.
#[tokio::test]
async fn id_ranges_are_bounded_on_both_sides() {
    let portal = Portal::start().await;
    let params = json!({"filter": {">ID": 10, "<=ID": 13}, "order": {"ID": "DESC"}, "start": -1});
    assert_eq!(ids(&portal.call("crm.deal.list", params).await["result"]), [13, 12, 11]);
    let params = json!({"filter": {">=ID": 129, "<ID": 1000}});
    assert_eq!(ids(&portal.call("crm.deal.list", params).await["result"]), [129, 130]);
    let params = json!({"filter": {">ID": 130}, "start": -1});
    assert_eq!(portal.call("crm.deal.list", params).await["result"], json!([]));
}

/// Facts 7.4: one call in descending order tells the highest id.
#[tokio::test]
async fn the_highest_id_comes_first_in_descending_order() {
    let portal = Portal::start().await;
    let params = json!({"order": {"ID": "DESC"}, "start": -1, "select": ["ID"]});
    assert_eq!(ids(&portal.call("crm.deal.list", params).await["result"])[0], 130);
}

/// Facts 3.4: every prefix of a filter, and a field without one.
#[tokio::test]
async fn every_prefix_filters() {
    let portal = Portal::start().await;
    let cases = [
        (json!({"=TITLE": "альфа 4"}), vec![4]),
        (json!({"TITLE": "Альфа 4"}), vec![4]),
        (json!({"@ID": [3, 5, 900]}), vec![3, 5]),
        (json!({"ID": [3, 5]}), vec![3, 5]),
        (json!({"<ID": 6, "!@ID": [1, 2]}), vec![3, 4, 5]),
        (json!({"<ID": 4, "!ID": 2}), vec![1, 3]),
        (json!({"<ID": 4, "!=ID": 2}), vec![1, 3]),
        (json!({"%TITLE": "фа 11"}), vec![110, 112, 114, 116, 118]),
        (json!({"=%TITLE": "%а 11_"}), vec![]),
        (json!({"=%TITLE": "Бет%19"}), vec![19, 119]),
        (json!({"%=TITLE": "Бета 1"}), vec![1]),
        (json!({"<=ID": 4, "!%TITLE": "Альфа"}), vec![1, 3]),
        (json!({"<=ID": 4, "!=%TITLE": "Бета%"}), vec![2, 4]),
        (json!({">=DATE_CREATE": "2026-03-02T10:00:00+03:00"}), vec![1, 2]),
        (json!({">DATE_CREATE": "2026-03-02 10:00:00"}), vec![1]),
        (json!({"ID": 7, "NO_SUCH_FIELD": 1}), vec![7]),
    ];
    for (filter, expected) in cases {
        let body = portal.call("crm.company.list", json!({"filter": filter, "order": {"ID": "ASC"}})).await;
        assert_eq!(ids(&body["result"]), expected, "{filter}");
    }
}

/// Own choice: an empty value in a filter asks for what is empty.
#[tokio::test]
async fn an_empty_value_asks_for_emptiness() {
    let portal = Portal::start().await;
    let params = json!({"filter": {"<ID": 8, "UF_CRM_DIRECTION": ""}});
    assert_eq!(ids(&portal.call("crm.deal.list", params).await["result"]), [5]);
    let params = json!({"filter": {"<ID": 8, "!UF_CRM_DIRECTION": false}});
    assert_eq!(ids(&portal.call("crm.deal.list", params).await["result"]), [1, 2, 3, 4, 6, 7]);
    let params = json!({"filter": {"<ID": 8, "UF_CRM_DIRECTION": 31}});
    assert_eq!(ids(&portal.call("crm.deal.list", params).await["result"]), [2, 4, 6]);
}

/// Facts 3.4: `logic` OR joins alternatives in `crm.item.*`.
#[tokio::test]
async fn item_filters_nest_alternatives() {
    let portal = Portal::start().await;
    let filter = json!({"<id": 20, "0": {"logic": "OR", "0": {"stageId": "WON", "assignedById": 2}, "1": {"id": 4}}});
    let params = json!({"entityTypeId": 2, "filter": filter, "order": {"id": "ASC"}});
    let body = portal.call("crm.item.list", params).await;
    assert_eq!(ids(&body["result"]["items"]), [3, 4, 9, 15]);
}

/// Own choice: item lists read the upper-case names of their fields as well.
#[tokio::test]
async fn item_lists_understand_upper_case_names_too() {
    let portal = Portal::start().await;
    let params = json!({"entityTypeId": 2, "order": {"ID": "DESC"}, "filter": {"<ID": 4}, "select": ["TITLE"]});
    let body = portal.call("crm.item.list", params).await;
    assert_eq!(ids(&body["result"]["items"]), [3, 2, 1]);
    assert_eq!(body["result"]["items"][0]["title"], "Сделка 3");
}

/// Facts 4.1: fields, values and orders not allowed are `INVALID_ARG_VALUE`, an unknown kind `NOT_FOUND`.
#[tokio::test]
async fn item_lists_refuse_unknown_fields_and_directions() {
    let portal = Portal::start().await;
    let cases = [
        (json!({"filter": {"FIELD": 1}}), "Invalid filter: field 'FIELD' is not allowed in filter"),
        (json!({"filter": {"id": "x"}}), "Invalid filter: field 'id' has invalid value"),
        (json!({"order": {"FIELD": "ASC"}}), "Invalid order: field 'FIELD' is not allowed in order"),
        (
            json!({"order": {"id": "UP"}}),
            "Invalid order: allowed sort directions are ASC, DESC. But got 'UP' for field 'id'",
        ),
    ];
    for (mut params, text) in cases {
        params["entityTypeId"] = json!(2);
        let (status, body) = portal.ask("crm.item.list", params).await;
        assert_eq!((status.as_u16(), &body["error"]), (400, &json!("INVALID_ARG_VALUE")));
        assert_eq!(body["error_description"], text);
    }
    let unknown = portal.refusal("crm.item.list", json!({"entityTypeId": 1030})).await;
    assert_eq!(unknown, (400, json!("NOT_FOUND")));
}

/// Facts 4.1: a legacy filter that is no array is refused with an empty code.
#[tokio::test]
async fn legacy_lists_refuse_a_filter_that_is_no_array_with_an_empty_code() {
    let portal = Portal::start().await;
    let (status, body) = portal.ask("crm.deal.list", json!({"filter": "ID=5"})).await;
    assert_eq!((status.as_u16(), &body["error"]), (400, &json!("")));
    assert_eq!(body["error_description"], "Parameter 'filter' must be array.");
}

/// Own choice: keys of an order count in the sequence they were sent in.
#[tokio::test]
async fn orders_have_several_keys_in_their_sequence() {
    let portal = Portal::start().await;
    let order = json!({"ASSIGNED_BY_ID": "DESC", "OPPORTUNITY": "DESC"});
    let body = portal.call("crm.deal.list", json!({"order": order, "filter": {"<ID": 7}})).await;
    assert_eq!(ids(&body["result"]), [5, 3, 1, 6, 4, 2]);
    let url = format!("{}?auth={}", portal.url("/rest/crm.deal.list"), portal.token);
    let query = "&order[OPPORTUNITY]=DESC&order[ASSIGNED_BY_ID]=DESC&filter[%3CID]=7";
    let body: serde_json::Value =
        portal.client.get(format!("{url}{query}")).send().await.unwrap().json().await.unwrap();
    assert_eq!(ids(&body["result"]), [6, 5, 4, 3, 2, 1]);
}

/// Facts 4.1: activities are ordered by their start unless asked otherwise.
#[tokio::test]
async fn activities_are_ordered_by_start_unless_asked_otherwise() {
    let portal = Portal::start().await;
    let body = portal.call("crm.activity.list", json!({})).await;
    assert_eq!(ids(&body["result"]), [3, 2, 1]);
    let body = portal.call("crm.activity.list", json!({"order": {"ID": "ASC"}})).await;
    assert_eq!(ids(&body["result"]), [1, 2, 3]);
}

/// Facts 4.1: a filter by `BINDINGS` may return an activity twice.
#[tokio::test]
async fn a_filter_by_two_bindings_returns_an_activity_twice() {
    let portal = Portal::start().await;
    let bindings = json!([{"OWNER_TYPE_ID": 2}, {"OWNER_TYPE_ID": 4, "OWNER_ID": 7}]);
    let body = portal.call("crm.activity.list", json!({"filter": {"BINDINGS": bindings}})).await;
    assert_eq!(ids(&body["result"]), [1, 2, 2]);
}

/// Facts 4.1: requisites are filtered by one owner or an array of them.
#[tokio::test]
async fn requisites_are_found_by_many_owners() {
    let portal = Portal::start().await;
    let params = json!({"filter": {"ENTITY_TYPE_ID": 4, "ENTITY_ID": [6, 7, 8]}, "select": ["ENTITY_ID", "RQ_INN"]});
    let body = portal.call("crm.requisite.list", params).await;
    assert_eq!(body["result"], json!([{"ID": "1", "ENTITY_ID": "7", "RQ_INN": "0000000000"}]));
}

/// Documented filter of call statistics: the telephony's own name of a call, alone or among others, compared as every text.
#[tokio::test]
async fn statistics_are_found_by_the_name_of_the_call() {
    let portal = Portal::start().await;
    for second in 0..3 {
        portal.control("call", &json!({"user_id": 2, "company_id": 7, "duration": 40 + second})).await;
    }
    let all = portal.call("voximplant.statistic.get", json!({"SORT": "ID", "ORDER": "ASC"})).await;
    let name = |at: usize| all["result"][at]["CALL_ID"].as_str().unwrap().to_owned();
    let id = |at: usize| ids(&all["result"])[at];
    let strange = "0000000000000000.1.1";
    for (filter, expected) in [
        (json!({"CALL_ID": name(3)}), vec![id(3)]),
        (json!({"=CALL_ID": name(3).to_lowercase()}), vec![id(3)]),
        (json!({"CALL_ID": [name(4), name(1), strange]}), vec![id(1), id(4)]),
        (json!({"CALL_ID": name(3), "CALL_DURATION": 42}), vec![]),
        (json!({"CALL_ID": strange}), vec![]),
        (json!({"CALL_ID": ""}), vec![]),
        (json!({"!CALL_ID": name(2)}), vec![id(0), id(1), id(3), id(4)]),
        (json!({"%CALL_ID": name(2).split('.').next().unwrap()}), vec![id(2)]),
        (json!({"!%CALL_ID": "."}), vec![]),
        (json!({"CALL_CATEGORY": "external", "EXTERNAL_CALL_ID": "", ">RECORD_DURATION": 40}), vec![id(3), id(4)]),
    ] {
        let body =
            portal.call("voximplant.statistic.get", json!({"FILTER": filter, "SORT": "ID", "ORDER": "ASC"})).await;
        assert_eq!(ids(&body["result"]), expected, "{filter}");
        assert_eq!(body["total"], expected.len(), "{filter}");
    }
}

/// Documented: call statistics are sorted by every column that is filtered by, except the kind of the call.
#[tokio::test]
async fn statistics_are_not_sorted_by_the_kind_of_the_call() {
    let portal = Portal::start().await;
    portal.control("call", &json!({"user_id": 2, "company_id": 7, "duration": 5})).await;
    let sorted = async |by: &str| {
        let body = portal.call("voximplant.statistic.get", json!({"SORT": by, "ORDER": "DESC"})).await;
        ids(&body["result"])
    };
    assert_eq!(sorted("CALL_START_DATE").await[0], 3);
    assert_eq!(sorted("CALL_TYPE").await, [1, 2, 3]);
}

/// Facts 3.4 and 4.2: call statistics know `><` and are walked by `>ID` with SORT and ORDER.
#[tokio::test]
async fn statistics_take_a_range_and_keyset_filters() {
    let portal = Portal::start().await;
    let params = json!({"FILTER": {">ID": 1}, "SORT": "ID", "ORDER": "ASC"});
    assert_eq!(ids(&portal.call("voximplant.statistic.get", params).await["result"]), [2]);
    let params = json!({"FILTER": {"><CALL_DURATION": [10, 30]}, "SORT": "ID", "ORDER": "DESC"});
    assert_eq!(ids(&portal.call("voximplant.statistic.get", params).await["result"]), [2, 1]);
}
