//! What is done without being asked: every night, at a time of the portal's own, its lists are read again and the
//! copy is proved equal.
//!
//! The next time is put into the queue ahead, so that it is done even when no process runs at that moment, and can be
//! seen. Its key is the day, so that it is put there once.

use crate::app::App;
use crate::clock::zone;
use domain::day::Millis;
use domain::ids::PortalId;
use domain::jobs::JobWork;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use std::collections::HashMap;
use store::NewJob;

/// The night: from one o'clock, for four hours.
const NIGHT_BEGINS_MIN: i64 = 60;
const NIGHT_LASTS_MIN: i64 = 240;
/// How long after the lists the nightly proof begins, milliseconds.
const PROOF_LATER: i64 = 10 * 60 * 1000;

/// The first moment after `now` that is the portal's turn of the night, with its date. Portals are spread over the
/// night by their number, so that they do not all begin at once.
#[must_use]
pub fn next_turn(portal: PortalId, zone: &TimeZone, now: Millis) -> Option<(Date, Millis)> {
    let now = Timestamp::from_millisecond(now.0).ok()?;
    let today = zone.to_datetime(now).date();
    // 97 and the length of the night have no divisor in common: neighbours are far apart, and no minute is taken twice.
    let minute = NIGHT_BEGINS_MIN + (portal.0.wrapping_mul(97)).rem_euclid(NIGHT_LASTS_MIN);
    for date in [today, today.tomorrow().ok()?] {
        // A wall-clock time that does not exist in the night of an hour change is moved by the zone's own rule.
        let wall = date.at(0, 0, 0, 0).checked_add(minute.minutes()).ok()?;
        let turn = zone.to_ambiguous_timestamp(wall).compatible().ok()?;
        if turn > now {
            return Some((date, Millis(turn.as_millisecond())));
        }
    }
    None
}

/// When the work of each portal that was last put into the queue is due: until then the database is not asked again.
pub(super) type Planned = HashMap<PortalId, Millis>;

/// Puts the next night's work of every portal that is read here into the queue.
///
/// # Errors
/// When the store fails.
pub(super) async fn plan(app: &App, planned: &mut Planned) -> Result<(), store::Error> {
    let now = app.clock.now();
    for portal in app.sync.reading() {
        if planned.get(&portal).is_some_and(|due| *due > now) {
            continue;
        }
        let Some(found) = app.store.find_portal(portal).await? else { continue };
        let Some((date, due)) = next_turn(portal, &zone(&found.zone), now) else { continue };
        let mut tx = app.store.begin().await?;
        // The proof comes after the lists: it takes them into account, too.
        let proof_due = Millis(due.0 + PROOF_LATER);
        for (work, due) in [(JobWork::Structure, due), (JobWork::Proof { period: None }, proof_due)] {
            let new = NewJob { work, key: date.to_string(), asked_by: None, due, created: now };
            tx.jobs(portal).enqueue_once(&new).await?;
        }
        tx.commit().await?;
        planned.insert(portal, due);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::parse_instant;

    fn turn(portal: i64, zone: &str, now: &str) -> (String, String) {
        let (date, at) = next_turn(PortalId(portal), &crate::clock::zone(zone), parse_instant(now).expect("valid"))
            .expect("there is a next night");
        let at = Timestamp::from_millisecond(at.0).expect("in range").to_string();
        (date.to_string(), at)
    }

    #[test]
    fn a_portals_turn_is_at_night_in_its_own_zone() {
        // Portal 1 begins 97 minutes after one o'clock, at 02:37.
        let moscow = turn(1, "Europe/Moscow", "2026-11-20T12:00:00Z");
        assert_eq!(moscow, ("2026-11-21".to_owned(), "2026-11-20T23:37:00Z".to_owned()));
        let before = turn(1, "Europe/Moscow", "2026-11-19T23:36:59Z");
        assert_eq!(before, ("2026-11-20".to_owned(), "2026-11-19T23:37:00Z".to_owned()));
        let at = turn(1, "Europe/Moscow", "2026-11-19T23:37:00Z");
        assert_eq!(at.0, "2026-11-21", "its own moment is over");
        let almaty = turn(240, "+05:00", "2026-11-20T12:00:00Z");
        assert_eq!(almaty, ("2026-11-21".to_owned(), "2026-11-20T20:00:00Z".to_owned()));
    }

    #[test]
    fn a_night_with_an_hour_less_has_its_turn_too() {
        // On 29 March 2026 clocks in Berlin go from 02:00 to 03:00: 02:37 is 03:37 in summer time.
        let (date, at) = turn(1, "Europe/Berlin", "2026-03-28T12:00:00Z");
        assert_eq!((date.as_str(), at.as_str()), ("2026-03-29", "2026-03-29T01:37:00Z"));
    }

    #[test]
    fn portals_are_spread_over_the_night() {
        let minutes: std::collections::BTreeSet<String> =
            (1..=240).map(|portal| turn(portal, "+00:00", "2026-11-20T12:00:00Z").1).collect();
        assert_eq!(minutes.len(), 240, "no two of 240 neighbours begin in the same minute");
        assert!(minutes.iter().all(|at| ("2026-11-21T01:00".."2026-11-21T05:00").contains(&at.as_str())));
    }
}
