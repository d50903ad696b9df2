//! Day of the last communication with each company.
//!
//! What counts, the settings say: calls, meetings, letters, conversations of open lines. A call counts when telephony
//! recorded it as a conversation of the length asked for, or when it is completed and telephony knows nothing of it.
//! Where there is a telephony record it decides: a missed call is none, whoever completes its activity. A record that
//! made an activity counts through it alone: who deletes the call in the CRM takes it back. An activity belongs to a
//! company directly or through its deal or contact, and which company that is gets looked up now, so a deal that moves
//! takes its communications along.

use super::Report;
use crate::conn::on;
use crate::error::Result;
use crate::records::IDS;
use domain::ids::CompanyId;
use domain::settings::Communications;
use futures_util::TryStreamExt;
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// Latest day by company.
pub(super) type LastDays = HashMap<i64, i32>;

/// Provider of conversations of open lines.
pub(super) const OPEN_LINE: &str = "IMOPENLINES_SESSION";

/// The telephony record of an activity.
pub(super) const TELEPHONY: &str =
    " LEFT JOIN call c ON c.portal_id = a.portal_id AND c.activity_id = a.id AND c.activity_id <> 0 AND a.kind = 2";

/// Conditions on an activity `a` with its telephony record `c`: one set for meetings and calls, one for letters and
/// conversations, each with an index of its own. Empty when nothing of the set counts.
pub(super) struct Counting {
    /// On meetings and calls.
    spoken: Option<String>,
    /// On letters and conversations of open lines; they have no telephony record.
    written: Option<String>,
    /// On a telephony record without an activity.
    unbound: Option<String>,
}

impl Counting {
    pub(super) fn of(counted: &Communications) -> Self {
        let meeting = counted.meetings.then(|| "(a.kind = 1 AND a.completed)".to_owned());
        let way = |incoming: &str, outgoing: &str| match (counted.incoming_calls, counted.outgoing_calls) {
            (true, true) => Some(String::new()),
            (true, false) => Some(format!(" AND {incoming}")),
            (false, true) => Some(format!(" AND {outgoing}")),
            (false, false) => None,
        };
        // 1 outgoing, 2 incoming, 3 incoming redirected, 4 a callback, which is ours. An activity says 1 for incoming.
        let recorded = way("c.kind IN (2, 3)", "c.kind IN (1, 4)");
        let told = way("a.direction = 1", "a.direction <> 1");
        let conversation = format!("c.failed_code = '200' AND c.duration_s >= {}", counted.min_seconds);
        let call = recorded.as_ref().zip(told).map(|(recorded, told)| {
            format!("(a.kind = 2 AND (({conversation}{recorded}) OR (c.failed_code IS NULL AND a.completed{told})))")
        });
        let letter = counted.emails.then(|| "a.kind = 4".to_owned());
        let conversation_of_line =
            counted.open_lines.then(|| format!("(a.kind = 6 AND a.provider = '{OPEN_LINE}' AND a.completed)"));
        let any = |conditions: [Option<String>; 2], kinds: &str| {
            let conditions: Vec<String> = conditions.into_iter().flatten().collect();
            (!conditions.is_empty()).then(|| format!(" AND a.kind IN ({kinds}) AND ({})", conditions.join(" OR ")))
        };
        Self {
            spoken: any([meeting, call], "1, 2"),
            written: any([letter, conversation_of_line], "4, 6"),
            unbound: recorded.map(|recorded| format!(" AND c.activity_id = 0 AND {conversation}{recorded}")),
        }
    }
}

/// One way from a communication to its company. Each text ends where the portal's number belongs; what follows is the
/// list of companies, if there is one, and the grouping by `company`.
struct Path {
    /// For all companies.
    all: Vec<String>,
    /// For some of them.
    some: String,
    company: &'static str,
}

impl Path {
    /// A way that is the same for all companies and for some.
    fn either(statement: String, company: &'static str) -> Self {
        Self { all: vec![statement.clone()], some: statement, company }
    }

    /// Activities of companies themselves.
    fn direct(telephony: &str, counted: &str) -> Self {
        let statement = format!(
            "SELECT a.owner_id, MAX(a.day) FROM activity a{telephony} WHERE a.owner_type = 4{counted} AND a.portal_id = "
        );
        Self::either(statement, "a.owner_id")
    }

