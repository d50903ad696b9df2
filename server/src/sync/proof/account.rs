//! What a proof may cost the portal, and what it has cost: requests, and execution time by method.

use crate::sync::SyncError;
use bitrix24::batch::{MAX_COMMANDS, NOT_EXECUTED};
use bitrix24::listing::ListMethod;
use bitrix24::{Answer, ApiError, Command, ErrorKind, Limits, PortalClient};
use domain::proof::Spent;
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;

/// The part of an hour's limits that a proof may use, in percent.
const SHARE: u32 = 5;
const SECONDS_PER_HOUR: u32 = 3_600;
/// Windows of the limit of execution time in an hour.
const WINDOWS_PER_HOUR: u32 = 6;
/// A batch that takes longer is halved; the portal cuts requests at 60 s.
const LONG_BATCH: Duration = Duration::from_secs(30);
/// Fewest commands of a batch that was shortened.
const FEWEST_COMMANDS: usize = 5;
/// How often a command may fail for passing reasons.
pub(super) const MOST_STRIKES: u32 = 8;

/// Bounds of what a proof may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Requests.
    pub requests: u64,
    /// Execution time of one method.
    pub method: Duration,
}

impl Budget {
    /// Five percent of what an hour's limits allow; limits that are switched off count as those of the cloud.
    #[must_use]
    pub fn share_of(limits: &Limits) -> Self {
        let cloud = Limits::cloud();
        let per_second = if limits.per_second == 0 { cloud.per_second } else { limits.per_second };
        let operating = if limits.operating.is_zero() { cloud.operating } else { limits.operating };
        Self {
            requests: u64::from(per_second * SECONDS_PER_HOUR * SHARE / 100),
            method: operating * WINDOWS_PER_HOUR * SHARE / 100,
        }
    }
}

/// What one method has cost.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    commands: u64,
    time: Duration,
    /// The portal's own sum at the last answer.
    operating: f64,
}

/// The account of one proof.
#[derive(Debug)]
pub(super) struct Account {
    budget: Option<Budget>,
    requests: u64,
    rows: u64,
    methods: HashMap<String, Cost>,
    width: usize,
}

impl Account {
    pub(super) fn new(budget: Option<Budget>) -> Self {
        Self { budget, requests: 0, rows: 0, methods: HashMap::new(), width: MAX_COMMANDS }
    }

    /// Commands of one request.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Requests left of the budget.
    pub(super) fn left(&self) -> u64 {
        self.budget.map_or(u64::MAX, |budget| budget.requests.saturating_sub(self.requests))
    }

    /// How many more commands of a method the budget of execution time allows, by what they have cost so far.
    pub(super) fn room(&self, method: &str) -> u64 {
        let (Some(budget), Some(cost)) = (self.budget, self.methods.get(method)) else { return u64::MAX };
        let each = cost.time.as_micros() / u128::from(cost.commands.max(1));
        let left = budget.method.saturating_sub(cost.time).as_micros();
        left.checked_div(each).map_or(u64::MAX, |room| u64::try_from(room).unwrap_or(u64::MAX))
    }

    /// Counts requests that were made elsewhere on behalf of the proof.
    pub(super) fn note_requests(&mut self, requests: u64) {
        self.requests += requests;
    }

    pub(super) fn note_rows(&mut self, rows: usize) {
        self.rows += u64::try_from(rows).unwrap_or(0);
    }

    pub(super) fn spent(&self) -> Spent {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Spent {
            requests: self.requests,
            commands: self.methods.values().map(|cost| cost.commands).sum(),
            operating_ms: self.methods.values().map(|cost| millis(cost.time)).sum(),
            busiest_ms: self.methods.values().map(|cost| millis(cost.time)).max().unwrap_or(0),
            rows: self.rows,
        }
    }

    /// Calls one method.
    pub(super) async fn call(
        &mut self,
        client: &PortalClient,
        method: &str,
        params: Value,
    ) -> Result<Answer, bitrix24::Error> {
        self.requests += 1;
        let answer = client.call(method, params).await?;
        self.note(method, &answer);
        Ok(answer)
    }

