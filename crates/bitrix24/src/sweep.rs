//! Reading several long lists at once: many id ranges side by side, fifty to a request.
//!
//! The rate limit counts requests and the operating limit counts per method, so the fastest lawful way to
//! read a portal is a few batches in flight, each with ranges of *different* methods. What is left to read
//! is handed out with every step; stored together with the rows it makes the whole thing resumable.

mod queue;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::task::{Id, JoinSet};

use crate::batch::{BatchAnswer, Command, MAX_COMMANDS, NOT_EXECUTED};
use crate::error::{ApiError, Error, ErrorKind, Reaction};
use crate::listing::{IdRange, ListMethod, PAGE_ROWS};
use crate::pager::{MOST_REPEATS, Page, STANDS_STILL, highest};
use crate::portal::PortalClient;
use queue::{Queue, Task};

/// A batch that takes longer is halved; the portal cuts requests at 60 s.
const LONG_BATCH_SECONDS: f64 = 30.0;
/// A batch that is quicker lets the next one grow again.
const QUICK_BATCH_SECONDS: f64 = 10.0;
/// Fewest commands of a batch that was shortened.
const FEWEST_COMMANDS: usize = 5;
/// Commands that find out how much operating time a reset has brought back.
const PROBE_COMMANDS: usize = 10;
/// What a page costs at least, for comparing lists of which nothing is known yet.
const CHEAPEST_SECONDS: f64 = 0.001;
/// How often one range may fail for passing reasons in a row.
const MOST_STRIKES: u32 = 20;

/// A range of ids of one list that is still to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Piece {
    /// Which list, by its place among the lists of the sweep.
    pub list: usize,
    /// The ids.
    pub range: IdRange,
}

/// What there is to read.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepPlan {
    /// The ranges to begin with.
    pub pieces: Vec<Piece>,
    /// The highest id of each list at the time of planning, or why it could not be asked.
    pub highest: Vec<Result<Option<i64>, Error>>,
}

/// The rows of one page.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepPage {
    /// Which list.
    pub list: usize,
    /// Rows, ids strictly ascending.
    pub rows: Vec<Value>,
}

/// What one batch has brought.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepStep {
    /// Pages to be stored.
    pub pages: Vec<SweepPage>,
    /// Lists that cannot be read on, each told once; the others go on.
    pub failed: Vec<(usize, Error)>,
    /// Everything not handed out yet, ranges in flight and failed lists included. Stored in the transaction
    /// that stores the pages, it is where [`Sweep::new`] takes up again.
    pub remaining: Vec<Piece>,
}

/// Reads ranges of several lists through batches.
pub struct Sweep {
    portal: PortalClient,
    lists: Vec<ListMethod>,
    queue: Queue,
    flights: JoinSet<Result<BatchAnswer, Error>>,
    in_flight: HashMap<Id, Vec<Task>>,
    aside: Vec<Piece>,
    width: usize,
    concurrency: usize,
}

impl PortalClient {
    /// Asks for the highest id of each list (at most fifty) and cuts the ids into about `parts` ranges per
    /// list, with an open one at the end for records that appear meanwhile. A list that cannot be asked gets
    /// no ranges.
    ///
    /// # Errors
    /// Those of the batch.
    pub async fn plan_sweep(&self, lists: &[ListMethod], parts: usize) -> Result<SweepPlan, Error> {
        let key = |number: usize| format!("m{number}");
        let last = |(number, list): (usize, &ListMethod)| Command::new(key(number), list.method(), list.last_params());
        let commands: Vec<Command> = lists.iter().enumerate().map(last).collect();
        let answer = self.batch(&commands, false).await?;
        let mut plan = SweepPlan { pieces: Vec::new(), highest: Vec::new() };
        for ((number, list), (_, outcome)) in lists.iter().enumerate().zip(answer.results) {
            let id = match outcome {
                Ok(answer) => highest(list, answer.result),
                Err(error) => Err(error.into_error(list.method(), self.now_ms())),
            };
            if let Ok(id) = &id {
                let after = id.unwrap_or_default();
                let ranges = IdRange::split(0, after, parts).into_iter().chain([IdRange { after, up_to: None }]);
                plan.pieces.extend(ranges.map(|range| Piece { list: number, range }));
            }
            plan.highest.push(id);
        }
        Ok(plan)
    }
}

