//! Rules of Svodka and the types both sides speak.
//!
//! Everything here is pure: no I/O, no clock, no async. The server and the browser run the same code, so a number
//! filtered in the browser, exported by the server or sent to a chat is the same number. "Now" is always a parameter.

pub mod activity;
pub mod calendar_names;
pub mod day;
pub mod deals;
pub mod directory;
pub mod freshness;
pub mod headcount;
pub mod ids;
pub mod jobs;
pub mod money;
pub mod progress;
pub mod proof;
pub mod report;
pub mod requests;
pub mod rights;
pub mod session;
pub mod settings;
pub mod summary;
pub mod text;
