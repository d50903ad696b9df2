//! Creating, changing and deleting records, and the events it causes (documented: 4.1, 4.4).

use serde_json::{Value, json};

use crate::harness::{ADMIN, EMPLOYEE, Inbox, Portal, field, ids};

/// An installed portal and the handler that receives these events.
pub(crate) async fn listening(portal: &Portal, events: &[&str]) -> Inbox {
    let (inbox, handler) = Inbox::open(200).await;
    for event in events {
        portal.call("event.bind", json!({"event": event, "handler": handler})).await;
    }
    portal.install();
    inbox
}

/// Names and ids of received events, in their order.
pub(crate) fn seen(events: &[Vec<(String, String)>]) -> Vec<(String, String)> {
    let mut seen: Vec<(String, String)> = events
        .iter()
        .map(|event| {
            let text = |name: &str| field(event, name).unwrap_or_default().to_owned();
            (text("event"), text("data[FIELDS][ID]"))
        })
        .collect();
    seen.sort();
    seen
}

/// Own choice: contacts are written and found like companies; a lost one is an empty code.
#[tokio::test]
async fn a_contact_is_made_changed_and_deleted() {
    let portal = Portal::start().await;
    let phones = json!([{"VALUE": "+70000000005", "VALUE_TYPE": "WORK"}]);
    let fields = json!({"NAME": "Анна", "LAST_NAME": "Полевая", "COMPANY_ID": 7, "PHONE": phones});
    let id = portal.call("crm.contact.add", json!({"fields": fields})).await["result"].clone();
    assert_eq!(id, 1);
    let contact = portal.call("crm.contact.get", json!({"id": id})).await["result"].clone();
    assert_eq!((&contact["NAME"], &contact["COMPANY_ID"]), (&json!("Анна"), &json!("7")));
    assert_eq!((&contact["HAS_PHONE"], &contact["PHONE"][0]["VALUE"]), (&json!("Y"), &json!("+70000000005")));
    portal.call("crm.contact.update", json!({"id": id, "fields": {"POST": "Директор"}})).await;
    let post = portal.call("crm.contact.list", json!({"filter": {"POST": "директор"}, "select": ["POST"]})).await;
    assert_eq!(post["result"], json!([{"ID": "1", "POST": "Директор"}]));
    assert_eq!(portal.call("crm.contact.delete", json!({"id": id})).await["result"], true);
    assert_eq!(portal.refusal("crm.contact.get", json!({"id": id})).await, (400, json!("")));
}

