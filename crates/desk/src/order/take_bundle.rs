//! A file of receipts came: whose it is, and whether its number came before. Each receipt in it is taken
//! after this as on the wire (`receive`), so a file that is broken off there is simply brought again.

use crate::desk::{Call, Desk};
use crate::order::give_bundle::carrier;
use crate::order::hand_over::centre;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::TakeBundle;
use cordon_journal::Fact;
use cordon_model::{Agency, AgencyId, CarriedBundle, CarriedReceipt, Code, Digest, Direction};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

/// What a file says once its signature was found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedBundle {
    pub sequence: u64,
    /// SHA-256 of what was signed.
    pub signed: Digest,
    pub receipts: Vec<CarriedReceipt>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBundle {
    pub sequence: u64,
    /// It came before, the same.
    pub again: bool,
    /// Numbers below this one that never came.
    pub missing: u64,
}

/// `open` reads the file for this agency (its file key) and this centre (its code); it is asked with the
/// permit, and again when the transaction runs again.
pub fn take_bundle(
    desk: &Desk,
    call: &Call,
    id: AgencyId,
    open: impl Fn(&Agency, &str) -> Result<OpenedBundle, Refusal>,
) -> Result<TakenBundle, Refusal> {
    desk.act::<TakeBundle, _, _>(
        call,
        |look| Ok((Resource::house().agency(id), look.find::<Agency>(id)?)),
        |_permit, act, agency| {
            let opened = open(&agency, &centre(act)?.code)?;
            let OpenedBundle { sequence, signed, receipts } = opened;
            let came: Option<CarriedBundle> = act.load(CarriedBundle::key_of(id, Direction::In, sequence))?;
            let again = came.is_some();
            match came {
                Some(before) if before.signed != Some(signed) => {
                    return Err(Refusal::new(Code::BundleReplayed, format!("number {sequence}")));
                }
                Some(_) => {}
                None => act.put(&CarriedBundle {
                    agency: id,
                    direction: Direction::In,
                    sequence,
                    at: act.now(),
                    officer: carrier(act.call())?,
                    signed: Some(signed),
                    receipts,
                })?,
            }
            let missing = missing(act, id, sequence)?;
            act.fact("sequence", Fact::text(sequence.to_string()));
            act.fact("again", Fact::Bool(again));
            act.fact("missing", Fact::text(missing.to_string()));
            Ok(TakenBundle { sequence, again, missing })
        },
    )
}

fn missing(read: &mut impl Read, agency: AgencyId, sequence: u64) -> Result<u64, Refusal> {
    let args = [
        Value::from(agency.to_string()),
        Value::from(Direction::In.name()),
        i64::try_from(sequence).unwrap_or(i64::MAX).into(),
    ];
    let came: Vec<CarriedBundle> = read.select("where agency_id = $1 and direction = $2 and sequence < $3", &args)?;
    let came = u64::try_from(came.len()).unwrap_or(u64::MAX);
    Ok(sequence.saturating_sub(1).saturating_sub(came))
}
