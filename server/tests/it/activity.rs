//! Calls and meetings: every figure against the portal's own, whoever asks sees only theirs, whoever changes may.

mod golden;

use crate::world::{Server, World};
use domain::activity::companies::CompaniesGrid;
use domain::activity::month::MonthGrid;
use domain::activity::year::YearGrid;
use serde::Deserialize;

/// What the portal itself counts for a person and day.
#[derive(Clone, Debug, Deserialize)]
struct TruthRow {
    user_id: i64,
    day: String,
    calls_out: u64,
    calls_in: u64,
    companies_out: u64,
    companies_any: u64,
    meetings: u64,
}

/// Asks the portal, which counts from its own records with its own code.
async fn truth(world: &World, from: &str, to: &str, whole: bool) -> Vec<TruthRow> {
    let address =
        format!("{}/_control/truth/days?from={from}&to={to}&min_duration=20&whole={whole}", world.portal.portal_url);
    world.server.client.get(address).send().await.unwrap().json().await.unwrap()
}

async fn month(server: &Server, token: &str, query: &str) -> MonthGrid {
    server.read(&format!("/api/activity/month?{query}"), token).await
}

async fn year(server: &Server, token: &str, query: &str) -> YearGrid {
    server.read(&format!("/api/activity/year?{query}"), token).await
}

async fn companies(server: &Server, token: &str, year: i32) -> CompaniesGrid {
    server.read(&format!("/api/activity/companies?year={year}"), token).await
}
