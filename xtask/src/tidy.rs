//! The rules of the house as functions from the tree of files to findings.
//!
//! Every rule is a plain scan of text: quick, a little coarse, and told to look away only by a list
//! of exceptions with reasons. An exception that is no longer needed is a finding too.
//! `tests/tidy.rs` runs all of them over this repository.

pub mod edges;
pub mod golden;
pub mod length;
pub mod lists;
pub mod markdown;
pub mod modules;
pub mod source;
pub mod sql;
pub mod tree;
pub mod words;

use std::fmt;
pub use tree::Tree;

/// Something that is not as the house wants it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// A path from the root of the repository, with a line where there is one.
    pub place: String,
    pub what: String,
}

impl Finding {
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

pub type Check = fn(&Tree) -> Vec<Finding>;

/// Places where a rule does not hold, each with its reason.
#[derive(Debug)]
pub struct Exceptions {
    list: &'static [(&'static str, &'static str)],
    used: Vec<&'static str>,
}

impl Exceptions {
    pub const fn new(list: &'static [(&'static str, &'static str)]) -> Self {
        Self { list, used: Vec::new() }
    }

    /// Whether `place` is excepted: it is the place named, or lies in the folder named (ending in `/`).
    pub fn cover(&mut self, place: &str) -> bool {
        let found =
            self.list.iter().find(|(named, _)| place == *named || (named.ends_with('/') && place.starts_with(named)));
        if let Some((named, _)) = found {
            self.used.push(named);
        }
        found.is_some()
    }

    /// The exceptions that covered nothing: they have done their work and go.
    pub fn stale(self, rule: &str) -> Vec<Finding> {
        let unused = self.list.iter().filter(|(named, _)| !self.used.contains(named));
        unused
            .map(|(named, why)| Finding::new(*named, format!("needs no exception from `{rule}` any more ({why})")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_that_covers_nothing_is_a_finding() {
        let mut exceptions = Exceptions::new(&[("a/", "a folder"), ("b.rs", "a file"), ("c.rs", "no more")]);
        assert!(exceptions.cover("a/x.rs") && exceptions.cover("b.rs"));
        assert!(!exceptions.cover("b.rs.old") && !exceptions.cover("ab.rs"));
        let stale = exceptions.stale("a rule");
        assert_eq!(stale.len(), 1);
        assert!(stale[0].to_string().starts_with("c.rs: needs no exception"));
    }
}
