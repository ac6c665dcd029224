//! What was wrong with a message, where, and with which code to answer.
//!
//! An error never carries a value of the message: a value may be a name or an account number, and
//! errors end in logs. It carries the path of the element and the rule that was broken.

use super::codes::TransportCode;
use super::results::ResultCode;
use std::fmt;

/// What kind of thing was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WireErrorKind {
    /// The whole is larger than the limit.
    TooLarge,
    /// Not UTF-8, or says that it is not.
    Encoding,
    /// Not well-formed XML 1.0.
    Syntax,
    /// A document type, an entity, a processing instruction: nothing of it is ever followed.
    Forbidden,
    /// Deeper than the limit.
    TooDeep,
    /// More elements, transactions, attachments or messages than the limit.
    TooMany,
    /// The parts are not where the profile has them (`Response`, `Head`, `Body`).
    Shape,
    /// No such code in the table.
    UnknownCode,
    /// A code of the table that this codec does not speak.
    NotSupported,
    /// A required element is absent or empty.
    Missing,
    /// The same element twice.
    Duplicate,
    /// More characters than the field has room for.
    TooLong,
    /// Control or replacement characters in a text.
    Garbled,
    /// Not of the form the field asks for.
    Malformed,
    /// The parts contradict each other.
    Contradiction,
    /// Papers missing, superfluous or unreadable.
    Papers,
}

/// Why a message was refused, on decode or on encode.
#[derive(Clone, PartialEq, Eq)]
pub struct WireError {
    pub kind: WireErrorKind,
    /// Path of the element, such as `Response/Body/BankID`.
    pub path: String,
    /// The rule that was broken.
    pub rule: String,
    /// What the transport answers (upload).
    pub transport: TransportCode,
    /// What the feedback of an order says, where a business code fits. None while the document is
    /// not readable at all: then there is no application to answer.
    pub result: Option<ResultCode>,
}

impl WireError {
    /// A fault of the document: no application can be named, so there is no business code.
    pub(crate) fn document(kind: WireErrorKind, path: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { kind, path: path.into(), rule: rule.into(), transport: TransportCode::BAD_FORMAT, result: None }
    }

    /// A fault of the content, with the business code that names it.
    pub(crate) fn content(fault: Fault, path: impl Into<String>) -> Self {
        Self {
            kind: fault.kind,
            path: path.into(),
            rule: fault.rule.into_owned(),
            transport: TransportCode::BAD_FORMAT,
            result: Some(fault.result),
        }
    }
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "the message was refused: {}", self.rule)?;
        } else {
            write!(f, "`{}` was refused: {}", self.path, self.rule)?;
        }
        match self.result {
            Some(result) => write!(f, " (answer with transport code {}, result {result})", self.transport),
            None => write!(f, " (answer with transport code {})", self.transport),
        }
    }
}

impl fmt::Debug for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind)
    }
}

impl std::error::Error for WireError {}

/// A fault of one value; the reader or writer adds the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: WireErrorKind,
    pub rule: std::borrow::Cow<'static, str>,
    pub result: ResultCode,
}

impl Fault {
    pub(crate) fn new(
        kind: WireErrorKind,
        result: ResultCode,
        rule: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Self {
        Self { kind, rule: rule.into(), result }
    }

    pub(crate) fn malformed(result: ResultCode, rule: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self::new(WireErrorKind::Malformed, result, rule)
    }

    pub(crate) fn missing(rule: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self::new(WireErrorKind::Missing, ResultCode::MISSING, rule)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rule)
    }
}

impl std::error::Error for Fault {}
