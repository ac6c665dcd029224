//! Durable ingest: batches of a thousand, each on the disk before the next, found at once.

use crate::stream::Stream;
use crate::{cpu, timed};
use cordon_flow::Transfer;
use cordon_flow::disk::Folder;
use std::path::Path;
use std::time::Instant;

const BATCH: usize = 1_000;
/// So many transfers are appended; more say nothing new.
pub const INGESTED_MAX: usize = 2_000_000;

/// One JSON object: rows, CPU and wall time a row, the median and the slowest commit, and how fast the
/// folder opens again.
pub fn measure(made: &Stream, path: &Path) -> String {
    let transfers: Vec<Transfer> = made.transfers().take(INGESTED_MAX).collect();
    drop(std::fs::remove_dir_all(path));
    let mut folder = Folder::open(path).unwrap().folder;
    let mut commits: Vec<u128> = Vec::new();
    let (began, wall) = (cpu(), Instant::now());
    for batch in transfers.chunks(BATCH) {
        let began = Instant::now();
        folder.append(batch).unwrap();
        commits.push(began.elapsed().as_micros());
    }
    let (took, wall) = (cpu() - began, wall.elapsed().as_nanos());
    assert!(folder.unsaved().is_none() && folder.as_of().0 == transfers.len() as u64);
    drop(folder);
    let (again, opened) = timed(|| Folder::open(path).unwrap());
    assert_eq!(again.folder.archive().len(), transfers.len());
    commits.sort_unstable();
    let (rows, median, slowest) = (transfers.len(), commits[commits.len() / 2], commits[commits.len() - 1]);
    let each = |ns: f64| ns / rows as f64;
    format!(
        "{{\"rows\":{rows},\"cpu_ns\":{:.0},\"wall_ns\":{:.0},\"commit_us\":{median},\"slowest_us\":{slowest},\"open_ns\":{:.0}}}",
        each(took as f64),
        each(wall as f64),
        each(opened.cpu as f64),
    )
}
