//! The least that durable verdicts can take on a disk: records at the same rate, written and synced together,
//! and nothing else.

use super::figures::Figures;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// About what a verdict's record has.
const RECORD_BYTES: usize = 1_200;

pub fn measure(folder: &Path, rate: u64, long: Duration) -> anyhow::Result<Figures> {
    let path = folder.join("bare-loop");
    let mut file = std::fs::File::create(&path)?;
    let every = Duration::from_nanos(1_000_000_000 / rate.max(1));
    let record = vec![7_u8; RECORD_BYTES];
    let begun = Instant::now();
    let (mut told, mut due, mut batch) = (Vec::new(), Duration::ZERO, Vec::new());
    while due < long {
        let mut first = None;
        batch.clear();
        while due <= begun.elapsed() && due < long {
            first = first.or(Some(due));
            batch.extend_from_slice(&record);
            due = due.saturating_add(every);
        }
        let Some(first) = first else {
            std::thread::sleep(due.saturating_sub(begun.elapsed()));
            continue;
        };
        file.write_all(&batch)?;
        file.sync_data()?;
        let (now, mut one) = (begun.elapsed(), first);
        while one < due {
            told.push(u64::try_from(now.saturating_sub(one).as_micros()).unwrap_or(u64::MAX));
            one = one.saturating_add(every);
        }
    }
    let wanted = told.len() as u64;
    let figures = Figures::new(told, 1, wanted, begun.elapsed(), None);
    std::fs::remove_file(&path)?;
    Ok(figures)
}
