//! Calls and meetings: days counted from records and kept in step with them; what people set.

use crate::engine::on_both_engines;
use crate::rows::{activity, call, company, deal, install};
use domain::activity::calendar::{Absence, AbsenceReason, DayKind};
use domain::activity::period::Month;
use domain::activity::plan::{Rate, Span};
use domain::activity::rights::{RightSet, Subject};
use domain::activity::settings::{ActivitySettings, CountingRules};
use domain::activity::talk::NoticeReason;
use domain::activity::tally::DayTally;
use domain::day::{Day, Millis};
use domain::ids::{CompanyId, PersonId, PortalId};
use domain::progress::Entity;
use std::collections::BTreeSet;
use store::{
    AbsenceRow, AuditFilter, CallRow, CommentRow, ContactRow, Counting, ForcedRow, NewAudit, NoticeOutcome, Owner,
    OwnerType, PlanCell, PlanChange, PlanKind, Store, Tx, Wanted,
};

const DAY: i32 = 20_000;
const WHO: PersonId = PersonId(7);

/// One row in every table of this report.
pub(crate) async fn fill(tx: &mut Tx, portal: PortalId) {
    recount(tx, portal, &[(PersonId(7), Day(9))], 1).await;
    let mut setup = tx.activity_setup(portal);
    setup.note_setup(1).await.unwrap();
    setup.change_plans(&change(1, Span::Day(Day(9)), None, Some(25))).await.unwrap();
    assert!(setup.force(&forced(9)).await.unwrap());
    setup.move_days(&[(Day(9), Some(DayKind::Off))], WHO, Millis(1)).await.unwrap();
    setup.save_absence(&absence(1, 9, 9), WHO, Millis(1)).await.unwrap();
    tx.comments(portal).add(&comment(1, 9)).await.unwrap();
    tx.comments(portal).resolve(WHO, Span::Day(Day(9)), Some(1), (WHO, Millis(1))).await.unwrap();
    tx.comments(portal).mark_seen(WHO, WHO, Span::Day(Day(9)), 1).await.unwrap();
    assert_eq!(tx.comment_notices(portal).ask(1, &[(WHO, NoticeReason::Own)], Millis(1)).await.unwrap(), 1);
    tx.rights(portal).give(Subject::Person(WHO), Some(RightSet::HEAD), (WHO, Millis(1))).await.unwrap();
    assert!(tx.rights(portal).note_admin(PersonId(1), true, Millis(1)).await.unwrap());
    tx.audit(portal).add(&entry("plan.change")).await.unwrap();
}

fn change(id: i64, span: Span, before: Option<u32>, after: Option<u32>) -> PlanChange {
    let rate = |calls| Rate { calls, meetings: None };
    let cells = vec![PlanCell { person: WHO, span, before: rate(before), after: rate(after) }];
    PlanChange { id, author: PersonId(1), made: Millis(id), kind: PlanKind::Cell, undone: None, cells }
}

fn forced(day: i32) -> ForcedRow {
    ForcedRow { person: WHO, day: Day(day), author: PersonId(1), made: Millis(5), reason: "приёмка".to_owned() }
}

fn absence(id: i64, first: i32, last: i32) -> AbsenceRow {
    let absence = Absence { first: Day(first), last: Day(last), reason: AbsenceReason::Sick };
    AbsenceRow { id, person: WHO, absence }
}

fn comment(id: i64, day: i32) -> CommentRow {
    CommentRow {
        id,
        person: WHO,
        span: Span::Day(Day(day)),
        author: PersonId(1),
        created: Millis(id),
        edited: None,
        text: "почему?".to_owned(),
        verified: None,
        mentions: vec![(PersonId(2), true)],
    }
}

fn entry(action: &'static str) -> NewAudit {
    NewAudit { made: Millis(1), author: WHO, action, person: Some(WHO), detail: serde_json::json!({"was": 1}) }
}

async fn recount(tx: &mut Tx, portal: PortalId, days: &[(PersonId, Day)], revision: i64) {
    let rules = CountingRules::default();
    let counting = Counting { rules: &rules, hour_of: &|at| u8::try_from(at.0 / 3_600_000 % 24).unwrap(), revision };
    tx.person_days(portal).recount(&days.iter().copied().collect(), &counting).await.unwrap();
}

