//! A small seeded source of numbers, so that a dataset is the same on every machine and in every build.
//!
//! It must never change: tests and recorded figures depend on the exact sequence. Only integer arithmetic and exact
//! fractions decide, the shape of the bell curve included, so the processor's mathematics library has no say.

/// `SplitMix64`: 64 bits of state, every seed good.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// A sequence for this seed and purpose: two purposes never share numbers, so adding to one leaves others alone.
    pub(super) fn new(seed: u64, purpose: &str) -> Self {
        let mixed = purpose.bytes().fold(seed ^ 0x9e37_79b9_7f4a_7c15, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(mixed)
    }

    /// A sequence of its own for one row or one decision. However many numbers that takes, which may depend on the
    /// present instant, what comes after stays the same: a portal opened tomorrow has the same people and companies.
    pub(super) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// The upper half of the next number.
    fn bits(&mut self) -> u32 {
        u32::try_from(self.next() >> 32).expect("a 64-bit number shifted by 32 has 32 bits")
    }

    /// A whole number below `limit`; 0 when the limit is 0.
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        let wide = u64::from(self.bits()) * u64::from(limit);
        u32::try_from(wide >> 32).expect("a product of 32-bit numbers shifted by 32 has 32 bits")
    }

    /// An index below `length`, which must not be zero.
    pub(super) fn index(&mut self, length: usize) -> usize {
        self.below(u32::try_from(length).expect("no list of a dataset has 2^32 rows")) as usize
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// A fraction in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        f64::from(self.bits()) / 4_294_967_296.0
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A number of the bell curve with mean 0 and deviation 1, cut at ±6.
    pub(super) fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// A positive number around `median` with a long right tail; `spread` 1.0 means a third lies beyond e times of it.
    pub(super) fn skewed(&mut self, median: f64, spread: f64) -> f64 {
        median * (self.bell() * spread).exp()
    }

    /// One of the rows, each as likely.
    pub(super) fn pick<'a, T>(&mut self, rows: &'a [T]) -> &'a T {
        &rows[self.index(rows.len())]
    }
}

/// Indices drawn in proportion to weights.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    ends: Vec<f64>,
}

impl Weights {
    /// From weights, none negative and at least one positive.
    pub(super) fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let ends = weights.into_iter().scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { ends: ends.collect() }
    }

    /// Draws an index.
    pub(super) fn draw(&self, random: &mut Random) -> usize {
        self.draw_within(random, 0, self.ends.len().saturating_sub(1))
    }

    /// Draws an index from `first` to `last`, both included; `last` when nothing between them weighs anything.
    pub(super) fn draw_within(&self, random: &mut Random, first: usize, last: usize) -> usize {
        let low = if first == 0 { 0.0 } else { self.ends[first - 1] };
        let wanted = low + random.unit() * (self.ends[last] - low);
        self.ends[first..last].partition_point(|end| *end <= wanted) + first
    }

    /// Splits `total` among the indices in proportion to their weights, exactly.
    pub(super) fn share(&self, total: u32) -> Vec<u32> {
        let sum = self.ends.last().copied().unwrap_or(0.0);
        let mut given = 0;
        let shares = self.ends.iter().map(|end| {
            let until = whole(f64::from(total) * end / sum).clamp(i64::from(given), i64::from(total));
            let until = u32::try_from(until).expect("clamped between two 32-bit numbers");
            let share = until - given;
            given = until;
            share
        });
        shares.collect()
    }
}

/// The nearest whole number.
#[expect(clippy::cast_possible_truncation, reason = "datasets hold no fraction beyond 2^53")]
pub(super) fn whole(fraction: f64) -> i64 {
    fraction.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_and_purpose_give_one_sequence() {
        let take = |seed, purpose| {
            let mut random = Random::new(seed, purpose);
            (0..4).map(|_| random.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(take(1, "deals"), take(1, "deals"));
        assert_eq!(take(1, "deals"), [955_022, 942_948, 694_362, 813_608], "the sequence is part of the datasets");
        assert_ne!(take(1, "deals"), take(1, "calls"));
        assert_ne!(take(1, "deals"), take(2, "deals"));
    }

    #[test]
    fn the_bell_is_centred_and_one_wide() {
        let mut random = Random::new(7, "bell");
        let drawn: Vec<f64> = (0..20_000).map(|_| random.bell()).collect();
        let mean = drawn.iter().sum::<f64>() / 20_000.0;
        let variance = drawn.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "mean {mean}, variance {variance}");
    }

    #[test]
    fn shares_add_up_to_the_total_and_zero_weights_get_nothing() {
        let shares = Weights::new([0.1, 0.0, 2.5, 0.7]).share(1_001);
        assert_eq!(shares.iter().sum::<u32>(), 1_001);
        assert_eq!(shares[1], 0);
    }

    #[test]
    fn a_draw_stays_within_its_bounds_and_skips_zero_weights() {
        let weights = Weights::new([5.0, 0.0, 1.0, 0.0, 9.0]);
        let mut random = Random::new(3, "bounds");
        for _ in 0..500 {
            assert_eq!(weights.draw_within(&mut random, 1, 3), 2);
        }
    }
}
