//! Accounts: where money stands. The number is sealed; what compares and indexes is its key.

use crate::ids::AgencyId;
use crate::sealed::Sealed;
use serde::{Deserialize, Serialize};

/// Longest account number on the wire (100101 `AccountNumber`).
pub const ACCOUNT_NUMBER_CHARS_MAX: usize = 50;

/// What kind of holder an account has; standing authority and the tracer ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountClass {
    /// 个人
    Personal,
    /// 对公
    Company,
    /// 支付账户 at a payment firm
    Payment,
    /// Money that arrives here has left the institutions: cash, a shop, a coin exchange.
    Sink,
}

/// An account at an institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub institution: AgencyId,
    /// Keyed digest of (institution, number): equal keys mean the same account.
    pub key: String,
    pub number: Sealed,
    pub class: AccountClass,
    pub holder: Option<Sealed>,
}
