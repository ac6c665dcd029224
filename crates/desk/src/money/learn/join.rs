//! One movement is told by two institutions, each with its own moment and serial number, and perhaps by
//! a payment firm in between. Here they become one.
//!
//! A row names the account it stands on and its opponent. It is the same movement as one that is known
//! when the serial is, or when both ends and the amount agree, the moments lie close together, and that
//! side was not told yet.
//!
//! A row may have no serial: paper often prints none. Its moment, amount and opponent then stand for it,
//! and of several that look just alike within one telling the first is the first, the second the second.
//! Told again they are the same rows, and two payments of one minute are two.

use super::accounts::RowAccount;
use super::{KeptPayment, KeptRow};
use crate::desk::Act;
use crate::refusal::Refusal;
use cordon_model::exchange::Side;
use cordon_model::{AgencyId, FromFile, Movement, MovementId, OrderKind, Posting, ReceiptId, Statement};
use cordon_store::{Read, Value};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// Two banks' moments of one movement lie no further apart.
pub const JOIN_MS_MAX: i64 = 10 * cordon_model::time::MINUTE_MS;

/// Who tells rows, of which account, and by what: an answer, or a file that was imported.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Telling<'a> {
    pub agency: AgencyId,
    /// The key of the account that they stand on.
    pub account: Option<&'a str>,
    pub receipt: Option<ReceiptId>,
    pub file: Option<FromFile>,
    /// A watch tells what is new, perhaps within a moment of which it told before. Others tell a moment whole.
    pub goes_on: bool,
}

impl<'a> Telling<'a> {
    pub(super) fn of(statement: &'a Statement, order: OrderKind) -> Self {
        let account = statement.account.as_deref();
        let goes_on = order == OrderKind::Watch;
        Self { agency: statement.agency, account, receipt: Some(statement.receipt), file: None, goes_on }
    }
}

impl Act<'_, '_> {
    /// Learns a row; whether a movement that was known is its own.
    pub(crate) fn learn_row(&mut self, telling: Telling<'_>, row: &KeptRow) -> Result<bool, Refusal> {
        let Some(own) = telling.account.map(str::to_owned) else {
            return Ok(false);
        };
        let name = name_of(&own, row);
        // Without a serial the other end is a part of what a row is known by.
        let end = if row.serial.is_empty() { Some(self.opponent(telling, row, &name)?) } else { None };
        let id = row_id(telling.agency, &own, row, end.as_deref());
        if let Some(known) = self.told_before(id, &own, row, end.as_deref())? {
            return self.told_again(known, telling, row).map(|()| true);
        }
        let seq = self.place_in_moment(telling, &own, row)?;
        let other = end.map_or_else(|| self.opponent(telling, row, &name), Ok)?;
        let (from, to) = match row.side {
            Side::Debit => (own, other),
            Side::Credit => (other, own),
        };
        let joined = self.same_movement(row, &from, &to)?;
        let known = joined.is_some();
        let mut movement = joined.unwrap_or(Movement {
            id,
            from,
            to,
            amount: row.amount,
            debit: None,
            credit: None,
            balance_before: None,
            debit_serial: None,
            credit_serial: None,
            order_number: None,
            exit: row.exit,
            told_by: Vec::new(),
            file: None,
            learned_at: self.now(),
            place: 0,
        });
        let posting = Posting { at: row.at, seq: Some(seq) };
        match row.side {
            Side::Debit => {
                movement.debit = Some(posting);
                movement.debit_serial = Some(row.serial.clone()).filter(|serial| !serial.is_empty());
                movement.balance_before = row.balance.map(|after| after.plus(row.amount)).transpose()?;
            }
            Side::Credit => {
                movement.credit = Some(posting);
                movement.credit_serial = Some(row.serial.clone()).filter(|serial| !serial.is_empty());
            }
        }
        movement.order_number = movement.order_number.or_else(|| row.order_number.clone());
        self.keep(movement, telling).map(|()| known)
    }

    /// What a payment firm says of a serial number: the money that a bank booked to the firm went on to
    /// this payee. The bank's row and the firm's are one movement.
    pub(super) fn learn_payment(&mut self, statement: &Statement, found: &KeptPayment) -> Result<(), Refusal> {
        let Some(mut movement) = self.paid_by(found)? else {
            return self.new_payment(statement, found);
        };
        let Some((to, exit)) = self.end_of_payment(statement.agency, found, movement.exit)? else {
            return Ok(());
        };
        (movement.to, movement.exit) = (to, exit);
        movement.order_number = Some(found.order_number.clone());
        // The payee's own statement knows the moment better, and its place among the others.
        movement.credit = movement.credit.or(Some(Posting { at: found.at, seq: None }));
        self.keep(movement, Telling::of(statement, OrderKind::QuerySerial))
    }

    /// The movement that a found payment speaks of: by the bank's serial, else by the order number.
    fn paid_by(&mut self, found: &KeptPayment) -> Result<Option<Movement>, Refusal> {
        let mut known: Vec<Movement> = Vec::new();
        if let Some(serial) = &found.bank_serial {
            known = self.select("where debit_serial = $1 order by id", &[Value::from(serial.as_str())])?;
        }
        if known.is_empty() {
            known = self.select("where order_number = $1 order by id", &[Value::from(found.order_number.as_str())])?;
        }
        Ok(known.into_iter().find(|movement| movement.amount == found.amount))
    }

