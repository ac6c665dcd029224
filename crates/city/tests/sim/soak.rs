//! Hours of it, by `make soak`: list after list from one seed until the time is over. Memory is looked at
//! all the while, and must not grow.

use super::{number, op, played};
use std::time::{Duration, Instant};

/// Lists before memory is compared: what is loaded once is loaded by then.
const WARM_UP: usize = 10;
const LENGTH: usize = 200;
const TELL_EVERY: Duration = Duration::from_secs(60);
/// What memory may grow by, in thousandths and in KiB, from the first half to the second.
const GROWTH_PERMILLE: u64 = 100;
const GROWTH_KIB: u64 = 8 * 1024;

#[test]
#[ignore = "takes the hours that SOAK_SECONDS says; `make soak`"]
fn soak() {
    let (seconds, seed) = (number("SOAK_SECONDS", 60), number("SIM_SEED", 1));
    let (began, until) = (Instant::now(), Duration::from_secs(seconds));
    let (mut memory, mut told, mut lists, mut entries) = (Vec::new(), Instant::now(), 0_u64, 0);
    println!("SEED={seed}, {seconds} s");
    while began.elapsed() < until {
        let list = op::list(seed + lists, LENGTH);
        let outcome = played(&list).unwrap_or_else(|told| panic!("seed {}: {told}", seed + lists));
        (lists, entries) = (lists + 1, entries + outcome.entries);
        memory.push(resident_kib());
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            println!("{:>6} s: {lists} lists, {entries} entries, {} KiB", began.elapsed().as_secs(), resident_kib());
        }
    }
    let grown = growth(&memory);
    println!("{lists} lists, {entries} entries; every journal verifies, no deadline unseen; memory {grown:?}");
    assert!(!grown.is_some_and(|(first, second)| grew(first, second)), "memory grows: {grown:?}");
}

/// The middle of both halves after the warm-up.
fn growth(memory: &[u64]) -> Option<(u64, u64)> {
    let warm = memory.get(WARM_UP..).filter(|warm| warm.len() >= 4)?;
    let middle = |part: &[u64]| {
        let mut sorted = part.to_vec();
        sorted.sort_unstable();
        sorted[sorted.len() / 2]
    };
    let (first, second) = warm.split_at(warm.len() / 2);
    Some((middle(first), middle(second)))
}

fn grew(first: u64, second: u64) -> bool {
    second > first + first * GROWTH_PERMILLE / 1_000 + GROWTH_KIB
}

/// What this process has in memory.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn memory_that_grows_is_told() {
    let flat: Vec<u64> = (0..60).map(|n| 60_000 + (n * 7_919) % 900).collect();
    let (first, second) = growth(&flat).unwrap();
    assert!(!grew(first, second));
    let leaking: Vec<u64> = (0..60).map(|n| 60_000 + n * 1_000).collect();
    let (first, second) = growth(&leaking).unwrap();
    assert!(grew(first, second), "{first} {second}");
    assert!(resident_kib() > 1_000);
}
