//! Windows of rows from the server: while the whole table is not here, and of portals too large to have it here.

use super::{Shown, Store};
use crate::api::{ApiError, Cancel, Slice};
use domain::directory::Directory;
use domain::report::query::ReportQuery;
use domain::report::window::ReportPage;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

impl Store {
    /// Asks the server for what is wanted now, after a delay; an earlier request is stopped.
    pub(super) fn fetch(self, delay: u32) {
        let cancel = Cancel::new();
        let signal = cancel.as_ref().map(Cancel::signal);
        let turn = self.flight.with_value(|flight| flight.turn) + 1;
        self.flight.update_value(|flight| {
            flight.turn = turn;
            flight.cancel = cancel;
            flight.busy = true;
            flight.again = false;
        });
        self.waiting.set(true);
        spawn_local(async move {
            if delay > 0 {
                TimeoutFuture::new(delay).await;
            }
            if !self.is_turn(turn) {
                return;
            }
            let query = self.query.get_untracked();
            let short = self.shown.with_untracked(Option::is_none);
            let answer = self.ask(&query, signal.as_ref()).await;
            if self.is_turn(turn) {
                self.take(query, answer, short);
            }
        });
    }

    async fn ask(
        self,
        query: &ReportQuery,
        signal: Option<&web_sys::AbortSignal>,
    ) -> Result<(ReportPage, Arc<Directory>), ApiError> {
        let api = self.api.get_value();
        let text = query.to_text();
        let known = self.shown.get_untracked().map(|shown| (shown.revision, Arc::clone(&shown.directory)));
        // Names can only be left out when nothing has changed since they were told.
        let latest = self.live.progress.with_untracked(|p| p.as_ref().map(|p| p.revision));
        let current = known.as_ref().is_some_and(|(revision, _)| Some(*revision) == latest);
        let first = known.is_none();
        let mut slice = Slice {
            offset: self.offset.get_untracked(),
            limit: if first { 100 } else { self.limit.get_untracked().min(500) },
            directory: !current,
        };
        let mut page = api.report(&text, slice, signal).await?;
        let moved = known.as_ref().is_none_or(|(revision, _)| *revision != page.revision);
        if page.directory.is_none() && moved {
            slice.directory = true;
            page = api.report(&text, slice, signal).await?;
        }
        let directory = page.directory.take().map(Arc::new);
        let directory = directory.or(known.map(|(_, directory)| directory)).ok_or(ApiError::Unreadable)?;
        Ok((page, directory))
    }

    fn take(self, query: ReportQuery, answer: Result<(ReportPage, Arc<Directory>), ApiError>, short: bool) {
        self.flight.update_value(|flight| flight.busy = false);
        self.waiting.set(false);
        // While the first reading goes on, an answer may be of a moment ago, and once it ends nothing newer is told.
        let again = answer.is_ok() || self.flight.with_value(|flight| flight.again);
        match answer {
            Ok((page, directory)) => {
                let ReportPage { revision, today, thresholds, window, windows_only, convert, .. } = page;
                self.windows_only.set(windows_only);
                self.convert.set(convert);
                let directory = self.shared(directory);
                self.show(Shown::new(query, revision, today, thresholds, directory, window));
                self.plan_table();
                if short {
                    self.fetch_rest();
                }
            }
            Err(ApiError::Aborted) => {}
            Err(error) => self.error.set(Some(error)),
        }
        if again && untrack(|| self.newer()).is_some() {
            self.catch_up();
        }
    }

    /// The first window is short so that it comes early; the rest of the piece follows.
    fn fetch_rest(self) {
        let Some(shown) = self.shown.get_untracked() else { return };
        let wanted = self.offset.get_untracked() + self.limit.get_untracked();
        if shown.offset + shown.rows.len() < wanted.min(shown.matched()) {
            self.fetch(0);
        }
    }
}
