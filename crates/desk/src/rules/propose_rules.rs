//! An officer proposes a set of rules, with a reason. It is read strictly: one fault, and nothing is kept. Nothing
//! changes until another officer puts it in force.

use super::{Files, Reads, RuleSetDone, check_files, officer};
use crate::desk::{Call, Desk, Look};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::ProposeRules;
use cordon_journal::Fact;
use cordon_model::{Code, RuleSet, RuleSetId, RuleSetState};
use cordon_store::{Read, Value};

#[derive(Clone, Debug)]
pub struct NewRules {
    pub files: Files,
    pub reason: String,
}

pub fn propose_rules(desk: &Desk, call: &Call, new: &NewRules, reads: Reads<'_>) -> Result<RuleSetDone, Refusal> {
    desk.act::<ProposeRules, _, _>(
        call,
        |look| Ok((Resource::house(), newest(look)?)),
        |_permit, act, newest| {
            check_text("reason", &new.reason, REASON_CHARS_MAX)?;
            check_files(&new.files)?;
            let fit = reads(&new.files)?;
            if let Some(same) = open_with(act, &fit.digest)? {
                let what = format!("set {} says the same, and is {}", same.number, same.state.name());
                return Err(Refusal::new(Code::WrongState, what));
            }
            let set = RuleSet {
                id: act.fresh.id(RuleSetId::make),
                number: newest.saturating_add(1),
                files: new.files.clone(),
                digest: fit.digest,
                reason: new.reason.trim().to_owned(),
                proposed_at: act.now(),
                proposed_by: officer(act.call())?,
                state: RuleSetState::Proposed,
            };
            act.put(&set)?;
            act.about(set.id);
            act.fact("number", Fact::Int(i64::from(set.number)));
            act.fact("rules_digest", Fact::text(&set.digest));
            act.fact("rules", Fact::Int(i64::try_from(fit.rules).unwrap_or(i64::MAX)));
            act.fact("doubts", Fact::Int(i64::try_from(fit.doubts).unwrap_or(i64::MAX)));
            Ok(RuleSetDone::of(&set))
        },
    )
}

fn newest(look: &mut Look<'_>) -> Result<u32, Refusal> {
    let newest: Vec<RuleSet> = look.select("order by number desc limit 1", &[])?;
    Ok(newest.first().map_or(0, |set| set.number))
}

/// A set with these files that may still come into force, or is.
fn open_with(read: &mut impl Read, digest: &str) -> Result<Option<RuleSet>, Refusal> {
    let mut found: Vec<RuleSet> = read.select(
        "where digest = $1 and state in ('proposed', 'shadow', 'in_force') order by id limit 1",
        &[Value::from(digest)],
    )?;
    Ok(found.pop())
}
