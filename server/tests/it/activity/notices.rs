//! Notices about comments: kept with the comment, sent once to whoever can see it, whatever the portal does meanwhile.

use super::{Cast, cast, done, send};
use crate::live::control;
use crate::world::{Database, Portal, World, eventually, on_both};
use domain::activity::talk::NoticeReason;
use domain::ids::PersonId;
use domain::jobs::{JobKind, JobState};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

on_both!(
    a_notice_outlives_a_portal_that_does_not_answer_and_comes_once,
    those_who_take_part_and_whom_it_is_about_are_told,
    a_comment_that_is_removed_or_lost_from_sight_tells_nobody,
    an_edit_tells_only_those_it_mentions_anew,
    an_administrator_who_was_here_can_be_mentioned_anywhere,
);

async fn say(world: &World, token: &str, cast: &Cast, person: PersonId, text: &str, mentions: &[PersonId]) -> Value {
    let new = json!({"person": person, "span": {"day": cast.today}, "text": text, "mentions": mentions});
    done(&world.server, Method::POST, "comments", token, new).await
}

/// Notices a person has, as (text, tag).
fn notices(world: &World, person: PersonId) -> Vec<(String, String)> {
    let records = world.portal.state.records();
    let own = records.office.messages.iter().filter(|row| i64::from(row.to_user) == person.0);
    own.map(|row| (row.text.to_string(), row.tag.to_string())).collect()
}

/// How jobs of notices stand.
async fn jobs(world: &World, cast: &Cast) -> Vec<(JobState, u32)> {
    let mut reader = world.server.app.store.read().await.unwrap();
    let jobs = reader.jobs(cast.admin.portal).latest(&[JobKind::Notices], 50).await.unwrap();
    jobs.into_iter().map(|job| (job.state, job.attempts)).collect()
}

async fn settled(world: &World, cast: &Cast) {
    let over = || async { jobs(world, cast).await.iter().all(|(state, _)| *state == JobState::Done) };
    eventually("notices sent", Duration::from_secs(60), over).await;
}

async fn a_notice_outlives_a_portal_that_does_not_answer_and_comes_once(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let member = cast.member.person;
    control(&world, "fault", &json!({"kind": "html502", "method": "im.notify.system.add"})).await;
    say(&world, &cast.head.token, &cast, member, "перезвоните", &[member]).await;
    let failed = || async { jobs(&world, &cast).await.first().is_some_and(|(_, attempts)| *attempts >= 1) };
    eventually("an attempt", Duration::from_secs(60), failed).await;
    let address = format!("{}/_control/fault", world.portal.portal_url);
    assert!(world.server.client.delete(address).send().await.unwrap().status().is_success());
    settled(&world, &cast).await;
    let told = notices(&world, member);
    assert_eq!(told.len(), 1, "{told:?}");
    // The job is asked for again, as after a server that ended before it could say that it was done.
    let comment = told[0].1.rsplit('|').next().unwrap().parse().unwrap();
    let app = &world.server.app;
    let work = domain::jobs::JobWork::Notices { comment };
    app.enqueue(cast.admin.portal, work, None).await.unwrap();
    settled(&world, &cast).await;
    assert_eq!(notices(&world, member), told);
    let link = format!(
        "/marketplace/view/svodka.reports/?params%5Bpage%5D=activity&params%5Bperson%5D={member}&params%5Bday%5D={}",
        domain::activity::period::day_text(cast.today)
    );
    assert!(told[0].0.contains(&format!("[URL={link}]")), "{told:?}");
    let text_out = {
        let records = world.portal.state.records();
        let sent = records.office.messages.iter().find(|row| i64::from(row.to_user) == member.0);
        sent.map(|row| row.text_out.to_string()).unwrap()
    };
    assert!(text_out.contains(&format!("{}{link}", world.portal.portal_url)), "{text_out}");
    assert!(!text_out.contains("[URL"), "letters know no codes: {text_out}");
    world.stop().await;
}

