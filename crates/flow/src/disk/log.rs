//! The write-ahead log: batches of transfers, each with a checksum and the number of its first transfer.
//!
//! A file is empty until its first batch, with which it gets a head: [`MAGIC`] and the number from which it
//! counts. A batch is `BATCH`, its first number,
//! how many transfers, how many bytes, the checksum of all that and of the bytes; then the names that nobody
//! had used before, and the transfers. When
//! a batch is durable a mark follows it, a batch of none: so a last batch that rots is not taken for one
//! that was being written when the power went.

use super::texts::Count;
use super::volume::{File, Volume};
use super::{DiskError, Doing};
use crate::names::{AccountId, Names, Texts, TxId};
use crate::transfer::{Stamp, Transfer};
use std::io::Read;
use std::ops::RangeInclusive;

const NAME: &str = "log-";
const MAGIC: &[u8; 8] = b"CordonL1";
const BATCH: &[u8; 4] = b"BTCH";
const FILE_HEAD: usize = 16;
const HEAD: usize = 4 + 8 + 4 + 4 + 4;
/// What a batch without names says of them.
const NO_NAMES: usize = 2 * (4 + 4);

/// The longest name.
pub const NAME_BYTES_MAX: usize = 1_000;

const HAS_CREDIT: u8 = 1;
const HAS_BALANCE: u8 = 2;

/// What was read of a log.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// The number from which it counts. None where it has no batch.
    pub first: Option<u64>,
    /// The number of the transfer that would be next.
    pub next: u64,
    /// Up to here every batch is whole.
    pub len: u64,
    /// What was cut off behind it.
    pub torn: u64,
    /// That was the beginning of a mark: nothing is missing.
    pub is_mark: bool,
}

#[derive(Debug)]
pub struct Log {
    name: String,
    file: Box<dyn File>,
    /// Bytes that are in the file: its head, and whole batches.
    len: u64,
    /// The number of the next transfer.
    next: u64,
    buffer: Vec<u8>,
    is_broken: bool,
}

/// An empty log, durable, and nothing of it is known yet.
#[derive(Debug)]
pub struct Blank {
    pub number: u64,
    file: Box<dyn File>,
}

pub fn name_of(number: u64) -> String {
    format!("{NAME}{number:016}")
}

/// The number of a log of that name.
pub fn number_of(name: &str) -> Option<u64> {
    name.strip_prefix(NAME)?.parse().ok()
}

impl Blank {
    pub fn create(volume: &dyn Volume, number: u64) -> Result<Self, DiskError> {
        let name = name_of(number);
        let mut file = volume.create(&name).doing("creating", &name)?;
        file.sync().doing("syncing", &name)?;
        volume.sync_names().doing("syncing the folder of", &name)?;
        Ok(Self { number, file })
    }
}

impl Log {
    /// A new log, which costs nothing: its head is synced with its first batch.
    pub fn of(blank: Blank, next: u64) -> Self {
        let (name, buffer) = (name_of(blank.number), Vec::new());
        Self { name, file: blank.file, len: 0, next, buffer, is_broken: false }
    }

    /// Goes on with a log that was read: what is torn at its end is cut off. What was read is synced, since
    /// whoever wrote it may have ended before that, and from now on it counts as kept.
    pub fn resume(volume: &dyn Volume, number: u64, end: &End) -> Result<Self, DiskError> {
        let name = name_of(number);
        let mut file = volume.append(&name).doing("opening", &name)?;
        if end.torn > 0 {
            file.cut(end.len).doing("cutting", &name)?;
        }
        file.sync().doing("syncing", &name)?;
        Ok(Self { name, file, len: end.len, next: end.next, buffer: Vec::new(), is_broken: false })
    }

    pub const fn next(&self) -> u64 {
        self.next
    }

    pub const fn is_broken(&self) -> bool {
        self.is_broken
    }

    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes nothing more.
    pub const fn close(&mut self) {
        self.is_broken = true;
    }

    /// Makes a batch durable, with the names that came after the first so many. When it fails nothing of
    /// the batch is kept.
    pub fn append(&mut self, names: &Names, since: Count, transfers: &[Transfer]) -> Result<(), DiskError> {
        if self.is_broken {
            return Err(DiskError::Broken);
        }
        self.buffer.clear();
        if self.len == 0 {
            self.buffer.extend_from_slice(MAGIC);
            self.buffer.extend_from_slice(&self.next.to_le_bytes());
        }
        encode(&mut self.buffer, self.next, (names, since), transfers)?;
        if let Err(error) = self.file.write(&self.buffer) {
            // The disk may be full: what is half written is taken back, and there may be room later.
            self.is_broken = self.file.cut(self.len).is_err();
            return Err(error).doing("writing", &self.name);
        }
        if let Err(error) = self.file.sync() {
            // Nobody knows what of it is on the disk.
            self.is_broken = true;
            return Err(error).doing("syncing", &self.name);
        }
        self.len += self.buffer.len() as u64;
        self.next += transfers.len() as u64;
        self.mark();
        Ok(())
    }

