//! Conformance of the emulator: each test is named after the documented rule it holds the portal to.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod batch;
mod bindings;
mod control;
mod delivery;
mod envelope;
mod events;
mod faults;
mod harness;
mod lifecycle;
mod limits;
mod lists;
mod oauth;
mod offline;
mod pages;
mod realm;
mod releases;
mod steady;
mod traps;
mod typing;
