//! Counting what passed and failed in the closing lines of the test runners, while their output goes on to the reader.

use crate::failure::{Doing, Failure, Outcome};
use crate::shell;
use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// Tests that passed and failed so far.
#[derive(Default)]
pub(crate) struct Tally {
    passed: u32,
    /// Tests, or whole steps, that failed.
    pub(crate) failed: u32,
    failures: Vec<String>,
}

impl Tally {
    /// Runs a test runner and adds what it counts. A runner that fails without naming a failed test counts as one.
    ///
    /// # Errors
    /// It could not be started, or succeeded without having counted anything (its output has changed).
    pub(crate) fn watch(&mut self, what: &str, command: &mut Command) -> Outcome {
        shell::step(what);
        let began = Instant::now();
        let doing = || format!("starting {}", command.get_program().to_string_lossy());
        let starting = doing();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().doing(&starting)?;
        let readers = [
            child.stdout.take().map(|stream| counting(stream, |line| println!("{line}"))),
            child.stderr.take().map(|stream| counting(stream, |line| eprintln!("{line}"))),
        ];
        let mut counted = Vec::new();
        for reader in readers.into_iter().flatten() {
            let lines = reader.join().map_err(|_| Failure::new("reading a test runner's output"))?;
            counted.extend(lines);
        }
        let status = child.wait().doing(&starting)?;
        let counted = last_word(counted);
        self.passed += counted.iter().map(|count| count.passed).sum::<u32>();
        let failed = counted.iter().map(|count| count.failed).sum::<u32>();
        self.note_failures(what, if status.success() { failed } else { failed.max(1) });
        if status.success() && counted.is_empty() {
            return Err(Failure::new(format!("{what}: the runner counted no tests in a line that is understood")));
        }
        shell::note(&format!("{what}: {} in all", shell::spoken(began.elapsed())));
        Ok(())
    }

    /// Counts a check that has been made as one test.
    pub(crate) fn check(&mut self, what: &str, outcome: Outcome) {
        if outcome.is_ok() {
            self.passed += 1;
        }
        self.note(what, outcome);
    }

    /// Counts a failure, if it is one.
    pub(crate) fn note(&mut self, what: &str, outcome: Outcome) {
        if let Err(failure) = outcome {
            eprintln!("{failure}");
            self.note_failures(what, 1);
        }
    }

    /// Steps that had failures, for the last word.
    pub(crate) fn where_failed(&self) -> String {
        self.failures.join(", ")
    }

    fn note_failures(&mut self, what: &str, failed: u32) {
        if failed > 0 {
            self.failed += failed;
            self.failures.push(what.to_owned());
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Hands lines on and collects the counts in them.
fn counting(stream: impl Read + Send + 'static, show: fn(&str)) -> JoinHandle<Vec<Count>> {
    thread::spawn(move || {
        let mut counted = Vec::new();
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\n', '\r']);
            show(text);
            counted.extend(counts(&plain(text)));
            line.clear();
        }
        counted
    })
}

/// What a closing line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    passed: u32,
    failed: u32,
    /// nextest's own line; it also shows the closing lines of the tests that failed.
    of_nextest: bool,
}

/// The counts that matter: nextest's own where it has the last word.
fn last_word(counted: Vec<Count>) -> Vec<Count> {
    let by_nextest = counted.iter().any(|count| count.of_nextest);
    counted.into_iter().filter(|count| count.of_nextest == by_nextest).collect()
}

/// What a closing line of cargo test, nextest or node's runner counts.
fn counts(line: &str) -> Option<Count> {
    let line = line.trim();
    let of_node = |passed: u32, failed: u32| Count { passed, failed, of_nextest: false };
    if let Some(count) = line.strip_prefix("ℹ pass ") {
        return Some(of_node(count.parse().ok()?, 0));
    }
    if let Some(count) = line.strip_prefix("ℹ fail ") {
        return Some(of_node(0, count.parse().ok()?));
    }
    let of_nextest = line.starts_with("Summary [");
    if !of_nextest && !line.starts_with("test result:") {
        return None;
    }
    let words: Vec<&str> = line.split([' ', ';', ',', '.']).filter(|word| !word.is_empty()).collect();
    let before = |name: &[&str]| -> u32 {
        words
            .windows(name.len() + 1)
            .filter(|window| window[1..] == *name)
            .filter_map(|window| window[0].parse::<u32>().ok())
            .sum()
    };
    let failed = before(&["failed"]) + before(&["timed", "out"]) + before(&["exec", "failed"]);
    Some(Count { passed: before(&["passed"]), failed, of_nextest })
}

/// A line without colours.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(line: &str) -> Option<(u32, u32)> {
        counts(line).map(|count| (count.passed, count.failed))
    }

    #[test]
    fn the_closing_lines_of_three_runners_are_understood() {
        assert_eq!(numbers("test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured"), Some((12, 3)));
        let summary = "     Summary [   4.2s] 30 tests run: 27 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(numbers(summary), Some((27, 3)));
        assert_eq!(numbers("Summary [ 0.1s] 1 test run: 1 passed, 0 skipped"), Some((1, 0)));
        assert_eq!(numbers("ℹ pass 9"), Some((9, 0)));
        assert_eq!(numbers("ℹ fail 2"), Some((0, 2)));
        assert_eq!(numbers("running 12 tests"), None);
    }

    #[test]
    fn a_failed_test_that_nextest_shows_is_counted_once() {
        let lines =
            ["    test result: FAILED. 0 passed; 1 failed; 0 ignored", "Summary [ 2s] 9 tests run: 8 passed, 1 failed"];
        let counted = last_word(lines.iter().filter_map(|line| counts(line)).collect());
        assert_eq!(counted, [Count { passed: 8, failed: 1, of_nextest: true }]);
    }

    #[test]
    fn colours_do_not_hide_a_closing_line() {
        assert_eq!(plain("\u{1b}[34mℹ pass 9\u{1b}[39m"), "ℹ pass 9");
    }

    #[test]
    fn a_runner_that_fails_to_build_counts_as_a_failure() {
        let mut tally = Tally::default();
        tally.watch("building", Command::new("sh").args(["-c", "echo error >&2; exit 101"])).unwrap();
        assert_eq!(tally.to_string(), "0 passed, 1 failed");
        assert_eq!(tally.where_failed(), "building");
    }

    #[test]
    fn a_runner_that_counts_nothing_is_not_taken_for_a_success() {
        let mut tally = Tally::default();
        assert!(tally.watch("nothing", &mut Command::new("true")).is_err());
    }
}
