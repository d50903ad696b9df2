//! The server through its real router against a real portal emulator, on both databases.
//!
//! `TEST_DATABASE_URL` names the PostgreSQL to use; without it those cases say so and end.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod activity;
mod backfill;
mod changes;
mod data;
mod defects;
mod drill;
mod events;
mod export;
mod first_reading;
mod identity;
mod inbox;
mod isolation;
mod jobs;
mod journal;
mod killed;
mod limits;
mod live;
mod metrics;
mod new_deals;
mod once;
mod process;
mod processes;
mod proof;
mod report;
mod scopes;
mod searching;
mod settings;
mod standing;
mod takeover;
mod torture;
mod views;
mod world;
