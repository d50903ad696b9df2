//! Where things are: the repository, its build products and the tools kept between checkouts.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    // `cargo run` names the package it runs; a binary copied elsewhere falls back to where it was built.
    let package =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map_or(package.clone(), Path::to_path_buf)
}

/// Build products of this checkout.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The built pages of the app.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Tools of a user, shared by all checkouts: `${XDG_CACHE_HOME:-~/.cache}/svodka/tools`.
pub(crate) fn tools() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME")
        .filter(|dir| !dir.is_empty())
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .unwrap_or_else(|| target().join("cache"));
    cache.join("svodka").join("tools")
}

/// A program on `PATH`, if there is one.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(program)).find(|path| path.is_file())
}
