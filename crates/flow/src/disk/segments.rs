//! A segment's file: its columns as they lie in memory.

use super::DiskError;
use super::sections::{self, Sections};
use super::volume::Volume;
use crate::archive::{Section, Segment};

pub fn name_of(number: u64) -> String {
    format!("segment-{number:08}")
}

pub fn write(volume: &dyn Volume, number: u64, segment: &Segment) -> Result<(), DiskError> {
    let columns: Vec<(u32, &[u8])> = segment.sections().into_iter().map(|(kind, bytes)| (kind as u32, bytes)).collect();
    sections::write(volume, &name_of(number), &columns)
}

pub fn open(volume: &dyn Volume, number: u64) -> Result<Sections, DiskError> {
    Sections::open(volume, &name_of(number))
}

pub fn read(mut file: Sections) -> Result<Segment, DiskError> {
    let mut segment = Segment::default();
    while let Some((kind, len)) = file.next() {
        let section = Section::of(kind).ok_or_else(|| file.damaged(format!("section {kind} is not known")))?;
        if section.is_first() {
            let mut bytes = vec![0; len];
            file.read(kind, &mut bytes)?;
            let taken = segment.take_first(section, &bytes);
            taken.ok_or_else(|| file.damaged(format!("section {section:?} has an odd length")))?;
            continue;
        }
        let room = segment.room(section, len);
        file.read(kind, room.ok_or_else(|| file.damaged(format!("section {section:?} has an odd length")))?)?;
    }
    if segment.is_whole() { Ok(segment) } else { Err(file.damaged("its sections do not fit together")) }
}
