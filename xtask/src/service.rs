//! A program that runs beside this command: started with its output in a file, waited for, ended by a signal.

use crate::failure::{Doing, Failure, Outcome};
use crate::lifeline::Lifeline;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often a state is looked at while waiting for it.
const GLANCE: Duration = Duration::from_millis(50);
/// Lines of the log shown when the program fails.
const TAIL: usize = 30;

/// A running program.
pub(crate) struct Service {
    name: &'static str,
    child: Child,
    log: PathBuf,
    signal: &'static str,
    lifeline: Lifeline,
}

impl Service {
    /// Starts `command`, whose output goes to `log`; it will be ended by `signal` (`TERM`, `INT`).
    ///
    /// # Errors
    /// The log could not be written or the program not be started.
    pub(crate) fn start(name: &'static str, command: &mut Command, log: &Path, signal: &'static str) -> Outcome<Self> {
        let output = File::create(log).doing(format!("creating {}", log.display()))?;
        let errors = output.try_clone().doing("sharing a log")?;
        let mut child =
            command.stdin(Stdio::null()).stdout(output).stderr(errors).spawn().doing(format!("starting {name}"))?;
        let id = child.id().to_string();
        let orders = "kill -\"$2\" \"$1\" || exit 0; n=0; while kill -0 \"$1\" && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; kill -KILL \"$1\"";
        let lifeline = Lifeline::prepare(orders, &[&id, signal]).inspect_err(|_| drop(child.kill()))?;
        Ok(Self { name, child, log: log.to_path_buf(), signal, lifeline })
    }

    /// Waits until `ready` finds what it looks for.
    ///
    /// # Errors
    /// The program ended, or `patience` did; the end of its log is in the message.
    pub(crate) fn wait_until<T>(&mut self, patience: Duration, mut ready: impl FnMut() -> Option<T>) -> Outcome<T> {
        let began = Instant::now();
        loop {
            if let Some(found) = ready() {
                return Ok(found);
            }
            self.check()?;
            if began.elapsed() > patience {
                let why = format!("{} was not ready after {} s", self.name, patience.as_secs());
                return Err(self.with_log(&why));
            }
            thread::sleep(GLANCE);
        }
    }

    /// Makes sure it still runs.
    ///
    /// # Errors
    /// It has ended; the end of its log is in the message.
    pub(crate) fn check(&mut self) -> Outcome {
        match self.child.try_wait().doing(format!("looking after {}", self.name))? {
            None => Ok(()),
            Some(status) => Err(self.with_log(&format!("{} ended ({status})", self.name))),
        }
    }

    /// Ends it by its signal, or by force when it takes longer than `patience`.
    ///
    /// # Errors
    /// It had to be forced.
    pub(crate) fn stop(mut self, patience: Duration) -> Outcome<ExitStatus> {
        let asked = Command::new("sh")
            .args(["-c", "kill -\"$1\" \"$2\"", "stop", self.signal, &self.child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        asked.doing("sending a signal")?;
        let began = Instant::now();
        while began.elapsed() < patience {
            if let Some(status) = self.child.try_wait().doing(format!("waiting for {}", self.name))? {
                self.lifeline.disarm();
                return Ok(status);
            }
            thread::sleep(GLANCE);
        }
        drop(self.child.kill());
        let why = format!("{} did not stop within {} s", self.name, patience.as_secs());
        Err(self.with_log(&why))
    }

    fn with_log(&self, why: &str) -> Failure {
        Failure::new(format!("{why}; the end of {}:\n{}", self.log.display(), tail(&self.log)))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // The lifeline sends the signals; a child that nobody waits for would look alive to it.
        self.lifeline.cut();
        drop(self.child.wait());
    }
}

/// The last lines of a log.
fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("xtask-{name}-{}.log", std::process::id()))
    }

    #[test]
    fn a_service_that_ends_early_tells_the_end_of_its_log() {
        let log = log("ends");
        let mut service =
            Service::start("echo", Command::new("sh").args(["-c", "echo the port is taken; exit 2"]), &log, "TERM")
                .unwrap();
        let failure = service.wait_until(Duration::from_secs(10), || None::<()>).expect_err("it ended");
        assert!(failure.to_string().contains("the port is taken"), "{failure}");
        fs::remove_file(log).unwrap();
    }

    #[test]
    fn a_service_is_asked_to_stop_before_it_is_forced() {
        let log = log("stops");
        let script = "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done";
        let mut service = Service::start("loop", Command::new("sh").args(["-c", script]), &log, "TERM").unwrap();
        service
            .wait_until(Duration::from_secs(10), || fs::read_to_string(&log).ok().filter(|text| text.contains("up")))
            .unwrap();
        assert!(service.stop(Duration::from_secs(10)).unwrap().success());
        fs::remove_file(log).unwrap();
    }
}
