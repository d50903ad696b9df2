//! Who opened the page: believed only after the OAuth server of our choice and the portal itself have said so.
//!
//! A posted form proves nothing. Its access token is shown to an OAuth server from our own list, which must answer
//! with our client id and the posted portal; then the portal tells who the token belongs to. Nothing is stored before.

use crate::journal::Journal;
use bitrix24::lenient::{flag_of, i64_of, text_of};
use bitrix24::oauth::AppInfo;
use bitrix24::{Connector, ErrorKind, PortalClient};
use domain::ids::PersonId;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// What an opening of the page claims.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Opening {
    /// Access token of the opening user.
    pub auth_id: String,
    /// The portal's permanent id.
    pub member_id: String,
    /// The portal's host, with its port if any.
    pub domain: String,
    /// The OAuth server as posted; only ever compared with our list.
    pub server_endpoint: Option<String>,
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening")
            .field("member_id", &self.member_id)
            .field("domain", &self.domain)
            .finish_non_exhaustive()
    }
}

/// Why an opening is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forgery {
    /// The posted OAuth server is none of ours.
    #[error("the OAuth server in the request is not one this app trusts")]
    ForeignOauthServer,
    /// No OAuth server knows the token.
    #[error("the access token is not known")]
    UnknownToken,
    /// The token is another app's.
    #[error("the access token belongs to another application")]
    AnotherApp,
    /// The token is of another portal than the request names.
    #[error("the access token belongs to another portal")]
    AnotherPortal,
    /// The portal names another person than the OAuth server.
    #[error("the portal and the OAuth server disagree about the user")]
    AnotherPerson,
    /// The request lacks what proves it.
    #[error("the request lacks {0}")]
    Missing(&'static str),
    /// The code or token of the page was used, altered or is too old.
    #[error("the launch code is spent or expired")]
    SpentCode,
}

/// Why an opening could not be verified.
#[derive(Clone, Debug, thiserror::Error)]
pub enum IdentityError {
    /// It is not believed.
    #[error(transparent)]
    Forged(#[from] Forgery),
    /// The OAuth server or the portal could not be asked.
    #[error("{0}")]
    Unreachable(String),
}

/// A person of a portal, proven.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What the OAuth server says about the installation.
    pub app: AppInfo,
    /// Origin of the OAuth server that said it.
    pub oauth_origin: String,
    /// The person.
    pub person: PersonId,
    /// "Last First".
    pub name: String,
    /// Whether they administer the portal.
    pub admin: bool,
    /// The person's own zone, if the portal tells one.
    pub zone: Option<String>,
}

/// Asks OAuth servers and portals who somebody is.
#[derive(Clone)]
pub struct Identity {
    oauth: bitrix24::oauth::Client,
    connector: Connector,
    journal: Journal,
}

impl Identity {
    /// Uses this OAuth client and connector; what they ask is told to the log of the portal once it is proven.
    #[must_use]
    pub fn new(oauth: bitrix24::oauth::Client, connector: Connector, journal: Journal) -> Self {
        Self { oauth, connector, journal }
    }

    /// Proves who opened the page.
    ///
    /// # Errors
    /// [`IdentityError::Forged`] when the claim is not true, [`IdentityError::Unreachable`] when nobody answers.
    pub async fn verify(&self, opening: &Opening) -> Result<Verified, IdentityError> {
        for (field, value) in [("AUTH_ID", &opening.auth_id), ("member_id", &opening.member_id)] {
            if value.is_empty() {
                return Err(Forgery::Missing(field).into());
            }
        }
        let origins = &self.oauth.app().origins;
        let origin = origins.resolve(opening.server_endpoint.as_deref()).map_err(|_| Forgery::ForeignOauthServer)?;
        let token = SecretString::from(opening.auth_id.as_str());
        let log = self.journal.unproven();
        let oauth = self.oauth.with_log(Arc::new(log.clone()));
        let app = oauth.app_info(origin, &token).await.map_err(|error| of_token(&error))?;
        self.check(&app, opening)?;
        let connector = self.connector.clone().with_log(Arc::new(log.clone()));
        let portal = PortalClient::with_token(&connector, app.client_endpoint.clone(), token);
        let profile = portal.call("profile", json!({})).await.map_err(|error| of_token(&error))?.result;
        let id = profile.get("ID").and_then(i64_of).unwrap_or_default();
        if id != app.user_id {
            return Err(Forgery::AnotherPerson.into());
        }
        log.proven(&app.member_id);
        let field = |name: &str| profile.get(name).and_then(text_of).unwrap_or_default();
        let name = format!("{} {}", field("LAST_NAME"), field("NAME")).trim().to_owned();
        Ok(Verified {
            oauth_origin: origin.as_str().to_owned(),
            person: PersonId(id),
            name,
            admin: profile.get("ADMIN").and_then(flag_of).unwrap_or(false),
            zone: Some(field("TIME_ZONE")).filter(|zone| !zone.is_empty()),
            app,
        })
    }

    fn check(&self, app: &AppInfo, opening: &Opening) -> Result<(), Forgery> {
        if app.client_id != self.oauth.app().client_id {
            return Err(Forgery::AnotherApp);
        }
        let same_host = app.domain.eq_ignore_ascii_case(&opening.domain)
            || app.client_endpoint.host().eq_ignore_ascii_case(&opening.domain);
        // An on-premise portal may post no DOMAIN; the member id alone then names it.
        if app.member_id != opening.member_id || !(opening.domain.is_empty() || same_host) {
            return Err(Forgery::AnotherPortal);
        }
        Ok(())
    }
}

fn of_token(error: &bitrix24::Error) -> IdentityError {
    match error.kind {
        ErrorKind::Transport | ErrorKind::Protocol | ErrorKind::RetryLater { .. } | ErrorKind::AppRefused => {
            IdentityError::Unreachable(error.to_string())
        }
        _ => Forgery::UnknownToken.into(),
    }
}
