//! Options, notices, chat messages, files, posts, tasks (documented: 4.6).

use portal::model::MessageKind;
use serde_json::{Value, json};

use crate::families::wide;
use crate::harness::{ADMIN, EMPLOYEE, Portal, field};
use crate::writes::listening;

/// Facts 4.6: options of a user are read one by one or all together.
#[tokio::test]
async fn options_of_a_user_are_kept_apart() {
    let portal = Portal::start().await;
    portal.call("user.option.set", json!({"options": {"theme": "dark", "page": {"size": 50}}})).await;
    let all = portal.call("user.option.get", json!({})).await["result"].clone();
    assert_eq!(all, json!({"theme": "dark", "page": {"size": 50}}));
    assert_eq!(portal.call("user.option.get", json!({"option": "theme"})).await["result"], "dark");
    let token = portal.token_of(EMPLOYEE).await;
    assert_eq!(portal.call("user.option.get", json!({"auth": token})).await["result"], json!([]), "an empty map");
}

/// Facts 4.6: options of the app are set by administrators only.
#[tokio::test]
async fn common_options_are_read_by_all_and_set_by_administrators() {
    let portal = Portal::start().await;
    assert_eq!(portal.call("app.option.set", json!({"options": {"rate": 7}})).await["result"], true);
    portal.call("app.option.set", json!({"options": {"more": "x"}})).await;
    let token = portal.token_of(EMPLOYEE).await;
    let read = portal.call("app.option.get", json!({"auth": token})).await["result"].clone();
    assert_eq!(read, json!({"rate": 7, "more": "x"}));
    let set = json!({"auth": token, "options": {"rate": 8}});
    let (status, body) = portal.ask("app.option.set", set).await;
    assert_eq!((status.as_u16(), &body["error"]), (400, &json!("AccessException")));
    assert_eq!(body["error_description"], "Administrator authorization required");
}

/// Facts 4.6: setting needs options, and both need the context of an app.
#[tokio::test]
async fn options_must_be_given_and_belong_to_an_app() {
    let portal = Portal::start().await;
    let (status, body) = portal.ask("user.option.set", json!({})).await;
    assert_eq!((status.as_u16(), &body["error"]), (400, &json!("ArgumentNullException")));
    assert_eq!(body["error_description"], "options is empty");
    let hook = portal.client.get(portal.url("/rest/1/demo0webhook0code/app.option.get")).send().await.unwrap();
    let body: Value = hook.json().await.unwrap();
    assert_eq!(body["error_description"], "Application context required");
}

/// Facts 4.6: a notice takes reader, text, outside text and tag and answers its id.
#[tokio::test]
async fn a_notice_is_kept_for_its_reader() {
    let portal = Portal::start().await;
    let params = json!({"USER_ID": EMPLOYEE, "MESSAGE": "План выполнен", "MESSAGE_OUT": "План", "TAG": "plan|1"});
    let id = portal.call("im.notify.system.add", params).await["result"].clone();
    assert_eq!(id, 1);
    let records = portal.state().records();
    let kept = records.office.messages.get(1).unwrap();
    assert_eq!((kept.kind, kept.from_user, kept.to_user), (MessageKind::SystemNotice, 0, EMPLOYEE));
    assert_eq!((&*kept.text, &*kept.text_out, kept.app), ("План выполнен", "План", Some(0)));
}

/// Facts 4.6: the same tag replaces the former notice.
#[tokio::test]
async fn a_notice_with_the_same_tag_replaces_the_former_one() {
    let portal = Portal::start().await;
    for (user, text) in [(EMPLOYEE, "первый"), (ADMIN, "другому"), (EMPLOYEE, "второй")] {
        let params = json!({"USER_ID": user, "MESSAGE": text, "TAG": "plan"});
        portal.call("im.notify.personal.add", params).await;
    }
    let records = portal.state().records();
    let kept: Vec<(u32, &str)> = records.office.messages.iter().map(|row| (row.id, &*row.text)).collect();
    assert_eq!(kept, [(2, "другому"), (3, "второй")]);
}

