//! Product rows, contacts of deals and companies, payments (documented: 4.1, trap 2).

use serde_json::{Value, json};

use crate::harness::{Portal, field, ids};
use crate::writes::listening;

/// The documented sample: 90,000 with 10 % tax inside after 10 % off.
fn phone() -> Value {
    json!({"PRODUCT_NAME": "iphone 14", "PRICE": 90000, "QUANTITY": 3, "DISCOUNT_TYPE_ID": 2, "DISCOUNT_RATE": 10,
        "TAX_RATE": 10, "TAX_INCLUDED": "Y"})
}

async fn contact(portal: &Portal, name: &str) -> u64 {
    let made = portal.call("crm.contact.add", json!({"fields": {"NAME": name}})).await;
    made["result"].as_u64().unwrap()
}

/// Facts 0 trap 2: ids and the account price are text, everything else numbers.
#[tokio::test]
async fn product_rows_of_a_deal_mix_text_and_numbers() {
    let portal = Portal::start().await;
    assert_eq!(portal.call("crm.deal.productrows.set", json!({"id": 7, "rows": [phone()]})).await["result"], true);
    let body = portal.call("crm.deal.productrows.get", json!({"id": 7})).await;
    assert!(body.get("total").is_none(), "no paging");
    let row = &body["result"][0];
    assert_eq!((&row["ID"], &row["OWNER_ID"], &row["OWNER_TYPE"]), (&json!("1"), &json!("7"), &json!("D")));
    assert_eq!((&row["PRICE"], &row["PRICE_ACCOUNT"]), (&json!(90000), &json!("90000.00")));
    assert_eq!((&row["QUANTITY"], &row["TAX_INCLUDED"]), (&json!(3), &json!("Y")));
}

/// Facts 4.1: prices with and without tax and discount are those of the printed sample.
#[tokio::test]
async fn prices_of_a_row_are_worked_out_on_all_four_roads() {
    let portal = Portal::start().await;
    portal.call("crm.deal.productrows.set", json!({"id": 7, "rows": [phone()]})).await;
    let filter = json!({"=ownerType": "D", "=ownerId": 7});
    let row =
        portal.call("crm.item.productrow.list", json!({"filter": filter})).await["result"]["productRows"][0].clone();
    assert_eq!((&row["price"], &row["priceExclusive"]), (&json!(90000), &json!(81818.18)));
    assert_eq!((&row["priceNetto"], &row["priceBrutto"]), (&json!(90909.09), &json!(100_000)));
    assert_eq!((&row["discountSum"], &row["discountRate"]), (&json!(9090.91), &json!(10)));
    assert_eq!((&row["discountTypeId"], &row["ownerType"], &row["id"]), (&json!(2), &json!("D"), &json!(1)));
}

/// Facts 4.1: discount type 1 is a sum, 2 a percentage.
#[tokio::test]
async fn an_absolute_discount_is_told_as_type_one() {
    let portal = Portal::start().await;
    let row = json!({"PRODUCT_NAME": "Труба", "PRICE": 90, "QUANTITY": 1, "DISCOUNT_TYPE_ID": 1, "DISCOUNT_SUM": 10});
    portal.call("crm.deal.productrows.set", json!({"id": 7, "rows": [row]})).await;
    let row = portal.call("crm.deal.productrows.get", json!({"id": 7})).await["result"][0].clone();
    assert_eq!((&row["DISCOUNT_TYPE_ID"], &row["DISCOUNT_SUM"]), (&json!(1), &json!(10)));
    assert_eq!((&row["DISCOUNT_RATE"], &row["PRICE_NETTO"]), (&json!(10), &json!(100)));
}

/// Facts 4.1: a list of product rows must filter by `=ownerType` and `=ownerId`.
#[tokio::test]
async fn product_row_lists_demand_their_owner() {
    let portal = Portal::start().await;
    for filter in [json!({}), json!({"=ownerType": "D"}), json!({"ownerType": "D", "ownerId": 7})] {
        let refused = portal.refusal("crm.item.productrow.list", json!({"filter": filter})).await;
        assert_eq!(refused, (400, json!("INVALID_ARG_VALUE")), "{filter}");
    }
    assert_eq!(portal.refusal("crm.item.productrow.list", json!({})).await, (400, json!("100")));
}

/// Facts 4.1: `=ownerId` may be an array.
#[tokio::test]
async fn product_rows_of_several_owners_come_in_one_list() {
    let portal = Portal::start().await;
    for deal in [7, 8, 9] {
        portal.call("crm.deal.productrows.set", json!({"id": deal, "rows": [phone(), phone()]})).await;
    }
    let filter = json!({"=ownerType": "D", "=ownerId": [7, 9], ">price": 1});
    let body = portal.call("crm.item.productrow.list", json!({"filter": filter, "order": {"id": "DESC"}})).await;
    assert_eq!((ids(&body["result"]["productRows"]), &body["total"]), (vec![6, 5, 2, 1], &json!(4)));
}

