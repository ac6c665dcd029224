//! Value that was bought at a payment firm and is perhaps not used up: gift cards, top-ups, coins that
//! the firm still holds.

use cordon_model::{Money, Stamp};

/// Which value is meant: what this account bought, or what was bought at this seller's account.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ValueScope<'a> {
    pub number: &'a str,
    /// The account that paid. A seller's account serves many buyers, so there it narrows.
    pub buyer: Option<&'a str>,
}

impl std::fmt::Debug for ValueScope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ValueScope")
    }
}

/// How much was bought, and how much of it is neither used up nor out of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueFacts {
    pub bought: Money,
    pub unused: Money,
    /// Out of use by earlier orders.
    pub voided: Money,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VoidRequest<'a> {
    /// The same reference is the same act.
    pub reference: &'a str,
    pub scope: ValueScope<'a>,
    /// At most so much, the latest purchases first. None: all that is unused.
    pub limit: Option<Money>,
    pub at: Stamp,
}

impl std::fmt::Debug for VoidRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VoidRequest({})", self.reference)
    }
}

/// Value that was taken out of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voided {
    pub reference: String,
    pub amount: Money,
    /// What was unused before.
    pub unused_before: Money,
    pub at: Stamp,
    /// When it was given back.
    pub ended_at: Option<Stamp>,
}
