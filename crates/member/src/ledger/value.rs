//! Value that was bought at this firm: recorded with the posting that paid for it, used up by
//! [`ValueUse`], voided and given back by order.

use super::{LedgerCore, core_error, unknown};
use crate::core_banking::{CoreError, CoreResult, ValueFacts, ValueScope, VoidRequest, Voided};
use crate::ledger::posting::TransferPosting;
use cordon_model::{Currency, Money, Stamp};
use rusqlite::{OptionalExtension, params};

/// Somebody spends what he bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueUse {
    /// The same id again changes nothing and gives the same answer.
    pub id: String,
    /// The id of the posting that bought it.
    pub purchase: String,
    pub amount: Money,
    pub at: Stamp,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    Done,
    UnknownPurchase,
    /// Part of it is out of use; so much may be used.
    Voided(Money),
    TooLittle(Money),
    BadAmount,
}

impl Used {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "used",
            Self::UnknownPurchase => "unknown_purchase",
            Self::Voided(_) => "voided",
            Self::TooLittle(_) => "too_little",
            Self::BadAmount => "bad_amount",
        }
    }
}

struct Purchase {
    id: String,
    amount: Money,
    used: Money,
    voided: Money,
}

impl Purchase {
    fn unused(&self) -> CoreResult<Money> {
        self.amount.minus(self.used).and_then(|left| left.minus(self.voided)).map_err(core_error)
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Purchase> {
    let currency: String = row.get("currency")?;
    let currency = Currency::parse(&currency).map_err(|_| unknown("currency"))?;
    let money = |column: &str| Ok::<_, rusqlite::Error>(Money::new(row.get(column)?, currency));
    Ok(Purchase { id: row.get("id")?, amount: money("amount")?, used: money("used")?, voided: money("voided")? })
}

impl LedgerCore<'_> {
    /// Remembers what was bought with a posting that was just booked.
    pub(super) fn bought(&mut self, transfer: &TransferPosting) -> CoreResult<()> {
        self.db
            .prepare_cached(
                "insert or ignore into purchases (id, buyer, seller, currency, amount) values (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                transfer.id,
                transfer.from.number.0,
                transfer.to.number.0,
                transfer.amount.currency().code(),
                transfer.amount.minor(),
            ])?;
        Ok(())
    }

    /// Uses up what was bought. What is voided cannot be used.
    pub fn spend(&mut self, spent: &ValueUse) -> CoreResult<Used> {
        let known: Option<String> = self
            .db
            .prepare_cached("select id from uses where id = ?1")?
            .query_row([&spent.id], |row| row.get(0))
            .optional()?;
        if known.is_some() {
            return Ok(Used::Done);
        }
        let purchase = self
            .db
            .prepare_cached("select * from purchases where id = ?1")?
            .query_row([&spent.purchase], read)
            .optional()?;
        let Some(purchase) = purchase else { return Ok(Used::UnknownPurchase) };
        if !spent.amount.is_positive() || spent.amount.currency() != purchase.amount.currency() {
            return Ok(Used::BadAmount);
        }
        let unused = purchase.unused()?;
        if spent.amount > unused {
            return Ok(if purchase.voided.is_positive() { Used::Voided(unused) } else { Used::TooLittle(unused) });
        }
        self.db
            .prepare_cached("update purchases set used = used + ?2 where id = ?1")?
            .execute(params![purchase.id, spent.amount.minor()])?;
        self.db
            .prepare_cached("insert into uses (id, purchase, amount, at_ms) values (?1, ?2, ?3, ?4)")?
            .execute(params![spent.id, spent.purchase, spent.amount.minor(), spent.at.ms()])?;
        Ok(Used::Done)
    }

