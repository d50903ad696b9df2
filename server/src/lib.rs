//! The Svodka server: joins the store, the Bitrix24 client and HTTP.
//!
//! Only this crate reads the environment, the clock and the network; the crates below receive them.

pub mod activity;
pub mod app;
pub mod arrivals;
pub mod changes;
pub mod cli;
pub mod clock;
pub mod config;
pub mod export;
pub mod hearing;
pub mod http;
pub mod identity;
pub mod install;
pub mod jobs;
pub mod journal;
pub mod keeper;
pub mod launches;
pub mod metrics;
pub mod news;
pub mod overview;
pub mod process;
pub mod reports;
pub mod seal;
pub mod session;
pub mod standing;
pub mod sync;
