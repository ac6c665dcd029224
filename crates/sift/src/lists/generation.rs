//! Many entries at rest: sorted by key in blocks that bear a checksum, with their filter and the first key of
//! each block in memory. A miss looks at the filter; a hit reads one block.
//!
//! The bytes: blocks of 256 keys (8 bytes each) and then their 12 bytes each (note, since, until); then the
//! foot: notes as JSON, checksums and first keys of the blocks, the filter; then 40 bytes that say where the
//! foot is. Little endian. Pages are asked for; mapping a file would take code that nobody can call safe.

use super::entry::{Entry, Listed, Note};
use super::filter::Filter;
use crate::digest::hex_digest;
use crate::key::Key;
use std::collections::HashMap;
use std::fmt::Debug;
use std::io::Write;
use std::sync::Arc;

const BLOCK: usize = 256;
const ROW: usize = 20;
const MAGIC: &[u8; 8] = b"cordonL1";
const TAIL: usize = 40;
/// Notes of one generation: lists times levels and reasons.
pub const NOTES_MAX: usize = 1 << 20;

/// A file that is not what was written, or could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file of lists cannot be used: {what}")]
pub struct Damaged {
    what: String,
}

impl Damaged {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

/// The bytes of a file, wherever it lies.
pub trait Pages: Debug + Send + Sync {
    fn len(&self) -> u64;
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Fills all of `buffer` from `at` on.
    fn read_at(&self, at: u64, buffer: &mut [u8]) -> Result<(), Damaged>;
}

impl Pages for Vec<u8> {
    fn len(&self) -> u64 {
        self.as_slice().len() as u64
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> Result<(), Damaged> {
        let from = usize::try_from(at).map_err(|_| Damaged::new("beyond its end"))?;
        let bytes = self.get(from..from.saturating_add(buffer.len())).ok_or(Damaged::new("beyond its end"))?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }
}

#[derive(Debug)]
pub struct Generation {
    pages: Box<dyn Pages>,
    notes: Vec<Arc<Note>>,
    /// First key and checksum of each block.
    blocks: Vec<(u64, u32)>,
    filter: Filter,
    count: u64,
    digest: String,
}

impl Generation {
    pub fn open(pages: Box<dyn Pages>) -> Result<Self, Damaged> {
        let tail_at = pages.len().checked_sub(TAIL as u64).ok_or(Damaged::new("it is too short"))?;
        let mut tail = [0; TAIL];
        pages.read_at(tail_at, &mut tail)?;
        let tail = Tail::read(&tail, tail_at).ok_or(Damaged::new("its end is not that of a file of lists"))?;
        let mut foot = vec![0; usize::try_from(tail.foot_len).map_err(|_| Damaged::new("its foot is too long"))?];
        pages.read_at(tail.foot_at, &mut foot)?;
        if crc32fast::hash(&foot) != tail.checksum {
            return Err(Damaged::new("the checksum of its foot is another one"));
        }
        let (notes, blocks, filter) = read_foot(&foot, tail.count).ok_or(Damaged::new("its foot cannot be read"))?;
        let digest = hex_digest([foot.as_slice(), &tail.count.to_le_bytes()]);
        Ok(Self { pages, notes, blocks, filter, count: tail.count, digest })
    }

    /// Entries with this key.
    pub fn find(&self, key: Key, mut found: impl FnMut(Listed)) -> Result<(), Damaged> {
        if !self.filter.may_have(key) {
            return Ok(());
        }
        // Equal keys may begin in the block before the first that starts with this key.
        let first = self.blocks.partition_point(|(first, _)| *first < key.0).saturating_sub(1);
        let mut buffer = [0; BLOCK * ROW];
        for place in first..self.blocks.len() {
            if self.blocks.get(place).is_none_or(|(first, _)| *first > key.0) {
                break;
            }
            let block = self.block(place, &mut buffer)?;
            let from = block.keys.partition_point(|bytes| u64::from_le_bytes(*bytes) < key.0);
            for at in from..block.keys.len() {
                if block.key(at) != Some(key.0) {
                    break;
                }
                found(self.listed(&block, at)?);
            }
        }
        Ok(())
    }

