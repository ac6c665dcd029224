//! The log of verdicts: what was judged, durable before anybody is told. Files of batches, each batch with a
//! checksum; a file never changes once the next one has begun.
//!
//! What was being written when the power went is cut off; what rots is refused by name. Not here: what a
//! record says (`record`), and who waits for the disk (`commit`).

mod frame;

use cordon_flow::disk::{File, Volume};
use frame::Frame;
use serde::{Deserialize, Serialize};
use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

pub use frame::Batch;

/// A new file is begun above it.
pub const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;
const MAGIC: &[u8; 8] = b"CordonV1";
const PREFIX: &str = "verdicts-";
/// What a file says of itself is shorter.
const HEAD_BYTES_MAX: u64 = 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("{doing} `{file}`: {source}")]
    Io { doing: &'static str, file: String, source: io::Error },
    #[error("`{file}` is damaged: {what}; put it back from a copy")]
    Damaged { file: String, what: String },
    #[error("the log of verdicts is in use by another process; stop that one first")]
    InUse,
    #[error("the centre is stopping")]
    Stopping,
    #[error("no verdict can be kept since an earlier write failed; start the centre again")]
    Broken,
}

trait Doing<T> {
    fn doing(self, doing: &'static str, file: &str) -> Result<T, LogError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &'static str, file: &str) -> Result<T, LogError> {
        self.map_err(|source| LogError::Io { doing, file: file.to_owned(), source })
    }
}

fn damaged(file: &str, what: impl Into<String>) -> LogError {
    LogError::Damaged { file: file.to_owned(), what: what.into() }
}

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of its file's first record.
    pub file: u64,
    pub at: u32,
    pub len: u32,
}

/// What a file says of itself: a record of an older build is read by the names of its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Names this log among others of the same house.
    pub log: String,
    pub facts: Vec<String>,
}

/// One file, as it was opened.
#[derive(Clone, Debug)]
pub struct Segment {
    pub first: u64,
    pub head: Head,
    pub bytes: u64,
}

/// The log's end, where it is written.
#[derive(Debug)]
pub struct Log {
    volume: Box<dyn Volume>,
    file: Box<dyn File>,
    name: String,
    head: Head,
    /// Bytes of the file that are whole batches.
    len: u64,
    next: u64,
    segment_bytes: u64,
    is_broken: bool,
}

/// Who is told a record: its file, its number, its place and its bytes.
pub type Told<'a> = dyn FnMut(&Segment, u64, Place, &[u8]) -> Result<(), LogError> + 'a;

/// What was found at the start.
#[derive(Debug)]
pub struct Opened {
    pub log: Log,
    pub segments: Vec<Segment>,
    /// Bytes that were being written when it stopped, and were cut off.
    pub torn: u64,
}

pub fn name_of(first: u64) -> String {
    format!("{PREFIX}{first:016}")
}

fn first_of(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.parse().ok()
}

impl Log {
    /// Opens the log and tells every record of it, oldest first. `head` is what new files say; the log's
    /// name is the first file's, if there is one.
    pub fn open(
        volume: Box<dyn Volume>,
        head: Head,
        segment_bytes: u64,
        told: &mut Told<'_>,
    ) -> Result<Opened, LogError> {
        Self::open_from(volume, head, segment_bytes, 0, told)
    }

    /// The same, for who knows what stands in the files before the one that begins with record `from`.
    pub fn open_from(
        mut volume: Box<dyn Volume>,
        mut head: Head,
        segment_bytes: u64,
        from: u64,
        told: &mut Told<'_>,
    ) -> Result<Opened, LogError> {
        if !volume.lock().doing("locking the folder of", PREFIX)? {
            return Err(LogError::InUse);
        }
        let mut firsts = files(&*volume)?;
        drop_unborn(&*volume, &mut firsts)?;
        if let Some(oldest) = firsts.first() {
            head.log = self::head(&*volume, *oldest)?.log;
        }
        if from > 0 {
            if !firsts.contains(&from) {
                return Err(damaged(&name_of(from), "it was there a moment ago"));
            }
            firsts.retain(|first| *first >= from);
        }
        let (mut segments, mut torn, mut next) = (Vec::new(), 0, firsts.first().copied().unwrap_or(0));
        for (place, first) in firsts.iter().enumerate() {
            if *first != next {
                return Err(damaged(&name_of(*first), format!("the record before it should be {next}")));
            }
            let is_last = place.saturating_add(1) == firsts.len();
            let read = read_segment(&*volume, *first, is_last, told)?;
            (next, torn) = (read.next, read.torn);
            segments.push(read.segment);
        }
        let log = match segments.last() {
            Some(last) if last.head == head => Self::resume(volume, last, next, torn, segment_bytes)?,
            // Another build knows other facts: what comes now is in a file that says so.
            Some(last) => {
                let last = Self::resume(volume, last, next, torn, segment_bytes)?;
                Self::begin(last.volume, head, next, segment_bytes)?
            }
            None => Self::begin(volume, head, 0, segment_bytes)?,
        };
        Ok(Opened { log, segments, torn })
    }