impl Sweep {
    /// A sweep over `pieces`, planned or remaining from an earlier one over the same lists. `concurrency` is
    /// the number of batches in flight, enough to fill the portal's rate in spite of its latency: a batch of
    /// fifty pages may take four seconds, and two may leave each second.
    #[must_use]
    pub fn new(portal: PortalClient, lists: Vec<ListMethod>, pieces: Vec<Piece>, concurrency: usize) -> Self {
        let known = pieces.into_iter().filter(|piece| piece.list < lists.len());
        Self {
            queue: Queue::new(lists.len(), known),
            portal,
            lists,
            flights: JoinSet::new(),
            in_flight: HashMap::new(),
            aside: Vec::new(),
            width: MAX_COMMANDS,
            concurrency: concurrency.max(1),
        }
    }

    /// The next batch's pages; none when everything was read or has failed.
    ///
    /// # Errors
    /// When a batch as a whole fails. Its ranges stay in the sweep, so calling again tries them again.
    pub async fn next(&mut self) -> Result<Option<SweepStep>, Error> {
        loop {
            self.launch();
            let (tasks, outcome) = match self.flights.join_next_with_id().await {
                None => return Ok(None),
                Some(Ok((id, outcome))) => (self.in_flight.remove(&id), outcome),
                Some(Err(ended)) => {
                    let error = Error::protocol("BATCH_ENDED", "batch", "a batch did not finish");
                    (self.in_flight.remove(&ended.id()), Err(error))
                }
            };
            let tasks = tasks.unwrap_or_default();
            let answer = match outcome {
                Ok(answer) => answer,
                Err(error) => {
                    self.queue.give_back(tasks);
                    return Err(error);
                }
            };
            self.adapt(answer.time.duration);
            let (pages, failed) = self.take(tasks, answer);
            if !pages.is_empty() || !failed.is_empty() || (self.queue.is_empty() && self.flights.is_empty()) {
                return Ok(Some(SweepStep { pages, failed, remaining: self.remaining() }));
            }
        }
    }

    /// Everything not handed out yet.
    #[must_use]
    pub fn remaining(&self) -> Vec<Piece> {
        let flying = self.in_flight.values().flatten().map(|task| task.piece);
        self.queue.pieces().chain(flying).chain(self.aside.iter().copied()).collect()
    }

    fn launch(&mut self) {
        while self.flights.len() < self.concurrency && !self.queue.is_empty() {
            let flying: usize = self.in_flight.values().map(Vec::len).sum();
            self.queue.widen((self.width * self.concurrency).saturating_sub(flying));
            let mut room = self.room();
            // While others are on their way only full batches leave; what they bring back fills the next.
            if !self.flights.is_empty() && self.queue.ready(|list| room[self.lists[list].method()]) < self.width {
                return;
            }
            let weights = self.weights();
            let mut tasks =
                self.queue.take(self.width, &weights, |list| match room.get_mut(self.lists[list].method()) {
                    Some(left) if *left > 0 => {
                        *left -= 1;
                        true
                    }
                    _ => false,
                });
            if tasks.is_empty() {
                // All that is left is paused: a small batch of the list that may go on first waits for it.
                let pause = |list: &usize| self.portal.throttle().pause_of(self.lists[*list].method());
                let first = self.queue.waiting().min_by_key(pause);
                tasks = self.queue.take(PROBE_COMMANDS.min(self.width), &weights, |list| Some(list) == first);
            }
            let commands: Vec<Command> =
                tasks.iter().enumerate().map(|(number, task)| self.command(number, task)).collect();
            let portal = self.portal.clone();
            let flight = self.flights.spawn(async move { portal.batch(&commands, false).await });
            self.in_flight.insert(flight.id(), tasks);
        }
    }

