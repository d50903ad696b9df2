//! Day of the last communication with each company.
//!
//! A communication is a completed meeting; a call that telephony recorded as a conversation; or a completed call that
//! telephony knows nothing of. Where there is a telephony record it decides: a missed call is none, whoever completes
//! its activity. An activity belongs to a company directly or through its deal or contact, and which company that is
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

/// One way from a communication to its company: the statement up to the portal, the company's column, the rest.
struct Path {
    select: &'static str,
    company: &'static str,
    condition: &'static str,
}

const PATHS: [Path; 5] = [
    Path {
        select: concat!("SELECT a.owner_id, MAX(a.day) FROM activity a", telephony!(), " WHERE a.portal_id = "),
        company: "a.owner_id",
        condition: concat!(" AND a.owner_type = 4", counted!()),
    },
    Path {
        select: concat!(
            "SELECT d.company, MAX(a.day) FROM deal d
             JOIN activity a ON a.portal_id = d.portal_id AND a.owner_type = 2 AND a.owner_id = d.id",
            telephony!(),
            " WHERE d.portal_id = "
        ),
        company: "d.company",
        condition: concat!(" AND d.company <> 0", counted!()),
    },
    Path {
        select: concat!(
            "SELECT p.company, MAX(a.day) FROM contact p
             JOIN activity a ON a.portal_id = p.portal_id AND a.owner_type = 3 AND a.owner_id = p.id",
            telephony!(),
            " WHERE p.portal_id = "
        ),
        company: "p.company",
        condition: concat!(" AND p.company <> 0", counted!()),
    },
    Path {
        select: "SELECT c.entity_id, MAX(c.day) FROM call c WHERE c.portal_id = ",
        company: "c.entity_id",
        condition: " AND c.entity_type = 4 AND c.entity_id <> 0 AND c.failed_code = '200'",
    },
    Path {
        select: "SELECT p.company, MAX(c.day) FROM contact p
                 JOIN call c ON c.portal_id = p.portal_id AND c.entity_type = 3 AND c.entity_id = p.id
                 WHERE p.portal_id = ",
        company: "p.company",
        condition: " AND p.company <> 0 AND c.entity_id <> 0 AND c.failed_code = '200'",
    },
];

impl Report<'_> {
    /// Days of all companies, or of some.
    pub(super) async fn last_days(&mut self, only: Option<&[CompanyId]>) -> Result<LastDays> {
        let portal = self.portal.0;
        let mut days = LastDays::new();
        on!(self.conn, |c: Db| {
            for path in &PATHS {
                for chunk in super::chunks(only, IDS) {
                    let mut sql = QueryBuilder::<Db>::new(path.select);
                    sql.push_bind(portal).push(path.condition);
                    if let Some(ids) = chunk {
                        sql.push(" AND ").push(path.company).push(" IN (");
                        let mut list = sql.separated(", ");
                        for id in ids {
                            list.push_bind(id.0);
                        }
                        sql.push(")");
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