    /// A payment whose debit no bank has told yet.
    fn new_payment(&mut self, statement: &Statement, found: &KeptPayment) -> Result<(), Refusal> {
        let (Some(payer), Some(payee)) = (&found.payer, &found.payee) else {
            return Ok(());
        };
        let id = digest_id(&[&statement.agency.to_string(), "order", &found.order_number]);
        let (from, to) = (self.party_account(payer)?, self.party_account(payee)?);
        let movement = Movement {
            id,
            from,
            to,
            amount: found.amount,
            debit: None,
            credit: Some(Posting { at: found.at, seq: None }),
            balance_before: None,
            debit_serial: found.bank_serial.clone(),
            credit_serial: None,
            order_number: Some(found.order_number.clone()),
            exit: found.exit,
            told_by: Vec::new(),
            file: None,
            learned_at: self.now(),
            place: 0,
        };
        self.keep(movement, Telling::of(statement, OrderKind::QuerySerial))
    }

    /// The movement that this very row told before: by its id, or as the second word about it.
    fn told_before(
        &mut self,
        id: MovementId,
        own: &str,
        row: &KeptRow,
        end: Option<&str>,
    ) -> Result<Option<Movement>, Refusal> {
        if let Some(known) = self.load::<Movement>(id)? {
            return Ok(Some(known));
        }
        let tail = match row.side {
            Side::Debit => "where from_key = $1 and at_ms >= $2 and at_ms <= $3 order by place",
            Side::Credit => "where to_key = $1 and at_ms >= $2 and at_ms <= $3 order by place",
        };
        let args = [Value::from(own), row.at.minus_ms(JOIN_MS_MAX).into(), Value::from(row.at.plus_ms(JOIN_MS_MAX))];
        let near: Vec<Movement> = self.select(tail, &args)?;
        let mut alike = near.into_iter().filter(|m| m.amount == row.amount).filter(|m| {
            let (posting, serial, other) = match row.side {
                Side::Debit => (m.debit, &m.debit_serial, &m.to),
                Side::Credit => (m.credit, &m.credit_serial, &m.from),
            };
            let same_moment = posting.is_some_and(|posting| posting.at == row.at);
            let same_end = end.is_none_or(|end| end == other);
            same_moment && same_end && serial.as_deref().unwrap_or_default() == row.serial
        });
        Ok(alike.nth(usize::try_from(row.nth).unwrap_or(usize::MAX)))
    }

    /// Where a new row stands among the account's rows of its moment: as it was told, or behind those that
    /// were told before.
    fn place_in_moment(&mut self, telling: Telling<'_>, own: &str, row: &KeptRow) -> Result<i64, Refusal> {
        if !telling.goes_on {
            return Ok(row.seq);
        }
        let near: Vec<Movement> = self.select(
            "where (from_key = $1 or to_key = $1) and at_ms >= $2 and at_ms <= $3 order by place",
            &[Value::from(own), row.at.minus_ms(JOIN_MS_MAX).into(), Value::from(row.at.plus_ms(JOIN_MS_MAX))],
        )?;
        let told = near.iter().flat_map(|m| {
            let debit = m.debit.filter(|_| m.from == own);
            [debit, m.credit.filter(|_| m.to == own && is_credited(m))].into_iter().flatten()
        });
        let last = told.filter(|posting| posting.at == row.at).filter_map(|posting| posting.seq).max();
        Ok(last.map_or(0, |last| last.saturating_add(1)))
    }

    /// Told before and the same: nothing new is known, so its place stays. But whoever tells a moment whole
    /// may say that others came before it.
    fn told_again(&mut self, mut known: Movement, telling: Telling<'_>, row: &KeptRow) -> Result<(), Refusal> {
        let posting = match row.side {
            Side::Debit => &mut known.debit,
            Side::Credit => &mut known.credit,
        };
        let tells_whole = telling.receipt.is_some() && !telling.goes_on;
        if let Some(posting) = posting.as_mut().filter(|p| tells_whole && p.seq.is_some_and(|seq| seq < row.seq)) {
            posting.seq = Some(row.seq);
            return self.keep(known, telling);
        }
        if note_teller(&mut known, telling) {
            self.put(&known)?;
        }
        Ok(())
    }

    fn keep(&mut self, mut movement: Movement, telling: Telling<'_>) -> Result<(), Refusal> {
        note_teller(&mut movement, telling);
        movement.place = super::watermark(self)?.saturating_add(1);
        self.put(&movement)?;
        Ok(())
    }

    /// The account at the other end of a row, which is known by `name` where it names nobody.
    fn opponent(&mut self, telling: Telling<'_>, row: &KeptRow, name: &str) -> Result<String, Refusal> {
        if let Some(passage) = self.passage(telling, row)? {
            return Ok(passage);
        }
        if let Some(exit) = row.exit.filter(|_| row.side == Side::Debit) {
            return self.row_account(RowAccount::Sink(exit), telling.agency, name);
        }
        match &row.opponent {
            Some(party) => self.party_account(party),
            None => self.row_account(RowAccount::Unknown, telling.agency, name),
        }
    }

