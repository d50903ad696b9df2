//! The grid of companies called: different companies by month and over the year.
//!
//! A person's figure counts a company once however often they called it. A group shows both readings: the sum over its
//! people, in which a company called by two of them counts twice, and different companies of the group as a whole.

use crate::activity::grid::{Explained, View};
use crate::activity::period::{Month, months_of};
use crate::activity::roster::Roster;
use crate::activity::settings::CountedDirection;
use crate::activity::tally::Detail;
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A year of companies called, for one viewer. Lines stand parallel to the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompaniesGrid {
    /// How the figures were made.
    pub explained: Explained,
    /// Which year.
    pub year: i32,
    /// Rows.
    pub roster: Roster,
    /// Everybody the viewer sees.
    pub company: CompaniesLine,
    /// Departments, those below them included.
    pub departments: Vec<CompaniesLine>,
    /// People.
    pub people: Vec<CompaniesLine>,
}

/// A row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompaniesLine {
    /// By month: the sum over the people of the row.
    pub months: [u32; 12],
    /// By month: different companies of the row as a whole.
    pub distinct: [u32; 12],
    /// Over the year: the sum over the people.
    pub year: u32,
    /// Over the year: different companies.
    pub year_distinct: u32,
}

/// Companies of one person by month, each list in order and without repetition.
type Called = [Vec<i64>; 12];

impl CompaniesGrid {
    /// Lays out a year.
    #[must_use]
    pub fn of(view: View<'_>, year: i32) -> Self {
        let (first, last) = (Month::of_year(year, 1).first(), Month::of_year(year, 12).last());
        let roster = Roster::of(view.setup, view.scope, |person| view.has_something(person, first, last));
        let called: Vec<Called> = roster.people.iter().map(|row| called(&view, row.id, year)).collect();
        let people: Vec<CompaniesLine> = called.iter().map(|own| line(&[], std::slice::from_ref(own))).collect();
        let group = |range: Range<usize>| line(&people[range.clone()], &called[range]);
        let departments =
            roster.departments.iter().map(|row| group(row.people.start as usize..row.people.end as usize)).collect();
        let company = group(0..people.len());
        Self { explained: view.explained(), year, roster, company, departments, people }
    }
}

fn called(view: &View<'_>, person: PersonId, year: i32) -> Called {
    let mut called = Called::default();
    for (month, list) in months_of(year).zip(&mut called) {
        for (_, tally) in view.facts.between(person, month.first(), month.last()) {
            // What does not decode was refused when it was loaded.
            let detail = Detail::decode(&tally.detail).unwrap_or_default();
            match view.rules().direction {
                CountedDirection::Outgoing => list.extend(detail.companies_out()),
                CountedDirection::Both => list.extend(detail.companies_any()),
            }
        }
        list.sort_unstable();
        list.dedup();
    }
    called
}

/// The line of a group; of a single person when `people` is empty, whose sums are then their own different companies.
fn line(people: &[CompaniesLine], called: &[Called]) -> CompaniesLine {
    let mut line = CompaniesLine::default();
    let mut all = Vec::new();
    for month in 0..12 {
        let mut distinct: Vec<i64> = called.iter().flat_map(|own| own[month].iter().copied()).collect();
        distinct.sort_unstable();
        distinct.dedup();
        line.distinct[month] = count(distinct.len());
        line.months[month] = people.iter().map(|person| person.months[month]).sum();
        all.extend(distinct);
    }
    all.sort_unstable();
    all.dedup();
    line.year_distinct = count(all.len());
    line.year = people.iter().map(|person| person.year).sum();
    if people.is_empty() {
        line.months = line.distinct;
        line.year = line.year_distinct;
    }
    line
}

fn count(companies: usize) -> u32 {
    u32::try_from(companies).unwrap_or(u32::MAX)
}
