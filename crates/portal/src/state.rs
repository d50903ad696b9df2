//! The state of one running portal, shared by its REST, OAuth, control and page handlers.

mod apps;
mod events;
mod launch;
mod offline;
mod tokens;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::runtime::Handle;

pub(crate) use apps::{AppOnPortal, EventHandler, Placement};
pub(crate) use events::{PortalEvent, event_names};
pub(crate) use offline::{OfflineEvent, OfflineQueue, Reading};
pub(crate) use tokens::{Grant, TokenPair, TokenRefusal, Tokens};

use crate::clock::Clock;
use crate::config::{Config, Webhook};
use crate::faults::Faults;
use crate::journal::{Journal, JournalEntry, Totals};
use crate::limits::Gate;
use crate::model::Records;

/// A handle to one running portal; clones share it.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Portal>);

#[derive(Debug)]
struct Portal {
    records: RwLock<Records>,
    clock: Clock,
    member_id: String,
    oauth_url: String,
    domain: RwLock<Domain>,
    webhooks: Vec<Webhook>,
    apps: Mutex<Vec<AppOnPortal>>,
    tokens: Mutex<Tokens>,
    gate: Mutex<Gate>,
    faults: Mutex<Faults>,
    journal: Mutex<Journal>,
    courier: reqwest::Client,
    runtime: Handle,
}

/// The portal's present name and the one it had before it was renamed.
#[derive(Debug, Clone)]
struct Domain {
    present: String,
    former: Option<String>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AppState {
    /// State of a portal with these records, calling itself `domain`.
    pub(crate) fn new(
        config: &Config,
        records: Records,
        domain: String,
        oauth_url: String,
        clock: Clock,
        courier: reqwest::Client,
    ) -> Self {
        Self(Arc::new(Portal {
            records: RwLock::new(records),
            clock,
            member_id: config.member_id.clone(),
            oauth_url,
            domain: RwLock::new(Domain { present: domain, former: None }),
            webhooks: config.webhooks.clone(),
            apps: Mutex::new(config.apps.iter().cloned().map(AppOnPortal::new).collect()),
            tokens: Mutex::new(Tokens::default()),
            gate: Mutex::new(Gate::new(config.limits.clone())),
            faults: Mutex::new(Faults::default()),
            journal: Mutex::new(Journal::new(config.journal_length)),
            courier,
            runtime: Handle::current(),
        }))
    }

    /// The portal's records, for reading. Do not hold the guard over an `await`.
    pub fn records(&self) -> RwLockReadGuard<'_, Records> {
        self.0.records.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The portal's records, for changing. Events are not sent by it.
    pub fn records_mut(&self) -> RwLockWriteGuard<'_, Records> {
        self.0.records.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The portal's present instant, UTC ms (a virtual clock may be ahead of the machine's).
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    pub(crate) fn now_seconds(&self) -> f64 {
        self.0.clock.now_seconds()
    }

    /// Moves the portal's clock forward.
    pub fn advance_clock(&self, by_ms: i64) {
        self.0.clock.advance(by_ms);
    }

    fn domain_state(&self) -> Domain {
        self.0.domain.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Host and port of the portal as `DOMAIN` carries them.
    #[must_use]
    pub fn domain(&self) -> String {
        self.domain_state().present
    }

    /// The portal's former name, while it answers there with a redirect.
    #[must_use]
    pub fn former_domain(&self) -> Option<String> {
        self.domain_state().former
    }

    /// Renames the portal: requests to the old name are answered with a redirect to the new one.
    pub fn rename(&self, domain: &str) {
        let mut current = self.0.domain.write().unwrap_or_else(PoisonError::into_inner);
        if current.present != domain {
            current.former = Some(std::mem::replace(&mut current.present, domain.to_owned()));
        }
    }

    /// Origin of the portal, e.g. `http://127.0.0.1:8024`.
    #[must_use]
    pub fn portal_url(&self) -> String {
        format!("http://{}", self.domain())
    }

    /// Origin of the OAuth server, e.g. `http://127.0.0.1:8023`.
    #[must_use]
    pub fn oauth_url(&self) -> &str {
        &self.0.oauth_url
    }

    /// Address of the portal's REST, ending with `/rest/`.
    #[must_use]
    pub fn client_endpoint(&self) -> String {
        format!("{}/rest/", self.portal_url())
    }

    /// Address of the OAuth server's REST, ending with `/rest/`.
    #[must_use]
    pub fn server_endpoint(&self) -> String {
        format!("{}/rest/", self.0.oauth_url)
    }

    /// Permanent id of the portal, 32 hex digits.
    #[must_use]
    pub fn member_id(&self) -> &str {
        &self.0.member_id
    }

    /// Counts of what was requested so far.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.journal().totals()
    }

    /// Recent requests and events, oldest first.
    #[must_use]
    pub fn recent(&self) -> Vec<JournalEntry> {
        self.journal().recent()
    }

    pub(crate) fn runtime(&self) -> &Handle {
        &self.0.runtime
    }

    pub(crate) fn webhooks(&self) -> &[Webhook] {
        &self.0.webhooks
    }

    pub(crate) fn apps(&self) -> MutexGuard<'_, Vec<AppOnPortal>> {
        lock(&self.0.apps)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, Tokens> {
        lock(&self.0.tokens)
    }

    pub(crate) fn gate(&self) -> MutexGuard<'_, Gate> {
        lock(&self.0.gate)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.0.faults)
    }

    pub(crate) fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.0.journal)
    }

    /// Issues tokens for an app and a user.
    pub(crate) fn issue(&self, grant: Grant) -> TokenPair {
        let now = self.now_ms();
        self.tokens().issue(grant, now)
    }

    /// Whether an active user with this id exists, and whether they administer the portal.
    #[must_use]
    pub fn user_role(&self, user_id: u32) -> Option<UserRole> {
        let records = self.records();
        let user = records.users.get(user_id).filter(|user| user.active)?;
        Some(if user.admin { UserRole::Admin } else { UserRole::Employee })
    }
}

/// What a user may do on the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserRole {
    /// Administrator.
    Admin,
    /// Everyone else.
    Employee,
}
