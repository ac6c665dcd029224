//! Two cases that were taken for one are two again, with a reason.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::read::alike::mergers_of;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::PartCases;
use cordon_journal::Fact;
use cordon_model::{Case, CaseId, Code, MergerId, Parted};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasesParted {
    pub merger: MergerId,
    pub into: CaseId,
}

/// `id` is the case that was merged into another.
pub fn part_cases(desk: &Desk, call: &Call, id: CaseId, reason: &str) -> Result<CasesParted, Refusal> {
    desk.act::<PartCases, _, _>(
        call,
        |look| {
            look.find::<Case>(id)?;
            let mergers = mergers_of(look, id)?;
            Ok((Resource::new("Case", id), mergers))
        },
        |_permit, act, mergers| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            let standing = mergers.into_iter().find(|merger| merger.parted.is_none() && merger.case == id);
            let mut merger = standing.ok_or_else(|| Refusal::new(Code::WrongState, "it is merged into no case"))?;
            let by = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let reason = reason.trim().to_owned();
            act.about(merger.id);
            act.about(merger.into);
            act.fact("into", Fact::text(merger.into.to_string()));
            act.fact("reason", Fact::text(&reason));
            merger.parted = Some(Parted { at: act.now(), by, reason });
            act.put(&merger)?;
            Ok(CasesParted { merger: merger.id, into: merger.into })
        },
    )
}
