//! What the gateway asks of an agency's own systems: the seam where a bank connects its core.
//!
//! A bank's engineer implements [`Core`] and hands it over through [`Books`]; everything else (polling,
//! checks, answers, timers, restarts) is the gateway's. `docs/guides/connect-a-bank.md` walks
//! through it. The built-in ledger ([`crate::ledger::LedgerCore`]) is the reference.
//!
//! **Idempotency.** Every call that changes something carries a `reference`. The same call again must
//! change nothing and give the same answer: after a crash between the core's commit and ours, the
//! gateway asks again.

mod holds;
mod movements;
mod value;

pub use holds::{HoldRequest, LimitChange, Restriction, RestrictionKind};
pub use movements::{Cursor, Movements, SerialSearch, StatementFacts};
pub use value::{ValueFacts, ValueScope, VoidRequest, Voided};

use cordon_model::exchange::{FoundPayment, Party};
use cordon_model::{AccountClass, Money, Stamp};
use rusqlite::Connection;

/// The core could not be asked, or would not do it for a technical reason. The gateway asks again
/// later; an order is answered only when the core has. The text goes to the log: no account number
/// and no name belongs in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the agency's core did not answer: {0}; it will be asked again")]
pub struct CoreError(pub String);

impl From<rusqlite::Error> for CoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

pub type CoreResult<T> = Result<T, CoreError>;

/// What the core knows of one account.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountFacts {
    pub number: String,
    pub holder: String,
    pub class: AccountClass,
    pub balance: Money,
    pub status: AccountStatus,
}

impl std::fmt::Debug for AccountFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccountFacts({:?}, {:?})", self.class, self.status)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    Open,
    /// 销户: closed.
    Closed,
    /// 挂失: card or book reported lost.
    Lost,
    /// 白名单: never stopped (a court's, a utility's account).
    WhiteListed,
}

impl AccountStatus {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Lost => "lost",
            Self::WhiteListed => "white_listed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Closed, Self::Lost, Self::WhiteListed].into_iter().find(|s| s.name() == text)
    }
}

/// Whether the money that an order speaks of came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditSearch {
    Found,
    /// Something came in at about that time, but not this amount.
    OtherAmount,
    Missing,
    /// This core cannot say; then only the name and the account are checked.
    CannotTell,
}

/// A debit, and where the money went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debit {
    pub at: Stamp,
    pub payee: Option<Party>,
}

/// A phone number of a carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberStatus {
    InService,
    /// Shut under that reference.
    Shut {
        reference: String,
        at: Stamp,
    },
}

/// An agency's own systems. Every call may fail with [`CoreError`] and is then made again.
pub trait Core {
    /// Name, class, balance and status; `None` when there is no such account.
    fn account(&mut self, number: &str) -> CoreResult<Option<AccountFacts>>;

    /// Every hold on the account that counts: those running, and stops that ended (the rule allows
    /// two stops per account *over all organs*, so those of others belong here too).
    fn restrictions(&mut self, number: &str) -> CoreResult<Vec<Restriction>>;

    /// The hold made with that reference, and its account's number.
    fn restriction(&mut self, reference: &str) -> CoreResult<Option<(String, Restriction)>>;

    /// Holds an amount, or the whole account. Money may still come in. Takes what there is: a balance
    /// below the limit is held whole, and what comes in later up to the limit. A freeze is taken also
    /// behind a hold of another organ that leaves nothing (轮候): it holds what the earlier ones leave,
    /// now nothing, and more when they end.
    fn hold(&mut self, request: &HoldRequest<'_>) -> CoreResult<Restriction>;

    /// What a hold takes of the account at that moment, behind the earlier ones; nothing once it ended.
    fn held(&mut self, reference: &str, now: Stamp) -> CoreResult<Money>;

    /// Gives a running hold a lower limit (调减) or a higher one (调增).
    /// A higher one takes what is free: what other holds have already stays theirs. Its end stays.
    fn change_limit(&mut self, change: &LimitChange<'_>) -> CoreResult<Restriction>;

    /// Gives a running hold another end; `by` is the reference of the extension.
    fn extend(&mut self, reference: &str, until: Stamp, by: &str) -> CoreResult<Restriction>;

    /// Ends a hold; one that has ended stays ended at its first end.
    fn release(&mut self, reference: &str, at: Stamp) -> CoreResult<()>;

    /// Did `amount` come in on `number` within `window_ms` of `at`?
    fn find_credit(&mut self, number: &str, amount: Money, at: Stamp, window_ms: i64) -> CoreResult<CreditSearch>;

    /// The debit of `amount` within `window_ms` of `at`; the nearest in time where there are several.
    fn find_debit(&mut self, number: &str, amount: Money, at: Stamp, window_ms: i64) -> CoreResult<Option<Debit>>;

    /// What may leave the account at that moment; `None` where the core cannot say.
    fn available(&mut self, number: &str, now: Stamp) -> CoreResult<Option<Money>>;

    /// The account's postings from `from` until before `until`, the earliest `rows_max` of them.
    fn statement(&mut self, number: &str, from: Stamp, until: Stamp, rows_max: usize) -> CoreResult<StatementFacts>;

    /// What moved on a watched account behind a cursor, at most `rows_max` rows. The same cursor again
    /// gives the same rows again, and perhaps more.
    fn movements_after(&mut self, number: &str, cursor: &Cursor, rows_max: usize) -> CoreResult<Movements>;

    /// Payments that a serial number stands for (payment firms); others answer none.
    fn payments_by_serial(&mut self, search: &SerialSearch<'_>, rows_max: usize) -> CoreResult<Vec<FoundPayment>>;

    /// Value that was bought and is perhaps unused; `None` where nothing was bought, and of a bank.
    fn value(&mut self, scope: &ValueScope<'_>) -> CoreResult<Option<ValueFacts>>;

    /// 止兑: takes unused value out of use; answers how much. What was used up stays used up.
    fn void_value(&mut self, request: &VoidRequest<'_>) -> CoreResult<Voided>;

    /// What was taken out of use with that reference.
    fn voided(&mut self, reference: &str) -> CoreResult<Option<Voided>>;

    /// 止兑解除, by the reference of the void; what is back stays back.
    fn restore_value(&mut self, reference: &str, at: Stamp) -> CoreResult<()>;

    /// Whether a phone number is in service; `None` when it is not this carrier's.
    fn number(&mut self, number: &str) -> CoreResult<Option<NumberStatus>>;

    /// 关停
    fn shut(&mut self, number: &str, reference: &str, at: Stamp) -> CoreResult<()>;

    /// 复通
    fn restore(&mut self, number: &str, reference: &str, at: Stamp) -> CoreResult<()>;
}

/// Opens the core for one step. The built-in ledger lives in the gateway's own store and acts inside
/// the step's transaction; a bank's own core ignores `store` and relies on references.
pub trait Books: Send {
    fn core<'c>(&'c self, store: &'c Connection) -> Box<dyn Core + 'c>;
}
