//! Bearer tokens of sessions and the one-time codes that open them; both sealed, neither stored.

use crate::identity::Opening;
use crate::seal::{Purpose, Sealer};
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Seconds a session lasts; the page renews it through the frame.
pub const SESSION_SECONDS: u32 = 15 * 60;
/// Milliseconds a launch code may wait for the client to load.
const LAUNCH_MILLIS: i64 = 60_000;

/// What a bearer token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bearer {
    /// The portal.
    pub portal: PortalId,
    /// The portal's epoch at the time; uninstalling moves it on and ends every session.
    pub epoch: i64,
    /// The person.
    pub person: PersonId,
    /// Whether they administered the portal when the session opened.
    pub admin: bool,
    /// When it ends.
    pub expires: Millis,
}

/// Seals and opens bearer tokens and launch codes.
#[derive(Clone, Debug)]
pub struct Sessions {
    sealer: Arc<Sealer>,
}

/// A launch code opened again.
#[derive(Serialize, Deserialize)]
pub struct LaunchCode {
    /// Unguessable; the code is spent under this name.
    pub id: String,
    /// What the portal posted.
    pub opening: Opening,
    /// When it is of no use any more.
    pub expires: Millis,
}

impl Sessions {
    /// Uses these keys.
    #[must_use]
    pub fn new(sealer: Arc<Sealer>) -> Self {
        Self { sealer }
    }

    /// A token for a person, valid from `now`.
    #[must_use]
    pub fn issue(&self, portal: PortalId, epoch: i64, person: PersonId, admin: bool, now: Millis) -> String {
        let bearer =
            Bearer { portal, epoch, person, admin, expires: Millis(now.0 + i64::from(SESSION_SECONDS) * 1000) };
        self.sealer.seal_text(Purpose::Session, "", &encode(&bearer))
    }

    /// What an unexpired token says.
    #[must_use]
    pub fn open(&self, token: &str, now: Millis) -> Option<Bearer> {
        let plain = self.sealer.open_text(Purpose::Session, "", token).ok()?;
        serde_json::from_slice::<Bearer>(&plain).ok().filter(|bearer| now < bearer.expires)
    }

    /// A one-time code for what the portal posted, with the name it is spent under.
    #[must_use]
    pub fn launch_code(&self, opening: &Opening, now: Millis) -> (String, String) {
        let id = Sealer::random_text();
        let code = LaunchCode { id: id.clone(), opening: opening.clone(), expires: Millis(now.0 + LAUNCH_MILLIS) };
        (self.sealer.seal_text(Purpose::Launch, "", &encode(&code)), id)
    }

    /// What an unexpired launch code holds.
    #[must_use]
    pub fn open_launch(&self, code: &str, now: Millis) -> Option<LaunchCode> {
        let plain = self.sealer.open_text(Purpose::Launch, "", code).ok()?;
        serde_json::from_slice::<LaunchCode>(&plain).ok().filter(|code| now < code.expires)
    }
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain fields serialise")
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::SecretString;

    fn sessions() -> Sessions {
        let key = SecretString::from(Sealer::generate_key());
        Sessions::new(Arc::new(Sealer::new(&key).expect("generated")))
    }

    #[test]
    fn a_token_ends_after_fifteen_minutes() {
        let sessions = sessions();
        let token = sessions.issue(PortalId(1), 4, PersonId(7), true, Millis(1_000));
        let bearer = sessions.open(&token, Millis(1_000 + 899_999)).expect("still open");
        assert_eq!((bearer.portal, bearer.epoch, bearer.person, bearer.admin), (PortalId(1), 4, PersonId(7), true));
        assert_eq!(sessions.open(&token, Millis(1_000 + 900_000)), None);
    }

    #[test]
    fn a_launch_code_is_no_session_and_a_session_is_no_launch_code() {
        let sessions = sessions();
        let opening = Opening { auth_id: "secret".into(), ..Opening::default() };
        let (code, _) = sessions.launch_code(&opening, Millis(0));
        assert_eq!(sessions.open(&code, Millis(0)), None);
        assert!(sessions.open_launch(&code, Millis(59_999)).is_some());
        assert!(sessions.open_launch(&code, Millis(60_000)).is_none());
        let token = sessions.issue(PortalId(1), 0, PersonId(7), false, Millis(0));
        assert!(sessions.open_launch(&token, Millis(0)).is_none());
    }

    #[test]
    fn the_portals_token_is_not_readable_in_the_code() {
        let sessions = sessions();
        let opening = Opening { auth_id: "very-secret-token".into(), ..Opening::default() };
        let (code, _) = sessions.launch_code(&opening, Millis(0));
        assert!(!code.contains("very-secret"));
    }
}
