//! Rules of verdicts that officers write themselves: proposed, run in shadow, put in force by a second officer,
//! taken out again. A set is accepted whole or not at all.
//!
//! Not here: what rules say and whether they can be read (`cordon-sift`); the server asks it for us.

pub mod decide_rules;
pub mod propose_rules;
pub mod retire_rules;
pub mod start_shadow;

pub use decide_rules::{Decision, decide_rules};
pub use propose_rules::{NewRules, propose_rules};
pub use retire_rules::{BackTo, retire_rules};
pub use start_shadow::start_shadow;

use crate::desk::Look;
use crate::limits::{RULE_BYTES_MAX, RULE_FILE_NAME_CHARS_MAX, RULE_FILES_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{Code, OfficerId, RuleSet, RuleSetId};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Files of a set: name to TOML.
pub type Files = BTreeMap<String, String>;

/// What a reader says of files that it understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    pub digest: String,
    pub rules: usize,
    /// What is doubtful about them.
    pub doubts: usize,
}

/// Reads files strictly, and refuses with file, line and what to do.
pub type Reads<'a> = &'a dyn Fn(&Files) -> Result<Fit, Refusal>;

/// What became of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSetDone {
    pub set: RuleSetId,
    pub number: u32,
    pub digest: String,
    pub state: String,
}

impl RuleSetDone {
    fn of(set: &RuleSet) -> Self {
        Self { set: set.id, number: set.number, digest: set.digest.clone(), state: set.state.name().to_owned() }
    }
}

/// The bounds of a set, before anybody reads it.
pub fn check_files(files: &Files) -> Result<(), Refusal> {
    if files.is_empty() || files.len() > RULE_FILES_MAX {
        return Err(Refusal::field("files", format!("has to be 1 to {RULE_FILES_MAX} files")));
    }
    for name in files.keys() {
        let stem = name.strip_suffix(".toml").unwrap_or_default();
        let plain = !stem.is_empty()
            && name.len() <= RULE_FILE_NAME_CHARS_MAX
            && stem.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
        if !plain {
            let rule = format!("small letters, digits, _ and -, then .toml; at most {RULE_FILE_NAME_CHARS_MAX}");
            return Err(Refusal::field("files", format!("a name has to be of {rule}")));
        }
    }
    if files.values().map(String::len).fold(0, usize::saturating_add) > RULE_BYTES_MAX {
        return Err(Refusal::field("files", format!("are more than {RULE_BYTES_MAX} bytes; split no rule, drop some")));
    }
    Ok(())
}

fn officer(call: &crate::Call) -> Result<OfficerId, Refusal> {
    call.actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))
}

/// Who proposed it has had a hand in it.
fn resource(set: &RuleSet) -> Resource {
    Resource::new("RuleSet", set.id).hand(set.proposed_by)
}

fn in_state(look: &mut Look<'_>, state: &str) -> Result<Vec<RuleSet>, Refusal> {
    Ok(look.select("where state = $1 order by id", &[Value::from(state)])?)
}

fn wrong_state(set: &RuleSet) -> Refusal {
    Refusal::new(Code::WrongState, format!("set {} is {}", set.number, set.state.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_plain_names_and_bounds() {
        let files = |name: &str, text: &str| Files::from([(name.to_owned(), text.to_owned())]);
        for (name, good) in [
            ("calls.toml", true),
            ("my-rules_2.toml", true),
            (".toml", false),
            ("calls", false),
            ("Calls.toml", false),
            ("../calls.toml", false),
            ("通话.toml", false),
        ] {
            assert_eq!(check_files(&files(name, "")).is_ok(), good, "{name}");
        }
        assert!(check_files(&files(&format!("{}.toml", "a".repeat(RULE_FILE_NAME_CHARS_MAX)), "")).is_err());
        assert!(check_files(&Files::new()).is_err());
        assert!(check_files(&files("a.toml", &" ".repeat(RULE_BYTES_MAX))).is_ok());
        assert!(check_files(&files("a.toml", &" ".repeat(RULE_BYTES_MAX + 1))).is_err());
        let many = (0..=RULE_FILES_MAX).map(|n| (format!("a{n}.toml"), String::new())).collect();
        assert!(check_files(&many).is_err());
    }
}