async fn recount_everybody(tx: &mut Tx, portal: PortalId, revision: i64) {
    let rules = CountingRules::default();
    let counting = Counting { rules: &rules, hour_of: &|at| u8::try_from(at.0 / 3_600_000 % 24).unwrap(), revision };
    for person in tx.person_days(portal).everybody().await.unwrap() {
        tx.person_days(portal).recount_person(person, &counting).await.unwrap();
    }
}

fn talk(id: i64, entity: Option<Owner>, activity_id: Option<i64>, seconds: i32) -> CallRow {
    CallRow { duration_s: seconds, ..call(id, entity, activity_id, DAY) }
}

fn owner(kind: OwnerType, id: i64) -> Option<Owner> {
    Some(Owner { kind, id })
}

async fn days(store: &Store, portal: PortalId, since: Option<i64>) -> Vec<(i64, i32, DayTally)> {
    let wanted = Wanted { first: Day(0), last: Day(40_000), since };
    let rows = store.read().await.unwrap().person_days(portal).load(wanted).await.unwrap();
    rows.into_iter().map(|((person, day), tally)| (person.0, day.0, tally)).collect()
}

/// Calls out and in, companies called and talked to, without a company, meetings.
fn told(tally: &DayTally) -> [u32; 6] {
    [
        tally.calls_out,
        tally.calls_in,
        tally.companies_out,
        tally.companies_any,
        tally.unknown_out + tally.unknown_in,
        tally.meetings,
    ]
}

/// Company 1 with deal 5 and contact 6; a lead; calls of every kind on one day.
async fn busy_day(tx: &mut Tx, portal: PortalId) {
    tx.companies(portal).upsert(&[company(1), company(2)]).await.unwrap();
    tx.deals(portal).upsert(&[deal(5, 1)]).await.unwrap();
    let contact =
        ContactRow { id: 6, company: Some(CompanyId(2)), name: "Пётр".to_owned(), ..ContactRow::default() };
    tx.contacts(portal).upsert(&[contact]).await.unwrap();
    let mut of_deal = activity(50, 2, OwnerType::DEAL, 5, DAY);
    of_deal.responsible = Some(PersonId(8));
    let mut provider = activity(52, 6, OwnerType::COMPANY, 1, DAY);
    provider.provider = "CRM_MEETING".to_owned();
    let mut todo = activity(53, 6, OwnerType::COMPANY, 1, DAY);
    todo.provider = "CRM_TODO".to_owned();
    let mut planned = activity(54, 1, OwnerType::COMPANY, 1, DAY);
    planned.completed = false;
    let rows = [of_deal, activity(51, 1, OwnerType::COMPANY, 1, DAY), provider, todo, planned];
    tx.activities(portal).upsert(&rows).await.unwrap();
    let mut incoming = talk(4, owner(OwnerType::LEAD, 9), None, 90);
    incoming.kind = 3;
    let mut failed = talk(5, owner(OwnerType::COMPANY, 1), None, 90);
    failed.failed_code = "304".to_owned();
    let mut unnamed = talk(7, None, Some(50), 60);
    unnamed.person = None;
    let mut robot = talk(8, owner(OwnerType::COMPANY, 1), None, 90);
    robot.kind = 5;
    let calls = [
        talk(1, owner(OwnerType::COMPANY, 1), None, 20),
        talk(2, owner(OwnerType::CONTACT, 6), None, 60),
        // Nothing bound: the company is that of the activity's deal, the person is telephony's.
        talk(3, None, Some(50), 60),
        incoming,
        failed,
        talk(6, owner(OwnerType::COMPANY, 2), None, 19),
        unnamed,
        robot,
        // Its activity was deleted.
        talk(9, owner(OwnerType::COMPANY, 2), Some(777), 60),
    ];
    tx.calls(portal).upsert(&calls).await.unwrap();
}

