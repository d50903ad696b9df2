//! Report 1, "communications and deals": companies in rows, directions in columns.
//!
//! [`table::ReportTable`] holds what a report needs in compact columns and answers [`query::ReportQuery`] over any
//! range of rows. Server and browser run this same code.

pub mod changes;
pub mod columns;
pub mod drill;
pub mod facts;
pub mod overdue;
pub mod query;
pub mod table;
pub mod views;
pub mod window;
