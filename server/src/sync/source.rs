//! Where a portal's changes come from. The portal says whether its plan has a queue of events that can be reserved and
//! confirmed; without reservation an event would be gone before its effect is stored, so such a queue is not used at all.

use crate::clock::{Clock, parse_instant};
use crate::sync::SyncError;
use crate::sync::live::{Live, OFFLINE_EVENTS};
use crate::sync::modified::{WAYS, Way};
use bitrix24::{Command, ErrorKind, PortalClient};
use domain::day::Millis;
use serde_json::json;
use store::{ChangeCursor, ChangeSource};

/// What `feature.get` calls the queue with reservation (documented).
const FEATURE: &str = "rest_offline_extended";
/// The cursor that says when the queue was last seen empty.
const QUEUE: &str = "queue";
/// How often that is written down.
const NOTE_MS: i64 = 60_000;
/// How far apart our clock and a portal's may be, and then some.
const CLOCKS_MS: i64 = 3_600_000;

/// Asks the portal where its changes are to be had. A portal that cannot tell has no queue: searching is always possible.
///
/// # Errors
/// When the portal does not answer.
pub async fn ask(client: &PortalClient) -> Result<ChangeSource, bitrix24::Error> {
    let answer = match client.call("feature.get", json!({"CODE": FEATURE})).await {
        Ok(answer) => answer.result,
        Err(error) if not_offered(&error) || error.kind == ErrorKind::BadRequest => return Ok(ChangeSource::Sweep),
        Err(error) => return Err(error),
    };
    let offered = answer.get("value").and_then(bitrix24::lenient::flag_of).unwrap_or(false);
    Ok(if offered { ChangeSource::Queue } else { ChangeSource::Sweep })
}

/// Whether a refusal means that the portal does not offer this to the app: by its plan, its scopes or its age.
pub(crate) fn not_offered(error: &bitrix24::Error) -> bool {
    matches!(error.kind, ErrorKind::Denied | ErrorKind::MethodNotFound)
}

/// The portal's present instant by its own clock, well before ours where it does not say, and its server's offset
/// (`+03:00`) if it tells one.
pub(crate) async fn server_time(
    client: &PortalClient,
    clock: &Clock,
) -> Result<(Millis, Option<String>), bitrix24::Error> {
    let time = client.call("server.time", json!({})).await?.result;
    let text = time.as_str().unwrap_or_default();
    let offset = text.get(text.len().saturating_sub(6)..).filter(|tail| tail.starts_with(['+', '-']));
    Ok((parse_instant(text).unwrap_or(Millis(clock.now().0 - CLOCKS_MS)), offset.map(str::to_owned)))
}

/// Cursors of a search that begins at `since`.
pub(crate) fn cursors(since: Millis) -> Vec<ChangeCursor> {
    let begin = |way: &Way| {
        let since = if way.is_by_time() { since } else { Millis(0) };
        ChangeCursor { way: way.name.to_owned(), since, next: since, high: since, after: 0 }
    };
    WAYS.iter().map(begin).collect()
}

impl Live<'_> {
    /// Where changes come from; the portal is asked if nobody has yet.
    pub(crate) async fn source(&self) -> Result<ChangeSource, SyncError> {
        let mut reader = self.store.read().await?;
        let known = reader.portals().change_source(self.portal).await?;
        drop(reader);
        if let Some(source) = known {
            return Ok(source);
        }
        let source = ask(self.client).await?;
        match source {
            ChangeSource::Sweep => self.leave_queue().await?,
            ChangeSource::Queue => self.keep(source, &[]).await?,
        }
        Ok(source)
    }

    /// Notes that everything the portal knew of at `asked` is applied.
    pub(crate) async fn note_empty(&self, asked: Millis) -> Result<(), SyncError> {
        let mut reader = self.store.read().await?;
        let cursors = reader.change_cursors(self.portal).load().await?;
        drop(reader);
        let noted = cursors.iter().find(|cursor| cursor.way == QUEUE);
        if noted.is_none_or(|cursor| asked.0 - cursor.high.0 > NOTE_MS) {
            let cursor = ChangeCursor { way: QUEUE.to_owned(), since: asked, next: asked, high: asked, after: 0 };
            let mut tx = self.store.begin().await?;
            tx.portals().take_turn(self.portal).await?;
            tx.change_cursors(self.portal).save(&[cursor]).await?;
            tx.portals().mark_read(self.portal, asked).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// From now on changes are searched, beginning with those the queue may still have held.
    pub(crate) async fn leave_queue(&self) -> Result<(), SyncError> {
        let mut reader = self.store.read().await?;
        let known = reader.change_cursors(self.portal).load().await?;
        drop(reader);
        // Without a note of the queue the search begins where the first reading did.
        let empty = known.iter().find(|cursor| cursor.way == QUEUE).map(|cursor| Millis(cursor.high.0 - CLOCKS_MS));
        let begun = known.iter().map(|cursor| cursor.since).filter(|since| since.0 > 0).min();
        let since = empty.or(begun).unwrap_or_default();
        self.keep(ChangeSource::Sweep, &cursors(since)).await
    }

    /// Asks whether there is a queue again. If there is, changes are noted in it before they are searched for the last
    /// time. Answers whether it is used from now on.
    pub(crate) async fn return_to_queue(&self) -> Result<bool, SyncError> {
        if ask(self.client).await? == ChangeSource::Sweep {
            return Ok(false);
        }
        let bind = |(at, (event, _)): (usize, &(&str, _))| {
            Command::new(format!("o{at}"), "event.bind", json!({"event": event, "event_type": "offline"}))
        };
        let commands: Vec<Command> = OFFLINE_EVENTS.iter().enumerate().map(bind).collect();
        // Those bound already are refused, and those this portal does not have.
        self.client.batch(&commands, false).await?;
        self.search_modified().await?;
        self.find_vanished().await?;
        self.keep(ChangeSource::Queue, &[]).await?;
        tracing::info!(portal = self.portal.0, "the queue of events is offered again");
        Ok(true)
    }

    async fn keep(&self, source: ChangeSource, cursors: &[ChangeCursor]) -> Result<(), SyncError> {
        let mut tx = self.store.begin().await?;
        tx.portals().take_turn(self.portal).await?;
        tx.portals().set_change_source(self.portal, source).await?;
        tx.change_cursors(self.portal).save(cursors).await?;
        tx.commit().await?;
        Ok(())
    }
}
