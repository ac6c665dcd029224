//! Statements, movements behind a cursor and payments by serial number, read from the postings.

use super::{LedgerCore, class_parse, unknown};
use crate::core_banking::{CoreError, CoreResult, Cursor, Movements, SerialSearch, StatementFacts};
use crate::store::digest;
use cordon_model::exchange::{FoundPayment, Party, Side, StatementRow};
use cordon_model::time::DAY_MS;
use cordon_model::{Currency, Exit, Money, SerialKind, Stamp};
use rusqlite::{Row, params};

/// Enough to tell all postings of all institutions apart.
const SERIAL_CHARS: usize = 24;

/// The number that an institution gives a posting. It follows from whose books, which transfer and
/// which side, so each bank has its own and none has to be told the other's.
pub fn serial(institution_code: &str, id: &str, side: Side) -> String {
    let digest = digest(format!("{institution_code}|{}|{id}", side_name(side)).as_bytes());
    digest.chars().take(SERIAL_CHARS).collect::<String>().to_ascii_uppercase()
}

pub(super) const fn side_name(side: Side) -> &'static str {
    match side {
        Side::Debit => "debit",
        Side::Credit => "credit",
    }
}

pub(super) const fn other_side(side: Side) -> Side {
    match side {
        Side::Debit => Side::Credit,
        Side::Credit => Side::Debit,
    }
}

/// Postings with their account's currency, holder and class.
const POSTINGS: &str = "select p.*, a.currency, a.holder as own_holder, a.class as own_class
  from postings p join accounts a on a.number = p.number";

/// A posting as it is stored.
struct Posting {
    seq: i64,
    id: String,
    row: StatementRow,
    other: Party,
    own: Party,
    other_serial: Option<String>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Posting> {
    let currency: String = row.get("currency")?;
    let currency = Currency::parse(&currency).map_err(|_| unknown("currency"))?;
    let side: String = row.get("side")?;
    let side = if side == "debit" { Side::Debit } else { Side::Credit };
    let exit: Option<String> = row.get("exit")?;
    let id: String = row.get("id")?;
    let other = party(row, ["other_institution", "other_name", "other_number", "other_holder", "other_class"])?;
    let own = party(row, ["own_institution", "own_name", "number", "own_holder", "own_class"])?;
    let stored: Option<String> = row.get("serial")?;
    Ok(Posting {
        seq: row.get("seq")?,
        row: StatementRow {
            side,
            amount: Money::new(row.get("amount")?, currency),
            balance: Some(Money::new(row.get("balance_after")?, currency)),
            at: Stamp::from_ms(row.get("at_ms")?),
            serial: stored.unwrap_or_else(|| serial(&own.institution_code, &id, side)),
            opponent: Some(other.clone()),
            order_number: row.get("order_number")?,
            exit: exit.map(|exit| Exit::parse(&exit).ok_or_else(|| unknown("exit"))).transpose()?,
            remark: None,
        },
        other,
        own,
        other_serial: row.get("other_serial")?,
        id,
    })
}

fn party(row: &Row<'_>, [code, name, number, holder, class]: [&'static str; 5]) -> rusqlite::Result<Party> {
    let text = |column: &'static str| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    let number: String = row.get(number)?;
    let holder: Option<String> = row.get(holder)?;
    let stored: String = row.get(class)?;
    Ok(Party {
        institution_code: text(code)?,
        institution_name: text(name)?,
        number: number.into(),
        holder: holder.map(Into::into),
        class: class_parse(&stored).ok_or_else(|| unknown(class))?,
    })
}

/// One row more than asked for tells whether there are more.
fn one_more(rows_max: usize) -> i64 {
    i64::try_from(rows_max).unwrap_or(i64::MAX).saturating_add(1)
}

