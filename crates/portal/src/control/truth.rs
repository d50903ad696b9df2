//! Ground truth: counts and sums computed straight from the records, to hold an app's numbers against.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::AppState;
use crate::dates::{day_of, parse_day, print_plain_day};
use crate::model::{
    Activity, ActivityKind, COMPANY, CONTACT, CallKind, DEAL, Deal, FieldValue, Records, StageSemantics, UserField,
};

use super::wrong;

/// Money per currency, ten-thousandths while counting.
#[derive(Debug, Default, Clone)]
struct Sums(BTreeMap<String, i64>);

impl Serialize for Sums {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(currency, amount)| (currency, decimal(*amount))))
    }
}

/// Ten-thousandths as a decimal with at least two digits.
fn decimal(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let (whole, fraction) = (amount.abs() / 10_000, amount.abs() % 10_000);
    if fraction % 100 == 0 {
        format!("{sign}{whole}.{:02}", fraction / 100)
    } else {
        format!("{sign}{whole}.{fraction:04}")
    }
}

/// Deals of one kind of division: how many and how much, by state.
#[derive(Debug, Default, Clone, Serialize)]
struct Share {
    deals: u64,
    deals_won: u64,
    deals_lost: u64,
    deals_in_work: u64,
    won: Sums,
    lost: Sums,
    in_work: Sums,
}

impl Share {
    fn add(&mut self, deal: &Deal, records: &Records) {
        self.deals += 1;
        let (count, sums) = match deal.semantics {
            StageSemantics::Success => (&mut self.deals_won, &mut self.won),
            StageSemantics::Process => (&mut self.deals_in_work, &mut self.in_work),
            StageSemantics::Failure | StageSemantics::Apology => (&mut self.deals_lost, &mut self.lost),
        };
        *count += 1;
        *sums.0.entry(records.text(deal.currency).to_owned()).or_default() += deal.amount;
    }
}

/// Everything there is, counted.
#[derive(Debug, Default, Serialize)]
pub(super) struct Truth {
    companies: usize,
    contacts: usize,
    requisites: usize,
    users: usize,
    users_active: usize,
    departments: usize,
    activities: usize,
    calls: usize,
    #[serde(flatten)]
    all: Share,
    deals_without_company: Share,
    by_responsible: BTreeMap<u32, Share>,
    by_category: BTreeMap<u32, Share>,
    /// Enumeration fields of deals: field name to item text to share; deals without a value under the empty text.
    by_field: BTreeMap<String, BTreeMap<String, Share>>,
    /// The same by responsible user.
    by_field_and_responsible: BTreeMap<String, BTreeMap<String, BTreeMap<u32, Share>>>,
}

/// Counts on a thread of its own: among many records it takes long enough to hold other requests up.
async fn counted<T: Send + 'static>(state: AppState, count: impl FnOnce(&AppState) -> T + Send + 'static) -> T {
    let counted = tokio::task::spawn_blocking(move || count(&state)).await;
    counted.expect("counting records does not panic and is not cancelled")
}

/// `GET /_control/truth`.
pub(super) async fn totals(State(state): State<AppState>) -> Json<Truth> {
    Json(counted(state, count_all).await)
}

fn count_all(state: &AppState) -> Truth {
    let records = state.records();
    let mut truth = Truth {
        companies: records.companies.len(),
        contacts: records.contacts.len(),
        requisites: records.requisites.len(),
        users: records.users.len(),
        users_active: records.users.iter().filter(|user| user.active).count(),
        departments: records.departments.len(),
        activities: records.activities.len(),
        calls: records.calls.len(),
        ..Truth::default()
    };
    for deal in &records.deals {
        truth.all.add(deal, &records);
        if deal.company_id == 0 {
            truth.deals_without_company.add(deal, &records);
        }
        truth.by_responsible.entry(deal.assigned_by).or_default().add(deal, &records);
        truth.by_category.entry(deal.category_id).or_default().add(deal, &records);
        for field in records.deal_fields.iter().filter(|field| !field.items.is_empty()) {
            let name = field.field_name.to_string();
            let item = item_text(deal, field);
            let shares = truth.by_field.entry(name.clone()).or_default();
            shares.entry(item.clone()).or_default().add(deal, &records);
            let people = truth.by_field_and_responsible.entry(name).or_default().entry(item).or_default();
            people.entry(deal.assigned_by).or_default().add(deal, &records);
        }
    }
    truth
}

fn item_text(deal: &Deal, field: &UserField) -> String {
    let chosen = deal.user_values.iter().find(|(id, _)| *id == field.id).map(|(_, value)| value);
    let Some(FieldValue::Item(chosen)) = chosen else { return String::new() };
    field.items.iter().find(|item| item.id == *chosen).map_or_else(String::new, |item| item.value.to_string())
}

#[derive(Deserialize)]
pub(super) struct Slice {
    /// Companies with an id from this one on.
    #[serde(default)]
    from: u32,
    /// How many at most.
    #[serde(default = "thousand")]
    limit: usize,
}

const fn thousand() -> usize {
    1000
}

#[derive(Debug, Default, Serialize)]
struct CompanyTruth {
    id: u32,
    #[serde(flatten)]
    deals: Share,
    /// Latest completed call or meeting bound to the company itself, UTC ms.
    last_direct: Option<i64>,
    /// The same, counting those of its deals and contacts too.
    last_related: Option<i64>,
}

