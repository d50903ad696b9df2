//! Running other programs: each step says what it does, and how long it has been at it when it is slow.

use crate::failure::{Doing, Failure, Outcome};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// A step that is silent for longer than this says that it is still alive.
const QUIET: Duration = Duration::from_secs(60);

/// Announces a step.
pub(crate) fn step(what: &str) {
    eprintln!("==> {what}");
}

/// Says something about the current step.
pub(crate) fn note(what: &str) {
    eprintln!("    {what}");
}

/// A duration as people say it: `7.3 s`, `2 min 05 s`.
pub(crate) fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// Repeats "still at it" until the returned guard is dropped.
pub(crate) fn while_busy(what: &str) -> impl Drop {
    struct Busy(Option<mpsc::Sender<()>>);
    impl Drop for Busy {
        fn drop(&mut self) {
            self.0.take();
        }
    }
    let (alive, ended) = mpsc::channel::<()>();
    let what = what.to_owned();
    thread::spawn(move || {
        let began = Instant::now();
        while ended.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
            note(&format!("still {what}, {}", spoken(began.elapsed())));
        }
    });
    Busy(Some(alive))
}

/// Runs a program to its end with its output shown.
///
/// # Errors
/// It could not be started or did not end with 0.
pub(crate) fn run(what: &str, command: &mut Command) -> Outcome {
    step(what);
    let began = Instant::now();
    let busy = while_busy(what);
    let status = command.stdin(Stdio::null()).status().doing(started(command))?;
    drop(busy);
    if !status.success() {
        return Err(Failure::new(format!("{what}: failed ({status})")));
    }
    note(&format!("done in {}", spoken(began.elapsed())));
    Ok(())
}

/// Like [`run`] beside a step that is shown: what the program says is told only when it fails.
///
/// # Errors
/// It could not be started or did not end with 0.
pub(crate) fn run_silently(what: &str, command: &mut Command) -> Outcome {
    let began = Instant::now();
    let busy = while_busy(what);
    read(command)?;
    drop(busy);
    note(&format!("{what}: done in {}", spoken(began.elapsed())));
    Ok(())
}

/// Like [`run`], with each line of the program's output handed to `heard` instead of shown.
///
/// # Errors
/// It could not be started or did not end with 0.
pub(crate) fn listen(what: &str, command: &mut Command, mut heard: impl FnMut(&str)) -> Outcome {
    step(what);
    let began = Instant::now();
    let busy = while_busy(what);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().doing(started(command))?;
    let output = child.stdout.take().doing("a program without an output")?;
    for line in BufReader::new(output).lines() {
        heard(&line.doing(format!("reading what {} says", command.get_program().to_string_lossy()))?);
    }
    let status = child.wait().doing(started(command))?;
    drop(busy);
    if !status.success() {
        return Err(Failure::new(format!("{what}: failed ({status})")));
    }
    note(&format!("done in {}", spoken(began.elapsed())));
    Ok(())
}

/// Like [`run`], repeated when it fails: for steps that fetch from a registry.
///
/// # Errors
/// The last try failed too.
pub(crate) fn run_with_retries(what: &str, tries: u32, mut command: impl FnMut() -> Command) -> Outcome {
    for left in (0..tries).rev() {
        match run(what, &mut command()) {
            Ok(()) => return Ok(()),
            Err(failure) if left == 0 => return Err(failure),
            Err(failure) => {
                note(&format!("{failure}; trying again"));
                thread::sleep(Duration::from_secs(3));
            }
        }
    }
    Ok(())
}

/// What a program prints, trimmed; `None` when it cannot be run or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// What a program prints.
///
/// # Errors
/// It could not be started or failed; its own complaint is in the message.
pub(crate) fn read(command: &mut Command) -> Outcome<String> {
    let output = command.stdin(Stdio::null()).output().doing(started(command))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Failure::new(format!(
            "{}: {} {}",
            started(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        )))
    }
}

fn started(command: &Command) -> String {
    format!("starting {}", command.get_program().to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_told_with_two_digits_of_seconds() {
        assert_eq!(spoken(Duration::from_millis(7_340)), "7.3 s");
        assert_eq!(spoken(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn a_program_that_fails_is_an_error_that_names_it() {
        let failure = run("counting", Command::new("sh").args(["-c", "exit 3"])).expect_err("the program ends with 3");
        assert!(failure.to_string().starts_with("counting: failed"), "{failure}");
    }

    #[test]
    fn what_a_program_says_is_heard_even_when_it_fails_afterwards() {
        let mut heard = Vec::new();
        let outcome = listen("telling", Command::new("sh").args(["-c", "echo one; echo two; exit 3"]), |line| {
            heard.push(line.to_owned());
        });
        assert!(outcome.is_err());
        assert_eq!(heard, ["one", "two"]);
    }

    #[test]
    fn a_step_is_tried_as_often_as_allowed() {
        let mut tries = 0;
        let outcome = run_with_retries("fetching", 1, || {
            tries += 1;
            Command::new("false")
        });
        assert!(outcome.is_err());
        assert_eq!(tries, 1);
    }
}
