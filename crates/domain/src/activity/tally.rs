//! What one person did on one day, counted: small enough to keep a year of a large company in memory.

use serde::{Deserialize, Serialize};

/// A person's day. Calls are conversations not shorter than the minimum in force when they were counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayTally {
    /// Outgoing calls, callbacks included.
    pub calls_out: u32,
    /// Incoming ones.
    pub calls_in: u32,
    /// Seconds of the outgoing ones.
    pub seconds_out: u32,
    /// Seconds of the incoming ones.
    pub seconds_in: u32,
    /// Outgoing calls that lead to no company.
    pub unknown_out: u32,
    /// Incoming ones.
    pub unknown_in: u32,
    /// Different companies called.
    pub companies_out: u32,
    /// Different companies talked to in either direction.
    pub companies_any: u32,
    /// Completed meetings.
    pub meetings: u32,
    /// Which companies, and when calls began: see [`Detail`].
    pub detail: Box<[u8]>,
}

/// The part of a tally that is not a plain number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Companies called, each after the first as the distance from the one before.
    out: Vec<u64>,
    /// Companies that only called us.
    only_in: Vec<u64>,
    /// Hours of the day with calls: hour, outgoing, incoming.
    hours: Vec<(u8, u32, u32)>,
}

impl Detail {
    /// Of companies in order and without repetition, and calls by hour.
    #[must_use]
    pub fn new(out: &[i64], only_in: &[i64], hours: &[(u32, u32); 24]) -> Self {
        let hours = (0_u8..).zip(hours).filter(|(_, (out, incoming))| out + incoming > 0);
        Self {
            out: distances(out),
            only_in: distances(only_in),
            hours: hours.map(|(hour, (out, incoming))| (hour, *out, *incoming)).collect(),
        }
    }

    /// The stored form.
    #[must_use]
    pub fn encode(&self) -> Box<[u8]> {
        if *self == Self::default() {
            return Box::default();
        }
        postcard::to_allocvec(self).expect("plain numbers in memory always serialise").into_boxed_slice()
    }

    /// Reads the stored form; `None` for bytes that are none.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::default());
        }
        postcard::from_bytes(bytes).ok()
    }

    /// Companies called, by id.
    pub fn companies_out(&self) -> impl Iterator<Item = i64> {
        ids(&self.out)
    }

    /// Companies talked to in either direction, in no order.
    pub fn companies_any(&self) -> impl Iterator<Item = i64> {
        ids(&self.out).chain(ids(&self.only_in))
    }

    /// Calls by hour of the day: hour, outgoing, incoming.
    #[must_use]
    pub fn hours(&self) -> &[(u8, u32, u32)] {
        &self.hours
    }
}

fn distances(ids: &[i64]) -> Vec<u64> {
    let mut before = 0;
    ids.iter()
        .map(|id| {
            let distance = id.wrapping_sub(before).cast_unsigned();
            before = *id;
            distance
        })
        .collect()
}

fn ids(distances: &[u64]) -> impl Iterator<Item = i64> {
    distances.iter().scan(0_i64, |before, distance| {
        *before = before.wrapping_add(distance.cast_signed());
        Some(*before)
    })
}

impl DayTally {
    /// Whether nothing was done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_takes_no_room() {
        assert!(Detail::default().encode().is_empty());
        assert_eq!(Detail::decode(&[]), Some(Detail::default()));
        assert_eq!(Detail::decode(&[255, 255]), None);
    }

    proptest! {
        #[test]
        fn companies_and_hours_survive(
            out in proptest::collection::btree_set(0..i64::MAX, 0..40),
            only_in in proptest::collection::btree_set(0..i64::MAX, 0..40),
            hour in 0_usize..24,
            calls in 1_u32..500,
        ) {
            let (out, only_in): (Vec<i64>, Vec<i64>) = (out.into_iter().collect(), only_in.into_iter().collect());
            let mut hours = [(0, 0); 24];
            hours[hour] = (calls, 3);
            let detail = Detail::decode(&Detail::new(&out, &only_in, &hours).encode()).unwrap();
            prop_assert_eq!(detail.companies_out().collect::<Vec<_>>(), out.clone());
            prop_assert_eq!(detail.companies_any().collect::<Vec<_>>(), [out, only_in].concat());
            prop_assert_eq!(detail.hours(), &[(u8::try_from(hour).unwrap(), calls, 3)][..]);
        }
    }
}
