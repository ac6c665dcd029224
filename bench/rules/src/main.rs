//! Our rules and GoRules' ZEN engine over the same decisions: the shipped rules, each event with every fact known, so
//! that both languages have an answer to everything. Both say which rules hold; the answers are compared first, then
//! both are timed in turns on one core.
//!
//! rules EVENTS ROUNDS SEED
//!
//! ZEN gets the same rules as decision tables that collect, compiled: once with each condition as it is written, once
//! with a column for each fact where a condition is a plain list of tests, which it can index. Its better one counts.
//! Of both only the evaluation is timed; what is asked about is in memory, in the form that each wants.

mod ours;
mod zen;

use cordon_sift::judge::Kind;
use ours::Asked;
use std::time::Duration;

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<(), Problem> {
    let mut args = std::env::args().skip(1);
    let mut number = |default: usize| args.next().map_or(Ok(default), |text| text.parse());
    let (events, rounds, seed) = (number(2_000)?, number(15)?, number(7)?);
    let rules = ours::rules()?;
    for kind in Kind::ALL {
        let asked = ours::events(kind, events, seed as u64);
        let tables = [("written", zen::table(&rules, kind, false)?), ("columns", zen::table(&rules, kind, true)?)];
        let inputs: Vec<_> = asked.iter().map(zen::input).collect();
        let (mut room, mut held) = (Default::default(), 0);
        for (asked, input) in asked.iter().zip(&inputs) {
            let ours = ours::held(&rules, asked, &mut room);
            held += ours.len();
            for (form, table) in &tables {
                let theirs = zen::held(table, input)?;
                if ours != theirs {
                    return Err(format!("{}, {form}: ours {ours:?}, theirs {theirs:?}", kind.name()).into());
                }
            }
        }
        let (mut our_times, mut their_times) = (Vec::new(), [Vec::new(), Vec::new()]);
        for _ in 0..rounds {
            our_times.push(timed(|| Ok(asked.iter().map(|one| ours::count(&rules, one, &mut room)).sum()), held)?);
            for ((_, table), times) in tables.iter().zip(&mut their_times) {
                times.push(timed(|| zen::count(table, &inputs), held)?);
            }
        }
        told(kind, &rules, events, held, median(our_times), their_times.map(median));
    }
    Ok(())
}

/// CPU time of the process while `work` counts the rules that hold; what it counts is checked.
fn timed(work: impl FnOnce() -> Result<usize, Problem>, wanted: usize) -> Result<Duration, Problem> {
    let begun = now();
    let found = work()?;
    let took = now() - begun;
    if found == wanted { Ok(took) } else { Err(format!("{found} rules held, not {wanted}").into()) }
}

fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn told(
    kind: Kind,
    rules: &cordon_sift::rules::Rules,
    events: usize,
    held: usize,
    ours: Duration,
    theirs: [Duration; 2],
) {
    let of = rules.rules().iter().filter(|rule| rule.kinds.contains(&kind)).count();
    let each = |time: Duration| time.as_secs_f64() * 1e6 / events as f64;
    let [written, columns] = theirs;
    let better = written.min(columns);
    println!(
        "{:<8} {of:>3} rules, {:.1} hold: ours {:.2} µs a decision, ZEN {:.1} µs as written, {:.1} µs in columns: ours is {:.0} times as fast",
        kind.name(),
        held as f64 / events as f64,
        each(ours),
        each(written),
        each(columns),
        better.as_secs_f64() / ours.as_secs_f64(),
    );
}

impl Asked {
    /// The same numbers again, from a seed.
    fn mix(mut x: u64) -> u64 {
        x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }
}
