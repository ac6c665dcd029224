//! The paper that an answer was typed in from: opened for a purpose, and the entry says who and why.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::reveal::{check_purpose, without_key};
use crate::verbs::Reveal;
use cordon_journal::Fact;
use cordon_model::exchange::Attachment;
use cordon_model::{Code, Order, Paper, Receipt, ReceiptId};
use cordon_store::Read;

pub fn open_scan(desk: &Desk, call: &Call, id: ReceiptId) -> Result<Attachment, Refusal> {
    let call = without_key(call);
    let mut opened = None;
    desk.act::<Reveal, _, ()>(
        &call,
        |look| {
            check_purpose(&call)?;
            let receipt: Receipt = look.find(id)?;
            let order: Order = look.find(receipt.order)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            Ok((Resource::new("Order", order.id).agency(order.agency), receipt))
        },
        |_permit, act, receipt| {
            act.about(receipt.id);
            let scan = receipt.scan.ok_or_else(|| Refusal::new(Code::NotFound, "the answer has no scan"))?;
            let paper: Paper = act.need(scan)?;
            act.fact("fields", Fact::text("scan"));
            let content = act.open_bytes(&paper.content)?;
            opened = Some(Attachment { kind: paper.kind, media: paper.media, content });
            Ok(())
        },
    )?;
    opened.ok_or_else(|| Refusal::bare(Code::Internal))
}
