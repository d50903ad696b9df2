//! What has become of the portal itself: deleted, on a plan without REST or without offline events, overloaded.

use serde::{Deserialize, Serialize};

use super::AppState;

/// Present standing of the portal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    /// Deleted; REST answers `PORTAL_DELETED` with this status, which differs between the documented sources.
    pub(crate) deleted: Option<u16>,
    /// The plan has no REST.
    pub(crate) without_rest: bool,
    /// REST is switched off because of overload.
    pub(crate) overloaded: bool,
    /// The plan has no offline events: none are noted, bound or handed out.
    #[serde(default)]
    pub(crate) without_offline: bool,
    /// The plan has offline events, but readers cannot reserve them.
    #[serde(default)]
    pub(crate) without_reservation: bool,
}

impl Standing {
    /// Whether readers of the offline queue may reserve what they read (`rest_offline_extended`).
    pub(crate) const fn reserves(self) -> bool {
        !self.without_offline && !self.without_reservation
    }
}

impl AppState {
    pub(crate) fn standing(&self) -> Standing {
        *super::lock(&self.0.standing)
    }

    pub(crate) fn set_standing(&self, standing: Standing) {
        *super::lock(&self.0.standing) = standing;
    }

    /// Shows these users nothing but the records they are responsible for, and all others everything.
    pub(crate) fn confine(&self, users: Vec<u32>) {
        *super::lock(&self.0.confined) = users.into_iter().collect();
    }

    pub(crate) fn is_confined(&self, user_id: u32) -> bool {
        super::lock(&self.0.confined).contains(&user_id)
    }

    /// Changes the plan by its full name, e.g. `ru_ent250`: its type is what follows the region, its family the letters
    /// the type begins with.
    pub(crate) fn set_license(&self, license: &str) {
        let kind = license.split_once('_').map_or(license, |(_, kind)| kind);
        let family = kind.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let mut records = self.records_mut();
        records.card.license = license.into();
        records.card.license_type = kind.into();
        records.card.license_family = family.into();
    }
}