impl LedgerCore<'_> {
    fn postings(&self, tail: &str, values: &[&dyn rusqlite::ToSql]) -> CoreResult<Vec<Posting>> {
        let mut query = self.db.prepare_cached(&format!("{POSTINGS} where {tail}"))?;
        let rows = query.query_map(values, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn tell_statement(
        &mut self,
        number: &str,
        from: Stamp,
        until: Stamp,
        rows_max: usize,
    ) -> CoreResult<StatementFacts> {
        // Chosen by time, so that what is left out is later than what is told.
        let mut found = self.postings(
            "p.number = ?1 and p.at_ms >= ?2 and p.at_ms < ?3 order by p.at_ms, p.seq limit ?4",
            params![number, from.ms(), until.ms(), one_more(rows_max)],
        )?;
        let complete = found.len() <= rows_max;
        found.truncate(rows_max);
        found.sort_by_key(|posting| posting.seq);
        Ok(StatementFacts { rows: found.into_iter().map(|posting| posting.row).collect(), complete })
    }

    pub(super) fn tell_movements(&mut self, number: &str, cursor: &Cursor, rows_max: usize) -> CoreResult<Movements> {
        let last: i64 = self
            .db
            .prepare_cached("select coalesce(max(seq), 0) from postings where number = ?1")?
            .query_row([number], |row| row.get(0))?;
        let (since, after) = match cursor {
            Cursor::Since(at) => (at.ms(), 0),
            Cursor::After(place) => {
                let place = place.parse().map_err(|_| CoreError("a cursor is none of this ledger's".to_owned()))?;
                (i64::MIN, place)
            }
        };
        let mut found = self.postings(
            "p.number = ?1 and p.at_ms >= ?2 and p.seq > ?3 order by p.seq limit ?4",
            params![number, since, after, one_more(rows_max)],
        )?;
        let more = found.len() > rows_max;
        found.truncate(rows_max);
        // Behind the last row that is told; where all are told, behind all that are there.
        let place = if more { found.last().map_or(after, |posting| posting.seq) } else { last.max(after) };
        let rows = found.into_iter().map(|posting| posting.row).collect();
        Ok(Movements { rows, cursor: Cursor::After(place.to_string()) })
    }

    pub(super) fn tell_payments(
        &mut self,
        search: &SerialSearch<'_>,
        rows_max: usize,
    ) -> CoreResult<Vec<FoundPayment>> {
        let tail = match search.kind {
            SerialKind::Bank => "p.other_serial = ?1 and (?2 = '' or p.other_institution = ?2)",
            SerialKind::Order => "p.order_number = ?1 and ?2 = ?2",
            SerialKind::Pos => "p.order_number = ?1 and p.exit = 'pos' and ?2 = ?2",
        };
        // A day is a date in some place, and a booking may be a day late.
        let tail = format!("{tail} and p.at_ms between ?3 and ?4 order by p.seq");
        let (early, late) = (search.on.minus_ms(DAY_MS), search.on.plus_ms(DAY_MS.saturating_mul(2)));
        let found = self.postings(&tail, params![search.serial, search.bank_code, early.ms(), late.ms()])?;
        let mut payments: Vec<(String, FoundPayment)> = Vec::new();
        for posting in found {
            let room = payments.len() < rows_max;
            match payments.iter_mut().find(|(id, _)| *id == posting.id) {
                // Both sides are ours: each knows its own holder best.
                Some((_, payment)) => add_side(payment, posting),
                None if room => payments.push((posting.id.clone(), payment(posting))),
                None => {}
            }
        }
        Ok(payments.into_iter().map(|(_, payment)| payment).collect())
    }
}

fn payment(posting: Posting) -> FoundPayment {
    let Posting { row, other, own, other_serial, .. } = posting;
    // What has no order number is known by our own serial number.
    let order_number = row.order_number.unwrap_or_else(|| row.serial.clone());
    let (payer, payee, bank_serial) = match row.side {
        Side::Credit => (other, own, other_serial),
        Side::Debit => (own, other, Some(row.serial)),
    };
    FoundPayment {
        order_number,
        bank_serial,
        amount: row.amount,
        at: row.at,
        payer: Some(payer),
        payee: Some(payee),
        exit: row.exit,
    }
}

fn add_side(payment: &mut FoundPayment, posting: Posting) {
    match posting.row.side {
        Side::Credit => payment.payee = Some(posting.own),
        Side::Debit => payment.payer = Some(posting.own),
    }
}