/// Facts 4.6: each refusal of a notice has its code; a notice nobody can get is false.
#[tokio::test]
async fn notices_are_refused_as_documented() {
    let portal = Portal::start().await;
    let long = json!([{"MESSAGE": "я".repeat(60_001)}]);
    let cases = [
        (json!({"MESSAGE": "x"}), "USER_ID_EMPTY"),
        (json!({"USER_ID": 2, "MESSAGE": " "}), "MESSAGE_EMPTY"),
        (json!({"USER_ID": 2, "MESSAGE": "x", "ATTACH": long}), "ATTACH_OVERSIZE"),
        (json!({"USER_ID": 2, "MESSAGE": "x", "ATTACH": "{nothing"}), "ATTACH_ERROR"),
    ];
    for (params, code) in cases {
        assert_eq!(portal.refusal("im.notify.personal.add", params).await, (400, json!(code)));
    }
    let nobody = portal.call("im.notify.personal.add", json!({"USER_ID": 999, "MESSAGE": "x"})).await;
    assert_eq!(nobody["result"], false);
}

/// Facts 4.6: a notice of the system by a webhook is `WRONG_AUTH_TYPE`.
#[tokio::test]
async fn a_notice_in_the_name_of_the_portal_needs_an_app() {
    let portal = Portal::start().await;
    let url = portal.url("/rest/1/demo0webhook0code/im.notify.system.add?USER_ID=2&MESSAGE=x");
    let answer = portal.client.get(url).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 403);
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "WRONG_AUTH_TYPE");
}

/// Own choice: a notice is deleted by its tag, once.
#[tokio::test]
async fn notices_are_deleted_by_tag() {
    let portal = Portal::start().await;
    portal.call("im.notify.personal.add", json!({"USER_ID": 2, "MESSAGE": "x", "TAG": "a"})).await;
    assert_eq!(portal.call("im.notify.delete", json!({"TAG": "a"})).await["result"], true);
    assert_eq!(portal.call("im.notify.delete", json!({"TAG": "a"})).await["result"], false);
    assert!(portal.state().records().office.messages.is_empty());
}

/// Own choice: a chat message is kept with its dialogue; it needs a text and a dialogue.
#[tokio::test]
async fn a_chat_message_is_kept_with_its_dialogue() {
    let portal = Portal::start().await;
    let id = portal.call("im.message.add", json!({"DIALOG_ID": "chat42", "MESSAGE": "Сводка за день"})).await;
    assert_eq!(id["result"], 1);
    portal.call("im.message.add", json!({"DIALOG_ID": EMPLOYEE, "MESSAGE": "Вам"})).await;
    {
        let records = portal.state().records();
        let kept: Vec<(&str, u32)> = records.office.messages.iter().map(|row| (&*row.dialog_id, row.to_user)).collect();
        assert_eq!(kept, [("chat42", 0), ("2", EMPLOYEE)]);
    }
    assert_eq!(portal.refusal("im.message.add", json!({"DIALOG_ID": "chat42"})).await, (400, json!("MESSAGE_EMPTY")));
    assert_eq!(portal.refusal("im.message.add", json!({"MESSAGE": "x"})).await, (400, json!("DIALOG_ID_EMPTY")));
}

/// Own choice: both uploads into a dialogue take base64 and answer with file and chat.
#[tokio::test]
async fn a_file_goes_into_a_dialogue_in_base64() {
    let portal = wide().await;
    let fields = json!({"name": "отчёт.txt", "content": "0YLQtdC60YHRgg==", "message": "Отчёт"});
    for method in ["im.v2.File.upload", "imbot.v2.File.upload"] {
        let params = json!({"botId": 1, "dialogId": "chat42", "fields": fields});
        let answer = portal.call(method, params).await["result"].clone();
        assert_eq!((&answer["file"]["name"], &answer["file"]["size"]), (&json!("отчёт.txt"), &json!(10)));
        assert_eq!(answer["chatId"], 42);
    }
    let records = portal.state().records();
    assert_eq!(&*records.office.files.get(1).unwrap().content, "текст".as_bytes());
    assert_eq!(records.office.messages.get(2).unwrap().file_id, 2);
}

