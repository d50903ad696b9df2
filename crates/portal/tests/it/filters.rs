//! Filters, selections and orders in the two list styles (documented: 3.4, traps 2 and 6).

use portal::model::{Deal, FieldValue, UserField, UserFieldKind};
use serde_json::{Value, json};

use crate::harness::{NOW, Portal, ids};

async fn deals(portal: &Portal, filter: Value) -> Vec<u32> {
    ids(&portal.call("crm.deal.list", json!({"filter": filter, "order": {"ID": "ASC"}})).await["result"])
}

async fn items(portal: &Portal, filter: Value) -> Vec<u32> {
    let params = json!({"entityTypeId": 2, "filter": filter, "order": {"id": "ASC"}});
    ids(&portal.call("crm.item.list", params).await["result"]["items"])
}

/// A portal whose deals 1 to 4 have a user field of every kind; deal 4 has none of them filled.
async fn with_every_kind() -> Portal {
    let portal = Portal::start().await;
    let mut records = portal.state().records_mut();
    let rub = records.words.intern("RUB");
    let kinds = [
        ("TEXT", UserFieldKind::String, false),
        ("WHOLE", UserFieldKind::Integer, false),
        ("PART", UserFieldKind::Double, false),
        ("FLAG", UserFieldKind::Boolean, false),
        ("DAY", UserFieldKind::Date, false),
        ("TIME", UserFieldKind::DateTime, false),
        ("SUM", UserFieldKind::Money, false),
        ("WORDS", UserFieldKind::String, true),
    ];
    for ((name, kind, multiple), id) in kinds.into_iter().zip(601..) {
        records.deal_fields.push(UserField {
            id,
            field_name: format!("UF_CRM_{name}").into(),
            kind,
            multiple,
            mandatory: false,
            sort: 100,
            label_ru: name.into(),
            label_en: name.into(),
            items: Vec::new(),
        });
    }
    for id in 1..=3_u32 {
        let number = i64::from(id);
        let word = |text: &str| FieldValue::Text(text.into());
        let values = [
            (601, FieldValue::Text(format!("Ключ {id}").into())),
            (602, FieldValue::Integer(number * 10)),
            (603, FieldValue::Double(f64::from(id) + 0.5)),
            (604, FieldValue::Flag(id == 2)),
            (605, FieldValue::Day(20_000 + i32::try_from(id).unwrap())),
            (606, FieldValue::Instant(NOW - number * 3_600_000)),
            (607, FieldValue::Money(number * 1_000_000, rub)),
            (608, FieldValue::Many([word("общее"), word(&format!("слово {id}"))].into())),
        ];
        let deal: &mut Deal = records.deals.get_mut(id).unwrap();
        deal.user_values = values.into();
    }
    drop(records);
    portal
}

/// Facts 3.4: the prefixes hold for user fields too; each is compared by its own type.
#[tokio::test]
async fn user_fields_of_each_kind_are_filtered_by_their_own_type() {
    let portal = with_every_kind().await;
    for (filter, expected) in [
        (json!({"UF_CRM_TEXT": "ключ 2"}), vec![2]),
        (json!({"%UF_CRM_TEXT": "КЛЮЧ"}), vec![1, 2, 3]),
        (json!({">=UF_CRM_WHOLE": 20}), vec![2, 3]),
        (json!({"@UF_CRM_WHOLE": ["10", 30, 77]}), vec![1, 3]),
        (json!({"<UF_CRM_PART": "2.6"}), vec![1, 2]),
        (json!({"UF_CRM_FLAG": 1}), vec![2]),
        (json!({"UF_CRM_DAY": "2024-10-06"}), vec![2]),
        (json!({">UF_CRM_DAY": "05.10.2024"}), vec![2, 3]),
        (json!({">UF_CRM_TIME": "2026-03-02T09:30:00+03:00"}), vec![1, 2]),
        (json!({"<=UF_CRM_SUM": "200|RUB"}), vec![1, 2]),
        (json!({"UF_CRM_WORDS": "слово 3"}), vec![3]),
        (json!({"%UF_CRM_WORDS": "общ", "!UF_CRM_WORDS": "слово 1"}), vec![2, 3]),
    ] {
        assert_eq!(deals(&portal, filter.clone()).await, expected, "{filter}");
    }
}

