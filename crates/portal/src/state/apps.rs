//! Apps on the portal: their installation, handlers, widgets and options.

use std::collections::{BTreeMap, HashMap};

use super::{OfflineQueue, Payment};
use serde::{Deserialize, Serialize};

use crate::config::RegisteredApp;
use crate::frame::Options;
use crate::secret::random_hex;

/// A bound event handler.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EventHandler {
    pub(crate) id: u32,
    /// Upper case.
    pub(crate) event: String,
    /// Empty for offline handlers.
    pub(crate) handler: String,
    /// User whose authorization the event carries; 0 for the user who caused it.
    pub(crate) auth_type: u32,
    pub(crate) offline: bool,
    pub(crate) auth_connector: String,
    /// Seconds between two wake-ups of `ONOFFLINEEVENT`.
    pub(crate) min_timeout: u32,
    /// Last wake-up, UTC ms.
    pub(crate) woken_at: i64,
    /// A wake-up is on its way.
    #[serde(skip)]
    pub(crate) wake_scheduled: bool,
}

impl EventHandler {
    /// A handler nobody has bound: it is sent one event.
    pub(crate) fn once(handler: String) -> Self {
        Self {
            id: 0,
            event: String::new(),
            handler,
            auth_type: 0,
            offline: false,
            auth_connector: String::new(),
            min_timeout: 0,
            woken_at: 0,
            wake_scheduled: false,
        }
    }
}

/// A bound widget.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Placement {
    /// Upper case.
    pub(crate) placement: String,
    pub(crate) handler: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) group_name: String,
    /// Language to (title, description, group name).
    pub(crate) languages: Vec<(String, [String; 3])>,
    pub(crate) user_id: u32,
}

/// One app and its life on the portal.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AppOnPortal {
    pub(crate) registration: RegisteredApp,
    pub(crate) present: bool,
    pub(crate) installed: bool,
    pub(crate) application_token: String,
    pub(crate) handlers: Vec<EventHandler>,
    pub(crate) placements: Vec<Placement>,
    pub(crate) offline: OfflineQueue,
    pub(crate) app_options: Options,
    pub(crate) user_options: HashMap<u32, Options>,
    /// Users who may open the app; everyone when not chosen.
    pub(crate) allowed_users: Option<Vec<u32>>,
    pub(crate) payment: Payment,
    /// Methods (lower case) an administrator has to confirm, and what they have answered.
    pub(crate) confirmations: BTreeMap<String, Confirmation>,
    last_handler_id: u32,
}

/// An administrator's answer to a method that needs confirmation (documented: methods requiring confirmation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Confirmation {
    /// Nobody has answered yet.
    Waiting,
    /// Refused.
    Denied,
    /// Granted.
    Granted,
}

impl AppOnPortal {
    pub(crate) fn new(registration: RegisteredApp) -> Self {
        let present = registration.present;
        let mut app = Self {
            registration,
            present: false,
            installed: false,
            application_token: String::new(),
            handlers: Vec::new(),
            placements: Vec::new(),
            offline: OfflineQueue::default(),
            app_options: Options::new(),
            user_options: HashMap::new(),
            allowed_users: None,
            payment: Payment::default(),
            confirmations: BTreeMap::new(),
            last_handler_id: 0,
        };
        if present {
            app.add();
        }
        app
    }

    /// Adds the app to the portal: not installed yet if it has an installer page.
    pub(crate) fn add(&mut self) {
        if self.present {
            return;
        }
        self.present = true;
        self.installed = self.needs_no_page();
        self.application_token = random_hex(32);
    }

    fn needs_no_page(&self) -> bool {
        self.registration.install_url.is_none() || self.registration.install_callback.is_some()
    }

    /// Removes the app: handlers and widgets go, options only when the data is to be deleted (documented).
    pub(crate) fn remove(&mut self, clean: bool) {
        self.present = false;
        self.installed = false;
        self.handlers.clear();
        self.placements.clear();
        self.offline.clear();
        if clean {
            self.app_options.clear();
            self.user_options.clear();
        }
    }

    /// Puts a published version in place of the present one. Event handlers are gone and have to be bound anew by the
    /// installer of the new version (documented); widgets stay, because the documents do not say that they go.
    pub(crate) fn update(&mut self, version: RegisteredApp, new_token: bool) {
        self.registration = version;
        self.handlers.clear();
        self.installed = self.needs_no_page();
        if new_token {
            self.application_token = random_hex(32);
        }
    }

    /// Whether this user may open the app.
    pub(crate) fn is_open_to(&self, user_id: u32) -> bool {
        self.allowed_users.as_ref().is_none_or(|users| users.contains(&user_id))
    }

    pub(crate) fn next_handler_id(&mut self) -> u32 {
        self.last_handler_id += 1;
        self.last_handler_id
    }

    /// Scopes joined by commas.
    pub(crate) fn scope_text(&self) -> String {
        self.registration.scope.join(",")
    }
}
