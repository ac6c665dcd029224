//! Bytes of a wire to an order, or to what can still be said of them.

use crate::config::AgencyConfig;
use crate::decide::Incoming;
use cordon_model::exchange::{Answer, OpenOrder};
use cordon_model::{OrderId, ReceiptResult, Wire};
use cordon_wire::json_form;
use cordon_wire::police_bank::{self, ApplicationId, OrgCode, Private, Text, TransSerialNumber, WireTime, mapping};

/// What came over a wire.
#[derive(Debug)]
pub enum Arrived {
    Order(Box<Arrival>),
    /// It cannot be carried out, but its number can be read: it is answered with a code.
    Unreadable {
        id: OrderId,
        code: String,
        why: String,
    },
    /// Nothing can be answered.
    Stray {
        why: String,
    },
}

#[derive(Debug)]
pub struct Arrival {
    pub incoming: Incoming,
    /// The number as the police interface wrote it; an answer echoes it.
    pub application_id: Option<ApplicationId>,
}

impl Arrival {
    pub fn order(&self) -> &OpenOrder {
        &self.incoming.order
    }
}

/// 报文要素-其他: of a JSON form that cannot be read.
const BAD_FORM: &str = "0599";

pub fn read(wire: Wire, raw: &[u8]) -> Arrived {
    match wire {
        Wire::PoliceBank => police_bank(raw),
        Wire::JsonForm => json(raw),
        Wire::ByHand => Arrived::Stray { why: "nothing comes by hand here".to_owned() },
    }
}

fn police_bank(raw: &[u8]) -> Arrived {
    let message = match police_bank::decode(raw) {
        Ok(message) => message,
        Err(error) => return unreadable_message(raw, &error),
    };
    match mapping::order_from(&message) {
        Ok(order) => {
            let late_papers = mapping::is_late_paperwork(&message);
            let carries_limit = Wire::PoliceBank.carries_limit(order.kind);
            let incoming = Incoming { order, late_papers, carries_limit, carries_papers: true };
            Arrived::Order(Box::new(Arrival {
                incoming,
                application_id: mapping::application_id_of(&message).cloned(),
            }))
        }
        Err(error) => Arrived::Stray { why: error.to_string() },
    }
}

fn unreadable_message(raw: &[u8], error: &police_bank::WireError) -> Arrived {
    let why = error.to_string();
    let readable = police_bank::peek(raw).ok().and_then(|peek| {
        // Whether a refusal can be written at all is asked with any serial.
        let probe = TransSerialNumber::parse("000000000000_0000000000000").ok()?;
        peek.refusal(error, probe)
    });
    match readable {
        Some(refusal) => Arrived::Unreadable {
            id: OrderId::from_bytes(refusal.application_id.uuid()),
            code: refusal.result.to_string(),
            why,
        },
        None => Arrived::Stray { why },
    }
}

fn json(raw: &[u8]) -> Arrived {
    let error = match json_form::order_from(raw) {
        Ok(order) => {
            let carries_limit = Wire::JsonForm.carries_limit(order.kind);
            let incoming = Incoming { order, late_papers: false, carries_limit, carries_papers: false };
            return Arrived::Order(Box::new(Arrival { incoming, application_id: None }));
        }
        Err(error) => error,
    };
    let id = serde_json::from_slice::<serde_json::Value>(raw)
        .ok()
        .and_then(|value| OrderId::parse(value.get("id")?.as_str()?).ok());
    let why = error.to_string();
    match id {
        Some(id) => Arrived::Unreadable { id, code: BAD_FORM.to_owned(), why },
        None => Arrived::Stray { why },
    }
}

/// The bytes that refuse an unreadable message.
pub fn refusal(wire: Wire, raw: &[u8], agency: &AgencyConfig, answer: &Unread<'_>) -> Result<Vec<u8>, String> {
    match wire {
        Wire::JsonForm => {
            let why = answer.why.chars().take(json_form::TEXT_CHARS_MAX).collect::<String>();
            let mut answer = Answer::bare(answer.id, ReceiptResult::Failed, answer.code);
            answer.remark = Some(why.into());
            json_form::receipt_bytes(&answer).map_err(|e| e.to_string())
        }
        Wire::ByHand => Err("nothing is answered by hand here".to_owned()),
        Wire::PoliceBank => {
            let again = || "the message reads differently the second time".to_owned();
            let error = police_bank::decode(raw).err().ok_or_else(again)?;
            let peek = police_bank::peek(raw).map_err(|e| e.to_string())?;
            let sender = OrgCode::parse(&agency.code).map_err(|e| e.to_string())?;
            let at = WireTime::floor(answer.at).map_err(|e| e.to_string())?;
            let serial = TransSerialNumber::new(&sender, None, at, answer.random).map_err(|e| e.to_string())?;
            let mut feedback = peek.refusal(&error, serial).ok_or_else(again)?;
            feedback.org_name = Some(Text::new(&agency.name));
            feedback.operator_name = Some(Private::new(&agency.operator_name));
            feedback.operator_phone = Some(Private::new(&agency.operator_phone));
            feedback.encode().map_err(|e| e.to_string())
        }
    }
}

/// What a refusal of an unreadable message says.
#[derive(Debug)]
pub struct Unread<'a> {
    pub id: OrderId,
    pub code: &'a str,
    pub why: &'a str,
    pub at: cordon_model::Stamp,
    pub random: u64,
}
