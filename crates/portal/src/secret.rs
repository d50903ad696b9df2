//! Tokens and other opaque identifiers.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// Hex digits from the process's random keys: unguessable enough for a loopback emulator.
pub(crate) fn random_hex(length: usize) -> String {
    let mut text = String::with_capacity(length + 16);
    while text.len() < length {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_usize(text.len());
        text.push_str(&format!("{:016x}", hasher.finish()));
    }
    text.truncate(length);
    text
}

/// A token that looks like the platform's: 70 hex digits, the first eight the expiry in little-endian seconds.
pub(crate) fn token(expires_at_ms: i64) -> String {
    let seconds = u32::try_from(expires_at_ms / 1000).unwrap_or(u32::MAX);
    format!("{:08x}{}", seconds.swap_bytes(), random_hex(62))
}
