//! Nothing outlives this command: a child is ended and a folder removed even when we are killed.
//!
//! A small shell waits for the end of a pipe that only this process holds. However we end, the pipe closes and the shell
//! carries out its orders; dropping the lifeline does the same at once. No signal handler is needed for that.

use crate::failure::{Doing, Outcome};
use std::io::Write as _;
use std::process::{Child, Command, Stdio};

/// Orders that are carried out when this value, or this process, is gone.
pub(crate) struct Lifeline(Child);

impl Lifeline {
    /// Prepares shell `orders`; `$1`, `$2`, … in them are `words`.
    ///
    /// # Errors
    /// The shell could not be started.
    pub(crate) fn prepare(orders: &str, words: &[&str]) -> Outcome<Self> {
        // The terminal's Ctrl-C reaches the whole group: this shell has to survive it.
        let script = format!("trap '' INT HUP TERM; read -r word; [ \"$word\" = done ] && exit 0; {orders}");
        Command::new("sh")
            .args(["-c", &script, "lifeline"])
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(Self)
            .doing("starting a shell")
    }

    /// Lets the orders be carried out without waiting for them to end.
    pub(crate) fn cut(&mut self) {
        drop(self.0.stdin.take());
    }

    /// Makes the orders void: there is nothing left to end.
    pub(crate) fn disarm(&mut self) {
        if let Some(mut pipe) = self.0.stdin.take() {
            // A shell that is gone already carries nothing out either.
            drop(writeln!(pipe, "done"));
        }
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        self.cut();
        drop(self.0.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_carried_out_when_the_lifeline_goes() {
        let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
        let lifeline = Lifeline::prepare("kill -TERM \"$1\"", &[&sleeper.id().to_string()]).unwrap();
        assert!(sleeper.try_wait().unwrap().is_none(), "still running");
        drop(lifeline);
        assert!(!sleeper.wait().unwrap().success());
    }

    #[test]
    fn a_disarmed_lifeline_does_nothing() {
        let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
        let mut lifeline = Lifeline::prepare("kill -TERM \"$1\"", &[&sleeper.id().to_string()]).unwrap();
        lifeline.disarm();
        drop(lifeline);
        assert!(sleeper.try_wait().unwrap().is_none(), "still running");
        sleeper.kill().unwrap();
        sleeper.wait().unwrap();
    }
}
