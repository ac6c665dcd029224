//! What moved on an account, and payments found by their serial number.

use cordon_model::exchange::StatementRow;
use cordon_model::{SerialKind, Stamp};

/// What the books say of one account in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementFacts {
    /// In the account's own order. Where there are more than were asked for, the earliest.
    pub rows: Vec<StatementRow>,
    /// False where the period has more rows.
    pub complete: bool,
}

/// A place in the movements of one account. The text is the core's own; it must still mean the same
/// after a restart of either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// Everything that moved from that moment on.
    Since(Stamp),
    /// Everything that was posted behind that place, whenever it is dated.
    After(String),
}

/// Movements behind a cursor, and the cursor behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movements {
    pub rows: Vec<StatementRow>,
    pub cursor: Cursor,
}

/// Whose serial number is asked for, at about which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialSearch<'a> {
    pub kind: SerialKind,
    /// The bank whose serial it is (A1).
    pub bank_code: &'a str,
    pub serial: &'a str,
    pub on: Stamp,
}
