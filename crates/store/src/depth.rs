//! How much waits in a queue that every portal has one of, without saying in whose.

/// A queue of all portals together, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueDepth {
    /// Entries that wait, in all of them.
    pub entries: u64,
    /// Entries of the portal where most wait.
    pub deepest: u64,
    /// Portals where something waits.
    pub portals: u64,
}

impl QueueDepth {
    /// As a query answers it: sum, maximum and number of the counts of each portal.
    pub(crate) fn of((entries, deepest, portals): (i64, i64, i64)) -> Self {
        Self { entries: entries.unsigned_abs(), deepest: deepest.unsigned_abs(), portals: portals.unsigned_abs() }
    }
}

impl FromIterator<u64> for QueueDepth {
    /// From what waits in each portal.
    fn from_iter<I: IntoIterator<Item = u64>>(waiting: I) -> Self {
        waiting.into_iter().filter(|entries| *entries > 0).fold(Self::default(), |all, entries| Self {
            entries: all.entries.saturating_add(entries),
            deepest: all.deepest.max(entries),
            portals: all.portals + 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_queue_is_no_portal_where_something_waits() {
        let depth: QueueDepth = [0, 7, 0, 4].into_iter().collect();
        assert_eq!(depth, QueueDepth { entries: 11, deepest: 7, portals: 2 });
        assert_eq!([0, 0].into_iter().collect::<QueueDepth>(), QueueDepth::default());
    }
}