async fn those_who_take_part_and_whom_it_is_about_are_told(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, head, admin) = (cast.member.person, cast.head.person, cast.admin.person);
    say(&world, &cast.head.token, &cast, member, "почему так мало?", &[]).await;
    settled(&world, &cast).await;
    assert!(notices(&world, member)[0].0.contains("почему так мало?"), "about one's own day");
    assert_eq!(notices(&world, head), [], "nobody is told of their own words");
    say(&world, &cast.member.token, &cast, member, "был у клиента", &[]).await;
    settled(&world, &cast).await;
    assert!(notices(&world, head)[0].0.contains("был у клиента"), "who asked hears the answer");
    say(&world, &cast.admin.token, &cast, member, "[b]зачту[/b] >>день", &[]).await;
    settled(&world, &cast).await;
    for person in [member, head] {
        let told = notices(&world, person);
        assert_eq!(told.len(), 1, "of answers only the latest in a cell stays: {told:?}");
        assert!(told[0].0.contains("\n«［b］зачту［/b］ >>день»\n"), "{told:?}");
    }
    assert_eq!(notices(&world, admin), []);
    world.stop().await;
}

async fn a_comment_that_is_removed_or_lost_from_sight_tells_nobody(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, head) = (cast.member.person, cast.head.person);
    control(&world, "fault", &json!({"kind": "html502", "method": "im.notify.system.add"})).await;
    let gone = say(&world, &cast.head.token, &cast, member, "ошибся", &[member]).await;
    say(&world, &cast.member.token, &cast, member, "кому это видно?", &[head]).await;
    let path = format!("comments/{}", gone["comment"]["id"]);
    done(&world.server, Method::DELETE, &path, &cast.head.token, json!({})).await;
    // The head loses sight of the department before the portal answers again.
    let blind = json!({"subject": {"person": head}, "set": domain::activity::rights::RightSet::EMPLOYEE});
    done(&world.server, Method::PUT, "rights", &cast.admin.token, blind).await;
    let address = format!("{}/_control/fault", world.portal.portal_url);
    assert!(world.server.client.delete(address).send().await.unwrap().status().is_success());
    settled(&world, &cast).await;
    let nobody = || async { notices(&world, member).is_empty() && notices(&world, head).is_empty() };
    eventually("nobody is told, or it is taken back", Duration::from_secs(60), nobody).await;
    // One that was read already is taken back, too.
    let said = say(&world, &cast.admin.token, &cast, member, "не туда", &[member]).await;
    settled(&world, &cast).await;
    assert_eq!(notices(&world, member).len(), 1);
    let path = format!("comments/{}", said["comment"]["id"]);
    done(&world.server, Method::DELETE, &path, &cast.admin.token, json!({})).await;
    eventually("it is taken back", Duration::from_secs(60), nobody).await;
    world.stop().await;
}

async fn an_edit_tells_only_those_it_mentions_anew(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, head) = (cast.member.person, cast.head.person);
    let said = say(&world, &cast.admin.token, &cast, member, "посмотрите", &[member]).await;
    settled(&world, &cast).await;
    let before = notices(&world, member);
    let path = format!("comments/{}", said["comment"]["id"]);
    let edit = json!({"text": "посмотрите вдвоём", "mentions": [member, head]});
    done(&world.server, Method::PUT, &path, &cast.admin.token, edit).await;
    settled(&world, &cast).await;
    assert_eq!(notices(&world, member), before);
    assert_eq!(notices(&world, head).len(), 1);
    let waiting = {
        let mut reader = world.server.app.store.read().await.unwrap();
        let id = said["comment"]["id"].as_i64().unwrap();
        reader.comment_notices(cast.admin.portal).waiting(id).await.unwrap()
    };
    assert_eq!(waiting, Vec::<(PersonId, NoticeReason)>::new());
    world.stop().await;
}

async fn an_administrator_who_was_here_can_be_mentioned_anywhere(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, admin) = (cast.member.person, cast.admin.person);
    let answer = say(&world, &cast.member.token, &cast, member, "помогите", &[admin, cast.stranger]).await;
    assert_eq!(answer["without_access"], json!([cast.stranger]));
    settled(&world, &cast).await;
    assert_eq!((notices(&world, admin).len(), notices(&world, cast.stranger).len()), (1, 0));
    // That somebody is known as an administrator gives nobody a right.
    let refused = send(&world.server, Method::PUT, "calendar", &cast.member.token, &json!({})).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    world.stop().await;
}
