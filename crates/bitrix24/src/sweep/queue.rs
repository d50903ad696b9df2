//! The ranges that wait for a place in a batch, list by list, so that methods can be interleaved.

use std::collections::VecDeque;

use super::Piece;
use crate::listing::IdRange;

/// Ids of a full page where there are no gaps.
const PAGE: i64 = 50;
/// A range with fewer pages is not worth cutting: each cut may cost a page that is not full.
const FEWEST_PAGES: i64 = 4;

/// A range and what is known about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) piece: Piece,
    /// How many ids its last full page covered; unknown before a first page.
    pub(super) stride: Option<i64>,
    /// Failures in a row.
    pub(super) strikes: u32,
}

#[derive(Debug)]
pub(super) struct Queue {
    lists: Vec<VecDeque<Task>>,
    /// The list that is served first next time, so that none is favoured.
    turn: usize,
}

impl Queue {
    pub(super) fn new(lists: usize, pieces: impl Iterator<Item = Piece>) -> Self {
        let mut queue = Self { lists: vec![VecDeque::new(); lists], turn: 0 };
        for piece in pieces.filter(|piece| !piece.range.is_done()) {
            queue.lists[piece.list].push_back(Task { piece, stride: None, strikes: 0 });
        }
        queue
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lists.iter().all(VecDeque::is_empty)
    }

    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece> {
        self.lists.iter().flatten().map(|task| task.piece)
    }

    /// Puts a range behind the others of its list, so that all of them advance.
    pub(super) fn put(&mut self, task: Task) {
        self.lists[task.piece.list].push_back(task);
    }

    pub(super) fn give_back(&mut self, tasks: Vec<Task>) {
        for task in tasks.into_iter().rev() {
            self.lists[task.piece.list].push_front(task);
        }
    }

    /// Takes all ranges of a list out.
    pub(super) fn remove(&mut self, list: usize) -> impl Iterator<Item = Piece> {
        std::mem::take(&mut self.lists[list]).into_iter().map(|task| task.piece)
    }

    /// Takes up to `most` ranges, of each list as many as it weighs (a list that weighs nothing gets what is left over).
    /// `allow` is asked before each; a list that is refused is left alone.
    pub(super) fn take(&mut self, most: usize, weights: &[f64], mut allow: impl FnMut(usize) -> bool) -> Vec<Task> {
        let count = self.lists.len();
        let mut open: Vec<usize> = (0..count).map(|step| (self.turn + step) % count).collect();
        let mut credit = vec![0.0; count];
        let weight = |list: usize| weights.get(list).copied().unwrap_or_default().max(f64::MIN_POSITIVE);
        let mut taken = Vec::with_capacity(most);
        while taken.len() < most {
            open.retain(|list| !self.lists[*list].is_empty());
            // The weighted turn that spreads best: everybody gains, who has most pays for all.
            open.iter().for_each(|list| credit[*list] += weight(*list));
            let richest = |best: usize, list: usize| if credit[list] > credit[best] { list } else { best };
            let Some(next) = open.iter().copied().reduce(richest) else { break };
            if !allow(next) {
                open.retain(|list| *list != next);
                continue;
            }
            credit[next] -= open.iter().map(|list| weight(*list)).sum::<f64>();
            taken.extend(self.lists[next].pop_front());
        }
        self.turn = (self.turn + 1) % count.max(1);
        taken
    }

    /// About how many pages of each list wait.
    pub(super) fn pages(&self) -> impl Iterator<Item = i64> {
        let pages = |task: &Task| (task.piece.range.width() / task.stride.unwrap_or(PAGE).max(1)).max(1);
        self.lists.iter().map(move |tasks| tasks.iter().map(pages).sum())
    }

    /// How many ranges wait, counting no more of a list than it has room for.
    pub(super) fn ready(&self, room: impl Fn(usize) -> usize) -> usize {
        self.lists.iter().enumerate().map(|(list, tasks)| tasks.len().min(room(list))).fold(0, usize::saturating_add)
    }

