//! Day of the last communication with each company.
//!
//! A communication is a completed meeting; a call that telephony recorded as a conversation; or a completed call that
//! telephony knows nothing of. Where there is a telephony record it decides: a missed call is none, whoever completes
//! its activity. A record that made an activity counts through it alone: who deletes the call in the CRM takes it back. An activity belongs to a company directly or through its deal or contact, and which company that is
//! gets looked up now, so a deal that moves takes its communications along.

use super::Report;
use crate::conn::on;
use crate::error::Result;
use crate::records::IDS;
use domain::ids::CompanyId;
use futures_util::TryStreamExt;
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// Latest day by company.
pub(super) type LastDays = HashMap<i64, i32>;

/// Which activities count, given the telephony record `c` that may be joined.
macro_rules! counted {
    () => {
        " AND a.kind IN (1, 2) AND ((a.kind = 1 AND a.completed)
            OR (a.kind = 2 AND (c.failed_code = '200' OR (c.failed_code IS NULL AND a.completed))))"
    };
}

/// The telephony record of an activity.
macro_rules! telephony {
    () => {
        " LEFT JOIN call c ON c.portal_id = a.portal_id AND c.activity_id = a.id AND c.activity_id <> 0 AND a.kind = 2"
    };
}

/// Activities of records that lead to a company: grouped by the record first, in the order of `activity_owner`, so that
/// each record is looked up once and in order.
macro_rules! activities_through {
    ($table:literal, $owner_type:literal) => {
        Path {
            all: &[
                concat!(
                    "SELECT o.company, MAX(k.day) FROM (SELECT a.portal_id, a.owner_id, MAX(a.day) AS day FROM activity a",
                    telephony!(), " WHERE a.owner_type = ", $owner_type, counted!(), " AND a.portal_id = "
                ),
                concat!(
                    " GROUP BY a.portal_id, a.owner_id) k JOIN ", $table, " o
                      ON o.portal_id = k.portal_id AND o.id = k.owner_id WHERE o.company <> 0 AND o.portal_id = "
                ),
            ],
            some: concat!(
                "SELECT o.company, MAX(a.day) FROM ", $table, " o
                 JOIN activity a ON a.portal_id = o.portal_id AND a.owner_type = ", $owner_type, " AND a.owner_id = o.id",
                telephony!(), " WHERE o.company <> 0", counted!(), " AND o.portal_id = "
            ),
            company: "o.company",
        }
    };
}

/// A way that is the same for all companies and for some.
macro_rules! either {
    ($statement:expr, $company:literal) => {
        Path { all: &[$statement], some: $statement, company: $company }
    };
}

/// One way from a communication to its company. Each text ends where the portal's number belongs; what follows is the
/// list of companies, if there is one, and the grouping by `company`.
struct Path {
    all: &'static [&'static str],
    some: &'static str,
    company: &'static str,
}

const PATHS: [Path; 5] = [
    either!(
        concat!(
            "SELECT a.owner_id, MAX(a.day) FROM activity a",
            telephony!(),
            " WHERE a.owner_type = 4",
            counted!(),
            " AND a.portal_id = "
        ),
        "a.owner_id"
    ),
    activities_through!("deal", 2),
    activities_through!("contact", 3),
    either!(
        "SELECT c.entity_id, MAX(c.day) FROM call c
         WHERE c.entity_type = 4 AND c.entity_id <> 0 AND c.activity_id = 0 AND c.failed_code = '200' AND c.portal_id = ",
        "c.entity_id"
    ),
    either!(
        "SELECT o.company, MAX(c.day) FROM contact o
         JOIN call c ON c.portal_id = o.portal_id AND c.entity_type = 3 AND c.entity_id = o.id
         WHERE o.company <> 0 AND c.entity_id <> 0 AND c.activity_id = 0 AND c.failed_code = '200' AND o.portal_id = ",
        "o.company"
    ),
];

impl Report<'_> {
    /// Days of all companies, or of some.
    pub(super) async fn last_days(&mut self, only: Option<&[CompanyId]>) -> Result<LastDays> {
        let portal = self.portal.0;
        let mut days = LastDays::new();
        on!(self.conn, |c: Db| {
            for path in &PATHS {
                for chunk in super::chunks(only, IDS) {
                    let mut sql = QueryBuilder::<Db>::new("");
                    match chunk {
                        None => {
                            for text in path.all {
                                sql.push(text).push_bind(portal);
                            }
                        }
                        Some(ids) => {
                            sql.push(path.some).push_bind(portal);
                            sql.push(" AND ").push(path.company).push(" IN (");
                            let mut list = sql.separated(", ");
                            for id in ids {
                                list.push_bind(id.0);
                            }
                            sql.push(")");
                        }
                    }
                    sql.push(" GROUP BY ").push(path.company);
                    let query = sql.build_query_as::<(i64, i32)>().persistent(chunk.is_none());
                    let mut rows = query.fetch(&mut *c);
                    while let Some((company, day)) = rows.try_next().await? {
                        days.entry(company).and_modify(|known| *known = day.max(*known)).or_insert(day);
                    }
                }
            }
        });
        Ok(days)
    }
}
