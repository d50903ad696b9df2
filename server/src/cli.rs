//! Commands of the `svodka` binary.

mod audit;
mod sync;

pub use audit::{AuditEnd, AuditOptions};
pub use sync::{SyncOptions, Unread};

use crate::app::App;
use crate::clock::Clock;
use crate::config::{DatabaseConfig, ServeConfig};
use crate::seal::Sealer;
use clap::{Parser, Subcommand};
use std::io::Write as _;
use store::Store;
use tokio::net::TcpListener;

/// Reports on communications and deals inside a Bitrix24 portal.
#[derive(Parser, Debug)]
#[command(name = "svodka", version, about)]
pub struct Cli {
    /// What to log: `info`, `debug`, or per module (`server=debug,store=info`).
    #[arg(long, global = true, env = "SVODKA_LOG", default_value = "info")]
    pub log: String,
    /// Log lines as JSON.
    #[arg(long, global = true, env = "SVODKA_LOG_JSON")]
    pub log_json: bool,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve the app and keep portals in sync.
    Serve(Box<ServeConfig>),
    /// Read portals through once and leave: what is left of the first reading, then every change that waits.
    Sync(Box<SyncOptions>),
    /// Compare the copy with the portal and print a certificate: exit code 0 equal, 1 differences found, 2 failure.
    Audit(Box<AuditOptions>),
    /// Bring the database to the current shape and leave.
    Migrate(DatabaseConfig),
    /// Print a fresh master key.
    Keygen,
}

/// A failure that ends the process, in words.
pub type Fatal = Box<dyn std::error::Error + Send + Sync>;

/// Runs a command to its end.
///
/// # Errors
/// Whatever ends the process early.
pub fn run(cli: Cli) -> Result<(), Fatal> {
    start_logging(&cli);
    match cli.command {
        Command::Keygen => {
            writeln!(std::io::stdout(), "{}", Sealer::generate_key())?;
            Ok(())
        }
        Command::Migrate(config) => runtime()?.block_on(async {
            let store = Store::connect(&config.database_url).await?;
            store.migrate().await?;
            store.close().await;
            Ok(())
        }),
        Command::Serve(config) => runtime()?.block_on(serve(*config)),
        Command::Sync(options) => runtime()?.block_on(sync::run(*options)),
        Command::Audit(options) => runtime()?.block_on(audit::run(*options)),
    }
}

fn start_logging(cli: &Cli) {
    let filter = tracing_subscriber::EnvFilter::new(&cli.log);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if cli.log_json { lines.json().init() } else { lines.init() }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

async fn serve(config: ServeConfig) -> Result<(), Fatal> {
    let listener = TcpListener::bind(config.listen).await?;
    let metrics = match config.metrics.metrics_listen {
        Some(address) => Some(TcpListener::bind(address).await?),
        None => None,
    };
    let app = App::start(config, Clock::system()).await?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    let router = crate::http::router(&app);
    if let Some(listener) = metrics {
        tracing::info!(address = %listener.local_addr()?, "measurements");
        tokio::spawn(serve_metrics(listener, app.clone()));
    }
    let leaving = app.clone();
    let stop = async move {
        signalled().await;
        tracing::info!("stopping");
        leaving.stop();
    };
    axum::serve(listener, router).with_graceful_shutdown(stop).await?;
    app.finish().await;
    tracing::info!("stopped");
    Ok(())
}

/// Answers measurements until the server stops; a listener that fails takes nothing else down.
async fn serve_metrics(listener: TcpListener, app: App) {
    let router = crate::http::health::metrics_router(&app);
    let stop = async move { app.stopping().await };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stop).await {
        tracing::error!(%error, "measurements are not answered any more");
    }
}

/// Ends when the process is asked to: Ctrl-C, or SIGTERM where there is such a thing.
async fn signalled() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
                return;
            }
            Err(error) => tracing::warn!(%error, "SIGTERM cannot be watched"),
        }
    }
    if let Err(error) = interrupt.await {
        tracing::warn!(%error, "Ctrl-C cannot be watched");
    }
}
