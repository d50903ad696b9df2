//! Calls and meetings, asked through somebody's eyes: usually one's own.
//!
//! Pages of one tab only ask by
//! [`ActivityApi::ask`] and [`ActivityApi::send`] with the types of `domain`.

use super::{Api, ApiError, COMPACT};
use crate::routes::activity::measure_code;
use domain::activity::answers::{
    CellCalls, CellDetail, CellMeetings, CommentAnswer, HistoryEntry, Me, PersonDefault, PlanAnswer, Recording,
};
use domain::activity::edit::PlanOrder;
use domain::activity::month::MonthGrid;
use domain::activity::period::Month;
use domain::activity::plan::Span;
use domain::activity::settings::Measure;
use domain::activity::talk::Thread;
use domain::day::Day;
use domain::ids::PersonId;
use gloo_net::http::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web_sys::AbortSignal;

/// The questions and changes of calls and meetings.
#[derive(Clone)]
pub(crate) struct ActivityApi {
    api: Api,
}

/// An answer whose contents do not matter.
#[derive(Deserialize)]
struct Done {}

impl Api {
    /// Calls and meetings as this person sees them; as oneself when nobody is named.
    pub(crate) fn activity(&self, eyes: Option<PersonId>) -> ActivityApi {
        ActivityApi { api: self.through(eyes) }
    }
}

/// A cell as addresses name it.
fn cell(person: PersonId, span: Span) -> String {
    match span {
        Span::Day(day) => format!("person={person}&day={}", day.0),
        Span::From(month) | Span::Month(month) => format!("person={person}&month={}", month.0),
    }
}

/// Where a question about calls and meetings is asked.
fn path(what: &str) -> String {
    format!("/api/activity/{what}")
}

fn measured(measure: Option<Measure>) -> String {
    measure.map(|measure| format!("&measure={}", measure_code(measure))).unwrap_or_default()
}

fn before(id: Option<i64>) -> String {
    id.map(|id| format!("&before={id}")).unwrap_or_default()
}

