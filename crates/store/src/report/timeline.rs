//! Communications of one company, latest first: those that count and those that do not, each saying which.

use super::Report;
use super::communications::OPEN_LINE;
use crate::activities::{Activities, ActivityRow};
use crate::calls::{CallRow, Calls, SUCCESS_CODE};
use crate::conn::on;
use crate::error::Result;
use crate::owners::OwnerType;
use crate::records::IDS;
use domain::ids::{CompanyId, DealId};
use domain::report::drill::{Communication, ContactKind, Timeline, Way};
use domain::settings::Communications;
use sqlx::QueryBuilder;
use std::collections::HashMap;
use std::ops::Range;

/// An activity.
const ACTIVITY: i32 = 0;
/// A telephony record without an activity.
const CALL: i32 = 1;

/// Conditions of the two indexes of activities by owner.
const KINDS: [&str; 2] = ["a.kind IN (1, 2)", "a.kind IN (4, 6) AND (a.kind = 4 OR a.provider = '$open_line')"];

/// Ways from a company (`$2`) of a portal (`$1`) to its communications: what it is, its id, when.
fn ways() -> String {
    let mut ways = Vec::new();
    for kinds in KINDS {
        let kinds = kinds.replace("$open_line", OPEN_LINE);
        ways.push(format!(
            "SELECT {ACTIVITY} AS what, a.id AS id, a.at AS at FROM activity a
             WHERE a.portal_id = $1 AND a.owner_type = 4 AND a.owner_id = $2 AND {kinds}"
        ));
        for (table, owner_type) in [("deal", 2), ("contact", 3)] {
            ways.push(format!(
                "SELECT {ACTIVITY}, a.id, a.at FROM {table} o
                 JOIN activity a ON a.portal_id = o.portal_id AND a.owner_type = {owner_type} AND a.owner_id = o.id
                 WHERE o.portal_id = $1 AND o.company = $2 AND {kinds}"
            ));
        }
    }
    ways.push(format!(
        "SELECT {CALL}, c.id, c.started FROM call c
         WHERE c.portal_id = $1 AND c.entity_type = 4 AND c.entity_id = $2 AND c.entity_id <> 0 AND c.activity_id = 0"
    ));
    ways.push(format!(
        "SELECT {CALL}, c.id, c.started FROM contact o
         JOIN call c ON c.portal_id = o.portal_id AND c.entity_type = 3 AND c.entity_id = o.id
         WHERE o.portal_id = $1 AND o.company = $2 AND c.entity_id <> 0 AND c.activity_id = 0"
    ));
    ways.join(" UNION ALL ")
}

impl Report<'_> {
    /// Communications of a company at places `range`.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn timeline(
        &mut self,
        counted: &Communications,
        company: CompanyId,
        range: Range<usize>,
    ) -> Result<Timeline> {
        if company.0 == 0 {
            return Ok(Timeline { total: 0, offset: range.start, communications: Vec::new() });
        }
        let (total, window) = self.window_of(company, &range).await?;
        let ids = |kind: i32| window.iter().filter(|(what, _)| *what == kind).map(|(_, id)| *id).collect::<Vec<i64>>();
        let portal = self.portal;
        let activities = Activities { conn: self.conn.lend(), portal }.find(&ids(ACTIVITY)).await?;
        let alone = Calls { conn: self.conn.lend(), portal }.find(&ids(CALL)).await?;
        let mut recorded: HashMap<i64, Vec<CallRow>> = HashMap::new();
        for call in self.recorded(&ids(ACTIVITY)).await? {
            recorded.entry(call.activity_id.unwrap_or(0)).or_default().push(call);
        }
        let mut told: HashMap<(i32, i64), Communication> = HashMap::new();
        for activity in &activities {
            let calls = recorded.get(&activity.id).map_or(&[][..], Vec::as_slice);
            told.insert((ACTIVITY, activity.id), of_activity(activity, calls, counted));
        }
        told.extend(alone.iter().map(|call| ((CALL, call.id), of_call(call, counted))));
        let communications = window.iter().filter_map(|key| told.remove(key)).collect();
        Ok(Timeline { total, offset: range.start, communications })
    }

    async fn window_of(&mut self, company: CompanyId, range: &Range<usize>) -> Result<(u64, Vec<(i32, i64)>)> {
        let portal = self.portal.0;
        let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
        let (skip, take) = (number(range.start), number(range.len()));
        Ok(on!(self.conn, |c: Db| {
            // The texts are put together from constants of this file.
            let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM ({}) all_of_them", ways()));
            let total: i64 = sqlx::query_scalar::<Db, _>(count).bind(portal).bind(company.0).fetch_one(&mut *c).await?;
            let window = sqlx::AssertSqlSafe(format!(
                "SELECT what, id FROM ({}) all_of_them ORDER BY at DESC, what, id DESC LIMIT $3 OFFSET $4",
                ways()
            ));
            let window: Vec<(i32, i64)> =
                sqlx::query_as::<Db, _>(window).bind(portal).bind(company.0).bind(take).bind(skip).fetch_all(c).await?;
            (total.unsigned_abs(), window)
        }))
    }

    /// Telephony records of activities, by id.
    async fn recorded(&mut self, activities: &[i64]) -> Result<Vec<CallRow>> {
        let portal = self.portal.0;
        let mut ids: Vec<i64> = Vec::new();
        on!(self.conn, |c: Db| {
            for chunk in activities.chunks(IDS) {
                let mut sql = QueryBuilder::<Db>::new("SELECT id FROM call WHERE activity_id <> 0 AND portal_id = ");
                sql.push_bind(portal).push(" AND activity_id IN (");
                let mut list = sql.separated(", ");
                for id in chunk {
                    list.push_bind(*id);
                }
                sql.push(")");
                ids.extend(sql.build_query_scalar::<i64>().persistent(false).fetch_all(&mut *c).await?);
            }
        });
        let portal = self.portal;
        Calls { conn: self.conn.lend(), portal }.find(&ids).await
    }
}

