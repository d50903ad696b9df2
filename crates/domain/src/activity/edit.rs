//! Changing plans: what can be ordered, and what comes of it cell by cell. An order is carried out whole or not at all;
//! every cell that stands in its way is named.

pub mod table;

use crate::activity::period::Month;
use crate::activity::plan::{MOST_PER_DAY, PlanRight, Rate, Span};
use crate::activity::setup::Setup;
use crate::day::Day;
use crate::ids::PersonId;
use crate::rights::Scope;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Most cells one order may change.
pub const MOST_CELLS: usize = 20_000;
/// Longest span of months one order may fill.
pub const MOST_MONTHS: i32 = 24;

/// A change of a rate: what is absent stays, `null` takes a plan away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateChange {
    /// Calls.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub calls: Option<Option<u32>>,
    /// Meetings.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub meetings: Option<Option<u32>>,
}

/// A field that is there, be it `null`.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u32>>, D::Error> {
    Option::<u32>::deserialize(deserializer).map(Some)
}

impl RateChange {
    /// Sets calls.
    #[must_use]
    pub fn calls(calls: u32) -> Self {
        Self { calls: Some(Some(calls)), meetings: None }
    }

    fn applied_to(self, rate: Rate) -> Rate {
        Rate { calls: self.calls.unwrap_or(rate.calls), meetings: self.meetings.unwrap_or(rate.meetings) }
    }

    fn is_too_large(self) -> bool {
        let numbers = [self.calls, self.meetings];
        numbers.into_iter().flatten().flatten().any(|number| number > MOST_PER_DAY)
    }
}

/// One cell of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellEdit {
    /// Whose plan.
    pub person: PersonId,
    /// A month, a day, or a default from a month on.
    pub span: Span,
    /// What to set.
    pub change: RateChange,
    /// The version the editor saw, 0 for none; without it a newer plan is overwritten knowingly.
    #[serde(default)]
    pub seen: Option<i64>,
}

/// Which column of plans a table holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Planned {
    /// Calls.
    #[default]
    Calls,
    /// Meetings.
    Meetings,
}

/// What can be ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum PlanOrder {
    /// Sets cells.
    Cells {
        /// Which.
        cells: Vec<CellEdit>,
    },
    /// Sets every month from `first` to `last` for these people.
    FillMonths {
        /// Who.
        people: Vec<PersonId>,
        /// First month.
        first: Month,
        /// Last month.
        last: Month,
        /// What to set.
        change: RateChange,
    },
    /// Sets every working day from `first` to `last` for these people.
    FillDays {
        /// Who.
        people: Vec<PersonId>,
        /// First day.
        first: Day,
        /// Last day.
        last: Day,
        /// What to set.
        change: RateChange,
    },
    /// Takes over the rates of another month; people who have none there keep theirs.
    Copy {
        /// Who.
        people: Vec<PersonId>,
        /// From this month.
        from: Month,
        /// To that one.
        to: Month,
    },
    /// A table from the clipboard: a line per person, a value per span.
    Paste {
        /// Whose lines.
        people: Vec<PersonId>,
        /// Which columns.
        spans: Vec<Span>,
        /// What the values are.
        planned: Planned,
        /// The table: cells parted by tabs, lines by line breaks. An empty cell stays as it is.
        text: String,
    },
    /// A file of lines `person; date; calls; meetings`.
    Import {
        /// The file.
        text: String,
        /// Only tell what would happen.
        dry_run: bool,
    },
}

/// Why a cell cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// No such person, or not one whose plans the editor may change.
    Person,
    /// Not a date.
    Date,
    /// Not a whole number from 0 to the most a plan may ask for.
    Number,
    /// The person has that day off.
    DayOff,
    /// The month is closed for this editor.
    Closed,
    /// Somebody else changed it first.
    Conflict,
    /// The line or the table does not have the right shape.
    Shape,
    /// The same cell twice.
    Twice,
}

/// A cell that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellFault {
    /// Why.
    pub fault: Fault,
    /// Whose plan, where that is known.
    pub person: Option<PersonId>,
    /// Which, where that is known.
    pub span: Option<Span>,
    /// Line of the table or file, from 1.
    pub line: Option<u32>,
    /// Column of the table or file, from 1.
    pub column: Option<u32>,
    /// What stands there, shortened.
    pub value: String,
    /// The rate that is in force instead, and its version: what a conflict is about.
    pub current: Option<(Rate, i64)>,
    /// Who set it.
    pub by: Option<PersonId>,
}

impl CellFault {
    /// Of a cell.
    #[must_use]
    pub fn of(fault: Fault, person: PersonId, span: Span) -> Self {
        Self { person: Some(person), span: Some(span), ..Self::at(fault, None, None, "") }
    }

    /// Of a place in a table.
    #[must_use]
    pub fn at(fault: Fault, line: Option<u32>, column: Option<u32>, value: &str) -> Self {
        let value = value.chars().take(40).collect();
        Self { fault, person: None, span: None, line, column, value, current: None, by: None }
    }
}

/// A cell to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub span: Span,
    /// What was set there before.
    pub before: Rate,
    /// What is to be set.
    pub after: Rate,
}

/// Who orders, and when.
#[derive(Clone, Copy, Debug)]
pub struct Editor<'a> {
    /// What is set now.
    pub setup: &'a Setup,
    /// Whose plans the editor may change.
    pub scope: &'a Scope,
    /// How freely.
    pub right: PlanRight,
    /// Today in the portal's zone.
    pub today: Day,
}

