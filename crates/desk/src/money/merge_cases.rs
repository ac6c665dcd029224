//! An officer says that two cases are one victim's loss, told twice. From then on the second is shown with the first,
//! everywhere that it is shown. No order, measure or trace changes by it: what was sent in the name of the second
//! stays, and is withdrawn or lifted by whoever may
//! ([why](../../../../decisions/0127-a-merger-changes-no-case.md)).

use crate::desk::{Act, Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::read::alike::{has_same_payer, mergers_of, same_transfers};
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::MergeCases;
use cordon_journal::Fact;
use cordon_model::{Case, CaseId, Code, Merger, MergerId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasesMerged {
    pub merger: MergerId,
    /// Transfers that stand in both.
    pub same: u32,
}

pub fn merge_cases(desk: &Desk, call: &Call, id: CaseId, into: CaseId, reason: &str) -> Result<CasesMerged, Refusal> {
    desk.act::<MergeCases, _, _>(
        call,
        |look| {
            let (case, first): (Case, Case) = (look.find(id)?, look.find(into)?);
            Ok((Resource::new("Case", id), (case, first)))
        },
        |_permit, act, (case, first)| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            if id == into {
                return Err(Refusal::field("into", "is the case itself"));
            }
            if !has_same_payer(&case, &first) {
                return Err(Refusal::field("into", "has no account in common from which the victim paid"));
            }
            act.refuse_chain(id, into)?;
            let by = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let same = same_transfers(&case, &first).len();
            let merger = Merger {
                id: act.fresh.id(MergerId::make),
                case: case.id,
                into: first.id,
                reason: reason.trim().to_owned(),
                at: act.now(),
                by,
                parted: None,
            };
            act.about(merger.id);
            act.fact("into", Fact::text(first.id.to_string()));
            act.fact("number", Fact::text(&first.number));
            act.fact("reason", Fact::text(&merger.reason));
            act.fact("same", Fact::Int(i64::try_from(same).unwrap_or(i64::MAX)));
            act.put(&merger)?;
            Ok(CasesMerged { merger: merger.id, same: u32::try_from(same).unwrap_or(u32::MAX) })
        },
    )
}

impl Act<'_, '_> {
    /// Chains would have to be followed by everybody who shows a case.
    fn refuse_chain(&mut self, id: CaseId, into: CaseId) -> Result<(), Refusal> {
        let known: Vec<Merger> = mergers_of(self, id)?.into_iter().chain(mergers_of(self, into)?).collect();
        let in_the_way = |merger: &&Merger| {
            merger.parted.is_none() && (merger.case == id || merger.into == id || merger.case == into)
        };
        match known.iter().find(in_the_way) {
            Some(merger) => {
                Err(Refusal::new(Code::WrongState, format!("{} is merged into {}", merger.case, merger.into)))
            }
            None => Ok(()),
        }
    }
}
