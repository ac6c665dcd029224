//! cn-police-bank: the messages between police and banks or payment firms (管理平台), an unofficial
//! profile. Bytes <-> typed messages, nothing else: no sockets, no clock, no store.
//!
//! Spoken here: stop, lift and extension of a stop with their feedback (100101-100106, A00101-A00106),
//! the report of a case and its answer (100401 or A00401, 100402), and the answers of the transport.
//! Freezes and queries are in the code table by name only; they are refused as not supported. How
//! the messages travel is `docs/interfaces/police-bank.md`, and so are the field tables.
//!
//! Decisions where the sources are silent:
//! - Business codes in front of an ApplicationID: `0101` stop and `0401` report are in the sources;
//!   `0103` lift and `0105` extension follow the same pattern (see `ids::business_code`). Another
//!   code is read with a note.
//! - `A00401` is answered by `100402`: `A00402` has another meaning (see `codes`).
//! - Papers: one rule for all types of a stop (see `attachments`).
//! - An absent value leaves no element on encode; on decode an empty element counts as absent.
//! - Lengths count characters; times are whole seconds in Asia/Shanghai.
//!
//! Strict: what is missing, doubled, too long or malformed is an error with the code to answer by.
//! Tolerant: unknown elements and attributes are passed over, and counted in the notes.

pub mod attachments;
pub mod case_report;
pub mod codes;
pub mod envelope;
pub mod error;
pub mod feedback;
pub mod fields;
pub mod ids;
pub mod limits;
pub mod mapping;
pub mod parties;
pub mod peek;
pub mod poll;
pub mod results;
pub mod stop;
pub mod values;
mod xml;

pub use attachments::{Attachment, PaperFormat, PaperKind, check_stop_papers};
pub use case_report::{CaseReport, CaseReportAnswer, ReportedTransfer, Side, Victim};
pub use codes::{Certainty, Channel, CodeRow, Direction, TransportCode, Tx, code_row};
pub use envelope::{DownHead, UpHead};
pub use error::{Fault, WireError, WireErrorKind};
pub use feedback::{StopFeedback, StopVerb};
pub use fields::{Note, Notes, Private, Text};
pub use ids::{ApplicationId, BankCode, IdType, OrgCode, TransSerialNumber, business_code};
pub use parties::{Application, Authority, Investigator, Operator, StopAccount, StopTransfer};
pub use peek::{Peek, peek};
pub use poll::{PollAnswer, UploadAnswer, fitting};
pub use results::{ResultClass, ResultCode};
pub use stop::{ExtendOrder, ReliefOrder, StopOrder};
pub use values::{AccountType, Amount, ApplicationType, CaseReportType, Ceased, EmergencyLevel, WireTime};

use envelope::{Parts, TX_CODE};
use fields::Fields;
use limits::MESSAGE_BYTES_MAX;

/// Any message of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    StopOrder(StopOrder),
    ReliefOrder(ReliefOrder),
    ExtendOrder(ExtendOrder),
    /// The answer to any of the three; its `verb` says to which.
    StopFeedback(StopFeedback),
    CaseReport(CaseReport),
    CaseReportAnswer(CaseReportAnswer),
    PollAnswer(PollAnswer),
    UploadAnswer(UploadAnswer),
}

/// A message and what was passed over while it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub message: Message,
    pub notes: Notes,
}

impl Message {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        match self {
            Self::StopOrder(message) => message.encode(),
            Self::ReliefOrder(message) => message.encode(),
            Self::ExtendOrder(message) => message.encode(),
            Self::StopFeedback(message) => message.encode(),
            Self::CaseReport(message) => message.encode(),
            Self::CaseReportAnswer(message) => message.encode(),
            Self::PollAnswer(message) => message.encode(),
            Self::UploadAnswer(message) => message.encode(),
        }
    }

    /// Which way it travels; an answer of the transport is not a message of its own.
    pub fn direction(&self) -> Option<Direction> {
        match self {
            Self::StopOrder(_) | Self::ReliefOrder(_) | Self::ExtendOrder(_) | Self::CaseReportAnswer(_) => {
                Some(Direction::Down)
            }
            Self::StopFeedback(_) | Self::CaseReport(_) => Some(Direction::Up),
            Self::PollAnswer(_) | Self::UploadAnswer(_) => None,
        }
    }
}

/// Reads one message of at most `MESSAGE_BYTES_MAX`. A poll answer may be larger: read it by
/// `PollAnswer::decode`.
pub fn decode(bytes: &[u8]) -> Result<Message, WireError> {
    decode_noting(bytes).map(|decoded| decoded.message)
}

/// As `decode`, with notes.
pub fn decode_noting(bytes: &[u8]) -> Result<Decoded, WireError> {
    let (root, passed) = xml::parse(bytes, MESSAGE_BYTES_MAX)?;
    let mut notes = Notes::new();
    if passed.attributes > 0 {
        notes.push(Note::Attributes { count: passed.attributes });
    }
    let parts = Parts::of(&root, &mut notes)?;
    let message = read(parts, &mut notes)?;
    Ok(Decoded { message, notes })
}

fn read(mut parts: Parts<'_>, notes: &mut Notes) -> Result<Message, WireError> {
    if parts.head.child(poll::CODE.name).is_some() {
        return read_transport(parts, notes);
    }
    let code: Text = parts.head.required(&TX_CODE)?;
    let row = code_row(code.as_str()).ok_or_else(|| unknown(&parts.head))?;
    let channel = row.channel;
    match row.tx {
        Some(Tx::StopOrder) => StopOrder::read(parts, channel, notes).map(Message::StopOrder),
        Some(Tx::ReliefOrder) => ReliefOrder::read(parts, channel, notes).map(Message::ReliefOrder),
        Some(Tx::ExtendOrder) => ExtendOrder::read(parts, channel, notes).map(Message::ExtendOrder),
        Some(Tx::StopFeedback) => StopFeedback::read(parts, channel, StopVerb::Stop, notes).map(Message::StopFeedback),
        Some(Tx::ReliefFeedback) => {
            StopFeedback::read(parts, channel, StopVerb::Relief, notes).map(Message::StopFeedback)
        }
        Some(Tx::ExtendFeedback) => {
            StopFeedback::read(parts, channel, StopVerb::Extend, notes).map(Message::StopFeedback)
        }
        Some(Tx::CaseReport) => CaseReport::read(parts, channel, notes).map(Message::CaseReport),
        Some(Tx::CaseReportAnswer) => CaseReportAnswer::read(parts, notes).map(Message::CaseReportAnswer),
        None => Err(not_supported(&parts.head, row)),
    }
}

/// An answer of the transport. One with a body answers a poll; one without answers an upload (or is
/// a refused poll, which says the same).
fn read_transport(parts: Parts<'_>, notes: &mut Notes) -> Result<Message, WireError> {
    if parts.body.is_some() {
        return PollAnswer::read(parts, notes).map(Message::PollAnswer);
    }
    UploadAnswer::read(parts, notes).map(Message::UploadAnswer)
}

fn unknown(head: &Fields<'_>) -> WireError {
    let rule = "no such message code; see the code table of the profile";
    head.fail(TX_CODE.name, Fault::new(WireErrorKind::UnknownCode, ResultCode::NOT_OPEN, rule))
}

fn not_supported(head: &Fields<'_>, row: &CodeRow) -> WireError {
    let rule = format!("message {} is known but not spoken here", row.code);
    head.fail(TX_CODE.name, Fault::new(WireErrorKind::NotSupported, ResultCode::NOT_OPEN, rule))
}
