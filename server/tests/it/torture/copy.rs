//! The local copy held against the portal: every record by its fields, then the numbers made of them.
//!
//! The database is read with plain statements and the portal's records are counted here, so that neither the server's
//! repositories nor its rules nor the emulator's own counting take part in both sides.

use crate::process::{Failure, Process};
use crate::world::{Database, truth};
use domain::report::window::ReportPage;
use domain::summary::Summary;
use jiff::tz::TimeZone;
use portal::Running;
use portal::model::{Activity, ActivityKind, COMPANY, CONTACT, CallKind, DEAL, Records, StageSemantics};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

/// One thing that is not as it is in the portal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    what: &'static str,
    id: String,
    portal: Option<String>,
    copy: Option<String>,
}

impl Difference {
    /// What differs, for counting.
    pub(crate) fn kind(&self) -> &'static str {
        if self.is_left_to_the_proof() { "letter or task of a deleted owner" } else { self.what }
    }

    /// Whether it is a letter or a task that went with its owner: the portal says nothing of them, no report counts them,
    /// and they are left to the proof by design.
    pub(crate) fn is_left_to_the_proof(&self) -> bool {
        let kind = self.copy.as_deref().and_then(|copy| copy.split('|').next());
        self.what == "activity" && self.portal.is_none() && !matches!(kind, Some("1" | "2"))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = "nothing".to_owned();
        let (portal, copy) = (self.portal.as_ref().unwrap_or(&none), self.copy.as_ref().unwrap_or(&none));
        write!(f, "{} {}: portal {portal}, copy {copy}", self.what, self.id)
    }
}

/// Rows of one kind, by what names them.
type Rows = BTreeMap<String, String>;

/// A way into the server's database beside the server.
pub(crate) enum Copy {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Each entity and the statement that writes its rows as an id and a text.
const STATEMENTS: [(&str, &str); 8] = [
    (
        "company",
        "SELECT '' || id, title || '|' || responsible || '|' || COALESCE(sector_key, '') || '|' || COALESCE(revenue, 0)
            || '|' || currency || '|' || created || '|' || modified FROM company",
    ),
    ("contact", "SELECT '' || id, company || '|' || name FROM contact"),
    ("requisite", "SELECT '' || id, company || '|' || inn FROM requisite"),
    (
        "deal",
        "SELECT '' || id, title || '|' || company || '|' || responsible || '|' || pipeline || '|' || stage_id || '|'
            || amount || '|' || currency || '|' || created || '|' || modified || '|'
            || CASE WHEN closed THEN 1 ELSE 0 END FROM deal",
    ),
    (
        "activity",
        "SELECT '' || id, kind || '|' || provider || '|' || direction || '|' || CASE WHEN completed THEN 1 ELSE 0 END
            || '|' || responsible || '|' || owner_type || '|' || owner_id || '|' || at || '|' || modified FROM activity",
    ),
    (
        "call",
        "SELECT '' || id, person || '|' || kind || '|' || phone || '|' || duration_s || '|' || started || '|'
            || failed_code || '|' || entity_type || '|' || entity_id || '|' || activity_id FROM call",
    ),
    (
        "calls of a person's day",
        "SELECT person || ' on ' || day, SUM(CASE WHEN kind IN (1, 4) THEN 1 ELSE 0 END) || ' out, '
            || SUM(CASE WHEN kind IN (2, 3) THEN 1 ELSE 0 END) || ' in' FROM call WHERE duration_s >= 20
            GROUP BY person, day",
    ),
    (
        "meetings of a person's day",
        "SELECT responsible || ' on ' || day, '' || COUNT(*) FROM activity WHERE kind = 1 AND completed
            GROUP BY responsible, day",
    ),
];

impl Copy {
    pub(crate) async fn open(database: &Database) -> Self {
        if database.url.starts_with("sqlite") {
            return Self::Sqlite(SqlitePool::connect(&database.url).await.unwrap());
        }
        Self::Postgres(PgPool::connect(&database.url).await.unwrap())
    }

    pub(crate) async fn close(self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }

    async fn rows(&self, statement: &'static str) -> Rows {
        let statement = AssertSqlSafe(statement);
        let rows: Vec<(String, String)> = match self {
            Self::Sqlite(pool) => sqlx::query_as(statement).fetch_all(pool).await.unwrap(),
            Self::Postgres(pool) => sqlx::query_as(statement).fetch_all(pool).await.unwrap(),
        };
        rows.into_iter().collect()
    }

