//! The calls and meetings a cell is made of, one by one.

use super::PersonDays;
use crate::conn::on;
use crate::error::Result;
use domain::day::{Day, Millis};
use domain::ids::PersonId;
use sqlx::QueryBuilder;

/// Which calls or meetings are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Whose.
    pub person: PersonId,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// Records with a smaller number: the next page.
    pub before: Option<i64>,
    /// How many at most.
    pub most: i64,
}

/// A call with what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedCall {
    /// Number of the telephony record.
    pub id: i64,
    /// When it began.
    pub started: Millis,
    /// Whether we called.
    pub outgoing: bool,
    /// Seconds.
    pub seconds: u32,
    /// The client's number.
    pub phone: String,
    /// Whether it was a conversation whose activity is still there.
    pub stands: bool,
    /// The company by id and name.
    pub company: Option<(i64, String)>,
    /// The record it is bound to: the documented number of its kind, its id, its name where it is known.
    pub bound: Option<(i64, i64, String)>,
}

/// A meeting with whom it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedMeeting {
    /// Id of the activity.
    pub id: i64,
    /// When it ended.
    pub at: Millis,
    /// What it was about.
    pub subject: String,
    /// The company by id and name.
    pub company: Option<(i64, String)>,
    /// The record it belongs to: the documented number of its kind, its id, its name where it is known.
    pub bound: Option<(i64, i64, String)>,
}

/// Id, started, kind, seconds, phone, stands, company, its title, kind of the bound record, its id, deal, contact.
type Columns = (i64, i64, i64, i32, String, i64, i64, Option<String>, i64, i64, Option<String>, Option<String>);

/// A call leads to the company it is counted for; it is bound to its activity's record, or to its own.
const LISTING: &str =
    "SELECT l.id, l.started, l.kind, l.duration_s, l.phone, l.stands, l.company, o.title, l.bound_type,
        l.bound_id, bd.title, bc.name
    FROM (SELECT c.portal_id, c.id, c.started, c.kind, c.duration_s, c.phone,
            CAST(CASE WHEN c.failed_code = '200' AND c.kind IN (1, 2, 3, 4) AND (c.activity_id = 0 OR a.id IS NOT NULL)
                 THEN 1 ELSE 0 END AS BIGINT) AS stands,
            CASE WHEN c.entity_type = 4 THEN c.entity_id
                 WHEN COALESCE(p.company, ed.company, 0) <> 0 THEN COALESCE(p.company, ed.company, 0)
                 WHEN a.owner_type = 4 THEN a.owner_id
                 ELSE COALESCE(d.company, ap.company, 0) END AS company,
            CASE WHEN COALESCE(a.owner_id, 0) <> 0 THEN a.owner_type ELSE c.entity_type END AS bound_type,
            CASE WHEN COALESCE(a.owner_id, 0) <> 0 THEN a.owner_id ELSE c.entity_id END AS bound_id
        FROM call c
        LEFT JOIN contact p ON p.portal_id = c.portal_id AND p.id = c.entity_id AND c.entity_type = 3
        LEFT JOIN deal ed ON ed.portal_id = c.portal_id AND ed.id = c.entity_id AND c.entity_type = 2
        LEFT JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id AND c.activity_id <> 0
        LEFT JOIN deal d ON d.portal_id = a.portal_id AND d.id = a.owner_id AND a.owner_type = 2
        LEFT JOIN contact ap ON ap.portal_id = a.portal_id AND ap.id = a.owner_id AND a.owner_type = 3
        WHERE c.portal_id = $1 AND c.person IN ($2, 0) AND c.day BETWEEN $3 AND $4 AND c.id < $5
          AND CASE WHEN c.person <> 0 THEN c.person ELSE COALESCE(a.responsible, 0) END = $2
        ORDER BY c.id DESC LIMIT $6) l
    LEFT JOIN company o ON o.portal_id = l.portal_id AND o.id = l.company
    LEFT JOIN deal bd ON bd.portal_id = l.portal_id AND bd.id = l.bound_id AND l.bound_type = 2
    LEFT JOIN contact bc ON bc.portal_id = l.portal_id AND bc.id = l.bound_id AND l.bound_type = 3
    ORDER BY l.id DESC";

