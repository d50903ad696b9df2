//! Notices in the portal for people who are mentioned, with a link that opens the cell.

use crate::app::App;
use crate::http::activity::viewer::ActivityViewer;
use domain::activity::period::{Month, day_text};
use domain::activity::plan::Span;
use domain::activity::talk::quoted;
use domain::ids::PersonId;
use serde_json::json;
use store::{CommentRow, Portal};

/// A notice to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    /// Who gets it.
    pub(super) to: Vec<PersonId>,
    /// Its words, with the portal's codes around the link only.
    pub(super) message: String,
    /// One notice stands for the latest word about a cell.
    tag: String,
}

impl Notice {
    /// About a comment, for those it mentions who can see it.
    pub(super) fn of(app: &App, viewer: &ActivityViewer, comment: &CommentRow) -> Self {
        let author = quoted(&viewer.name(comment.author));
        let about = quoted(&viewer.name(comment.person));
        let (when, place) = match comment.span {
            Span::Day(day) => (day.dotted(), format!("day={}", day_text(day))),
            Span::From(month) | Span::Month(month) => (month_text(month), format!("month={}", month.text())),
        };
        let place = format!("person={}&{place}", comment.person);
        let link = link(&app.config.identity.client_id, &place);
        let words = match viewer.portal.language.as_str() {
            "ru" | "by" => format!("{author} упоминает вас в обсуждении: {about}, {when}."),
            "ua" => format!("{author} згадує вас в обговоренні: {about}, {when}."),
            "kz" => format!("{author} талқылауда сізді атап өтті: {about}, {when}."),
            "la" | "es" => format!("{author} le menciona en una conversación: {about}, {when}."),
            _ => format!("{author} mentions you in a conversation: {about}, {when}."),
        };
        let open = match viewer.portal.language.as_str() {
            "ru" | "by" => "Открыть",
            "ua" => "Відкрити",
            "kz" => "Ашу",
            "la" | "es" => "Abrir",
            _ => "Open",
        };
        Self {
            to: comment.mentions.iter().filter(|(_, notify)| *notify).map(|(person, _)| *person).collect(),
            message: format!("{words}\n{}\n[URL={link}]{open}[/URL]", quoted(&comment.text)),
            tag: format!("SVODKA|CELL|{place}"),
        }
    }
}

fn month_text(month: Month) -> String {
    format!("{:02}.{}", month.number(), month.year())
}

/// The documented way into the app from a notice: its parameters become the placement's options.
/// Square brackets would end the portal's code for a link, so they are escaped.
fn link(app_code: &str, place: &str) -> String {
    let params = form_urlencoded::parse(place.as_bytes()).map(|(key, value)| format!("&params%5B{key}%5D={value}"));
    format!("/marketplace/view/{app_code}/?params%5Bopen%5D=activity{}", params.collect::<String>())
}

/// Sends a notice in the background: a portal that does not answer must not hold up the comment.
pub(super) fn send(app: &App, viewer: &ActivityViewer, notice: Notice) {
    if notice.to.is_empty() {
        return;
    }
    let (app, portal) = (app.clone(), viewer.portal.clone());
    tokio::spawn(async move { deliver(&app, &portal, &notice).await });
}

async fn deliver(app: &App, portal: &Portal, notice: &Notice) {
    let client = match crate::install::client_of(app, portal) {
        Ok(client) => client,
        Err(error) => return tracing::warn!(portal = portal.id.0, %error, "a notice could not be sent"),
    };
    for person in &notice.to {
        let params =
            json!({"USER_ID": person.0, "MESSAGE": notice.message, "TAG": notice.tag, "SUB_TAG": "SVODKA|CELL"});
        // A notice with the same tag replaces the former one, so sending it twice does no harm.
        if let Err(error) = client.call_as("im.notify.system.add", params, bitrix24::Idempotence::Read).await {
            tracing::warn!(portal = portal.id.0, person = person.0, %error, "a notice could not be sent");
        }
    }
}
