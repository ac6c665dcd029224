//! The names of accounts and transfers, in files: each holds those that came after the file before it.
//! What a name is (a number, a digest under a key) the folder does not know.

use super::DiskError;
use super::sections::{self, Sections};
use super::volume::Volume;
use crate::names::{Names, Texts};
use bytemuck::{cast_slice, cast_slice_mut};
use std::ops::Range;
use std::str::FromStr;

/// Kinds of sections.
const ACCOUNT_LENGTHS: u32 = 1;
const ACCOUNTS: u32 = 2;
const TRANSFER_LENGTHS: u32 = 3;
const TRANSFERS: u32 = 4;

/// So many files of a like size become one, as segments do.
const WAYS: usize = 4;

/// How many names there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub accounts: usize,
    pub transfers: usize,
}

impl Count {
    pub const fn of(names: &Names) -> Self {
        Self { accounts: names.accounts.len(), transfers: names.transfers.len() }
    }

    const fn all(self) -> usize {
        self.accounts.saturating_add(self.transfers)
    }
}

/// A file of names, and how many there are with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamesFile {
    pub number: u64,
    pub until: Count,
}

impl FromStr for NamesFile {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut numbers = text.splitn(3, ':');
        let mut next = || numbers.next().unwrap_or_default().parse::<u64>();
        let (number, accounts, transfers) = (next()?, next()?, next()?);
        let place = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        Ok(Self { number, until: Count { accounts: place(accounts), transfers: place(transfers) } })
    }
}

impl std::fmt::Display for NamesFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.number, self.until.accounts, self.until.transfers)
    }
}

pub fn name_of(number: u64) -> String {
    format!("names-{number:08}")
}

/// Names that came one after the other.
#[derive(Clone, Debug, Default)]
pub struct Part {
    accounts: Listed,
    transfers: Listed,
}

/// Texts one behind the other, and the length of each.
#[derive(Clone, Debug, Default)]
struct Listed {
    texts: String,
    lengths: Vec<u32>,
}

impl Listed {
    fn of(texts: &Texts, numbers: Range<usize>) -> Self {
        let (texts, lengths) = texts.part(numbers);
        Self { texts, lengths }
    }

    fn add(&mut self, later: &Self) {
        self.texts.push_str(&later.texts);
        self.lengths.extend_from_slice(&later.lengths);
    }
}

impl Part {
    pub fn of(names: &Names, since: Count, until: Count) -> Self {
        let accounts = Listed::of(&names.accounts, since.accounts..until.accounts);
        Self { accounts, transfers: Listed::of(&names.transfers, since.transfers..until.transfers) }
    }

    pub fn add(&mut self, later: &Self) {
        self.accounts.add(&later.accounts);
        self.transfers.add(&later.transfers);
    }

    const fn is_empty(&self) -> bool {
        self.accounts.lengths.is_empty() && self.transfers.lengths.is_empty()
    }

    const fn after(&self, before: Count) -> Count {
        Count {
            accounts: before.accounts.saturating_add(self.accounts.lengths.len()),
            transfers: before.transfers.saturating_add(self.transfers.lengths.len()),
        }
    }
}

/// Writes names that came after those of the files into a file of that number, together with those of files
/// that are of a like size. The files there are then; None where there is nothing to write.
pub fn write(
    volume: &dyn Volume,
    files: &[NamesFile],
    number: u64,
    later: &Part,
) -> Result<Option<Vec<NamesFile>>, DiskError> {
    if later.is_empty() {
        return Ok(None);
    }
    let until = later.after(until_of(files));
    let mut now = files.to_vec();
    now.push(NamesFile { number, until });
    while let Some(alike) = alike(&now) {
        now.truncate(now.len() - alike);
        now.push(NamesFile { number, until });
    }
    let mut part = Part::default();
    for file in files.get(now.len() - 1..).unwrap_or_default() {
        part.add(&read_part(&mut Sections::open(volume, &name_of(file.number))?)?);
    }
    part.add(later);
    let sections = [
        (ACCOUNT_LENGTHS, cast_slice(&part.accounts.lengths)),
        (ACCOUNTS, part.accounts.texts.as_bytes()),
        (TRANSFER_LENGTHS, cast_slice(&part.transfers.lengths)),
        (TRANSFERS, part.transfers.texts.as_bytes()),
    ];
    sections::write(volume, &name_of(number), &sections)?;
    Ok(Some(now))
}

/// How many names the files have.
pub fn until_of(files: &[NamesFile]) -> Count {
    files.last().map_or(Count::default(), |last| last.until)
}

/// How many names come before those of a file.
fn before(files: &[NamesFile], at: usize) -> Count {
    at.checked_sub(1).and_then(|before| files.get(before)).map_or(Count::default(), |file| file.until)
}

fn alike(files: &[NamesFile]) -> Option<usize> {
    let size = |at: usize| {
        let until = files.get(at).map_or(0, |file| file.until.all());
        until.saturating_sub(before(files, at).all()).checked_ilog(WAYS)
    };
    let newest = files.len().checked_sub(1)?;
    let alike = (0..files.len()).rev().take_while(|at| size(*at) <= size(newest)).count();
    Some(alike).filter(|alike| *alike >= WAYS)
}

pub fn open(volume: &dyn Volume, files: &[NamesFile]) -> Result<Vec<(NamesFile, Sections)>, DiskError> {
    files.iter().map(|file| Ok((*file, Sections::open(volume, &name_of(file.number))?))).collect()
}

/// Reads the names of all files.
pub fn read(files: Vec<(NamesFile, Sections)>) -> Result<Names, DiskError> {
    let mut names = Names::new();
    for (file, mut sections) in files {
        let part = read_part(&mut sections)?;
        push(&mut names.accounts, &part.accounts, &sections)?;
        push(&mut names.transfers, &part.transfers, &sections)?;
        if Count::of(&names) != file.until {
            return Err(sections.damaged("it has another number of names than the manifest says"));
        }
    }
    Ok(names)
}

fn read_part(file: &mut Sections) -> Result<Part, DiskError> {
    let accounts = read_listed(file, [ACCOUNT_LENGTHS, ACCOUNTS])?;
    Ok(Part { accounts, transfers: read_listed(file, [TRANSFER_LENGTHS, TRANSFERS])? })
}

fn read_listed(file: &mut Sections, [of_lengths, of_texts]: [u32; 2]) -> Result<Listed, DiskError> {
    let mut lengths = vec![0_u32; length_of(file, of_lengths)? / size_of::<u32>()];
    file.read(of_lengths, cast_slice_mut(&mut lengths))?;
    let mut bytes = vec![0_u8; length_of(file, of_texts)?];
    file.read(of_texts, &mut bytes)?;
    let texts = String::from_utf8(bytes).map_err(|_| file.damaged("its names are no text"))?;
    Ok(Listed { texts, lengths })
}

fn push(texts: &mut Texts, listed: &Listed, file: &Sections) -> Result<(), DiskError> {
    let mut rest = listed.texts.as_str();
    for length in &listed.lengths {
        let split = rest.split_at_checked(*length as usize);
        let (text, later) = split.ok_or_else(|| file.damaged("its names are shorter than their lengths"))?;
        texts.push(text)?;
        rest = later;
    }
    Ok(())
}

/// The length of the next section, which is to be of that kind.
fn length_of(file: &mut Sections, wanted: u32) -> Result<usize, DiskError> {
    let next = file.next().filter(|(kind, _)| *kind == wanted);
    next.map(|(_, len)| len).ok_or_else(|| file.damaged(format!("section {wanted} is missing")))
}
