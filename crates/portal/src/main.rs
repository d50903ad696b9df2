//! `svodka-portal`: Bitrix24 portals and their OAuth server on loopback.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use portal::config::{Certificate, Limits, LimitsProfile, NeighbourPortal, RegisteredApp, Webhook};
use portal::dataset::Dataset;
use portal::{Config, Running, start};

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  An app of your own, on a portal with two years of invented sales:
    svodka-portal --app-url http://127.0.0.1:3000/ --install-url http://127.0.0.1:3000/install \\
      --app-id app.mine --app-secret my-secret --app-title Mine --scope crm,placement,user_brief
    then open http://127.0.0.1:8024/ as an administrator, or http://127.0.0.1:8024/?as=5 as somebody else

  Without an app, by an incoming webhook:
    curl http://127.0.0.1:8024/rest/1/demo0webhook0code/crm.deal.list.json

  As strict as the cloud, with a certificate and names of its own:
    svodka-portal --limits cloud --domain mine.example.test:8024 --oauth-domain oauth.example.test:8023 \\
      --tls-cert cert.pem --tls-key key.pem

  What happens behind the scenes, from this machine only:
    curl http://127.0.0.1:8024/_control/journal
    curl -d '{\"kind\":\"503\",\"probability\":0.2,\"seconds\":60}' -H 'content-type: application/json' \\
      http://127.0.0.1:8024/_control/fault

The whole of it is described in docs/EMULATOR.md.";

/// Bitrix24 portals and their OAuth server on loopback, for demos, tests and load.
///
/// Answers REST as the documented platform does, its quirks and limits included, opens an app in a frame with the
/// documented protocol, delivers events and lets tests act behind its back. When it is ready it prints one line:
/// `portal URL oauth URL`.
#[derive(Debug, Parser)]
#[command(version, after_long_help = EXAMPLES, after_help = "`--help` shows examples.")]
struct Options {
    /// Where the portal listens
    #[arg(long, default_value = "127.0.0.1:8024", help_heading = "Addresses")]
    listen: String,
    /// Where its OAuth server listens
    #[arg(long, default_value = "127.0.0.1:8023", help_heading = "Addresses")]
    oauth_listen: String,
    /// Host (and port) by which the portal calls itself, if it is not the listening address
    #[arg(long, value_name = "HOST", help_heading = "Addresses")]
    domain: Option<String>,
    /// Host (and port) by which the OAuth server calls itself
    #[arg(long, value_name = "HOST", help_heading = "Addresses")]
    oauth_domain: Option<String>,
    /// Serve https with this certificate (PEM); the portal also trusts apps served with it
    #[arg(long, value_name = "FILE", requires = "tls_key", help_heading = "Addresses")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert", help_heading = "Addresses")]
    tls_key: Option<PathBuf>,
    /// Write addresses with https although a proxy in front serves it
    #[arg(long, help_heading = "Addresses")]
    behind_https: bool,
    /// One more portal behind the same listener, chosen by Host; may be repeated
    #[arg(long = "portal", value_name = "HOST=DATASET", value_parser = parse_neighbour, help_heading = "Addresses")]
    portals: Vec<(String, Dataset)>,
    /// demo | empty | crm-sales:DIR | scale:companies=N,deals=N,activities=N,people=N,seed=N
    #[arg(long, default_value = "demo", help_heading = "Records")]
    dataset: Dataset,
    /// Count and skip malformed lines of a dataset instead of refusing it
    #[arg(long, help_heading = "Records")]
    skip_bad: bool,
    /// Keep the portals in this folder over restarts: changed records, tokens, apps
    #[arg(long, value_name = "DIR", help_heading = "Records")]
    dir: Option<PathBuf>,
    /// Permanent id of the portal, 32 hex digits
    #[arg(long, default_value = "d5a1c0de00000000000000000000b024", help_heading = "Records")]
    member_id: String,
    /// Request limits: off | cloud (50 and 2/s, 480 s per method) | enterprise (250 and 5/s)
    #[arg(long, default_value = "off", help_heading = "Limits")]
    limits: LimitsProfile,
    /// Operating seconds charged for a call of a method, e.g. crm.deal.list=0.07; may be repeated
    #[arg(long, value_name = "METHOD=SECONDS", value_parser = parse_cost, help_heading = "Limits")]
    cost: Vec<(String, f64)>,
    /// Let requests last as long as they cost on the portal's clock
    #[arg(long, help_heading = "Limits")]
    take_time: bool,
    /// A plan without offline events: `feature.get` says so, binding and reading them is refused
    #[arg(long, help_heading = "Limits")]
    no_offline_events: bool,
    /// Public key of the app
    #[arg(long, default_value = "app.svodka.demo", help_heading = "App")]
    app_id: String,
    /// Secret key of the app
    #[arg(long, default_value = "svodka-demo-secret", help_heading = "App")]
    app_secret: String,
    /// Name of the app in the portal's menus
    #[arg(long, default_value = "Сводка", help_heading = "App")]
    app_title: String,
    /// Page of the app opened in the frame
    #[arg(long, default_value = "http://127.0.0.1:8025/app", help_heading = "App")]
    app_url: String,
    /// Installer page of the app; empty for an app without one
    #[arg(long, default_value = "http://127.0.0.1:8025/install", help_heading = "App")]
    install_url: String,
    /// Scopes of the app, separated by commas
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "crm,telephony,user_brief,department,calendar,placement,im",
        help_heading = "App"
    )]
    scope: Vec<String>,
    /// More apps: a JSON list of objects with client_id, client_secret, code, title, app_url, install_url, scope, …
    #[arg(long, value_name = "FILE", help_heading = "App")]
    apps: Option<PathBuf>,
    /// Incoming webhook as USER:CODE; may be repeated
    #[arg(long, value_parser = parse_webhook, default_value = "1:demo0webhook0code", help_heading = "App")]
    webhook: Vec<Webhook>,
}