on_both_engines! {
    async fn a_notice_is_asked_for_once_and_settled_once(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        let mut notices = tx.comment_notices(portal);
        let people = [(PersonId(2), NoticeReason::Mention), (WHO, NoticeReason::Own)];
        assert_eq!(notices.ask(5, &people, Millis(1)).await.unwrap(), 2);
        let again = [(PersonId(2), NoticeReason::Answer), (PersonId(3), NoticeReason::Answer)];
        assert_eq!(notices.ask(5, &again, Millis(2)).await.unwrap(), 1, "who has one gets no second");
        notices.settle(5, PersonId(2), NoticeOutcome::Sent, Millis(3)).await.unwrap();
        let left = [(PersonId(3), NoticeReason::Answer), (WHO, NoticeReason::Own)];
        assert_eq!(notices.waiting(5).await.unwrap(), left);
        assert_eq!(notices.waiting(6).await.unwrap(), []);
        assert_eq!((notices.forget(5).await.unwrap(), notices.forget(5).await.unwrap()), (3, 0));
    }

    async fn settings_count_their_changes_and_administrators_are_remembered(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        let settings = ActivitySettings { heads_hidden: true, ..ActivitySettings::default() };
        assert_eq!(tx.activity_setup(portal).settings_version().await.unwrap(), 0);
        for version in 1..=3 {
            assert_eq!(tx.activity_setup(portal).save_settings(&settings).await.unwrap(), version);
        }
        tx.activity_setup(portal).note_setup(9).await.unwrap();
        assert_eq!(tx.activity_setup(portal).settings_version().await.unwrap(), 3);
        let told = [(WHO, true, true), (WHO, true, false), (PersonId(1), false, false), (WHO, false, true)];
        for (person, admin, changed) in told {
            assert_eq!(tx.rights(portal).note_admin(person, admin, Millis(1)).await.unwrap(), changed);
            let known = tx.rights(portal).admins().await.unwrap().contains(&WHO);
            assert_eq!(known, admin || person != WHO);
        }
    }

    async fn a_day_counts_what_the_rules_say(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        busy_day(&mut tx, portal).await;
        recount(&mut tx, portal, &[(WHO, Day(DAY)), (PersonId(8), Day(DAY))], 3).await;
        tx.commit().await.unwrap();
        let found = days(&store, portal, None).await;
        let told: Vec<_> = found.iter().map(|(person, day, tally)| (*person, *day, told(tally))).collect();
        assert_eq!(told, [(7, DAY, [3, 1, 2, 2, 1, 2]), (8, DAY, [1, 0, 1, 1, 0, 0])]);
        assert_eq!((found[0].2.seconds_out, found[0].2.seconds_in), (140, 90));
        assert_eq!(days(&store, portal, Some(3)).await, []);
        assert_eq!(days(&store, portal, Some(2)).await, found);
    }

    async fn counting_everybody_anew_finds_the_same(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        busy_day(&mut tx, portal).await;
        recount(&mut tx, portal, &[(WHO, Day(DAY)), (PersonId(8), Day(DAY))], 3).await;
        tx.commit().await.unwrap();
        let before = days(&store, portal, None).await;
        let mut tx = store.begin().await.unwrap();
        recount_everybody(&mut tx, portal, 4).await;
        tx.commit().await.unwrap();
        assert_eq!(days(&store, portal, None).await, before);
        // What is gone leaves zeros with a new revision, so that a grid in memory hears of it.
        let mut tx = store.begin().await.unwrap();
        tx.calls(portal).delete(&[7]).await.unwrap();
        recount_everybody(&mut tx, portal, 5).await;
        tx.commit().await.unwrap();
        let after = days(&store, portal, Some(4)).await;
        assert_eq!(after.iter().map(|(person, _, tally)| (*person, tally.is_empty())).collect::<Vec<_>>(), [(7, false), (8, true)]);
    }

    async fn records_name_the_days_that_depend_on_them(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        busy_day(&mut tx, portal).await;
        let mut days = tx.person_days(portal);
        let both = BTreeSet::from([(WHO, Day(DAY)), (PersonId(8), Day(DAY))]);
        let own = BTreeSet::from([(WHO, Day(DAY))]);
        assert_eq!(days.of_records(Entity::Calls, &[3, 7]).await.unwrap(), both);
        assert_eq!(days.of_records(Entity::Activities, &[50]).await.unwrap(), both);
        assert_eq!(days.of_records(Entity::Activities, &[51, 52]).await.unwrap(), own);
        assert_eq!(days.of_records(Entity::Activities, &[777]).await.unwrap(), own);
        assert_eq!(days.of_records(Entity::Contacts, &[6]).await.unwrap(), own);
        assert_eq!(days.of_records(Entity::Deals, &[5]).await.unwrap(), both);
        assert_eq!(days.of_records(Entity::Companies, &[1]).await.unwrap(), BTreeSet::new());
        assert_eq!(days.companies(Entity::Contacts, &[6, 99]).await.unwrap(), [(6, 2)].into());
        assert_eq!(days.companies(Entity::Deals, &[5]).await.unwrap(), [(5, 1)].into());
    }

    async fn what_people_set_comes_back_whole(store) {
        let portal = install(&store, "a").await;
        let other = install(&store, "b").await;
        let mut tx = store.begin().await.unwrap();
        let december = Span::Month(Month::of_year(2026, 12));
        let mut setup = tx.activity_setup(portal);
        setup.change_plans(&change(3, december, None, Some(25))).await.unwrap();
        setup.change_plans(&change(4, december, Some(25), Some(28))).await.unwrap();
        setup.mark_undone(3, 4).await.unwrap();
        assert!(setup.force(&forced(DAY)).await.unwrap());
        assert!(!setup.force(&forced(DAY)).await.unwrap(), "it was counted already");
        setup.move_days(&[(Day(1), Some(DayKind::Off)), (Day(2), Some(DayKind::Work))], WHO, Millis(1)).await.unwrap();
        setup.move_days(&[(Day(1), None), (Day(3), Some(DayKind::Holiday))], WHO, Millis(2)).await.unwrap();
        setup.save_absence(&absence(1, 10, 12), WHO, Millis(1)).await.unwrap();
        setup.save_absence(&absence(1, 10, 14), WHO, Millis(1)).await.unwrap();
        setup.save_absence(&absence(2, 20, 20), WHO, Millis(1)).await.unwrap();
        assert_eq!(setup.remove_absence(2).await.unwrap(), Some(absence(2, 20, 20)));
        let settings = ActivitySettings { editable_until: 5, ..ActivitySettings::default() };
        setup.save_settings(&settings).await.unwrap();
        setup.note_setup(9).await.unwrap();
        tx.rights(portal).give(Subject::Person(WHO), Some(RightSet::HEAD), (WHO, Millis(1))).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = store.read().await.unwrap();
        let mut setup = reader.activity_setup(portal);
        let loaded = setup.load().await.unwrap();
        let planned = loaded.plans.of(WHO).unwrap().at(december).unwrap();
        assert_eq!((planned.rate.calls, planned.version), (Some(28), 4));
        assert_eq!(loaded.settings, settings);
        assert_eq!(loaded.forced, BTreeSet::from([(WHO, Day(DAY))]));
        assert_eq!(loaded.calendar.moved, [(Day(2), DayKind::Work), (Day(3), DayKind::Holiday)].into());
        assert_eq!(loaded.absences.of(WHO), [absence(1, 10, 14).absence]);
        assert_eq!(loaded.rights_of(WHO, false).0, RightSet::HEAD);
        let history = setup.plan_history(Some(WHO), i64::MAX, 10).await.unwrap();
        assert_eq!(history.iter().map(|change| (change.id, change.undone)).collect::<Vec<_>>(), [(4, None), (3, Some(4))]);
        assert_eq!(history[1].cells, change(3, december, None, Some(25)).cells);
        assert_eq!(setup.plan_history(Some(PersonId(8)), i64::MAX, 10).await.unwrap(), []);
        assert_eq!(setup.plan_change(4).await.unwrap(), Some(change(4, december, Some(25), Some(28))));
        assert_eq!(setup.plan_author(WHO, december).await.unwrap(), Some((PersonId(1), Millis(4))));
        assert_eq!(setup.state().await.unwrap().setup, 9);
        let foreign = reader.activity_setup(other).load().await.unwrap();
        assert_eq!(foreign, domain::activity::setup::Setup::default());
    }

    async fn a_thread_is_open_until_verified_or_resolved_and_again_after_an_answer(store) {
        let portal = install(&store, "a").await;
        let span = Span::Day(Day(DAY));
        let mut tx = store.begin().await.unwrap();
        let open = async |tx: &mut Tx| {
            let setup = tx.activity_setup(portal).load().await.unwrap();
            setup.threads.at(WHO, span).map(|mark| (mark.count, mark.last, mark.open))
        };
        assert_eq!(open(&mut tx).await, None);
        tx.comments(portal).add(&comment(1, DAY)).await.unwrap();
        tx.comments(portal).add(&comment(2, DAY)).await.unwrap();
        assert_eq!(open(&mut tx).await, Some((2, 2, true)));
        tx.comments(portal).verify(1, Some((WHO, Millis(9)))).await.unwrap();
        assert_eq!(open(&mut tx).await, Some((2, 2, true)));
        tx.comments(portal).verify(2, Some((WHO, Millis(9)))).await.unwrap();
        assert_eq!(open(&mut tx).await, Some((2, 2, false)));
        tx.comments(portal).edit(2, "потому", &[], Millis(10)).await.unwrap();
        assert_eq!(open(&mut tx).await, Some((2, 2, true)), "a changed comment is verified anew");
        tx.comments(portal).resolve(WHO, span, Some(2), (WHO, Millis(11))).await.unwrap();
        assert_eq!(open(&mut tx).await, Some((2, 2, false)));
        tx.comments(portal).add(&comment(3, DAY)).await.unwrap();
        assert_eq!(open(&mut tx).await, Some((3, 3, true)));
        let thread = tx.comments(portal).thread(WHO, span, i64::MAX, 2).await.unwrap();
        assert_eq!(thread.iter().map(|row| row.id).collect::<Vec<_>>(), [2, 3]);
        assert_eq!((thread[0].text.as_str(), thread[0].edited, thread[0].mentions.len()), ("потому", Some(Millis(10)), 0));
        assert_eq!(thread[1], comment(3, DAY));
        tx.comments(portal).mark_seen(PersonId(2), WHO, span, 3).await.unwrap();
        tx.comments(portal).mark_seen(PersonId(2), WHO, span, 1).await.unwrap();
        assert_eq!(tx.activity_setup(portal).seen(PersonId(2)).await.unwrap().upto, [((WHO, span), 3)].into());
        tx.comments(portal).remove(3).await.unwrap();
        assert_eq!(tx.comments(portal).find(3).await.unwrap(), None);
    }

    async fn the_audit_log_is_found_by_author_action_person_and_time(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        for (at, action, author) in [(10, "plan.change", 1), (20, "plan.undo", 2), (30, "right.give", 1)] {
            let entry = NewAudit { made: Millis(at), author: PersonId(author), ..entry(action) };
            tx.audit(portal).add(&entry).await.unwrap();
        }
        let list = async |tx: &mut Tx, filter: AuditFilter| {
            let rows = tx.audit(portal).list(&filter, 10).await.unwrap();
            rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        let any = AuditFilter::default;
        assert_eq!(list(&mut tx, any()).await, [3, 2, 1]);
        assert_eq!(list(&mut tx, AuditFilter { action: Some("plan".into()), ..any() }).await, [2, 1]);
        assert_eq!(list(&mut tx, AuditFilter { author: Some(PersonId(1)), ..any() }).await, [3, 1]);
        assert_eq!(list(&mut tx, AuditFilter { person: Some(PersonId(9)), ..any() }).await, [0; 0]);
        assert_eq!(list(&mut tx, AuditFilter { from: Some(Millis(20)), until: Some(Millis(30)), ..any() }).await, [2]);
        assert_eq!(list(&mut tx, AuditFilter { before: Some(2), ..any() }).await, [1]);
    }
}
