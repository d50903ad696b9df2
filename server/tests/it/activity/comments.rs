//! Conversations through the API: text stays text, authors are who they are, people who are mentioned hear of it.

use super::{Cast, cast, done, month, send};
use crate::world::{Database, Portal, World, on_both, problem};
use domain::activity::talk::Thread;
use domain::day::Day;
use domain::ids::PersonId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both!(
    hostile_text_is_kept_as_text_and_quoted_harmlessly,
    a_mention_notifies_with_a_link_to_the_cell_and_names_who_has_no_access,
    defect_5_3_11_a_comment_is_its_authors_and_verified_as_itself,
    unread_and_open_marks_follow_the_conversation,
    only_the_author_may_change_a_comment_and_only_for_a_while,
);

async fn comment(world: &World, token: &str, person: PersonId, day: Day, text: &str, mentions: &[PersonId]) -> Value {
    let new = json!({"person": person, "span": {"day": day}, "text": text, "mentions": mentions});
    done(&world.server, Method::POST, "comments", token, new).await
}

async fn thread(world: &World, token: &str, person: PersonId, day: Day) -> Thread {
    world.server.read(&format!("/api/activity/thread?person={person}&day={}", day.0), token).await
}

async fn hostile_text_is_kept_as_text_and_quoted_harmlessly(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let member = cast.member.person;
    let long = "ы".repeat(32_768);
    let texts = [
        "<img src=x onerror=alert(1)>",
        "до \u{202e}обсуждения\u{202c} и после",
        "👩‍👩‍👧‍👦 🇰🇿 ок",
        "раз\nдва\n\nтри",
        "[URL=https://evil.example]сюда[/URL]",
        long.as_str(),
    ];
    for text in texts {
        comment(&world, &cast.admin.token, member, cast.today, text, &[member]).await;
    }
    let kept = thread(&world, &cast.member.token, member, cast.today).await;
    assert_eq!(kept.comments.iter().map(|comment| comment.text.as_str()).collect::<Vec<_>>(), texts);
    let too_long = json!({"person": member, "span": {"day": cast.today}, "text": format!("{long}."), "mentions": []});
    let refused = send(&world.server, Method::POST, "comments", &cast.admin.token, &too_long).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(problem(refused).await.detail, "text: at most 65,536 bytes");
    // The portal keeps the latest notice about a cell: the long text, cut short.
    let notice = notice_for(&world, &cast, member, "ы…").await;
    assert!(notice.chars().count() < 700 && !notice.contains('\u{202e}'), "{notice}");
    assert_eq!(notice.matches("[URL=").count(), 1, "{notice}");
    world.stop().await;
}

