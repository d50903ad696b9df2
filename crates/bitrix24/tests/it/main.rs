//! The client against a scripted portal on a real socket, on a clock that costs nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod batches;
mod calls;
mod fake;
mod journal;
mod oauth;
mod pace;
mod renewal;
mod sweeps;