    fn begin(volume: Box<dyn Volume>, head: Head, first: u64, segment_bytes: u64) -> Result<Self, LogError> {
        let name = name_of(first);
        let mut file = volume.create(&name).doing("creating", &name)?;
        let bytes = head_bytes(&head, first);
        file.write(&bytes).doing("writing", &name)?;
        file.sync().doing("syncing", &name)?;
        volume.sync_names().doing("syncing the folder of", &name)?;
        let len = bytes.len() as u64;
        Ok(Self { volume, file, name, head, len, next: first, segment_bytes, is_broken: false })
    }

    fn resume(
        volume: Box<dyn Volume>,
        last: &Segment,
        next: u64,
        torn: u64,
        segment_bytes: u64,
    ) -> Result<Self, LogError> {
        let name = name_of(last.first);
        let mut file = volume.append(&name).doing("opening", &name)?;
        if torn > 0 {
            file.cut(last.bytes).doing("cutting", &name)?;
            file.sync().doing("syncing", &name)?;
        }
        let head = last.head.clone();
        Ok(Self { volume, file, name, head, len: last.bytes, next, segment_bytes, is_broken: false })
    }

    /// The number of the next record.
    pub const fn next(&self) -> u64 {
        self.next
    }

    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The number of the file's first record.
    pub fn file(&self) -> u64 {
        first_of(&self.name).unwrap_or(0)
    }

    /// Makes a batch durable; where its records lie. When it fails nothing of the batch is kept.
    pub fn append(&mut self, batch: &mut Batch) -> Result<Vec<Place>, LogError> {
        if self.is_broken {
            return Err(LogError::Broken);
        }
        if self.len >= self.segment_bytes {
            self.rotate()?;
        }
        let bytes = batch.close(self.next);
        if let Err(error) = self.file.write(bytes) {
            // The disk may be full: what is half written is taken back, and there may be room later.
            self.is_broken = self.file.cut(self.len).is_err();
            return Err(error).doing("writing", &self.name);
        }
        if let Err(error) = self.file.sync() {
            // Nobody knows what of it is on the disk.
            self.is_broken = true;
            return Err(error).doing("syncing", &self.name);
        }
        let places = batch.places(self.file(), self.len);
        self.len = self.len.saturating_add(bytes_len(batch));
        self.next = self.next.saturating_add(places.len() as u64);
        self.mark();
        Ok(places)
    }

    /// Says that the batch before it was durable: if that one rots, it is not taken for one that was being
    /// written. Synced with the next batch; the batch is kept whatever becomes of its mark.
    fn mark(&mut self) {
        let mark = frame::mark(self.next);
        match self.file.write(&mark) {
            Ok(()) => self.len = self.len.saturating_add(mark.len() as u64),
            Err(_) => self.is_broken = self.file.cut(self.len).is_err(),
        }
    }

    fn rotate(&mut self) -> Result<(), LogError> {
        // Its last mark too is on the disk before another file stands behind it.
        self.file.sync().doing("syncing", &self.name)?;
        let name = name_of(self.next);
        let mut file = self.volume.create(&name).doing("creating", &name)?;
        let bytes = head_bytes(&self.head, self.next);
        file.write(&bytes).doing("writing", &name)?;
        file.sync().doing("syncing", &name)?;
        self.volume.sync_names().doing("syncing the folder of", &name)?;
        (self.file, self.name, self.len) = (file, name, bytes.len() as u64);
        Ok(())
    }
}

fn bytes_len(batch: &Batch) -> u64 {
    batch.bytes().len() as u64
}

/// Eyes on the log while it is written.
#[derive(Debug)]
pub struct Reader(Mutex<Box<dyn Volume>>);

impl Reader {
    pub fn new(volume: Box<dyn Volume>) -> Self {
        Self(Mutex::new(volume))
    }

    pub fn record(&self, place: Place) -> Result<Vec<u8>, LogError> {
        let name = name_of(place.file);
        let volume = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        volume.read_at(&name, u64::from(place.at), place.len as usize).doing("reading", &name)
    }

    /// Every record of a file that is not written any more.
    pub fn segment(&self, first: u64, told: &mut Told<'_>) -> Result<u64, LogError> {
        let volume = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        segment(&**volume, first, told)
    }

    /// Every whole record of a file, the one that is written included: what is being written ends it.
    pub fn so_far(&self, first: u64, told: &mut Told<'_>) -> Result<(), LogError> {
        let volume = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_last =
            !volume.names().doing("listing the folder of", PREFIX)?.iter().any(|name| first_of(name) > Some(first));
        read_segment(&**volume, first, is_last, told).map(drop)
    }

