//! `svodka-portal`: a Bitrix24 portal and its OAuth server on loopback.

use std::process::ExitCode;

use clap::Parser;
use portal::config::{Limits, LimitsProfile, RegisteredApp, Webhook};
use portal::dataset::Dataset;
use portal::{Config, start};

/// A Bitrix24 portal and its OAuth server on loopback, for demos, tests and load.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Where the portal listens
    #[arg(long, default_value = "127.0.0.1:8024")]
    listen: String,
    /// Where its OAuth server listens
    #[arg(long, default_value = "127.0.0.1:8023")]
    oauth_listen: String,
    /// Host by which the portal calls itself, if it is not the listening address
    #[arg(long)]
    domain: Option<String>,
    /// demo | empty | crm-sales:DIR | scale:companies=N,deals=N,activities=N,seed=N
    #[arg(long, default_value = "demo")]
    dataset: Dataset,
    /// Count and skip malformed lines of a dataset instead of refusing it
    #[arg(long)]
    skip_bad: bool,
    /// Request limits: off | cloud | enterprise
    #[arg(long, default_value = "off")]
    limits: LimitsProfile,
    /// Permanent id of the portal, 32 hex digits
    #[arg(long, default_value = "d5a1c0de00000000000000000000b024")]
    member_id: String,
    /// Public key of the app
    #[arg(long, default_value = "app.svodka.demo")]
    app_id: String,
    /// Secret key of the app
    #[arg(long, default_value = "svodka-demo-secret")]
    app_secret: String,
    /// Name of the app in the portal's menus
    #[arg(long, default_value = "Сводка")]
    app_title: String,
    /// Page of the app opened in the frame
    #[arg(long, default_value = "http://127.0.0.1:8025/app")]
    app_url: String,
    /// Installer page of the app; empty for an app without one
    #[arg(long, default_value = "http://127.0.0.1:8025/install")]
    install_url: String,
    /// Scopes of the app, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "crm,telephony,user_brief,department,calendar,placement,im")]
    scope: Vec<String>,
    /// Incoming webhook as USER:CODE; may be repeated
    #[arg(long, value_parser = parse_webhook, default_value = "1:demo0webhook0code")]
    webhook: Vec<Webhook>,
}

fn parse_webhook(text: &str) -> Result<Webhook, String> {
    let (user, code) = text.split_once(':').ok_or("a webhook is written USER:CODE")?;
    let user_id = user.parse().map_err(|_| format!("`{user}` is not the id of a user"))?;
    Ok(Webhook { user_id, code: code.to_owned() })
}

impl From<Options> for Config {
    fn from(options: Options) -> Self {
        let app = RegisteredApp {
            client_id: options.app_id,
            client_secret: options.app_secret,
            title: options.app_title,
            app_url: options.app_url,
            install_url: Some(options.install_url).filter(|url| !url.is_empty()),
            scope: options.scope,
            ..RegisteredApp::default()
        };
        Self {
            listen: options.listen,
            oauth_listen: options.oauth_listen,
            domain: options.domain,
            member_id: options.member_id,
            apps: vec![app],
            webhooks: options.webhook,
            dataset: options.dataset,
            skip_bad: options.skip_bad,
            limits: Limits::new(options.limits),
            ..Self::default()
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Options::parse().into()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the portal did not start");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let mut running = start(config).await?;
    announce(&running.portal_url, &running.oauth_url)?;
    tokio::select! {
        () = running.finished() => {}
        interrupted = asked_to_stop() => {
            interrupted?;
            running.stop().await;
        }
    }
    Ok(())
}

/// The one line printed when the portal is ready.
fn announce(portal_url: &str, oauth_url: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "portal {portal_url} oauth {oauth_url}")?;
    out.flush()
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
