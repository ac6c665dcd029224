//! What can go wrong in a store, told by what the caller may believe afterwards.
//!
//! Not here: refusals of a verb. Those are the verb's own error type, which only has to absorb a
//! [`StoreError`] (`E: From<StoreError>`).

/// The result of everything in this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Neither database keeps a NUL in a text: what was asked for is wrong, not the store.
pub const NUL_IN_TEXT: &str = "a text holds a NUL character; remove it";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It surely did not happen: nothing was changed, and asking again is safe.
    #[error("not done: {what}")]
    Determinate { what: String },
    /// Perhaps it happened: the commit failed in flight. Ask again with the same idempotency key.
    #[error("perhaps done, perhaps not: {what}")]
    Indeterminate { what: String },
    /// What stands in the store is not what this program writes there.
    #[error("the store is damaged: {what}")]
    Corrupt { what: String },
    /// A row that must exist does not.
    #[error("there is no row `{key}` in table `{table}`")]
    Missing { table: &'static str, key: String },
}

impl StoreError {
    pub fn determinate(what: impl Into<String>) -> Self {
        Self::Determinate { what: what.into() }
    }

    pub fn indeterminate(what: impl Into<String>) -> Self {
        Self::Indeterminate { what: what.into() }
    }

    /// Whoever drops the error of a statement may not commit: PostgreSQL would not let him.
    pub(crate) fn dropped(name: &str) -> Self {
        Self::determinate(format!("a statement of `{name}` failed and its error was dropped"))
    }

    /// It would wait for itself.
    pub(crate) fn nested(name: &str) -> Self {
        Self::determinate(format!("`{name}` was begun inside another transaction of the same thread"))
    }

    pub(crate) fn arguments(used: usize, given: usize) -> Self {
        Self::determinate(format!("a statement uses {used} arguments and was given {given}"))
    }

    pub(crate) fn too_many_rows() -> Self {
        let most = crate::sql::ROWS_PER_QUERY_MAX;
        Self::determinate(format!("a query brings more than {most} rows; read it in pages"))
    }

    pub fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }
}