    /// Removes a file whose records nobody needs any more.
    pub fn remove(&self, first: u64) -> Result<(), LogError> {
        let name = name_of(first);
        let volume = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        volume.remove(&name).doing("removing", &name)?;
        volume.sync_names().doing("syncing the folder of", &name)
    }

    pub fn files(&self) -> Result<Vec<u64>, LogError> {
        files(&**self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The first records of all files, ascending.
pub fn files(volume: &dyn Volume) -> Result<Vec<u64>, LogError> {
    let names = volume.names().doing("listing the folder of", PREFIX)?;
    let mut firsts: Vec<u64> = names.iter().filter_map(|name| first_of(name)).collect();
    firsts.sort_unstable();
    Ok(firsts)
}

/// Every record of a file that is not written any more; the number of the one after them.
pub fn segment(volume: &dyn Volume, first: u64, told: &mut Told<'_>) -> Result<u64, LogError> {
    Ok(read_segment(volume, first, false, told)?.next)
}

/// What a file says of itself.
pub fn head(volume: &dyn Volume, first: u64) -> Result<Head, LogError> {
    let name = name_of(first);
    let mut bytes = Vec::new();
    volume.read(&name).doing("opening", &name)?.take(HEAD_BYTES_MAX).read_to_end(&mut bytes).doing("reading", &name)?;
    let (number, head, _) =
        frame::head(&bytes, MAGIC).ok_or_else(|| damaged(&name, "it does not begin as a log of verdicts"))?;
    let head = serde_json::from_slice(head).ok().filter(|_| number == first);
    head.ok_or_else(|| damaged(&name, "its head is of another file"))
}

/// A file whose head was being written when the power went holds nothing.
fn drop_unborn(volume: &dyn Volume, firsts: &mut Vec<u64>) -> Result<(), LogError> {
    let Some(last) = firsts.last().copied() else { return Ok(()) };
    let name = name_of(last);
    let bytes = all(volume, &name)?;
    if frame::head(&bytes, MAGIC).is_none() && frame::first_whole(&bytes).is_none() {
        volume.remove(&name).doing("removing", &name)?;
        firsts.pop();
    }
    Ok(())
}

fn head_bytes(head: &Head, first: u64) -> Vec<u8> {
    frame::head_bytes(MAGIC, first, &serde_json::to_vec(head).unwrap_or_default())
}

fn all(volume: &dyn Volume, name: &str) -> Result<Vec<u8>, LogError> {
    let mut bytes = Vec::new();
    volume.read(name).doing("opening", name)?.read_to_end(&mut bytes).doing("reading", name)?;
    Ok(bytes)
}

struct ReadSegment {
    segment: Segment,
    next: u64,
    torn: u64,
}

/// Reads a file. In the last one a batch that is not whole ends it, if nothing whole follows: the power went
/// while it was written. Anywhere else it is damage.
fn read_segment(volume: &dyn Volume, first: u64, is_last: bool, told: &mut Told<'_>) -> Result<ReadSegment, LogError> {
    let name = name_of(first);
    let bytes = all(volume, &name)?;
    let (number, head, body_at) =
        frame::head(&bytes, MAGIC).ok_or_else(|| damaged(&name, "it does not begin as a log of verdicts"))?;
    let head = serde_json::from_slice(head).ok().filter(|_| number == first);
    let head = head.ok_or_else(|| damaged(&name, "its head is of another file"))?;
    let mut segment = Segment { first, head, bytes: body_at as u64 };
    let (mut at, mut next) = (body_at, first);
    while let Some(Frame { number, records, len }) = frame::whole(bytes.get(at..).unwrap_or_default()) {
        if number != next {
            return Err(damaged(&name, format!("the batch at byte {at} begins with record {number}, not {next}")));
        }
        for (offset, record) in records {
            let place = Place { file: first, at: short(at.saturating_add(offset)), len: short(record.len()) };
            told(&segment, next, place, record)?;
            next = next.saturating_add(1);
        }
        at = at.saturating_add(len);
    }
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(ahead) = frame::first_whole(rest) {
        let what = format!("what stands at byte {at} is no batch, and one stands {ahead} bytes further on");
        return Err(damaged(&name, what));
    }
    if !is_last && !rest.is_empty() {
        return Err(damaged(&name, format!("what stands at byte {at} is no batch, and another file follows")));
    }
    segment.bytes = at as u64;
    Ok(ReadSegment { segment, next, torn: rest.len() as u64 })
}

/// INVARIANT (segment): a file is closed soon above `SEGMENT_BYTES`, far below 4 GiB.
fn short(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}