/// Facts 0 trap 2: legacy lists print user fields as text, item lists by their type.
#[tokio::test]
async fn user_fields_of_each_kind_print_in_both_styles() {
    let portal = with_every_kind().await;
    let legacy = portal.call("crm.deal.list", json!({"filter": {"@ID": [2, 4]}, "select": ["ID", "UF_*"]})).await;
    let (full, empty) = (&legacy["result"][0], &legacy["result"][1]);
    let expected = [
        ("TEXT", json!("Ключ 2")),
        ("WHOLE", json!("20")),
        ("PART", json!("2.5")),
        ("FLAG", json!("1")),
        ("DAY", json!("2024-10-06T03:00:00+03:00")),
        ("TIME", json!("2026-03-02T10:00:00+03:00")),
        ("SUM", json!("200.00|RUB")),
        ("WORDS", json!(["общее", "слово 2"])),
    ];
    for (name, value) in expected {
        assert_eq!(full[format!("UF_CRM_{name}")], value, "{name}");
    }
    assert_eq!((&empty["UF_CRM_TEXT"], &empty["UF_CRM_WORDS"]), (&json!(""), &json!(false)));
    let params = json!({"entityTypeId": 2, "filter": {"@id": [2, 4]}, "select": ["id", "ufCrmWhole", "ufCrmFlag", "ufCrmWords"]});
    let typed = portal.call("crm.item.list", params).await["result"]["items"].clone();
    let second = json!({"id": 2, "ufCrmWhole": 20, "ufCrmFlag": "Y", "ufCrmWords": ["общее", "слово 2"]});
    assert_eq!(typed[0], second);
    assert_eq!(typed[1], json!({"id": 4, "ufCrmWhole": null, "ufCrmFlag": null, "ufCrmWords": []}));
}

/// Facts 4.1: a boolean user field is filtered by 1 and 0.
#[tokio::test]
async fn a_boolean_user_field_of_items_is_filtered_by_one_and_zero() {
    let portal = with_every_kind().await;
    assert_eq!(items(&portal, json!({"ufCrmFlag": 1})).await, [2]);
    assert_eq!(items(&portal, json!({"ufCrmFlag": 0})).await, [1, 3]);
}

/// Facts 3.2: a datetime may come in any offset and means one instant.
#[tokio::test]
async fn an_instant_means_the_same_in_every_offset() {
    let portal = Portal::start().await;
    // Deal 101 was made half an hour before 12:00 in Moscow.
    for written in [
        "2026-03-02T11:30:00+03:00",
        "2026-03-02T08:30:00+00:00",
        "2026-03-02T08:30:00Z",
        "2026-03-02T03:30:00-05:00",
        "2026-03-02 11:30:00",
        "02.03.2026 11:30:00",
    ] {
        assert_eq!(deals(&portal, json!({"=DATE_CREATE": written})).await, [101], "{written}");
        assert_eq!(items(&portal, json!({"=createdTime": written})).await, [101], "{written}");
    }
}

/// Own choice: a bare day in a filter is midnight in the zone the portal prints in.
#[tokio::test]
async fn a_day_is_midnight_in_the_zone_of_the_portal() {
    let portal = Portal::start().await;
    portal.state().records_mut().deals.get_mut(5).unwrap().created_at = 1_772_398_799_000;
    portal.state().records_mut().deals.get_mut(6).unwrap().created_at = 1_772_398_800_000;
    assert_eq!(deals(&portal, json!({"<DATE_CREATE": "2026-03-02"})).await, [5]);
    assert_eq!(deals(&portal, json!({">=DATE_CREATE": "2026-03-02", "<ID": 7})).await, [1, 2, 3, 4, 6]);
}

/// Own choice: null, false and an empty text alike ask for what is empty.
#[tokio::test]
async fn null_false_and_an_empty_text_ask_for_emptiness() {
    let portal = Portal::start().await;
    for empty in [json!(null), json!(false), json!("")] {
        assert_eq!(deals(&portal, json!({"<ID": 21, "=UF_CRM_DIRECTION": empty})).await, [5, 10, 15, 20], "{empty}");
        assert_eq!(deals(&portal, json!({"<ID": 7, "!UF_CRM_DIRECTION": empty})).await, [1, 2, 3, 4, 6], "{empty}");
    }
}

/// Own choice: a denied value finds empty fields as well.
#[tokio::test]
async fn a_denied_value_also_finds_what_is_empty() {
    let portal = Portal::start().await;
    assert_eq!(deals(&portal, json!({"<ID": 8, "!UF_CRM_DIRECTION": 31})).await, [1, 3, 5, 7]);
    assert_eq!(deals(&portal, json!({"<ID": 8, "!@UF_CRM_DIRECTION": [31, 32]})).await, [5]);
}

/// Facts 3.4: nested groups with a logic exist in `crm.item.*` only.
#[tokio::test]
async fn legacy_lists_know_no_logic() {
    let portal = Portal::start().await;
    let filter = json!({"<=ID": 3, "0": {"LOGIC": "OR", "0": {"ID": 1}, "1": {"ID": 2}}, "LOGIC": "OR"});
    assert_eq!(deals(&portal, filter).await, [1, 2, 3]);
}

