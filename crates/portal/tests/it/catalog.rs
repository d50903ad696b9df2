//! The trade catalogue and stock (documented: 4.7).

use portal::model::PRODUCT_IBLOCK;
use serde_json::{Value, json};

use crate::families::wide;
use crate::harness::{EMPLOYEE, Portal, ids};

/// A portal with two stores and two products.
async fn stocked() -> Portal {
    let portal = wide().await;
    for title in ["Главный", "Дальний"] {
        portal.call("catalog.store.add", json!({"fields": {"title": title, "address": "ул. Полевая, 1"}})).await;
    }
    for name in ["Труба", "Лист"] {
        let fields =
            json!({"iblockId": PRODUCT_IBLOCK, "name": name, "purchasingPrice": 10.5, "purchasingCurrency": "RUB"});
        portal.call("catalog.product.add", json!({"fields": fields})).await;
    }
    portal
}

async fn document(portal: &Portal, kind: &str, lines: Value) -> u64 {
    let fields = json!({"docType": kind, "currency": "RUB", "responsibleId": 1});
    let made = portal.call("catalog.document.add", json!({"fields": fields})).await;
    let id = made["result"]["document"]["id"].as_u64().unwrap();
    for line in lines.as_array().unwrap() {
        let mut fields = line.clone();
        fields["docId"] = json!(id);
        portal.call("catalog.document.element.add", json!({"fields": fields})).await;
    }
    id
}

/// Amounts by product and store.
async fn stock(portal: &Portal) -> Vec<(u64, u64, f64)> {
    let body = portal.call("catalog.storeproduct.list", json!({"order": {"id": "ASC"}})).await;
    let rows = body["result"]["storeProducts"].as_array().unwrap().clone();
    let number = |row: &Value, key: &str| row[key].as_u64().unwrap();
    rows.iter().map(|row| (number(row, "productId"), number(row, "storeId"), row["amount"].as_f64().unwrap())).collect()
}

/// Facts 4.7: a list of products wants `iblockId` in its selection and in its filter.
#[tokio::test]
async fn products_are_listed_only_with_their_iblock_selected_and_filtered() {
    let portal = stocked().await;
    let good =
        json!({"select": ["id", "iblockId", "name"], "filter": {"iblockId": PRODUCT_IBLOCK}, "order": {"id": "ASC"}});
    let body = portal.call("catalog.product.list", good).await;
    assert_eq!(body["result"]["products"][0], json!({"id": 1, "iblockId": PRODUCT_IBLOCK, "name": "Труба"}));
    assert_eq!(body["total"], 2);
    for params in [
        json!({"filter": {"iblockId": PRODUCT_IBLOCK}}),
        json!({"select": ["id", "name"], "filter": {"iblockId": PRODUCT_IBLOCK}}),
        json!({"select": ["id", "iblockId"]}),
        json!({"select": ["id", "iblockId"], "filter": {"id": 1}}),
    ] {
        assert_eq!(portal.refusal("catalog.product.list", params.clone()).await, (400, json!(0)), "{params}");
    }
}

/// Facts 4.7: a product has camelCase names, numbers and `Y` for active.
#[tokio::test]
async fn products_are_typed_in_camel_case() {
    let portal = stocked().await;
    let product = portal.call("catalog.product.get", json!({"id": 2})).await["result"]["product"].clone();
    assert_eq!((&product["id"], &product["active"], &product["type"]), (&json!(2), &json!("Y"), &json!(1)));
    assert_eq!((&product["purchasingPrice"], &product["quantity"]), (&json!(10.5), &json!(0)));
    let changed = portal.call("catalog.product.update", json!({"id": 2, "fields": {"name": "Полоса"}})).await;
    assert_eq!(changed["result"]["element"]["name"], "Полоса");
    portal.call("catalog.product.delete", json!({"id": 2})).await;
    assert_eq!(portal.refusal("catalog.product.get", json!({"id": 2})).await, (400, json!(0)));
}

/// Facts 4.7: lack of rights is told with a number of its own.
#[tokio::test]
async fn the_catalogue_is_changed_by_administrators_only() {
    let portal = stocked().await;
    let token = portal.token_of(EMPLOYEE).await;
    let fields = json!({"iblockId": PRODUCT_IBLOCK, "name": "x"});
    let refused = portal.refusal("catalog.product.add", json!({"auth": token, "fields": fields})).await;
    assert_eq!(refused, (400, json!(200_040_300_010_i64)));
    let fields = json!({"docType": "A", "currency": "RUB", "responsibleId": 1});
    let refused = portal.refusal("catalog.document.add", json!({"auth": token, "fields": fields})).await;
    assert_eq!(refused, (400, json!("ERROR_DOCUMENT_RIGHTS")));
    let read = portal.call("catalog.store.list", json!({"auth": token})).await;
    assert_eq!(read["total"], 2);
}

