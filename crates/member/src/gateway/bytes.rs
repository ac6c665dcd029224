//! An answer as the bytes of the wire that its order came by.

use crate::config::AgencyConfig;
use crate::error::Error;
use crate::intake::Arrival;
use crate::store;
use cordon_model::exchange::Answer;
use cordon_model::{ReceiptResult, Stamp, Wire};
use cordon_wire::json_form;
use cordon_wire::police_bank::ResultCode;
use cordon_wire::police_bank::mapping::{self, FeedbackContext};

/// Hex digits of random bits: 60 bits, which the store keeps.
const RANDOM_DIGITS: usize = 15;

/// What stands in an answer beside what it says.
#[derive(Clone, Copy)]
pub(super) struct Envelope<'a> {
    pub wire: Wire,
    pub agency: &'a AgencyConfig,
    pub at: Stamp,
    pub random: u64,
}

impl Envelope<'_> {
    pub(super) fn bytes(&self, answer: &Answer, arrival: &Arrival) -> Result<Vec<u8>, Error> {
        match self.wire {
            Wire::JsonForm => json_form::receipt_bytes(answer).map_err(|e| Error::Answer(e.to_string())),
            Wire::PoliceBank => {
                let context = FeedbackContext {
                    org_name: self.agency.name.clone(),
                    operator_name: self.agency.operator_name.clone(),
                    operator_phone: self.agency.operator_phone.clone(),
                    application_id: arrival.application_id.clone(),
                    at: self.at,
                    random: self.random,
                };
                let mut own = arrival.order().clone();
                // An order that was sent to the wrong house is answered under our own code.
                own.agency_code.clone_from(&self.agency.code);
                mapping::answer_bytes(answer, &own, &context).map_err(|e| Error::Answer(e.to_string()))
            }
            Wire::ByHand => Err(Error::Answer("nothing is answered by hand here".to_owned())),
        }
    }
}

/// Random bits of a further answer: they follow from the order's, so the same answer written twice is
/// the same message.
pub(super) fn further_random(random: u64, seq: u32) -> u64 {
    let digest: String = store::digest(format!("{random}|{seq}").as_bytes()).chars().take(RANDOM_DIGITS).collect();
    u64::from_str_radix(&digest, 16).unwrap_or(random)
}

pub(super) fn outcome(code: &str) -> ReceiptResult {
    ResultCode::parse(code).map_or(ReceiptResult::Failed, mapping::receipt_result)
}
