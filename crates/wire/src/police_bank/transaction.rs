//! One row of a statement: the 28 fields of a transaction, and two that payment firms add.
//!
//! Real feeds leave most of them empty. Required are the four without which a row says nothing: which
//! way, how much, when, and under which serial number.

use super::error::WireError;
use super::fields::{Class, Fields, Notes, Out, Private, Spec, Text, items, optional_fields, too_many};
use super::limits::STATEMENT_ROWS_MAX;
use super::parties::CURRENCY;
use super::query_values::{Balance, BorrowingSigns, CashMark, TransactionStatus};
use super::values::{Amount, WireTime};
use super::xml::Element;
use cordon_model::Currency;

pub(crate) const LIST: &str = "Transactions";
pub(crate) const ITEM: &str = "Transaction";
const SIGNS: Spec = Spec::typed("BorrowingSigns");
const AMOUNT: Spec = Spec::typed("TransactionAmount");
pub(crate) const TIME: Spec = Spec::typed("TransactionTime");
pub(crate) const SERIAL: Spec = Spec::new("TransactionSerial", 50, Class::Number);
pub(crate) const KIND: Spec = Spec::new("TransactionType", 60, Class::Line);
pub(crate) const ORDER_ID: Spec = Spec::new("OrderID", 100, Class::Number);
pub(crate) const BANK_SERIAL: Spec = Spec::new("BankTransactionSerial", 100, Class::Number);

optional_fields! {
    /// What a row may say besides.
    RowDetails {
        /// The bank's own word for the kind of transaction.
        kind: Text = KIND,
        /// That of the account, where it is not told.
        currency: Currency = CURRENCY,
        /// What was on the account after it.
        balance: Balance = Spec::typed("AccountBalance"),
        opponent_name: Private = Spec::new("OpponentName", 120, Class::Line),
        opponent_number: Private = Spec::new("OpponentAccountNumber", 50, Class::Account),
        opponent_id: Private = Spec::new("OpponentCredentialNumber", 50, Class::Number),
        /// The code of the opponent's bank; some write its name.
        opponent_bank: Text = Spec::new("OpponentDepositBankID", 150, Class::Line),
        summary: Private = Spec::new("TransactionRemark", 300, Class::Lines),
        branch_name: Text = Spec::new("TransactionBranchName", 150, Class::Line),
        branch_code: Text = Spec::new("TransactionBranchCode", 50, Class::Number),
        log_number: Text = Spec::new("LogNumber", 50, Class::Number),
        summons_number: Text = Spec::new("SummonsNumber", 50, Class::Number),
        voucher_type: Text = Spec::new("VoucherType", 60, Class::Line),
        voucher_code: Text = Spec::new("VoucherCode", 50, Class::Number),
        cash: CashMark = Spec::typed("CashMark"),
        terminal: Text = Spec::new("TerminalNumber", 50, Class::Number),
        /// Absent means that it took place.
        status: TransactionStatus = Spec::typed("TransactionStatus"),
        address: Private = Spec::new("TransactionAddress", 300, Class::Line),
        merchant_name: Text = Spec::new("MerchantName", 150, Class::Line),
        merchant_code: Text = Spec::new("MerchantCode", 50, Class::Number),
        ip: Private = Spec::new("IPAddress", 50, Class::Number),
        mac: Private = Spec::new("MAC", 50, Class::Number),
        teller: Text = Spec::new("TellerCode", 50, Class::Number),
        remark: Private = Spec::new("Remark", 300, Class::Lines),
        /// The payment firm's order number.
        order_number: Text = ORDER_ID,
        /// The bank's serial number that a payment firm knows it by.
        bank_serial: Text = BANK_SERIAL,
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionRow {
    pub signs: BorrowingSigns,
    pub amount: Amount,
    pub at: WireTime,
    pub serial: Text,
    pub details: RowDetails,
}

impl TransactionRow {
    pub fn failed(&self) -> bool {
        self.details.status == Some(TransactionStatus::Failed)
    }

    pub(crate) fn read(element: &Element, path: String, notes: &mut Notes) -> Result<Self, WireError> {
        let mut fields = Fields::of(element, path)?.dashes_are_empty();
        let row = Self {
            signs: fields.required(&SIGNS)?,
            amount: fields.required(&AMOUNT)?,
            at: fields.required(&TIME)?,
            serial: fields.required(&SERIAL)?,
            details: RowDetails::read(&mut fields)?,
        };
        fields.finish(notes);
        Ok(row)
    }

    pub(crate) fn write(&self, item: &mut Out) -> Result<(), WireError> {
        item.put(&SIGNS, &self.signs)?;
        item.put(&AMOUNT, &self.amount)?;
        item.put(&TIME, &self.at)?;
        item.put(&SERIAL, &self.serial)?;
        self.details.write(item)
    }
}

/// The rows of one list, in the order in which they stand. `room` is what is left of the limit, which
/// counts the rows of all accounts of a message.
pub(crate) fn read_rows(
    parent: &mut Fields<'_>,
    room: &mut usize,
    notes: &mut Notes,
) -> Result<Vec<TransactionRow>, WireError> {
    let path = parent.path_of(LIST);
    let Some(list) = parent.child(LIST) else { return Ok(Vec::new()) };
    let found = items(list, ITEM, &path, *room, notes).map_err(|_| too_many(&path, ITEM, STATEMENT_ROWS_MAX))?;
    *room = room.saturating_sub(found.len());
    found.into_iter().map(|(path, element)| TransactionRow::read(element, path, notes)).collect()
}

pub(crate) fn write_rows(parent: &mut Out, rows: &[TransactionRow], room: &mut usize) -> Result<(), WireError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut list = Out::new(LIST, parent.path());
    *room = room.checked_sub(rows.len()).ok_or_else(|| too_many(list.path(), ITEM, STATEMENT_ROWS_MAX))?;
    for row in rows {
        let mut item = Out::new(ITEM, list.path());
        row.write(&mut item)?;
        list.push(item);
    }
    parent.push(list);
    Ok(())
}
