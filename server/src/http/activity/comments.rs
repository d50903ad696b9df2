//! Conversations about a person's day or month.

use crate::app::App;
use crate::http::activity::act::Act;
use crate::http::activity::input::{Body, Question};
use crate::http::activity::viewer::{ActivityViewer, CommentVerifier, Commenter};
use crate::http::error::Error;
use axum::Json;
use axum::extract::{Path, State};
use domain::activity::answers::CommentAnswer;
use domain::activity::edit::is_sensible;
use domain::activity::period::Month;
use domain::activity::plan::Span;
use domain::activity::talk::{self, Comment, MOST_MENTIONS, NoticeReason, TextError, Thread};
use domain::day::{Day, Millis};
use domain::ids::PersonId;
use domain::jobs::JobWork;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::{CommentRow, NewJob};

/// Most people of a conversation who are told of an answer.
const MOST_AUTHORS: i64 = 50;
/// Comments of a thread answered at once.
const PAGE: usize = 50;

/// Which cell.
#[derive(Debug, Deserialize)]
pub struct CellQuery {
    person: i64,
    day: Option<i32>,
    month: Option<i32>,
    before: Option<i64>,
}

impl CellQuery {
    /// The person and the span, if the viewer sees them.
    pub(super) fn cell(&self, viewer: &ActivityViewer) -> Result<(PersonId, Span), Error> {
        let span = match (self.day, self.month) {
            (Some(day), None) => Span::Day(Day(day)),
            (None, Some(month)) => Span::Month(Month(month)),
            _ => return Err(invalid("day", "a day or a month")),
        };
        check(viewer, PersonId(self.person), span)
    }

    /// Where a page ends.
    pub(super) fn before(&self) -> Option<i64> {
        self.before
    }
}

pub(super) fn invalid(field: &'static str, detail: &str) -> Error {
    Error::Invalid { field, detail: detail.to_owned() }
}

fn check(viewer: &ActivityViewer, person: PersonId, span: Span) -> Result<(PersonId, Span), Error> {
    viewer.sees(person)?;
    let is_cell = matches!(span, Span::Day(_) | Span::Month(_)) && is_sensible(span);
    if is_cell { Ok((person, span)) } else { Err(invalid("span", "a day or a month of the years 2000 to 2099")) }
}

/// `GET /api/activity/thread?person=7&day=20796[&before=17]`.
pub async fn show_thread(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<CellQuery>,
) -> Result<Json<Thread>, Error> {
    let (person, span) = asked.cell(&viewer)?;
    let mut reader = app.store.read().await?;
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let before = asked.before.unwrap_or(i64::MAX);
    let mut rows = reader.comments(viewer.portal.id).thread(person, span, before, most).await?;
    let seen = reader.activity_setup(viewer.portal.id).seen(viewer.eyes).await?;
    let seen = seen.upto.get(&(person, span)).copied().unwrap_or(0);
    let more = rows.len() > PAGE;
    if more {
        rows.remove(0);
    }
    let now = app.clock.now();
    let comments = rows.iter().map(|row| shown(&viewer, row, seen, now)).collect();
    let open = viewer.setup.threads.at(person, span).is_some_and(|mark| mark.open);
    Ok(Json(Thread { comments, more, open }))
}

fn shown(viewer: &ActivityViewer, row: &CommentRow, seen: i64, now: Millis) -> Comment {
    let mentions = row.mentions.iter().map(|(person, notified)| (*person, viewer.name(*person), *notified));
    Comment {
        id: row.id,
        author: row.author,
        author_name: viewer.name(row.author),
        created: row.created,
        edited: row.edited,
        text: row.text.clone(),
        verified: row.verified.map(|(by, at)| (by, viewer.name(by), at)),
        mentions: mentions.collect(),
        own: !viewer.is_borrowed() && talk::may_regret(row.author, row.created, viewer.person, now),
        unread: row.id > seen && row.author != viewer.eyes,
    }
}

/// A comment to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    person: PersonId,
    span: Span,
    text: String,
    #[serde(default)]
    mentions: Vec<PersonId>,
}

fn of_text(error: TextError) -> Error {
    let field = if error == TextError::TooManyMentions { "mentions" } else { "text" };
    invalid(field, &error.to_string())
}

/// People mentioned, with whether to notify them; and those of them who cannot see the cell.
type Reached = (Vec<(PersonId, bool)>, Vec<PersonId>);

