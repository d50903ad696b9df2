//! Opening the app in a frame, finishing its installation, removing it.

use serde_json::Value as Json;

use super::{AppState, Grant, PortalEvent, UserRole};
use crate::frame::{FrameAuth, FrameError, FrameLaunch, Options, PlacementView};
use crate::php::Value;
use crate::secret::random_hex;

/// The app the portal's pages show is the first of the configuration.
const MAIN: usize = 0;

/// Placement of the app's own page.
const DEFAULT_PLACEMENT: &str = "DEFAULT";

/// What is opened: the page, its placement and whether it is the installer.
struct Target {
    url: String,
    placement: String,
    installer: bool,
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
        self.apps().get(MAIN).map_or_else(String::new, |app| app.registration.title.clone())
    }

    /// Puts the app back on the portal after an uninstall (the "Install" button of the app's market page).
    pub fn add_app(&self) {
        if let Some(app) = self.apps().get_mut(MAIN) {
            app.add();
        }
    }

    /// Widgets shown in this placement, e.g. `LEFT_MENU`; none until the installation is finished.
    #[must_use]
    pub fn placements(&self, code: &str) -> Vec<PlacementView> {
        let language = self.records().card.language.clone();
        let apps = self.apps();
        let Some(app) = apps.get(MAIN).filter(|app| app.installed) else { return Vec::new() };
        let bound = app.placements.iter().filter(|bound| bound.placement == code);
        bound
            .map(|bound| {
                let own = bound.languages.iter().find(|(code, _)| **code == *language);
                let title = own.map_or(&bound.title, |(_, texts)| &texts[0]);
                PlacementView {
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
        let role = self.user_role(user_id).ok_or(FrameError::NoUser)?;
        let target = self.target(role, placement)?;
        let pair = self.issue(Grant { app: MAIN, user_id });
        let language = self.records().card.language.to_string();
        let domain = self.domain();
        let app_sid = random_hex(32);
        let apps = self.apps();
        let app = apps.get(MAIN).ok_or(FrameError::NoApp)?;
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("DOMAIN", &domain)
            .append_pair("PROTOCOL", "0")
            .append_pair("LANG", &language)
            .append_pair("APP_SID", &app_sid)
            .finish();
        let joint = if target.url.contains('?') { '&' } else { '?' };
        Ok(FrameLaunch {
            action: format!("{}{joint}{query}", target.url),
            window_name: format!("{domain}|0|{app_sid}"),
            app_sid,
            fields: vec![
                ("AUTH_ID", pair.access),
                ("AUTH_EXPIRES", "3600".to_owned()),
                ("REFRESH_ID", pair.refresh),
                ("SERVER_ENDPOINT", self.server_endpoint()),
                ("APPLICATION_TOKEN", app.application_token.clone()),
                ("APPLICATION_SCOPE", app.scope_text()),
                ("member_id", self.member_id().to_owned()),
                ("status", app.registration.status.to_string()),
                ("PLACEMENT", target.placement),
                ("PLACEMENT_OPTIONS", print_options(options)),
            ],
            app_origin: origin_of(&target.url),
            installer: target.installer,
        })
    }

    fn target(&self, role: UserRole, placement: &str) -> Result<Target, FrameError> {
        let apps = self.apps();
        let app = apps.get(MAIN).filter(|app| app.present).ok_or(FrameError::NoApp)?;
        if !app.installed {
            let installer = app.registration.install_url.clone().filter(|_| role == UserRole::Admin);
            let url = installer.ok_or(FrameError::NotInstalled)?;
            return Ok(Target { url, placement: DEFAULT_PLACEMENT.to_owned(), installer: true });
        }
        let url = if placement == DEFAULT_PLACEMENT {
            app.registration.app_url.clone()
        } else {
            let bound = app.placements.iter().find(|bound| bound.placement == placement);
            bound.ok_or(FrameError::NoHandler)?.handler.clone()
        };
        Ok(Target { url, placement: placement.to_owned(), installer: false })
    }

    /// Issues fresh credentials for a frame (`refreshAuth`). `None` when the app or user is gone.
    #[must_use]
    pub fn refresh_auth(&self, user_id: u32) -> Option<FrameAuth> {
        self.user_role(user_id).filter(|_| self.app_present())?;
        let pair = self.issue(Grant { app: MAIN, user_id });
        Some(FrameAuth { auth_id: pair.access, auth_expires: 3600, refresh_id: pair.refresh })
    }

    /// Marks the app installed and fires `ONAPPINSTALL`; `false` when the user is no administrator or the app is gone.
    /// Repeating it changes nothing.
    pub fn install_finish(&self, user_id: u32) -> bool {
        if self.user_role(user_id) != Some(UserRole::Admin) {
            return false;
        }
        let version = {
            let mut apps = self.apps();
            let Some(app) = apps.get_mut(MAIN).filter(|app| app.present) else { return false };
            if app.installed {
                return true;
            }
            app.installed = true;
            app.registration.version
        };
        let language = self.records().card.language.to_string();
        let data = Value::map([
            ("VERSION", Value::text(version)),
            ("ACTIVE", Value::word("Y")),
            ("INSTALLED", Value::word("Y")),
            ("LANGUAGE_ID", language.into()),
        ]);
        self.fire(&PortalEvent::of_app("ONAPPINSTALL", MAIN, data, user_id));
        true
    }

    /// Removes the app: handlers and widgets go, tokens die, `ONAPPUNINSTALL` is sent to those who had bound it.
    pub fn uninstall(&self, clean: bool) {
        let language = self.records().card.language.to_string();
        let data =
            Value::map([("LANGUAGE_ID", language.into()), ("CLEAN", Value::word(if clean { "1" } else { "0" }))]);
        self.fire(&PortalEvent::of_app("ONAPPUNINSTALL", MAIN, data, 0).without_tokens());
        if let Some(app) = self.apps().get_mut(MAIN) {
            app.remove(clean);
        }
        self.tokens().revoke(Some(MAIN));
    }

    /// Options of the app common to all users.
    #[must_use]
    pub fn app_options(&self) -> Options {
        self.apps().get(MAIN).map_or_else(Options::new, |app| app.app_options.clone())
    }

    /// Options of the app for one user.
    #[must_use]
    pub fn user_options(&self, user_id: u32) -> Options {
        let apps = self.apps();
        apps.get(MAIN).and_then(|app| app.user_options.get(&user_id).cloned()).unwrap_or_default()
    }

    /// Sets an option common to all users (the caller checks for an administrator).
    pub fn set_app_option(&self, name: &str, value: Json) {
        if let Some(app) = self.apps().get_mut(MAIN) {
            app.app_options.insert(name.to_owned(), value);
        }
    }

    /// Sets an option of one user.
    pub fn set_user_option(&self, user_id: u32, name: &str, value: Json) {
        if let Some(app) = self.apps().get_mut(MAIN) {
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
