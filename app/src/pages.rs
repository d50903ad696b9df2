//! One screen each: loads, lays out.

pub(crate) mod activity;
pub(crate) mod company_tab;
pub(crate) mod data;
pub(crate) mod install;
pub(crate) mod keys;
pub(crate) mod report;
pub(crate) mod settings;
pub(crate) mod start;
pub(crate) mod timeline;
