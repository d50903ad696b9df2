//! A portal's tokens at rest: sealed in the store, opened only to call the portal.

use crate::clock::Clock;
use crate::seal::{Purpose, Sealer};
use bitrix24::{BoxFuture, Endpoint, StoreFailure, TokenStore, Tokens};
use domain::day::Millis;
use domain::ids::PortalId;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use store::Store;

/// Tokens of one portal.
pub(crate) struct SealedTokens {
    pub(crate) store: Store,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) clock: Clock,
    pub(crate) portal: PortalId,
    pub(crate) member_id: String,
}

/// Why tokens could not be handed out.
#[derive(Debug, thiserror::Error)]
enum TokenFailure {
    #[error("the portal has no tokens: open the app as an administrator")]
    Missing,
    #[error("the stored tokens do not read")]
    Unreadable,
}

impl TokenStore for SealedTokens {
    fn load(&self) -> BoxFuture<'_, Result<Tokens, StoreFailure>> {
        Box::pin(async move {
            let mut reader = self.store.read().await?;
            let portal = reader.portals().find(self.portal).await?.ok_or(TokenFailure::Missing)?;
            let sealed = reader.portals().tokens(self.portal).await?.ok_or(TokenFailure::Missing)?;
            let left = (sealed.expires.0 - self.clock.now().0) / 1000;
            Ok(Tokens {
                access_token: self.open(&sealed.access_sealed)?,
                refresh_token: self.open(&sealed.refresh_sealed)?,
                expires_in: u64::try_from(left).unwrap_or(0),
                client_endpoint: Endpoint::parse(&portal.client_endpoint)?,
                member_id: self.member_id.clone(),
                user_id: None,
                scope: Vec::new(),
                status: None,
            })
        })
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), StoreFailure>> {
        Box::pin(async move {
            let seal = |secret: &SecretString| {
                self.sealer.seal(Purpose::Token, &self.member_id, secret.expose_secret().as_bytes())
            };
            let life = i64::try_from(tokens.expires_in).unwrap_or(3600) * 1000;
            let expires = Millis(self.clock.now().0 + life);
            let mut tx = self.store.begin().await?;
            let (access, refresh) = (seal(&tokens.access_token), seal(&tokens.refresh_token));
            tx.portals().save_tokens(self.portal, &access, &refresh, expires).await?;
            tx.commit().await?;
            Ok(())
        })
    }

    fn moved<'a>(&'a self, endpoint: &'a Endpoint) -> BoxFuture<'a, Result<(), StoreFailure>> {
        Box::pin(async move {
            let mut tx = self.store.begin().await?;
            tx.portals().move_to(self.portal, &endpoint.host(), endpoint.as_str()).await?;
            tx.commit().await?;
            tracing::info!(portal = self.portal.0, domain = endpoint.host(), "the portal was renamed");
            Ok(())
        })
    }
}

impl SealedTokens {
    fn open(&self, sealed: &[u8]) -> Result<SecretString, TokenFailure> {
        let plain = self.sealer.open(Purpose::Token, &self.member_id, sealed).map_err(|_| TokenFailure::Unreadable)?;
        String::from_utf8(plain).map(SecretString::from).map_err(|_| TokenFailure::Unreadable)
    }
}
