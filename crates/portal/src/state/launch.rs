//! Opening the app in a frame, finishing its installation, removing it.

use serde_json::Value as Json;

use super::{AppOnPortal, AppState, EventHandler, Grant, PortalEvent, UserRole};
use crate::frame::{FrameAuth, FrameError, FrameLaunch, Options, PlacementView};
use crate::php::Value;
use crate::secret::random_hex;

/// The app the portal's pages show is the first of the configuration.
const MAIN: usize = 0;

/// Placement of the app's own page.
const DEFAULT_PLACEMENT: &str = "DEFAULT";

/// The one placement that is opened with GET and without authorization (documented).
const OPENED_WITH_GET: &str = "BI_ANALYTICS_MENU";

/// What is opened: the page, its placement and whether it is the installer.
struct Target {
    url: String,
    placement: String,
    installer: bool,
}

/// Which of the apps' widgets in a placement is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    /// The page of the app with this number.
    Page(usize),
    /// The widget with this place among those of the placement, apps in their order.
    Widget(usize),
}

impl AppState {
    /// Whether the app is on the portal at all (it is from the start; uninstalling removes it).
    #[must_use]
    pub fn app_present(&self) -> bool {
        self.apps().get(MAIN).is_some_and(|app| app.present)
    }

    /// Whether its installation has been finished.
    #[must_use]
    pub fn app_installed(&self) -> bool {
        self.apps().get(MAIN).is_some_and(|app| app.installed)
    }

    /// Name of the app in menus.
    #[must_use]
    pub fn app_title(&self) -> String {
        self.title_of_app(MAIN)
    }

    pub(crate) fn title_of_app(&self, index: usize) -> String {
        self.apps().get(index).map_or_else(String::new, |app| app.registration.title.clone())
    }

    /// Apps on the portal beside the first: their codes and names.
    pub(crate) fn other_apps(&self) -> Vec<(String, String)> {
        let apps = self.apps();
        let others = apps.iter().skip(1).filter(|app| app.present);
        others.map(|app| (app.registration.client_id.clone(), app.registration.title.clone())).collect()
    }

    /// Puts the app back on the portal after an uninstall (the "Install" button of the app's market page).
    pub fn add_app(&self) {
        self.add_app_of(MAIN);
    }

    pub(crate) fn add_app_of(&self, index: usize) {
        let absent = self.apps().get_mut(index).filter(|app| !app.present).map(AppOnPortal::add).is_some();
        if absent {
            self.call_back(index);
        }
    }

    /// Sends the tokens to an app that is installed without a page (documented: install callback).
    pub(crate) fn call_back(&self, index: usize) {
        let callback = self.apps().get(index).filter(|app| app.present).and_then(|app| {
            let handler = app.registration.install_callback.clone()?;
            Some((handler, app.registration.version))
        });
        if let Some((handler, version)) = callback {
            let admin = self.first_admin();
            let event = PortalEvent::of_app("ONAPPINSTALL", index, self.install_data(version), admin);
            self.send(&event, index, EventHandler::once(handler));
        }
    }

    fn install_data(&self, version: u32) -> Value {
        let language = self.records().card.language.to_string();
        Value::map([
            ("VERSION", Value::text(version)),
            ("ACTIVE", Value::word("Y")),
            ("INSTALLED", Value::word("Y")),
            ("LANGUAGE_ID", language.into()),
        ])
    }

    /// Widgets shown in this placement, e.g. `LEFT_MENU`, those of every app; none of an app whose installation is not
    /// finished.
    #[must_use]
    pub fn placements(&self, code: &str) -> Vec<PlacementView> {
        let language = self.records().card.language.clone();
        let apps = self.apps();
        let installed = apps.iter().enumerate().filter(|(_, app)| app.installed);
        let bound = installed
            .flat_map(|(index, app)| app.placements.iter().map(move |bound| (index, bound)))
            .filter(|(_, bound)| bound.placement == code);
        bound
            .map(|(app, bound)| {
                let own = bound.languages.iter().find(|(code, _)| **code == *language);
                let title = own.map_or(&bound.title, |(_, texts)| &texts[0]);
                PlacementView {
                    app,
                    placement: bound.placement.clone(),
                    handler: bound.handler.clone(),
                    title: title.clone(),
                }
            })
            .collect()
    }

