//! Words of the installer.

mod en;
pub(super) mod es;
pub(super) mod kk;
mod ru;
pub(super) mod uk;

use super::of_part;

/// Words of the installer.
#[derive(Debug)]
pub(crate) struct InstallMessages {
    pub(crate) title: &'static str,
    pub(crate) to: fn(&str) -> String,
    pub(crate) steps: &'static str,
    pub(crate) access: &'static str,
    pub(crate) binding: &'static str,
    pub(crate) ready: &'static str,
    pub(crate) checking: &'static str,
    pub(crate) wiring: &'static str,
    pub(crate) wiring_sub: &'static str,
    pub(crate) note: (&'static str, &'static str),
    pub(crate) moves_on: &'static str,
    pub(crate) done_text: &'static str,
    pub(crate) open: &'static str,
    pub(crate) admin_title: &'static str,
    pub(crate) admin_text: &'static str,
}

/// The table of the reader's language.
pub(crate) fn words() -> &'static InstallMessages {
    of_part(&ru::WORDS, &en::WORDS, |parts| &parts.install)
}
