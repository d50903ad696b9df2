//! What the portal's pages need to open an app in a frame: the POST the app receives and the calls the frame's protocol
//! makes on the portal's behalf.

use serde_json::{Map, Value};
use thiserror::Error;

/// Everything a page needs to open an app in its iframe (documented POST of the app page, installer and widgets).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameLaunch {
    /// Number of the app that is opened; the first is 0.
    pub app: usize,
    /// How the form is sent: `post`, or `get` for the one placement that brings no authorization.
    pub method: &'static str,
    /// Form action: the app's, installer's or widget handler's address with `DOMAIN`, `PROTOCOL`, `LANG`, `APP_SID`.
    pub action: String,
    /// Name of the iframe, which is also `window.name` inside: `DOMAIN|PROTOCOL|APP_SID`.
    pub window_name: String,
    /// Session id of this frame; the frame repeats it at the end of every message.
    pub app_sid: String,
    /// Form fields in order: `AUTH_ID`, `AUTH_EXPIRES`, `REFRESH_ID`, `SERVER_ENDPOINT`, `APPLICATION_TOKEN`, …
    pub fields: Vec<(&'static str, String)>,
    /// Origin messages of the frame must come from, e.g. `http://127.0.0.1:8025`.
    pub app_origin: String,
    /// The installer page is opened: `INSTALL` and `FIRST_RUN` of `getInitData` are true.
    pub installer: bool,
}

/// Fresh credentials of a frame, as `refreshAuth` and `getInitData` return them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameAuth {
    /// Access token.
    pub auth_id: String,
    /// Seconds until it expires.
    pub auth_expires: u32,
    /// Refresh token.
    pub refresh_id: String,
}

/// A widget of the app that pages show in their menus and cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacementView {
    /// Number of the app it belongs to; the first is 0.
    pub app: usize,
    /// Placement code, e.g. `CRM_ANALYTICS_MENU`.
    pub placement: String,
    /// Handler address.
    pub handler: String,
    /// Title for the portal's language; empty when none was given.
    pub title: String,
}

/// Options of the app (`appOption`, `userOption`).
pub type Options = Map<String, Value>;

/// Why an app cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameError {
    /// The app was never added to the portal or has been removed.
    #[error("the application is not on this portal")]
    NoApp,
    /// The installation is not finished and the user may not finish it.
    #[error("the application is not fully installed yet")]
    NotInstalled,
    /// An administrator has let other users into the application only.
    #[error("the user does not have access to the application")]
    Restricted,
    /// The trial or the paid time and its grace are over.
    #[error("the subscription of the application has ended")]
    NotPaid,
    /// No active user has this id.
    #[error("no such user")]
    NoUser,
    /// Nothing is bound to this placement.
    #[error("the application has no handler in this placement")]
    NoHandler,
}
