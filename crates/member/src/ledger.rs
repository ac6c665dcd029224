//! The built-in ledger: accounts, holds and postings in the gateway's own store, and a carrier's
//! numbers. For small institutions without a core of their own, for drills and for the demo; it is
//! also the reference of [`crate::core_banking::Core`].
//!
//! Not a general ledger: no interest, no fees, no overdraft, one currency per account.

mod holding;
mod movements;
pub mod posting;
pub mod seed;
pub mod value;

pub use movements::serial;

use crate::core_banking::{
    AccountFacts, AccountStatus, Books, Core, CoreError, CoreResult, CreditSearch, Cursor, Debit, HoldRequest,
    LimitChange, Movements, NumberStatus, Restriction, SerialSearch, StatementFacts, ValueFacts, ValueScope,
    VoidRequest, Voided,
};
use cordon_model::exchange::{FoundPayment, Party};
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
        AccountClass::Unknown => "unknown",
    }
}

pub(crate) fn class_parse(text: &str) -> Option<AccountClass> {
    use AccountClass::{Company, Payment, Personal, Sink, Unknown};
    [Personal, Company, Payment, Sink, Unknown].into_iter().find(|class| class_name(*class) == text)
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

impl Core for LedgerCore<'_> {
    fn account(&mut self, number: &str) -> CoreResult<Option<AccountFacts>> {
        let mut query = self.db.prepare_cached("select * from accounts where number = ?1")?;
        Ok(query.query_row([number], read_account).optional()?)
    }

    fn restrictions(&mut self, number: &str) -> CoreResult<Vec<Restriction>> {
        self.holds_of(number)
    }

    fn restriction(&mut self, reference: &str) -> CoreResult<Option<(String, Restriction)>> {
        self.hold_by(reference)
    }

    fn hold(&mut self, request: &HoldRequest<'_>) -> CoreResult<Restriction> {
        self.make_hold(request)
    }

    fn held(&mut self, reference: &str, now: Stamp) -> CoreResult<Money> {
        self.held_now(reference, now)
    }

    fn change_limit(&mut self, change: &LimitChange<'_>) -> CoreResult<Restriction> {
        self.change_limit_of(change)
    }

    fn extend(&mut self, reference: &str, until: Stamp, by: &str) -> CoreResult<Restriction> {
        self.extend_hold(reference, until, by)
    }

    fn release(&mut self, reference: &str, at: Stamp) -> CoreResult<()> {
        self.end_hold(reference, at)
    }

    fn available(&mut self, number: &str, now: Stamp) -> CoreResult<Option<Money>> {
        self.free(number, now)
    }

    fn statement(&mut self, number: &str, from: Stamp, until: Stamp, rows_max: usize) -> CoreResult<StatementFacts> {
        self.tell_statement(number, from, until, rows_max)
    }

    fn movements_after(&mut self, number: &str, cursor: &Cursor, rows_max: usize) -> CoreResult<Movements> {
        self.tell_movements(number, cursor, rows_max)
    }

    fn payments_by_serial(&mut self, search: &SerialSearch<'_>, rows_max: usize) -> CoreResult<Vec<FoundPayment>> {
        self.tell_payments(search, rows_max)
    }

    fn value(&mut self, scope: &ValueScope<'_>) -> CoreResult<Option<ValueFacts>> {
        self.value_facts(scope)
    }

    fn void_value(&mut self, request: &VoidRequest<'_>) -> CoreResult<Voided> {
        self.take_out_of_use(request)
    }

    fn voided(&mut self, reference: &str) -> CoreResult<Option<Voided>> {
        self.voided_by(reference)
    }

    fn restore_value(&mut self, reference: &str, at: Stamp) -> CoreResult<()> {
        self.give_back(reference, at)
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
