//! The logs of a folder, one behind the other, by their numbers: a log counts from where the one before it
//! ended. New batches go to the newest; those whose transfers are all sealed are not needed any more.
//!
//! An empty one lies ready, so that a commit in which a log begins takes no longer than another.

use super::log::{self, Blank, End, Log};
use super::texts::Count;
use super::volume::Volume;
use super::{DiskError, Doing};
use crate::names::Names;
use crate::transfer::Transfer;
use std::io::Read;

#[derive(Debug)]
pub struct Logs {
    /// The number of each, and that of its first transfer; the oldest first.
    kept: Vec<(u64, u64)>,
    newest: Log,
    ready: Option<Blank>,
    /// Somebody was told to make one ready.
    is_ordered: bool,
}

/// What of the logs could be read.
#[derive(Debug)]
pub struct Recovered {
    /// The names of the files, and those that came after them.
    pub names: Names,
    /// Those that are not sealed.
    pub transfers: Vec<Transfer>,
    /// The number of each log, and that of its first transfer.
    pub logs: Vec<(u64, u64)>,
    /// Where the newest ends.
    pub end: End,
}

impl Logs {
    /// Goes on with the newest that was read.
    pub fn resume(volume: &dyn Volume, read: &Recovered) -> Result<Self, DiskError> {
        let number = read.logs.last().map_or(0, |(number, _)| *number);
        let newest = Log::resume(volume, number, &read.end)?;
        // Without one the newest goes on.
        let ready = Blank::create(volume, number + 1).ok();
        Ok(Self { kept: read.logs.clone(), newest, ready, is_ordered: false })
    }

    /// The number of the next transfer.
    pub const fn next(&self) -> u64 {
        self.newest.next()
    }

    /// Takes nothing more.
    pub const fn close(&mut self) {
        self.newest.close();
    }

    pub fn append(&mut self, names: &Names, since: Count, transfers: &[Transfer]) -> Result<(), DiskError> {
        self.newest.append(names, since, transfers)
    }

    /// Begins a log, if one is ready: what comes from now on will not all be sealed together with what is
    /// there.
    pub fn rotate(&mut self) {
        // Of one that is broken nobody knows where it ends.
        if self.newest.is_empty() || self.newest.is_broken() {
            return;
        }
        if let Some(blank) = self.ready.take() {
            let next = self.next();
            self.kept.push((blank.number, next));
            self.newest = Log::of(blank, next);
        }
    }

    /// The number of a log that is to be made ready, unless there is one.
    pub fn order(&mut self) -> Option<u64> {
        let is_wanted = self.ready.is_none() && !std::mem::replace(&mut self.is_ordered, true);
        is_wanted.then(|| self.newest_number() + 1)
    }

    /// What became of an order.
    pub fn receive(&mut self, ready: Option<Blank>) {
        (self.ready, self.is_ordered) = (ready, false);
    }

    fn newest_number(&self) -> u64 {
        self.kept.last().map_or(0, |(number, _)| *number)
    }

    /// The first log that is needed when all transfers before that number are sealed.
    pub fn needed_from(&self, transfer: u64) -> u64 {
        let needed = self.kept.iter().rev().find(|(_, first)| *first <= transfer);
        needed.or(self.kept.first()).map_or(0, |(number, _)| *number)
    }

    /// The logs before that one are gone.
    pub fn forget_before(&mut self, number: u64) {
        self.kept.retain(|(kept, _)| *kept >= number);
    }
}

/// The logs that are there, from one on, opened to be read.
pub struct Files(Vec<(u64, Box<dyn Read>)>);

impl Files {
    pub fn open(volume: &dyn Volume, first: u64) -> Result<Self, DiskError> {
        let names = volume.names().doing("listing the folder of", &log::name_of(first))?;
        let mut numbers: Vec<u64> = names.iter().filter_map(|name| log::number_of(name)).collect();
        numbers.retain(|later| *later > first);
        numbers.sort_unstable();
        let all = std::iter::once(first).chain(numbers);
        Ok(Self(all.map(|number| Ok((number, log::open(volume, number)?))).collect::<Result<_, DiskError>>()?))
    }

    /// The transfers from a number on. `names` are those of the files.
    pub fn read(self, mut names: Names, sealed: u64) -> Result<Recovered, DiskError> {
        let (mut transfers, mut found) = (Vec::new(), Vec::<(u64, End)>::new());
        for (number, file) in self.0 {
            let from = found.last().map_or(0..=sealed, |(_, before)| before.next..=before.next);
            let end = log::read(file, number, from, (&mut names, &mut transfers))?;
            // Those that lay ready are empty.
            if found.is_empty() || end.first.is_some() || end.torn > 0 {
                found.push((number, end));
            }
        }
        let first = |end: &End| end.first.unwrap_or(end.next);
        let logs: Vec<(u64, u64)> = found.iter().map(|(number, end)| (*number, first(end))).collect();
        let begins = logs.first().map_or(sealed, |(_, first)| *first);
        // INVARIANT (logs): the first was opened, and is among those found.
        let (number, end) = found.pop().ok_or(DiskError::Broken)?;
        if end.next < sealed {
            let what = format!("it ends at {}, and {sealed} are sealed", end.next);
            return Err(DiskError::damaged(&log::name_of(number), what));
        }
        transfers.drain(..usize::try_from(sealed - begins).unwrap_or(usize::MAX));
        Ok(Recovered { names, transfers, logs, end })
    }
}
