//! Refusals: an expected "no" with a stable code, a detail, and nothing personal in it.

use cordon_model::Code;
use cordon_model::calendar::CalendarError;
use cordon_model::message::Kind;
use cordon_model::money::MoneyError;
use cordon_model::norm::NormError;
use cordon_store::StoreError;
use cordon_store::error::NUL_IN_TEXT;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: Code,
    /// Which field, which state, which limit; never a person's data.
    pub detail: String,
    /// A stored answer to the same key: not a refusal at all, but the way out of the transaction.
    pub(crate) replay: Option<Vec<u8>>,
}

impl Refusal {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), replay: None }
    }

    pub fn bare(code: Code) -> Self {
        Self::new(code, "")
    }

    pub fn field(name: &str, what: impl std::fmt::Display) -> Self {
        Self::new(Code::FieldInvalid, format!("`{name}` {what}"))
    }

    pub fn missing(name: &str) -> Self {
        Self::new(Code::FieldMissing, format!("`{name}`"))
    }

    pub(crate) fn replay(answer: Vec<u8>) -> Self {
        Self { code: Code::Internal, detail: String::new(), replay: Some(answer) }
    }

    /// Whether the platform failed rather than the one who asked.
    pub fn is_ours(&self) -> bool {
        matches!(self.code.kind(), Kind::Internal | Kind::Unavailable)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code.en())?;
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing { .. } => Self::bare(Code::NotFound),
            StoreError::Determinate { what } if what == NUL_IN_TEXT => Self::new(Code::FieldInvalid, what),
            StoreError::Determinate { what } => Self::new(Code::Busy, what),
            StoreError::Indeterminate { what } => Self::new(Code::Uncertain, what),
            StoreError::Corrupt { what } => Self::new(Code::Internal, what),
        }
    }
}

impl From<MoneyError> for Refusal {
    fn from(error: MoneyError) -> Self {
        Self::new(Code::FieldInvalid, error.to_string())
    }
}

impl From<NormError> for Refusal {
    fn from(error: NormError) -> Self {
        Self::new(Code::Internal, error.to_string())
    }
}

impl From<CalendarError> for Refusal {
    fn from(error: CalendarError) -> Self {
        Self::new(Code::Internal, error.to_string())
    }
}

impl From<cordon_model::order::IllegalStep> for Refusal {
    fn from(error: cordon_model::order::IllegalStep) -> Self {
        Self::new(Code::WrongState, error.to_string())
    }
}

impl From<cordon_model::measure::IllegalStep> for Refusal {
    fn from(error: cordon_model::measure::IllegalStep) -> Self {
        Self::new(Code::WrongState, error.to_string())
    }
}
