//! The past as a file beside the log, so that a start reads what came since and not everything. It is made out of
//! the log's ended files, beside those who judge: nobody waits for it, and it is what reading them gives.
//!
//! It holds keys and counts, no number and no word. What does not fit is said and left aside; the log is read
//! from its beginning then.

use super::complaints::Complained;
use super::ids::{Ids, REMEMBERED_MAX};
use super::log::{self, LogError, name_of};
use super::past::{Eyes, Past};
use super::record::fact_names;
use super::state::State;
use cordon_flow::disk::Volume;
use cordon_sift::key::Known;
use cordon_sift::rules::Rules;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::time::{Duration, Instant};

const MAGIC: &[u8; 8] = b"CordonM1";
const PREFIX: &str = "state-";
/// By what a key makes of it two keys are told apart.
const WORD: &str = "saved state";
/// What is being written.
const NEW: &str = "new-state";
const SUM: usize = 32;
/// So much is written before it is synced: the log's own syncs do not wait long behind it.
const CHUNK: usize = 1024 * 1024;
/// After so many records it rests as long as it worked: it takes half a core at most.
const PACE_RECORDS: u64 = 1_000;
/// A slow disk is not slept for as well.
const REST_MAX: Duration = Duration::from_millis(100);
/// The end of the file before, by which the log is known to be the same one.
const TAIL: u64 = 4_096;

/// Why a saved state is not used.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("it is damaged, or was cut")]
    Damaged,
    #[error("it is of another log, another key, or another build")]
    Foreign,
    #[error("it is of a state of the log that is not there")]
    Elsewhere,
    #[error("its counters are not readable: {0}")]
    Counters(#[from] super::state::SnapshotError),
}

/// Of which log, at which place in it, and for which build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct About {
    /// The log's name.
    log: String,
    /// The first record that it does not know; a file of the log begins there.
    next: u64,
    /// The end of the file before that.
    before: Option<Tail>,
    /// Digest of the facts that this build knows.
    facts: String,
    /// What the house's key makes of a known word.
    key: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tail {
    file: u64,
    bytes: u64,
    sum: String,
}

/// A past that was read, and the first record that it does not know.
#[derive(Debug)]
pub struct Loaded {
    pub next: u64,
    pub past: Past,
}

/// Where the log lies, and with what it is read.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub volume: &'a dyn Volume,
    pub eyes: Eyes<'a>,
    pub rules: &'a Rules,
}

impl Source<'_> {
    /// The newest saved state that fits the log. What does not fit is said.
    pub fn load(&self) -> Result<Option<Loaded>, LogError> {
        let files = log::files(self.volume)?;
        for next in numbers(self.volume)?.into_iter().rev() {
            match self.read(next, &files) {
                Ok(past) => return Ok(Some(Loaded { next, past })),
                Err(why) => tracing::warn!(file = name(next), %why, "a saved state is not used"),
            }
        }
        Ok(None)
    }

    /// Saves what all ended files come to; how many were read for it, none when all were known.
    pub fn save(&self, complaints: &[Complained], go_on: &dyn Fn() -> bool) -> Result<u64, LogError> {
        let files = log::files(self.volume)?;
        let (Some(oldest), Some(open)) = (files.first().copied(), files.last().copied()) else { return Ok(0) };
        if numbers(self.volume)?.last() == Some(&open) {
            // Older ones are there if the power went before they were removed.
            self.remove_before(open).map_err(|source| LogError::Io {
                doing: "removing what is older than",
                file: name(open),
                source,
            })?;
            return Ok(0);
        }
        if oldest == open {
            return Ok(0);
        }
        let loaded = self.load()?.unwrap_or_else(|| Loaded { next: oldest, past: Past::new(self.rules) });
        let Loaded { next, mut past } = loaded;
        past.wait_for(complaints);
        let ended = files.iter().filter(|first| (next..open).contains(*first));
        let (mut pace, mut read) = (Pace::new(), 0_u64);
        for first in ended {
            log::segment(self.volume, *first, &mut |_, number, place, bytes| {
                pace.step();
                if !go_on() {
                    return Err(LogError::Stopping);
                }
                past.see(self.eyes, number, place, bytes)
            })?;
            read = read.saturating_add(1);
        }
        past.hear_due();
        past.ids.forget_before(oldest);
        self.write(open, &past).map_err(|source| LogError::Io {
            doing: "saving the state as",
            file: name(open),
            source,
        })?;
        Ok(read)
    }

    fn about(&self, next: u64) -> io::Result<About> {
        let head = log::head(self.volume, next).map_err(io::Error::other)?;
        let before = log::files(self.volume).map_err(io::Error::other)?.into_iter().rfind(|first| *first < next);
        Ok(About {
            log: head.log,
            next,
            before: before.map(|file| tail(self.volume, file)).transpose()?,
            facts: hex(Sha256::digest(fact_names().join("\n")).as_slice()),
            key: self.eyes.keyer.key(Known::Event, WORD).0,
        })
    }

    fn read(&self, next: u64, files: &[u64]) -> Result<Past, Unfit> {
        if !files.contains(&next) {
            return Err(Unfit::Elsewhere);
        }
        let mut bytes = Vec::new();
        self.volume.read(&name(next))?.read_to_end(&mut bytes)?;
        let (about, body) = opened(&bytes).ok_or(Unfit::Damaged)?;
        let wanted = self.about(next)?;
        if (&about.log, about.next, &about.facts, about.key) != (&wanted.log, next, &wanted.facts, wanted.key) {
            return Err(Unfit::Foreign);
        }
        // The file before may have been removed since, as too old.
        if wanted.before.is_some() && wanted.before != about.before {
            return Err(Unfit::Elsewhere);
        }
        let mut past = parsed(body, self.rules)?;
        past.ids.forget_before(files.first().copied().unwrap_or(next));
        Ok(past)
    }

    /// First all of it under another name, then the name; older ones go when it is durable.
    fn write(&self, next: u64, past: &Past) -> io::Result<()> {
        let mut file = self.volume.create(NEW)?;
        for chunk in self.bytes(next, past)?.chunks(CHUNK) {
            file.write(chunk)?;
            file.sync()?;
        }
        self.volume.rename(NEW, &name(next))?;
        self.volume.sync_names()?;
        self.remove_before(next)
    }

    fn remove_before(&self, next: u64) -> io::Result<()> {
        let mut older = numbers(self.volume).map_err(io::Error::other)?;
        older.retain(|number| *number < next);
        if older.is_empty() {
            return Ok(());
        }
        older.iter().try_for_each(|number| self.volume.remove(&name(*number)))?;
        self.volume.sync_names()
    }

    fn bytes(&self, next: u64, past: &Past) -> io::Result<Vec<u8>> {
        let mut bytes = MAGIC.to_vec();
        part(&mut bytes, &serde_json::to_vec(&self.about(next)?)?);
        bytes.extend(past_bytes(past)?);
        let sum = Sha256::digest(&bytes);
        bytes.extend_from_slice(sum.as_slice());
        Ok(bytes)
    }
}