    /// What differs, entity by entity.
    pub(crate) async fn compare(&self, portal: &Running) -> Vec<Difference> {
        let mut differences = Vec::new();
        for (what, statement) in STATEMENTS {
            let copy = self.rows(statement).await;
            let there = rows_of(what, &portal.state.records());
            differences.extend(between(what, &there, &copy));
        }
        differences
    }
}

fn between(what: &'static str, portal: &Rows, copy: &Rows) -> Vec<Difference> {
    let ids: BTreeSet<&String> = portal.keys().chain(copy.keys()).collect();
    let differs = ids.into_iter().filter(|id| portal.get(*id) != copy.get(*id));
    differs
        .map(|id| Difference { what, id: id.clone(), portal: portal.get(id).cloned(), copy: copy.get(id).cloned() })
        .collect()
}

/// REST tells whole seconds.
fn seconds(at: i64) -> i64 {
    at - at.rem_euclid(1000)
}

fn day(at: i64, zone: &TimeZone) -> i64 {
    let date = zone.to_datetime(jiff::Timestamp::from_millisecond(at).unwrap()).date();
    let epoch = jiff::civil::date(1970, 1, 1);
    i64::from(epoch.until((jiff::Unit::Day, date)).unwrap().get_days())
}

/// A meeting happens when it ends, anything else when it begins.
fn moment(activity: &Activity) -> i64 {
    seconds(if activity.kind == ActivityKind::Meeting { activity.end_at } else { activity.start_at })
}

/// The portal's own rows, written as the statements write them.
fn rows_of(what: &str, records: &Records) -> Rows {
    let text = |word| records.text(word);
    match what {
        "company" => {
            let rows = records.companies.iter().map(|row| {
                let (created, modified) = (seconds(row.created_at), seconds(row.modified_at));
                let (sector, currency) = (text(row.industry), text(row.currency));
                let (title, revenue, person) = (&row.title, row.revenue, row.assigned_by);
                let row_text = format!("{title}|{person}|{sector}|{revenue}|{currency}|{created}|{modified}");
                (row.id.to_string(), row_text)
            });
            rows.collect()
        }
        "contact" => {
            let name = |first: &str, last: &str| format!("{last} {first}").trim().to_owned();
            let rows = records.contacts.iter();
            rows.map(|row| (row.id.to_string(), format!("{}|{}", row.company_id, name(&row.name, &row.last_name))))
                .collect()
        }
        "requisite" => {
            let of_companies = records.requisites.iter().filter(|row| row.entity_type == COMPANY);
            of_companies.map(|row| (row.id.to_string(), format!("{}|{}", row.entity_id, row.inn))).collect()
        }
        "deal" => {
            let rows = records.deals.iter().map(|row| {
                let closed = u8::from(row.semantics != StageSemantics::Process);
                let (created, modified) = (seconds(row.created_at), seconds(row.modified_at));
                let (stage, currency) = (text(row.stage_id), text(row.currency));
                let head = format!("{}|{}|{}|{}", row.title, row.company_id, row.assigned_by, row.category_id);
                let tail = format!("{stage}|{}|{currency}|{created}|{modified}|{closed}", row.amount);
                (row.id.to_string(), format!("{head}|{tail}"))
            });
            rows.collect()
        }
        "activity" => {
            let rows = records.activities.iter().map(|row| {
                let (kind, provider, direction) = (row.kind.number(), row.provider.id(), row.direction.number());
                let owner = if row.owner_id == 0 { (0, 0) } else { (row.owner_type, row.owner_id) };
                let head = format!("{kind}|{provider}|{direction}|{}|{}", u8::from(row.completed), row.responsible_id);
                let tail = format!("{}|{}|{}|{}", owner.0, owner.1, moment(row), seconds(row.modified_at));
                (row.id.to_string(), format!("{head}|{tail}"))
            });
            rows.collect()
        }
        "call" => {
            let rows = records.calls.iter().map(|row| {
                let owner = if row.entity_id == 0 { (0, 0) } else { (row.entity_type, row.entity_id) };
                let head = format!("{}|{}|{}|{}", row.user_id, row.kind.number(), text(row.phone), row.duration);
                let (started, code) = (seconds(row.started_at), text(row.failed_code));
                let tail = format!("{started}|{code}|{}|{}|{}", owner.0, owner.1, row.activity_id);
                (row.id.to_string(), format!("{head}|{tail}"))
            });
            rows.collect()
        }
        "calls of a person's day" => calls_by_day(records),
        "meetings of a person's day" => meetings_by_day(records),
        other => panic!("nothing is known of {other}"),
    }
}

fn calls_by_day(records: &Records) -> Rows {
    let mut days: BTreeMap<(u32, i64), (u32, u32)> = BTreeMap::new();
    for call in records.calls.iter().filter(|call| call.duration >= 20) {
        let (out, incoming) = days.entry((call.user_id, day(seconds(call.started_at), &records.zone))).or_default();
        match call.kind {
            CallKind::Outgoing | CallKind::Callback => *out += 1,
            CallKind::Incoming | CallKind::Redirected => *incoming += 1,
        }
    }
    days.into_iter()
        .map(|((person, day), (out, incoming))| (format!("{person} on {day}"), format!("{out} out, {incoming} in")))
        .collect()
}

fn meetings_by_day(records: &Records) -> Rows {
    let mut days: BTreeMap<(u32, i64), u32> = BTreeMap::new();
    for meeting in records.activities.iter().filter(|row| row.kind == ActivityKind::Meeting && row.completed) {
        *days.entry((meeting.responsible_id, day(moment(meeting), &records.zone))).or_default() += 1;
    }
    days.into_iter().map(|((person, day), count)| (format!("{person} on {day}"), count.to_string())).collect()
}

/// The last communication of each company by the product's rule: completed meetings, conversations telephony recorded,
/// and completed calls telephony knows nothing of; of the company itself, its deals and its contacts.
fn last_communications(records: &Records) -> Rows {
    let company = |kind: u8, id: u32| match kind {
        COMPANY => Some(id),
        DEAL => records.deals.get(id).map(|deal| deal.company_id),
        CONTACT => records.contacts.get(id).map(|contact| contact.company_id),
        _ => None,
    };
    let by_activity: HashMap<u32, bool> = records
        .calls
        .iter()
        .filter(|call| call.activity_id != 0)
        .map(|call| (call.activity_id, records.text(call.failed_code) == "200"))
        .collect();
    let mut last: BTreeMap<u32, i64> = BTreeMap::new();
    let mut note = |company: Option<u32>, at: i64| {
        let Some(company) = company.filter(|id| records.companies.get(*id).is_some()) else { return };
        let day = day(at, &records.zone);
        last.entry(company).and_modify(|known| *known = day.max(*known)).or_insert(day);
    };
    for row in &records.activities {
        let counts = match row.kind {
            ActivityKind::Meeting => row.completed,
            ActivityKind::Call => by_activity.get(&row.id).copied().unwrap_or(row.completed),
            _ => false,
        };
        if counts {
            note(company(row.owner_type, row.owner_id), moment(row));
        }
    }
    for call in records.calls.iter().filter(|call| call.activity_id == 0 && records.text(call.failed_code) == "200") {
        note(company(call.entity_type, call.entity_id), seconds(call.started_at));
    }
    last.into_iter().map(|(company, day)| (company.to_string(), day.to_string())).collect()
}

/// What the server's own reports tell, against the portal: counts and sums of deals, and last communications.
pub(crate) async fn compare_reports(server: &Process, portal: &Running) -> Vec<Difference> {
    reports(server, portal).await.unwrap_or_else(|failure| {
        let (what, id) = ("reports", "all".to_owned());
        vec![Difference { what, id, portal: None, copy: Some(failure.to_string()) }]
    })
}

async fn reports(server: &Process, portal: &Running) -> Result<Vec<Difference>, Failure> {
    let session = server.open(portal).await?;
    let summary: Summary = server.try_read("/api/summary", &session.token).await?;
    let expected = truth(portal, summary.people);
    let mut differences = Vec::new();
    if summary != expected {
        let (portal, copy) = (Some(format!("{expected:?}")), Some(format!("{summary:?}")));
        differences.push(Difference { what: "sums", id: "all".to_owned(), portal, copy });
    }
    let mut told = Rows::new();
    let mut offset = 0;
    loop {
        let page: ReportPage =
            server.try_read(&format!("/api/report?limit=500&offset={offset}"), &session.token).await?;
        let rows = page.window.rows.len();
        for row in page.window.rows {
            told.extend(row.last_communication.map(|day| (row.id.0.to_string(), day.0.to_string())));
        }
        offset += rows;
        if rows < 500 {
            break;
        }
    }
    differences.extend(between("last communication", &last_communications(&portal.state.records()), &told));
    Ok(differences)
}