    /// Every entry in order of keys: for the next generation, and for whoever checks the whole file.
    pub fn each(&self, mut take: impl FnMut(Key, Listed) -> Result<(), Damaged>) -> Result<(), Damaged> {
        let mut buffer = [0; BLOCK * ROW];
        for place in 0..self.blocks.len() {
            let block = self.block(place, &mut buffer)?;
            for at in 0..block.keys.len() {
                let key = block.key(at).ok_or(Damaged::new("a block is too short"))?;
                take(Key(key), self.listed(&block, at)?)?;
            }
        }
        Ok(())
    }

    pub fn len(&self) -> u64 {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Of all that stands in the file: the foot has the checksums of the blocks.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What is held in memory.
    pub fn bytes(&self) -> usize {
        self.filter.bytes().saturating_add(self.blocks.len().saturating_mul(16))
    }

    fn block<'b>(&self, place: usize, buffer: &'b mut [u8; BLOCK * ROW]) -> Result<Block<'b>, Damaged> {
        let Some((_, checksum)) = self.blocks.get(place) else { return Err(Damaged::new("a block is not there")) };
        let before = (place as u64).saturating_mul(BLOCK as u64);
        let rows = usize::try_from(self.count.saturating_sub(before)).unwrap_or(BLOCK).min(BLOCK);
        let bytes = buffer.get_mut(..rows.saturating_mul(ROW)).ok_or(Damaged::new("a block is too long"))?;
        self.pages.read_at(before.saturating_mul(ROW as u64), bytes)?;
        if crc32fast::hash(bytes) != *checksum {
            return Err(Damaged::new("the checksum of a block is another one"));
        }
        let (keys, rest) = bytes.split_at(rows.saturating_mul(8));
        Ok(Block { keys: keys.as_chunks().0, rest: rest.as_chunks().0 })
    }

    fn listed(&self, block: &Block<'_>, at: usize) -> Result<Listed, Damaged> {
        let rest = block.rest.get(at).ok_or(Damaged::new("a block is too short"))?;
        let [note, since, until] =
            [0, 1, 2].map(|part| rest.as_chunks::<4>().0.get(part).map_or(0, |b| u32::from_le_bytes(*b)));
        let note = self.notes.get(note as usize).ok_or(Damaged::new("an entry has a note that is not there"))?;
        Ok(Listed { note: note.clone(), entry: Entry { since, until } })
    }
}

struct Block<'a> {
    keys: &'a [[u8; 8]],
    rest: &'a [[u8; 12]],
}

impl Block<'_> {
    fn key(&self, at: usize) -> Option<u64> {
        self.keys.get(at).map(|bytes| u64::from_le_bytes(*bytes))
    }
}

/// Where the foot is: magic, place, length, count, checksum, and four bytes of nothing.
struct Tail {
    foot_at: u64,
    foot_len: u64,
    count: u64,
    checksum: u32,
}

impl Tail {
    fn write(&self) -> [u8; TAIL] {
        let mut bytes = Vec::with_capacity(TAIL);
        bytes.extend_from_slice(MAGIC);
        for number in [self.foot_at, self.foot_len, self.count] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.checksum.to_le_bytes());
        bytes.resize(TAIL, 0);
        bytes.try_into().unwrap_or([0; TAIL])
    }

    fn read(bytes: &[u8; TAIL], at: u64) -> Option<Self> {
        let numbers = bytes.strip_prefix(MAGIC)?;
        let number = |place: usize| numbers.as_chunks::<8>().0.get(place).map(|b| u64::from_le_bytes(*b));
        let tail = Self {
            foot_at: number(0)?,
            foot_len: number(1)?,
            count: number(2)?,
            checksum: u32::try_from(number(3)?).ok()?,
        };
        let fits =
            tail.foot_at.checked_add(tail.foot_len)? == at && tail.count.checked_mul(ROW as u64)? == tail.foot_at;
        fits.then_some(tail)
    }
}

type Foot = (Vec<Arc<Note>>, Vec<(u64, u32)>, Filter);

fn read_foot(foot: &[u8], count: u64) -> Option<Foot> {
    let (len, rest) = foot.split_first_chunk::<8>()?;
    let (json, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*len)).ok()?)?;
    let notes: Vec<Note> = serde_json::from_slice(json).ok()?;
    let blocks = usize::try_from(count.div_ceil(BLOCK as u64)).ok()?;
    let (table, filter) = rest.split_at_checked(blocks.checked_mul(12)?)?;
    let read = |row: &[u8; 12]| {
        let (key, checksum) = row.split_first_chunk::<8>()?;
        Some((u64::from_le_bytes(*key), u32::from_le_bytes(checksum.try_into().ok()?)))
    };
    let blocks: Option<Vec<_>> = table.as_chunks::<12>().0.iter().map(read).collect();
    Some((notes.into_iter().map(Arc::new).collect(), blocks?, Filter::read(filter)?))
}