    /// The lists that have ranges waiting.
    pub(super) fn waiting(&self) -> impl Iterator<Item = usize> {
        self.lists.iter().enumerate().filter(|(_, tasks)| !tasks.is_empty()).map(|(list, _)| list)
    }

    /// Cuts ranges in two until `wanted` wait or nothing is worth cutting. Only a range whose density is
    /// known is cut, between two pages, and only when both halves will fill some: cutting blindly would
    /// turn a thin list into thousands of empty requests.
    pub(super) fn widen(&mut self, wanted: usize) {
        let mut waiting: usize = self.lists.iter().map(VecDeque::len).sum();
        while waiting < wanted {
            let pages = |task: &Task| task.stride.map_or(0, |stride| task.piece.range.width() / stride.max(1));
            let Some(widest) = self.lists.iter_mut().flatten().max_by_key(|task| pages(task)) else { return };
            let count = pages(widest);
            if count < FEWEST_PAGES {
                return;
            }
            let border = widest.piece.range.after + count / 2 * widest.stride.unwrap_or_default();
            let upper = IdRange { after: border, up_to: widest.piece.range.up_to };
            widest.piece.range.up_to = Some(border);
            let task = Task { piece: Piece { list: widest.piece.list, range: upper }, stride: None, strikes: 0 };
            self.put(task);
            waiting += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(list: usize, after: i64, up_to: i64) -> Piece {
        Piece { list, range: IdRange { after, up_to: Some(up_to) } }
    }

    #[test]
    fn lists_take_turns_and_paused_ones_wait() {
        let pieces = [piece(0, 0, 9), piece(0, 9, 20), piece(0, 20, 30), piece(1, 0, 5), piece(2, 0, 7)];
        let mut queue = Queue::new(3, pieces.into_iter());
        let lists = |tasks: &[Task]| tasks.iter().map(|task| task.piece.list).collect::<Vec<_>>();
        let even = [1.0; 3];
        let first = queue.take(3, &even, |list| list != 1);
        assert_eq!(lists(&first), [0, 2, 0]);
        let second = queue.take(9, &even, |_| true);
        assert_eq!(lists(&second), [1, 0]);
        assert!(queue.is_empty());
    }

    #[test]
    fn a_long_list_gets_more_places_so_that_all_end_together() {
        let mut queue = Queue::new(2, [piece(0, 0, 40_000), piece(1, 0, 10_000)].into_iter());
        assert_eq!(queue.pages().collect::<Vec<_>>(), [800, 200]);
        for _ in 0..9 {
            queue.put(Task { piece: piece(0, 0, 5_000), stride: None, strikes: 0 });
            queue.put(Task { piece: piece(1, 0, 5_000), stride: None, strikes: 0 });
        }
        let taken = queue.take(10, &[800.0, 200.0], |_| true);
        assert_eq!(taken.iter().filter(|task| task.piece.list == 0).count(), 8);
        // A list of no weight still gets what the others leave.
        assert_eq!(queue.take(20, &[1.0, 0.0], |_| true).len(), 10);
    }

    #[test]
    fn finished_ranges_are_not_queued() {
        assert!(Queue::new(1, [piece(0, 5, 5)].into_iter()).is_empty());
    }

    #[test]
    fn only_ranges_known_to_be_dense_are_cut() {
        let mut queue = Queue::new(1, [piece(0, 0, 100_000)].into_iter());
        queue.widen(4);
        assert_eq!(queue.pieces().count(), 1);
        let task = Task { stride: Some(50), ..queue.take(1, &[1.0], |_| true)[0] };
        queue.put(task);
        queue.widen(4);
        // The lower half keeps its density and is cut again; the upper halves have to show theirs first.
        let expected =
            [piece(0, 0, 12_500), piece(0, 50_000, 100_000), piece(0, 25_000, 50_000), piece(0, 12_500, 25_000)];
        assert_eq!(queue.pieces().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_thin_range_is_left_whole() {
        let mut queue = Queue::new(1, std::iter::empty());
        queue.put(Task { piece: piece(0, 0, 1_000), stride: Some(600), strikes: 0 });
        queue.widen(50);
        assert_eq!(queue.pieces().count(), 1);
    }
}
