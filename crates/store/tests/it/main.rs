//! The store on both engines: each test is written once and runs as `…::sqlite` and `…::postgres`.
//!
//! PostgreSQL is the one `TEST_DATABASE_URL` names; each test makes a schema of its own there. Without the variable
//! those tests say so and pass.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it stands")]

mod activity;
mod convergence;
mod engine;
mod erasure;
mod facts;
mod inbox;
mod jobs;
mod leases;
mod naive;
mod plain_sql;
mod portals;
mod proof;
mod records;
mod request_log;
mod rows;
mod schema;
mod touched;
mod writers;
