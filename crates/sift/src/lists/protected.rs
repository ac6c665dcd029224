//! Names that scammers imitate, and services that hide where a link leads: data that officers read and extend
//! (`lists/hosts.toml`).

use super::alike::skeleton;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// A shorter name is too often part of another word.
const NAME_CHARS_MIN: usize = 3;

/// A name that is protected, and where it really is at home.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// As it stands in links: `icbc`.
    pub name: String,
    pub zh: String,
    pub en: String,
    pub hosts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    shorteners: Vec<String>,
    /// Endings under which names cost nothing.
    free: Vec<String>,
    /// Words that stand beside a name to make it look like a service of its owner.
    lures: Vec<String>,
    name: Vec<Name>,
}

/// What is wrong with the file, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("hosts.toml: {0}")]
pub struct ProtectedError(String);

#[derive(Clone, Debug, Default)]
pub struct Protected {
    names: Vec<Name>,
    pub(super) by_skeleton: HashMap<String, usize>,
    /// Skeletons with one character taken out: what shares one is near.
    pub(super) near: HashMap<String, Vec<usize>>,
    pub(super) skeletons: Vec<String>,
    homes: HashSet<String>,
    shorteners: HashSet<String>,
    free: HashSet<String>,
    pub(super) lures: Vec<String>,
}

impl Protected {
    pub fn read(text: &str) -> Result<Self, ProtectedError> {
        let file: File = toml::from_str(text).map_err(|error| ProtectedError(error.to_string()))?;
        let mut read = Self {
            shorteners: file.shorteners.into_iter().collect(),
            free: file.free.into_iter().collect(),
            lures: file.lures,
            ..Self::default()
        };
        file.name.into_iter().try_for_each(|name| read.add(name))?;
        Ok(read)
    }

    /// The file that comes with the binary.
    pub fn shipped() -> Result<Self, ProtectedError> {
        Self::read(include_str!("../../../../lists/hosts.toml"))
    }

    fn add(&mut self, name: Name) -> Result<(), ProtectedError> {
        let wrong = |what: &str| Err(ProtectedError(format!("name `{}`: {what}", name.name)));
        if name.name.chars().count() < NAME_CHARS_MIN || name.name.contains(char::is_whitespace) {
            return wrong("give at least three characters without spaces");
        }
        if name.hosts.is_empty() {
            return wrong("say in `hosts` where it is at home, or everything of it is taken for an imitation");
        }
        let place = self.names.len();
        let skeleton = skeleton(&name.name);
        if self.by_skeleton.insert(skeleton.clone(), place).is_some() {
            return wrong("another name looks the same; write it once");
        }
        for shorter in shortened(&skeleton) {
            self.near.entry(shorter).or_default().push(place);
        }
        self.skeletons.push(skeleton);
        self.homes.extend(name.hosts.iter().cloned());
        self.names.push(name);
        Ok(())
    }

    pub fn name(&self, place: usize) -> Option<&Name> {
        self.names.get(place)
    }

    pub fn names(&self) -> &[Name] {
        &self.names
    }

    pub fn is_home(&self, registrable: &str) -> bool {
        self.homes.contains(registrable)
    }

    pub fn shortens(&self, registrable: &str) -> bool {
        self.shorteners.contains(registrable)
    }

    pub fn is_free(&self, suffix: &str) -> bool {
        self.free.contains(suffix)
    }
}

/// The word itself and with one character taken out.
pub(super) fn shortened(word: &str) -> impl Iterator<Item = String> {
    let without = word.char_indices().map(|(at, c)| {
        let (before, after) = word.split_at(at);
        format!("{before}{}", after.get(c.len_utf8()..).unwrap_or_default())
    });
    std::iter::once(word.to_owned()).chain(without)
}
