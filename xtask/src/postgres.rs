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
const THROWAWAY: [&str; 6] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=256MB",
];

/// Settings of a server that is measured.
const KEPT: [&str; 1] = ["max_wal_size=4GB"];

/// How root runs a program as the server's user.
const AS_POSTGRES: [&str; 5] = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"];

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
    /// Shell command that restarts it as after a crash, for a server that was started to be restarted.
    restart: Option<String>,
    _server: Server,
}

/// What keeps a private server, and takes it away.
enum Server {
    /// Somebody else's.
    Foreign,
    /// A child of ours. Dropped in this order: first the server ends, then its folder goes.
    Child { _service: Service, _folder: Lifeline },
    /// A daemon, because it is started anew by others; one lifeline ends it and removes its folder.
    Daemon { _lifeline: Lifeline },
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
            return Ok(Self { url, restart: None, _server: Server::Foreign });
        }
        let programs = ensure()?;
        shell::step("starting a private PostgreSQL");
        let home = new_home("svodka-postgres")?;
        let folder = Lifeline::prepare("rm -rf -- \"$1\"", &[&home.to_string_lossy()])?;
        initialize(&programs, &home)?;
        let port = free_port()?;
        let service = start(&programs, &home, port, durability)?;
        Ok(Self { url: url(port), restart: None, _server: Server::Child { _service: service, _folder: folder } })
    }

    /// A server of our own that may be restarted meanwhile; its data is kept as in production.
    ///
    /// # Errors
    /// PostgreSQL is missing and could not be installed, or does not start.
    pub(crate) fn restartable() -> Outcome<Self> {
        let programs = ensure()?;
        shell::step("starting a private PostgreSQL that may be restarted");
        let home = new_home("svodka-restartable")?;
        let orders = "cd / && \"$1\" -c \"$2\"; rm -rf -- \"$3\"";
        let stop = control(&programs, &home, "-m immediate -w stop");
        let lifeline = Lifeline::prepare(orders, &["sh", &stop, &home.to_string_lossy()])?;
        initialize(&programs, &home)?;
        let port = free_port()?;
        let options: Vec<String> = settings(Durability::Kept).iter().map(|setting| format!("-c {setting}")).collect();
        let start = control(&programs, &home, &format!("-w -t 60 -o \"-p {port} {}\" start", options.join(" ")));
        shell::read(Command::new("sh").args(["-c", &start]))?;
        let restart = control(&programs, &home, "-m immediate -w -t 60 restart");
        Ok(Self { url: url(port), restart: Some(restart), _server: Server::Daemon { _lifeline: lifeline } })
    }

    /// Shell command that restarts the server as after a crash, where that may be.
    pub(crate) fn restart(&self) -> Option<&str> {
        self.restart.as_deref()
    }
}

fn url(port: u16) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

/// A fresh folder that belongs to the server's user.
fn new_home(name: &str) -> Outcome<PathBuf> {
    let home = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(&home).doing(format!("creating {}", home.display()))?;
    if debian::is_root() {
        shell::read(Command::new("chown").arg("postgres").arg(&home))?;
    }
    Ok(home)
}

fn initialize(programs: &Path, home: &Path) -> Outcome {
    let mut initdb = as_its_user(&programs.join("initdb"), home);
    initdb
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
        .arg(home.join("data"));
    shell::read(&mut initdb).map(drop)
}

/// A shell command for `pg_ctl`, silent and as the server's user.
fn control(programs: &Path, home: &Path, order: &str) -> String {
    let user = if debian::is_root() { AS_POSTGRES.join(" ") } else { "env".to_owned() };
    let (program, home) = (programs.join("pg_ctl"), home.display());
    format!(
        "cd '{home}' && LC_ALL=C.UTF-8 {user} '{}' -D '{home}/data' -l '{home}/log' {order} >/dev/null 2>&1 </dev/null",
        program.display()
    )
}

fn start(programs: &Path, home: &Path, port: u16, durability: Durability) -> Outcome<Service> {
    let mut command = as_its_user(&programs.join("postgres"), home);
    command.arg("-D").arg(home.join("data")).args(["-p", &port.to_string()]);
    for setting in settings(durability) {
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

fn settings(durability: Durability) -> Vec<&'static str> {
    let mut settings =
        vec!["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "shared_buffers=256MB"];
    match durability {
        Durability::Throwaway => settings.extend(THROWAWAY),
        Durability::Kept => settings.extend(KEPT),
    }
    settings
}

/// PostgreSQL refuses to run as root, so root runs it as its own user.
fn as_its_user(program: &Path, home: &Path) -> Command {
    let mut command = if debian::is_root() {
        let mut command = Command::new(AS_POSTGRES[0]);
        command.args(&AS_POSTGRES[1..]).arg(program);
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
