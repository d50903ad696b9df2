//! Opening the app: what the page sends and what the session answers.

use crate::activity::edit::CellFault;
use crate::ids::{PersonId, PortalId};
use serde::{Deserialize, Serialize};

/// What the page asks a session with.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum SessionRequest {
    /// The one-time code the server put into the page when the portal opened it.
    Launch {
        /// The sealed code.
        code: String,
    },
    /// A fresh access token from the frame, to renew a session that ran out.
    Frame {
        /// The user's access token (`refreshAuth` → `AUTH_ID`).
        auth_id: String,
        /// The portal's permanent id (`getInitData` → `MEMBER_ID`).
        member_id: String,
        /// The portal's host, with its port if any (`getInitData` → `DOMAIN`).
        domain: String,
    },
}

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Bearer token, kept in memory only.
    pub token: String,
    /// Seconds until the token ends.
    pub expires_in: u32,
    /// The portal.
    pub portal: PortalId,
    /// Host of the portal, for links.
    pub domain: String,
    /// Who looks.
    pub person: PersonId,
    /// Their name, as the portal tells it.
    pub name: String,
    /// Whether they administer the portal.
    pub admin: bool,
    /// Whether they may change the settings of the reports: they administer the portal or were given that right.
    #[serde(default)]
    pub settings: bool,
    /// Whether the app's installation in this portal is complete.
    pub installed: bool,
    /// Path in the portal that opens the app; its parameters `params[…]` become the placement's options.
    #[serde(default)]
    pub path: String,
}

/// A problem as RFC 9457 tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A stable name of the kind of problem (`forged_launch`, `not_found`, …).
    #[serde(rename = "type")]
    pub kind: String,
    /// Short title for people.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened and, where a field is wrong, its name.
    pub detail: String,
    /// The id to find the request in the server's log.
    pub trace_id: String,
    /// Cells that stand in the way, where the request was about cells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<CellFault>,
}
