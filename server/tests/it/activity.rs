//! Calls and meetings: every figure against the portal's own, whoever asks sees only theirs, whoever changes may.

mod administration;
mod comments;
mod eyes;
mod files;
mod following;
mod golden;
mod heat;
mod meetings;
mod notices;
mod plans;
mod returning;
mod rights;

use crate::world::{Server, World, open};
use domain::activity::answers::Me;
use domain::activity::companies::CompaniesGrid;
use domain::activity::month::MonthGrid;
use domain::activity::period::Month;
use domain::activity::year::YearGrid;
use domain::day::Day;
use domain::ids::PersonId;
use domain::session::Session;
use reqwest::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

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

/// People of the generated company, by what they are to each other.
struct Cast {
    admin: Session,
    head: Session,
    member: Session,
    /// Somebody of another department.
    stranger: PersonId,
    month: Month,
    today: Day,
}

/// A portal that is read, and people who have opened the app in it.
async fn cast(world: &World) -> Cast {
    let admin = world.installed().await;
    let me: Me = world.server.read("/api/activity/me", &admin.token).await;
    let (head, member, stranger) = {
        let records = world.portal.state.records();
        let leads = |id: u32| records.departments.iter().any(|department| department.head == id);
        let working: Vec<_> = records.users.iter().filter(|user| user.active && !user.admin).collect();
        let member = *working
            .iter()
            .find(|user| {
                let department = records.departments.get(user.departments[0]).unwrap();
                !leads(user.id) && department.head != 0 && department.head != user.id && department.head != 1
            })
            .unwrap();
        let department = records.departments.get(member.departments[0]).unwrap();
        let stranger = *working.iter().find(|user| !leads(user.id) && user.departments[0] != department.id).unwrap();
        (department.head, member.id, stranger.id)
    };
    Cast {
        admin,
        head: open(&world.server, &world.portal, head).await,
        member: open(&world.server, &world.portal, member).await,
        stranger: PersonId(i64::from(stranger)),
        month: Month::of(me.today),
        today: me.today,
    }
}

impl Cast {
    /// The next month: open for every editor.
    fn next(&self) -> Month {
        Month(self.month.0 + 1)
    }

    /// A working day of the present month by the portal's calendar, today or before.
    async fn working_day(&self, world: &World) -> Day {
        let grid = month(&world.server, &self.admin.token, &format!("month={}", self.month.text())).await;
        let worked = grid.days.iter().rev().find(|head| head.kind.is_working() && head.day <= self.today);
        worked.or_else(|| grid.days.iter().find(|head| head.kind.is_working())).unwrap().day
    }
}

/// A request with a body.
async fn send(server: &Server, method: Method, path: &str, token: &str, body: &Value) -> Response {
    let request = server.client.request(method, format!("{}/api/activity/{path}", server.base));
    request.bearer_auth(token).json(body).send().await.unwrap()
}

/// A request that must succeed.
async fn done(server: &Server, method: Method, path: &str, token: &str, body: Value) -> Value {
    let response = send(server, method, path, token, &body).await;
    let (status, text) = (response.status(), response.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// Sets a month's plan of calls.
async fn plan(server: &Server, token: &str, person: PersonId, month: Month, calls: u32, seen: Option<i64>) -> Response {
    let cell = json!({"person": person, "span": {"month": month}, "change": {"calls": calls}, "seen": seen});
    send(server, Method::POST, "plans", token, &json!({"order": "cells", "cells": [cell]})).await
}

/// A person's line of a month.
async fn line_of(server: &Server, token: &str, month_asked: Month, person: PersonId) -> domain::activity::month::Line {
    let grid = month(server, token, &format!("month={}", month_asked.text())).await;
    let at = grid.roster.people.iter().position(|row| row.id == person).unwrap();
    grid.people[at].clone()
}
