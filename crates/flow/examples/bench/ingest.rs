//! Durable ingest: batches of a thousand, each on the disk before the next, found at once.

use crate::stream::Stream;
use crate::{Took, cpu_of_all, timed};
use cordon_flow::Transfer;
use cordon_flow::disk::Folder;
use std::path::Path;
use std::time::Instant;

const BATCH: usize = 1_000;
/// So many transfers are appended; more say nothing new.
pub const INGESTED_MAX: usize = 2_000_000;

/// One JSON object: rows, CPU time a row (of all threads, and of the one that appends) and time by the clock; the
/// median, the 99th of a hundred and the slowest commit by the clock, and what they took of the CPU; how fast the
/// folder opens again.
pub fn measure(made: &Stream, path: &Path) -> String {
    let transfers: Vec<Transfer> = made.transfers().take(INGESTED_MAX).collect();
    drop(std::fs::remove_dir_all(path));
    let mut folder = Folder::open(path).unwrap().folder;
    let (mut commits, began, wall) = (Vec::new(), cpu_of_all(), Instant::now());
    for batch in transfers.chunks(BATCH) {
        commits.push(timed(|| folder.append(batch).unwrap()).1);
    }
    let wall = wall.elapsed().as_nanos();
    let waits = folder.waits();
    assert!(folder.unsaved().is_none() && folder.as_of().0 == transfers.len() as u64);
    drop(folder);
    let took = cpu_of_all() - began;
    let (again, opened) = timed(|| Folder::open(path).unwrap());
    assert_eq!(again.folder.archive().len(), transfers.len());
    let own: i64 = commits.iter().map(|took| took.cpu).sum();
    let (clock, cpu) = (told(&commits, |took| took.wall), told(&commits, |took| took.cpu));
    let (rows, each) = (transfers.len(), |ns: f64| ns / transfers.len() as f64);
    format!(
        "{{\"rows\":{rows},\"cpu_ns\":{:.0},\"own_ns\":{:.0},\"wall_ns\":{:.0},\"commit_us\":{clock},\"commit_cpu_us\":{cpu},\"waits\":{waits},\"open_ns\":{:.0}}}",
        each(took as f64),
        each(own as f64),
        each(wall as f64),
        each(opened.cpu as f64),
    )
}

/// The median, the 99th of a hundred and the greatest, in us.
fn told(commits: &[Took], of: impl Fn(&Took) -> i64) -> String {
    let mut all: Vec<i64> = commits.iter().map(of).collect();
    all.sort_unstable();
    let at = |part: usize| all[(all.len() * part / 100).min(all.len() - 1)] / 1_000;
    format!("[{},{},{}]", at(50), at(99), at(100))
}
