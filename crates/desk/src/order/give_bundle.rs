//! A number for a file of orders, and the receipts that it says are known. The orders are opened after
//! this, each with an entry of its own (`hand_over`); a number whose file was never made looks to the
//! agency like a lost one, and is one.

use crate::desk::{Call, Desk};
use crate::order::hand_over::centre;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::GiveBundle;
use cordon_journal::Fact;
use cordon_model::{Agency, AgencyId, CarriedBundle, Code, Digest, Direction, OfficerId, Receipt, Wire};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenBundle {
    /// Codes of the centre and the agency.
    pub from: String,
    pub to: String,
    pub sequence: u64,
    /// SHA-256 of the receipts of the agency's latest file that are here.
    pub known: Vec<Digest>,
}

/// The latest file that went this way.
pub(crate) fn latest(
    read: &mut impl Read,
    agency: AgencyId,
    direction: Direction,
) -> Result<Option<CarriedBundle>, Refusal> {
    let args = [Value::from(agency.to_string()), Value::from(direction.name())];
    let mut found: Vec<CarriedBundle> =
        read.select("where agency_id = $1 and direction = $2 order by sequence desc limit 1", &args)?;
    Ok(found.pop())
}

/// Who carries it.
pub(crate) fn carrier(call: &Call) -> Result<OfficerId, Refusal> {
    call.actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))
}

pub fn give_bundle(desk: &Desk, call: &Call, id: AgencyId) -> Result<GivenBundle, Refusal> {
    desk.act::<GiveBundle, _, _>(
        call,
        |look| Ok((Resource::house().agency(id), look.find::<Agency>(id)?)),
        |_permit, act, agency| {
            if !agency.active || !agency.wires.contains(&Wire::JsonForm) {
                let what = format!("`{id}` is not active, or takes nothing in the JSON form");
                return Err(Refusal::new(Code::WrongState, what));
            }
            let sequence = latest(act, id, Direction::Out)?.map_or(0, |last| last.sequence).saturating_add(1);
            let known = known(act, id)?;
            act.put(&CarriedBundle {
                agency: id,
                direction: Direction::Out,
                sequence,
                at: act.now(),
                officer: carrier(act.call())?,
                signed: None,
                receipts: Vec::new(),
            })?;
            act.fact("sequence", Fact::text(sequence.to_string()));
            Ok(GivenBundle { from: centre(act)?.code, to: agency.code, sequence, known })
        },
    )
}

/// Every file says anew what is known of the agency's latest one, until a later one comes: then the
/// agency has heard of it, or has sent the same again.
fn known(read: &mut impl Read, agency: AgencyId) -> Result<Vec<Digest>, Refusal> {
    let mut known = Vec::new();
    for carried in latest(read, agency, Direction::In)?.map(|last| last.receipts).unwrap_or_default() {
        let here: Vec<Receipt> = read.select("where order_id = $1", &[Value::from(carried.order.to_string())])?;
        if here.iter().any(|receipt| receipt.body == carried.body && receipt.agency == agency) {
            known.push(carried.body);
        }
    }
    Ok(known)
}