/// Who is mentioned, and who of them can see the cell. Mentioning somebody the portal does not know is an error.
fn reached(viewer: &ActivityViewer, cell: PersonId, mentions: &[PersonId]) -> Result<Reached, Error> {
    if mentions.len() > MOST_MENTIONS {
        return Err(of_text(TextError::TooManyMentions));
    }
    let mut reached = Vec::new();
    let mut without_access = Vec::new();
    for person in mentions.iter().copied().collect::<BTreeSet<_>>() {
        let known = viewer.setup.person(person).is_some_and(|known| known.active);
        if !known {
            return Err(invalid("mentions", "somebody who does not work in this portal"));
        }
        let sees = viewer.setup.can_see(person, cell);
        if !sees {
            without_access.push(person);
        }
        reached.push((person, sees && person != viewer.person));
    }
    Ok((reached, without_access))
}

/// Those mentioned who are to be told.
fn notified(mentions: &[(PersonId, bool)]) -> Vec<PersonId> {
    mentions.iter().filter(|(_, notify)| *notify).map(|(person, _)| *person).collect()
}

/// Asks for notices in the transaction of their comment: neither is without the other, and the job that sends them
/// outlives this process.
async fn ask_notices(act: &mut Act, comment: i64, told: &[(PersonId, NoticeReason)]) -> Result<(), Error> {
    if act.tx.comment_notices(act.portal).ask(comment, told, act.now).await? > 0 {
        send_notices(act, comment).await?;
    }
    Ok(())
}

/// Has notices about a comment sent, or taken back when it is gone.
async fn send_notices(act: &mut Act, comment: i64) -> Result<(), Error> {
    let job = NewJob::now(JobWork::Notices { comment }, Some(act.author), act.now);
    // A change of the comment asks anew: a job that is about to end might not see it.
    let job = NewJob { key: format!("{comment} {}", act.revision), ..job };
    act.tx.jobs(act.portal).enqueue(&job).await?;
    Ok(())
}

/// `POST /api/activity/comments`: who is mentioned, who took part before and whom it is about are told in the portal.
pub async fn add_comment(
    Commenter(viewer): Commenter,
    State(app): State<App>,
    Body(new): Body<NewComment>,
) -> Result<Json<CommentAnswer>, Error> {
    let (person, span) = check(&viewer, new.person, new.span)?;
    let text = talk::kept(&new.text).map_err(of_text)?;
    let (mentions, without_access) = reached(&viewer, person, &new.mentions)?;
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let row = CommentRow {
        // Revisions of a portal ascend and are given once.
        id: act.revision,
        person,
        span,
        author: act.author,
        created: act.now,
        edited: None,
        text,
        verified: None,
        mentions,
    };
    let earlier = act.tx.comments(act.portal).authors(person, span, MOST_AUTHORS).await?;
    act.tx.comments(act.portal).add(&row).await?;
    act.tx.comments(act.portal).mark_seen(viewer.person, person, span, row.id).await?;
    let told = talk::told_of(row.author, person, &notified(&row.mentions), earlier, |other| {
        viewer.setup.can_see(other, person)
    });
    ask_notices(&mut act, row.id, &told).await?;
    act.commit(&app).await?;
    app.worker.wake();
    let now = row.created;
    Ok(Json(CommentAnswer { comment: shown(&viewer, &row, row.id, now), without_access }))
}

/// A comment as it is to read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedComment {
    text: String,
    #[serde(default)]
    mentions: Vec<PersonId>,
}

/// A comment the viewer sees, in the transaction that is going to change it.
async fn found(act: &mut Act, viewer: &ActivityViewer, id: i64) -> Result<CommentRow, Error> {
    let row = act.tx.comments(act.portal).find(id).await?.ok_or(Error::NotFound)?;
    viewer.sees(row.person)?;
    Ok(row)
}

fn regret(row: &CommentRow, act: &Act) -> Result<(), Error> {
    if row.author != act.author {
        return Err(Error::Forbidden("only the author may change a comment"));
    }
    if talk::may_regret(row.author, row.created, act.author, act.now) {
        Ok(())
    } else {
        Err(Error::Forbidden("a comment may be changed within 15 minutes"))
    }
}

