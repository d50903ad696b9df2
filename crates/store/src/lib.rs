//! SQLite and PostgreSQL behind one API.
//!
//! A [`Store`] is an enum over native pools; every statement is one SQL text stamped once per driver. [`Tx`] writes,
//! [`Reader`] reads one consistent snapshot, and both lend repositories that are bound to a portal, so a query cannot
//! forget its tenant:
//!
//! ```no_run
//! # async fn run(rows: Vec<store::DealRow>, portal: domain::ids::PortalId, now: domain::day::Millis) -> store::Result<()> {
//! let store = store::Store::connect("sqlite://data/svodka.db").await?;
//! store.migrate().await?;
//! let mut tx = store.begin().await?;
//! tx.deals(portal).upsert(&rows).await?;
//! tx.portals().bump_revision(portal, now).await?;
//! tx.commit().await
//! # }
//! ```
//!
//! The store reads no clock, no environment and no network; times and secrets come in as values, secrets already sealed.

mod activities;
mod activity_setup;
mod audit;
mod calls;
mod change_cursors;
mod comment_notices;
mod comments;
mod companies;
mod conn;
mod contacts;
mod created_deals;
mod cursors;
mod deals;
mod depth;
mod dictionaries;
mod error;
mod fence;
mod inbox;
mod jobs;
mod leases;
mod owners;
mod people;
mod person_days;
mod pools;
mod portals;
mod proof;
mod records;
mod remapped;
mod report;
mod request_log;
mod requisites;
mod rights;
mod signals;
mod spent_codes;
mod statistics;
mod store;
mod strangers;
mod tenant;
mod tombstones;
mod touched;
mod views;

pub use activities::{Activities, ActivityRow, KIND_CALL, KIND_MEETING};
pub use activity_setup::{AbsenceRow, ActivitySetup, ActivityState, ForcedRow, PlanCell, PlanChange, PlanKind};
pub use audit::{Audit, AuditFilter, AuditRow, NewAudit};
pub use calls::{CallRow, Calls, SUCCESS_CODE};
pub use change_cursors::{ChangeCursor, ChangeCursors};
pub use comment_notices::{CommentNotices, NoticeOutcome};
pub use comments::{CommentRow, Comments};
pub use companies::{Companies, CompanyRow};
pub use conn::Dialect;
pub use contacts::{ContactRow, Contacts};
pub use created_deals::{CreatedDealRow, CreatedDeals};
pub use cursors::{Cursor, Cursors};
pub use deals::{DealRow, Deals};
pub use depth::QueueDepth;
pub use dictionaries::{ChoiceRow, Dictionaries, FieldRow, PipelineRow, StageRow};
pub use error::{Error, Result};
pub use fence::{Fence, Title};
pub use inbox::{Inbox, InboxDepth, InboxRow};
pub use jobs::{ClaimedJob, Enqueued, JobCounts, JobQueue, Jobs, NewJob};
pub use leases::{Leases, Seat};
pub use owners::{Owner, OwnerType};
pub use people::{Departments, People};
pub use person_days::{Counting, Listed, ListedCall, ListedMeeting, PersonDay, PersonDays, Wanted};
pub use portals::{ChangeSource, NewPortal, Payment, Portal, Portals, Standing, Tokens};
pub use proof::{Axis, Canonical, Position, Proofs, Record, Selection};
pub use remapped::Remapped;
pub use report::{DealDetails, DealsAsked, DealsFound, Report, TotalAsked};
pub use request_log::RequestLog;
pub use requisites::{RequisiteRow, Requisites};
pub use rights::Rights;
pub use signals::{Heard, Listener, Signal};
pub use spent_codes::SpentCodes;
pub use store::{Reader, Store, Tx};
pub use strangers::{Named, StrangerKind, Strangers};
pub use tenant::TENANT_TABLES;
pub use touched::{Touched, TouchedLog};
pub use views::{Edited, ReportViews};
