//! Report 2, "calls and meetings": plans, facts, comments in one grid.
//!
//! The chain of a number: telephony records and activities are counted per person and day ([`counting`], the result is a
//! [`tally::DayTally`]); the working calendar and absences say which of a person's days are to be worked ([`calendar`]);
//! plans say how much ([`plan`]); [`pace`] compares. [`month`], [`year`] and [`companies`] lay it out as grids for one
//! viewer, [`roster`] decides who stands where. Everything is pure: the same data, viewer and "today" give the same grid.

pub mod administration;
pub mod answers;
pub mod calendar;
pub mod companies;
pub mod counting;
pub mod edit;
pub mod effect;
pub mod grid;
pub mod heat;
pub mod month;
pub mod pace;
pub mod period;
pub mod plan;
pub mod rights;
pub mod roster;
pub mod rows;
pub mod settings;
pub mod setup;
pub mod talk;
pub mod tally;
pub mod threads;
pub mod year;