/// `PUT /api/activity/comments/{id}`: the author, within 15 minutes.
pub async fn edit_comment(
    Commenter(viewer): Commenter,
    State(app): State<App>,
    Path(id): Path<i64>,
    Body(changed): Body<ChangedComment>,
) -> Result<Json<CommentAnswer>, Error> {
    let text = talk::kept(&changed.text).map_err(of_text)?;
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let mut row = found(&mut act, &viewer, id).await?;
    regret(&row, &act)?;
    let (mentions, without_access) = reached(&viewer, row.person, &changed.mentions)?;
    let known: BTreeSet<PersonId> = row.mentions.iter().map(|(person, _)| *person).collect();
    act.tx.comments(act.portal).edit(id, &text, &mentions, act.now).await?;
    let fresh = notified(&mentions).into_iter().filter(|person| !known.contains(person));
    let fresh: Vec<_> = fresh.map(|person| (person, NoticeReason::Mention)).collect();
    ask_notices(&mut act, id, &fresh).await?;
    let now = act.now;
    act.commit(&app).await?;
    app.worker.wake();
    (row.text, row.edited, row.verified, row.mentions) = (text, Some(now), None, mentions);
    Ok(Json(CommentAnswer { comment: shown(&viewer, &row, row.id, now), without_access }))
}

/// `DELETE /api/activity/comments/{id}`: the author, within 15 minutes.
pub async fn remove_comment(
    Commenter(viewer): Commenter,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Error> {
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let row = found(&mut act, &viewer, id).await?;
    regret(&row, &act)?;
    act.tx.comments(act.portal).remove(id).await?;
    if act.tx.comment_notices(act.portal).forget(id).await? > 0 {
        send_notices(&mut act, id).await?;
    }
    act.note("comment.remove", Some(row.person), json!({"span": row.span, "created": row.created})).await?;
    let revision = act.commit(&app).await?;
    app.worker.wake();
    Ok(Json(json!({"revision": revision})))
}

/// Whether it is verified.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    verified: bool,
}

/// `POST /api/activity/comments/{id}/verify` `{"verified": true}`.
pub async fn verify_comment(
    CommentVerifier(viewer): CommentVerifier,
    State(app): State<App>,
    Path(id): Path<i64>,
    Body(wanted): Body<Verification>,
) -> Result<Json<Value>, Error> {
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let row = found(&mut act, &viewer, id).await?;
    let by = wanted.verified.then_some((act.author, act.now));
    act.tx.comments(act.portal).verify(id, by).await?;
    let what = json!({"comment": id, "span": row.span, "verified": wanted.verified});
    act.note("comment.verify", Some(row.person), what).await?;
    Ok(Json(json!({"revision": act.commit(&app).await?})))
}

/// Whether a thread is closed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    person: PersonId,
    span: Span,
    resolved: bool,
}

/// `POST /api/activity/thread/resolve`.
pub async fn resolve_thread(
    CommentVerifier(viewer): CommentVerifier,
    State(app): State<App>,
    Body(wanted): Body<Resolution>,
) -> Result<Json<Value>, Error> {
    let (person, span) = check(&viewer, wanted.person, wanted.span)?;
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let latest = act.tx.comments(act.portal).thread(person, span, i64::MAX, 1).await?;
    let latest = latest.last().map(|row| row.id).ok_or(Error::NotFound)?;
    let by = (act.author, act.now);
    act.tx.comments(act.portal).resolve(person, span, wanted.resolved.then_some(latest), by).await?;
    act.note("thread.resolve", Some(person), json!({"span": span, "resolved": wanted.resolved})).await?;
    Ok(Json(json!({"revision": act.commit(&app).await?})))
}

/// How far a thread was read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    person: PersonId,
    span: Span,
    upto: i64,
}

/// `POST /api/activity/thread/seen`: only the viewer's own marks change.
pub async fn mark_seen(
    Commenter(viewer): Commenter,
    State(app): State<App>,
    Body(reading): Body<Reading>,
) -> Result<Json<Value>, Error> {
    let (person, span) = check(&viewer, reading.person, reading.span)?;
    // Never further than the comments that are there: those to come are unread.
    let latest = viewer.setup.threads.at(person, span).map_or(0, |mark| mark.last);
    let mut tx = app.store.begin().await?;
    tx.comments(viewer.portal.id).mark_seen(viewer.person, person, span, reading.upto.min(latest)).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}
