//! What the grids of a month, a year and of companies called have in common: how a viewer's question reads, and walking
//! a person's days.

use crate::activity::pace::DayFigures;
use crate::activity::period::Month;
use crate::activity::plan::{PersonPlans, Rate, Span};
use crate::activity::settings::{CountedDirection, CountingRules, Measure};
use crate::activity::setup::{Facts, Setup};
use crate::activity::threads::{CellThread, Seen};
use crate::day::{Day, Millis};
use crate::ids::PersonId;
use crate::proof::LastProof;
use crate::rights::Scope;
use serde::{Deserialize, Serialize};

/// What a grid is made of, for one viewer.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Revision of all of it.
    pub revision: i64,
    /// Everything people set.
    pub setup: &'a Setup,
    /// Counted days.
    pub facts: &'a Facts,
    /// Whose rows the viewer may see.
    pub scope: &'a Scope,
    /// What the viewer has read.
    pub seen: &'a Seen,
    /// Today in the portal's zone.
    pub today: Day,
    /// What cells show.
    pub measure: Measure,
}

/// How the figures of a grid were made: for its heads and for "where does this number come from".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// Revision of the data; equal revisions mean equal grids.
    pub revision: i64,
    /// Today in the portal's zone.
    pub today: Day,
    /// What cells show.
    pub measure: Measure,
    /// Which calls count.
    pub direction: CountedDirection,
    /// Shortest conversation that counts, seconds.
    pub min_seconds: u32,
}

/// What all figures of this report stand on: told once, beside every grid's [`Explained`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footing {
    /// Zone that decides which day and hour a call belongs to: a name or an offset.
    pub zone: String,
    /// Version of the calendar, plans and everything else people set: the revision of the latest change.
    pub settings: i64,
    /// Days of the working calendar that differ from the portal's.
    pub moved: u32,
    /// When the copy of the portal was last known to be whole.
    pub updated: Option<Millis>,
    /// The latest comparison with the portal.
    pub proof: Option<LastProof>,
}

/// A person's days, walked in order.
pub(super) struct PersonDays<'a> {
    view: View<'a>,
    person: PersonId,
    plans: Option<&'a PersonPlans>,
    month: Option<(Month, Rate)>,
    facts: &'a [(Day, crate::activity::tally::DayTally)],
}

impl<'a> View<'a> {
    /// How the figures were made.
    #[must_use]
    pub fn explained(&self) -> Explained {
        let rules = self.rules();
        Explained {
            revision: self.revision,
            today: self.today,
            measure: self.measure,
            direction: rules.direction,
            min_seconds: rules.min_seconds,
        }
    }

    pub(super) fn rules(&self) -> &'a CountingRules {
        &self.setup.settings.counting
    }

    /// Whether the period has something of a person's: counted work.
    pub(super) fn has_something(&self, person: PersonId, first: Day, last: Day) -> bool {
        !self.facts.between(person, first, last).is_empty()
    }

    /// A person's days from `first` to `last`.
    pub(super) fn days_of(&self, person: PersonId, first: Day, last: Day) -> PersonDays<'a> {
        PersonDays {
            view: *self,
            person,
            plans: self.setup.plans.of(person),
            month: None,
            facts: self.facts.between(person, first, last),
        }
    }

    /// What a cell shows of its thread.
    pub(super) fn thread(&self, person: PersonId, span: Span) -> Option<CellThread> {
        self.setup.threads.at(person, span).map(|mark| self.seen.cell(person, span, mark))
    }

    /// The threads of a month and of its days, taken together; `None` where nobody said anything.
    pub(super) fn threads_of(&self, person: PersonId, month: Month) -> Option<CellThread> {
        let of_month = Span::Month(month);
        let days = (Span::Day(month.first()), Span::Day(month.last()));
        let marks = self.setup.threads.between(person, of_month, of_month);
        let marks = marks.chain(self.setup.threads.between(person, days.0, days.1));
        marks.map(|(span, mark)| self.seen.cell(person, span, mark)).reduce(CellThread::and)
    }
}

impl CellThread {
    /// Two threads taken together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { count: self.count + other.count, unread: self.unread || other.unread, open: self.open || other.open }
    }
}

impl PersonDays<'_> {
    /// The figures of the next day; days must be asked for in order. `company_works` is the calendar's word about it.
    pub(super) fn figures(&mut self, day: Day, company_works: bool) -> DayFigures {
        let mut done = (0, 0);
        while let Some((at, tally)) = self.facts.first().filter(|(at, _)| *at <= day) {
            if *at == day {
                done = (tally.figure(self.view.rules(), self.view.measure), tally.meetings);
            }
            self.facts = &self.facts[1..];
        }
        let setup = self.view.setup;
        let working = company_works && !setup.absences.away(self.person, day);
        let rate = if working { self.rate(day) } else { Rate::default() };
        let forced = working && !setup.forced.is_empty() && setup.forced.contains(&(self.person, day));
        DayFigures::of(working, rate, done, forced)
    }

    fn rate(&mut self, day: Day) -> Rate {
        let Some(plans) = self.plans else { return Rate::default() };
        let month = match self.month {
            Some((month, rate)) if month.first() <= day && day <= month.last() => rate,
            _ => {
                let month = Month::of(day);
                let rate = plans.month_rate(month);
                self.month = Some((month, rate));
                rate
            }
        };
        plans.at(Span::Day(day)).map_or(month, |own| own.rate.or(month))
    }
}
