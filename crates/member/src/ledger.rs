//! The built-in ledger: accounts, holds and postings in the gateway's own store, and a carrier's
//! numbers. For small institutions without a core of their own, for drills and for the demo; it is
//! also the reference of [`crate::core_banking::Core`].
//!
//! Not a general ledger: no interest, no fees, no overdraft, one currency per account.

pub mod posting;
pub mod seed;

use crate::core_banking::{
    AccountFacts, AccountStatus, Books, Core, CoreError, CoreResult, CreditSearch, Debit, HoldRequest, NumberStatus,
    Restriction, RestrictionKind,
};
use cordon_model::exchange::Party;
use cordon_model::{AccountClass, Currency, Money, Stamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Hands out the built-in ledger.
#[derive(Clone, Copy, Debug, Default)]
pub struct LedgerBooks;

impl Books for LedgerBooks {
    fn core<'c>(&'c self, store: &'c Connection) -> Box<dyn Core + 'c> {
        Box::new(LedgerCore { db: store })
    }
}

/// The ledger within one step of the store: what it does is committed with the step, or not at all.
#[derive(Debug)]
pub struct LedgerCore<'c> {
    db: &'c Connection,
}

impl<'c> LedgerCore<'c> {
    pub fn new(db: &'c Connection) -> Self {
        Self { db }
    }

    /// What may leave the account at that moment.
    pub fn free(&mut self, number: &str, now: Stamp) -> CoreResult<Option<Money>> {
        let Some(account) = self.account(number)? else { return Ok(None) };
        let mut free = account.balance;
        for hold in self.restrictions(number)?.iter().filter(|hold| hold.in_force(now)) {
            let taken = match hold.limit {
                None => free,
                Some(limit) => limit.at_most(free).map_err(core_error)?,
            };
            free = free.minus(taken).map_err(core_error)?;
        }
        Ok(Some(free))
    }

    /// What a hold of that limit would take now, behind the holds that run already.
    fn takes(&mut self, account: &AccountFacts, limit: Option<Money>, now: Stamp) -> CoreResult<Money> {
        let Some(limit) = limit else { return Ok(account.balance) };
        let free = self.free(&account.number, now)?.unwrap_or(account.balance);
        limit.at_most(free).map_err(core_error)
    }

    fn must_find(&mut self, reference: &str) -> CoreResult<Restriction> {
        match self.restriction(reference)? {
            Some((_, found)) => Ok(found),
            None => Err(CoreError("a hold it was asked to change is not there".to_owned())),
        }
    }
}

fn core_error(error: impl std::fmt::Display) -> CoreError {
    CoreError(error.to_string())
}

/// The class as it is stored and written on wires.
pub(crate) const fn class_name(class: AccountClass) -> &'static str {
    match class {
        AccountClass::Personal => "personal",
        AccountClass::Company => "company",
        AccountClass::Payment => "payment",
        AccountClass::Sink => "sink",
    }
}

pub(crate) fn class_parse(text: &str) -> Option<AccountClass> {
    [AccountClass::Personal, AccountClass::Company, AccountClass::Payment, AccountClass::Sink]
        .into_iter()
        .find(|class| class_name(*class) == text)
}

/// A stored word that this version does not know.
fn unknown(column: &'static str) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnName(column.to_owned())
}

fn read_account(row: &Row<'_>) -> rusqlite::Result<AccountFacts> {
    let currency: String = row.get("currency")?;
    let currency = Currency::parse(&currency).map_err(|_| unknown("currency"))?;
    let class: String = row.get("class")?;
    let status: String = row.get("status")?;
    Ok(AccountFacts {
        number: row.get("number")?,
        holder: row.get("holder")?,
        class: class_parse(&class).ok_or_else(|| unknown("class"))?,
        balance: Money::new(row.get("balance")?, currency),
        status: AccountStatus::parse(&status).ok_or_else(|| unknown("status"))?,
    })
}

/// Holds with their account's currency.
const HOLDS: &str = "select h.*, a.currency from holds h join accounts a on a.number = h.number";

fn read_hold(row: &Row<'_>) -> rusqlite::Result<(String, Restriction)> {
    let currency: String = row.get("currency")?;
    let currency = Currency::parse(&currency).map_err(|_| unknown("currency"))?;
    let kind: String = row.get("kind")?;
    let limit: Option<i64> = row.get("limit_minor")?;
    let stamp = |ms: Option<i64>| ms.map(Stamp::from_ms);
    let restriction = Restriction {
        reference: row.get("reference")?,
        kind: RestrictionKind::parse(&kind).ok_or_else(|| unknown("kind"))?,
        organ: row.get("organ")?,
        limit: limit.map(|minor| Money::new(minor, currency)),
        held: Money::new(row.get("held_minor")?, currency),
        balance_before: Money::new(row.get("balance_before")?, currency),
        from: Stamp::from_ms(row.get("from_ms")?),
        until: stamp(row.get("until_ms")?),
        ended_at: stamp(row.get("ended_at")?),
        times: row.get("times")?,
        extended_by: row.get("extended_by")?,
    };
    Ok((row.get("number")?, restriction))
}