/// Facts 4.1: the owner code of a smart process is `T` with its number in hexadecimal.
#[tokio::test]
async fn rows_of_a_smart_process_have_a_code_in_hexadecimal() {
    let portal = Portal::start().await;
    portal.call("crm.type.add", json!({"fields": {"title": "Договоры", "entityTypeId": 128}})).await;
    portal.call("crm.item.add", json!({"entityTypeId": 128, "fields": {"title": "Первый"}})).await;
    let fields = json!({"ownerType": "T80", "ownerId": 1, "productName": "Труба", "price": 12.34, "quantity": 2});
    let row = portal.call("crm.item.productrow.add", json!({"fields": fields})).await["result"]["productRow"].clone();
    assert_eq!((&row["ownerType"], &row["price"], &row["quantity"]), (&json!("T80"), &json!(12.34), &json!(2)));
}

/// Own choice: writes of single rows answer in the shape of the documented list.
#[tokio::test]
async fn single_product_rows_are_added_changed_and_deleted() {
    let portal = Portal::start().await;
    let fields = json!({"ownerType": "D", "ownerId": 7, "productName": "Труба", "price": 100});
    let row = portal.call("crm.item.productrow.add", json!({"fields": fields})).await["result"]["productRow"].clone();
    assert_eq!((&row["id"], &row["quantity"], &row["measureCode"]), (&json!(1), &json!(1), &json!(796)));
    let changed = portal.call("crm.item.productrow.update", json!({"id": 1, "fields": {"quantity": 2.5}})).await;
    assert_eq!(changed["result"]["productRow"]["quantity"], 2.5);
    let rows = json!([{"productName": "Лист", "price": 5}, {"productName": "Уголок", "price": 6}]);
    let set = json!({"ownerType": "D", "ownerId": 7, "productRows": rows});
    let all = portal.call("crm.item.productrow.set", set).await["result"]["productRows"].clone();
    assert_eq!(ids(&all), [2, 3]);
    portal.call("crm.item.productrow.delete", json!({"id": 2})).await;
    assert_eq!(portal.refusal("crm.item.productrow.get", json!({"id": 2})).await, (400, json!("NOT_FOUND")));
    let orphan = json!({"fields": {"ownerType": "D", "ownerId": 999, "price": 1}});
    assert_eq!(portal.refusal("crm.item.productrow.add", orphan).await, (400, json!("NOT_FOUND")));
}

/// Own choice: an amount that was not typed by hand is the sum of the rows.
#[tokio::test]
async fn an_amount_that_is_not_typed_by_hand_follows_the_rows() {
    let portal = Portal::start().await;
    let inbox = listening(&portal, &["ONCRMDEALUPDATE"]).await;
    let made = portal.call("crm.deal.add", json!({"fields": {"TITLE": "Новая"}})).await["result"].clone();
    portal.call("crm.deal.productrows.set", json!({"id": made, "rows": [phone()]})).await;
    let deal = portal.call("crm.deal.get", json!({"id": made})).await["result"].clone();
    assert_eq!((&deal["OPPORTUNITY"], &deal["IS_MANUAL_OPPORTUNITY"]), (&json!("270000.00"), &json!("N")));
    assert_eq!(field(&inbox.wait_for(1).await[0], "data[FIELDS][ID]"), Some("131"));
    portal.call("crm.deal.productrows.set", json!({"id": 7, "rows": [phone()]})).await;
    let typed = portal.call("crm.deal.get", json!({"id": 7})).await["result"].clone();
    assert_eq!((&typed["OPPORTUNITY"], &typed["IS_MANUAL_OPPORTUNITY"]), (&json!("7.99"), &json!("Y")));
    portal.call("crm.deal.update", json!({"id": 7, "fields": {"IS_MANUAL_OPPORTUNITY": "N"}})).await;
    let computed = portal.call("crm.deal.get", json!({"id": 7})).await["result"].clone();
    assert_eq!(computed["OPPORTUNITY"], "270000.00");
}

