//! cn-police-bank: the messages between police and banks or payment firms (管理平台), an unofficial
//! profile. Bytes <-> typed messages, nothing else: no sockets, no clock, no store.
//!
//! Spoken here, for banks and (with `A` in front) for payment firms: stop, lift and extension of a stop
//! (100101-100106); freeze, lift and extension of a freeze (100201-100206); the query for movements
//! (100301, 100302), the watch with its many answers and its end (100305-100308), and for payment firms
//! alone the query by serial number (A00311, A00312); the report of a case and its answer (100401 or
//! A00401, 100402); and the answers of the transport. Queries for holders and for all accounts of a
//! customer are in the code table by name only; they are refused as not supported. Lists of suspects
//! (100501, 100503, 200501) stand in `involved`, beside the poll. How the messages travel is `docs/interfaces/police-bank.md`, and so are the field tables.
//!
//! Decisions where the sources are silent:
//! - Business codes in front of an ApplicationID: `0101`, `0201` and `0401` are in the sources; the
//!   others follow the same pattern (see `ids::business_code`). Another code is read with a note.
//! - `A00401` is answered by `100402`: `A00402` has another meaning (see `codes`).
//! - Papers: one rule for all types of a stop, one for freezes and their extension (see `attachments`).
//! - A statement that is not complete says so at the beginning of its remark (see `statement`).
//! - Where money left the institutions, and whose an account is where no code says it, is read from words
//!   (see `exits`, `classes`).
//! - An absent value leaves no element on encode; on decode an empty element counts as absent.
//! - Lengths count characters; times are whole seconds in Asia/Shanghai.
//!
//! Strict: what is missing, doubled, too long or malformed is an error with the code to answer by.
//! Tolerant: unknown elements and attributes are passed over, and counted in the notes.

pub mod attachments;
pub mod case_report;
pub mod classes;
pub mod codes;
pub mod envelope;
pub mod error;
pub mod exits;
pub mod feedback;
pub mod fields;
pub mod freeze;
pub mod freeze_feedback;
pub mod ids;
pub mod involved;
pub mod limits;
pub mod mapping;
pub mod parties;
pub mod payments;
pub mod peek;
pub mod poll;
pub mod query;
pub mod query_values;
pub mod request;
pub mod results;
pub mod statement;
pub mod stop;
pub mod transaction;
pub mod values;
pub(crate) mod xml;

