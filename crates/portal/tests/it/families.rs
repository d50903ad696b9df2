//! Scopes and completeness of the method families (documented: 2.7, 3.6).

use serde_json::{Value, json};

use crate::harness::{Portal, config};

/// A portal whose app has every scope.
pub(crate) async fn wide() -> Portal {
    let mut config = config();
    let more = ["catalog", "disk", "imbot", "log", "task", "userfieldconfig"];
    config.apps[0].scope.extend(more.map(str::to_owned));
    Portal::with(config).await
}

/// Facts 2.7: every family opens with its own scope only.
#[tokio::test]
async fn every_family_needs_its_scope() {
    let mut config = config();
    config.apps[0].scope = vec!["calendar".to_owned()];
    let portal = Portal::with(config).await;
    for method in [
        "crm.contact.add",
        "crm.item.add",
        "crm.item.productrow.list",
        "crm.stagehistory.list",
        "crm.timeline.comment.add",
        "crm.type.add",
        "crm.deal.userfield.add",
        "catalog.product.list",
        "catalog.document.list",
        "disk.storage.getlist",
        "disk.folder.uploadfile",
        "im.notify.system.add",
        "im.message.add",
        "im.v2.File.upload",
        "imbot.v2.File.upload",
        "log.blogpost.add",
        "tasks.task.add",
        "userfieldconfig.list",
    ] {
        assert_eq!(portal.refusal(method, json!({})).await, (403, json!("insufficient_scope")), "{method}");
    }
}

/// Facts 4.1: `userfieldconfig` needs the scope of the module beside its own.
#[tokio::test]
async fn field_definitions_of_a_module_need_its_scope_too() {
    let mut config = config();
    config.apps[0].scope = vec!["userfieldconfig".to_owned()];
    let portal = Portal::with(config).await;
    let refused = portal.refusal("userfieldconfig.list", json!({"moduleId": "crm"})).await;
    assert_eq!(refused, (403, json!("insufficient_scope")));
}

/// Own choice: options belong to the app and need no scope; the facts name none for them.
#[tokio::test]
async fn options_need_no_scope() {
    let mut config = config();
    config.apps[0].scope = Vec::new();
    let portal = Portal::with(config).await;
    assert_eq!(portal.call("user.option.set", json!({"options": {"a": 1}})).await["result"], true);
}

/// Facts 3.6: what the emulator does not do it refuses as the portal refuses what it does not know.
#[tokio::test]
async fn absent_methods_are_not_listed_and_not_answered() {
    let portal = wide().await;
    let listed = portal.call("methods", json!({"full": true})).await["result"].clone();
    let names: Vec<&str> = listed.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for method in ["crm.quote.list", "bizproc.robot.add", "catalog.list", "pull.application.config.get", "upload"] {
        assert!(!names.contains(&method), "{method}");
        let known = portal.call("method.get", json!({"name": method})).await;
        assert_eq!(known["result"]["isExisting"], false, "{method}");
    }
    assert_eq!(portal.refusal("crm.quote.list", json!({})).await, (404, json!("ERROR_METHOD_NOT_FOUND")));
    let known = portal.call("method.get", json!({"name": "crm.item.productrow.list"})).await;
    assert_eq!(known["result"], json!({"isExisting": true, "isAvailable": true}));
}

/// Facts 3.1: method names are case-insensitive.
#[tokio::test]
async fn letter_case_of_a_method_does_not_matter() {
    let portal = wide().await;
    let refused = portal.refusal("crm.type.getByEntityTypeId", json!({"entityTypeId": 1_030})).await;
    assert_eq!(refused, (400, json!("NOT_FOUND")));
    assert_eq!(portal.call("CRM.Deal.Get", json!({"ID": 7})).await["result"]["ID"], "7");
}

/// Facts 3.1: addresses may end with `.xml`.
#[tokio::test]
async fn an_address_ending_with_xml_is_answered_in_xml() {
    let portal = Portal::start().await;
    let url = portal.url(&format!("/rest/crm.deal.list.xml?auth={}&filter[ID]=7&select[]=TITLE", portal.token));
    let answer = portal.client.get(url).send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/xml"));
    let text = answer.text().await.unwrap();
    assert!(text.contains("<result><item><ID>7</ID><TITLE>Сделка 7</TITLE></item></result>"), "{text}");
    let refused = portal.client.get(portal.url("/rest/profile.xml")).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 401);
    assert!(refused.text().await.unwrap().contains("<error>NO_AUTH_FOUND</error>"));
}

/// Facts 3.1: a multipart body nests its keys as a form does.
#[tokio::test]
async fn a_multipart_body_is_read_like_a_form() {
    let portal = Portal::start().await;
    let part = |name: &str, value: &str| {
        format!("--frontier\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = [
        part("auth", &portal.token),
        part("filter[>ID]", "3"),
        part("filter[<=ID]", "5"),
        part("order[ID]", "DESC"),
        part("select[]", "TITLE"),
        "--frontier--\r\n".to_owned(),
    ];
    let request = portal.client.post(portal.url("/rest/crm.deal.list"));
    let request = request.header("content-type", "multipart/form-data; boundary=frontier").body(body.concat());
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    let expected = json!([{"ID": "5", "TITLE": "Сделка 5"}, {"ID": "4", "TITLE": "Сделка 4"}]);
    assert_eq!(answer["result"], expected);
}

/// Own choice: whatever is asked, the answer is a result or a refusal, never a failure of the portal.
#[tokio::test]
async fn no_malformed_request_makes_the_portal_fail() {
    let portal = wide().await;
    portal.call("crm.type.add", json!({"fields": {"title": "Договоры"}})).await;
    let listed = portal.call("methods", json!({"full": true})).await["result"].clone();
    let odd =
        [json!("текст"), json!(-1), json!([[]]), json!({"a": {"b": [null]}}), json!(4_294_967_296_i64), json!("")];
    let names = [
        "id",
        "entityTypeId",
        "entityId",
        "activityId",
        "filter",
        "order",
        "select",
        "start",
        "fields",
        "items",
        "rows",
        "options",
        "USER_ID",
        "MESSAGE",
        "DIALOG_ID",
        "dialogId",
        "data",
        "fileContent",
        "productRows",
        "moduleId",
        "taskId",
        "FILES",
        "POST_MESSAGE",
        "ATTACH",
        "ownerType",
        "ownerId",
    ];
    for (round, value) in odd.iter().enumerate() {
        for method in listed.as_array().unwrap().iter().filter_map(Value::as_str) {
            let mut params: Value = names.iter().map(|name| ((*name).to_owned(), value.clone())).collect();
            if round % 2 == 0 {
                params["entityTypeId"] = json!(1_030);
                params["fields"] = json!({"ENTITY_TYPE": value, "ENTITY_ID": value, "title": value, "stageId": value,
                    "LIST": value, "FIELD_NAME": value, "amount": value, "price": value, "BINDINGS": value});
            }
            let (status, body) = portal.ask(method, params).await;
            assert!(status.as_u16() < 500, "{method} with {value}: {status} {body}");
            assert!(body.get("result").is_some() || body.get("error").is_some(), "{method} with {value}");
        }
    }
}