    /// The latest first.
    fn purchases(&self, scope: &ValueScope<'_>) -> CoreResult<Vec<Purchase>> {
        let mut query = self.db.prepare_cached(
            "select * from purchases where buyer = ?1 or (seller = ?1 and (?2 is null or buyer = ?2))
             order by seq desc",
        )?;
        let rows = query.query_map(params![scope.number, scope.buyer], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn value_facts(&self, scope: &ValueScope<'_>) -> CoreResult<Option<ValueFacts>> {
        let purchases = self.purchases(scope)?;
        let Some(first) = purchases.first() else { return Ok(None) };
        let zero = Money::zero(first.amount.currency());
        let mut facts = ValueFacts { bought: zero, unused: zero, voided: zero };
        for purchase in purchases.iter().filter(|purchase| purchase.amount.currency() == zero.currency()) {
            facts.bought = facts.bought.plus(purchase.amount).map_err(core_error)?;
            facts.unused = facts.unused.plus(purchase.unused()?).map_err(core_error)?;
            facts.voided = facts.voided.plus(purchase.voided).map_err(core_error)?;
        }
        Ok(Some(facts))
    }

    pub(super) fn take_out_of_use(&mut self, request: &VoidRequest<'_>) -> CoreResult<Voided> {
        if let Some(existing) = self.voided_by(request.reference)? {
            return Ok(existing);
        }
        let Some(facts) = self.value_facts(&request.scope)? else {
            return Err(CoreError("the value it was asked to void is not there".to_owned()));
        };
        let amount = request.limit.map_or(Ok(facts.unused), |limit| limit.at_most(facts.unused)).map_err(core_error)?;
        let purchases = self.purchases(&request.scope)?;
        self.db
            .prepare_cached(
                "insert into voids (reference, currency, amount, unused, at_ms) values (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                request.reference,
                amount.currency().code(),
                amount.minor(),
                facts.unused.minor(),
                request.at.ms(),
            ])?;
        let mut left = amount;
        for purchase in purchases.iter().filter(|purchase| purchase.amount.currency() == amount.currency()) {
            let part = purchase.unused()?.at_most(left).map_err(core_error)?;
            if !part.is_positive() {
                continue;
            }
            left = left.minus(part).map_err(core_error)?;
            self.db
                .prepare_cached("update purchases set voided = voided + ?2 where id = ?1")?
                .execute(params![purchase.id, part.minor()])?;
            self.db
                .prepare_cached("insert into void_parts (reference, purchase, amount) values (?1, ?2, ?3)")?
                .execute(params![request.reference, purchase.id, part.minor()])?;
        }
        self.voided_by(request.reference)?.ok_or_else(|| CoreError("a void was not written".to_owned()))
    }

    pub(super) fn voided_by(&self, reference: &str) -> CoreResult<Option<Voided>> {
        let mut query = self.db.prepare_cached("select * from voids where reference = ?1")?;
        let found = query.query_row([reference], |row| {
            let currency: String = row.get("currency")?;
            let currency = Currency::parse(&currency).map_err(|_| unknown("currency"))?;
            let ended_at: Option<i64> = row.get("ended_at")?;
            Ok(Voided {
                reference: row.get("reference")?,
                amount: Money::new(row.get("amount")?, currency),
                unused_before: Money::new(row.get("unused")?, currency),
                at: Stamp::from_ms(row.get("at_ms")?),
                ended_at: ended_at.map(Stamp::from_ms),
            })
        });
        Ok(found.optional()?)
    }

    pub(super) fn give_back(&mut self, reference: &str, at: Stamp) -> CoreResult<()> {
        let ended = self
            .db
            .prepare_cached("update voids set ended_at = ?2 where reference = ?1 and ended_at is null")?
            .execute(params![reference, at.ms()])?;
        if ended == 0 {
            return Ok(());
        }
        self.db
            .prepare_cached(
                "update purchases set voided = voided - part.amount from void_parts part
                 where part.purchase = purchases.id and part.reference = ?1",
            )?
            .execute([reference])?;
        Ok(())
    }
}