/// Facts 3.4: groups of `crm.item.*` nest and may say OR; without a word they join by AND.
#[tokio::test]
async fn groups_nest_deeply_and_join_by_and_unless_told_otherwise() {
    let portal = Portal::start().await;
    let inner = json!({"logic": "AND", "0": {">id": 10}, "1": {"<id": 13}});
    let filter = json!([{"logic": "OR", "0": inner, "1": {"@id": [1, 99]}}, {"!id": 12}]);
    assert_eq!(items(&portal, filter).await, [1, 11, 99]);
    assert_eq!(items(&portal, json!({"0": {"<id": 3}, "1": {">id": 1}})).await, [2]);
    assert_eq!(items(&portal, json!({"logic": "OR", "id": 4, "title": "Сделка 9"})).await, [4, 9]);
}

/// Facts 4.1: a field that is not allowed in a filter is refused by its name, deep inside as well.
#[tokio::test]
async fn an_unknown_field_is_refused_inside_a_group_too() {
    let portal = Portal::start().await;
    let filter = json!({"0": {"logic": "OR", "0": {"nowhere": 1}}});
    let (status, body) = portal.ask("crm.item.list", json!({"entityTypeId": 2, "filter": filter})).await;
    assert_eq!((status.as_u16(), &body["error"]), (400, &json!("INVALID_ARG_VALUE")));
    assert_eq!(body["error_description"], "Invalid filter: field 'nowhere' is not allowed in filter");
}

/// Facts 4.1: `*` selects the standard columns of a legacy list, `UF_*` the user fields.
#[tokio::test]
async fn a_selection_of_a_star_brings_standard_columns_and_another_the_user_fields() {
    let portal = Portal::start().await;
    let row = |body: Value| body["result"][0].as_object().unwrap().clone();
    let star = row(portal.call("crm.deal.list", json!({"filter": {"ID": 7}, "select": ["*"]})).await);
    assert!(star.contains_key("TITLE") && !star.keys().any(|key| key.starts_with("UF_")));
    let own = row(portal.call("crm.deal.list", json!({"filter": {"ID": 7}, "select": ["UF_*"]})).await);
    assert_eq!(own.keys().collect::<Vec<_>>(), ["ID", "UF_CRM_DIRECTION"]);
    let named = row(portal.call("crm.deal.list", json!({"filter": {"ID": 7}, "select": ["title", "NOTHING"]})).await);
    assert_eq!(named.keys().collect::<Vec<_>>(), ["ID", "TITLE"]);
}

/// Facts 4.1: `*` selects every field of an item, user fields among them.
#[tokio::test]
async fn a_selected_star_of_items_brings_user_fields_too() {
    let portal = Portal::start().await;
    let params = json!({"entityTypeId": 2, "filter": {"id": 7}, "select": ["*"]});
    let item = portal.call("crm.item.list", params).await["result"]["items"][0].clone();
    assert_eq!((&item["ufCrmDirection"], &item["entityTypeId"]), (&json!(32), &json!(2)));
}

/// Own choice: keys of an order count in the sequence they were sent in, for items too.
#[tokio::test]
async fn order_keys_take_turns_in_items_as_well() {
    let portal = Portal::start().await;
    let url = format!("{}?auth={}&entityTypeId=2", portal.url("/rest/crm.item.list"), portal.token);
    let query = "&order[stageId]=DESC&order[assignedById]=ASC&order[id]=DESC&filter[%3Cid]=10&select[]=id";
    let body: Value = portal.client.get(format!("{url}{query}")).send().await.unwrap().json().await.unwrap();
    let found = ids(&body["result"]["items"]);
    // Won by the administrator, won by the employee, then the new ones of each.
    assert_eq!(found, [6, 9, 3, 8, 4, 2, 7, 5, 1]);
}

