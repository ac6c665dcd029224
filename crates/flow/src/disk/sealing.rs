//! When tails are sealed: in a thread of its own, or step by step at moments that a test has chosen. Whoever
//! appends gives one that is full, and hears later what became of it.

use super::sealer::{Frozen, Sealer, Told};
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
    told: Receiver<Told>,
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
    told: VecDeque<Told>,
}

impl Sealing {
    /// `reader`: those who are to find what is sealed.
    pub fn begin(sealer: Sealer, reader: Reader, pace: Pace) -> Result<Self, DiskError> {
        let way = match pace {
            Pace::Aside => Way::Aside(Aside::begin(sealer, reader)?),
            Pace::Steps(steps) => {
                let (given, told) = (VecDeque::new(), VecDeque::new());
                Way::ByStep(Box::new(ByStep { sealer, reader, steps, given, told }))
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

    /// What was told by now.
    pub fn heard(&mut self) -> Option<Told> {
        let told = match &mut self.way {
            Way::Aside(aside) => aside.told.try_recv().ok(),
            Way::ByStep(by_step) => by_step.told.pop_front(),
        };
        self.count(told.as_ref());
        told
    }

    /// Waits for what is told next. None where nothing was given that is not done.
    pub fn wait(&mut self) -> Result<Option<Told>, DiskError> {
        if self.waiting == 0 {
            return Ok(None);
        }
        let told = match &mut self.way {
            Way::Aside(aside) => aside.told.recv().map_err(|_| DiskError::Ended)?,
            Way::ByStep(by_step) => by_step.wait().ok_or(DiskError::Ended)?,
        };
        self.count(Some(&told));
        Ok(Some(told))
    }

    fn count(&mut self, told: Option<&Told>) {
        if let Some(Told::Done(done)) = told {
            self.waiting -= done.tails;
        }
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
        let ((work, given), (tell, told)) = (channel(), channel());
        let thread = std::thread::Builder::new().name("sealer".to_owned());
        let thread = thread.spawn(move || seal_all(sealer, &reader, &given, &tell));
        Ok(Self { work: Some(work), told, thread: Some(thread.doing("starting", "sealer")?) })
    }

    fn give(&self, work: Work) -> Result<(), DiskError> {
        self.work.as_ref().and_then(|to| to.send(work).ok()).ok_or(DiskError::Ended)
    }
}

fn seal_all(mut sealer: Sealer, reader: &Reader, given: &Receiver<Work>, tell: &Sender<Told>) {
    while let Ok(work) = given.recv() {
        take_work(&mut sealer, work);
        while !sealer.is_at_rest() {
            // Nobody hears of it when the folder is being closed.
            take_step(&mut sealer, reader, |told| drop(tell.send(told)));
            if sealer.takes() {
                given.try_recv().into_iter().for_each(|work| take_work(&mut sealer, work));
            }
        }
    }
}

fn take_work(sealer: &mut Sealer, work: Work) {
    match work {
        Work::Free(unread) => drop(unread),
        Work::Seal(frozen) => sealer.begin(frozen),
    }
}

/// First it is told, then shown: whoever shows what he had before hears of it then.
fn take_step(sealer: &mut Sealer, reader: &Reader, tell: impl FnOnce(Told)) {
    match sealer.go_on() {
        None => {}
        Some(Told::Sealed(sealed)) => {
            tell(Told::Sealed(sealed.clone()));
            reader.show_sealed(&sealed);
        }
        Some(done) => tell(done),
    }
}

impl ByStep {
    fn step(&mut self) {
        if self.sealer.takes()
            && let Some(frozen) = self.given.pop_front()
        {
            self.sealer.begin(frozen);
        }
        take_step(&mut self.sealer, &self.reader, |told| self.told.push_back(told));
    }

    fn wait(&mut self) -> Option<Told> {
        while self.told.is_empty() && !(self.given.is_empty() && self.sealer.is_at_rest()) {
            self.step();
        }
        self.told.pop_front()
    }
}
