//! The meetings behind a cell: exactly those its figure counts, with whom they were, page by page.

use super::{cast, month, truth};
use crate::world::{Database, Portal, World, number, on_both};
use domain::activity::answers::{CellDetail, CellMeetings};
use domain::activity::period::day_text;
use domain::ids::PersonId;
use std::collections::BTreeSet;

on_both!(a_cell_lists_the_meetings_it_counts);

async fn a_cell_lists_the_meetings_it_counts(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let token = &cast.admin.token;
    let whole = domain::activity::period::Month(cast.month.0 - 1);
    let grid = month(&world.server, token, &format!("month={}", whole.text())).await;
    let days = truth(&world, &day_text(whole.first()), &day_text(whole.last()), false).await;
    let (mut listed, mut named) = (0, 0);
    for person in grid.roster.people.iter().map(|row| row.id) {
        let cell = format!("person={person}&month={}", whole.0);
        let detail: CellDetail = world.server.read(&format!("/api/activity/cell?{cell}"), token).await;
        let told: u64 = days.iter().filter(|row| row.user_id == person.0).map(|row| row.meetings).sum();
        let mut ids = BTreeSet::new();
        let mut next = None;
        loop {
            let page = next.map(|id: i64| format!("&before={id}")).unwrap_or_default();
            let page: CellMeetings = world.server.read(&format!("/api/activity/meetings?{cell}{page}"), token).await;
            assert!(page.meetings.is_sorted_by(|one, other| one.id > other.id), "the latest first");
            named += page
                .meetings
                .iter()
                .filter(|one| one.company.as_ref().is_some_and(|(_, name)| !name.is_empty()))
                .count();
            ids.extend(page.meetings.iter().map(|meeting| meeting.id));
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!((number(ids.len()), detail.meetings), (told, told), "{person}");
        let records = world.portal.state.records();
        for id in &ids {
            let activity = records.activities.get(u32::try_from(*id).unwrap()).expect("it is in the portal");
            let responsible = PersonId(i64::from(activity.responsible_id));
            assert!(activity.completed && responsible == person, "{id}");
        }
        listed += ids.len();
    }
    assert!(listed >= 10 && named * 2 > listed, "{listed} meetings, {named} of them with a company");
    world.stop().await;
}
