//! What can be said of a message that could not be decoded, so that its sender still gets an answer.

use super::codes::{CodeRow, Tx, code_row};
use super::envelope::{MESSAGE_FROM, TRANS_SERIAL, TX_CODE, UpHead};
use super::error::WireError;
use super::feedback::{APPLICATION_ID, FEEDBACK_REMARK, StopFeedback, StopVerb};
use super::fields::{Spec, Text, Value};
use super::ids::{ApplicationId, OrgCode, TransSerialNumber};
use super::limits::MESSAGE_BYTES_MAX;
use super::xml::{self, Element};

/// The parts of the envelope that could be read, each by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    pub row: Option<&'static CodeRow>,
    pub from: Option<OrgCode>,
    pub serial: Option<TransSerialNumber>,
    pub application_id: Option<ApplicationId>,
}

impl Peek {
    /// The feedback that refuses an unreadable stop, lift or extension; none when the error has no
    /// business code, or too little of the order can be read to answer it.
    pub fn refusal(&self, error: &WireError, serial: TransSerialNumber) -> Option<StopFeedback> {
        let row = self.row?;
        let verb = match row.tx? {
            Tx::StopOrder => StopVerb::Stop,
            Tx::ReliefOrder => StopVerb::Relief,
            Tx::ExtendOrder => StopVerb::Extend,
            _ => return None,
        };
        let head = UpHead { to: self.from.clone()?, serial };
        let mut feedback = StopFeedback::new(row.channel, verb, head, self.application_id.clone()?, error.result?);
        let remark = format!("{}: {}", error.path, error.rule);
        feedback.remark = Some(Text::new(remark.chars().take(FEEDBACK_REMARK.max).collect::<String>()));
        Some(feedback)
    }
}

/// Reads only what an answer needs. An error when the document itself cannot be read.
pub fn peek(bytes: &[u8]) -> Result<Peek, WireError> {
    let (root, _) = xml::parse(bytes, MESSAGE_BYTES_MAX)?;
    let head = child(&root, "Head");
    let body = child(&root, "Body");
    let code: Option<Text> = value(head, &TX_CODE);
    Ok(Peek {
        row: code.and_then(|code| code_row(code.as_str())),
        from: value(head, &MESSAGE_FROM),
        serial: value(head, &TRANS_SERIAL),
        application_id: value(body, &APPLICATION_ID),
    })
}

/// The child of that name, if there is exactly one: of two, nobody can say which is meant.
fn child<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    let mut found = element.children.iter().filter(|child| child.name == name);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn value<T: Value>(element: Option<&Element>, spec: &Spec) -> Option<T> {
    let found = child(element?, spec.name)?;
    T::parse(&found.text, spec).ok()
}
