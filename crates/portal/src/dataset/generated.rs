//! Generated portals: `demo`, a believable Russian company, and `scale`, the same company much larger.
//!
//! One generator makes both from a [`Plan`]. Rows are made in the order of their creation, so ids grow with time as on a
//! real portal: two years of work up to the present instant, busier with every month, thin on days off; managers differ
//! in diligence, so some companies are forgotten and some were never called. Names are invented and every taxpayer
//! number fails its checksum on purpose.

mod companies;
mod deals;
mod goods;
mod names;
mod people;
mod pipelines;
mod staff;
mod timeline;
mod titles;

use super::days::Days;
use super::random::Random;
use super::reference::{add_list, add_russian_lists, russian_currencies};
use crate::model::Records;

/// Days of history: companies may be older than the deals, deals older than the activities.
const HISTORY: usize = 1_826;
/// Days deals are opened in.
const DEAL_DAYS: usize = 913;
/// Days activities happen in: two years.
const ACTIVITY_DAYS: usize = 730;

/// How large a portal is wanted.
#[derive(Debug, Clone, Copy)]
struct Plan {
    seed: u64,
    people: u32,
    companies: u32,
    contacts: u32,
    deals: u32,
    activities: u32,
    /// Calls of unknown numbers, which have no activity.
    loose_calls: u32,
    pipelines: usize,
    /// Keep what only a person looks at: bindings, e-mails, comments.
    rich: bool,
}

/// What is known while a portal is being made, beside its records.
struct Making {
    plan: Plan,
    now: i64,
    days: Days,
    staff: staff::Staff,
    clients: Vec<companies::Client>,
}

impl Making {
    fn random(&self, purpose: &str) -> Random {
        Random::new(self.plan.seed, purpose)
    }
}

/// The `demo` dataset.
pub(super) fn demo(now_ms: i64) -> Records {
    let plan = Plan {
        seed: 2_026,
        people: 80,
        companies: 5_000,
        contacts: 4_200,
        deals: 40_000,
        activities: 150_000,
        loose_calls: 1_500,
        pipelines: 6,
        rich: true,
    };
    make(plan, now_ms)
}

/// The `scale` dataset, with so many companies, deals and activities.
pub(super) fn scale((companies, deals, activities): (u32, u32, u32), people: u32, seed: u64, now_ms: i64) -> Records {
    let plan =
        Plan { seed, people, companies, contacts: 0, deals, activities, loose_calls: 0, pipelines: 8, rich: false };
    make(plan, now_ms)
}

fn make(plan: Plan, now: i64) -> Records {
    let mut records = Records::new(Records::default_zone());
    records.card.title = "ГК «Светлогор»".into();
    records.currencies = russian_currencies();
    add_russian_lists(&mut records);
    add_list(&mut records, "INDUSTRY", names::INDUSTRIES);
    pipelines::add(&mut records, plan.pipelines);
    companies::add_fields(&mut records);
    let days = Days::until(now, HISTORY, &records.zone, &records.calendar);
    let staff = people::add(&mut records, &days, &plan);
    let mut making = Making { plan, now, days, staff, clients: Vec::new() };
    making.clients = companies::add(&mut records, &making);
    companies::add_contacts(&mut records, &making);
    deals::add(&mut records, &making);
    timeline::add(&mut records, &making);
    if plan.rich {
        goods::add(&mut records, &making);
    }
    records
}

#[cfg(test)]
mod tests;
