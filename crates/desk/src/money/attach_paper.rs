//! A paper comes in; orders that waited for it go on in the same transaction.

use crate::desk::{Act, Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::AttachPaper;
use cordon_journal::Fact;
use cordon_model::exchange::{Media, PaperKind};
use cordon_model::paper::PAPER_BYTES_MAX;
use cordon_model::{Case, CaseId, Code, Digest, OfficerId, Order, OrderId, OrderState, Paper, PaperId};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    pub paper: PaperId,
    /// Orders that this paper set going.
    pub sent: Vec<OrderId>,
    /// Orders that now wait for an approver.
    pub awaiting_approval: Vec<OrderId>,
    /// Orders that still lack something.
    pub awaiting_papers: Vec<OrderId>,
}

/// The victim's signed form.
pub fn attach_paper(desk: &Desk, call: &Call, id: CaseId, content: &[u8]) -> Result<Attached, Refusal> {
    attach_paper_of(desk, call, id, PaperKind::StopApplication, content)
}

/// A paper of a case: the signed form, the 冻结 document, an identity card. Certificates belong to
/// officers, and are set there.
pub fn attach_paper_of(
    desk: &Desk,
    call: &Call,
    id: CaseId,
    kind: PaperKind,
    content: &[u8],
) -> Result<Attached, Refusal> {
    desk.act::<AttachPaper, _, _>(
        call,
        |look| Ok((Resource::new("Case", id), look.find::<Case>(id)?)),
        |_permit, act, mut case| {
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            if kind == PaperKind::Certificate {
                return Err(Refusal::field("kind", "is an officer's certificate, which belongs to no case"));
            }
            if kind == PaperKind::Answer {
                return Err(Refusal::field("kind", "is an agency's answer, which is entered with its order"));
            }
            let paper = act.keep_paper(kind, content, Some(id), None, officer)?;
            let mut done = Attached {
                paper: paper.id,
                sent: Vec::new(),
                awaiting_approval: Vec::new(),
                awaiting_papers: Vec::new(),
            };
            for mut order in act.waiting_for(&case)? {
                act.advance_stop(&mut case, &mut order)?;
                let list = match order.state {
                    OrderState::Dispatched { .. } => &mut done.sent,
                    OrderState::AwaitingApproval { .. } => &mut done.awaiting_approval,
                    _ => &mut done.awaiting_papers,
                };
                list.push(order.id);
            }
            act.put(&case)?;
            Ok(done)
        },
    )
}

impl Act<'_, '_> {
    /// Orders that wait for papers and that a case asks for: its own, and those it has joined.
    fn waiting_for(&mut self, case: &Case) -> Result<Vec<Order>, Refusal> {
        let own = Value::from(case.id.to_string());
        let mut waiting: Vec<Order> =
            self.select("where case_id = $1 and state = 'awaiting_papers' order by id", &[own])?;
        for account in case.transfers.iter().filter_map(|transfer| transfer.to.as_ref()) {
            for measure in self.measures_on(&account.key)? {
                if measure.state.is_over() || !measure.is_claimed_by(case.id) {
                    continue;
                }
                let joined = Value::from(measure.id.to_string());
                let orders: Vec<Order> =
                    self.select("where measure_id = $1 and state = 'awaiting_papers' order by id", &[joined])?;
                waiting.extend(orders);
            }
        }
        waiting.sort_by_key(|order| order.id);
        waiting.dedup_by_key(|order| order.id);
        Ok(waiting)
    }

    /// Keeps a scan, sealed. What it is, its first bytes say, not its name.
    pub fn keep_paper(
        &mut self,
        kind: PaperKind,
        content: &[u8],
        case: Option<CaseId>,
        officer: Option<OfficerId>,
        by: OfficerId,
    ) -> Result<Paper, Refusal> {
        if content.is_empty() || content.len() > PAPER_BYTES_MAX {
            return Err(Refusal::new(Code::PaperInvalid, format!("1 to {PAPER_BYTES_MAX} bytes")));
        }
        let media = Media::of(content).ok_or_else(|| Refusal::new(Code::PaperInvalid, "neither JPG nor PDF"))?;
        let digest = Digest(Sha256::digest(content).into());
        let paper = Paper {
            id: self.fresh.id(PaperId::make),
            kind,
            media,
            case,
            officer,
            bytes: u64::try_from(content.len()).unwrap_or(u64::MAX),
            digest,
            content: self.seal("paper", content, kind.code().to_owned())?,
            added_at: self.now(),
            added_by: by,
        };
        self.about(paper.id);
        self.fact("paper", Fact::Bytes(digest.0.to_vec()));
        self.fact("paper_kind", Fact::text(kind.code()));
        self.put(&paper)?;
        Ok(paper)
    }
}
