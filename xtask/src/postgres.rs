//! A private PostgreSQL for tests and benchmarks: its own folder, its own loopback port, gone afterwards.

use crate::failure::{Doing, Failure, Outcome};
use crate::lifeline::Lifeline;
use crate::service::Service;
use crate::{debian, place, shell};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Variable that names a database tests may fill; when it is set, no private server is started.
pub(crate) const VARIABLE: &str = "TEST_DATABASE_URL";

/// Settings of a server whose data nobody will miss.
const THROWAWAY: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// What happens to data when the machine loses power.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// It may be lost: tests.
    Throwaway,
    /// It is kept as in production: benchmarks.
    Kept,
}

/// A database for tests: a private server, or the one the environment names.
pub(crate) struct Postgres {
    url: String,
    // Dropped in this order: first the server ends, then its folder goes.
    _server: Option<(Service, Lifeline)>,
}

impl Postgres {
    /// Where to connect.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The database the environment names, or a server of our own.
    ///
    /// # Errors
    /// PostgreSQL is missing and could not be installed, or does not start.
    pub(crate) fn provide(durability: Durability) -> Outcome<Self> {
        if let Ok(url) = std::env::var(VARIABLE)
            && !url.is_empty()
        {
            shell::step(&format!("using the PostgreSQL of {VARIABLE}"));
            return Ok(Self { url, _server: None });
        }
        let programs = ensure()?;
        shell::step("starting a private PostgreSQL");
        let home = std::env::temp_dir().join(format!("svodka-postgres-{}", std::process::id()));
        fs::create_dir_all(&home).doing(format!("creating {}", home.display()))?;
        let folder = Lifeline::prepare("rm -rf -- \"$1\"", &[&home.to_string_lossy()])?;
        if debian::is_root() {
            shell::read(Command::new("chown").arg("postgres").arg(&home))?;
        }
        let data = home.join("data");
        let mut initdb = as_its_user(&programs.join("initdb"), &home);
        initdb
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(&data);
        shell::read(&mut initdb)?;
        let port = free_port()?;
        let server = start(&programs, &home, port, durability)?;
        Ok(Self { url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), _server: Some((server, folder)) })
    }
}

fn start(programs: &Path, home: &Path, port: u16, durability: Durability) -> Outcome<Service> {
    let mut command = as_its_user(&programs.join("postgres"), home);
    command.arg("-D").arg(home.join("data")).args(["-p", &port.to_string()]);
    let mut settings = vec![
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=200",
        "shared_buffers=256MB",
        "max_wal_size=4GB",
    ];
    if durability == Durability::Throwaway {
        settings.extend(THROWAWAY);
    }
    for setting in settings {
        command.args(["-c", setting]);
    }
    let log = home.join("log");
    // INT is its fast shutdown: sessions are ended instead of waited for.
    let mut server = Service::start("PostgreSQL", &mut command, &log, "INT")?;
    server.wait_until(Duration::from_secs(60), || {
        fs::read_to_string(&log).ok().filter(|text| text.contains("ready to accept connections"))
    })?;
    Ok(server)
}

/// PostgreSQL refuses to run as root, so root runs it as its own user.
fn as_its_user(program: &Path, home: &Path) -> Command {
    let mut command = if debian::is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(home).env("LC_ALL", "C.UTF-8");
    command
}

/// The folder of the server's programs, installed when missing and we may.
///
/// # Errors
/// It is missing and could not be installed.
pub(crate) fn ensure() -> Outcome<PathBuf> {
    if let Some(programs) = find() {
        return Ok(programs);
    }
    debian::install(&["postgresql"], "tests on PostgreSQL")?;
    find().doing("no PostgreSQL server programs after their installation")
}

fn find() -> Option<PathBuf> {
    let complete = |dir: &PathBuf| dir.join("postgres").is_file() && dir.join("initdb").is_file();
    let on_path = place::on_path("postgres")
        .and_then(|program| fs::canonicalize(program).ok())
        .and_then(|program| program.parent().map(Path::to_path_buf))
        .filter(complete);
    on_path.or_else(|| {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        versions
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let version: u32 = path.file_name()?.to_str()?.parse().ok()?;
                Some((version, path.join("bin")))
            })
            .filter(|(_, dir)| complete(dir))
            .max()
            .map(|(_, dir)| dir)
    })
}

/// A loopback port nobody listens on.
///
/// # Errors
/// The system gives none.
pub(crate) fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::new(format!("no free port: {error}")))
}
