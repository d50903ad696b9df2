//! The two servers of the demo: the portal, and the app beside it.

use super::Options;
use crate::failure::{Doing, Failure, Outcome};
use crate::http::Peer;
use crate::service::Service;
use crate::{cargo, place, shell};
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const CLIENT_ID: &str = "app.svodka.demo";
const CLIENT_SECRET: &str = "svodka-demo-secret";
/// Generating the largest datasets takes minutes in an unoptimised build.
const PORTAL_PATIENCE: Duration = Duration::from_secs(600);
const APP_PATIENCE: Duration = Duration::from_secs(60);
const STOP_PATIENCE: Duration = Duration::from_secs(30);

/// The running servers.
pub(crate) struct Servers {
    // Dropped first, as it is stopped first.
    app: Service,
    portal: Service,
    /// What compares the copy with the portal.
    audit: Command,
    /// The app.
    pub(crate) app_peer: Peer,
    /// The portal.
    pub(crate) portal_peer: Peer,
    home: PathBuf,
}

impl Servers {
    /// Builds and starts both, each on its ports.
    pub(crate) fn start(options: &Options) -> Outcome<Self> {
        let programs = build(options.release)?;
        for port in [options.port - 1, options.port, options.app_port] {
            make_sure_free(port)?;
        }
        let home = options.home();
        if !options.keep && home.exists() {
            fs::remove_dir_all(&home).doing(format!("removing {}", home.display()))?;
        }
        fs::create_dir_all(&home).doing(format!("creating {}", home.display()))?;
        let portal_peer = Peer::on_port(options.port);
        let app_peer = Peer::on_port(options.app_port);
        shell::step(&format!("starting a portal with the dataset {}", options.dataset));
        let mut command = portal_command(&programs, options)?;
        let mut portal = Service::start("the portal", &mut command, &home.join("portal.log"), "TERM")?;
        let busy = shell::while_busy("making the portal's records");
        portal.wait_until(PORTAL_PATIENCE, || portal_peer.get("/").ok())?;
        drop(busy);
        shell::step("starting the app's server");
        let mut command = app_command(&programs, options)?;
        let mut app = Service::start("the app's server", &mut command, &home.join("app.log"), "TERM")?;
        app.wait_until(APP_PATIENCE, || app_peer.get("/healthz").ok().filter(|reply| reply.status == 200))?;
        let audit = audit_command(&programs, options)?;
        Ok(Self { app, portal, audit, app_peer, portal_peer, home })
    }

    /// Makes sure both run.
    pub(crate) fn check(&mut self) -> Outcome {
        self.app.check()?;
        self.portal.check()
    }

    /// Compares the copy with the portal, as the nightly proof does; answers the certificates.
    ///
    /// # Errors
    /// When they differ.
    pub(crate) fn audit(&mut self) -> Outcome<String> {
        shell::read(&mut self.audit)
    }

    /// Ends both; the app's server has to end well.
    pub(crate) fn stop(self) -> Outcome {
        shell::step("stopping");
        let logs = self.logs();
        let ended = self.app.stop(STOP_PATIENCE)?;
        self.portal.stop(STOP_PATIENCE)?;
        if ended.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("the app's server ended badly ({ended}); see {}", logs.display())))
        }
    }

    /// The app's page in the portal, as the administrator sees it.
    pub(crate) fn app_page(&self) -> String {
        format!("{}/marketplace/app/", self.portal_peer.origin())
    }

    /// The same page as an ordinary user of the datasets sees it.
    pub(crate) fn app_page_as_somebody(&self) -> String {
        format!("{}?as=12", self.app_page())
    }

    /// Where both write their logs.
    pub(crate) fn logs(&self) -> PathBuf {
        self.home.join("*.log")
    }
}

/// Builds both servers; answers the folder they are in.
fn build(release: bool) -> Outcome<PathBuf> {
    shell::run("building the servers (a few minutes the first time)", &mut building(release))?;
    Ok(place::target().join(if release { "release" } else { "debug" }))
}