fn parse_webhook(text: &str) -> Result<Webhook, String> {
    let (user, code) = text.split_once(':').ok_or("a webhook is written USER:CODE")?;
    let user_id = user.parse().map_err(|_| format!("`{user}` is not the id of a user"))?;
    Ok(Webhook { user_id, code: code.to_owned() })
}

fn parse_neighbour(text: &str) -> Result<(String, Dataset), String> {
    let (domain, dataset) = text.split_once('=').ok_or("a portal is written HOST=DATASET")?;
    let dataset = dataset.parse::<Dataset>().map_err(|error| error.to_string())?;
    Ok((domain.to_owned(), dataset))
}

fn parse_cost(text: &str) -> Result<(String, f64), String> {
    let (method, seconds) = text.split_once('=').ok_or("a cost is written METHOD=SECONDS")?;
    let seconds = seconds.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0);
    Ok((method.to_lowercase(), seconds.ok_or("seconds are a number not below zero")?))
}

/// Ids of neighbours follow the first portal's last digits, so that they are the same at every start.
fn member_id_of(first: &str, place: usize) -> String {
    let kept: String = first.chars().take(28).collect();
    format!("{kept}{:04x}", 0xb025 + place)
}

impl Options {
    fn into_config(self) -> Result<Config, String> {
        let app = RegisteredApp {
            client_id: self.app_id,
            client_secret: self.app_secret,
            title: self.app_title,
            app_url: self.app_url,
            install_url: Some(self.install_url).filter(|url| !url.is_empty()),
            scope: self.scope,
            ..RegisteredApp::default()
        };
        let mut apps = vec![app];
        if let Some(file) = &self.apps {
            let text = fs::read_to_string(file).map_err(|error| format!("reading {}: {error}", file.display()))?;
            let more: Vec<RegisteredApp> =
                serde_json::from_str(&text).map_err(|error| format!("reading {}: {error}", file.display()))?;
            apps.extend(more);
        }
        let certificate = self.tls_cert.zip(self.tls_key).map(|(chain, key)| Certificate { chain, key });
        let neighbours = self.portals.into_iter().enumerate().map(|(place, (domain, dataset))| NeighbourPortal {
            domain,
            member_id: member_id_of(&self.member_id, place),
            dataset,
        });
        let mut limits = Limits::new(self.limits);
        limits.method_seconds = self.cost;
        limits.takes_time = self.take_time;
        Ok(Config {
            listen: self.listen,
            oauth_listen: self.oauth_listen,
            domain: self.domain,
            oauth_domain: self.oauth_domain,
            certificate,
            behind_https: self.behind_https,
            neighbours: neighbours.collect(),
            member_id: self.member_id,
            apps,
            webhooks: self.webhook,
            dataset: self.dataset,
            skip_bad: self.skip_bad,
            dir: self.dir,
            limits,
            offline_events: !self.no_offline_events,
            ..Config::default()
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let config = match Options::parse().into_config() {
        Ok(config) => config,
        Err(why) => clap::Error::raw(ErrorKind::ValueValidation, format!("{why}\n")).exit(),
    };
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the portal did not start");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let named = config.domain.is_some();
    let mut running = start(config).await?;
    announce(&running, named)?;
    tokio::select! {
        () = running.finished() => {}
        interrupted = asked_to_stop() => {
            interrupted?;
            running.stop().await;
        }
    }
    Ok(())
}

/// The one line printed when the portal is ready; neighbours follow on lines of their own.
fn announce(running: &Running, named: bool) -> std::io::Result<()> {
    use std::io::Write;
    let address = if named { running.state.portal_url() } else { running.portal_url.clone() };
    let mut lines = format!("portal {address} oauth {}\n", running.oauth_url);
    for neighbour in &running.neighbours {
        // Writing to a string does not fail.
        let _ = writeln!(lines, "portal {} member_id {}", neighbour.portal_url(), neighbour.member_id());
    }
    let mut out = std::io::stdout().lock();
    out.write_all(lines.as_bytes())?;
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
