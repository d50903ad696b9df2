//! What the proof compares: canonical digests of stored rows, counts by date, ids to cut ranges at, and the reports.

mod record;
mod reports;

pub use record::Record;
pub use reports::Position;

use crate::conn::{Conn, on};
use crate::error::Result;
use crate::records::IDS;
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use domain::progress::Entity;
use domain::proof::Digest;
use sqlx::{QueryBuilder, Row as _};
use std::borrow::Cow;

/// Dates are grouped by quarters of an hour in the database: midnight of every zone in use falls on one.
const QUARTER: i64 = 15 * 60 * 1000;

/// A row as the proof sees it: the columns that are stored, each as a digest.
pub trait Canonical {
    /// Names and digests of the columns, as they would be stored.
    fn columns(&self) -> Vec<(&'static str, u64)>;

    /// The digest of the row.
    fn digest(&self) -> u64 {
        let mut row = Digest::default();
        for (_, column) in self.columns() {
            row.integer(column.cast_signed());
        }
        row.finish()
    }

    /// Names of the columns in which two rows differ; forms made for search are not told.
    fn differing(&self, other: &Self) -> Vec<&'static str>
    where
        Self: Sized,
    {
        let pairs = self.columns().into_iter().zip(other.columns());
        let differ = pairs.filter(|(mine, theirs)| mine.1 != theirs.1).map(|(mine, _)| mine.0);
        differ.filter(|name| !name.ends_with("_fold")).collect()
    }
}

/// The digest of one column's value.
pub(crate) fn column(value: &impl Column) -> u64 {
    let mut digest = Digest::default();
    value.feed(&mut digest);
    digest.finish()
}

/// A value of a column.
pub(crate) trait Column {
    fn feed(&self, digest: &mut Digest);
}

impl Column for i64 {
    fn feed(&self, digest: &mut Digest) {
        digest.integer(*self);
    }
}

impl Column for i32 {
    fn feed(&self, digest: &mut Digest) {
        digest.integer(i64::from(*self));
    }
}

impl Column for bool {
    fn feed(&self, digest: &mut Digest) {
        digest.flag(*self);
    }
}

impl Column for String {
    fn feed(&self, digest: &mut Digest) {
        digest.text(self);
    }
}

impl Column for Cow<'_, str> {
    fn feed(&self, digest: &mut Digest) {
        digest.text(self);
    }
}

impl<C: Column> Column for Option<C> {
    fn feed(&self, digest: &mut Digest) {
        match self {
            Some(value) => value.feed(digest),
            None => digest.none(),
        }
    }
}

/// Which date of a record is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    /// Creation; of a call its start.
    Created,
    /// Last modification; calls have none.
    Modified,
    /// When an activity takes place; of a call its start.
    Happened,
}

/// Records with a date in a span, and optionally of some people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Which date.
    pub axis: Axis,
    /// From this instant.
    pub from: Option<Millis>,
    /// Up to, not including, this one.
    pub before: Option<Millis>,
    /// Responsible people; empty for everybody. Contacts and requisites have none.
    pub people: Vec<PersonId>,
}

/// The proof's view of one portal.
pub struct Proofs<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// Table of an entity with ids.
fn table(entity: Entity) -> Option<&'static str> {
    match entity {
        Entity::Companies => Some("company"),
        Entity::Requisites => Some("requisite"),
        Entity::Contacts => Some("contact"),
        Entity::Deals => Some("deal"),
        Entity::Activities => Some("activity"),
        Entity::Calls => Some("call"),
        Entity::People | Entity::Departments | Entity::Dictionaries => None,
    }
}

/// Column of a date, if the entity has it.
fn date(entity: Entity, axis: Axis) -> Option<&'static str> {
    match (entity, axis) {
        (Entity::Calls, Axis::Created | Axis::Happened) => Some("started"),
        (Entity::Activities, Axis::Happened) => Some("at"),
        (Entity::Calls, Axis::Modified) | (_, Axis::Happened) => None,
        (_, Axis::Created) => Some("created"),
        (_, Axis::Modified) => Some("modified"),
    }
}

/// Column of the responsible person, if the entity has one.
fn responsible(entity: Entity) -> Option<&'static str> {
    match entity {
        Entity::Companies | Entity::Deals | Entity::Activities => Some("responsible"),
        Entity::Calls => Some("person"),
        _ => None,
    }
}

