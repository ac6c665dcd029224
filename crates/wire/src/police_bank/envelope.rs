//! The envelope: root, head and body, the same for every message.
//!
//! Orders and answers to reports travel down (`MessageFrom`); feedback and reports travel up
//! (`Mode` 01, `To`). Both have root `Response`, as in every public implementation.

use super::codes::{Channel, Tx};
use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::fields::{Fields, Notes, Out, Spec, Text};
use super::ids::{OrgCode, TransSerialNumber};
use super::limits::MESSAGE_BYTES_MAX;
use super::results::ResultCode;
use super::xml::{self, Element};

pub(crate) const HEAD: &str = "Response/Head";
pub(crate) const BODY: &str = "Response/Body";

pub(crate) const TX_CODE: Spec = Spec::new("TxCode", 6, super::fields::Class::Number);
pub(crate) const MESSAGE_FROM: Spec = Spec::typed("MessageFrom");
pub(crate) const TRANS_SERIAL: Spec = Spec::typed("TransSerialNumber");
const MODE: Spec = Spec::new("Mode", 2, super::fields::Class::Number);
const TO: Spec = Spec::typed("To");
/// The only mode that the sources know.
const MODE_VALUE: &str = "01";

/// Head of what comes down to an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownHead {
    pub from: OrgCode,
    pub serial: TransSerialNumber,
}

/// Head of what goes up to the platform; `to` echoes the `MessageFrom` of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpHead {
    pub to: OrgCode,
    pub serial: TransSerialNumber,
}

/// Head and body of a parsed document.
pub(crate) struct Parts<'a> {
    pub head: Fields<'a>,
    pub body: Option<&'a Element>,
}

impl<'a> Parts<'a> {
    pub(crate) fn of(root: &'a Element, notes: &mut Notes) -> Result<Self, WireError> {
        let mut fields = Fields::of(root, "Response")?;
        let Some(head) = fields.child("Head") else {
            return Err(WireError::document(Kind::Shape, HEAD, "a message has a head"));
        };
        let body = fields.child("Body");
        fields.finish(notes);
        Ok(Self { head: Fields::of(head, HEAD)?, body })
    }

    /// The body's fields; every message but a transport answer has a body.
    pub(crate) fn body(&self) -> Result<Fields<'a>, WireError> {
        match self.body {
            Some(body) => Fields::of(body, BODY),
            None => Err(WireError::document(Kind::Shape, BODY, "a message has a body")),
        }
    }
}

impl DownHead {
    pub(crate) fn read(mut head: Fields<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        head.child(TX_CODE.name);
        let read = Self { from: head.required(&MESSAGE_FROM)?, serial: head.required(&TRANS_SERIAL)? };
        head.finish(notes);
        Ok(read)
    }

    pub(crate) fn write(&self, tx: Tx, channel: Channel) -> Result<Out, WireError> {
        let mut head = Out::new("Head", "Response");
        head.put(&TX_CODE, &Text::new(tx.code(channel)))?;
        head.put(&MESSAGE_FROM, &self.from)?;
        head.put(&TRANS_SERIAL, &self.serial)?;
        Ok(head)
    }
}

impl UpHead {
    pub(crate) fn read(mut head: Fields<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        head.child(TX_CODE.name);
        let mode: Text = head.required(&MODE)?;
        if mode.as_str() != MODE_VALUE {
            return Err(head.fail(MODE.name, Fault::malformed(ResultCode::BAD_FIELD, "the mode is 01")));
        }
        let read = Self { to: head.required(&TO)?, serial: head.required(&TRANS_SERIAL)? };
        head.finish(notes);
        Ok(read)
    }

    pub(crate) fn write(&self, tx: Tx, channel: Channel) -> Result<Out, WireError> {
        let mut head = Out::new("Head", "Response");
        head.put(&MODE, &Text::new(MODE_VALUE))?;
        head.put(&TO, &self.to)?;
        head.put(&TX_CODE, &Text::new(tx.code(channel)))?;
        head.put(&TRANS_SERIAL, &self.serial)?;
        Ok(head)
    }
}

/// Puts the parts together and keeps the size limit.
pub(crate) fn seal(head: Out, body: Option<Out>, bytes_max: usize) -> Result<Vec<u8>, WireError> {
    let mut root = Out::new("Response", "");
    root.push(head);
    if let Some(body) = body {
        root.push(body);
    }
    let bytes = xml::write(&root.into_element());
    if bytes.len() > bytes_max {
        let rule = format!("{} bytes; at most {bytes_max} are sent: fewer or smaller attachments", bytes.len());
        return Err(WireError::document(Kind::TooLarge, "Response", rule));
    }
    Ok(bytes)
}

/// `seal` for an ordinary message.
pub(crate) fn seal_message(head: Out, body: Out) -> Result<Vec<u8>, WireError> {
    seal(head, Some(body), MESSAGE_BYTES_MAX)
}

pub(crate) fn new_body() -> Out {
    Out::new("Body", "Response")
}