    /// Opens the app for a user: issues tokens and assembles the POST. `placement` is `DEFAULT` for the app's own page;
    /// `options` is the JSON object sent as `PLACEMENT_OPTIONS`.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn open_app(&self, user_id: u32, placement: &str, options: &Json) -> Result<FrameLaunch, FrameError> {
        let opened = if placement == DEFAULT_PLACEMENT { Opened::Page(MAIN) } else { Opened::Widget(0) };
        self.open(user_id, placement, opened, options)
    }

    /// As [`AppState::open_app`], for any app and any of several widgets in one placement.
    pub(crate) fn open(
        &self,
        user_id: u32,
        placement: &str,
        opened: Opened,
        options: &Json,
    ) -> Result<FrameLaunch, FrameError> {
        let role = self.user_role(user_id).ok_or(FrameError::NoUser)?;
        let widget = match opened {
            Opened::Page(_) => None,
            Opened::Widget(place) => self.placements(placement).into_iter().nth(place),
        };
        let index = match opened {
            Opened::Page(index) => index,
            Opened::Widget(_) => widget.as_ref().map_or(MAIN, |widget| widget.app),
        };
        let target = self.target(index, user_id, role, placement, widget)?;
        let app_sid = random_hex(32);
        let domain = self.domain();
        let window_name = format!("{domain}|{}|{app_sid}", self.protocol());
        let origin = origin_of(&target.url);
        if target.placement == OPENED_WITH_GET {
            return Ok(FrameLaunch {
                app: index,
                method: "get",
                action: target.url,
                window_name,
                app_sid,
                fields: vec![("PLACEMENT", target.placement), ("PLACEMENT_OPTIONS", print_options(options))],
                app_origin: origin,
                installer: false,
            });
        }
        let language = self.records().card.language.to_string();
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("DOMAIN", &domain)
            .append_pair("PROTOCOL", self.protocol())
            .append_pair("LANG", &language)
            .append_pair("APP_SID", &app_sid)
            .finish();
        let joint = if target.url.contains('?') { '&' } else { '?' };
        Ok(FrameLaunch {
            app: index,
            method: "post",
            action: format!("{}{joint}{query}", target.url),
            window_name,
            app_sid,
            fields: self.posted(index, user_id, target.placement, options)?,
            app_origin: origin,
            installer: target.installer,
        })
    }

    /// Fields of the documented POST, with fresh tokens.
    fn posted(
        &self,
        index: usize,
        user_id: u32,
        placement: String,
        options: &Json,
    ) -> Result<Vec<(&'static str, String)>, FrameError> {
        let pair = self.issue(Grant { app: index, user_id });
        let apps = self.apps();
        let app = apps.get(index).ok_or(FrameError::NoApp)?;
        Ok(vec![
            ("AUTH_ID", pair.access),
            ("AUTH_EXPIRES", "3600".to_owned()),
            ("REFRESH_ID", pair.refresh),
            ("SERVER_ENDPOINT", self.server_endpoint()),
            ("APPLICATION_TOKEN", app.application_token.clone()),
            ("APPLICATION_SCOPE", app.scope_text()),
            ("member_id", self.member_id().to_owned()),
            ("status", app.registration.status.to_string()),
            ("PLACEMENT", placement),
            ("PLACEMENT_OPTIONS", print_options(options)),
        ])
    }

    fn target(
        &self,
        index: usize,
        user_id: u32,
        role: UserRole,
        placement: &str,
        widget: Option<PlacementView>,
    ) -> Result<Target, FrameError> {
        let now = self.now_ms();
        let apps = self.apps();
        let app = apps.get(index).filter(|app| app.present).ok_or(FrameError::NoApp)?;
        if !app.is_open_to(user_id) {
            return Err(FrameError::Restricted);
        }
        if app.payment.is_blocked(app.registration.status, now) {
            return Err(FrameError::NotPaid);
        }
        if !app.installed {
            let installer = app.registration.install_url.clone().filter(|_| role == UserRole::Admin);
            let url = installer.ok_or(FrameError::NotInstalled)?;
            return Ok(Target { url, placement: DEFAULT_PLACEMENT.to_owned(), installer: true });
        }
        let url = if placement == DEFAULT_PLACEMENT {
            app.registration.app_url.clone()
        } else {
            widget.ok_or(FrameError::NoHandler)?.handler
        };
        Ok(Target { url, placement: placement.to_owned(), installer: false })
    }

    /// Issues fresh credentials for a frame (`refreshAuth`). `None` when the app or user is gone.
    #[must_use]
    pub fn refresh_auth(&self, user_id: u32) -> Option<FrameAuth> {
        self.refresh_auth_of(MAIN, user_id)
    }

    pub(crate) fn refresh_auth_of(&self, index: usize, user_id: u32) -> Option<FrameAuth> {
        self.user_role(user_id)?;
        self.apps().get(index).filter(|app| app.present && app.is_open_to(user_id))?;
        let pair = self.issue(Grant { app: index, user_id });
        Some(FrameAuth { auth_id: pair.access, auth_expires: 3600, refresh_id: pair.refresh })
    }

    /// Marks the app installed and fires `ONAPPINSTALL`; `false` when the user is no administrator or the app is gone.
    /// Repeating it changes nothing.
    pub fn install_finish(&self, user_id: u32) -> bool {
        self.install_finish_of(MAIN, user_id)
    }

    pub(crate) fn install_finish_of(&self, index: usize, user_id: u32) -> bool {
        if self.user_role(user_id) != Some(UserRole::Admin) {
            return false;
        }
        let version = {
            let mut apps = self.apps();
            let Some(app) = apps.get_mut(index).filter(|app| app.present) else { return false };
            if app.installed {
                return true;
            }
            app.installed = true;
            app.registration.version
        };
        self.fire(&PortalEvent::of_app("ONAPPINSTALL", index, self.install_data(version), user_id));
        true
    }

    /// Removes the app: handlers and widgets go, tokens die, `ONAPPUNINSTALL` is sent to those who had bound it.
    pub fn uninstall(&self, clean: bool) {
        self.uninstall_of(MAIN, clean);
    }

    pub(crate) fn uninstall_of(&self, index: usize, clean: bool) {
        let language = self.records().card.language.to_string();
        let data =
            Value::map([("LANGUAGE_ID", language.into()), ("CLEAN", Value::word(if clean { "1" } else { "0" }))]);
        self.fire(&PortalEvent::of_app("ONAPPUNINSTALL", index, data, 0).without_tokens());
        if let Some(app) = self.apps().get_mut(index) {
            app.remove(clean);
        }
        self.tokens().revoke(Some(index));
    }

    /// Options of the app common to all users.
    #[must_use]
    pub fn app_options(&self) -> Options {
        self.app_options_of(MAIN)
    }

    pub(crate) fn app_options_of(&self, index: usize) -> Options {
        self.apps().get(index).map_or_else(Options::new, |app| app.app_options.clone())
    }

    /// Options of the app for one user.
    #[must_use]
    pub fn user_options(&self, user_id: u32) -> Options {
        self.user_options_of(MAIN, user_id)
    }

    pub(crate) fn user_options_of(&self, index: usize, user_id: u32) -> Options {
        let apps = self.apps();
        apps.get(index).and_then(|app| app.user_options.get(&user_id).cloned()).unwrap_or_default()
    }

    /// Sets an option common to all users (the caller checks for an administrator).
    pub fn set_app_option(&self, name: &str, value: Json) {
        self.set_app_option_of(MAIN, name, value);
    }

    pub(crate) fn set_app_option_of(&self, index: usize, name: &str, value: Json) {
        if let Some(app) = self.apps().get_mut(index) {
            app.app_options.insert(name.to_owned(), value);
        }
    }

    /// Sets an option of one user.
    pub fn set_user_option(&self, user_id: u32, name: &str, value: Json) {
        self.set_user_option_of(MAIN, user_id, name, value);
    }

    pub(crate) fn set_user_option_of(&self, index: usize, user_id: u32, name: &str, value: Json) {
        if let Some(app) = self.apps().get_mut(index) {
            app.user_options.entry(user_id).or_default().insert(name.to_owned(), value);
        }
    }
}

/// `PLACEMENT_OPTIONS` as the platform prints it: an empty map is `[]`.
fn print_options(options: &Json) -> String {
    serde_json::to_string(&Value::from(options.clone())).unwrap_or_else(|_| "[]".to_owned())
}

fn origin_of(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}
