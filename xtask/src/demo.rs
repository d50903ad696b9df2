//! `cargo xtask demo`: a portal on this machine with the app really installed in it.
//!
//! Everything is what production runs: the built pages, the server binary, the documented installation. Only the portal
//! is ours ([`crates/portal`](../../portal)), and its administrator's browser is played by [`mod@install`].

mod figures;
mod form;
mod install;
mod servers;

use crate::failure::{Failure, Outcome};
use crate::postgres::free_port;
use crate::{pages, place, shell};
use clap::{Args, ValueEnum};
pub(crate) use install::{install, open_as};
pub(crate) use servers::Servers;
use std::thread;
use std::time::Duration;

/// What to show and where.
#[derive(Args)]
pub(crate) struct Options {
    /// Records of the portal: demo, empty, crm-sales:DIR, scale:companies=60000,deals=600000,…
    #[arg(long, default_value = "demo")]
    dataset: String,
    /// Count malformed lines of a dataset instead of refusing it
    #[arg(long)]
    skip_bad: bool,
    /// Database of the app: sqlite://FILE or postgres://… [default: a fresh SQLite file]
    #[arg(long)]
    database_url: Option<String>,
    /// Port of the portal; its OAuth server takes the one below
    #[arg(long, default_value_t = 8024, value_parser = clap::value_parser!(u16).range(2..))]
    port: u16,
    /// Port of the app
    #[arg(long, default_value_t = 8025)]
    app_port: u16,
    /// Request limits of the portal
    #[arg(long, value_enum, default_value_t = Limits::Off)]
    limits: Limits,
    /// Build the servers for speed; needed for large datasets
    #[arg(long)]
    release: bool,
    /// Print counts and sums as one line of JSON when everything has been read, and leave
    #[arg(long)]
    exit_when_ready: bool,
    /// Go on with the database and the keys of the last demo
    #[arg(long)]
    keep: bool,
    /// More words for the portal's command line, of those who measure with it
    #[arg(skip)]
    portal_words: Vec<String>,
    /// The same for the app's server
    #[arg(skip)]
    app_words: Vec<String>,
    /// Folder of the database, keys and logs within the target folder, when it is not the demo's own
    #[arg(skip)]
    folder: Option<&'static str>,
}

impl Options {
    /// For measuring: built for speed, with the limits of the cloud, on free ports and in a folder of its own.
    ///
    /// # Errors
    /// No port is free.
    pub(crate) fn for_bench(dataset: &str, portal_words: Vec<String>, app_words: Vec<String>) -> Outcome<Self> {
        // The OAuth server takes the port below the portal's, so a pair of free ones is looked for.
        let pair = (0..50).find_map(|_| {
            let port = free_port().ok()?;
            std::net::TcpListener::bind(("127.0.0.1", port - 1)).ok().map(|_| port)
        });
        Ok(Self {
            dataset: dataset.to_owned(),
            skip_bad: false,
            database_url: None,
            port: pair.ok_or_else(|| Failure::new("no two free ports beside each other"))?,
            app_port: free_port()?,
            limits: Limits::Cloud,
            release: true,
            exit_when_ready: true,
            keep: false,
            portal_words,
            app_words,
            folder: Some("bench"),
        })
    }

    /// The same at a portal without limits.
    pub(crate) fn unlimited(self) -> Self {
        Self { limits: Limits::Off, ..self }
    }

    /// The same with the app's rows in another database than a fresh file.
    pub(crate) fn on(self, database_url: Option<String>) -> Self {
        Self { database_url, ..self }
    }

    /// Where the database, the keys and the logs are.
    fn home(&self) -> std::path::PathBuf {
        place::target().join(self.folder.unwrap_or("demo"))
    }
}

/// How strictly the portal limits requests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Limits {
    /// No limits
    Off,
    /// As a cloud portal of an ordinary plan
    Cloud,
    /// As a cloud portal of an enterprise plan
    Enterprise,
}

impl Limits {
    fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Cloud => "cloud",
            Self::Enterprise => "enterprise",
        }
    }
}

/// Builds the pages, and the servers beside them: the app is linked by a single core, which takes long.
fn build(options: &Options) -> Outcome {
    thread::scope(|scope| {
        let servers = scope.spawn(|| servers::build_beside(options.release));
        let pages = pages::build();
        let servers = servers.join().map_err(|_| Failure::new("who builds the servers ended early"));
        pages?;
        servers?
    })
}

/// Shows the demo.
pub(crate) fn run(options: &Options) -> Outcome {
    if options.app_port == options.port || options.app_port == options.port - 1 {
        return Err(Failure::new(format!(
            "--app-port {} is taken by the portal, which listens on {} and {}",
            options.app_port,
            options.port - 1,
            options.port
        )));
    }
    build(options)?;
    let mut servers = Servers::start(options)?;
    let admin = install::install(&mut servers)?;
    let figures = figures::read(&admin, &servers)?;
    if options.exit_when_ready {
        servers.stop()?;
        println!("{figures}");
        return Ok(());
    }
    shell::step("the demo is ready");
    println!();
    println!("  the app in the portal   {}", servers.app_page());
    println!("  as an ordinary user     {}", servers.app_page_as_somebody());
    println!("  logs                    {}", servers.logs().display());
    println!();
    println!("Ctrl-C ends it.");
    loop {
        thread::sleep(Duration::from_secs(1));
        servers.check()?;
    }
}
