//! A disk in memory that forgets what was not synced when the power goes, stops at a moment, or is full.

use cordon_flow::archive::{Reader, Snapshot};
use cordon_flow::disk::{File, Volume};
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex, MutexGuard};

#[derive(Clone, Debug, Default)]
pub struct Forgetful(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    files: Vec<Content>,
    names: BTreeMap<String, usize>,
    /// The names that a power cut leaves.
    durable_names: BTreeMap<String, usize>,
    /// How many operations there were, and after how many everything fails.
    done: usize,
    stops_after: Option<usize>,
    /// The only operation that fails.
    fails_at: Option<usize>,
    room: Option<usize>,
    /// No file is created whose name begins so.
    refused: Option<&'static str>,
    /// Who looks before each operation, and what he saw last.
    watcher: Option<Reader>,
    seen: Snapshot,
}

#[derive(Debug, Default)]
struct Content {
    now: Vec<u8>,
    durable: Vec<u8>,
}

#[derive(Debug)]
struct Opened {
    volume: Forgetful,
    file: usize,
}

impl Forgetful {
    pub fn that_stops_after(operations: usize) -> Self {
        let volume = Self::default();
        volume.state().stops_after = Some(operations);
        volume
    }

    /// One that fails once and goes on.
    pub fn that_fails_at(operation: usize) -> Self {
        let volume = Self::default();
        volume.state().fails_at = Some(operation);
        volume
    }

    pub fn has_failed(&self) -> bool {
        let state = self.state();
        state.fails_at.is_some_and(|operation| state.done >= operation)
    }

    pub fn has_stopped(&self) -> bool {
        let state = self.state();
        state.stops_after.is_some_and(|most| state.done > most)
    }

    /// How many bytes more may be written.
    pub fn set_room(&self, room: usize) {
        self.state().room = Some(room);
    }

    /// From now on no file is created whose name begins so; with none all are.
    pub fn refuse(&self, names: impl Into<Option<&'static str>>) {
        self.state().refused = names.into();
    }

    /// What the folder holds, without what is in the files.
    pub fn listed(&self) -> Vec<String> {
        self.state().names.keys().cloned().collect()
    }

    /// From now on what can be asked is looked at before each operation.
    pub fn watch(&self, reader: Reader) {
        self.state().watcher = Some(reader);
    }

    /// What could be asked before the last operation.
    pub fn seen(&self) -> Snapshot {
        self.state().seen.clone()
    }

    /// Forgets names and bytes that were not synced; of a file's last bytes some may be there, by a seed.
    pub fn lose_power(&self, seed: u64) {
        let mut state = self.state();
        (state.stops_after, state.room) = (None, None);
        state.names = state.durable_names.clone();
        let mut dice = seed | 1;
        for file in &mut state.files {
            dice = dice.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            if file.now.starts_with(&file.durable) {
                let unsynced = file.now.len() - file.durable.len();
                file.now.truncate(file.durable.len() + (dice >> 33) as usize % (unsynced + 1));
            } else {
                file.now = file.durable.clone();
            }
            file.durable = file.now.clone();
        }
    }

    /// What the segments' files hold, in their order.
    pub fn segments(&self) -> Vec<Vec<u8>> {
        let state = self.state();
        let segments = state.names.iter().filter(|(name, _)| name.starts_with("segment-"));
        segments.map(|(_, file)| state.files[*file].now.clone()).collect()
    }

    /// What somebody does with `rm`.
    pub fn lose(&self, name: &str) {
        let mut state = self.state();
        state.names.remove(name).unwrap();
        state.durable_names.remove(name);
    }

    /// Changes the byte that lies so far before the end of the only log.
    pub fn rot_log(&self, before_end: usize) {
        let mut state = self.state();
        let (_, file) = state.names.iter().find(|(name, _)| name.starts_with("log-")).unwrap();
        let (file, bits) = (*file, 1 << (before_end % 8));
        let content = &mut state.files[file].now;
        let at = content.len() - 1 - before_end;
        content[at] ^= bits;
    }

    /// Changes one byte of one file.
    pub fn rot(&self, file: u64, place: u64) -> Option<String> {
        let mut state = self.state();
        let names: Vec<(String, usize)> = state.names.iter().map(|(name, file)| (name.clone(), *file)).collect();
        let (name, number) = names.get(file as usize % names.len().max(1))?.clone();
        let content = &mut state.files[number].now;
        let at = place as usize % content.len().max(1);
        *content.get_mut(at)? ^= 1 << (place % 7);
        Some(format!("{name} at {at}"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl State {
    fn go_on(&mut self) -> io::Result<()> {
        self.done += 1;
        if let Some(now) = self.watcher.as_ref().map(Reader::now) {
            self.seen = now;
        }
        match self.stops_after {
            Some(most) if self.done > most => Err(io::Error::other("the power is gone")),
            _ if self.fails_at == Some(self.done) => Err(io::Error::other("this once")),
            _ => Ok(()),
        }
    }

    fn file(&self, name: &str) -> io::Result<usize> {
        self.names.get(name).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Volume for Forgetful {
    fn create(&self, name: &str) -> io::Result<Box<dyn File>> {
        let mut state = self.state();
        state.go_on()?;
        if state.refused.is_some_and(|refused| name.starts_with(refused)) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let file = state.files.len();
        state.files.push(Content::default());
        state.names.insert(name.to_owned(), file);
        Ok(Box::new(Opened { volume: self.clone(), file }))
    }

    fn append(&self, name: &str) -> io::Result<Box<dyn File>> {
        let file = self.state().file(name)?;
        Ok(Box::new(Opened { volume: self.clone(), file }))
    }

    fn read(&self, name: &str) -> io::Result<Box<dyn Read>> {
        let state = self.state();
        let file = state.file(name)?;
        Ok(Box::new(Cursor::new(state.files[file].now.clone())))
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.state().names.keys().cloned().collect())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        state.go_on()?;
        let file = state.file(from)?;
        state.names.remove(from);
        state.names.insert(to.to_owned(), file);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.go_on()?;
        state.names.remove(name).map(|_| ()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut state = self.state();
        state.go_on()?;
        state.durable_names = state.names.clone();
        Ok(())
    }

    fn lock(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

impl File for Opened {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.volume.state();
        // What is written when the power goes may be there in part.
        let stopped = state.go_on();
        let room = state.room.unwrap_or(usize::MAX);
        let fits = if stopped.is_err() { bytes.len() / 2 } else { bytes.len().min(room) };
        state.files[self.file].now.extend_from_slice(&bytes[..fits]);
        state.room = state.room.map(|room| room - fits.min(room));
        stopped?;
        if fits < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.volume.state();
        state.go_on()?;
        let content = &mut state.files[self.file];
        content.durable = content.now.clone();
        Ok(())
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        let mut state = self.volume.state();
        state.go_on()?;
        state.files[self.file].now.truncate(len as usize);
        Ok(())
    }
}
