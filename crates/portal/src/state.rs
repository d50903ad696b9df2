//! The state of one running portal, shared by its REST, OAuth, control and page handlers.

mod apps;
mod delivery;
mod events;
mod kept;
mod launch;
mod offline;
mod payment;
mod releases;
mod standing;
mod tokens;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;

pub(crate) use apps::{AppOnPortal, Confirmation, EventHandler, Placement};
pub(crate) use delivery::{DeliveryPolicy, Roads};
pub(crate) use events::{PortalEvent, event_names};
pub(crate) use launch::Opened;
pub(crate) use offline::{OfflineEvent, OfflineQueue, Reading};
pub(crate) use payment::Payment;
pub(crate) use standing::Standing;
pub(crate) use tokens::{Grant, TokenPair, TokenRefusal, Tokens};

use crate::clock::Clock;
use crate::config::{Config, Webhook};
use crate::faults::Faults;
use crate::journal::{Journal, JournalEntry, Totals};
use crate::keep::Keeper;
use crate::limits::Gate;
use crate::model::Records;

/// Records from which on calls are answered on threads of their own.
const LARGE: usize = 50_000;

/// Events being sent at one time.
const COURIERS: usize = 128;

/// A handle to one running portal; clones share it.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Portal>);

#[derive(Debug)]
struct Portal {
    records: RwLock<Records>,
    clock: Clock,
    member_id: String,
    scheme: &'static str,
    oauth_url: String,
    standing: Mutex<Standing>,
    /// Users who see only the records they are responsible for.
    confined: Mutex<BTreeSet<u32>>,
    /// Events on their way at one time are limited, as a portal's are: a storm would run out of connections.
    couriers: Semaphore,
    roads: Mutex<Roads>,
    domain: RwLock<Domain>,
    webhooks: Vec<Webhook>,
    apps: Mutex<Vec<AppOnPortal>>,
    tokens: Mutex<Tokens>,
    gate: Mutex<Gate>,
    faults: Mutex<Faults>,
    journal: Mutex<Journal>,
    courier: reqwest::Client,
    runtime: Handle,
    keeper: OnceLock<Keeper>,
    /// Kept calls are being made again: nobody is told.
    replaying: AtomicBool,
    /// One change at a time, so that they are kept in the order in which they happen.
    turn: Mutex<()>,
}

/// What of a portal is kept beside its records.
pub(crate) struct Kept {
    pub(crate) renamed: Option<(String, String)>,
    pub(crate) standing: Standing,
    pub(crate) apps: Vec<AppOnPortal>,
    pub(crate) tokens: Tokens,
}

/// Where a portal is and what it is called.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Host and port by which it calls itself.
    pub(crate) domain: String,
    pub(crate) member_id: String,
    /// `http` or `https`.
    pub(crate) scheme: &'static str,
    /// Origin of its OAuth server.
    pub(crate) oauth_url: String,
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
    /// State of a portal with these records.
    pub(crate) fn new(config: &Config, records: Records, place: Place, clock: Clock, courier: reqwest::Client) -> Self {
        Self(Arc::new(Portal {
            records: RwLock::new(records),
            clock,
            member_id: place.member_id,
            scheme: place.scheme,
            oauth_url: place.oauth_url,
            standing: Mutex::new(Standing::default()),
            confined: Mutex::new(BTreeSet::new()),
            couriers: Semaphore::new(COURIERS),
            roads: Mutex::new(Roads::default()),
            domain: RwLock::new(Domain { present: place.domain, former: None }),
            webhooks: config.webhooks.clone(),
            apps: Mutex::new(config.apps.iter().cloned().map(AppOnPortal::new).collect()),
            tokens: Mutex::new(Tokens::default()),
            gate: Mutex::new(Gate::new(config.limits.clone())),
            faults: Mutex::new(Faults::default()),
            journal: Mutex::new(Journal::new(config.journal_length)),
            courier,
            runtime: Handle::current(),
            keeper: OnceLock::new(),
            replaying: AtomicBool::new(false),
            turn: Mutex::new(()),
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

    /// Moves the portal's clock forward. Apps whose paid time ends on the way are told.
    pub fn advance_clock(&self, by_ms: i64) {
        self.0.clock.advance(by_ms);
        self.tell_ended_payments();
    }

    /// Lets the portal's clock run faster than the machine's; 1 is as fast.
    pub fn hurry_clock(&self, speed: f64) {
        self.0.clock.hurry(speed);
    }

    /// How long a request has to be held back that has cost so many virtual seconds; `None` where nothing sleeps.
    pub(crate) fn time_taken(&self, seconds: f64) -> Option<Duration> {
        let takes = seconds > 0.0 && self.gate().takes_time();
        takes.then(|| Duration::from_secs_f64(seconds / self.0.clock.speed()))
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
        format!("{}://{}", self.0.scheme, self.domain())
    }

    /// `PROTOCOL` of the app's page: 1 for https.
    pub(crate) fn protocol(&self) -> &'static str {
        if self.0.scheme == "https" { "1" } else { "0" }
    }

    /// Whether requests with this `Host` are for this portal, under its present or its former name.
    pub(crate) fn is_called(&self, host: &str) -> bool {
        let domain = self.domain_state();
        std::iter::once(domain.present).chain(domain.former).any(|name| name.eq_ignore_ascii_case(host))
    }

    /// Host and port of the OAuth server.
    pub(crate) fn oauth_domain(&self) -> &str {
        let url = self.oauth_url();
        url.split_once("://").map_or(url, |(_, domain)| domain)
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

    /// Every secret an app could give away at this moment: tokens and codes, the keys of apps, application tokens.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets = self.tokens().all();
        for app in self.apps().iter() {
            secrets.push(app.registration.client_secret.clone());
            secrets.push(app.application_token.clone());
        }
        secrets.retain(|secret| !secret.is_empty());
        secrets
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
        let mut faults = lock(&self.0.faults);
        faults.forget_ended(self.now_ms());
        faults
    }

    pub(crate) fn roads(&self) -> MutexGuard<'_, Roads> {
        lock(&self.0.roads)
    }

    /// Whether there are so many records that a call may take long enough to hold other requests up.
    pub(crate) fn is_large(&self) -> bool {
        let records = self.records();
        records.deals.len() + records.activities.len() + records.companies.len() > LARGE
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
