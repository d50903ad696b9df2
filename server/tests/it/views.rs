//! Saved views over HTTP: own ones, shared ones, defaults, and who may do what with them.

use crate::world::{Database, Portal, World, on_both, open, problem};
use domain::report::views::{View, Views};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

on_both!(
    a_view_is_saved_changed_shared_and_deleted,
    views_of_others_are_out_of_reach,
    a_view_that_cannot_be_kept_is_refused_in_words,
);

async fn send(world: &World, method: Method, path: &str, token: &str, body: &Value) -> Response {
    let address = format!("{}/api/{path}", world.server.base);
    world.server.client.request(method, address).bearer_auth(token).json(body).send().await.unwrap()
}

async fn create(world: &World, token: &str, body: &Value) -> View {
    let answer = send(world, Method::POST, "views", token, body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json().await.unwrap()
}

async fn views(world: &World, token: &str) -> Views {
    world.server.read("/api/views", token).await
}

async fn a_view_is_saved_changed_shared_and_deleted(database: Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    let session = world.installed().await;
    let token = &session.token;
    let forgotten = json!({"name": " Забытые ", "query": "overdue=1&sort=last&page=x",
        "columns": [{"column": "title", "shown": true, "width": 300}, {"column": "inn", "shown": true, "width": null}]});
    let view = create(&world, token, &forgotten).await;
    assert_eq!((view.draft.name.as_str(), view.draft.query.as_str()), ("Забытые", "overdue=1&sort=last"));
    assert_eq!(view.draft.columns.to_text(), "title:300,inn");
    let other = create(&world, token, &json!({"name": "Ёлки", "query": ""})).await;
    let listed = views(&world, token).await;
    assert_eq!(listed.views, [other.clone(), view.clone()]);
    assert!(listed.may_share);

    let path = format!("views/{}", view.id);
    let change = json!({"version": 1, "name": "Забытые клиенты", "query": "overdue=1", "shared": true});
    let changed: View = send(&world, Method::PUT, &path, token, &change).await.json().await.unwrap();
    assert_eq!((changed.version, changed.draft.shared), (2, true));
    let late = send(&world, Method::PUT, &path, token, &change).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);

    let chosen = json!({"view": view.id, "portal": true});
    assert_eq!(send(&world, Method::PUT, "views/default", token, &chosen).await.status(), StatusCode::NO_CONTENT);
    let unshared = json!({"view": other.id, "portal": true});
    assert_eq!(send(&world, Method::PUT, "views/default", token, &unshared).await.status(), StatusCode::NOT_FOUND);
    let own = json!({"view": other.id});
    assert_eq!(send(&world, Method::PUT, "views/default", token, &own).await.status(), StatusCode::NO_CONTENT);
    let listed = views(&world, token).await;
    assert_eq!((listed.own_default, listed.portal_default), (Some(other.id), Some(view.id)));

    assert_eq!(send(&world, Method::DELETE, &path, token, &json!(null)).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(send(&world, Method::DELETE, &path, token, &json!(null)).await.status(), StatusCode::NOT_FOUND);
    let listed = views(&world, token).await;
    assert_eq!((listed.views.len(), listed.portal_default), (1, None));
    world.stop().await;
}

async fn views_of_others_are_out_of_reach(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let (ordinary, colleague) =
        (open(&world.server, &world.portal, 7).await, open(&world.server, &world.portal, 8).await);
    let view = create(&world, &ordinary.token, &json!({"name": "Мои", "query": ""})).await;
    let path = format!("views/{}", view.id);
    assert!(views(&world, &colleague.token).await.views.is_empty());
    assert!(views(&world, &admin.token).await.views.is_empty());
    let change = json!({"version": 1, "name": "Чужие", "query": ""});
    for stranger in [&colleague.token, &admin.token] {
        assert_eq!(send(&world, Method::PUT, &path, stranger, &change).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(send(&world, Method::DELETE, &path, stranger, &json!(null)).await.status(), StatusCode::NOT_FOUND);
        let default = send(&world, Method::PUT, "views/default", stranger, &json!({"view": view.id})).await;
        assert_eq!(default.status(), StatusCode::NOT_FOUND);
    }
    let share = json!({"name": "Всем", "query": "", "shared": true});
    assert_eq!(send(&world, Method::POST, "views", &ordinary.token, &share).await.status(), StatusCode::FORBIDDEN);
    let of_portal = json!({"view": null, "portal": true});
    let refused = send(&world, Method::PUT, "views/default", &ordinary.token, &of_portal).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);

    let shared = create(&world, &admin.token, &share).await;
    assert_eq!(views(&world, &colleague.token).await.views, std::slice::from_ref(&shared));
    let path = format!("views/{}", shared.id);
    assert_eq!(send(&world, Method::PUT, &path, &colleague.token, &change).await.status(), StatusCode::NOT_FOUND);
    world.stop().await;
}

async fn a_view_that_cannot_be_kept_is_refused_in_words(database: Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    let session = world.installed().await;
    let refused = async |body: Value| {
        let answer = send(&world, Method::POST, "views", &session.token, &body).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        problem(answer).await.detail
    };
    assert_eq!(refused(json!({"name": "a", "query": "sort=price"})).await, r#"sort: sort: "price" is not valid"#);
    assert!(refused(json!({"name": " ", "query": ""})).await.starts_with("name:"));
    let unknown = json!({"name": "a", "query": "", "columns": [{"column": "price", "shown": true, "width": null}]});
    assert!(refused(unknown).await.contains("no such column"));
    for at in 0..100 {
        create(&world, &session.token, &json!({"name": format!("{at}"), "query": ""})).await;
    }
    assert!(refused(json!({"name": "one more", "query": ""})).await.contains("at most 100"));
    world.stop().await;
}