impl ActivityApi {
    /// An answer to a question below `/api/activity/`.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, what: &str) -> Result<T, ApiError> {
        self.api.ask(&path(what)).await
    }

    /// A grid in its compact form; `signal` stops it.
    pub(crate) async fn grid<T: DeserializeOwned>(
        &self,
        what: &str,
        signal: Option<&AbortSignal>,
    ) -> Result<T, ApiError> {
        self.api.ask_compact(&path(what), COMPACT, signal).await
    }

    /// An answer to a change below `/api/activity/`.
    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        what: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        self.api.tell(method, &path(what), body).await
    }

    async fn act(&self, method: Method, what: &str, body: &impl Serialize) -> Result<(), ApiError> {
        self.send::<Done>(method, what, body).await.map(|Done {}| ())
    }

    /// A file below `/api/activity/`, as the browser holds it, with its name.
    pub(crate) async fn file(&self, what: &str) -> Result<(web_sys::Blob, Option<String>), ApiError> {
        self.api.file(&path(what)).await
    }

    /// What the viewer may do.
    pub(crate) async fn me(&self) -> Result<Me, ApiError> {
        self.ask("me").await
    }

    /// Plan and fact by day.
    pub(crate) async fn month(
        &self,
        month: Month,
        measure: Option<Measure>,
        signal: Option<&AbortSignal>,
    ) -> Result<MonthGrid, ApiError> {
        self.grid(&format!("month?month={}{}", month.text(), measured(measure)), signal).await
    }

    /// What is behind a cell.
    pub(crate) async fn cell(&self, person: PersonId, span: Span) -> Result<CellDetail, ApiError> {
        self.ask(&format!("cell?{}", cell(person, span))).await
    }

    /// Calls of a cell, the latest first; a page that ends before a call.
    pub(crate) async fn calls(&self, person: PersonId, span: Span, end: Option<i64>) -> Result<CellCalls, ApiError> {
        self.ask(&format!("calls?{}{}", cell(person, span), before(end))).await
    }

    /// Meetings of a cell, the latest first, before `end` when given.
    pub(crate) async fn meetings(
        &self,
        person: PersonId,
        span: Span,
        end: Option<i64>,
    ) -> Result<CellMeetings, ApiError> {
        self.ask(&format!("meetings?{}{}", cell(person, span), before(end))).await
    }

    /// Where the portal keeps the recording of a call.
    pub(crate) async fn recording(&self, call: i64) -> Result<Recording, ApiError> {
        self.ask(&format!("calls/{call}/recording")).await
    }

    /// The conversation about a cell; a page that ends before a comment.
    pub(crate) async fn thread(&self, person: PersonId, span: Span, end: Option<i64>) -> Result<Thread, ApiError> {
        self.ask(&format!("thread?{}{}", cell(person, span), before(end))).await
    }

    /// Changes of plans, the latest first; a page that ends before a change.
    pub(crate) async fn history(&self, end: Option<i64>) -> Result<Vec<HistoryEntry>, ApiError> {
        self.ask(&format!("plans/history?{}", before(end).trim_start_matches('&'))).await
    }

    /// Rates that hold from a month on.
    pub(crate) async fn defaults(&self, month: Month) -> Result<Vec<PersonDefault>, ApiError> {
        self.ask(&format!("plans/defaults?month={}", month.text())).await
    }

    /// Changes plans: whole or not at all.
    pub(crate) async fn order(&self, order: &PlanOrder) -> Result<PlanAnswer, ApiError> {
        self.send(Method::POST, "plans", order).await
    }

    /// Takes a change of plans back.
    pub(crate) async fn undo(&self, change: i64) -> Result<PlanAnswer, ApiError> {
        self.send(Method::POST, "plans/undo", &json!({ "change": change })).await
    }

    /// Counts a day as met.
    pub(crate) async fn force(&self, person: PersonId, day: Day, reason: &str) -> Result<(), ApiError> {
        self.act(Method::POST, "forced", &json!({"person": person, "day": day, "reason": reason})).await
    }

    /// Takes that back.
    pub(crate) async fn unforce(&self, person: PersonId, day: Day) -> Result<(), ApiError> {
        self.act(Method::DELETE, &format!("forced?{}", cell(person, Span::Day(day))), &json!({})).await
    }

    /// Writes a comment.
    pub(crate) async fn comment(
        &self,
        (person, span): (PersonId, Span),
        text: &str,
        mentions: &[PersonId],
    ) -> Result<CommentAnswer, ApiError> {
        let body = json!({"person": person, "span": span, "text": text, "mentions": mentions});
        self.send(Method::POST, "comments", &body).await
    }

    /// Changes a comment of one's own.
    pub(crate) async fn edit_comment(
        &self,
        id: i64,
        text: &str,
        mentions: &[PersonId],
    ) -> Result<CommentAnswer, ApiError> {
        self.send(Method::PUT, &format!("comments/{id}"), &json!({"text": text, "mentions": mentions})).await
    }

    /// Removes a comment of one's own.
    pub(crate) async fn remove_comment(&self, id: i64) -> Result<(), ApiError> {
        self.act(Method::DELETE, &format!("comments/{id}"), &json!({})).await
    }

    /// Says whether a comment is verified.
    pub(crate) async fn verify_comment(&self, id: i64, verified: bool) -> Result<(), ApiError> {
        self.act(Method::POST, &format!("comments/{id}/verify"), &json!({ "verified": verified })).await
    }

    /// Closes a conversation, or opens it again.
    pub(crate) async fn resolve(&self, (person, span): (PersonId, Span), resolved: bool) -> Result<(), ApiError> {
        self.act(Method::POST, "thread/resolve", &json!({"person": person, "span": span, "resolved": resolved})).await
    }

    /// Notes how far a conversation was read.
    pub(crate) async fn seen(&self, (person, span): (PersonId, Span), upto: i64) -> Result<(), ApiError> {
        self.act(Method::POST, "thread/seen", &json!({"person": person, "span": span, "upto": upto})).await
    }
}
