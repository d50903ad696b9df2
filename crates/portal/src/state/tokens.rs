//! Access tokens, refresh tokens and one-time codes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::secret::token;

/// Life of an access token, ms.
const ACCESS_MS: i64 = 3_600_000;
/// Life of a refresh token, ms.
const REFRESH_MS: i64 = 180 * 86_400_000;
/// Life of an authorization code, ms.
const CODE_MS: i64 = 30_000;

/// How long an expired token is still told apart from one never issued, ms.
const FORGET_MS: i64 = 86_400_000;
/// Tokens held before the first sweep of old ones: every event issues a pair.
const SWEEP_FROM: usize = 10_000;

/// Who a token speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    /// App by index.
    pub(crate) app: usize,
    /// User.
    pub(crate) user_id: u32,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Timed {
    grant: Grant,
    expires_at: i64,
}

/// A fresh pair of tokens.
#[derive(Debug, Clone)]
pub(crate) struct TokenPair {
    pub(crate) access: String,
    pub(crate) refresh: String,
    /// UTC ms.
    pub(crate) expires_at: i64,
}

/// Why an access token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenRefusal {
    /// Never issued, or revoked.
    Unknown,
    /// Past its hour.
    Expired,
}

/// All tokens of one portal.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tokens {
    next_sweep: usize,
    access: HashMap<String, Timed>,
    refresh: HashMap<String, Timed>,
    codes: HashMap<String, Timed>,
    /// Spent refresh tokens stay good: the documents only tell apps to overwrite them.
    #[serde(default)]
    pub(crate) lenient: bool,
}

impl Tokens {
    pub(crate) fn issue(&mut self, grant: Grant, now: i64) -> TokenPair {
        if self.access.len() >= self.next_sweep {
            self.access.retain(|_, timed| timed.expires_at > now - FORGET_MS);
            self.next_sweep = self.access.len() * 2 + SWEEP_FROM;
        }
        let expires_at = now + ACCESS_MS;
        let pair = TokenPair { access: token(expires_at), refresh: token(now + REFRESH_MS), expires_at };
        self.access.insert(pair.access.clone(), Timed { grant, expires_at });
        self.refresh.insert(pair.refresh.clone(), Timed { grant, expires_at: now + REFRESH_MS });
        pair
    }

    pub(crate) fn issue_code(&mut self, grant: Grant, now: i64) -> String {
        let code = token(now + CODE_MS);
        self.codes.insert(code.clone(), Timed { grant, expires_at: now + CODE_MS });
        code
    }

    /// Every token and code that is still known.
    pub(crate) fn all(&self) -> Vec<String> {
        [&self.access, &self.refresh, &self.codes].into_iter().flat_map(HashMap::keys).cloned().collect()
    }

    /// Whether this text was issued here as a code or a token.
    pub(crate) fn knows(&self, text: &str) -> bool {
        [&self.access, &self.refresh, &self.codes].into_iter().any(|issued| issued.contains_key(text))
    }

    pub(crate) fn check(&self, access: &str, now: i64) -> Result<(Grant, i64), TokenRefusal> {
        let timed = self.access.get(access).ok_or(TokenRefusal::Unknown)?;
        if now >= timed.expires_at { Err(TokenRefusal::Expired) } else { Ok((timed.grant, timed.expires_at)) }
    }

    /// Spends a refresh token of this app. A spent one never works again, unless the server is lenient.
    pub(crate) fn take_refresh(&mut self, refresh: &str, app: usize, now: i64) -> Option<Grant> {
        let timed = self.refresh.get(refresh).copied();
        let grant = take(&mut self.refresh, refresh, app, now)?;
        if let Some(timed) = timed.filter(|_| self.lenient) {
            self.refresh.insert(refresh.to_owned(), timed);
        }
        Some(grant)
    }

    /// Spends a code of this app.
    pub(crate) fn take_code(&mut self, code: &str, app: usize, now: i64) -> Option<Grant> {
        take(&mut self.codes, code, app, now)
    }

    /// Makes every access token expired; refresh tokens stay good.
    pub(crate) fn expire_access(&mut self, now: i64) {
        for timed in self.access.values_mut() {
            timed.expires_at = timed.expires_at.min(now);
        }
    }

    /// Forgets the tokens of one app, or of all.
    pub(crate) fn revoke(&mut self, app: Option<usize>) {
        let keep = |timed: &Timed| app.is_some_and(|app| timed.grant.app != app);
        self.access.retain(|_, timed| keep(timed));
        self.refresh.retain(|_, timed| keep(timed));
        self.codes.retain(|_, timed| keep(timed));
    }
}

fn take(tokens: &mut HashMap<String, Timed>, text: &str, app: usize, now: i64) -> Option<Grant> {
    let timed = *tokens.get(text)?;
    if timed.grant.app != app || now >= timed.expires_at {
        return None;
    }
    tokens.remove(text);
    Some(timed.grant)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRANT: Grant = Grant { app: 0, user_id: 1 };

    #[test]
    fn an_access_token_lives_an_hour_and_a_refresh_token_works_once() {
        let mut tokens = Tokens::default();
        let pair = tokens.issue(GRANT, 1000);
        assert_eq!(tokens.check(&pair.access, 1000 + 3_599_999).map(|found| found.0), Ok(GRANT));
        assert_eq!(tokens.check(&pair.access, 1000 + 3_600_000), Err(TokenRefusal::Expired));
        assert_eq!(tokens.take_refresh(&pair.refresh, 1, 2000), None, "another app's secret does not fit");
        assert_eq!(tokens.take_refresh(&pair.refresh, 0, 2000), Some(GRANT));
        assert_eq!(tokens.take_refresh(&pair.refresh, 0, 2000), None);
    }

    #[test]
    fn a_refresh_token_lives_180_days_and_a_lenient_server_takes_it_again() {
        let mut tokens = Tokens { lenient: true, ..Tokens::default() };
        let pair = tokens.issue(GRANT, 0);
        let end = 180 * 24 * 3_600_000;
        assert_eq!(tokens.take_refresh(&pair.refresh, 0, end - 1), Some(GRANT));
        assert_eq!(tokens.take_refresh(&pair.refresh, 0, end - 1), Some(GRANT));
        assert_eq!(tokens.take_refresh(&pair.refresh, 0, end), None);
    }

    #[test]
    fn a_code_lives_thirty_seconds() {
        let mut tokens = Tokens::default();
        let code = tokens.issue_code(GRANT, 0);
        assert_eq!(tokens.take_code(&code, 0, 30_000), None);
        assert_eq!(tokens.take_code(&code, 0, 29_999), Some(GRANT));
    }
}