fn of_activity(activity: &ActivityRow, calls: &[CallRow], counted: &Communications) -> Communication {
    let kind = match activity.kind {
        1 => ContactKind::Meeting,
        2 => ContactKind::Call,
        4 => ContactKind::Email,
        _ => ContactKind::OpenLine,
    };
    // Of several records of one call the longest conversation tells, else any.
    let call = calls.iter().max_by_key(|call| (call.failed_code == SUCCESS_CODE, call.duration_s, call.id));
    let told = match activity.direction {
        1 => Some(Way::Incoming),
        2 => Some(Way::Outgoing),
        _ => None,
    };
    let done = match (kind, call) {
        (ContactKind::Call, Some(call)) => call.failed_code == SUCCESS_CODE,
        (ContactKind::Email, _) => true,
        _ => activity.completed,
    };
    let counts = match kind {
        ContactKind::Meeting => counted.meetings && done,
        ContactKind::Email => counted.emails,
        ContactKind::OpenLine => counted.open_lines && done,
        ContactKind::Call if calls.is_empty() => {
            let incoming = told == Some(Way::Incoming);
            done && if incoming { counted.incoming_calls } else { counted.outgoing_calls }
        }
        ContactKind::Call => calls.iter().any(|call| is_counted(call, counted)),
    };
    let owner = activity.owner.filter(|owner| owner.kind == OwnerType::DEAL);
    Communication {
        kind,
        way: call.map(way).or(told),
        at: activity.at,
        day: activity.day,
        person: activity.responsible,
        seconds: call.and_then(|call| u32::try_from(call.duration_s).ok()),
        subject: activity.subject.clone(),
        activity: Some(activity.id),
        deal: owner.map(|owner| DealId(owner.id)),
        done,
        counted: counts,
    }
}

fn of_call(call: &CallRow, counted: &Communications) -> Communication {
    Communication {
        kind: ContactKind::Call,
        way: Some(way(call)),
        at: call.started,
        day: call.day,
        person: call.person,
        seconds: u32::try_from(call.duration_s).ok(),
        subject: call.phone.clone(),
        activity: None,
        deal: None,
        done: call.failed_code == SUCCESS_CODE,
        counted: is_counted(call, counted),
    }
}

/// 2 incoming, 3 incoming redirected; a callback (4) is ours.
fn way(call: &CallRow) -> Way {
    if [2, 3].contains(&call.kind) { Way::Incoming } else { Way::Outgoing }
}

fn is_counted(call: &CallRow, counted: &Communications) -> bool {
    let wanted = match way(call) {
        Way::Incoming => counted.incoming_calls,
        Way::Outgoing => counted.outgoing_calls,
    };
    wanted
        && call.failed_code == SUCCESS_CODE
        && u32::try_from(call.duration_s).is_ok_and(|seconds| seconds >= counted.min_seconds)
}
