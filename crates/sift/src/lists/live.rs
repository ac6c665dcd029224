//! What officers entered and measures brought, beside the generation: small, and changed one entry at a time.

use super::entry::Listed;
use crate::key::Key;
use std::collections::{HashMap, HashSet};

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
    changes: u64,
}

impl Live {
    /// The same change again changes nothing.
    pub fn apply(&mut self, change: Lived) {
        self.changes = self.changes.saturating_add(1);
        match change {
            Lived::Listed { key, listed } => {
                let entries = self.by_key.entry(key).or_default();
                entries.retain(|other| other.note.list != listed.note.list);
                entries.push(listed);
            }
            Lived::Unlisted { key, list } => {
                if let Some(entries) = self.by_key.get_mut(&key) {
                    entries.retain(|other| other.note.list != list);
                    if entries.is_empty() {
                        self.by_key.remove(&key);
                    }
                }
            }
            Lived::Withdrawn { list } => {
                self.withdrawn.insert(list);
            }
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

    pub fn version(&self) -> u64 {
        self.changes
    }
}