/// Own choice: phones are changed and removed by their ids, and the others stay.
#[tokio::test]
async fn phones_are_added_changed_and_removed_by_their_ids() {
    let portal = Portal::start().await;
    let write = |phones: Value| json!({"id": 7, "fields": {"PHONE": phones}});
    let phones = async || {
        let company = portal.call("crm.company.get", json!({"id": 7})).await["result"].clone();
        let rows = company["PHONE"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| row["VALUE"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    portal.call("crm.company.update", write(json!([{"VALUE": "+70000000001"}]))).await;
    assert_eq!(phones().await, ["+70000000000", "+70000000001"]);
    portal.call("crm.company.update", write(json!([{"ID": 71, "VALUE": "+70000000002"}]))).await;
    assert_eq!(phones().await, ["+70000000002", "+70000000001"]);
    portal.call("crm.company.update", write(json!([{"ID": "71", "DELETE": "Y"}]))).await;
    assert_eq!(phones().await, ["+70000000001"]);
}

/// Facts 4.4: contacts have events for adding, changing and deleting, with their id.
#[tokio::test]
async fn every_write_of_a_record_is_told_to_handlers() {
    let portal = Portal::start().await;
    let events = ["ADD", "UPDATE", "DELETE"].map(|action| format!("ONCRMCONTACT{action}"));
    let inbox = listening(&portal, &events.each_ref().map(String::as_str)).await;
    let id = portal.call("crm.contact.add", json!({"fields": {"NAME": "Анна"}})).await["result"].clone();
    portal.call("crm.contact.update", json!({"id": id, "fields": {"NAME": "Ольга"}})).await;
    portal.call("crm.contact.delete", json!({"id": id})).await;
    let expected = ["ADD", "DELETE", "UPDATE"].map(|action| (format!("ONCRMCONTACT{action}"), "1".to_owned()));
    assert_eq!(seen(&inbox.wait_for(3).await), expected);
}

/// Facts 4.4: an event carries `auth`, here that of the user who made the change.
#[tokio::test]
async fn an_event_of_a_rest_write_carries_the_authorization_of_the_caller() {
    let portal = Portal::start().await;
    let inbox = listening(&portal, &["ONCRMDEALUPDATE"]).await;
    let token = portal.token_of(EMPLOYEE).await;
    portal.call("crm.deal.update", json!({"auth": token, "id": 7, "fields": {"TITLE": "Иная"}})).await;
    let event = inbox.wait_for(1).await.remove(0);
    let token = field(&event, "auth[access_token]").unwrap();
    assert_eq!(portal.call("profile", json!({"auth": token})).await["result"]["ID"], EMPLOYEE.to_string());
    let deal = portal.call("crm.deal.get", json!({"id": 7})).await["result"].clone();
    assert_eq!(deal["MODIFY_BY_ID"], EMPLOYEE.to_string());
}

/// Facts 4.4: `auth_connector` keeps a queue from hearing of its own writes.
#[tokio::test]
async fn offline_queues_hear_of_writes_but_not_of_their_own() {
    let portal = Portal::start().await;
    portal.install();
    let bind = json!({"event": "ONCRMCONTACTADD", "event_type": "offline", "auth_connector": "sync"});
    portal.call("event.bind", bind).await;
    portal.call("crm.contact.add", json!({"fields": {"NAME": "Анна"}, "auth_connector": "sync"})).await;
    portal.call("crm.contact.add", json!({"fields": {"NAME": "Ольга"}})).await;
    let queue = portal.call("event.offline.get", json!({"auth_connector": "sync"})).await["result"].clone();
    let rows = queue["events"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["EVENT_DATA"]["FIELDS"]["ID"], "2");
}

/// Own choice: a write happens whole or not at all, and only then is told.
#[tokio::test]
async fn a_refused_write_changes_nothing_and_tells_nothing() {
    let portal = Portal::start().await;
    let inbox = listening(&portal, &["ONCRMDEALUPDATE"]).await;
    let fields = json!({"TITLE": "Иная", "OPPORTUNITY": "много"});
    assert_eq!(portal.refusal("crm.deal.update", json!({"id": 7, "fields": fields})).await, (400, json!("")));
    let deal = portal.call("crm.deal.get", json!({"id": 7})).await["result"].clone();
    assert_eq!(deal["TITLE"], "Сделка 7");
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert!(inbox.received().is_empty());
}

/// Own choice: deals and contacts outlive their company, its requisites do not.
#[tokio::test]
async fn deleting_a_company_leaves_deals_and_contacts_without_it() {
    let portal = Portal::start().await;
    portal.call("crm.contact.add", json!({"fields": {"NAME": "Анна", "COMPANY_ID": 7}})).await;
    portal.call("crm.company.delete", json!({"id": 7})).await;
    let contact = portal.call("crm.contact.get", json!({"id": 1})).await["result"].clone();
    assert_eq!(contact["COMPANY_ID"], json!(null));
    let deals = portal.call("crm.deal.list", json!({"filter": {"COMPANY_ID": 7}})).await;
    assert_eq!(deals["total"], 0);
    let requisites = portal.call("crm.requisite.list", json!({"filter": {"ENTITY_ID": 7}})).await;
    assert_eq!(requisites["total"], 0);
}

/// Facts 4.4: requisites have events of their own.
#[tokio::test]
async fn requisites_are_made_changed_and_deleted_with_their_events() {
    let portal = Portal::start().await;
    let inbox = listening(&portal, &["ONCRMREQUISITEADD", "ONCRMREQUISITEUPDATE", "ONCRMREQUISITEDELETE"]).await;
    let fields = json!({"ENTITY_TYPE_ID": 4, "ENTITY_ID": 8, "PRESET_ID": 1, "NAME": "Организация", "RQ_INN": "000"});
    let id = portal.call("crm.requisite.add", json!({"fields": fields})).await["result"].clone();
    assert_eq!(id, 2);
    portal.call("crm.requisite.update", json!({"id": id, "fields": {"RQ_KPP": "111"}})).await;
    let row = portal.call("crm.requisite.get", json!({"id": id})).await["result"].clone();
    assert_eq!((&row["RQ_INN"], &row["RQ_KPP"], &row["ENTITY_ID"]), (&json!("000"), &json!("111"), &json!("8")));
    portal.call("crm.requisite.delete", json!({"id": id})).await;
    assert_eq!(portal.refusal("crm.requisite.get", json!({"id": id})).await, (400, json!("")));
    let orphan = json!({"ENTITY_TYPE_ID": 4, "ENTITY_ID": 999, "NAME": "x"});
    assert_eq!(portal.refusal("crm.requisite.add", json!({"fields": orphan})).await, (400, json!("")));
    assert_eq!(inbox.wait_for(3).await.len(), 3);
}

/// Facts 4.1: an activity's other owners are told by `crm.activity.binding.list`.
#[tokio::test]
async fn bindings_of_an_activity_are_listed_with_the_owner_first() {
    let portal = Portal::start().await;
    let list =
        async |id: u32| portal.call("crm.activity.binding.list", json!({"activityId": id})).await["result"].clone();
    let deal = json!({"entityTypeId": 2, "entityId": 6});
    assert_eq!(list(2).await, json!([deal, {"entityTypeId": 4, "entityId": 7}]));
    let binding = json!({"activityId": 1, "entityTypeId": 2, "entityId": 9});
    portal.call("crm.activity.binding.add", binding.clone()).await;
    assert_eq!(list(1).await[1], json!({"entityTypeId": 2, "entityId": 9}));
    let found =
        portal.call("crm.activity.list", json!({"filter": {"BINDINGS": [{"OWNER_TYPE_ID": 2, "OWNER_ID": 9}]}}));
    assert_eq!(ids(&found.await["result"]), [1]);
    portal.call("crm.activity.binding.delete", binding).await;
    assert_eq!(list(1).await.as_array().unwrap().len(), 1);
    assert_eq!(portal.refusal("crm.activity.binding.list", json!({"activityId": 99})).await, (400, json!("NOT_FOUND")));
}

/// Facts 4.1: a meeting is type 1, done is status 2, both as text.
#[tokio::test]
async fn an_activity_is_made_with_bindings_and_read_back() {
    let portal = Portal::start().await;
    let fields = json!({
        "OWNER_TYPE_ID": 2, "OWNER_ID": 9, "TYPE_ID": 1, "SUBJECT": "Встреча", "COMPLETED": "Y", "PRIORITY": 3,
        "RESPONSIBLE_ID": EMPLOYEE, "START_TIME": "2026-03-02T10:00:00+03:00",
        "BINDINGS": [{"OWNER_TYPE_ID": 4, "OWNER_ID": 8}]
    });
    let id = portal.call("crm.activity.add", json!({"fields": fields})).await["result"].clone();
    let row = portal.call("crm.activity.get", json!({"id": id})).await["result"].clone();
    assert_eq!((&row["TYPE_ID"], &row["PRIORITY"], &row["STATUS"]), (&json!("1"), &json!("3"), &json!("2")));
    assert_eq!(
        (&row["START_TIME"], &row["AUTHOR_ID"]),
        (&json!("2026-03-02T10:00:00+03:00"), &json!(ADMIN.to_string()))
    );
    let bindings = portal.call("crm.activity.binding.list", json!({"activityId": id})).await["result"].clone();
    assert_eq!(bindings.as_array().unwrap().len(), 2);
}