/// `GET /_control/truth/companies?from=&limit=`.
pub(super) async fn companies(State(state): State<AppState>, Query(slice): Query<Slice>) -> Response {
    Json(counted(state, move |state| count_companies(state, &slice)).await).into_response()
}

fn count_companies(state: &AppState, slice: &Slice) -> Vec<CompanyTruth> {
    let records = state.records();
    let from = records.companies.lower_bound(slice.from);
    let chosen = records.companies.rows()[from..].iter().take(slice.limit);
    let mut rows: BTreeMap<u32, CompanyTruth> =
        chosen.map(|company| (company.id, CompanyTruth { id: company.id, ..CompanyTruth::default() })).collect();
    for deal in &records.deals {
        if let Some(row) = rows.get_mut(&deal.company_id) {
            row.deals.add(deal, &records);
        }
    }
    for activity in records.activities.iter().filter(|activity| is_communication(activity)) {
        let owner = (activity.owner_type, activity.owner_id);
        for (entity_type, id) in std::iter::once(owner).chain(activity.bindings.iter().copied()) {
            let Some(row) = company_of(entity_type, id, &records).and_then(|company| rows.get_mut(&company)) else {
                continue;
            };
            row.last_related = row.last_related.max(Some(activity.start_at));
            if entity_type == COMPANY {
                row.last_direct = row.last_direct.max(Some(activity.start_at));
            }
        }
    }
    rows.into_values().collect()
}

fn is_communication(activity: &Activity) -> bool {
    activity.completed && matches!(activity.kind, ActivityKind::Call | ActivityKind::Meeting)
}

fn company_of(entity_type: u8, id: u32, records: &Records) -> Option<u32> {
    let company = match entity_type {
        COMPANY => id,
        DEAL => records.deals.get(id)?.company_id,
        CONTACT => records.contacts.get(id)?.company_id,
        _ => 0,
    };
    (company != 0).then_some(company)
}

#[derive(Deserialize)]
pub(super) struct Days {
    /// First day, `YYYY-MM-DD`.
    from: String,
    /// Last day, `YYYY-MM-DD`.
    to: String,
    /// Shortest call that counts, seconds.
    #[serde(default)]
    min_duration: u32,
    /// The whole span as one day, so that different companies are those of the span.
    #[serde(default)]
    whole: bool,
}

#[derive(Debug, Default)]
struct DayCount {
    calls_out: u64,
    calls_in: u64,
    companies_out: BTreeSet<u32>,
    companies_any: BTreeSet<u32>,
    meetings: u64,
}

#[derive(Serialize)]
struct DayRow {
    user_id: u32,
    day: String,
    /// Outgoing calls not shorter than asked.
    calls_out: u64,
    /// Incoming ones.
    calls_in: u64,
    /// Different companies called.
    companies_out: usize,
    /// Different companies talked to in either direction.
    companies_any: usize,
    /// Completed meetings.
    meetings: u64,
}

/// `GET /_control/truth/days?from=&to=&min_duration=&whole=`: per person and day of the portal's zone. A call whose activity
/// was deleted is no call any more; a meeting took place when it ended.
pub(super) async fn days(State(state): State<AppState>, Query(asked): Query<Days>) -> Response {
    let (Some(from), Some(to)) = (parse_day(&asked.from), parse_day(&asked.to)) else {
        return wrong("from and to are days like 2026-01-31");
    };
    Json(counted(state, move |state| count_days(state, from, to, &asked)).await).into_response()
}

fn count_days(state: &AppState, from: i32, to: i32, asked: &Days) -> Vec<DayRow> {
    let records = state.records();
    let mut counts: HashMap<(u32, i32), DayCount> = HashMap::new();
    let within = |instant: i64| {
        let day = day_of(instant, &records.zone);
        (from..=to).contains(&day).then_some(if asked.whole { from } else { day })
    };
    for call in records.calls.iter().filter(|call| call.duration >= asked.min_duration.max(1)) {
        let Some(day) = within(call.started_at) else { continue };
        if call.activity_id != 0 && records.activities.get(call.activity_id).is_none() {
            continue;
        }
        let count = counts.entry((call.user_id, day)).or_default();
        let company = company_of(call.entity_type, call.entity_id, &records);
        count.companies_any.extend(company);
        if matches!(call.kind, CallKind::Outgoing | CallKind::Callback) {
            count.calls_out += 1;
            count.companies_out.extend(company);
        } else {
            count.calls_in += 1;
        }
    }
    for meeting in records.activities.iter().filter(|row| row.completed && row.kind == ActivityKind::Meeting) {
        if let Some(day) = within(meeting.end_at) {
            counts.entry((meeting.responsible_id, day)).or_default().meetings += 1;
        }
    }
    let mut rows: Vec<((u32, i32), DayCount)> = counts.into_iter().collect();
    rows.sort_unstable_by_key(|(key, _)| *key);
    rows.into_iter()
        .map(|((user_id, day), count)| DayRow {
            user_id,
            day: print_plain_day(day),
            calls_out: count.calls_out,
            calls_in: count.calls_in,
            companies_out: count.companies_out.len(),
            companies_any: count.companies_any.len(),
            meetings: count.meetings,
        })
        .collect()
}