/// Everything that a past is, the same for the same past.
pub fn past_bytes(past: &Past) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    part(&mut bytes, &serde_json::to_vec(&past.rest)?);
    part(&mut bytes, &past.state.bytes());
    part(&mut bytes, &past.ids.bytes());
    Ok(bytes)
}

fn part(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    to.extend_from_slice(bytes);
}

fn next_part<'b>(from: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (len, rest) = from.split_first_chunk()?;
    let (bytes, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*len)).ok()?)?;
    *from = rest;
    Some(bytes)
}

/// What it says of itself, and the rest, if the checksum is right.
fn opened(bytes: &[u8]) -> Option<(About, &[u8])> {
    let (whole, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    if Sha256::digest(whole).as_slice() != sum {
        return None;
    }
    let mut body = whole.strip_prefix(MAGIC)?;
    let about = serde_json::from_slice(next_part(&mut body)?).ok()?;
    Some((about, body))
}

fn parsed(mut body: &[u8], rules: &Rules) -> Result<Past, Unfit> {
    let mut part = || next_part(&mut body).ok_or(Unfit::Damaged);
    let (rest, state, ids) = (part()?, part()?, part()?);
    let ids = Ids::of_bytes(REMEMBERED_MAX, ids).ok_or(Unfit::Damaged)?;
    let rest = serde_json::from_slice(rest).map_err(|_| Unfit::Damaged)?;
    Ok(Past::of(State::of_bytes(state, rules)?, ids, rest))
}

fn name(next: u64) -> String {
    format!("{PREFIX}{next:016}")
}

/// Of saved states that are there, ascending.
fn numbers(volume: &dyn Volume) -> Result<Vec<u64>, LogError> {
    let names = volume.names();
    let names =
        names.map_err(|source| LogError::Io { doing: "listing the folder of", file: PREFIX.to_owned(), source })?;
    let mut numbers: Vec<u64> = names.iter().filter_map(|name| name.strip_prefix(PREFIX)?.parse().ok()).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

fn tail(volume: &dyn Volume, file: u64) -> io::Result<Tail> {
    let mut all = Vec::new();
    let bytes = volume.read(&name_of(file))?.read_to_end(&mut all)? as u64;
    let from = usize::try_from(bytes.saturating_sub(TAIL)).unwrap_or(0);
    let sum = hex(Sha256::digest(all.get(from..).unwrap_or_default()).as_slice());
    Ok(Tail { file, bytes, sum })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Rests as long as it worked.
struct Pace {
    records: u64,
    since: Instant,
}

impl Pace {
    fn new() -> Self {
        Self { records: 0, since: Instant::now() }
    }

    fn step(&mut self) {
        self.records = self.records.saturating_add(1);
        if self.records.is_multiple_of(PACE_RECORDS) {
            std::thread::sleep(self.since.elapsed().min(REST_MAX));
            self.since = Instant::now();
        }
    }
}
