//! `cargo xtask setup`: everything the other commands need, as pinned. Each of them calls what it needs of this itself.

use crate::failure::Outcome;
use crate::{browser, debian, node, place, postgres, shell, tools};
use clap::Args;
use std::path::PathBuf;
use std::process::Command;

/// The target the app is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// What to install besides what the demo needs.
#[derive(Args)]
pub(crate) struct Options {
    /// Only what `cargo xtask demo` needs: no browser, no PostgreSQL
    #[arg(long)]
    demo: bool,
    /// Also the tools that check licences and spelling (compiled, some minutes)
    #[arg(long)]
    lint: bool,
}

/// Installs what is missing.
pub(crate) fn run(options: &Options) -> Outcome {
    for_pages()?;
    if !options.demo {
        postgres::ensure()?;
        browser::ensure()?;
    }
    if options.lint {
        for_lint()?;
    }
    shell::step("everything is in place");
    Ok(())
}

/// Programs that make the pages.
pub(crate) struct PageTools {
    /// Cuts the app into parts.
    pub(crate) splitter: PathBuf,
    /// Generates its script.
    pub(crate) wasm_bindgen: PathBuf,
}

/// What building the pages needs.
pub(crate) fn for_pages() -> Outcome<PageTools> {
    ensure_wasm_target()?;
    node::ensure_packages()?;
    Ok(PageTools {
        splitter: tools::splitter().ensure()?.join("wasm-split-cli"),
        wasm_bindgen: tools::wasm_bindgen()?.ensure()?.join("wasm-bindgen"),
    })
}

/// Tools only `lint` uses.
fn for_lint() -> Outcome {
    for tool in tools::linters() {
        tool.ensure()?;
    }
    Ok(())
}

/// The WebAssembly side of the toolchain; `rust-toolchain.toml` brings it where rustup may fetch.
pub(crate) fn ensure_wasm_target() -> Outcome {
    let libraries = shell::answer(Command::new("rustc").current_dir(place::root()).args([
        "--print",
        "target-libdir",
        "--target",
        WASM,
    ]));
    if libraries.is_some_and(|dir| PathBuf::from(dir).is_dir()) {
        return Ok(());
    }
    shell::run_with_retries("adding the WebAssembly target to the toolchain", 3, || {
        let mut command = Command::new("rustup");
        command.current_dir(place::root()).args(["target", "add", WASM]);
        command
    })
}

/// Fonts with which screenshots look the same everywhere.
pub(crate) fn ensure_fonts() -> Outcome {
    let fonts = PathBuf::from("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf");
    if fonts.is_file() {
        return Ok(());
    }
    debian::install(&["fonts-noto-core"], "pictures of pages")
}
