//! The state of one running portal, shared by its REST, OAuth, control and page handlers.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use serde_json::Value;

use crate::frame::{FrameAuth, FrameError, FrameLaunch, Options, PlacementView};
use crate::model::Records;

/// A handle to one running portal; clones share it.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Portal>);

#[derive(Debug)]
struct Portal {
    records: RwLock<Records>,
}

impl AppState {
    /// The portal's records, for reading. Do not hold the guard over an `await`.
    pub fn records(&self) -> RwLockReadGuard<'_, Records> {
        self.0
            .records
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The portal's present instant, UTC ms (a virtual clock may be ahead of the machine's).
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        0
    }

    /// Origin of the portal, e.g. `http://127.0.0.1:8024`.
    #[must_use]
    pub fn portal_url(&self) -> String {
        String::new()
    }

    /// Host and port of the portal as `DOMAIN` carries them.
    #[must_use]
    pub fn domain(&self) -> String {
        String::new()
    }

    /// Permanent id of the portal, 32 hex digits.
    #[must_use]
    pub fn member_id(&self) -> &str {
        ""
    }

    /// Whether the app is on the portal at all (it is from the start; uninstalling removes it).
    #[must_use]
    pub fn app_present(&self) -> bool {
        true
    }

    /// Whether its installation has been finished.
    #[must_use]
    pub fn app_installed(&self) -> bool {
        false
    }

    /// Name of the app in menus.
    #[must_use]
    pub fn app_title(&self) -> &str {
        ""
    }

    /// Puts the app back on the portal after an uninstall (the "Install" button of the app's market page).
    pub fn add_app(&self) {}

    /// Widgets shown in this placement, e.g. `LEFT_MENU`; none until the installation is finished.
    #[must_use]
    pub fn placements(&self, _code: &str) -> Vec<PlacementView> {
        Vec::new()
    }

    /// Opens the app for a user: issues tokens and assembles the POST. `placement` is `DEFAULT` for the app's own page;
    /// `options` is the JSON object sent as `PLACEMENT_OPTIONS`.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn open_app(
        &self,
        _user_id: u32,
        _placement: &str,
        _options: &Value,
    ) -> Result<FrameLaunch, FrameError> {
        Err(FrameError::NoApp)
    }

    /// Issues fresh credentials for a frame (`refreshAuth`). `None` when the app or user is gone.
    #[must_use]
    pub fn refresh_auth(&self, _user_id: u32) -> Option<FrameAuth> {
        None
    }

    /// Marks the app installed and fires `ONAPPINSTALL`; `false` when the user is no administrator.
    /// Must be called inside the runtime, because the event is delivered in the background.
    pub fn install_finish(&self, _user_id: u32) -> bool {
        false
    }

    /// Options of the app common to all users.
    #[must_use]
    pub fn app_options(&self) -> Options {
        Options::new()
    }

    /// Options of the app for one user.
    #[must_use]
    pub fn user_options(&self, _user_id: u32) -> Options {
        Options::new()
    }

    /// Sets an option common to all users (the caller checks for an administrator).
    pub fn set_app_option(&self, _name: &str, _value: Value) {}

    /// Sets an option of one user.
    pub fn set_user_option(&self, _user_id: u32, _name: &str, _value: Value) {}
}
