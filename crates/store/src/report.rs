//! What reports are made of, read for a whole portal or for the companies that changed.

mod affected;
mod communications;
mod deals;
mod dependents;
mod directory;
mod drill;
mod facts;
mod phases;
mod progress;
mod rows;
mod summary;
mod sums;
mod timeline;

pub use drill::{DealDetails, DealsAsked, DealsFound, TotalAsked};

use crate::conn::Conn;
use domain::ids::{CompanyId, PortalId};

/// Report data of one portal.
pub struct Report<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// The lists a statement is asked for in turn: parts of `only`, or once without a list.
fn chunks(only: Option<&[CompanyId]>, size: usize) -> Vec<Option<&[CompanyId]>> {
    match only {
        None => vec![None],
        Some(ids) => ids.chunks(size).map(Some).collect(),
    }
}
