//! The browser of the journeys: Debian's Chromium, or the one `CHROMIUM` names.

use crate::failure::{Doing, Failure, Outcome};
use crate::{debian, place, setup, shell};
use std::env;
use std::path::PathBuf;

/// The browser's program, if there is one.
fn find() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(place::on_path)
}

/// The browser's program, installed when it is missing and we may.
///
/// # Errors
/// It is missing and could not be installed.
pub(crate) fn ensure() -> Outcome<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        let program = PathBuf::from(named);
        return if program.is_file() {
            Ok(program)
        } else {
            Err(Failure::new(format!("CHROMIUM names {}, which is no file", program.display())))
        };
    }
    if find().is_none() {
        debian::install(&["chromium"], "browser journeys")?;
    }
    if let Err(failure) = setup::ensure_fonts() {
        shell::note(&format!("{failure} (pictures will use other fonts)"));
    }
    find().doing("no Chromium on PATH after its installation")
}
