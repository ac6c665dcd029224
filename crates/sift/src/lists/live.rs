//! What officers entered and measures brought, beside the generation: small, and changed one entry at a time.

use super::entry::Listed;
use crate::key::Key;
use siphasher::sip::SipHasher13;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

/// One change, in the order in which it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lived {
    Listed {
        key: Key,
        listed: Listed,
    },
    Unlisted {
        key: Key,
        list: String,
    },
    /// A whole imported list counts no more.
    Withdrawn {
        list: String,
    },
}

#[derive(Clone, Debug, Default)]
pub struct Live {
    by_key: HashMap<Key, Vec<Listed>>,
    withdrawn: HashSet<String>,
    /// Sum of what stands here: the same entries have the same, in whatever order they came.
    sum: u64,
}

impl Live {
    /// The same change again changes nothing.
    pub fn apply(&mut self, change: Lived) {
        match change {
            Lived::Listed { key, listed } => {
                self.take_out(key, &listed.note.list);
                self.sum = self.sum.wrapping_add(sign(key, &listed));
                self.by_key.entry(key).or_default().push(listed);
            }
            Lived::Unlisted { key, list } => self.take_out(key, &list),
            Lived::Withdrawn { list } => {
                self.withdrawn.insert(list);
            }
        }
    }

    fn take_out(&mut self, key: Key, list: &str) {
        let Some(entries) = self.by_key.get_mut(&key) else { return };
        let (gone, kept): (Vec<_>, Vec<_>) = entries.drain(..).partition(|other| other.note.list == list);
        self.sum = gone.iter().fold(self.sum, |sum, listed| sum.wrapping_sub(sign(key, listed)));
        if kept.is_empty() {
            self.by_key.remove(&key);
        } else {
            *entries = kept;
        }
    }

    pub fn of(&self, key: Key) -> &[Listed] {
        self.by_key.get(&key).map_or(&[], Vec::as_slice)
    }

    pub fn withdrawn(&self, list: &str) -> bool {
        !self.withdrawn.is_empty() && self.withdrawn.contains(list)
    }

    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// Of what stands here now.
    pub fn version(&self) -> u64 {
        self.sum
    }
}

fn sign(key: Key, listed: &Listed) -> u64 {
    let mut hasher = SipHasher13::new();
    (key.0, &listed.note, listed.entry.since, listed.entry.until).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, Level, Note, Source};
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_same_entries_have_the_same_version_in_whatever_order_they_came() {
        let listed = |list: &str, until| {
            let note = Note {
                list: list.into(),
                level: Level::Grey,
                source: Source::Police,
                reason: "r".into(),
                redress: "x".into(),
            };
            Lived::Listed { key: Key(1), listed: Listed { note: Arc::new(note), entry: Entry { since: 0, until } } }
        };
        let of = |changes: Vec<Lived>| {
            let mut live = Live::default();
            changes.into_iter().for_each(|change| live.apply(change));
            live.version()
        };
        let both = of(vec![listed("a", 0), listed("b", 0)]);
        assert_eq!(both, of(vec![listed("b", 0), listed("a", 9), listed("a", 0)]));
        assert_ne!(both, of(vec![listed("b", 0), listed("a", 9)]));
        let gone = vec![listed("a", 0), Lived::Unlisted { key: Key(1), list: "a".into() }];
        assert_eq!(of(gone), Live::default().version());
    }
}
