//! The report engine against a plain evaluation of the same rules, and through its changes.

mod chance;
mod changes;
mod defects;
mod engine;
mod naive;
mod paging;
mod patches;
mod scopes;
mod size;
mod wire;
