//! Tokens, and the reply they arrive in.

use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::endpoint::Endpoint;
use crate::error::ApiError;
use crate::lenient;

/// A pair of tokens of one user at one portal. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Opens the portal's REST for about an hour.
    pub access_token: SecretString,
    /// Gets the next pair, once, within 180 days.
    pub refresh_token: SecretString,
    /// Life of the access token from its issue, seconds.
    pub expires_in: u64,
    /// The portal's REST address. Never derived from `domain`, which names the OAuth server here.
    pub client_endpoint: Endpoint,
    /// The portal's stable key, 32 hexadecimal digits; survives a renaming.
    pub member_id: String,
    /// The user, when the reply tells.
    pub user_id: Option<i64>,
    /// What the tokens are good for.
    pub scope: Vec<String>,
    /// `F`, `D`, `T`, `P`, `S` or `L`; informational.
    pub status: Option<String>,
}

/// A token reply, read leniently, as the `oauth2` crate wants to see it.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct TokenReply {
    access_token: AccessToken,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "lenient::optional_int", skip_serializing)]
    expires_in: Option<i64>,
    #[serde(default)]
    client_endpoint: Option<String>,
    #[serde(default)]
    member_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional_int", skip_serializing)]
    user_id: Option<i64>,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    status: Option<String>,
}

impl TokenResponse for TokenReply {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    /// Not sent; what it means is fixed.
    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

impl TokenReply {
    /// The tokens, or what is missing in the reply.
    pub(super) fn into_tokens(self) -> Result<Tokens, &'static str> {
        let expires_in = TokenResponse::expires_in(&self).map_or(3600, |life| life.as_secs());
        let refresh_token = self.refresh_token.ok_or("no refresh_token")?;
        let client_endpoint = self.client_endpoint.ok_or("no client_endpoint")?;
        let client_endpoint =
            Endpoint::parse(&client_endpoint).map_err(|_| "client_endpoint is not a portal's address")?;
        let member_id = self.member_id.filter(|id| !id.is_empty()).ok_or("no member_id")?;
        Ok(Tokens {
            access_token: SecretString::from(self.access_token.into_secret()),
            refresh_token: SecretString::from(refresh_token.into_secret()),
            expires_in,
            client_endpoint,
            member_id,
            user_id: self.user_id,
            scope: scopes(self.scope.as_deref().unwrap_or_default()),
            status: self.status,
        })
    }
}

/// Scopes separated by commas, spaces or both.
pub(crate) fn scopes(text: &str) -> Vec<String> {
    let names = text.split(|character: char| character == ',' || character.is_whitespace());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// An error body of the token address.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Refusal {
    error: Value,
    #[serde(default)]
    error_description: Value,
}

impl Refusal {
    pub(super) fn into_api_error(self) -> ApiError {
        ApiError {
            code: lenient::text_of(&self.error).unwrap_or_default(),
            message: lenient::text_of(&self.error_description).unwrap_or_default(),
            argument: None,
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.error)
    }
}

impl oauth2::ErrorResponse for Refusal {}