pub use attachments::{Attachment, PaperFormat, PaperKind, check_freeze_papers, check_stop_papers};
pub use case_report::{CaseReport, CaseReportAnswer, ReportedTransfer, Side, Victim};
pub use codes::{Certainty, Channel, CodeRow, Direction, TransportCode, Tx, code_row};
pub use envelope::{DownHead, UpHead};
pub use error::{Fault, WireError, WireErrorKind};
pub use feedback::{StopFeedback, StopVerb};
pub use fields::{Note, Notes, Private, Text};
pub use freeze::{FreezeAct, FreezeOrder, FreezeTerms, FreezeVerb};
pub use freeze_feedback::{FreezeFeedback, FreezeOutcome};
pub use ids::{ApplicationId, BankCode, IdType, OrgCode, TransSerialNumber, business_code};
pub use parties::{Application, Authority, Investigator, Operator, StopAccount, StopTransfer};
pub use payments::{PaymentDetails, PaymentRow, SerialFeedback};
pub use peek::{Peek, Refusal, peek};
pub use poll::{PollAnswer, UploadAnswer, fitting};
pub use query::{SerialQuery, StatementQuery, WatchEndOrder, WatchOrder};
pub use query_values::{
    Applied, Balance, BorrowingSigns, CashMark, FirmType, FreezeType, InquiryMode, SerialType, TransactionStatus,
    WireDay,
};
pub use request::{QueryAccount, QueryCover, Reply, Request};
pub use results::{ResultClass, ResultCode};
pub use statement::{
    Card, CardInfo, PARTIAL_MARK, StatementFeedback, SubAccount, SubAccountInfo, WatchEndFeedback, WatchFeedback,
};
pub use stop::{ExtendOrder, ReliefOrder, StopOrder};
pub use transaction::{RowDetails, TransactionRow};
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
    /// A freeze, its lift or its extension; `act` says which.
    FreezeOrder(FreezeOrder),
    FreezeFeedback(FreezeFeedback),
    StatementQuery(StatementQuery),
    StatementFeedback(StatementFeedback),
    WatchOrder(WatchOrder),
    /// One of many.
    WatchFeedback(WatchFeedback),
    WatchEndOrder(WatchEndOrder),
    WatchEndFeedback(WatchEndFeedback),
    SerialQuery(SerialQuery),
    SerialFeedback(SerialFeedback),
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
            Self::FreezeOrder(message) => message.encode(),
            Self::FreezeFeedback(message) => message.encode(),
            Self::StatementQuery(message) => message.encode(),
            Self::StatementFeedback(message) => message.encode(),
            Self::WatchOrder(message) => message.encode(),
            Self::WatchFeedback(message) => message.encode(),
            Self::WatchEndOrder(message) => message.encode(),
            Self::WatchEndFeedback(message) => message.encode(),
            Self::SerialQuery(message) => message.encode(),
            Self::SerialFeedback(message) => message.encode(),
            Self::CaseReport(message) => message.encode(),
            Self::CaseReportAnswer(message) => message.encode(),
            Self::PollAnswer(message) => message.encode(),
            Self::UploadAnswer(message) => message.encode(),
        }
    }

    /// Which way it travels; an answer of the transport is not a message of its own.
    pub fn direction(&self) -> Option<Direction> {
        match self {
            Self::StopOrder(_)
            | Self::ReliefOrder(_)
            | Self::ExtendOrder(_)
            | Self::FreezeOrder(_)
            | Self::StatementQuery(_)
            | Self::WatchOrder(_)
            | Self::WatchEndOrder(_)
            | Self::SerialQuery(_)
            | Self::CaseReportAnswer(_) => Some(Direction::Down),
            Self::StopFeedback(_)
            | Self::FreezeFeedback(_)
            | Self::StatementFeedback(_)
            | Self::WatchFeedback(_)
            | Self::WatchEndFeedback(_)
            | Self::SerialFeedback(_)
            | Self::CaseReport(_) => Some(Direction::Up),
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
    match row.tx {
        Some(tx) => read_as(tx, parts, row.channel, notes),
        None => Err(not_supported(&parts.head, row)),
    }
}

fn read_as(tx: Tx, parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Message, WireError> {
    let stop = |verb, parts, notes: &mut Notes| StopFeedback::read(parts, channel, verb, notes);
    let freeze = |verb, parts, notes: &mut Notes| FreezeOrder::read(parts, channel, verb, notes);
    let frozen = |verb, parts, notes: &mut Notes| FreezeFeedback::read(parts, channel, verb, notes);
    match tx {
        Tx::StopOrder => StopOrder::read(parts, channel, notes).map(Message::StopOrder),
        Tx::ReliefOrder => ReliefOrder::read(parts, channel, notes).map(Message::ReliefOrder),
        Tx::ExtendOrder => ExtendOrder::read(parts, channel, notes).map(Message::ExtendOrder),
        Tx::StopFeedback => stop(StopVerb::Stop, parts, notes).map(Message::StopFeedback),
        Tx::ReliefFeedback => stop(StopVerb::Relief, parts, notes).map(Message::StopFeedback),
        Tx::ExtendFeedback => stop(StopVerb::Extend, parts, notes).map(Message::StopFeedback),
        Tx::FreezeOrder => freeze(FreezeVerb::Freeze, parts, notes).map(Message::FreezeOrder),
        Tx::FreezeReliefOrder => freeze(FreezeVerb::Relief, parts, notes).map(Message::FreezeOrder),
        Tx::FreezeExtendOrder => freeze(FreezeVerb::Extend, parts, notes).map(Message::FreezeOrder),
        Tx::FreezeFeedback => frozen(FreezeVerb::Freeze, parts, notes).map(Message::FreezeFeedback),
        Tx::FreezeReliefFeedback => frozen(FreezeVerb::Relief, parts, notes).map(Message::FreezeFeedback),
        Tx::FreezeExtendFeedback => frozen(FreezeVerb::Extend, parts, notes).map(Message::FreezeFeedback),
        Tx::StatementQuery => StatementQuery::read(parts, channel, notes).map(Message::StatementQuery),
        Tx::StatementFeedback => StatementFeedback::read(parts, channel, notes).map(Message::StatementFeedback),
        Tx::WatchOrder => WatchOrder::read(parts, channel, notes).map(Message::WatchOrder),
        Tx::WatchFeedback => WatchFeedback::read(parts, channel, notes).map(Message::WatchFeedback),
        Tx::WatchEndOrder => WatchEndOrder::read(parts, channel, notes).map(Message::WatchEndOrder),
        Tx::WatchEndFeedback => WatchEndFeedback::read(parts, channel, notes).map(Message::WatchEndFeedback),
        Tx::SerialQuery => SerialQuery::read(parts, notes).map(Message::SerialQuery),
        Tx::SerialFeedback => SerialFeedback::read(parts, notes).map(Message::SerialFeedback),
        Tx::CaseReport => CaseReport::read(parts, channel, notes).map(Message::CaseReport),
        Tx::CaseReportAnswer => CaseReportAnswer::read(parts, notes).map(Message::CaseReportAnswer),
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