/// Waits for a notice that contains this; answers its text.
async fn notice_for(world: &World, _cast: &Cast, person: PersonId, part: &str) -> String {
    let started = Instant::now();
    loop {
        let found = {
            let records = world.portal.state.records();
            let own = records.office.messages.iter().filter(|row| i64::from(row.to_user) == person.0);
            own.map(|row| row.text.to_string()).find(|text| text.contains(part))
        };
        if let Some(text) = found {
            return text;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "no notice with {part}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn a_mention_notifies_with_a_link_to_the_cell_and_names_who_has_no_access(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, stranger) = (cast.member.person, cast.stranger);
    let text = "перезвоните, пожалуйста";
    let answer = comment(&world, &cast.head.token, member, cast.today, text, &[member, stranger]).await;
    assert_eq!(answer["without_access"], json!([stranger]));
    let notice = notice_for(&world, &cast, member, text).await;
    let day = domain::activity::period::day_text(cast.today);
    let link = format!("params%5Bpage%5D=activity&params%5Bperson%5D={member}&params%5Bday%5D={day}");
    assert!(notice.contains(&link), "{notice}");
    let to_stranger =
        world.portal.state.records().office.messages.iter().any(|row| i64::from(row.to_user) == stranger.0);
    assert!(!to_stranger, "who cannot see the cell is not told what is said about it");
    let unknown = json!({"person": member, "span": {"day": cast.today}, "text": "?", "mentions": [999_999]});
    let refused = send(&world.server, Method::POST, "comments", &cast.head.token, &unknown).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}

/// The peer took author and verifier from the request, and verified another comment than the one that was shown.
async fn defect_5_3_11_a_comment_is_its_authors_and_verified_as_itself(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let member = cast.member.person;
    let forged = json!({"person": member, "span": {"day": cast.today}, "text": "я", "author": cast.admin.person});
    let refused = send(&world.server, Method::POST, "comments", &cast.member.token, &forged).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "authorship is no field of a request");
    comment(&world, &cast.member.token, member, cast.today, "первый", &[]).await;
    let second = comment(&world, &cast.member.token, member, cast.today, "второй", &[]).await;
    let id = second["comment"]["id"].as_i64().unwrap();
    let verify = format!("comments/{id}/verify");
    let own = send(&world.server, Method::POST, &verify, &cast.member.token, &json!({"verified": true})).await;
    assert_eq!(own.status(), StatusCode::FORBIDDEN);
    done(&world.server, Method::POST, &verify, &cast.head.token, json!({"verified": true})).await;
    let shown = thread(&world, &cast.admin.token, member, cast.today).await;
    let told: Vec<_> = shown
        .comments
        .iter()
        .map(|comment| (comment.author, comment.text.as_str(), comment.verified.as_ref().map(|by| by.0)))
        .collect();
    assert_eq!(told, [(member, "первый", None), (member, "второй", Some(cast.head.person))]);
    done(&world.server, Method::POST, &verify, &cast.head.token, json!({"verified": false})).await;
    assert!(thread(&world, &cast.admin.token, member, cast.today).await.comments[1].verified.is_none());
    world.stop().await;
}

async fn unread_and_open_marks_follow_the_conversation(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let member = cast.member.person;
    let mark = async |token: &str| {
        let grid = month(&world.server, token, &format!("month={}", cast.month.text())).await;
        let row = grid.roster.people.iter().position(|row| row.id == member).unwrap();
        let at = grid.days.iter().position(|head| head.day == cast.today).unwrap();
        grid.people[row].cells[at].thread.map(|thread| (thread.count, thread.unread, thread.open))
    };
    assert_eq!(mark(&cast.head.token).await, None);
    let said = comment(&world, &cast.member.token, member, cast.today, "был у клиента", &[]).await;
    assert_eq!(mark(&cast.member.token).await, Some((1, false, true)), "one's own words are not new");
    assert_eq!(mark(&cast.head.token).await, Some((1, true, true)));
    let upto = said["comment"]["id"].clone();
    let seen = json!({"person": member, "span": {"day": cast.today}, "upto": upto});
    done(&world.server, Method::POST, "thread/seen", &cast.head.token, seen).await;
    assert_eq!(mark(&cast.head.token).await, Some((1, false, true)));
    assert_eq!(mark(&cast.admin.token).await, Some((1, true, true)), "each has their own marks");
    let resolve = |resolved| json!({"person": member, "span": {"day": cast.today}, "resolved": resolved});
    done(&world.server, Method::POST, "thread/resolve", &cast.head.token, resolve(true)).await;
    assert_eq!(mark(&cast.head.token).await, Some((1, false, false)));
    comment(&world, &cast.member.token, member, cast.today, "ещё раз", &[]).await;
    assert_eq!(mark(&cast.head.token).await, Some((2, true, true)), "an answer opens it again");
    world.stop().await;
}

async fn only_the_author_may_change_a_comment_and_only_for_a_while(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let member = cast.member.person;
    let said = comment(&world, &cast.member.token, member, cast.today, "опечатак", &[]).await;
    let path = format!("comments/{}", said["comment"]["id"]);
    let fix = json!({"text": "опечатка", "mentions": []});
    for token in [&cast.head.token, &cast.admin.token] {
        assert_eq!(send(&world.server, Method::PUT, &path, token, &fix).await.status(), StatusCode::FORBIDDEN);
        assert_eq!(send(&world.server, Method::DELETE, &path, token, &json!({})).await.status(), StatusCode::FORBIDDEN);
    }
    done(&world.server, Method::PUT, &path, &cast.member.token, fix.clone()).await;
    let shown = thread(&world, &cast.head.token, member, cast.today).await;
    assert_eq!((shown.comments[0].text.as_str(), shown.comments[0].edited.is_some()), ("опечатка", true));
    // Sixteen minutes later it stands.
    let old = store::CommentRow {
        id: 1,
        person: member,
        span: domain::activity::plan::Span::Day(cast.today),
        author: member,
        created: domain::day::Millis(world.server.app.clock.now().0 - 16 * 60_000),
        edited: None,
        text: "давно".to_owned(),
        verified: None,
        mentions: Vec::new(),
    };
    let mut tx = world.server.app.store.begin().await.unwrap();
    tx.comments(cast.admin.portal).add(&old).await.unwrap();
    tx.commit().await.unwrap();
    for (method, body) in [(Method::PUT, fix), (Method::DELETE, json!({}))] {
        let late = send(&world.server, method, "comments/1", &cast.member.token, &body).await;
        assert_eq!(late.status(), StatusCode::FORBIDDEN);
    }
    done(&world.server, Method::DELETE, &path, &cast.member.token, json!({})).await;
    let gone = send(&world.server, Method::DELETE, &path, &cast.member.token, &json!({})).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    world.stop().await;
}
