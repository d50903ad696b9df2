//! Comments that could not be sent yet, and those not finished: kept while the app is open, whichever page is shown.

use crate::api::{Api, ApiError};
use crate::routes::activity::CellPlace;
use domain::activity::answers::CommentAnswer;
use domain::ids::PersonId;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashMap;

/// Time between attempts, milliseconds.
const AGAIN: u32 = 3_000;
/// How far the server's clock may be behind this one, milliseconds.
const SKEW: f64 = 120_000.0;

/// A comment on its way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draft {
    /// Tells drafts apart.
    pub(crate) key: u64,
    /// What it is about.
    pub(crate) place: CellPlace,
    /// The text.
    pub(crate) text: String,
    /// Who is mentioned.
    pub(crate) mentions: Vec<PersonId>,
    /// Whether the day is to be counted as met with it.
    pub(crate) complete: bool,
    /// Whether the server was not reached with it.
    pub(crate) waits: bool,
    /// When it was written, milliseconds.
    since: f64,
}

/// What came of a draft.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It stands in the thread.
    Sent(Box<CommentAnswer>),
    /// It stood there already: an answer was lost.
    Known,
    /// The server does not take it, and says why.
    Refused(ApiError),
}

/// A text that is still being written, and whom it mentions.
pub(crate) type Unfinished = (String, Vec<(PersonId, String)>);

/// Unsent comments; copies share them.
#[derive(Clone, Copy)]
pub(crate) struct Outbox {
    /// Those on their way.
    pub(crate) drafts: RwSignal<Vec<Draft>>,
    /// Texts that are still being written, by cell, with those they mention.
    pub(crate) unfinished: StoredValue<HashMap<String, Unfinished>>,
    turn: StoredValue<u64>,
}

/// A cell as the key of an unfinished text.
pub(crate) fn key_of(place: CellPlace) -> String {
    let (kind, at) = place.span.columns();
    format!("{}:{kind}:{at}", place.person)
}

impl Outbox {
    /// Empty.
    pub(crate) fn new() -> Self {
        Self {
            drafts: RwSignal::new(Vec::new()),
            unfinished: StoredValue::new(HashMap::new()),
            turn: StoredValue::new(0),
        }
    }

    /// Sends a comment, as often as it takes to reach the server; `then` hears what came of it.
    pub(crate) fn send(
        self,
        api: Api,
        author: PersonId,
        (place, text, mentions, complete): (CellPlace, String, Vec<PersonId>, bool),
        then: impl Fn(Draft, Outcome) + 'static,
    ) {
        self.turn.update_value(|turn| *turn += 1);
        let key = self.turn.get_value();
        let since = js_sys::Date::now();
        let draft = Draft { key, place, text, mentions, complete, waits: false, since };
        self.drafts.update(|drafts| drafts.push(draft.clone()));
        spawn_local(async move {
            let mut first = true;
            loop {
                // Taken back meanwhile.
                if !self.drafts.with_untracked(|drafts| drafts.iter().any(|known| known.key == key)) {
                    return;
                }
                let outcome = attempt(&api, author, &draft, first).await;
                first = false;
                match outcome {
                    None => {
                        self.drafts.update(|drafts| {
                            if let Some(known) = drafts.iter_mut().find(|known| known.key == key) {
                                known.waits = true;
                            }
                        });
                        TimeoutFuture::new(AGAIN).await;
                    }
                    Some(outcome) => {
                        self.drafts.update(|drafts| drafts.retain(|known| known.key != key));
                        return then(draft, outcome);
                    }
                }
            }
        });
    }

    /// Keeps a refused draft as an unfinished text of its cell.
    pub(crate) fn keep(self, draft: Draft) {
        self.unfinished.update_value(|all| {
            let (text, _) = all.entry(key_of(draft.place)).or_default();
            *text = if text.trim().is_empty() { draft.text } else { format!("{}\n{text}", draft.text) };
        });
    }

    /// Takes a draft back before it is sent.
    pub(crate) fn take_back(self, key: u64) -> Option<Draft> {
        let found = self.drafts.with_untracked(|drafts| drafts.iter().find(|draft| draft.key == key).cloned());
        self.drafts.update(|drafts| drafts.retain(|draft| draft.key != key));
        found
    }
}

/// One attempt; `None` when the server was not reached.
async fn attempt(api: &Api, author: PersonId, draft: &Draft, first: bool) -> Option<Outcome> {
    let api = api.activity(None);
    let CellPlace { person, span } = draft.place;
    if !first {
        // The comment may have arrived although its answer did not.
        match api.thread(person, span, None).await {
            Ok(thread) => {
                let written = |at: i64| {
                    #[expect(clippy::cast_precision_loss, reason = "milliseconds of our age fit a float")]
                    let at = at as f64;
                    at >= draft.since - SKEW
                };
                let same = thread
                    .comments
                    .iter()
                    .any(|known| known.author == author && known.text == draft.text.trim() && written(known.created.0));
                if same {
                    return Some(Outcome::Known);
                }
            }
            Err(ApiError::Network | ApiError::Unexpected(_)) => return None,
            Err(error) => return Some(Outcome::Refused(error)),
        }
    }
    match api.comment((person, span), &draft.text, &draft.mentions).await {
        Ok(answer) => Some(Outcome::Sent(Box::new(answer))),
        Err(ApiError::Network | ApiError::Unexpected(502..=504)) => None,
        Err(error) => Some(Outcome::Refused(error)),
    }
}