/// The same while something else shows its output; [`Servers::start`] finds them done.
pub(super) fn build_beside(release: bool) -> Outcome {
    shell::run_silently("building the servers", &mut building(release))
}

fn building(release: bool) -> Command {
    let mut command = cargo::cargo();
    command.args(["build", "--package", "server", "--package", "portal", "--bins"]);
    if release {
        command.arg("--release");
    }
    command
}

fn portal_command(programs: &Path, options: &Options) -> Outcome<Command> {
    let app = Peer::on_port(options.app_port).origin();
    let mut command = Command::new(programs.join("svodka-portal"));
    command
        .args(["--listen", &format!("127.0.0.1:{}", options.port)])
        .args(["--oauth-listen", &format!("127.0.0.1:{}", options.port - 1)])
        .args(["--dataset", &options.dataset])
        .args(["--limits", options.limits.name()])
        .args(["--member-id", &kept(&options.home(), "member.id", || Ok(random_id()))?])
        .args(["--app-id", CLIENT_ID])
        .args(["--app-secret", CLIENT_SECRET])
        .args(["--app-url", &format!("{app}/app")])
        .args(["--install-url", &format!("{app}/install")]);
    if options.skip_bad {
        command.arg("--skip-bad");
    }
    command.args(&options.portal_words);
    Ok(command)
}

fn audit_command(programs: &Path, options: &Options) -> Outcome<Command> {
    let mut command = configured(programs, options, "audit")?;
    command.args(["--json", "--log", "warn"]);
    Ok(command)
}

fn app_command(programs: &Path, options: &Options) -> Outcome<Command> {
    let mut command = configured(programs, options, "serve")?;
    command.args(&options.app_words);
    Ok(command)
}

/// The app's program with the configuration of its server.
fn configured(programs: &Path, options: &Options, what: &str) -> Outcome<Command> {
    let program = programs.join("svodka");
    let database = match &options.database_url {
        Some(url) => url.clone(),
        None => format!("sqlite://{}", options.home().join("svodka.db").display()),
    };
    let mut command = Command::new(&program);
    command
        .arg(what)
        .args(["--listen", &format!("127.0.0.1:{}", options.app_port)])
        .args(["--public-url", &Peer::on_port(options.app_port).origin()])
        .args(["--client-id", CLIENT_ID])
        .args(["--oauth-origin", &Peer::on_port(options.port - 1).origin()])
        .arg("--assets")
        .arg(place::dist())
        // Secrets stay out of the list of processes.
        .env("DATABASE_URL", database)
        .env("SVODKA_CLIENT_SECRET", CLIENT_SECRET)
        .env("SVODKA_MASTER_KEY", master_key(&options.home(), &program)?);
    Ok(command)
}

/// The key the app seals tokens with: the last demo's when it is kept, otherwise a fresh one.
fn master_key(home: &Path, program: &Path) -> Outcome<String> {
    kept(home, "master.key", || Ok(shell::read(Command::new(program).arg("keygen"))?.trim().to_owned()))
}

/// A word of the last demo, or a new one when there was none or it is not kept.
fn kept(home: &Path, name: &str, make: impl FnOnce() -> Outcome<String>) -> Outcome<String> {
    let file = home.join(name);
    if let Ok(kept) = fs::read_to_string(&file) {
        return Ok(kept);
    }
    let made = make()?;
    fs::write(&file, &made).doing(format!("writing {}", file.display()))?;
    Ok(made)
}

/// Permanent id of a portal nobody has seen before: in a database with rows of former demos it is another tenant.
fn random_id() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

fn make_sure_free(port: u16) -> Outcome {
    TcpListener::bind(("127.0.0.1", port))
        .map(drop)
        .doing(format!("port {port} (choose others with --port and --app-port)"))
}