impl PersonDays<'_> {
    /// Calls of a person's days, those that do not count included, the latest record first.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn calls(&mut self, wanted: &Listed) -> Result<Vec<ListedCall>> {
        let portal = self.portal.0;
        let rows: Vec<Columns> = on!(self.conn, |c| {
            sqlx::query_as(LISTING)
                .bind(portal)
                .bind(wanted.person.0)
                .bind(wanted.first.0)
                .bind(wanted.last.0)
                .bind(wanted.before.unwrap_or(i64::MAX))
                .bind(wanted.most)
                .fetch_all(c)
                .await?
        });
        Ok(rows.into_iter().map(listed).collect())
    }
}

/// Id, end, subject, company, its title, kind of the owner, its id, deal, contact.
type MeetingColumns = (i64, i64, String, i64, Option<String>, i64, i64, Option<String>, Option<String>);

/// A meeting leads to the company that owns it, or that of its deal or contact.
const MEETINGS: &str = "SELECT l.id, l.at, l.subject, l.company, o.title, l.owner_type, l.owner_id, l.deal, l.contact
    FROM (SELECT a.portal_id, a.id, a.at, a.subject, a.owner_type, a.owner_id, d.title AS deal, p.name AS contact,
            CASE WHEN a.owner_type = 4 THEN a.owner_id ELSE COALESCE(d.company, p.company, 0) END AS company
        FROM activity a
        LEFT JOIN deal d ON d.portal_id = a.portal_id AND d.id = a.owner_id AND a.owner_type = 2
        LEFT JOIN contact p ON p.portal_id = a.portal_id AND p.id = a.owner_id AND a.owner_type = 3
        WHERE a.kind IN (1, 5, 6) AND a.completed AND a.portal_id = ";

impl PersonDays<'_> {
    /// Completed meetings of a person's days, the latest record first; `providers` are those whose activities are
    /// meetings beside those of that type.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn meetings(&mut self, wanted: &Listed, providers: &[String]) -> Result<Vec<ListedMeeting>> {
        let portal = self.portal.0;
        let rows: Vec<MeetingColumns> = on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new(MEETINGS);
            sql.push_bind(portal).push(" AND a.responsible = ").push_bind(wanted.person.0);
            sql.push(" AND a.day BETWEEN ").push_bind(wanted.first.0).push(" AND ").push_bind(wanted.last.0);
            sql.push(" AND a.id < ").push_bind(wanted.before.unwrap_or(i64::MAX)).push(" AND (a.kind = 1");
            for provider in providers {
                sql.push(" OR a.provider = ").push_bind(provider.clone());
            }
            sql.push(") ORDER BY a.id DESC LIMIT ").push_bind(wanted.most);
            sql.push(") l LEFT JOIN company o ON o.portal_id = l.portal_id AND o.id = l.company ORDER BY l.id DESC");
            sql.build_query_as().persistent(false).fetch_all(c).await?
        });
        Ok(rows.into_iter().map(met).collect())
    }
}

fn met(row: MeetingColumns) -> ListedMeeting {
    let (id, at, subject, company, title, owner_type, owner, deal, contact) = row;
    let bound = bound_to((owner_type, owner), &title, (deal, contact));
    let company = (company > 0).then(|| (company, title.unwrap_or_default()));
    ListedMeeting { id, at: Millis(at), subject, company, bound }
}

/// A record by its kind and id, with what it is called.
fn bound_to(
    (kind, id): (i64, i64),
    company: &Option<String>,
    (deal, contact): (Option<String>, Option<String>),
) -> Option<(i64, i64, String)> {
    let name = match kind {
        2 => deal,
        3 => contact,
        4 => company.clone(),
        _ => None,
    };
    (id > 0).then(|| (kind, id, name.unwrap_or_default()))
}

fn listed(row: Columns) -> ListedCall {
    let (id, started, kind, seconds, phone, stands, company, title, bound_type, bound_id, deal, contact) = row;
    let bound = bound_to((bound_type, bound_id), &title, (deal, contact));
    ListedCall {
        id,
        started: Millis(started),
        outgoing: super::counting::is_outgoing(kind),
        seconds: u32::try_from(seconds).unwrap_or(0),
        phone,
        stands: stands != 0,
        company: (company > 0).then(|| (company, title.unwrap_or_default())),
        bound,
    }
}
