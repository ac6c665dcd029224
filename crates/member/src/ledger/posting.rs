//! Money moves: one transfer posts a debit where the payer is ours and a credit where the payee is.
//!
//! A held account pays out nothing beyond what is free; money may always come in (只进不出).

use super::movements::{other_side, serial, side_name};
use super::{LedgerCore, class_name};
use crate::core_banking::{AccountFacts, AccountStatus, Core, CoreResult};
use cordon_model::exchange::{Party, Side};
use cordon_model::{AccountClass, Exit, Money, Stamp};
use rusqlite::{OptionalExtension, params};

/// A transfer as this institution sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferPosting {
    /// The same id again changes nothing and gives the same answer.
    pub id: String,
    pub at: Stamp,
    pub amount: Money,
    pub from: Party,
    pub to: Party,
    /// The payment firm's order number, where there is one.
    pub order_number: Option<String>,
    /// How the money leaves the institutions by it.
    pub exit: Option<Exit>,
}

impl TransferPosting {
    /// Whether it buys something of the firm `own` that may lie unused.
    fn buys_value(&self, own: &str) -> bool {
        self.to.institution_code == own
            && self.to.class == AccountClass::Sink
            && self.exit.is_some_and(Exit::can_be_voided)
    }
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// Balances after it, on the sides that are ours.
    Done {
        debit: Option<Money>,
        credit: Option<Money>,
    },
    NotPosted(Why),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Neither side is an account of this institution.
    UnknownAccount,
    /// A hold stands in the way; so much is free.
    Held(Money),
    /// So much is there.
    TooLittle(Money),
    /// Closed, or in another currency than the transfer.
    Unusable,
    /// Not above zero.
    BadAmount,
    /// The balance would be more than can be counted.
    TooMuch,
}

impl Why {
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownAccount => "unknown_account",
            Self::Held(_) => "held",
            Self::TooLittle(_) => "too_little",
            Self::Unusable => "unusable",
            Self::BadAmount => "bad_amount",
            Self::TooMuch => "too_much",
        }
    }
}

impl LedgerCore<'_> {
    /// Posts one transfer; `own` is this institution's code. Both sides are checked before either is
    /// posted. Call it inside a transaction.
    pub fn post(&mut self, own: &str, transfer: &TransferPosting) -> CoreResult<Posted> {
        let (debit, credit) = (self.posted(transfer, Side::Debit)?, self.posted(transfer, Side::Credit)?);
        if debit.is_some() || credit.is_some() {
            return Ok(Posted::Done { debit, credit });
        }
        if !transfer.amount.is_positive() {
            return Ok(Posted::NotPosted(Why::BadAmount));
        }
        let from = self.ours(own, &transfer.from)?;
        let to = self.ours(own, &transfer.to)?;
        if from.is_none() && to.is_none() {
            return Ok(Posted::NotPosted(Why::UnknownAccount));
        }
        if let Some(why) = self.hindrance(transfer, from.as_ref(), to.as_ref())? {
            return Ok(Posted::NotPosted(why));
        }
        let debit = match from {
            Some(account) => Some(self.book(transfer, Side::Debit, &account.number)?),
            None => None,
        };
        let credit = match to {
            Some(account) => Some(self.book(transfer, Side::Credit, &account.number)?),
            None => None,
        };
        if transfer.buys_value(own) {
            self.bought(transfer)?;
        }
        Ok(Posted::Done { debit, credit })
    }

    fn ours(&mut self, own: &str, party: &Party) -> CoreResult<Option<AccountFacts>> {
        if party.institution_code == own { self.account(&party.number) } else { Ok(None) }
    }

    fn hindrance(
        &mut self,
        transfer: &TransferPosting,
        from: Option<&AccountFacts>,
        to: Option<&AccountFacts>,
    ) -> CoreResult<Option<Why>> {
        let usable = |account: &AccountFacts| {
            account.status != AccountStatus::Closed && account.balance.currency() == transfer.amount.currency()
        };
        if !from.is_none_or(usable) || !to.is_none_or(usable) {
            return Ok(Some(Why::Unusable));
        }
        if to.is_some_and(|account| account.balance.plus(transfer.amount).is_err()) {
            return Ok(Some(Why::TooMuch));
        }
        let Some(account) = from else { return Ok(None) };
        let free = self.free(&account.number, transfer.at)?.unwrap_or(account.balance);
        Ok(if transfer.amount <= free {
            None
        } else if transfer.amount <= account.balance {
            Some(Why::Held(free))
        } else {
            Some(Why::TooLittle(account.balance))
        })
    }

    /// The balance after a posting that was made before.
    fn posted(&mut self, transfer: &TransferPosting, side: Side) -> CoreResult<Option<Money>> {
        let minor: Option<i64> = self
            .db
            .prepare_cached("select balance_after from postings where id = ?1 and side = ?2")?
            .query_row(params![transfer.id, side_name(side)], |row| row.get(0))
            .optional()?;
        Ok(minor.map(|minor| Money::new(minor, transfer.amount.currency())))
    }

    fn book(&mut self, transfer: &TransferPosting, side: Side, number: &str) -> CoreResult<Money> {
        let (signed, other, own) = match side {
            Side::Debit => (transfer.amount.minor().saturating_neg(), &transfer.to, &transfer.from),
            Side::Credit => (transfer.amount.minor(), &transfer.from, &transfer.to),
        };
        let after: i64 = self
            .db
            .prepare_cached("update accounts set balance = balance + ?2 where number = ?1 returning balance")?
            .query_row(params![number, signed], |row| row.get(0))?;
        self.db
            .prepare_cached(
                "insert into postings (id, side, number, amount, at_ms, balance_after, other_institution,
                   other_name, other_number, other_holder, other_class, serial, other_serial, own_institution,
                   own_name, order_number, exit)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )?
            .execute(params![
                transfer.id,
                side_name(side),
                number,
                transfer.amount.minor(),
                transfer.at.ms(),
                after,
                other.institution_code,
                other.institution_name,
                other.number.0,
                other.holder.as_ref().map(|holder| holder.0.as_str()),
                class_name(other.class),
                serial(&own.institution_code, &transfer.id, side),
                serial(&other.institution_code, &transfer.id, other_side(side)),
                own.institution_code,
                own.institution_name,
                transfer.order_number,
                transfer.exit.map(Exit::name),
            ])?;
        Ok(Money::new(after, transfer.amount.currency()))
    }
}