impl Proofs<'_> {
    /// Rows by date: how many lie before the first of `bounds`, between each two, and from the last one on. Bounds
    /// ascend and fall on quarters of an hour. Empty for an entity without this date.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn counts(&mut self, entity: Entity, axis: Axis, bounds: &[Millis]) -> Result<Vec<u64>> {
        let (Some(table), Some(date)) = (table(entity), date(entity, axis)) else { return Ok(Vec::new()) };
        let portal = self.portal.0;
        let mut counts = vec![0; bounds.len() + 1];
        let quarters: Vec<(i64, i64)> = on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new("SELECT ");
            sql.push(date).push(format_args!(" / {QUARTER}, COUNT(*) FROM ")).push(table);
            sql.push(" WHERE portal_id = ").push_bind(portal).push(" GROUP BY 1");
            sql.build_query_as().fetch_all(c).await?
        });
        for (quarter, count) in quarters {
            let at = Millis(quarter * QUARTER);
            counts[bounds.partition_point(|bound| *bound <= at)] += count.unsigned_abs();
        }
        Ok(counts)
    }

    /// How many rows an entity has.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn count(&mut self, entity: Entity) -> Result<u64> {
        let Some(table) = table(entity) else { return Ok(0) };
        let portal = self.portal.0;
        let count: i64 = on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new("SELECT COUNT(*) FROM ");
            sql.push(table).push(" WHERE portal_id = ").push_bind(portal);
            sql.build_query_scalar().fetch_one(c).await?
        });
        Ok(count.unsigned_abs())
    }

    /// The earliest known date of an entity.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn earliest(&mut self, entity: Entity, axis: Axis) -> Result<Option<Millis>> {
        let (Some(table), Some(date)) = (table(entity), date(entity, axis)) else { return Ok(None) };
        let portal = self.portal.0;
        let earliest: Option<i64> = on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new("SELECT MIN(");
            sql.push(date).push(") FROM ").push(table).push(" WHERE portal_id = ").push_bind(portal);
            sql.push(" AND ").push(date).push(" > 0");
            sql.build_query_scalar().fetch_one(c).await?
        });
        Ok(earliest.map(Millis))
    }

    /// Every `step`-th id above `after`, of a selection or of all, in order, and the last one: between two of them lie
    /// `step` stored rows. Looks at `most` rows at the most, and answers how many there were.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn marks(
        &mut self,
        entity: Entity,
        selection: Option<&Selection>,
        after: i64,
        most: u64,
        step: usize,
    ) -> Result<(Vec<i64>, u64)> {
        // The ids themselves are small; only every `step`-th stays.
        const CHUNK: u64 = 20_000;
        let (mut marks, mut last, mut seen) = (Vec::new(), after, 0);
        loop {
            let wanted = CHUNK.min(most - seen);
            let ids = self.ids(entity, selection, last, None, wanted).await?;
            for id in &ids {
                seen += 1;
                if seen.is_multiple_of(u64::try_from(step).unwrap_or(u64::MAX)) {
                    marks.push(*id);
                }
            }
            last = ids.last().copied().unwrap_or(last);
            if u64::try_from(ids.len()).unwrap_or(0) < wanted || seen >= most {
                break;
            }
        }
        if last > after && marks.last() != Some(&last) {
            marks.push(last);
        }
        Ok((marks, seen))
    }

    /// Ids of a selection or of all above `after`, up to and including `up_to`, in order; at most `most`.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn ids(
        &mut self,
        entity: Entity,
        selection: Option<&Selection>,
        after: i64,
        up_to: Option<i64>,
        most: u64,
    ) -> Result<Vec<i64>> {
        let Some(table) = table(entity) else { return Ok(Vec::new()) };
        let date = selection.map(|selection| date(entity, selection.axis));
        if date == Some(None) {
            return Ok(Vec::new());
        }
        let portal = self.portal.0;
        let rows: Vec<i64> = on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new("SELECT id FROM ");
            sql.push(table).push(" WHERE portal_id = ").push_bind(portal);
            sql.push(" AND id > ").push_bind(after);
            if let Some(up_to) = up_to {
                sql.push(" AND id <= ").push_bind(up_to);
            }
            if let (Some(selection), Some(Some(date))) = (selection, date) {
                if let Some(from) = selection.from {
                    sql.push(" AND ").push(date).push(" >= ").push_bind(from.0);
                }
                if let Some(before) = selection.before {
                    sql.push(" AND ").push(date).push(" < ").push_bind(before.0);
                }
                if let Some(person) = responsible(entity).filter(|_| !selection.people.is_empty()) {
                    sql.push(" AND ").push(person).push(" IN (");
                    let mut list = sql.separated(", ");
                    for person in &selection.people {
                        list.push_bind(person.0);
                    }
                    sql.push(")");
                }
            }
            sql.push(" ORDER BY id LIMIT ").push_bind(i64::try_from(most).unwrap_or(i64::MAX));
            let stored = sql.build().persistent(false).fetch_all(c).await?;
            stored.iter().map(|row| row.try_get(0)).collect::<std::result::Result<_, _>>()?
        });
        Ok(rows)
    }

    /// Forgets when these rows were modified and read, so that the next reading of them is taken for newer: a copy that
    /// was edited may claim to be from the future.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn doubt(&mut self, entity: Entity, ids: &[i64]) -> Result<()> {
        let Some(table) = table(entity) else { return Ok(()) };
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            for chunk in ids.chunks(IDS) {
                let mut sql = QueryBuilder::<Db>::new("UPDATE ");
                sql.push(table).push(" SET seen = 0");
                if let Some(date) = date(entity, Axis::Modified) {
                    sql.push(", ").push(date).push(" = 0");
                }
                sql.push(" WHERE portal_id = ").push_bind(portal).push(" AND id IN (");
                let mut list = sql.separated(", ");
                for id in chunk {
                    list.push_bind(*id);
                }
                sql.push(")");
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }
}
