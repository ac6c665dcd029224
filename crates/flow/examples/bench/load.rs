//! Into the archive: all at once as long as memory holds them twice, else in slabs.

use crate::stream::Stream;
use crate::{Took, timed};
use cordon_flow::Transfer;
use cordon_flow::archive::Archive;

/// Up to so many are sorted at once. More are appended and sealed, so many at a time.
const SLAB: usize = 1 << 24;
/// So many are made of the stream before they are appended.
const MADE: usize = 1 << 16;

pub fn load(made: &Stream) -> (Archive, Took) {
    if made.len() <= SLAB {
        let transfers: Vec<Transfer> = made.transfers().collect();
        return timed(|| Archive::of(&transfers).unwrap());
    }
    let (mut archive, mut took, mut transfers) = (Archive::default(), Took::default(), made.transfers());
    let mut some = Vec::with_capacity(MADE);
    loop {
        some.clear();
        some.extend(transfers.by_ref().take(MADE));
        let is_slab = some.is_empty() || (archive.len() + some.len()).is_multiple_of(SLAB);
        let ((), more) = timed(|| {
            some.iter().for_each(|transfer| archive.append(*transfer).unwrap());
            if is_slab {
                archive.seal();
            }
        });
        took = Took { cpu: took.cpu + more.cpu, wall: took.wall + more.wall };
        if some.is_empty() {
            return (archive, took);
        }
    }
}

/// Of this process's memory, in MiB.
pub enum Memory {
    Resident,
    ResidentMax,
    Huge,
}

pub fn mib(memory: &Memory) -> u64 {
    let (file, name) = match memory {
        Memory::Resident => ("status", "VmRSS:"),
        Memory::ResidentMax => ("status", "VmHWM:"),
        Memory::Huge => ("smaps_rollup", "AnonHugePages:"),
    };
    let told = std::fs::read_to_string(format!("/proc/self/{file}")).unwrap_or_default();
    let kib = told.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok());
    kib.unwrap_or(0_u64) / 1024
}
