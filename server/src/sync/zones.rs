//! Which zone a portal's days are counted in.
//!
//! A named zone knows when clocks change; an offset does not, and would count half of the year's late evenings to the
//! wrong day where they do. So, in this order: the zone of whoever installed the app; the one most people of the portal
//! have chosen; the usual one of its language. The last two only if they agree with the portal's server at this moment.
//! An offset is the last resort. The zone is chosen before the first row is read and stays: days already counted follow it.

use crate::clock;
use domain::day::Millis;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Zones by the portal's language, the most populous first.
const BY_LANGUAGE: [(&str, &[&str]); 14] = [
    (
        "ru",
        &[
            "Europe/Moscow",
            "Asia/Yekaterinburg",
            "Europe/Samara",
            "Asia/Novosibirsk",
            "Asia/Omsk",
            "Asia/Irkutsk",
            "Asia/Vladivostok",
            "Asia/Yakutsk",
            "Europe/Kaliningrad",
            "Asia/Magadan",
            "Asia/Kamchatka",
        ],
    ),
    ("by", &["Europe/Minsk"]),
    ("kz", &["Asia/Almaty"]),
    ("kk", &["Asia/Almaty"]),
    ("ua", &["Europe/Kyiv"]),
    ("uk", &["Europe/Kyiv"]),
    ("de", &["Europe/Berlin"]),
    ("fr", &["Europe/Paris"]),
    ("it", &["Europe/Rome"]),
    ("la", &["Europe/Madrid", "America/Mexico_City", "America/Bogota"]),
    ("es", &["Europe/Madrid", "America/Mexico_City", "America/Bogota"]),
    ("pl", &["Europe/Warsaw"]),
    ("br", &["America/Sao_Paulo"]),
    ("tr", &["Europe/Istanbul"]),
];

/// The zone's name, or an offset (`+03:00`), or UTC's name when nothing is known.
pub(crate) fn choose(
    installer: &str,
    people: &[String],
    language: &str,
    server_offset: Option<&str>,
    now: Millis,
) -> String {
    if named(installer).is_some() {
        return installer.to_owned();
    }
    let server = server_offset.map(clock::zone);
    let agrees = |name: &str| match (&server, named(name)) {
        (Some(server), Some(zone)) => offset(server, now) == offset(&zone, now),
        (None, Some(_)) => true,
        (_, None) => false,
    };
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for zone in people.iter().filter(|zone| agrees(zone)) {
        *votes.entry(zone).or_default() += 1;
    }
    // The first by name among equals, so that the choice does not depend on the order of people.
    let most = votes.into_iter().max_by_key(|(name, votes)| (*votes, std::cmp::Reverse(*name)));
    let usual = BY_LANGUAGE.iter().find(|(of, _)| language.eq_ignore_ascii_case(of)).map(|(_, zones)| *zones);
    let usual = || usual.into_iter().flatten().copied().find(|name| server.is_some() && agrees(name));
    let chosen = most.map(|(name, _)| name).or_else(usual);
    chosen.or(server_offset).unwrap_or("UTC").to_owned()
}

/// The zone of a name; offsets are none.
fn named(name: &str) -> Option<TimeZone> {
    if name.is_empty() || name.starts_with(['+', '-']) {
        return None;
    }
    TimeZone::get(name).ok()
}

fn offset(zone: &TimeZone, now: Millis) -> i32 {
    jiff::Timestamp::from_millisecond(now.0).map_or(0, |at| zone.to_offset(at).seconds())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{day_in, parse_instant, zone};
    use rstest::rstest;

    #[rstest]
    #[case("Asia/Omsk", &["Europe/Moscow"], "ru", Some("+03:00"), "Asia/Omsk")]
    #[case("", &["Europe/Samara", "Europe/Moscow", "Europe/Moscow", "Asia/Omsk"], "ru", Some("+03:00"), "Europe/Moscow")]
    #[case("", &["Asia/Omsk", "Asia/Omsk"], "ru", Some("+03:00"), "Europe/Moscow")]
    #[case("Mars/Olympus", &[], "de", Some("+01:00"), "Europe/Berlin")]
    #[case("", &[], "ru", Some("+07:00"), "Asia/Novosibirsk")]
    #[case("", &["Europe/Minsk"], "en", Some("+03:00"), "Europe/Minsk")]
    #[case("", &[], "en", Some("+03:00"), "+03:00")]
    #[case("+05:00", &[], "en", None, "UTC")]
    fn a_named_zone_is_preferred_to_an_offset(
        #[case] installer: &str,
        #[case] people: &[&str],
        #[case] language: &str,
        #[case] server: Option<&str>,
        #[case] expected: &str,
    ) {
        let people: Vec<String> = people.iter().map(|zone| (*zone).to_owned()).collect();
        let now = parse_instant("2026-11-20T12:00:00+03:00").unwrap();
        assert_eq!(choose(installer, &people, language, server, now), expected);
    }

    #[test]
    fn late_evenings_of_summer_and_winter_fall_on_their_own_days() {
        let now = parse_instant("2026-11-20T12:00:00+01:00").unwrap();
        let berlin = zone(&choose("", &[], "de", Some("+01:00"), now));
        // 23:30 by the clock on the wall, in either half of the year.
        let summer = parse_instant("2026-07-01T21:30:00+00:00").unwrap();
        let winter = parse_instant("2026-12-01T22:30:00+00:00").unwrap();
        assert_eq!(day_in(&berlin, summer).dotted(), "01.07.2026");
        assert_eq!(day_in(&berlin, winter).dotted(), "01.12.2026");
        // Half an hour later it is the next day; an offset of this moment would count an hour more to the old one.
        let past = parse_instant("2026-07-01T22:30:00+00:00").unwrap();
        assert_eq!(day_in(&berlin, past).dotted(), "02.07.2026");
        assert_eq!(day_in(&zone("+01:00"), past).dotted(), "01.07.2026");
    }
}
