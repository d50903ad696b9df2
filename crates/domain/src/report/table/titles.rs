//! Folded titles and their order, made when first needed and kept until a title changes.

use super::columns::{Columns, Run};
use crate::text::fold;
use std::sync::OnceLock;

/// Folded titles of all rows and their alphabetical ranks.
#[derive(Clone, Debug)]
pub(super) struct Titles {
    pool: String,
    runs: Vec<Run>,
    /// By row; equal titles share a rank.
    ranks: Vec<u32>,
}

impl Titles {
    fn of(columns: &Columns) -> Self {
        let mut pool = String::new();
        let mut runs = Vec::with_capacity(columns.len());
        for row in 0..columns.len() {
            let folded = fold(columns.title(row));
            runs.push(Run::new(pool.len(), folded.len()));
            pool.push_str(&folded);
        }
        let mut titles = Self { ranks: vec![0; runs.len()], pool, runs };
        titles.rank();
        titles
    }

    fn rank(&mut self) {
        let mut order: Vec<usize> = (0..self.runs.len()).collect();
        order.sort_unstable_by(|a, b| self.folded(*a).cmp(self.folded(*b)));
        let mut rank = 0;
        for (place, row) in order.iter().enumerate() {
            if place > 0 && self.folded(order[place - 1]) != self.folded(*row) {
                rank += 1;
            }
            self.ranks[*row] = rank;
        }
    }

    pub(super) fn folded(&self, row: usize) -> &str {
        &self.pool[self.runs[row].range()]
    }

    pub(super) fn rank_of(&self, row: usize) -> u32 {
        self.ranks[row]
    }
}

/// [`Titles`] that are made on demand.
#[derive(Clone, Debug, Default)]
pub(super) struct LazyTitles(OnceLock<Titles>);

impl LazyTitles {
    pub(super) fn of(&self, columns: &Columns) -> &Titles {
        self.0.get_or_init(|| Titles::of(columns))
    }

    pub(super) fn forget(&mut self) {
        self.0.take();
    }
}