    /// The movements of the payment that a row is of: by the firm's order number, or by the bank's serial
    /// by which the firm knows it.
    fn of_payment(&mut self, row: &KeptRow) -> Result<Vec<Movement>, Refusal> {
        let order = row.order_number.as_deref().unwrap_or_default();
        let serial = match row.side {
            Side::Debit => row.serial.as_str(),
            Side::Credit => order,
        };
        let mut known: Vec<Movement> = Vec::new();
        for (tail, number) in
            [("where order_number = $1 order by id", order), ("where debit_serial = $1 order by id", serial)]
        {
            if known.is_empty() && !number.is_empty() {
                known = self.select(tail, &[Value::from(number)])?;
            }
        }
        Ok(known)
    }

    /// The movement that the other end told already.
    fn same_movement(&mut self, row: &KeptRow, from: &str, to: &str) -> Result<Option<Movement>, Refusal> {
        for mut movement in self.of_payment(row)?.into_iter().filter(|m| m.from == from && m.amount == row.amount) {
            match row.side {
                Side::Debit if movement.debit.is_none() => return Ok(Some(movement)),
                // The payee's statement says whose the order was before the firm was asked, or has answered.
                Side::Credit if !is_credited(&movement) && self.is_passage(&movement.to)? => {
                    to.clone_into(&mut movement.to);
                    movement.exit = None;
                    return Ok(Some(movement));
                }
                _ => {}
            }
        }
        let near: Vec<Movement> = self.select(
            "where from_key = $1 and to_key = $2 and at_ms >= $3 and at_ms <= $4 order by place",
            &[
                Value::from(from),
                Value::from(to),
                Value::from(row.at.minus_ms(JOIN_MS_MAX)),
                Value::from(row.at.plus_ms(JOIN_MS_MAX)),
            ],
        )?;
        let open = near.into_iter().filter(|m| m.amount == row.amount && is_untold(m, row.side));
        Ok(open.min_by_key(|m| m.at().map_or(i64::MAX, |posting| posting.at.since_ms(row.at).saturating_abs())))
    }
}

/// Whether the payee's own row is known. What a payment firm found by a serial number has neither a
/// serial of its own nor a place among the rows of its moment: the row is still to come.
fn is_credited(movement: &Movement) -> bool {
    movement.credit.is_some_and(|posting| posting.seq.is_some() || movement.credit_serial.is_some())
}

/// A movement told ever again keeps so many of the receipts that told it.
const TOLD_BY_MAX: usize = 16;

/// Notes on a movement who told it; whether that was not known.
fn note_teller(movement: &mut Movement, telling: Telling<'_>) -> bool {
    let room = movement.told_by.len() < TOLD_BY_MAX;
    let receipt = telling.receipt.filter(|receipt| room && !movement.told_by.contains(receipt));
    movement.told_by.extend(receipt);
    let file = telling.file.filter(|_| movement.file.is_none());
    movement.file = movement.file.or(file);
    receipt.is_some() || file.is_some()
}

/// Whether the institution of that side has not told it yet. What a list of transfers says of a side
/// is nobody's own word: the institution's takes its place.
fn is_untold(movement: &Movement, side: Side) -> bool {
    let (posting, serial) = match side {
        Side::Debit => (movement.debit, &movement.debit_serial),
        Side::Credit => (movement.credit, &movement.credit_serial),
    };
    let by_file = serial.is_none() && movement.file.is_some_and(|file| file.both_ends);
    posting.is_none() || by_file || (side == Side::Credit && !is_credited(movement))
}

/// What one row alone is called, so that nothing mixes at its other end: by its serial, else by all it says.
fn name_of<'r>(own: &str, row: &'r KeptRow) -> Cow<'r, str> {
    if !row.serial.is_empty() {
        return Cow::Borrowed(&row.serial);
    }
    let amount = row.amount.minor();
    Cow::Owned(format!("{}/{}/{amount}/{}/{own}", row.at.rfc3339(), side_name(row.side), row.nth))
}

const fn side_name(side: Side) -> &'static str {
    match side {
        Side::Debit => "debit",
        Side::Credit => "credit",
    }
}

/// The same row always has the same id: what is told twice is learned once.
fn row_id(agency: AgencyId, account: &str, row: &KeptRow, end: Option<&str>) -> MovementId {
    let (at, amount) = (row.at.ms().to_string(), row.amount.minor().to_string());
    // A bank's serial is its own; where a row has none, its moment, other end and place among its like stand for it.
    let serial = end.map_or_else(|| row.serial.clone(), |end| format!("{at}/{end}/{}", row.nth));
    digest_id(&[&agency.to_string(), account, side_name(row.side), &serial, &amount])
}

pub(crate) fn digest_id(parts: &[&str]) -> MovementId {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    MovementId::from_bytes(bytes)
}