    /// The batch is kept whatever becomes of its mark, which is synced with the next.
    fn mark(&mut self) {
        self.buffer.clear();
        encode_mark(&mut self.buffer, self.next);
        match self.file.write(&self.buffer) {
            Ok(()) => self.len += self.buffer.len() as u64,
            Err(_) => self.is_broken = self.file.cut(self.len).is_err(),
        }
    }
}

fn encode(
    buffer: &mut Vec<u8>,
    first: u64,
    (names, since): (&Names, Count),
    transfers: &[Transfer],
) -> Result<(), DiskError> {
    let begin = buffer.len();
    buffer.resize(begin + HEAD, 0);
    encode_texts(buffer, &names.accounts, since.accounts);
    encode_texts(buffer, &names.transfers, since.transfers);
    for transfer in transfers {
        encode_one(buffer, transfer);
    }
    let too_much = || DiskError::Batch(transfers.len());
    let count = u32::try_from(transfers.len()).map_err(|_| too_much())?;
    let bytes = u32::try_from(buffer.len() - begin - HEAD).map_err(|_| too_much())?;
    close(buffer.get_mut(begin..).unwrap_or_default(), first, count, bytes);
    Ok(())
}

/// A batch without a body.
fn encode_mark(buffer: &mut Vec<u8>, first: u64) {
    buffer.resize(HEAD, 0);
    close(buffer, first, 0, 0);
}

/// Writes the head of a batch whose body is there.
fn close(buffer: &mut [u8], first: u64, count: u32, bytes: u32) {
    let (head, body) = buffer.split_at_mut(HEAD);
    let mut fields = BATCH.to_vec();
    fields.extend_from_slice(&first.to_le_bytes());
    fields.extend_from_slice(&count.to_le_bytes());
    fields.extend_from_slice(&bytes.to_le_bytes());
    let sum = checksum(&fields, body);
    fields.extend_from_slice(&sum.to_le_bytes());
    head.copy_from_slice(&fields);
}

/// The number of the first, how many, and each with its length.
fn encode_texts(buffer: &mut Vec<u8>, texts: &Texts, since: usize) {
    // INVARIANT (names): there are never more than 2^32, and none is longer than `NAME_BYTES_MAX`.
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    buffer.extend_from_slice(&number(since).to_le_bytes());
    buffer.extend_from_slice(&number(texts.len().saturating_sub(since)).to_le_bytes());
    for text in (since..texts.len()).map(|at| texts.text(number(at))) {
        buffer.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
        buffer.extend_from_slice(text.as_bytes());
    }
}

fn encode_one(buffer: &mut Vec<u8>, transfer: &Transfer) {
    let flags = if transfer.credit.is_some() { HAS_CREDIT } else { 0 }
        | if transfer.balance_before.is_some() { HAS_BALANCE } else { 0 };
    buffer.push(flags);
    for number in [transfer.id.0, transfer.from.0, transfer.to.0] {
        buffer.extend_from_slice(&number.to_le_bytes());
    }
    buffer.extend_from_slice(&transfer.amount.to_le_bytes());
    let stamps = std::iter::once(transfer.debit).chain(transfer.credit);
    for Stamp { t, seq } in stamps {
        buffer.extend_from_slice(&t.to_le_bytes());
        buffer.extend_from_slice(&seq.to_le_bytes());
    }
    transfer.balance_before.into_iter().for_each(|balance| buffer.extend_from_slice(&balance.to_le_bytes()));
}

fn checksum(head: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head);
    hasher.update(body);
    hasher.finalize()
}

pub fn open(volume: &dyn Volume, number: u64) -> Result<Box<dyn Read>, DiskError> {
    let name = name_of(number);
    volume.read(&name).doing("opening", &name)
}