/// Facts 0 traps 5 and 6 over a whole walk: every row comes once in each mode of paging.
#[tokio::test]
async fn every_mode_of_paging_brings_every_row_once() {
    let portal = Portal::start().await;
    let expected: Vec<u32> = (1..=130).filter(|id| id % 3 != 0).collect();
    let mut offsets = Vec::new();
    let mut start = json!(0);
    while let Some(next) = start.as_u64() {
        let params = json!({"filter": {"!STAGE_ID": "WON"}, "order": {"ID": "ASC"}, "start": next});
        let body = portal.call("crm.deal.list", params).await;
        assert_eq!(body["total"], 87);
        offsets.extend(ids(&body["result"]));
        start = body["next"].clone();
    }
    assert_eq!(offsets, expected);
    let mut keyset = Vec::new();
    loop {
        let filter = json!({"!stageId": "WON", ">id": keyset.last().copied().unwrap_or(0)});
        let params = json!({"entityTypeId": 2, "filter": filter, "order": {"id": "ASC"}, "start": -1});
        let page = ids(&portal.call("crm.item.list", params).await["result"]["items"]);
        keyset.extend_from_slice(&page);
        if page.len() < 50 {
            break;
        }
    }
    assert_eq!(keyset, expected);
    let params = json!({"entityTypeId": 2, "filter": {"!stageId": "WON"}, "order": {"id": "ASC"}, "start": 33});
    assert_eq!(ids(&portal.call("crm.item.list", params).await["result"]["items"]), expected[33..83]);
}

/// Facts 4.1: leads are kind 1 and answer in both styles, though there are none.
#[tokio::test]
async fn leads_are_typed_though_there_are_none() {
    let portal = Portal::start().await;
    let body = portal.call("crm.lead.list", json!({"filter": {">ID": 0}, "order": {"ID": "ASC"}})).await;
    assert_eq!((&body["result"], &body["total"]), (&json!([]), &json!(0)));
    let body = portal.call("crm.item.list", json!({"entityTypeId": 1, "filter": {"stageId": "NEW"}})).await;
    assert_eq!(body["result"]["items"], json!([]));
    assert_eq!(portal.refusal("crm.lead.get", json!({"id": 1})).await, (400, json!("")));
    let fields = portal.call("crm.lead.fields", json!({})).await;
    assert_eq!(fields["result"]["STATUS_ID"]["statusType"], "STATUS");
}

/// Own choice: `crm.address.list` answers the address of a requisite, found by its company.
#[tokio::test]
async fn addresses_come_from_the_requisites_of_companies() {
    let portal = Portal::start().await;
    {
        let mut records = portal.state().records_mut();
        let address = records.words.intern("ул. Полевая, 1");
        records.companies.get_mut(7).unwrap().address = address;
    }
    let body = portal.call("crm.address.list", json!({"filter": {"ANCHOR_TYPE_ID": 4, "ANCHOR_ID": 7}})).await;
    assert_eq!(body["total"], 1);
    let row = &body["result"][0];
    assert_eq!((&row["ADDRESS_1"], &row["ENTITY_ID"]), (&json!("ул. Полевая, 1"), &json!("1")));
    let none = portal.call("crm.address.list", json!({"filter": {"ANCHOR_ID": 8}})).await;
    assert_eq!(none["result"], json!([]));
}

/// Own choice: companies are found by phone and e-mail, whole, in part or by their lack.
#[tokio::test]
async fn companies_are_found_by_their_phone() {
    let portal = Portal::start().await;
    let fields = json!({"PHONE": [{"VALUE": "+70000000009"}], "EMAIL": [{"VALUE": "a@example.com"}]});
    portal.call("crm.company.update", json!({"id": 9, "fields": fields})).await;
    for filter in [json!({"PHONE": "+70000000009"}), json!({"=EMAIL": "A@example.com"}), json!({"%EMAIL": "example"})] {
        let body = portal.call("crm.company.list", json!({"filter": filter, "select": ["TITLE"]})).await;
        assert_eq!(body["result"], json!([{"ID": "9", "TITLE": "Бета 9"}]), "{filter}");
    }
    let without = portal.call("crm.company.list", json!({"filter": {"EMAIL": "", "<ID": 11}, "start": 0})).await;
    assert_eq!(without["total"], 9);
}

/// Facts 3.3: `$result` hands on what earlier writes answered.
#[tokio::test]
async fn results_of_writes_are_handed_on_within_a_batch() {
    let portal = Portal::start().await;
    let cmd = json!({
        "1_company": "crm.company.add?fields[TITLE]=Гамма",
        "2_deal": "crm.item.add?entityTypeId=2&fields[title]=Новая&fields[companyId]=$result[1_company]",
        "3_rows": "crm.deal.productrows.set?id=$result[2_deal][item][id]&rows[0][PRODUCT_NAME]=Труба&rows[0][PRICE]=5",
        "4_deal": "crm.deal.get?id=$result[2_deal][item][id]"
    });
    let body = portal.call("batch", json!({"halt": 1, "cmd": cmd})).await["result"].clone();
    assert_eq!(body["result_error"], json!([]));
    let deal = &body["result"]["4_deal"];
    assert_eq!((&deal["COMPANY_ID"], &deal["OPPORTUNITY"]), (&json!("121"), &json!("5.00")));
}
