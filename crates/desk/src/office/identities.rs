//! Who officers are at the site's identity provider: looked up by whoever signs in, and shown masked. Of a subject
//! only a keyed digest and a mask are kept.

use crate::desk::{Call, Desk};
use crate::limits::SUBJECT_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::sealed::mask_tail;
use cordon_model::{Officer, OfficerId};
use cordon_store::records::Identity;
use cordon_store::{Read, Value};

/// A subject that is longer than this shows four of its characters, a shorter one two.
const LONG_CHARS: usize = 12;

/// Under what a subject of an issuer is kept. An issuer is an address, so it holds no line's end.
pub(super) fn subject_key(desk: &Desk, issuer: &str, subject: &str) -> String {
    desk.vault().index("identity", &format!("{issuer}\n{subject}"))
}

/// What may be seen of a subject: enough to compare it with what an administrator has before him.
pub fn subject_mask(subject: &str) -> String {
    mask_tail(subject, if subject.chars().count() > LONG_CHARS { 4 } else { 2 })
}

/// A subject as somebody typed it, or as a provider said it.
pub(super) fn check_subject(subject: &str) -> Result<&str, Refusal> {
    let subject = subject.trim();
    if subject.is_empty() {
        return Err(Refusal::missing("subject"));
    }
    if subject.chars().count() > SUBJECT_CHARS_MAX {
        return Err(Refusal::field("subject", format!("is longer than {SUBJECT_CHARS_MAX} characters")));
    }
    if subject.chars().any(char::is_control) {
        return Err(Refusal::field("subject", "holds a character that cannot be printed"));
    }
    Ok(subject)
}

/// Whose this subject is, if it is linked.
pub(super) fn of_subject(read: &mut impl Read, key: &str) -> Result<Option<Identity>, Refusal> {
    let mut found: Vec<Identity> = read.select("where subject_key = $1 and ended_at is null", &[Value::from(key)])?;
    Ok(found.pop())
}

/// Those of one officer that hold, oldest first.
pub(super) fn of_officer(read: &mut impl Read, officer: OfficerId) -> Result<Vec<Identity>, Refusal> {
    Ok(read.select("where officer_id = $1 and ended_at is null order by id", &[Value::from(officer.to_string())])?)
}

/// The accounts at identity providers by which an officer comes in.
pub fn identities_of(desk: &Desk, call: &Call, id: OfficerId) -> Result<Vec<Identity>, Refusal> {
    desk.look(call, |look| {
        let officer: Officer = look.find(id)?;
        Ok((Resource::house(), of_officer(look, officer.id)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_gives_away_no_short_subject() {
        assert_eq!(subject_mask("248289761001"), "****01");
        assert_eq!(subject_mask("6b3c1f7e-0000-4000-8000-00000000beef"), "****beef");
        assert_eq!(subject_mask("0042"), "****");
    }

    #[test]
    fn a_subject_is_something_that_can_be_typed() {
        assert_eq!(check_subject("  99001 ").ok(), Some("99001"));
        for wrong in ["", "   ", "a\nb", &"x".repeat(SUBJECT_CHARS_MAX + 1)] {
            assert!(check_subject(wrong).is_err(), "{wrong:?}");
        }
    }
}
