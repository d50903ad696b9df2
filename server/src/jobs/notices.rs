//! Notices in the portal about a comment, with a link that opens the app at its cell.
//!
//! Each person is told once: a notice that the portal took is settled at once, and one that is sent again because the
//! server ended in between carries the same tag, by which the portal replaces the former one. Who lost sight of the cell
//! meanwhile, or whose comment is gone, is not told.

mod words;

use crate::jobs::{Context, JobError};
use bitrix24::lenient::text_of;
use domain::activity::period::{Month, day_text};
use domain::activity::plan::Span;
use domain::activity::setup::Setup;
use domain::activity::talk::{NoticeReason, quoted};
use domain::directory::Person;
use domain::ids::PersonId;
use serde_json::{Value, json};
use store::{CommentRow, NoticeOutcome, Portal};
use words::Words;

/// Sends what waits about a comment.
///
/// # Errors
/// See [`JobError`]; people who were told already are not told again by the next attempt.
pub(super) async fn send(context: &Context, comment: i64) -> Result<(), JobError> {
    let portal = &context.portal;
    let mut reader = context.store.read().await?;
    let Some(row) = reader.comments(portal.id).find(comment).await? else {
        drop(reader);
        return withdraw(context, comment).await;
    };
    let waiting = reader.comment_notices(portal.id).waiting(comment).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let setup = reader.activity_setup(portal.id).load().await?;
    drop(reader);
    let code = app_code(context).await?;
    let letter = Letter { portal, setup: &setup, row: &row, code: &code };
    let total = u64::try_from(waiting.len()).unwrap_or(u64::MAX);
    let mut refused = None;
    for (done, (person, reason)) in (1..).zip(waiting) {
        let outcome = if setup.can_see(person, row.person) {
            match deliver(context, &letter.to(person, reason)).await {
                Ok(outcome) => outcome,
                Err(error @ JobError::Permanent(_)) => {
                    refused = Some(error);
                    NoticeOutcome::Refused
                }
                Err(error) => return Err(error),
            }
        } else {
            NoticeOutcome::Unreachable
        };
        let mut tx = context.store.begin().await?;
        tx.comment_notices(portal.id).settle(comment, person, outcome, context.app.clock.now()).await?;
        let gone = tx.comments(portal.id).find(comment).await?.is_none();
        tx.commit().await?;
        if gone {
            // Removed while the portal let us wait.
            return withdraw(context, comment).await;
        }
        context.progress(done, Some(total)).await?;
    }
    refused.map_or(Ok(()), Err)
}

/// Takes back the notices about a comment that was removed.
async fn withdraw(context: &Context, comment: i64) -> Result<(), JobError> {
    let params = json!({"SUB_TAG": mark_of(comment)});
    context.client.call_as("im.notify.delete", params, bitrix24::Idempotence::Read).await?;
    Ok(())
}

/// What notices about a comment have in common, so that they can be taken back together.
fn mark_of(comment: i64) -> String {
    format!("SVODKA|COMMENT|{comment}")
}

/// Sends one; the portal answers `false` when it went to nobody.
async fn deliver(context: &Context, params: &Value) -> Result<NoticeOutcome, JobError> {
    // The tag makes repeating harmless.
    let sent = context.client.call_as("im.notify.system.add", params.clone(), bitrix24::Idempotence::Read).await?;
    let nobody = sent.result == Value::Bool(false);
    Ok(if nobody { NoticeOutcome::Unreachable } else { NoticeOutcome::Sent })
}

/// What links into the app name it by: the code the portal knows it under, which for an app of the marketplace is not its
/// client id.
async fn app_code(context: &Context) -> Result<String, JobError> {
    let info = context.client.call("app.info", json!({})).await?.result;
    let code = info.get("CODE").and_then(text_of).filter(|code| is_code(code));
    Ok(code.unwrap_or_else(|| context.app.config.identity.client_id.clone()))
}

/// Whether a code can stand in an address as it is.
fn is_code(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// A comment as the portal's people hear of it.
struct Letter<'a> {
    portal: &'a Portal,
    setup: &'a Setup,
    row: &'a CommentRow,
    code: &'a str,
}

impl Letter<'_> {
    /// The parameters of the notice: foreign text is neutralised, the portal's codes stand around the link only.
    fn to(&self, person: PersonId, reason: NoticeReason) -> Value {
        let row = self.row;
        let words = Words::of(&self.portal.language);
        let (when, place) = match row.span {
            Span::Day(day) => (day.dotted(), format!("day={}", day_text(day))),
            Span::From(month) | Span::Month(month) => (month_text(month), format!("month={}", month.text())),
        };
        let place = format!("person={}&{place}", row.person);
        let about = if row.person == person { None } else { Some(self.name(row.person)) };
        let sentence = words.sentence(reason, &self.name(row.author), about.as_deref(), &when);
        // Marks of quotation keep the text from beginning a line: that is where the portal looks for its own marks.
        let quote = format!("«{}»", quoted(&row.text));
        let link = link(self.code, &place);
        let tag = match reason {
            NoticeReason::Mention => mark_of(row.id),
            // Of answers only the latest in a cell matters.
            NoticeReason::Answer | NoticeReason::Own => format!("SVODKA|CELL|{place}"),
        };
        json!({
            "USER_ID": person.0,
            "MESSAGE": format!("{sentence}\n{quote}\n[URL={link}]{}[/URL]", words.open()),
            "MESSAGE_OUT": format!("{sentence}\n{quote}\n{}{link}", origin(&self.portal.client_endpoint)),
            "TAG": tag,
            "SUB_TAG": mark_of(row.id),
        })
    }

    fn name(&self, person: PersonId) -> String {
        quoted(&self.setup.person(person).map_or_else(|| format!("#{person}"), Person::full_name))
    }
}

/// The portal's own address, from that of its REST.
fn origin(endpoint: &str) -> &str {
    let endpoint = endpoint.trim_end_matches('/');
    endpoint.strip_suffix("/rest").unwrap_or(endpoint)
}

fn month_text(month: Month) -> String {
    format!("{:02}.{}", month.number(), month.year())
}

/// The documented way into the app from a notice: its parameters become the options of the placement `REST_APP_URI`.
/// Square brackets would end the portal's code for a link, so they are escaped.
fn link(code: &str, place: &str) -> String {
    let params = form_urlencoded::parse(place.as_bytes()).map(|(key, value)| format!("&params%5B{key}%5D={value}"));
    format!("/marketplace/view/{code}/?params%5Bpage%5D=activity{}", params.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_link_names_the_page_and_the_cell_without_a_bracket() {
        let link = link("vendor.svodka", "person=7&day=2026-11-20");
        assert_eq!(
            link,
            "/marketplace/view/vendor.svodka/?params%5Bpage%5D=activity&params%5Bperson%5D=7&params%5Bday%5D=2026-11-20"
        );
    }

    #[test]
    fn letters_outside_of_the_portal_carry_its_whole_address() {
        assert_eq!(origin("https://a.example/rest/"), "https://a.example");
        assert_eq!(origin("http://127.0.0.1:8024/rest"), "http://127.0.0.1:8024");
    }

    #[rstest]
    #[case("vendor.svodka-2", true)]
    #[case("local.66fa434d853c87.18550109", true)]
    #[case("", false)]
    #[case("a/../b", false)]
    #[case("a]b", false)]
    fn only_a_code_that_needs_no_escape_is_believed(#[case] code: &str, #[case] believed: bool) {
        assert_eq!(is_code(code), believed);
    }
}