/// Facts 3.3 and 4.6: uploads may not be batched.
#[tokio::test]
async fn uploads_are_refused_in_a_batch() {
    let portal = wide().await;
    let cmd = json!({
        "a": "im.v2.File.upload?dialogId=2", "b": "disk.storage.uploadfile?id=1", "c": "disk.folder.uploadfile?id=1",
        "d": "profile"
    });
    let body = portal.call("batch", json!({"cmd": cmd})).await;
    for key in ["a", "b", "c"] {
        assert_eq!(body["result"]["result_error"][key]["error"], "ERROR_BATCH_METHOD_NOT_ALLOWED", "{key}");
    }
    assert_eq!(body["result"]["result"]["d"]["ID"], "1");
}

/// Own choice: there is one common storage and one of each user, closed to other employees.
#[tokio::test]
async fn the_disk_has_a_common_storage_and_one_of_each_user() {
    let portal = wide().await;
    let all = portal.call("disk.storage.getlist", json!({})).await;
    assert_eq!(all["total"], 3);
    let common = portal.call("disk.storage.getlist", json!({"filter": {"ENTITY_TYPE": "common"}})).await;
    assert_eq!((&common["total"], &common["result"][0]["ID"]), (&json!(1), &json!("1")));
    let token = portal.token_of(EMPLOYEE).await;
    let own = portal.call("disk.storage.getlist", json!({"auth": token})).await;
    assert_eq!(own["total"], 2, "storages of others are not shown");
    let foreign = portal.refusal("disk.storage.get", json!({"auth": token, "id": 1_001})).await;
    assert_eq!(foreign, (403, json!("ACCESS_DENIED")));
    assert_eq!(portal.refusal("disk.storage.get", json!({"id": 77})).await, (400, json!("ERROR_NOT_FOUND")));
}

