//! Conformance of the emulator: each test is named after the documented rule it holds the portal to.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod batch;
mod bindings;
mod catalog;
mod comments;
mod control;
mod delivery;
mod envelope;
mod events;
mod families;
mod faults;
mod filters;
mod goods;
mod harness;
mod history;
mod items;
mod kept;
mod lifecycle;
mod limits;
mod lists;
mod oauth;
mod office;
mod offline;
mod pages;
mod paging;
mod plans;
mod realm;
mod releases;
mod steady;
mod traps;
mod typing;
mod user_fields;
mod writes;