/// Own choice: products live in one information block; any other is refused with 0.
#[tokio::test]
async fn a_product_must_be_of_the_product_iblock() {
    let portal = wide().await;
    let catalogs = portal.call("catalog.catalog.list", json!({})).await;
    assert_eq!(catalogs["result"]["catalogs"][0]["iblockId"], PRODUCT_IBLOCK);
    let refused = portal.refusal("catalog.product.add", json!({"fields": {"iblockId": 99, "name": "x"}})).await;
    assert_eq!(refused, (400, json!(0)));
    assert_eq!(portal.refusal("catalog.product.add", json!({"fields": {"name": "x"}})).await, (400, json!(0)));
}

/// Facts 4.7: receipts, transfers and disposals are all that moves stock.
#[tokio::test]
async fn only_a_conducted_document_moves_stock() {
    let portal = stocked().await;
    let receipt = document(&portal, "A", json!([
        {"elementId": 1, "amount": 10, "storeTo": 1, "purchasingPrice": 5}, {"elementId": 2, "amount": 2.5, "storeTo": 1}
    ]))
    .await;
    assert!(stock(&portal).await.is_empty());
    assert_eq!(portal.call("catalog.document.conduct", json!({"id": receipt})).await["result"], true);
    assert_eq!(stock(&portal).await, [(1, 1, 10.0), (2, 1, 2.5)]);
    let product = portal.call("catalog.product.get", json!({"id": 1})).await["result"]["product"].clone();
    assert_eq!((&product["quantity"], &product["available"]), (&json!(10), &json!("Y")));
    let transfer = document(&portal, "M", json!([{"elementId": 1, "amount": 4, "storeFrom": 1, "storeTo": 2}])).await;
    portal.call("catalog.document.conduct", json!({"id": transfer})).await;
    assert_eq!(stock(&portal).await, [(1, 1, 6.0), (2, 1, 2.5), (1, 2, 4.0)]);
    let disposal = document(&portal, "D", json!([{"elementId": 1, "amount": 1, "storeFrom": 2}])).await;
    portal.call("catalog.document.conduct", json!({"id": disposal})).await;
    assert_eq!(stock(&portal).await[2], (1, 2, 3.0));
    portal.call("catalog.document.cancel", json!({"id": disposal})).await;
    assert_eq!(stock(&portal).await[2], (1, 2, 4.0));
}

/// Facts 4.7: a document has `docType` and `status`, its lines are `documentElements` with stores.
#[tokio::test]
async fn documents_tell_their_kind_and_state() {
    let portal = stocked().await;
    let id = document(&portal, "S", json!([{"elementId": 1, "amount": 1, "storeTo": 1}])).await;
    document(&portal, "A", json!([])).await;
    portal.call("catalog.document.conduct", json!({"id": id})).await;
    let conducted = portal.call("catalog.document.list", json!({"filter": {"status": "Y"}})).await;
    assert_eq!(ids(&conducted["result"]["documents"]), [1]);
    let row = &conducted["result"]["documents"][0];
    assert_eq!((&row["docType"], &row["status"], &row["currency"]), (&json!("S"), &json!("Y"), &json!("RUB")));
    let lines = portal.call("catalog.document.element.list", json!({"filter": {"docId": id}})).await;
    let line = &lines["result"]["documentElements"][0];
    assert_eq!((&line["elementId"], &line["amount"], &line["storeTo"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(line["storeFrom"], Value::Null);
}

/// Own choice: a document without lines or stores, or one conducted already, is refused with 0.
#[tokio::test]
async fn documents_are_refused_where_they_cannot_be_conducted() {
    let portal = stocked().await;
    let empty = document(&portal, "A", json!([])).await;
    assert_eq!(portal.refusal("catalog.document.conduct", json!({"id": empty})).await, (400, json!(0)));
    let homeless = document(&portal, "A", json!([{"elementId": 1, "amount": 1}])).await;
    assert_eq!(portal.refusal("catalog.document.conduct", json!({"id": homeless})).await, (400, json!(0)));
    let done = document(&portal, "A", json!([{"elementId": 1, "amount": 1, "storeTo": 1}])).await;
    portal.call("catalog.document.conduct", json!({"id": done})).await;
    for method in ["catalog.document.conduct", "catalog.document.delete"] {
        assert_eq!(portal.refusal(method, json!({"id": done})).await, (400, json!(0)), "{method}");
    }
    let line = json!({"fields": {"docId": done, "elementId": 1, "amount": 1}});
    assert_eq!(portal.refusal("catalog.document.element.add", line).await, (400, json!(0)));
    let unknown = json!({"fields": {"docType": "X", "currency": "RUB", "responsibleId": 1}});
    assert_eq!(portal.refusal("catalog.document.add", unknown).await, (400, json!(0)));
    portal.call("catalog.document.delete", json!({"id": empty})).await;
}

/// Own choice: the catalogue answers a field it does not know with the error 0.
#[tokio::test]
async fn unknown_fields_of_the_catalogue_are_refused_with_zero() {
    let portal = stocked().await;
    assert_eq!(portal.refusal("catalog.store.list", json!({"filter": {"nowhere": 1}})).await, (400, json!(0)));
    let found =
        portal.call("catalog.store.list", json!({"filter": {"%title": "даль"}, "select": ["id", "title"]})).await;
    assert_eq!(found["result"]["stores"], json!([{"id": 2, "title": "Дальний"}]));
}