/// Own choice: contacts of a deal are numbers in their order, exactly one of them the main one.
#[tokio::test]
async fn contacts_of_a_deal_are_numbers_with_one_main_contact() {
    let portal = Portal::start().await;
    let (anna, olga) = (contact(&portal, "Анна").await, contact(&portal, "Ольга").await);
    let items = json!([{"CONTACT_ID": anna, "SORT": 20}, {"CONTACT_ID": olga, "SORT": 10, "IS_PRIMARY": "Y"}]);
    assert_eq!(portal.call("crm.deal.contact.items.set", json!({"id": 7, "items": items})).await["result"], true);
    let links = portal.call("crm.deal.contact.items.get", json!({"id": 7})).await["result"].clone();
    let expected = json!([
        {"CONTACT_ID": olga, "SORT": 10, "ROLE_ID": 0, "IS_PRIMARY": "Y"},
        {"CONTACT_ID": anna, "SORT": 20, "ROLE_ID": 0, "IS_PRIMARY": "N"}
    ]);
    assert_eq!(links, expected);
    let item = portal.call("crm.item.get", json!({"entityTypeId": 2, "id": 7})).await["result"]["item"].clone();
    assert_eq!((&item["contactId"], &item["contactIds"]), (&json!(olga), &json!([olga, anna])));
    portal.call("crm.deal.contact.delete", json!({"id": 7, "fields": {"CONTACT_ID": olga}})).await;
    let deal = portal.call("crm.deal.get", json!({"id": 7})).await["result"].clone();
    assert_eq!(deal["CONTACT_ID"], anna.to_string());
    portal.call("crm.deal.contact.items.delete", json!({"id": 7})).await;
    assert_eq!(portal.call("crm.deal.contact.items.get", json!({"id": 7})).await["result"], json!([]));
}

/// Own choice: a contact is linked to a deal once; the second time answers false.
#[tokio::test]
async fn contacts_of_a_deal_are_added_one_by_one() {
    let portal = Portal::start().await;
    let (anna, olga) = (contact(&portal, "Анна").await, contact(&portal, "Ольга").await);
    portal.call("crm.deal.update", json!({"id": 7, "fields": {"CONTACT_ID": anna}})).await;
    let add = json!({"id": 7, "fields": {"CONTACT_ID": olga}});
    assert_eq!(portal.call("crm.deal.contact.add", add.clone()).await["result"], true);
    assert_eq!(portal.call("crm.deal.contact.add", add).await["result"], false, "it is there already");
    let links = portal.call("crm.deal.contact.items.get", json!({"id": 7})).await["result"].clone();
    assert_eq!((links.as_array().unwrap().len(), &links[1]["CONTACT_ID"]), (2, &json!(olga)));
    let unknown = json!({"id": 7, "items": [{"CONTACT_ID": 999}]});
    assert_eq!(portal.refusal("crm.deal.contact.items.set", unknown).await, (400, json!("")));
}

/// Own choice: contacts that name a company and contacts set for it are one and the same link.
#[tokio::test]
async fn contacts_of_a_company_are_those_that_name_it_or_those_that_were_set() {
    let portal = Portal::start().await;
    let fields = json!({"NAME": "Анна", "COMPANY_ID": 7});
    portal.call("crm.contact.add", json!({"fields": fields})).await;
    let olga = contact(&portal, "Ольга").await;
    let get = async || portal.call("crm.company.contact.items.get", json!({"id": 7})).await["result"].clone();
    assert_eq!(get().await, json!([{"CONTACT_ID": 1, "SORT": 10, "ROLE_ID": 0, "IS_PRIMARY": "Y"}]));
    portal.call("crm.company.contact.items.set", json!({"id": 7, "items": [{"CONTACT_ID": olga}]})).await;
    assert_eq!(get().await[0]["CONTACT_ID"], olga);
    let contact = portal.call("crm.contact.get", json!({"id": 1})).await["result"].clone();
    assert_eq!(contact["COMPANY_ID"], Value::Null);
    let contact = portal.call("crm.contact.get", json!({"id": olga})).await["result"].clone();
    assert_eq!(contact["COMPANY_ID"], "7");
}

/// Own choice: payments of a deal are typed, numbered under it, paid and taken back.
#[tokio::test]
async fn payments_of_a_deal_are_typed_and_paid() {
    let portal = Portal::start().await;
    let owner = json!({"entityTypeId": 2, "entityId": 7});
    assert_eq!(portal.call("crm.item.payment.list", owner.clone()).await["result"], json!([]));
    let id = portal.call("crm.item.payment.add", owner.clone()).await["result"].clone();
    portal.call("crm.item.payment.pay", json!({"id": id})).await;
    let row = portal.call("crm.item.payment.list", owner).await["result"][0].clone();
    assert_eq!((&row["id"], &row["accountNumber"], &row["paid"]), (&json!(1), &json!("7/1"), &json!("Y")));
    assert_eq!((&row["sum"], &row["currency"]), (&json!(7.99), &json!("RUB")));
    assert!(row["datePaid"].as_str().unwrap().starts_with("2026-03-02T12:00"));
    portal.call("crm.item.payment.unpay", json!({"id": id})).await;
    let row = portal.call("crm.item.payment.get", json!({"id": id})).await["result"].clone();
    assert_eq!((&row["paid"], &row["datePaid"]), (&json!("N"), &Value::Null));
    let orphan = portal.refusal("crm.item.payment.list", json!({"entityTypeId": 2, "entityId": 999})).await;
    assert_eq!(orphan, (400, json!("NOT_FOUND")));
}
