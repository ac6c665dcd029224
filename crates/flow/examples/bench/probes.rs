//! What the machine gives whoever reads memory, measured in the same run: figures of two machines can be
//! compared as far as these are alike.

use crate::load::{Memory, mib};
use crate::stream::Dice;
use crate::timed;
use std::hint::black_box;

/// A cache line; the next one is its first number.
type Line = [u32; 16];

/// In MiB: beyond a core's own cache, about what cores share, and beyond that.
const TABLES: [usize; 3] = [16, 256, 1024];
const LOADS: u32 = 2_000_000;
const TIMES: usize = 3;

/// One JSON object: for each table up to so many MiB the ns of a load that waits for the one before it, of
/// one that does not, and GB/s read from end to end.
pub fn measure(mib_max: usize) -> String {
    let tables = TABLES.into_iter().filter(|size| *size <= mib_max).map(|size| {
        let lines = cycle(size << 20);
        let (waiting, free, all) = (least(|| chase(&lines)), least(|| scatter(&lines)), least(|| sum(&lines)));
        let each = |ns: i64| ns as f64 / f64::from(LOADS);
        let rate = size_of_val(lines.as_slice()) as f64 / all as f64;
        format!(
            "{{\"mib\":{size},\"huge_mib\":{},\"dependent_ns\":{:.1},\"independent_ns\":{:.1},\"gb_per_s\":{rate:.1}}}",
            mib(&Memory::Huge),
            each(waiting),
            each(free)
        )
    });
    format!("[{}]", tables.collect::<Vec<_>>().join(","))
}

fn least<T>(work: impl Fn() -> T) -> i64 {
    (0..TIMES).map(|_| timed(|| black_box(work())).1.cpu).min().unwrap()
}

/// One cycle through all lines, in no order that a cache could foresee (Sattolo).
fn cycle(bytes: usize) -> Vec<Line> {
    let (count, mut dice) = (bytes / size_of::<Line>(), Dice(1));
    let mut lines: Vec<Line> = (0..count).map(|at| [at as u32; 16]).collect();
    for at in (1..count).rev() {
        let other = dice.below(at as u64) as usize;
        let next = lines[at][0];
        lines[at][0] = lines[other][0];
        lines[other][0] = next;
    }
    lines
}

fn chase(lines: &[Line]) -> u32 {
    (0..LOADS).fold(0, |at, _| lines[at as usize][0])
}

fn scatter(lines: &[Line]) -> u32 {
    let mut dice = Dice(2);
    (0..LOADS).fold(0, |sum, _| sum ^ lines[dice.below(lines.len() as u64) as usize][0])
}

fn sum(lines: &[Line]) -> u32 {
    lines.iter().flatten().fold(0, |sum, number| sum ^ number)
}
