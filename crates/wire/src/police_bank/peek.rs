//! What can be said of a message that could not be decoded, so that its sender still gets an answer.

use super::codes::{Channel, CodeRow, Tx, code_row};
use super::envelope::{self, MESSAGE_FROM, TRANS_SERIAL, TX_CODE, UpHead};
use super::error::WireError;
use super::feedback::{APPLICATION_ID, FEEDBACK_REMARK};
use super::fields::{Private, Spec, Text, Value};
use super::ids::{ApplicationId, OrgCode, TransSerialNumber};
use super::limits::MESSAGE_BYTES_MAX;
use super::request::Reply;
use super::results::ResultCode;
use super::xml::{self, Element};

/// The parts of the envelope that could be read, each by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    pub row: Option<&'static CodeRow>,
    pub from: Option<OrgCode>,
    pub serial: Option<TransSerialNumber>,
    pub application_id: Option<ApplicationId>,
}

/// The feedback that refuses an order: what all feedbacks have in common, under the code of the one
/// that the order asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub channel: Channel,
    /// A feedback.
    pub tx: Tx,
    pub head: UpHead,
    pub application_id: ApplicationId,
    pub result: ResultCode,
    pub remark: Option<Text>,
    pub org_name: Option<Text>,
    pub operator_name: Option<Private>,
    pub operator_phone: Option<Private>,
}

impl Refusal {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let head = self.head.write(self.tx, self.channel)?;
        let mut body = envelope::new_body();
        let reply = Reply {
            application_id: self.application_id.clone(),
            result: self.result,
            remark: self.remark.as_ref().map(|text| Private::new(text.as_str())),
            org_name: self.org_name.clone(),
            operator_name: self.operator_name.clone(),
            operator_phone: self.operator_phone.clone(),
        };
        reply.write_begin(&mut body)?;
        reply.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }
}

impl Peek {
    /// The feedback that refuses an unreadable order; none when the error has no business code, or too
    /// little of the order can be read to answer it.
    pub fn refusal(&self, error: &WireError, serial: TransSerialNumber) -> Option<Refusal> {
        let row = self.row?;
        let tx = row.tx?.feedback()?;
        let remark = format!("{}: {}", error.path, error.rule);
        Some(Refusal {
            channel: row.channel,
            tx,
            head: UpHead { to: self.from.clone()?, serial },
            application_id: self.application_id.clone()?,
            result: error.result?,
            remark: Some(Text::new(remark.chars().take(FEEDBACK_REMARK.max).collect::<String>())),
            org_name: None,
            operator_name: None,
            operator_phone: None,
        })
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
