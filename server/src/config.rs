//! Configuration: flags, environment (`SVODKA_…`) and their meaning. `svodka serve --help` is the reference.

use clap::Args;
use secrecy::SecretString;
use std::net::SocketAddr;
use std::path::PathBuf;
use url::Url;

/// Everything `svodka serve` needs to know.
#[derive(Args, Clone, Debug)]
pub struct ServeConfig {
    /// Address to listen on.
    #[arg(long, env = "SVODKA_LISTEN", default_value = "127.0.0.1:8025")]
    pub listen: SocketAddr,
    /// Address under which portals and browsers reach this server; event and placement handlers are built from it.
    #[arg(long, env = "SVODKA_PUBLIC_URL", default_value = "http://127.0.0.1:8025")]
    pub public_url: Url,
    /// Folder with the built browser client.
    #[arg(long, env = "SVODKA_ASSETS", default_value = "dist")]
    pub assets: PathBuf,
    /// Where rows are kept.
    #[command(flatten)]
    pub database: DatabaseConfig,
    /// What browsers are sent.
    #[command(flatten)]
    pub reports: ReportsConfig,
    /// What the operator may look at.
    #[command(flatten)]
    pub metrics: MetricsConfig,
    /// Who the app is for Bitrix24.
    #[command(flatten)]
    pub identity: IdentityConfig,
    /// Seconds of the portals' limits that pass in one of the machine's: for rehearsals with an emulator in a hurry.
    #[arg(long, env = "SVODKA_PORTAL_CLOCK_SPEED", default_value_t = 1.0, hide = true)]
    pub portal_clock_speed: f64,
}

/// Where rows are kept.
#[derive(Args, Clone, Debug)]
pub struct DatabaseConfig {
    /// `sqlite://path` or `postgres://user@host/database`.
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://data/svodka.db", hide_env_values = true)]
    pub database_url: String,
}

/// What browsers are sent.
#[derive(Args, Clone, Debug)]
pub struct ReportsConfig {
    /// Most companies of a viewer whose whole table is sent to the browser; those who see more get windows from here.
    #[arg(long, env = "SVODKA_TABLE_ROWS", default_value_t = 250_000)]
    pub table_rows: u64,
}

impl Default for ReportsConfig {
    fn default() -> Self {
        Self { table_rows: 250_000 }
    }
}

/// What the operator may look at.
#[derive(Args, Clone, Debug, Default)]
pub struct MetricsConfig {
    /// Address that answers `GET /metrics` for Prometheus, apart from everything else; not answered without it. The
    /// internet must not reach it.
    #[arg(long, env = "SVODKA_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
}

/// Who the app is for Bitrix24, and the keys its secrets are sealed with.
#[derive(Args, Clone, Debug)]
pub struct IdentityConfig {
    /// The app's `client_id`.
    #[arg(long, env = "SVODKA_CLIENT_ID")]
    pub client_id: String,
    /// The app's `client_secret`.
    #[arg(long, env = "SVODKA_CLIENT_SECRET", hide_env_values = true)]
    pub client_secret: SecretString,
    /// OAuth servers that are believed; a posted address is only ever compared with these. The first is the default.
    #[arg(
        long = "oauth-origin",
        env = "SVODKA_OAUTH_ORIGINS",
        value_delimiter = ',',
        default_values = ["https://oauth.bitrix.info", "https://oauth.bitrix24.tech"]
    )]
    pub oauth_origins: Vec<Url>,
    /// Master keys `id:base64`, comma separated, the newest first. `svodka keygen` prints one.
    #[arg(long, env = "SVODKA_MASTER_KEY", hide_env_values = true)]
    pub master_key: SecretString,
}