    /// How much execution time each list still needs: those that need most go first, so that all end together and no
    /// method is left over that could have been paused long ago.
    fn weights(&self) -> Vec<f64> {
        let cost =
            |list: &ListMethod| self.portal.throttle().cost_of(list.method()).as_secs_f64().max(CHEAPEST_SECONDS);
        let pages = self.queue.pages().map(|pages| f64::from(u32::try_from(pages).unwrap_or(u32::MAX)));
        self.lists.iter().zip(pages).map(|(list, pages)| pages * cost(list)).collect()
    }

    /// How many commands of each method fit into its operating time.
    fn room(&self) -> HashMap<String, usize> {
        let room = |method: &str| usize::try_from(self.portal.throttle().room_of(method)).unwrap_or(usize::MAX);
        self.lists.iter().map(|list| (list.method().to_owned(), room(list.method()))).collect()
    }

    fn command(&self, number: usize, task: &Task) -> Command {
        let list = &self.lists[task.piece.list];
        Command::new(format!("r{number}"), list.method(), list.page_params(task.piece.range))
    }

    /// Shortens batches before they run into the portal's time limit.
    fn adapt(&mut self, seconds: f64) {
        if seconds > LONG_BATCH_SECONDS {
            self.width = (self.width / 2).max(FEWEST_COMMANDS);
        } else if seconds < QUICK_BATCH_SECONDS {
            self.width = (self.width + FEWEST_COMMANDS).min(MAX_COMMANDS);
        }
    }

    fn take(&mut self, tasks: Vec<Task>, answer: BatchAnswer) -> (Vec<SweepPage>, Vec<(usize, Error)>) {
        let (mut pages, mut failed) = (Vec::new(), Vec::<(usize, Error)>::new());
        for (task, (_, outcome)) in tasks.into_iter().zip(answer.results) {
            let Piece { list, range } = task.piece;
            let page = match outcome {
                Ok(answer) => Page::check(&self.lists[list], range, answer.result, answer.next),
                Err(error) if passes(&error) && task.strikes < MOST_STRIKES => {
                    self.queue.put(Task { strikes: task.strikes + 1, ..task });
                    continue;
                }
                Err(error) => Err(error.into_error(self.lists[list].method(), self.portal.now_ms())),
            };
            match page {
                Ok(page) => {
                    self.portal.count_rows(page.rows.len());
                    if !page.last {
                        let stride = (page.rows.len() >= PAGE_ROWS).then_some(page.rest.after - range.after);
                        self.queue.put(Task { piece: Piece { list, range: page.rest }, stride, strikes: 0 });
                    }
                    if !page.rows.is_empty() || page.last {
                        pages.push(SweepPage { list, rows: page.rows });
                    }
                }
                // It goes behind the others of its list, so some time passes before it is asked for again.
                Err(error) if error.code == STANDS_STILL && task.strikes < MOST_REPEATS => {
                    self.queue.put(Task { strikes: task.strikes + 1, ..task });
                }
                Err(error) => {
                    self.aside.push(task.piece);
                    if !failed.iter().any(|(known, _)| *known == list) {
                        failed.push((list, error));
                    }
                }
            }
        }
        for (list, _) in &failed {
            self.aside.extend(self.queue.remove(*list));
        }
        (pages, failed)
    }
}

/// Whether a command may simply be sent again.
fn passes(error: &ApiError) -> bool {
    error.code == NOT_EXECUTED
        || match error.reaction() {
            Reaction::Limited(_) | Reaction::RenewToken | Reaction::Hiccup => true,
            Reaction::Final(kind) => kind == ErrorKind::Transport,
        }
}
