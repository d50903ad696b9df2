//! What a portal is started with.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::dataset::Dataset;

/// An app known to the portal's OAuth server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegisteredApp {
    /// Public key, `app.…` for a market app, `local.…` for a local one.
    pub client_id: String,
    /// Secret key.
    pub client_secret: String,
    /// Code of the app in the market.
    pub code: String,
    /// Name in the portal's menus.
    pub title: String,
    /// Page opened in the frame.
    pub app_url: String,
    /// Installer page; without one the app counts as installed at once.
    pub install_url: Option<String>,
    /// Address that is sent both tokens when the app is added, for an app without an interface; it then counts as
    /// installed at once.
    pub install_callback: Option<String>,
    /// Scopes of the version card.
    pub scope: Vec<String>,
    /// Number of the published version.
    pub version: u32,
    /// `F` free, `D` demo, `T` trial, `P` paid, `L` local, `S` subscription.
    pub status: char,
    /// Whether the app has been added to this portal from the start.
    pub present: bool,
}

impl Default for RegisteredApp {
    fn default() -> Self {
        let scope = ["crm", "telephony", "user_brief", "department", "calendar", "placement", "im"];
        Self {
            client_id: "app.svodka.demo".to_owned(),
            client_secret: "svodka-demo-secret".to_owned(),
            code: "svodka.reports".to_owned(),
            title: "Сводка".to_owned(),
            app_url: "http://127.0.0.1:8025/app".to_owned(),
            install_url: Some("http://127.0.0.1:8025/install".to_owned()),
            install_callback: None,
            scope: scope.map(str::to_owned).to_vec(),
            version: 1,
            status: 'F',
            present: true,
        }
    }
}

/// An incoming webhook: `/rest/{user}/{code}/METHOD`.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// User it acts for.
    pub user_id: u32,
    /// Secret part of its address.
    pub code: String,
}

/// How strictly requests are limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LimitsProfile {
    /// No limits.
    #[default]
    Off,
    /// A bucket of 50 draining 2 a second, 480 s of operating time per method and ten minutes.
    Cloud,
    /// A bucket of 250 draining 5 a second, the same operating time.
    Enterprise,
}

impl std::str::FromStr for LimitsProfile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "off" => Ok(Self::Off),
            "cloud" => Ok(Self::Cloud),
            "enterprise" => Ok(Self::Enterprise),
            other => Err(format!("unknown limits `{other}`: use off, cloud or enterprise")),
        }
    }
}

/// Limits and their simulated costs.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The profile.
    pub profile: LimitsProfile,
    /// Operating time a method may spend in ten minutes, seconds.
    pub operating_seconds: f64,
    /// Operating time charged for one call, seconds.
    pub call_seconds: f64,
    /// Operating time per call of particular methods (lower case), seconds.
    pub method_seconds: Vec<(String, f64)>,
    /// Let requests last as long as they cost; otherwise nothing sleeps.
    pub takes_time: bool,
}

impl Limits {
    /// The limits of a profile with default costs.
    #[must_use]
    pub fn new(profile: LimitsProfile) -> Self {
        let call_seconds = if profile == LimitsProfile::Off { 0.0 } else { 0.008 };
        Self { profile, operating_seconds: 480.0, call_seconds, method_seconds: Vec::new(), takes_time: false }
    }
}

/// A certificate for both listeners, so that they speak https.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// PEM file with the certificate and those that signed it.
    pub chain: PathBuf,
    /// PEM file with its private key.
    pub key: PathBuf,
}

/// One more portal behind the same listener, told apart by the `Host` of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeighbourPortal {
    /// Host (and port, unless it is the usual one) by which it is called.
    pub domain: String,
    /// Its permanent id, 32 hex digits.
    pub member_id: String,
    /// Where its records come from.
    pub dataset: Dataset,
}

/// Everything a portal is started with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the portal listens; port 0 takes a free one.
    pub listen: String,
    /// Where its OAuth server listens; port 0 takes a free one.
    pub oauth_listen: String,
    /// Host (and port) by which the portal calls itself; the listening address when not given.
    pub domain: Option<String>,
    /// Host (and port) by which the OAuth server calls itself; the listening address when not given.
    pub oauth_domain: Option<String>,
    /// Serve https with this certificate.
    pub certificate: Option<Certificate>,
    /// Write addresses with https although none is served here: a proxy in front of the portal does it.
    pub behind_https: bool,
    /// Permanent id of the portal, 32 hex digits.
    pub member_id: String,
    /// More portals behind the same listener, with the same apps and the same OAuth server.
    pub neighbours: Vec<NeighbourPortal>,
    /// Apps of the OAuth server. The first is the one the portal's pages show.
    pub apps: Vec<RegisteredApp>,
    /// Incoming webhooks.
    pub webhooks: Vec<Webhook>,
    /// Where the records come from.
    pub dataset: Dataset,
    /// Skip malformed lines of a dataset instead of refusing it.
    pub skip_bad: bool,
    /// Folder in which the portals are kept over restarts; nothing is kept without one.
    pub dir: Option<PathBuf>,
    /// Request limits.
    pub limits: Limits,
    /// Whether the plan has offline events.
    pub offline_events: bool,
    /// Present instant of the portal, UTC ms; the machine's clock when not given. It moves on with the machine's clock.
    pub now_ms: Option<i64>,
    /// Requests kept in the journal.
    pub journal_length: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            oauth_listen: "127.0.0.1:0".to_owned(),
            domain: None,
            oauth_domain: None,
            certificate: None,
            behind_https: false,
            neighbours: Vec::new(),
            member_id: "d5a1c0de00000000000000000000b024".to_owned(),
            apps: vec![RegisteredApp::default()],
            webhooks: vec![Webhook { user_id: 1, code: "demo0webhook0code".to_owned() }],
            dataset: Dataset::Empty,
            skip_bad: false,
            dir: None,
            limits: Limits::new(LimitsProfile::Off),
            offline_events: true,
            now_ms: None,
            journal_length: 5_000,
        }
    }
}
