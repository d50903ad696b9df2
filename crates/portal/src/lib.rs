//! A Bitrix24 portal and its OAuth server on loopback: the demo's portal, every test's portal and the load rig.
//!
//! [`start`] binds two loopback listeners, one for the portal and one for its OAuth server, and returns their addresses.
//! The REST half answers as the documented platform does, quirks included; the pages in [`face`] host the app in a
//! frame; the records come from a [`dataset`]. State is never global: a test may start any number of portals.

mod change;
mod clock;
pub mod config;
mod control;
pub mod dataset;
mod dates;
pub mod face;
pub mod faults;
pub mod frame;
pub mod journal;
mod keep;
mod limits;
pub mod model;
mod oauth;
mod php;
mod rest;
mod secret;
mod server;
pub mod state;
mod tls;
mod wire;

pub use config::Config;
pub use keep::KeepError;
pub use server::{Running, StartError, start};
pub use state::AppState;
pub use tls::CertificateError;
