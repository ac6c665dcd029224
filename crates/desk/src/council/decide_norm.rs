//! A proposed norm is adopted or refused, by another officer than the one who proposed it. Adopted,
//! it is the next version; it holds from the day it names, but never from before it was adopted.
//! Of two versions in force the higher holds, so what was adopted last counts.

use crate::desk::{Act, Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::DecideNorm;
use cordon_journal::Fact;
use cordon_model::norm::{Proposal, ProposalState};
use cordon_model::{Code, Norm, Officer, ProposalId};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormDecided {
    pub proposal: ProposalId,
    /// The norm with its version, where it was adopted.
    pub norm: Option<String>,
}

pub fn decide_norm(desk: &Desk, call: &Call, id: ProposalId, adopt: bool) -> Result<NormDecided, Refusal> {
    desk.act::<DecideNorm, _, _>(
        call,
        |look| {
            let proposal: Proposal = look.find(id)?;
            Ok((Resource::new("Proposal", id).hand(proposal.proposed_by), proposal))
        },
        |_permit, act, mut proposal| {
            if proposal.state != ProposalState::Open {
                return Err(Refusal::new(Code::WrongState, proposal.state.name()));
            }
            let crate::Actor::Officer(officer) = &act.call().actor else {
                return Err(Refusal::bare(Code::NotAllowed));
            };
            let (at, by) = (act.now(), officer.id);
            let adopted = adopt.then(|| act.adopt(&mut proposal, officer)).transpose()?;
            proposal.state = if adopt { ProposalState::Adopted { at, by } } else { ProposalState::Refused { at, by } };
            act.put(&proposal)?;
            act.fact("adopted", Fact::Bool(adopt));
            Ok(NormDecided { proposal: id, norm: adopted })
        },
    )
}

impl Act<'_, '_> {
    fn adopt(&mut self, proposal: &mut Proposal, adopter: &Officer) -> Result<String, Refusal> {
        let key = proposal.norm.key;
        let newest: Vec<Norm> =
            self.select("where norm_key = $1 order by version desc limit 1", &[Value::from(key.text())])?;
        let version = newest.first().map_or(0, |norm| norm.version);
        let version = version.checked_add(1).ok_or_else(|| Refusal::new(Code::NormInvalid, "has no next version"))?;
        let proposer: Officer = self.need(proposal.proposed_by)?;
        proposal.norm.version = version;
        proposal.norm.effective_from = proposal.norm.effective_from.max(self.now());
        proposal.norm.approved_by = names(&proposer, adopter);
        proposal.norm.check().map_err(|e| Refusal::new(Code::NormInvalid, e.to_string()))?;
        self.put(&proposal.norm)?;
        let reference = proposal.norm.reference().to_string();
        self.fact("norm", Fact::text(&reference));
        self.fact("effective_from", Fact::Time(proposal.norm.effective_from));
        Ok(reference)
    }
}

/// The two people; where they bear one name, the ids tell them apart.
fn names(proposer: &Officer, adopter: &Officer) -> [String; 2] {
    if proposer.name == adopter.name {
        return [proposer, adopter].map(|officer| format!("{} {}", officer.name, officer.id));
    }
    [proposer, adopter].map(|officer| officer.name.clone())
}