/// Writes a generation from entries in order of keys, in the memory of one shard and one block.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    notes: Vec<Arc<Note>>,
    places: HashMap<Arc<Note>, u32>,
    keys: Vec<u8>,
    rest: Vec<u8>,
    blocks: Vec<(u64, u32)>,
    filter: Filter,
    shard: Vec<u64>,
    shards_done: usize,
    last: Option<u64>,
    count: u64,
}

impl<W: Write> Writer<W> {
    /// `about` so many entries will come; more or fewer are no error.
    pub fn new(out: W, about: u64) -> Self {
        Self {
            out,
            notes: Vec::new(),
            places: HashMap::new(),
            keys: Vec::new(),
            rest: Vec::new(),
            blocks: Vec::new(),
            filter: Filter::for_keys(about),
            shard: Vec::new(),
            shards_done: 0,
            last: None,
            count: 0,
        }
    }

    pub fn push(&mut self, key: Key, listed: &Listed) -> Result<(), Damaged> {
        if self.last.is_some_and(|last| last > key.0) {
            return Err(Damaged::new("entries do not come in the order of their keys"));
        }
        let shard = self.filter.shard(key);
        while self.shards_done < shard {
            self.end_shard()?;
        }
        if self.last != Some(key.0) {
            self.shard.push(key.0);
        }
        self.last = Some(key.0);
        if self.keys.is_empty() {
            self.blocks.push((key.0, 0));
        }
        let note = self.note(&listed.note)?;
        self.keys.extend_from_slice(&key.0.to_le_bytes());
        for number in [note, listed.entry.since, listed.entry.until] {
            self.rest.extend_from_slice(&number.to_le_bytes());
        }
        self.count = self.count.saturating_add(1);
        if self.keys.len() == BLOCK * 8 { self.end_block() } else { Ok(()) }
    }

    /// Gives back what was written to; the file is whole only then.
    pub fn finish(mut self) -> Result<W, Damaged> {
        if !self.keys.is_empty() {
            self.end_block()?;
        }
        while self.shards_done < self.filter.shards() {
            self.end_shard()?;
        }
        let notes: Vec<&Note> = self.notes.iter().map(Arc::as_ref).collect();
        let json = serde_json::to_vec(&notes).map_err(|error| Damaged::new(error.to_string()))?;
        let mut foot = (json.len() as u64).to_le_bytes().to_vec();
        foot.extend_from_slice(&json);
        for (first, checksum) in &self.blocks {
            foot.extend_from_slice(&first.to_le_bytes());
            foot.extend_from_slice(&checksum.to_le_bytes());
        }
        self.filter.write(&mut foot);
        let tail = Tail {
            foot_at: self.count.saturating_mul(ROW as u64),
            foot_len: foot.len() as u64,
            count: self.count,
            checksum: crc32fast::hash(&foot),
        };
        self.write(&foot)?;
        self.write(&tail.write())?;
        self.out.flush().map_err(|error| Damaged::new(error.to_string()))?;
        Ok(self.out)
    }

    fn note(&mut self, note: &Arc<Note>) -> Result<u32, Damaged> {
        if let Some(place) = self.places.get(note) {
            return Ok(*place);
        }
        if self.notes.len() >= NOTES_MAX {
            return Err(Damaged::new(format!("more than {NOTES_MAX} notes; give many entries one reason")));
        }
        let place = u32::try_from(self.notes.len()).map_err(|_| Damaged::new("too many notes"))?;
        self.notes.push(note.clone());
        self.places.insert(note.clone(), place);
        Ok(place)
    }

    fn end_block(&mut self) -> Result<(), Damaged> {
        let mut bytes = std::mem::take(&mut self.keys);
        bytes.append(&mut self.rest);
        if let Some((_, checksum)) = self.blocks.last_mut() {
            *checksum = crc32fast::hash(&bytes);
        }
        self.write(&bytes)
    }

    fn end_shard(&mut self) -> Result<(), Damaged> {
        self.filter.push(&self.shard)?;
        self.shard.clear();
        self.shards_done = self.shards_done.saturating_add(1);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Damaged> {
        self.out.write_all(bytes).map_err(|error| Damaged::new(error.to_string()))
    }
}
