//! Sealing of secrets and of the codes and tokens handed to the browser: XChaCha20-Poly1305 with a random nonce.
//!
//! A sealed box starts with the id of its key, so that a new key can be introduced while old boxes still open. What the
//! box is for and whose it is are authenticated beside it: a box moved to another portal or purpose does not open.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Generate, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretString};

const NONCE: usize = 24;

/// What a box may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A portal's tokens at rest.
    Token,
    /// The one-time code in the opened page.
    Launch,
    /// The bearer token of a session.
    Session,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Launch => "launch",
            Self::Session => "session",
        }
    }
}

/// Why a box did not open or a key did not read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Cut, altered, of another purpose or owner, or sealed with a key that is not here.
    #[error("the sealed value cannot be opened")]
    Unopenable,
    /// A master key is not `id:base64` of 32 bytes.
    #[error("a master key is an id from 0 to 255, a colon and 32 bytes in base64; `svodka keygen` prints one")]
    BadKey,
}

/// The master keys: the first seals, all open.
pub struct Sealer {
    keys: Vec<(u8, XChaCha20Poly1305)>,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(id, _)| id)).finish()
    }
}

impl Sealer {
    /// Reads keys written as `id:base64`, separated by commas, the newest first.
    ///
    /// # Errors
    /// [`SealError::BadKey`] when one does not read or there is none.
    pub fn new(keys: &SecretString) -> Result<Self, SealError> {
        let keys = keys.expose_secret().split(',').map(read_key).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(SealError::BadKey) } else { Ok(Self { keys }) }
    }

    /// A fresh key in the form [`Self::new`] reads.
    #[must_use]
    pub fn generate_key() -> String {
        let key = Key::generate();
        format!("1:{}", URL_SAFE_NO_PAD.encode(key))
    }

    /// Unguessable text for nonces and ids: 24 random bytes.
    #[must_use]
    pub fn random_text() -> String {
        URL_SAFE_NO_PAD.encode(XNonce::generate())
    }

    /// Seals `plain` for a purpose and its owner.
    #[must_use]
    pub fn seal(&self, purpose: Purpose, owner: &str, plain: &[u8]) -> Vec<u8> {
        let (id, cipher) = &self.keys[0];
        let nonce = XNonce::generate();
        let aad = associated(purpose, owner);
        let body = cipher
            .encrypt(&nonce, Payload { msg: plain, aad: &aad })
            .expect("XChaCha20-Poly1305 refuses only messages of hundreds of gigabytes");
        let mut sealed = Vec::with_capacity(1 + NONCE + body.len());
        sealed.push(*id);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&body);
        sealed
    }

    /// Opens what [`Self::seal`] made for the same purpose and owner.
    ///
    /// # Errors
    /// [`SealError::Unopenable`].
    pub fn open(&self, purpose: Purpose, owner: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (id, rest) = sealed.split_first().ok_or(SealError::Unopenable)?;
        let (nonce, body) = rest.split_at_checked(NONCE).ok_or(SealError::Unopenable)?;
        let (_, cipher) = self.keys.iter().find(|(key, _)| key == id).ok_or(SealError::Unopenable)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| SealError::Unopenable)?;
        let aad = associated(purpose, owner);
        cipher.decrypt(&nonce, Payload { msg: body, aad: &aad }).map_err(|_| SealError::Unopenable)
    }

    /// [`Self::seal`] as text that fits into an address or a header.
    #[must_use]
    pub fn seal_text(&self, purpose: Purpose, owner: &str, plain: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.seal(purpose, owner, plain))
    }

    /// Opens the text of [`Self::seal_text`].
    ///
    /// # Errors
    /// [`SealError::Unopenable`].
    pub fn open_text(&self, purpose: Purpose, owner: &str, sealed: &str) -> Result<Vec<u8>, SealError> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SealError::Unopenable)?;
        self.open(purpose, owner, &bytes)
    }
}

fn read_key(text: &str) -> Result<(u8, XChaCha20Poly1305), SealError> {
    let (id, key) = text.trim().split_once(':').ok_or(SealError::BadKey)?;
    let id = id.parse().map_err(|_| SealError::BadKey)?;
    let bytes = URL_SAFE_NO_PAD.decode(key.trim_end_matches('=')).map_err(|_| SealError::BadKey)?;
    let cipher = XChaCha20Poly1305::new_from_slice(&bytes).map_err(|_| SealError::BadKey)?;
    Ok((id, cipher))
}

fn associated(purpose: Purpose, owner: &str) -> Vec<u8> {
    format!("svodka/{}/{owner}", purpose.name()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(keys: &str) -> Sealer {
        Sealer::new(&SecretString::from(keys)).expect("valid keys")
    }

    #[test]
    fn a_box_opens_only_for_its_purpose_and_owner() {
        let sealer = sealer(&Sealer::generate_key());
        let sealed = sealer.seal(Purpose::Token, "7", b"secret");
        assert_eq!(sealer.open(Purpose::Token, "7", &sealed), Ok(b"secret".to_vec()));
        assert_eq!(sealer.open(Purpose::Token, "8", &sealed), Err(SealError::Unopenable));
        assert_eq!(sealer.open(Purpose::Session, "7", &sealed), Err(SealError::Unopenable));
    }

    #[test]
    fn every_altered_byte_is_noticed() {
        let sealer = sealer(&Sealer::generate_key());
        let sealed = sealer.seal(Purpose::Launch, "", b"x");
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert_eq!(sealer.open(Purpose::Launch, "", &altered), Err(SealError::Unopenable), "byte {at}");
            assert_eq!(sealer.open(Purpose::Launch, "", &sealed[..at]), Err(SealError::Unopenable), "cut at {at}");
        }
    }

    #[test]
    fn an_old_key_still_opens_after_a_new_one_is_put_before_it() {
        let old = Sealer::generate_key();
        let sealed = sealer(&old).seal(Purpose::Token, "1", b"kept");
        let newer = Sealer::generate_key().replacen("1:", "2:", 1);
        let both = sealer(&format!("{newer},{old}"));
        assert_eq!(both.open(Purpose::Token, "1", &sealed), Ok(b"kept".to_vec()));
        assert_eq!(both.seal(Purpose::Token, "1", b"new")[0], 2);
    }

    #[test]
    fn bad_keys_are_refused() {
        for key in ["", "abc", "1:short", "300:AAAA"] {
            assert_eq!(Sealer::new(&SecretString::from(key)).err(), Some(SealError::BadKey), "{key}");
        }
    }
}
