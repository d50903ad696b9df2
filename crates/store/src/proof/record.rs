//! A stored record of any entity that is compared row by row.

use super::{Axis, Canonical, Proofs};
use crate::error::Result;
use crate::{
    Activities, ActivityRow, CallRow, Calls, Companies, CompanyRow, ContactRow, Contacts, DealRow, Deals, RequisiteRow,
    Requisites,
};
use domain::day::Millis;
use domain::ids::{CompanyId, DealId};
use domain::progress::Entity;
use domain::proof::SECONDS;

/// A record of one of the large entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A company.
    Company(CompanyRow),
    /// A company's requisite.
    Requisite(RequisiteRow),
    /// A contact.
    Contact(ContactRow),
    /// A deal.
    Deal(DealRow),
    /// An activity.
    Activity(ActivityRow),
    /// A telephony record.
    Call(CallRow),
}

impl Record {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> i64 {
        match self {
            Self::Company(row) => row.id.0,
            Self::Requisite(row) => row.id,
            Self::Contact(row) => row.id,
            Self::Deal(row) => row.id.0,
            Self::Activity(row) => row.id,
            Self::Call(row) => row.id,
        }
    }

    /// The canonical digest.
    #[must_use]
    pub fn digest(&self) -> u64 {
        match self {
            Self::Company(row) => row.digest(),
            Self::Requisite(row) => row.digest(),
            Self::Contact(row) => row.digest(),
            Self::Deal(row) => row.digest(),
            Self::Activity(row) => row.digest(),
            Self::Call(row) => row.digest(),
        }
    }

    /// Columns in which it differs from another one of its entity.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<&'static str> {
        match (self, other) {
            (Self::Company(a), Self::Company(b)) => a.differing(b),
            (Self::Requisite(a), Self::Requisite(b)) => a.differing(b),
            (Self::Contact(a), Self::Contact(b)) => a.differing(b),
            (Self::Deal(a), Self::Deal(b)) => a.differing(b),
            (Self::Activity(a), Self::Activity(b)) => a.differing(b),
            (Self::Call(a), Self::Call(b)) => a.differing(b),
            _ => Vec::new(),
        }
    }

    /// One of its dates, if it has that and it is known.
    #[must_use]
    pub fn date(&self, axis: Axis) -> Option<Millis> {
        let at = match (self, axis) {
            (Self::Company(row), Axis::Created) => row.created,
            (Self::Company(row), Axis::Modified) => row.modified,
            (Self::Requisite(row), Axis::Created) => row.created,
            (Self::Requisite(row), Axis::Modified) => row.modified,
            (Self::Contact(row), Axis::Created) => row.created,
            (Self::Contact(row), Axis::Modified) => row.modified,
            (Self::Deal(row), Axis::Created) => row.created,
            (Self::Deal(row), Axis::Modified) => row.modified,
            (Self::Activity(row), Axis::Created) => row.created,
            (Self::Activity(row), Axis::Modified) => row.modified,
            (Self::Activity(row), Axis::Happened) => row.at,
            (Self::Call(row), Axis::Created | Axis::Happened) => row.started,
            _ => return None,
        };
        Some(at).filter(|at| at.0 > 0)
    }

    /// What its bucket sums up: money by currency, or seconds.
    #[must_use]
    pub fn sum(&self) -> Option<(&str, i64)> {
        match self {
            Self::Deal(row) => Some((&row.currency.0, row.amount.0)),
            Self::Call(row) => Some((SECONDS, i64::from(row.duration_s))),
            _ => None,
        }
    }
}

impl Proofs<'_> {
    /// The stored records with these ids, in order of id.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn find(&mut self, entity: Entity, ids: &[i64]) -> Result<Vec<Record>> {
        let (conn, portal) = (self.conn.lend(), self.portal);
        Ok(match entity {
            Entity::Companies => {
                let ids: Vec<CompanyId> = ids.iter().copied().map(CompanyId).collect();
                records(Companies { conn, portal }.find(&ids).await?, Record::Company)
            }
            Entity::Deals => {
                let ids: Vec<DealId> = ids.iter().copied().map(DealId).collect();
                records(Deals { conn, portal }.find(&ids).await?, Record::Deal)
            }
            Entity::Requisites => records(Requisites { conn, portal }.find(ids).await?, Record::Requisite),
            Entity::Contacts => records(Contacts { conn, portal }.find(ids).await?, Record::Contact),
            Entity::Activities => records(Activities { conn, portal }.find(ids).await?, Record::Activity),
            Entity::Calls => records(Calls { conn, portal }.find(ids).await?, Record::Call),
            Entity::People | Entity::Departments | Entity::Dictionaries => Vec::new(),
        })
    }

    /// The stored records above `after`, up to and including `up_to`, in order of id; at most `most`.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn span(&mut self, entity: Entity, after: i64, up_to: Option<i64>, most: u32) -> Result<Vec<Record>> {
        let (conn, portal) = (self.conn.lend(), self.portal);
        Ok(match entity {
            Entity::Companies => records(Companies { conn, portal }.span(after, up_to, most).await?, Record::Company),
            Entity::Deals => records(Deals { conn, portal }.span(after, up_to, most).await?, Record::Deal),
            Entity::Requisites => {
                records(Requisites { conn, portal }.span(after, up_to, most).await?, Record::Requisite)
            }
            Entity::Contacts => records(Contacts { conn, portal }.span(after, up_to, most).await?, Record::Contact),
            Entity::Activities => {
                records(Activities { conn, portal }.span(after, up_to, most).await?, Record::Activity)
            }
            Entity::Calls => records(Calls { conn, portal }.span(after, up_to, most).await?, Record::Call),
            Entity::People | Entity::Departments | Entity::Dictionaries => Vec::new(),
        })
    }
}

fn records<R>(rows: Vec<R>, record: impl Fn(R) -> Record) -> Vec<Record> {
    rows.into_iter().map(record).collect()
}