    /// Activities of records that lead to a company: for all companies grouped by the record first, in the order of the
    /// index, so that each record is looked up once and in order.
    fn through(table: &str, owner_type: i64, telephony: &str, counted: &str) -> Self {
        Self {
            all: vec![
                format!(
                    "SELECT o.company, MAX(k.day) FROM
                       (SELECT a.portal_id, a.owner_id, MAX(a.day) AS day FROM activity a{telephony}
                        WHERE a.owner_type = {owner_type}{counted} AND a.portal_id = "
                ),
                format!(
                    " GROUP BY a.portal_id, a.owner_id) k JOIN {table} o
                      ON o.portal_id = k.portal_id AND o.id = k.owner_id WHERE o.company <> 0 AND o.portal_id = "
                ),
            ],
            some: format!(
                "SELECT o.company, MAX(a.day) FROM {table} o
                 JOIN activity a ON a.portal_id = o.portal_id AND a.owner_type = {owner_type} AND a.owner_id = o.id
                 {telephony} WHERE o.company <> 0{counted} AND o.portal_id = "
            ),
            company: "o.company",
        }
    }
}

fn paths(counted: &Communications) -> Vec<Path> {
    let counting = Counting::of(counted);
    let mut paths = Vec::new();
    for (telephony, condition) in [(TELEPHONY, &counting.spoken), ("", &counting.written)] {
        if let Some(condition) = condition {
            paths.push(Path::direct(telephony, condition));
            paths.push(Path::through("deal", 2, telephony, condition));
            paths.push(Path::through("contact", 3, telephony, condition));
        }
    }
    if let Some(unbound) = counting.unbound {
        paths.push(Path::either(
            format!(
                "SELECT c.entity_id, MAX(c.day) FROM call c
                 WHERE c.entity_type = 4 AND c.entity_id <> 0{unbound} AND c.portal_id = "
            ),
            "c.entity_id",
        ));
        paths.push(Path::either(
            format!(
                "SELECT o.company, MAX(c.day) FROM contact o
                 JOIN call c ON c.portal_id = o.portal_id AND c.entity_type = 3 AND c.entity_id = o.id
                 WHERE o.company <> 0 AND c.entity_id <> 0{unbound} AND o.portal_id = "
            ),
            "o.company",
        ));
    }
    paths
}

impl Report<'_> {
    /// Days of all companies, or of some.
    pub(super) async fn last_days(&mut self, counted: &Communications, only: Option<&[CompanyId]>) -> Result<LastDays> {
        let portal = self.portal.0;
        let paths = paths(counted);
        let mut days = LastDays::new();
        on!(self.conn, |c: Db| {
            for path in &paths {
                for chunk in super::chunks(only, IDS) {
                    let mut sql = QueryBuilder::<Db>::new("");
                    match chunk {
                        None => {
                            for text in &path.all {
                                sql.push(text).push_bind(portal);
                            }
                        }
                        Some(ids) => {
                            sql.push(&path.some).push_bind(portal);
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

#[cfg(test)]
mod tests {
    use super::paths;
    use crate::Store;
    use domain::settings::Communications;
    use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

    /// What SQLite would do, line by line.
    async fn plan(conn: &mut SqliteConnection, statement: &str) -> Vec<String> {
        let statement = format!("EXPLAIN QUERY PLAN {statement}");
        let rows = sqlx::query(AssertSqlSafe(statement)).fetch_all(conn).await.unwrap();
        rows.iter().map(|row| row.get("detail")).collect()
    }

    /// While a large portal was read for the first time, its report read all calls for each activity.
    #[tokio::test]
    async fn a_database_nobody_has_measured_looks_calls_up_by_what_they_belong_to() {
        let file = std::env::temp_dir().join(format!("svodka-plans-{}.db", std::process::id()));
        let url = format!("sqlite://{}", file.display());
        let store = Store::connect(&url).await.unwrap();
        store.migrate().await.unwrap();
        let mut conn = SqliteConnection::connect(&url).await.unwrap();
        let everything = Communications { emails: true, open_lines: true, ..Communications::default() };
        let mut looked_up = 0;
        for path in paths(&everything) {
            let all = format!("{} GROUP BY {}", path.all.join("1") + "1", path.company);
            let some = format!("{}1 AND {} IN (1, 2, 3) GROUP BY {}", path.some, path.company, path.company);
            for statement in [all, some] {
                for step in plan(&mut conn, &statement).await.iter().filter(|step| step.contains(" c ")) {
                    looked_up += 1;
                    let by = ["activity_id=?", "entity_type=?"];
                    assert!(by.iter().any(|column| step.contains(column)), "{step}\nin {statement}");
                }
            }
        }
        assert_eq!(looked_up, 10, "statements that look at calls");
        conn.close().await.unwrap();
        store.close().await;
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
        }
    }
}
