//! A segment's file: its columns as they lie in memory, each at a page of its own, with checksums.
//!
//! The file begins with a head of one page: [`MAGIC`], how many sections, and for each its kind, where it
//! begins, how many bytes it has and their checksum; then the checksum of the head.

use super::volume::Volume;
use super::{DiskError, Doing};
use crate::archive::{Section, Segment};
use std::io::Read;

const MAGIC: &[u8; 8] = b"CordonS1";
const PAGE: usize = 4096;
/// Of one section in the head: kind, offset, length, checksum.
const ENTRY: usize = 4 + 8 + 8 + 4;
const SECTIONS_MAX: usize = 64;

pub fn name_of(number: u64) -> String {
    format!("segment-{number:08}")
}

/// Writes a segment under its name; it is durable when this returns.
pub fn write(volume: &dyn Volume, number: u64, segment: &Segment) -> Result<(), DiskError> {
    let name = name_of(number);
    let mut file = volume.create(&name).doing("creating", &name)?;
    let sections = segment.sections();
    let mut head = MAGIC.to_vec();
    head.extend_from_slice(&u32::try_from(sections.len()).unwrap_or(u32::MAX).to_le_bytes());
    let mut at = PAGE;
    for (kind, bytes) in &sections {
        head.extend_from_slice(&(*kind as u32).to_le_bytes());
        head.extend_from_slice(&(at as u64).to_le_bytes());
        head.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        head.extend_from_slice(&crc32fast::hash(bytes).to_le_bytes());
        at += bytes.len().next_multiple_of(PAGE);
    }
    head.resize(PAGE - 4, 0);
    head.extend_from_slice(&crc32fast::hash(&head).to_le_bytes());
    file.write(&head).doing("writing", &name)?;
    for (_, bytes) in &sections {
        file.write(bytes).doing("writing", &name)?;
        let padding = bytes.len().next_multiple_of(PAGE) - bytes.len();
        file.write(&vec![0; padding]).doing("writing", &name)?;
    }
    file.sync().doing("syncing", &name)
}

/// Reads a segment, and checks every byte that counts.
pub fn read(volume: &dyn Volume, number: u64) -> Result<Segment, DiskError> {
    let name = name_of(number);
    let mut file = volume.read(&name).doing("opening", &name)?;
    let head = read_head(&mut *file, &name)?;
    let mut segment = Segment::default();
    for entry in head {
        let kind = Section::ALL.into_iter().find(|kind| *kind as u32 == entry.kind);
        let kind = kind.ok_or_else(|| DiskError::damaged(&name, format!("section {} is not known", entry.kind)))?;
        let bytes = segment.room(kind, entry.len);
        let bytes = bytes.ok_or_else(|| DiskError::damaged(&name, format!("section {kind:?} has an odd length")))?;
        file.read_exact(bytes).doing("reading", &name)?;
        if crc32fast::hash(bytes) != entry.sum {
            return Err(DiskError::damaged(&name, format!("the checksum of section {kind:?} does not fit")));
        }
        let mut padding = vec![0; entry.len.next_multiple_of(PAGE) - entry.len];
        file.read_exact(&mut padding).doing("reading", &name)?;
    }
    if segment.is_whole() { Ok(segment) } else { Err(DiskError::damaged(&name, "its sections do not fit together")) }
}

struct Entry {
    kind: u32,
    len: usize,
    sum: u32,
}

fn read_head(file: &mut dyn Read, name: &str) -> Result<Vec<Entry>, DiskError> {
    let mut head = vec![0; PAGE];
    file.read_exact(&mut head).doing("reading", name)?;
    let damaged = || DiskError::damaged(name, "the checksum of its head does not fit");
    let (body, sum) = head.split_at_checked(PAGE - 4).ok_or_else(damaged)?;
    if sum != crc32fast::hash(body).to_le_bytes() || !body.starts_with(MAGIC) {
        return Err(damaged());
    }
    let short = |at: usize| body.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes);
    let long = |at: usize| body.get(at..at + 8).and_then(|eight| eight.try_into().ok()).map_or(0, u64::from_le_bytes);
    let count = (short(8) as usize).min(SECTIONS_MAX);
    let entry = |at: usize| {
        let len = usize::try_from(long(at + 12)).map_err(|_| damaged())?;
        Ok(Entry { kind: short(at), len, sum: short(at + 20) })
    };
    (0..count).map(|nth| entry(12 + nth * ENTRY)).collect()
}