/// Reads a log: takes its transfers, and the names that are not there yet. A batch that is not whole ends it,
/// if nothing whole follows: the power went while it was written. Before another batch it is damage.
/// `from`: what may be the number from which it counts, and at the end what is next if it is empty.
pub fn read(
    mut file: Box<dyn Read>,
    number: u64,
    from: RangeInclusive<u64>,
    (names, transfers): (&mut Names, &mut Vec<Transfer>),
) -> Result<End, DiskError> {
    let name = name_of(number);
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).doing("reading", &name)?;
    let mut head = Bytes(&bytes);
    let first = head.take(MAGIC.len()).filter(|magic| magic == MAGIC).and_then(|_| head.number());
    if whole(head.0).is_none() && whole_batch_in(&bytes).is_none() {
        let torn = bytes.len() as u64;
        return Ok(End { first: None, next: *from.end(), len: 0, torn, is_mark: false });
    }
    let first = first.filter(|first| from.contains(first));
    let first = first.ok_or_else(|| DiskError::damaged(&name, "it does not begin where the log before it ends"))?;
    let (mut at, mut next) = (FILE_HEAD, first);
    while let Some((number, count, body)) = whole(bytes.get(at..).unwrap_or_default()) {
        if number != next || decode(body, count, names, transfers).is_none() {
            return Err(DiskError::damaged(&name, format!("the batch at byte {at} is not the next one")));
        }
        (at, next) = (at + HEAD + body.len(), next + u64::from(count));
    }
    let torn = bytes.get(at..).unwrap_or_default();
    if let Some(ahead) = whole_batch_in(torn) {
        let what = format!("what stands at byte {at} is no batch, and one stands at byte {}", at + ahead);
        return Err(DiskError::damaged(&name, what));
    }
    let mut mark = Vec::new();
    encode_mark(&mut mark, next);
    let is_mark = mark.starts_with(torn);
    Ok(End { first: Some(first), next, len: at as u64, torn: torn.len() as u64, is_mark })
}

/// Whether a log holds a transfer, or may.
pub fn has_any(volume: &dyn Volume, name: &str) -> Result<bool, DiskError> {
    // Without one it is empty; before there were several logs it was a head, a batch of none, and its mark.
    let most = FILE_HEAD + HEAD + NO_NAMES + HEAD;
    let mut bytes = Vec::new();
    let file = volume.read(name).doing("opening", name)?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).doing("reading", name)?;
    Ok(bytes.len() > most)
}

/// Takes the names and the transfers of a batch. None when they are not what it says.
fn decode(body: &[u8], count: u32, names: &mut Names, transfers: &mut Vec<Transfer>) -> Option<()> {
    let mut rest = Bytes(body);
    if body.is_empty() {
        return (count == 0).then_some(());
    }
    decode_texts(&mut rest, &mut names.accounts)?;
    decode_texts(&mut rest, &mut names.transfers)?;
    for _ in 0..count {
        transfers.push(decode_one(&mut rest)?);
    }
    rest.0.is_empty().then_some(())
}

/// Names that are there already, since the files have them, are to be the same.
fn decode_texts(rest: &mut Bytes, texts: &mut Texts) -> Option<()> {
    let (first, count) = (rest.short()?, rest.short()?);
    if count > 0 && first as usize > texts.len() {
        return None;
    }
    for number in (first..).take(count as usize) {
        let len = u16::from_le_bytes(rest.take(2)?.try_into().ok()?);
        let text = std::str::from_utf8(rest.take(len.into())?).ok()?;
        if number as usize == texts.len() {
            texts.push(text).ok()?;
        } else if texts.text(number) != text {
            return None;
        }
    }
    Some(())
}

/// The first number, the count and the body of a batch whose checksum is right.
fn whole(bytes: &[u8]) -> Option<(u64, u32, &[u8])> {
    let mut head = Bytes(bytes);
    if head.take(4)? != BATCH {
        return None;
    }
    let (first, count, len, sum) = (head.number()?, head.short()?, head.short()?, head.short()?);
    let body = head.take(len as usize)?;
    (checksum(bytes.get(..HEAD - 4)?, body) == sum).then_some((first, count, body))
}

fn whole_batch_in(bytes: &[u8]) -> Option<usize> {
    let places = bytes.windows(BATCH.len()).enumerate().filter(|(_, window)| window == BATCH);
    places.map(|(at, _)| at).find(|at| bytes.get(*at..).and_then(whole).is_some())
}

fn decode_one(rest: &mut Bytes) -> Option<Transfer> {
    let flags = *rest.take(1)?.first()?;
    let (id, from, to) = (TxId(rest.short()?), AccountId(rest.short()?), AccountId(rest.short()?));
    let (amount, debit) = (rest.number()?, rest.stamp()?);
    let credit = if flags & HAS_CREDIT == 0 { None } else { Some(rest.stamp()?) };
    let balance_before = if flags & HAS_BALANCE == 0 { None } else { Some(rest.signed()?) };
    Some(Transfer { id, from, to, amount, debit, credit, balance_before })
}

struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, len: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn short(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn signed(&mut self) -> Option<i64> {
        Some(i64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn stamp(&mut self) -> Option<Stamp> {
        Some(Stamp::new(self.signed()?, self.signed()?))
    }
}
