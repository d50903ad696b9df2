//! What this process is called among those that share a database, and whether another one is surely dead.
//!
//! A lease outlives its process by some seconds. On one machine that wait is needless: the name tells the machine, the
//! process namespace and the number of the process, so that a neighbour, or the same server started again after a
//! crash, sees that there is no such process any more.

use crate::seal::Sealer;
use std::path::Path;

/// A name no other process has, nor this one after a restart.
#[must_use]
pub fn name() -> String {
    let random = Sealer::random_text();
    match place() {
        Some(place) => format!("{place}/{}/{random}", std::process::id()),
        None => random,
    }
}

/// Whether the process of this name ran here and does not any more. Never true for a process elsewhere, or when it cannot
/// be told: its lease then decides.
#[must_use]
pub fn is_dead(name: &str) -> bool {
    place().is_some_and(|here| is_dead_at(name, &here, |pid| Path::new("/proc").join(pid.to_string()).exists()))
}

fn is_dead_at(name: &str, here: &str, exists: impl Fn(u32) -> bool) -> bool {
    let mut parts = name.rsplitn(3, '/');
    let (Some(_random), Some(pid), Some(there)) = (parts.next(), parts.next(), parts.next()) else { return false };
    there == here && pid.parse().is_ok_and(|pid| !exists(pid))
}

/// This start of this machine, and the namespace in which process numbers count; both from Linux.
fn place() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let space = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{}/{}", boot.trim(), space.to_str()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_of_this_place_that_is_gone_is_dead() {
        let there_are = |pids: &'static [u32]| move |pid| pids.contains(&pid);
        assert!(is_dead_at("boot/pid:[1]/77/xyz", "boot/pid:[1]", there_are(&[1, 78])));
        assert!(!is_dead_at("boot/pid:[1]/77/xyz", "boot/pid:[1]", there_are(&[77])));
        assert!(!is_dead_at("boot/pid:[2]/77/xyz", "boot/pid:[1]", there_are(&[])), "another container");
        assert!(!is_dead_at("other/pid:[1]/77/xyz", "boot/pid:[1]", there_are(&[])), "another machine");
        assert!(!is_dead_at("xyz", "boot/pid:[1]", there_are(&[])));
        assert!(!is_dead_at("boot/pid:[1]/x/xyz", "boot/pid:[1]", there_are(&[])));
    }

    #[test]
    fn this_process_lives_and_is_called_anew_each_time() {
        assert!(!is_dead(&name()));
        assert_ne!(name(), name());
    }
}
