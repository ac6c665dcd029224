//! What a pass knows of an account that victims' money reached.

use super::book::Book;
use crate::trace::Notes;
use crate::transfer::Stamp;
use smallvec::SmallVec;

#[derive(Clone, Debug)]
pub struct Account {
    /// In the order of victims; most often there is one.
    pub people: SmallVec<[Person; 1]>,
    pub received: u64,
    pub poisoned: u64,
    /// Enough came; whoever comes later is looked at alone.
    pub is_open: bool,
    /// The last moment at which it is expanded for anybody.
    pub expanded_until: i64,
    /// The first moment at which a window ends that matters here.
    pub first_end: i64,
    /// Money stood here when a window ended.
    pub stood: bool,
    pub notes: Notes,
    /// From the first moment at which it is expanded; before, all its units are clean.
    pub book: Option<Book>,
}

/// One victim at one account. He is served while the account is expanded for him and his window runs.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub victim: u32,
    pub end: i64,
    pub walk: u32,
    pub arrived_at: Stamp,
    pub is_expanded: bool,
    pub in_book: u64,
    pub leaf: u64,
    pub ended: u64,
    pub brought: u64,
}

impl Person {
    pub const fn is_served(&self, t: i64) -> bool {
        self.is_expanded && t <= self.end
    }
}

impl Default for Account {
    fn default() -> Self {
        Self {
            people: SmallVec::new(),
            received: 0,
            poisoned: 0,
            is_open: false,
            expanded_until: i64::MIN,
            first_end: i64::MAX,
            stood: false,
            notes: Notes::NONE,
            book: None,
        }
    }
}

impl Account {
    pub fn meet(&mut self, victim: u32, end: i64, walk: u32, stamp: Stamp) -> Option<&mut Person> {
        let at = match self.people.binary_search_by_key(&victim, |person| person.victim) {
            Ok(at) => at,
            Err(at) => {
                self.people.insert(at, new_person(victim, end, walk, stamp));
                at
            }
        };
        let person = self.people.get_mut(at)?;
        person.walk = person.walk.min(walk);
        Some(person)
    }

    pub fn person(&mut self, victim: u32) -> Option<&mut Person> {
        let at = self.people.binary_search_by_key(&victim, |person| person.victim).ok()?;
        self.people.get_mut(at)
    }

    pub const fn is_expanded(&self, t: i64) -> bool {
        t <= self.expanded_until
    }

    /// Ends the windows that are over before `t`: what people have in the book is clean there from now on.
    pub fn end_windows(&mut self, t: i64) {
        if t <= self.first_end {
            return;
        }
        self.first_end = i64::MAX;
        for person in self.people.iter_mut().filter(|person| person.is_expanded) {
            if t > person.end {
                self.stood |= person.in_book > 0 || self.book.is_none();
                if let Some(book) = &mut self.book {
                    book.tainted -= person.in_book;
                }
                person.ended += std::mem::take(&mut person.in_book);
            } else {
                self.first_end = self.first_end.min(person.end);
            }
        }
    }

    /// Expands for these victims. Their leaf money becomes the newest clean units, the lesser's below.
    pub fn expand(&mut self, ordered: bool, victims: &[u32], t: i64) {
        for victim in victims.iter().rev() {
            let Some(person) = self.person(*victim) else { continue };
            person.is_expanded = true;
            let (leaf, end) = (person.leaf, person.end);
            self.expanded_until = self.expanded_until.max(end);
            self.first_end = self.first_end.min(end);
            let handed = self.hand_newest(ordered, leaf, *victim, t);
            if let Some(person) = self.person(*victim) {
                person.leaf -= handed;
            }
        }
    }
}

const fn new_person(victim: u32, end: i64, walk: u32, stamp: Stamp) -> Person {
    Person { victim, end, walk, arrived_at: stamp, is_expanded: false, in_book: 0, leaf: 0, ended: 0, brought: 0 }
}
