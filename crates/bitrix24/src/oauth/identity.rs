//! Whose token this is, by the word of the OAuth server.

use serde_json::Value;

use super::tokens::scopes;
use crate::endpoint::Endpoint;
use crate::lenient;

/// The trusted answer about an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppInfo {
    /// The app the token belongs to: must equal ours.
    pub client_id: String,
    /// The user who opened the app.
    pub user_id: i64,
    /// The portal's stable key.
    pub member_id: String,
    /// The portal's present host.
    pub domain: String,
    /// The portal's REST address.
    pub client_endpoint: Endpoint,
    /// `F`, `D`, `T`, `P`, `S` or `L`.
    pub status: Option<String>,
    /// What the token is good for.
    pub scope: Vec<String>,
    /// When the token ends, as the server writes it (ISO 8601 with offset).
    pub expires: Option<String>,
    /// Whether the installation is finished.
    pub installed: bool,
    /// The installed version of the app.
    pub version: Option<i64>,
}

impl AppInfo {
    /// Reads `result`; `None` when something essential is missing.
    pub(super) fn from_result(result: &Value) -> Option<Self> {
        let install = result.get("install")?;
        let text = |owner: &Value, key: &str| owner.get(key).and_then(lenient::text_of).filter(|text| !text.is_empty());
        let scope = text(result, "scope").or_else(|| text(install, "scope")).unwrap_or_default();
        let client_endpoint = match text(install, "client_endpoint") {
            Some(address) => Endpoint::parse(&address).ok()?,
            None => Endpoint::parse(&format!("{}/rest/", text(install, "uri")?.trim_end_matches('/'))).ok()?,
        };
        Some(Self {
            client_id: text(result, "client_id")?,
            user_id: result.get("user_id").and_then(lenient::i64_of)?,
            member_id: text(install, "member_id")?,
            domain: text(install, "domain").unwrap_or_else(|| client_endpoint.host()),
            client_endpoint,
            status: text(install, "status"),
            scope: scopes(&scope),
            expires: text(result, "expires"),
            installed: install.get("installed").and_then(lenient::flag_of).unwrap_or_default(),
            version: install.get("version").and_then(lenient::i64_of),
        })
    }
}
