//! The list engine: filters, orders and pages over typed rows, in the two styles of the platform.
//!
//! Legacy lists (`crm.deal.list`) print every scalar as a string under upper-case keys and round `start` down to a page;
//! item lists (`crm.item.list`) print typed values in camelCase and take `start` as an exact offset.

mod cell;
mod field;
mod filter;
mod operand;
mod page;
mod print;
#[cfg(test)]
mod properties;
mod typed;

pub(crate) use cell::Cell;
pub(crate) use field::{Column, Entity, Field, Kind, Style, column_by_name, describe};
pub(crate) use filter::{Filter, Op, parse_filter, split_prefix};
pub(crate) use operand::money;
pub(crate) use page::{Order, Start, page_of, parse_order, parse_start};
pub(crate) use print::{legacy_datetime, money_text, parse_select, print_row};
pub(crate) use typed::{typed_list, typed_row};

/// Rows on one page.
pub(crate) const PAGE: usize = 50;