/// Facts 4.6: an uploaded file mixes numbers and text and tells where it can be downloaded.
#[tokio::test]
async fn an_uploaded_file_mixes_text_and_numbers_and_can_be_downloaded() {
    let portal = wide().await;
    let params = json!({"id": 1, "data": {"NAME": "test.txt"}, "fileContent": ["any.txt", "YWJj"]});
    let file = portal.call("disk.storage.uploadfile", params.clone()).await["result"].clone();
    assert_eq!((&file["ID"], &file["FILE_ID"], &file["SIZE"]), (&json!(1), &json!(1), &json!("3")));
    assert_eq!((&file["STORAGE_ID"], &file["NAME"]), (&json!("1"), &json!("test.txt")));
    let content = portal.client.get(file["DOWNLOAD_URL"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(content.bytes().await.unwrap(), "abc");
    assert_eq!(portal.refusal("disk.storage.uploadfile", params.clone()).await, (400, json!("DISK_OBJ_22000")));
    let mut unique = params;
    unique["generateUniqueName"] = json!(true);
    assert_eq!(portal.call("disk.storage.uploadfile", unique).await["result"]["NAME"], "test (1).txt");
}

/// Facts 4.6: each refusal of an upload has its code.
#[tokio::test]
async fn uploads_are_refused_as_documented() {
    let portal = wide().await;
    let cases = [
        (json!({"id": 55, "data": {"NAME": "a"}, "fileContent": ["a", "YWJj"]}), "ERROR_NOT_FOUND"),
        (json!({"id": 100_001, "fileContent": ["a", "YWJj"]}), "DISK_BASE_SERVICE_22001"),
        (json!({"id": 100_001, "data": {"NAME": "a"}, "fileContent": ["a", "%%%"]}), "ERROR_COULD_NOT_SAVE_FILE"),
    ];
    for (params, code) in cases {
        assert_eq!(portal.refusal("disk.folder.uploadfile", params).await, (400, json!(code)));
    }
}

/// Facts 4.6: without content the answer is an address to post the file to.
#[tokio::test]
async fn a_file_is_uploaded_in_two_steps() {
    let portal = wide().await;
    let first = portal.call("disk.folder.uploadfile", json!({"id": 100_001})).await["result"].clone();
    assert_eq!(first["field"], "file");
    let body = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plan.csv\"\r\n\
        Content-Type: text/csv\r\n\r\n1;2\r\n3;4\r\n--X--\r\n";
    let request = portal.client.post(first["uploadUrl"].as_str().unwrap());
    let request = request.header("content-type", "multipart/form-data; boundary=X").body(body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!((&answer["result"]["NAME"], &answer["result"]["SIZE"]), (&json!("plan.csv"), &json!("8")));
    let children = portal.call("disk.folder.getchildren", json!({"id": 100_001})).await;
    assert_eq!(children["result"][0]["NAME"], "plan.csv");
}

/// Facts 4.6: a post needs a text and names its readers in DEST; unnamed they are all.
#[tokio::test]
async fn a_post_goes_to_everyone_unless_readers_are_named() {
    let portal = wide().await;
    let params = json!({"POST_TITLE": "Итоги", "POST_MESSAGE": "План выполнен", "FILES": [["a.txt", "YWJj"]]});
    assert_eq!(portal.call("log.blogpost.add", params).await["result"], 1);
    portal.call("log.blogpost.add", json!({"POST_MESSAGE": "x", "DEST": ["U2", "DR5"], "IMPORTANT": "Y"})).await;
    {
        let records = portal.state().records();
        let posts: Vec<_> = records.office.posts.iter().collect();
        assert_eq!((&*posts[0].destinations[0], posts[0].files.len()), ("UA", 1));
        assert_eq!((posts[1].destinations.len(), posts[1].important), (2, true));
    }
    let empty = portal.refusal("log.blogpost.add", json!({"POST_TITLE": "x"})).await;
    assert_eq!(empty, (400, json!("SONET_CONTROLLER_LIVEFEED_BLOGPOST_ADD_ERROR")));
}

/// Facts 4.6: a task has camelCase names and text ids; `ERROR_CORE` has a `<br>` in its words.
#[tokio::test]
async fn a_task_is_answered_in_camel_case_with_text_ids() {
    let portal = wide().await;
    let fields = json!({"TITLE": "Позвонить", "RESPONSIBLE_ID": EMPLOYEE, "UF_CRM_TASK": ["D_10"],
        "DEADLINE": "2026-03-03T10:00:00+03:00"});
    let task = portal.call("tasks.task.add", json!({"fields": fields})).await["result"]["task"].clone();
    assert_eq!((&task["id"], &task["responsibleId"]), (&json!("1"), &json!("2")));
    assert_eq!((&task["deadline"], &task["ufCrmTask"]), (&json!("2026-03-03T10:00:00+03:00"), &json!(["D_10"])));
    let (status, body) = portal.ask("tasks.task.add", json!({"fields": {"RESPONSIBLE_ID": 2}})).await;
    assert_eq!((status.as_u16(), &body["error"]), (400, &json!("ERROR_CORE")));
    assert!(body["error_description"].as_str().unwrap().ends_with("<br>"));
    assert_eq!(portal.refusal("tasks.task.add", json!({})).await, (400, json!("100")));
}

/// Facts 4.4: events of tasks carry what was before and after.
#[tokio::test]
async fn a_new_task_is_told_with_what_was_before_and_after() {
    let portal = wide().await;
    let inbox = listening(&portal, &["ONTASKADD"]).await;
    let fields = json!({"TITLE": "Позвонить", "RESPONSIBLE_ID": EMPLOYEE});
    portal.call("tasks.task.add", json!({"fields": fields})).await;
    let event = inbox.wait_for(1).await.remove(0);
    assert_eq!(field(&event, "data[FIELDS_AFTER][ID]"), Some("1"));
    assert_eq!(field(&event, "data[IS_ACCESSIBLE_AFTER]"), Some("undefined"));
}

/// Facts 4.4: a feature is asked by its CODE and refused without one.
#[tokio::test]
async fn a_feature_is_asked_by_its_code() {
    let portal = Portal::start().await;
    let on = portal.call("feature.get", json!({"CODE": "rest_offline_extended"})).await;
    assert_eq!(on["result"], json!({"value": "Y"}));
    assert_eq!(portal.refusal("feature.get", json!({})).await, (400, json!("CODE_EMPTY")));
}
