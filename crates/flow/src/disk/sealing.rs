//! When tails are sealed: in a thread of its own, or step by step at moments that a test has chosen. Whoever
//! appends gives one that is full, and hears later that it is done.

use super::sealer::{Done, Frozen, Sealer};
use super::{DiskError, Doing};
use crate::archive::{Reader, Snapshot};
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// How a folder seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// In a thread of its own, beside those who append and ask.
    Aside,
    /// So many steps with each batch, in the call that appends it.
    Steps(usize),
}

#[derive(Debug)]
pub struct Sealing {
    way: Way,
    /// How many tails were given and are not done.
    waiting: usize,
}

#[derive(Debug)]
enum Way {
    Aside(Aside),
    ByStep(Box<ByStep>),
}

#[derive(Debug)]
struct Aside {
    /// None when it is to end.
    work: Option<Sender<Work>>,
    done: Receiver<Done>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Work {
    Seal(Frozen),
    /// What nobody reads any more: to give back much memory takes long.
    Free(Vec<Snapshot>),
}

#[derive(Debug)]
struct ByStep {
    sealer: Sealer,
    reader: Reader,
    steps: usize,
    given: VecDeque<Frozen>,
    done: VecDeque<Done>,
}

impl Sealing {
    /// `reader`: those who are to find what is sealed.
    pub fn begin(sealer: Sealer, reader: Reader, pace: Pace) -> Result<Self, DiskError> {
        let way = match pace {
            Pace::Aside => Way::Aside(Aside::begin(sealer, reader)?),
            Pace::Steps(steps) => {
                let (given, done) = (VecDeque::new(), VecDeque::new());
                Way::ByStep(Box::new(ByStep { sealer, reader, steps, given, done }))
            }
        };
        Ok(Self { way, waiting: 0 })
    }

    pub const fn waiting(&self) -> usize {
        self.waiting
    }

    pub fn give(&mut self, frozen: Frozen) -> Result<(), DiskError> {
        match &mut self.way {
            Way::Aside(aside) => aside.give(Work::Seal(frozen))?,
            Way::ByStep(by_step) => by_step.given.push_back(frozen),
        }
        self.waiting += 1;
        Ok(())
    }

    /// The next that is done by now.
    pub fn done(&mut self) -> Option<Done> {
        let done = match &mut self.way {
            Way::Aside(aside) => aside.done.try_recv().ok(),
            Way::ByStep(by_step) => by_step.done.pop_front(),
        };
        self.waiting -= usize::from(done.is_some());
        done
    }

    /// Waits for the next. None where none was given.
    pub fn wait(&mut self) -> Result<Option<Done>, DiskError> {
        if self.waiting == 0 {
            return Ok(None);
        }
        let done = match &mut self.way {
            Way::Aside(aside) => aside.done.recv().map_err(|_| DiskError::Ended)?,
            Way::ByStep(by_step) => by_step.wait().ok_or(DiskError::Ended)?,
        };
        self.waiting -= 1;
        Ok(Some(done))
    }

    /// A batch came: where no thread does it, so many steps are taken.
    pub fn go_on(&mut self) {
        if let Way::ByStep(by_step) = &mut self.way {
            (0..by_step.steps).for_each(|_| by_step.step());
        }
    }

    /// Has given back what nobody reads any more.
    pub fn free(&mut self, unread: Vec<Snapshot>) {
        if let Way::Aside(aside) = &mut self.way
            && !unread.is_empty()
        {
            // If it has ended they are freed here.
            drop(aside.give(Work::Free(unread)));
        }
    }
}

/// Whatever was given is done.
impl Drop for Sealing {
    fn drop(&mut self) {
        match &mut self.way {
            Way::Aside(aside) => {
                aside.work = None;
                drop(aside.thread.take().map(JoinHandle::join));
            }
            Way::ByStep(by_step) => while by_step.wait().is_some() {},
        }
    }
}

impl Aside {
    fn begin(sealer: Sealer, reader: Reader) -> Result<Self, DiskError> {
        let ((work, given), (tell, done)) = (channel(), channel());
        let thread = std::thread::Builder::new().name("sealer".to_owned());
        let thread = thread.spawn(move || seal_all(sealer, &reader, &given, &tell));
        Ok(Self { work: Some(work), done, thread: Some(thread.doing("starting", "sealer")?) })
    }

    fn give(&self, work: Work) -> Result<(), DiskError> {
        self.work.as_ref().and_then(|to| to.send(work).ok()).ok_or(DiskError::Ended)
    }
}

fn seal_all(mut sealer: Sealer, reader: &Reader, given: &Receiver<Work>, tell: &Sender<Done>) {
    for work in given {
        match work {
            Work::Free(unread) => drop(unread),
            Work::Seal(frozen) => {
                sealer.begin(frozen);
                while !sealer.is_at_rest() {
                    let Some(done) = sealer.go_on() else { continue };
                    let sealed = done.sealed.clone();
                    // First it is told: whoever shows what he had before hears of it then. Nobody hears of it when
                    // the folder is being closed.
                    drop(tell.send(done));
                    reader.show_sealed(&sealed);
                }
            }
        }
    }
}

impl ByStep {
    fn step(&mut self) {
        if self.sealer.is_at_rest()
            && let Some(frozen) = self.given.pop_front()
        {
            self.sealer.begin(frozen);
        }
        if let Some(done) = self.sealer.go_on() {
            self.reader.show_sealed(&done.sealed);
            self.done.push_back(done);
        }
    }

    fn wait(&mut self) -> Option<Done> {
        while self.done.is_empty() && !(self.given.is_empty() && self.sealer.is_at_rest()) {
            self.step();
        }
        self.done.pop_front()
    }
}