impl Core for LedgerCore<'_> {
    fn account(&mut self, number: &str) -> CoreResult<Option<AccountFacts>> {
        let mut query = self.db.prepare_cached("select * from accounts where number = ?1")?;
        Ok(query.query_row([number], read_account).optional()?)
    }

    fn restrictions(&mut self, number: &str) -> CoreResult<Vec<Restriction>> {
        let mut query = self.db.prepare_cached(&format!("{HOLDS} where h.number = ?1 order by h.seq"))?;
        let rows = query.query_map([number], read_hold)?;
        let mut found = Vec::new();
        for row in rows {
            found.push(row?.1);
        }
        Ok(found)
    }

    fn restriction(&mut self, reference: &str) -> CoreResult<Option<(String, Restriction)>> {
        let mut query = self.db.prepare_cached(&format!("{HOLDS} where h.reference = ?1"))?;
        Ok(query.query_row([reference], read_hold).optional()?)
    }

    fn hold(&mut self, request: &HoldRequest<'_>) -> CoreResult<Restriction> {
        if let Some((_, existing)) = self.restriction(request.reference)? {
            return Ok(existing);
        }
        let account =
            self.account(request.number)?.ok_or_else(|| CoreError("the account of a hold is not there".to_owned()))?;
        let held = self.takes(&account, request.limit, request.from)?;
        self.db
            .prepare_cached(
                "insert into holds (reference, number, kind, organ, limit_minor, held_minor, balance_before,
                   from_ms, until_ms, times) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1)",
            )?
            .execute(params![
                request.reference,
                request.number,
                request.kind.name(),
                request.organ,
                request.limit.map(Money::minor),
                held.minor(),
                account.balance.minor(),
                request.from.ms(),
                request.until.ms(),
            ])?;
        self.must_find(request.reference)
    }

    fn extend(&mut self, reference: &str, until: Stamp, by: &str) -> CoreResult<Restriction> {
        let hold = self.must_find(reference)?;
        if hold.extended_by.as_deref() == Some(by) {
            return Ok(hold);
        }
        self.db
            .prepare_cached(
                "update holds set until_ms = ?2, times = times + 1, extended_by = ?3
                 where reference = ?1 and ended_at is null",
            )?
            .execute(params![reference, until.ms(), by])?;
        self.must_find(reference)
    }

    fn release(&mut self, reference: &str, at: Stamp) -> CoreResult<()> {
        self.db
            .prepare_cached("update holds set ended_at = ?2 where reference = ?1 and ended_at is null")?
            .execute(params![reference, at.ms()])?;
        Ok(())
    }

    fn find_credit(&mut self, number: &str, amount: Money, at: Stamp, window_ms: i64) -> CoreResult<CreditSearch> {
        let mut query = self.db.prepare_cached(
            "select p.amount, a.currency from postings p join accounts a on a.number = p.number
             where p.number = ?1 and p.side = 'credit' and p.at_ms between ?2 and ?3",
        )?;
        let span = params![number, at.minus_ms(window_ms).ms(), at.plus_ms(window_ms).ms()];
        let rows = query.query_map(span, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        let mut search = CreditSearch::Missing;
        for row in rows {
            let (minor, currency) = row?;
            if minor == amount.minor() && currency == amount.currency().code() {
                return Ok(CreditSearch::Found);
            }
            search = CreditSearch::OtherAmount;
        }
        Ok(search)
    }

    fn find_debit(&mut self, number: &str, amount: Money, at: Stamp, window_ms: i64) -> CoreResult<Option<Debit>> {
        let mut query = self.db.prepare_cached(
            "select p.* from postings p join accounts a on a.number = p.number
             where p.number = ?1 and p.side = 'debit' and p.amount = ?2 and a.currency = ?3
               and p.at_ms between ?4 and ?5
             order by abs(p.at_ms - ?6), p.seq limit 1",
        )?;
        let currency = amount.currency();
        let values = params![
            number,
            amount.minor(),
            currency.code(),
            at.minus_ms(window_ms).ms(),
            at.plus_ms(window_ms).ms(),
            at.ms()
        ];
        Ok(query.query_row(values, read_debit).optional()?)
    }

    fn number(&mut self, number: &str) -> CoreResult<Option<NumberStatus>> {
        let mut query = self.db.prepare_cached("select shut_by, shut_at from numbers where number = ?1")?;
        let status = query
            .query_row([number], |row| {
                let by: Option<String> = row.get(0)?;
                let at: Option<i64> = row.get(1)?;
                Ok(match (by, at) {
                    (Some(reference), Some(at)) => NumberStatus::Shut { reference, at: Stamp::from_ms(at) },
                    _ => NumberStatus::InService,
                })
            })
            .optional()?;
        Ok(status)
    }

    fn shut(&mut self, number: &str, reference: &str, at: Stamp) -> CoreResult<()> {
        self.db
            .prepare_cached("update numbers set shut_by = ?2, shut_at = ?3 where number = ?1 and shut_by is null")?
            .execute(params![number, reference, at.ms()])?;
        Ok(())
    }

    // Restoring what is in service changes nothing, so the reference need not be kept.
    fn restore(&mut self, number: &str, _reference: &str, _at: Stamp) -> CoreResult<()> {
        self.db
            .prepare_cached("update numbers set shut_by = null, shut_at = null where number = ?1")?
            .execute([number])?;
        Ok(())
    }
}

fn read_debit(row: &Row<'_>) -> rusqlite::Result<Debit> {
    let class: String = row.get("other_class")?;
    let holder: Option<String> = row.get("other_holder")?;
    let number: String = row.get("other_number")?;
    Ok(Debit {
        at: Stamp::from_ms(row.get("at_ms")?),
        payee: Some(Party {
            institution_code: row.get("other_institution")?,
            institution_name: row.get("other_name")?,
            number: number.into(),
            holder: holder.map(Into::into),
            class: class_parse(&class).ok_or_else(|| unknown("other_class"))?,
        }),
    })
}

#[cfg(test)]
mod tests;