    /// Sends one batch; the outcomes are in the order of the commands.
    pub(super) async fn batch(
        &mut self,
        client: &PortalClient,
        commands: &[(String, Value)],
    ) -> Result<Vec<Result<Answer, ApiError>>, SyncError> {
        let commands: Vec<Command> = commands
            .iter()
            .enumerate()
            .map(|(at, (method, params))| Command::new(format!("p{at}"), method.as_str(), params.clone()))
            .collect();
        self.requests += 1;
        let answer = client.batch(&commands, false).await?;
        if answer.time.duration > LONG_BATCH.as_secs_f64() {
            self.width = (self.width / 2).max(FEWEST_COMMANDS);
        }
        let mut outcomes = Vec::with_capacity(commands.len());
        for (command, (_, outcome)) in commands.iter().zip(answer.results) {
            if let Ok(answer) = &outcome {
                self.note(&command.method, answer);
            }
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// Counts of lists as the portal tells them; `None` for a list it does not offer.
    pub(super) async fn totals(
        &mut self,
        client: &PortalClient,
        lists: &[ListMethod],
    ) -> Result<Vec<Option<u64>>, SyncError> {
        let mut totals = vec![None; lists.len()];
        let mut open: Vec<usize> = (0..lists.len()).collect();
        let mut strikes = 0;
        while !open.is_empty() {
            let asked: Vec<usize> = open.drain(..self.width.min(open.len())).collect();
            let command = |at: &usize| (lists[*at].method().to_owned(), lists[*at].clone().counted().last_params());
            let outcomes = self.batch(client, &asked.iter().map(command).collect::<Vec<_>>()).await?;
            for (at, outcome) in asked.into_iter().zip(outcomes) {
                match outcome {
                    Ok(answer) => totals[at] = answer.total,
                    Err(error) if is_closed(&error) => {}
                    Err(error) if passes(&error) && strikes < MOST_STRIKES * 50 => {
                        strikes += 1;
                        open.push(at);
                    }
                    Err(error) => return Err(error.into_error(lists[at].method(), 0).into()),
                }
            }
        }
        Ok(totals)
    }

    fn note(&mut self, method: &str, answer: &Answer) {
        let time = &answer.time;
        let cost = self.methods.entry(method.to_owned()).or_default();
        // The portal's own account grows by what the call cost; where it does not tell, the call's length does.
        let grown =
            time.operating.map_or(0.0, |operating| if cost.commands == 0 { 0.0 } else { operating - cost.operating });
        let seconds = grown.max(time.duration).max(time.processing);
        cost.operating = time.operating.unwrap_or(cost.operating);
        cost.commands += 1;
        cost.time += Duration::try_from_secs_f64(seconds).unwrap_or_default();
    }
}

/// Whether a command may simply be sent again.
pub(super) fn passes(error: &ApiError) -> bool {
    let passing =
        matches!(error.kind(0), ErrorKind::RetryLater { .. } | ErrorKind::Unauthorized | ErrorKind::Transport);
    passing || error.code == NOT_EXECUTED
}

/// Whether the portal does not offer this list to the app.
pub(super) fn is_closed(error: &ApiError) -> bool {
    matches!(error.kind(0), ErrorKind::Denied | ErrorKind::MethodNotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_percent_of_an_hour() {
        let cloud = Budget { requests: 360, method: Duration::from_secs(144) };
        assert_eq!(Budget::share_of(&Limits::cloud()), cloud);
        assert_eq!(Budget::share_of(&Limits::off()), cloud);
        assert_eq!(Budget::share_of(&Limits::enterprise()).requests, 900);
    }

    #[test]
    fn a_dear_method_has_little_room() {
        let mut account = Account::new(Some(Budget::share_of(&Limits::cloud())));
        assert_eq!(account.room("crm.deal.list"), u64::MAX);
        let time = bitrix24::Time { duration: 0.5, ..bitrix24::Time::default() };
        let answer = Answer { time, ..Answer::default() };
        for _ in 0..8 {
            account.note("crm.deal.list", &answer);
        }
        // 144 s less 4 s, at half a second each.
        assert_eq!(account.room("crm.deal.list"), 280);
        assert_eq!(account.spent().busiest_ms, 4_000);
    }
}
