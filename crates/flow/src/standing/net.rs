//! What an account has less what it owes, and what one posting makes of it. Every rule reads the same.

/// What a posting finds and does, whatever the rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The units in the book before it, and before what a stated balance changes.
    pub before: u64,
    /// Of a debit, the units in the book after it.
    pub left: u64,
    /// Clean units that a stated balance adds.
    pub added: u64,
    /// Units that left unseen.
    pub removed: u64,
    /// Of a credit, what repays an overdraft.
    pub repaid: u64,
    pub is_overdraft: bool,
    pub is_unseen_credit: bool,
    pub is_unseen_debit: bool,
}

/// A debit, and what is there after it. An opening is in `net` already.
#[inline]
pub fn debit(net: i64, amount: u64, stated: Option<i64>) -> (Plain, i64) {
    let before = above_zero(net);
    let mut plain = Plain { before, ..Plain::default() };
    let mut there = net;
    if let Some(stated) = stated {
        plain.added = above_zero(stated).saturating_sub(before);
        plain.removed = before.saturating_sub(above_zero(stated));
        plain.is_unseen_credit = stated > net;
        plain.is_unseen_debit = stated < net;
        there = stated;
    }
    plain.is_overdraft = amount > above_zero(there);
    let after = there - signed(amount);
    plain.left = above_zero(after);
    (plain, after)
}

#[inline]
pub fn credit(net: i64, amount: u64) -> (Plain, i64) {
    let owed = above_zero(net.saturating_neg());
    (Plain { before: above_zero(net), repaid: owed.min(amount), ..Plain::default() }, net + signed(amount))
}

/// Somebody says that so much is there.
pub fn begin(net: i64, amount: u64) -> (Plain, i64) {
    (Plain { before: above_zero(net), ..Plain::default() }, net.max(signed(amount)))
}

#[inline]
pub fn above_zero(net: i64) -> u64 {
    u64::try_from(net).unwrap_or(0)
}

#[inline]
pub fn signed(amount: u64) -> i64 {
    // INVARIANT (amount): `Transfer::check` and `Question::check` keep amounts far below i64::MAX.
    i64::try_from(amount).unwrap_or(i64::MAX)
}
