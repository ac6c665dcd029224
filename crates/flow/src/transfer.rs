//! A transfer as the tracer sees it, and the order in which accounts read their postings.

use crate::names::{AccountId, Names, TxId};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The most that one transfer, one claim or one stated balance may be, in minor units.
pub const AMOUNT_MAX: u64 = 1_000_000_000_000_000_000;
/// The most that all transfers of one trace, and all its claims, may sum to. Every book of a trace is at most
/// four times this: it fits into 63 bits.
pub const VOLUME_MAX: u64 = 2_000_000_000_000_000_000;

/// The moments that there are, in ms: the years 1 to 9999.
pub const MOMENTS: std::ops::Range<i64> = -62_135_596_800_000..253_402_207_200_000;

/// A place in an account's order: a moment in ms, and the bank's own order within it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp {
    pub t: i64,
    pub seq: i64,
}

impl Stamp {
    pub const fn new(t: i64, seq: i64) -> Self {
        Self { t, seq }
    }

    /// After everything that happened at or before `t`.
    pub const fn after(t: i64) -> Self {
        Self { t, seq: i64::MAX }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Transfer {
    pub id: TxId,
    pub from: AccountId,
    pub to: AccountId,
    /// In minor units; above 0.
    pub amount: u64,
    pub debit: Stamp,
    /// Where the other bank says so; else the debit's.
    pub credit: Option<Stamp>,
    /// What the payer's bank says was on `from` before the debit.
    pub balance_before: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransferError {
    #[error("the amount is not above 0")]
    Nothing,
    #[error("the amount or the balance before it is above {AMOUNT_MAX} minor units")]
    TooMuch,
    #[error("a moment is outside the years 1 to 9999")]
    Moment,
    #[error("all amounts together are above {VOLUME_MAX} minor units; trace a part of the data")]
    Volume,
    #[error("the same id was given before for another transfer; ids must be unique")]
    Conflict,
}

impl Transfer {
    /// For a place into which one is read.
    pub(crate) const BLANK: Self = Self {
        id: TxId(0),
        from: AccountId(0),
        to: AccountId(0),
        amount: 0,
        debit: Stamp::new(0, 0),
        credit: None,
        balance_before: None,
    };

    pub fn check(&self) -> Result<(), TransferError> {
        if self.amount == 0 {
            return Err(TransferError::Nothing);
        }
        let stated = self.balance_before.map_or(0, i64::unsigned_abs);
        if self.amount > AMOUNT_MAX || stated > AMOUNT_MAX {
            return Err(TransferError::TooMuch);
        }
        let stamps = [Some(self.debit), self.credit].into_iter().flatten();
        if stamps.into_iter().any(|stamp| !MOMENTS.contains(&stamp.t)) {
            return Err(TransferError::Moment);
        }
        Ok(())
    }

    /// When it counts on the other side: never before its debit.
    pub fn credited(&self) -> Stamp {
        self.credit.map_or(self.debit, |credit| credit.max(self.debit))
    }

    /// Whether the other bank stamps the credit before the debit.
    pub fn is_skewed(&self) -> bool {
        self.credit.is_some_and(|credit| credit < self.debit)
    }

    /// What both tellings of one transfer know together; None when they contradict each other.
    pub fn with(&self, other: &Self) -> Option<Self> {
        let core = |t: &Self| Self { credit: None, balance_before: None, ..*t };
        let agree = core(self) == core(other)
            && !differ(self.credit, other.credit)
            && !differ(self.balance_before, other.balance_before);
        agree.then(|| Self {
            credit: self.credit.or(other.credit),
            balance_before: self.balance_before.or(other.balance_before),
            ..*self
        })
    }

    /// What it adds to the volume of a trace.
    pub fn volume(&self) -> u64 {
        self.amount.saturating_add(self.balance_before.map_or(0, i64::unsigned_abs))
    }
}

/// What was checked fits.
#[inline]
pub(crate) fn signed(amount: u64) -> i64 {
    // INVARIANT (amount): `Transfer::check` and `Question::check` keep amounts far below i64::MAX.
    i64::try_from(amount).unwrap_or(i64::MAX)
}

fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

/// The two sides of a transfer. Of two postings with one stamp the debit comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    Debit,
    Credit,
}

/// The order in which postings are read: stamp, debits before credits, ids as bytes.
pub fn posting_order(names: &Names, a: (Stamp, Side, TxId), b: (Stamp, Side, TxId)) -> Ordering {
    a.0.cmp(&b.0).then(a.1.cmp(&b.1)).then_with(|| names.transfer_order(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer() -> Transfer {
        Transfer {
            id: TxId(0),
            from: AccountId(0),
            to: AccountId(1),
            amount: 5,
            debit: Stamp::new(10, 3),
            credit: None,
            balance_before: None,
        }
    }

    #[test]
    fn a_credit_never_counts_before_its_debit() {
        let early = Transfer { credit: Some(Stamp::new(9, 9)), ..transfer() };
        assert_eq!((early.credited(), early.is_skewed()), (Stamp::new(10, 3), true));
        let late = Transfer { credit: Some(Stamp::new(11, 0)), ..transfer() };
        assert_eq!((late.credited(), late.is_skewed()), (Stamp::new(11, 0), false));
    }

    #[test]
    fn two_tellings_complete_each_other_or_conflict() {
        let payer = Transfer { balance_before: Some(7), ..transfer() };
        let payee = Transfer { credit: Some(Stamp::new(12, 0)), ..transfer() };
        assert_eq!(payer.with(&payee), payee.with(&payer));
        assert!(payer.with(&payee).is_some_and(|t| t.balance_before == Some(7) && t.credit.is_some()));
        assert_eq!(payer.with(&Transfer { amount: 6, ..payee }), None);
        assert_eq!(payer.with(&Transfer { balance_before: Some(8), ..payee }), None);
    }
}
