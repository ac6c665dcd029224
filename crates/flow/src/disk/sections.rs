//! A file of sections, which is written once: each at a page of its own, with a checksum.
//!
//! It begins with a head of one page: [`MAGIC`], how many sections, and for each its kind, where it begins,
//! how many bytes it has and their checksum; then the checksum of the head.

use super::volume::{File, Volume};
use super::{DiskError, Doing};
use std::io::{self, Read};

const MAGIC: &[u8; 8] = b"CordonS1";
const PAGE: usize = 4096;
/// Of one section in the head: kind, offset, length, checksum.
const ENTRY: usize = 4 + 8 + 8 + 4;
const SECTIONS_MAX: usize = 64;
/// So many bytes are given to the disk at once.
const SYNCED_AT_ONCE: usize = 1 << 22;

/// A file that is synced all the while it is written: whoever meanwhile syncs a log on the same disk does not
/// wait for all of it.
struct Steady {
    file: Box<dyn File>,
    unsynced: usize,
}

/// Writes a file under its name; it is durable when this returns.
pub fn write(volume: &dyn Volume, name: &str, sections: &[(u32, &[u8])]) -> Result<(), DiskError> {
    let mut file = Steady { file: volume.create(name).doing("creating", name)?, unsynced: 0 };
    let mut head = MAGIC.to_vec();
    head.extend_from_slice(&u32::try_from(sections.len()).unwrap_or(u32::MAX).to_le_bytes());
    let mut at = PAGE;
    for (kind, bytes) in sections {
        head.extend_from_slice(&kind.to_le_bytes());
        head.extend_from_slice(&(at as u64).to_le_bytes());
        head.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        head.extend_from_slice(&crc32fast::hash(bytes).to_le_bytes());
        at += bytes.len().next_multiple_of(PAGE);
    }
    head.resize(PAGE - 4, 0);
    head.extend_from_slice(&crc32fast::hash(&head).to_le_bytes());
    file.write(&head).doing("writing", name)?;
    for (_, bytes) in sections {
        file.write(bytes).doing("writing", name)?;
        file.write(&vec![0; padding(bytes.len())]).doing("writing", name)?;
    }
    file.file.sync().doing("syncing", name)
}

impl Steady {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        for part in bytes.chunks(SYNCED_AT_ONCE) {
            if self.unsynced + part.len() > SYNCED_AT_ONCE {
                self.file.sync()?;
                self.unsynced = 0;
            }
            self.file.write(part)?;
            self.unsynced += part.len();
        }
        Ok(())
    }
}

const fn padding(len: usize) -> usize {
    len.next_multiple_of(PAGE) - len
}

/// A file that is read section by section, every byte of them checked.
pub struct Sections {
    file: Box<dyn Read>,
    name: String,
    entries: std::vec::IntoIter<Entry>,
    sum: u32,
}

struct Entry {
    kind: u32,
    len: usize,
    sum: u32,
}

impl Sections {
    pub fn open(volume: &dyn Volume, name: &str) -> Result<Self, DiskError> {
        let mut file = volume.read(name).doing("opening", name)?;
        let mut head = vec![0; PAGE];
        file.read_exact(&mut head).doing("reading", name)?;
        let entries =
            entries(&head).ok_or_else(|| DiskError::damaged(name, "the checksum of its head does not fit"))?;
        Ok(Self { file, name: name.to_owned(), entries: entries.into_iter(), sum: 0 })
    }

    /// The kind and the length of the next section, which is to be read into as many bytes.
    pub fn next(&mut self) -> Option<(u32, usize)> {
        let entry = self.entries.next()?;
        self.sum = entry.sum;
        Some((entry.kind, entry.len))
    }

    pub fn read(&mut self, kind: u32, bytes: &mut [u8]) -> Result<(), DiskError> {
        self.file.read_exact(bytes).doing("reading", &self.name)?;
        if crc32fast::hash(bytes) != self.sum {
            return Err(self.damaged(format!("the checksum of section {kind} does not fit")));
        }
        self.file.read_exact(&mut vec![0; padding(bytes.len())]).doing("reading", &self.name)
    }

    pub fn damaged(&self, what: impl Into<String>) -> DiskError {
        DiskError::damaged(&self.name, what)
    }
}

/// None when a byte of the head is wrong.
fn entries(head: &[u8]) -> Option<Vec<Entry>> {
    let (body, sum) = head.split_at_checked(PAGE - 4)?;
    if sum != crc32fast::hash(body).to_le_bytes() || !body.starts_with(MAGIC) {
        return None;
    }
    let short = |at: usize| body.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    let long = |at: usize| body.get(at..at + 8).and_then(|eight| eight.try_into().ok()).map(u64::from_le_bytes);
    let count = usize::try_from(short(MAGIC.len())?).ok().filter(|count| *count <= SECTIONS_MAX)?;
    let entry = |nth: usize| {
        let at = MAGIC.len() + 4 + nth * ENTRY;
        Some(Entry { kind: short(at)?, len: usize::try_from(long(at + 12)?).ok()?, sum: short(at + 20)? })
    };
    (0..count).map(entry).collect()
}
