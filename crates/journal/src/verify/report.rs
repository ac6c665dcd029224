//! What a check has shown, in words that claim no more.

use super::Backwards;
use crate::text::base64_field;
use crate::tree::Hash;
use serde::Serialize;
use std::fmt;

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Report {
    pub origin: String,
    pub size: u64,
    #[serde(serialize_with = "base64_field")]
    pub root: Hash,
    /// The key whose signature was checked.
    pub signed_by: Option<String>,
    /// Sizes of the older checkpoints that this log continues.
    pub consistent_with: Vec<u64>,
    pub learned_backwards: Backwards,
    /// Entries after the checkpoint: well formed, and vouched for by nothing.
    pub beyond: u64,
}

impl Report {
    /// One claim a line. Without key and older checkpoint it is `self-consistent` alone.
    pub fn proved(&self) -> Vec<String> {
        let mut claims = vec!["self-consistent".to_owned()];
        claims.extend(self.signed_by.iter().map(|key| format!("signed by `{key}`")));
        let sizes = self.consistent_with.iter();
        claims.extend(sizes.map(|size| format!("its first {size} entries unaltered since the older checkpoint")));
        claims
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "log `{}`, {} entries: {}", self.origin, self.size, self.proved().join(", "))?;
        if let Some(seq) = self.learned_backwards.first_seq {
            let count = self.learned_backwards.count;
            writeln!(f, "note: {count} entries were learned before the one ahead of them, entry {seq} first")?;
        }
        match self.beyond {
            0 => Ok(()),
            beyond => writeln!(f, "note: {beyond} entries after the checkpoint are vouched for by nothing"),
        }
    }
}
