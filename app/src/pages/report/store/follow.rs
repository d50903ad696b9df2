//! Following what changes while the page is open: by the changes alone when the table is here, by the window that is
//! shown and then the whole table otherwise.

use super::{Local, Store, mark};
use crate::api::Taken;
use crate::live::is_loading;
use domain::day::Day;
use domain::report::changes::TableChanges;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Without changes to follow by, news are gathered for this long, milliseconds.
const GATHER: u32 = 500;
/// Shortest time between two copies of the whole table, milliseconds: while loading, afterwards.
const TABLE_EVERY: (f64, f64) = (8_000.0, 3_000.0);
/// A copy that took long is fetched again no sooner than this many times its own time.
const TABLE_SHARE: f64 = 10.0;

/// How changes of the local table ended.
enum Followed {
    /// The table is that of a newer revision, on this day.
    To(Day),
    /// Another table came meanwhile.
    Overtaken,
    /// The table is to be taken anew.
    Outdated,
    /// The server did not answer.
    Failed,
}

impl Store {
    /// Brings what is shown up to date.
    pub(super) fn catch_up(self) {
        if !self.follow() {
            self.gather();
        }
    }

    /// Brings the local table, and with it what is shown, up to date by its changes; false when that does not work.
    fn follow(self) -> bool {
        let loading = self.live.progress.with_untracked(|p| p.as_ref().is_none_or(is_loading));
        let is_here = self.local.with_value(Option::is_some);
        let (following, outdated) = self.flight.with_value(|flight| (flight.following, flight.outdated));
        if loading || !is_here || outdated {
            return false;
        }
        if !following {
            self.flight.update_value(|flight| flight.following = true);
            spawn_local(self.take_changes());
        }
        true
    }

    async fn take_changes(self) {
        let followed = self.changed().await;
        let outdated = matches!(followed, Followed::Outdated);
        let open = self.flight.try_update_value(|flight| {
            flight.following = false;
            flight.outdated |= outdated;
        });
        if open.is_none() {
            return;
        }
        match followed {
            Followed::To(today) => {
                self.answer_on(today);
                mark("svodka:changes");
            }
            Followed::Overtaken => {}
            // The window still comes, or says what is wrong.
            Followed::Failed => return self.gather(),
            Followed::Outdated => self.plan_table(),
        }
        if untrack(|| self.newer()).is_some() {
            self.catch_up();
        }
    }

    /// Asks for the changes and puts them into the local table.
    async fn changed(self) -> Followed {
        let Some(api) = self.api.try_get_value() else { return Followed::Overtaken };
        let held = self.local.with_value(|local| local.as_ref().map(|local| (local.revision, local.basis.clone())));
        let Some((since, basis)) = held else { return Followed::Overtaken };
        let Ok(changes) = api.changes(since, &basis).await else { return Followed::Failed };
        let TableChanges::Companies(patch) = changes else { return Followed::Outdated };
        let span = patch.span;
        let put = self.local.try_update_value(|local| {
            let local = local.as_mut().filter(|local| local.revision == span.from && local.basis == basis)?;
            let put = local.table.apply(patch);
            if put.is_ok() {
                local.revision = span.revision;
            }
            Some(put)
        });
        match put.flatten() {
            Some(Ok(())) if span.revision > since => {
                self.local_revision.set(span.revision);
                Followed::To(span.today)
            }
            // Another server process is behind the one that told the news.
            Some(Ok(())) => Followed::Failed,
            Some(Err(_)) => Followed::Outdated,
            None => Followed::Overtaken,
        }
    }

    /// Gathers news for a moment, then asks for the window that is shown.
    fn gather(self) {
        if self.flight.with_value(|flight| flight.gathering) {
            return;
        }
        self.flight.update_value(|flight| flight.gathering = true);
        spawn_local(async move {
            TimeoutFuture::new(GATHER).await;
            let busy = self.flight.try_with_value(|flight| flight.busy);
            let Some(busy) = busy else { return };
            self.flight.update_value(|flight| {
                flight.gathering = false;
                flight.again |= busy;
            });
            if !busy && untrack(|| self.newer()).is_some() {
                self.fetch(0);
                self.waiting.set(false);
            }
        });
    }

    /// Whether the local table is older than what is known to be there.
    fn is_behind(self) -> bool {
        let shown = self.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.revision));
        let latest = self.live.progress.with_untracked(|p| p.as_ref().map(|p| p.revision));
        shown.is_some() && shown.max(latest) > Some(self.local_revision.get_untracked())
    }

    /// Brings the local table up to date: by its changes, or by a copy of the whole one, unless that is planned already.
    pub(super) fn plan_table(self) {
        if self.windows_only.get_untracked() || !self.is_behind() || self.follow() {
            return;
        }
        let (planned, (arrived, took)) = self.flight.with_value(|flight| (flight.table, flight.table_took));
        if planned {
            return;
        }
        self.flight.update_value(|flight| flight.table = true);
        let loading = self.live.progress.with_untracked(|p| p.as_ref().is_some_and(is_loading));
        let pause = if loading { TABLE_EVERY.0 } else { TABLE_EVERY.1 };
        let due = if arrived > 0.0 { arrived + pause.max(took * TABLE_SHARE) } else { 0.0 };
        let wait = (due - js_sys::Date::now()).clamp(0.0, 300_000.0);
        spawn_local(async move {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
            TimeoutFuture::new(wait as u32).await;
            self.take_table().await;
        });
    }

    async fn take_table(self) {
        let begun = js_sys::Date::now();
        let Some(api) = self.api.try_get_value() else { return };
        let answer = api.table().await;
        let took = js_sys::Date::now() - begun;
        let open = self.flight.try_update_value(|flight| {
            flight.table = false;
            flight.table_took = (begun + took, took);
            flight.outdated &= answer.is_err();
        });
        // Without the table the server keeps answering; the next change tries again.
        let (Some(()), Ok(Taken { table, revision, basis })) = (open, answer) else { return };
        let directory = self.shared(Arc::new(table.directory().clone()));
        let first = self.local_revision.get_untracked() == 0;
        self.local.set_value(Some(Local { table, directory, revision, basis }));
        self.local_revision.set(revision);
        if first {
            mark("svodka:table");
        }
        let shown = self.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.revision));
        if shown <= Some(revision) {
            self.answer_here();
        }
        self.plan_table();
    }
}
