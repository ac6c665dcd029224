//! What a run came to. CPU time is the kernel's word of other processes; the generator's is not in it.

use std::time::Duration;

/// The kernel counts CPU time in hundredths of a second.
const TICK_MS: u64 = 10;

#[derive(Clone, Debug)]
pub struct Figures {
    /// Microseconds of each request that was answered, ascending.
    told: Vec<u64>,
    batch: u64,
    pub wanted: u64,
    took: Duration,
    cpu_ms: Option<u64>,
}

impl Figures {
    pub fn new(mut told: Vec<u64>, batch: u64, wanted: u64, took: Duration, cpu_ms: Option<u64>) -> Self {
        told.sort_unstable();
        Self { told, batch, wanted, took, cpu_ms }
    }

    fn events(&self) -> u64 {
        (self.told.len() as u64).saturating_mul(self.batch)
    }

    pub fn dropped(&self) -> u64 {
        self.wanted.saturating_sub(self.events())
    }

    /// Of a thousand requests so many were answered within it.
    pub fn percentile(&self, permille: usize) -> Duration {
        let place = self.told.len().saturating_mul(permille).div_ceil(1_000).saturating_sub(1);
        Duration::from_micros(self.told.get(place).copied().unwrap_or(0))
    }

    pub fn cpu_each_us(&self) -> Option<u64> {
        self.cpu_ms.map(|ms| ms.saturating_mul(1_000).checked_div(self.events()).unwrap_or(0))
    }

    pub fn show(&self, bare: &Self) {
        let per_second = (self.events().saturating_mul(1_000))
            .checked_div(u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX).max(1))
            .unwrap_or(0);
        println!("{} events, {} dropped, {per_second}/s", self.wanted, self.dropped());
        let line = |figures: &Self| {
            let at = [500, 900, 990, 999, 1_000].map(|permille| format!("{:?}", figures.percentile(permille)));
            format!("p50 {} p90 {} p99 {} p99.9 {} max {}", at[0], at[1], at[2], at[3], at[4])
        };
        println!("verdict, from the moment it was due: {}", line(self));
        println!("bare loop of grouped syncs, same disk:  {}", line(bare));
        if let (Some(ms), Some(each)) = (self.cpu_ms, self.cpu_each_us()) {
            println!("CPU time of the centre: {ms} ms, {each} µs each verdict");
        }
    }
}

/// CPU time of processes so far.
pub fn cpu_ms(pids: &[u32]) -> u64 {
    pids.iter().filter_map(|pid| ticks(*pid)).fold(0, |sum, ticks| sum.saturating_add(ticks.saturating_mul(TICK_MS)))
}

/// User and system time of a process: fields 14 and 15 of `/proc/PID/stat`, whose second may hold blanks.
fn ticks(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    user.checked_add(system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_what_was_answered_and_the_rest_is_dropped() {
        let figures = Figures::new((1..=100).rev().collect(), 2, 210, Duration::from_secs(1), Some(20));
        assert_eq!(figures.percentile(990), Duration::from_micros(99));
        assert_eq!(figures.percentile(1_000), Duration::from_micros(100));
        assert_eq!((figures.dropped(), figures.cpu_each_us()), (10, Some(100)));
    }

    #[test]
    fn this_process_has_a_cpu_time() {
        assert!(ticks(std::process::id()).is_some());
    }
}