impl Editor<'_> {
    /// What an order comes to: the cells that really change.
    ///
    /// # Errors
    /// Every cell that stands in the way; then nothing is to be changed.
    pub fn resolve(&self, order: &PlanOrder) -> Result<Vec<CellChange>, Vec<CellFault>> {
        let too_large = || vec![CellFault::at(Fault::Shape, None, None, "")];
        match order {
            PlanOrder::Cells { cells } if cells.len() > MOST_CELLS => Err(too_large()),
            PlanOrder::Cells { cells } => self.change(cells),
            PlanOrder::FillMonths { people, first, last, change } => {
                let months = last.0.saturating_sub(first.0);
                if !(0..MOST_MONTHS).contains(&months) || people.len() > MOST_CELLS / 12 {
                    return Err(too_large());
                }
                let spans = (first.0..=last.0).map(|month| Span::Month(Month(month)));
                self.change(&fill(people, &spans.collect::<Vec<_>>(), *change))
            }
            PlanOrder::FillDays { people, first, last, change } => {
                let days = last.0.saturating_sub(first.0);
                if !(0..366).contains(&days) || people.len().saturating_mul(366) > 50 * MOST_CELLS {
                    return Err(too_large());
                }
                let mut cells = Vec::new();
                for person in people {
                    // A range is filled where there is something to fill: its days off are not an error.
                    let worked = (first.0..=last.0).map(Day).filter(|day| self.setup.works(*person, *day));
                    let spans: Vec<Span> = worked.map(Span::Day).collect();
                    cells.extend(fill(&[*person], &spans, *change));
                }
                if cells.len() > MOST_CELLS { Err(too_large()) } else { self.change(&cells) }
            }
            PlanOrder::Copy { people, from, to } => self.change(&self.copied(people, *from, *to)),
            PlanOrder::Paste { people, spans, planned, text } => {
                self.change(&table::pasted(people, spans, *planned, text)?)
            }
            PlanOrder::Import { text, .. } => self.change(&table::imported(self.setup, self.scope, text)?),
        }
    }

    fn copied(&self, people: &[PersonId], from: Month, to: Month) -> Vec<CellEdit> {
        let rate = |person: &PersonId| self.setup.plans.of(*person).map_or(Rate::default(), |own| own.month_rate(from));
        let change = |rate: Rate| RateChange { calls: rate.calls.map(Some), meetings: rate.meetings.map(Some) };
        let known = people.iter().map(|person| (*person, rate(person))).filter(|(_, rate)| *rate != Rate::default());
        known
            .map(|(person, rate)| CellEdit { person, span: Span::Month(to), change: change(rate), seen: None })
            .collect()
    }

    fn change(&self, cells: &[CellEdit]) -> Result<Vec<CellChange>, Vec<CellFault>> {
        let mut faults = Vec::new();
        let mut changes: BTreeMap<(PersonId, Span), CellChange> = BTreeMap::new();
        for cell in cells {
            let own = self.setup.plans.of(cell.person).and_then(|plans| plans.at(cell.span));
            let (before, version) = own.map_or((Rate::default(), 0), |planned| (planned.rate, planned.version));
            if let Some(fault) = self.fault(cell, version) {
                let mut fault = CellFault::of(fault, cell.person, cell.span);
                if fault.fault == Fault::Conflict {
                    fault.current = Some((before, version));
                }
                faults.push(fault);
                continue;
            }
            let change =
                CellChange { person: cell.person, span: cell.span, before, after: cell.change.applied_to(before) };
            if changes.insert((cell.person, cell.span), change).is_some() {
                faults.push(CellFault::of(Fault::Twice, cell.person, cell.span));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(changes.into_values().filter(|change| change.before != change.after).collect())
    }

    fn fault(&self, cell: &CellEdit, version: i64) -> Option<Fault> {
        let known = self.setup.person(cell.person).is_some() && self.scope.includes(Some(cell.person));
        let day_off = || matches!(cell.span, Span::Day(day) if !self.setup.works(cell.person, day));
        let open = || self.right.allows(cell.span.month(), self.today, self.setup.settings.editable_until);
        if !known {
            Some(Fault::Person)
        } else if !is_sensible(cell.span) {
            Some(Fault::Date)
        } else if cell.change.is_too_large() {
            Some(Fault::Number)
        } else if !open() {
            Some(Fault::Closed)
        } else if cell.seen.is_some_and(|seen| seen != version) {
            Some(Fault::Conflict)
        } else {
            day_off().then_some(Fault::DayOff)
        }
    }
}

/// Plans lie within the years a report can be asked for.
#[must_use]
pub fn is_sensible(span: Span) -> bool {
    let years = Month::of_year(2000, 1).0..=Month::of_year(2099, 12).0;
    match span {
        Span::From(month) | Span::Month(month) => years.contains(&month.0),
        Span::Day(day) => (Day::from_civil(2000, 1, 1)..=Day::from_civil(2099, 12, 31)).contains(&day),
    }
}

fn fill(people: &[PersonId], spans: &[Span], change: RateChange) -> Vec<CellEdit> {
    let cell = |person: PersonId, span: Span| CellEdit { person, span, change, seen: None };
    people.iter().flat_map(|person| spans.iter().map(move |span| cell(*person, *span))).collect()
}

#[cfg(test)]
mod tests;
