//! What a receipt tells of movements: the statement of an account, and payments found by a serial number.

use super::parts::{AmountForm, PartyForm, few, filled, maybe_stamp, maybe_stamp_text, stamp, stamp_text, text};
use super::{FormError, PAYMENTS_MAX, SERIAL_CHARS_MAX, STATEMENT_ROWS_MAX, TEXT_CHARS_MAX};
use cordon_model::Exit;
use cordon_model::exchange::{FoundPayment, Private, Side, Statement, StatementRow};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct StatementForm {
    pub account: PartyForm,
    /// It may be below nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<AmountForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<AmountForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// False where there is more of the period than was given.
    pub complete: bool,
    /// In the order of the account's own postings.
    pub rows: Vec<RowForm>,
}

/// One posting.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct RowForm {
    pub side: Side,
    pub amount: AmountForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<AmountForm>,
    pub at: String,
    pub serial: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opponent: Option<PartyForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

impl fmt::Debug for RowForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowForm({:?})", self.side)
    }
}

/// One payment found by its serial number.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PaymentForm {
    pub order_number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_serial: Option<String>,
    pub amount: AmountForm,
    pub at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<PartyForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<PartyForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
}

impl StatementForm {
    pub(super) fn of(statement: &Statement) -> Result<Self, FormError> {
        few(statement.rows.len(), STATEMENT_ROWS_MAX, "statement.rows")?;
        let rows = statement.rows.iter().enumerate().map(|(at, row)| RowForm::of(row, &place(at)));
        Ok(Self {
            account: PartyForm::of(&statement.account, "statement.account")?,
            balance: statement.balance.map(|money| AmountForm::of_balance(money, "statement.balance")).transpose()?,
            available: statement
                .available
                .map(|money| AmountForm::of_balance(money, "statement.available"))
                .transpose()?,
            from: maybe_stamp_text(statement.from, "statement.from")?,
            until: maybe_stamp_text(statement.until, "statement.until")?,
            complete: statement.complete,
            rows: rows.collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn statement(&self) -> Result<Statement, FormError> {
        few(self.rows.len(), STATEMENT_ROWS_MAX, "statement.rows")?;
        let rows = self.rows.iter().enumerate().map(|(at, row)| row.row(&place(at)));
        let balance = |form: &Option<AmountForm>, path: &str| form.as_ref().map(|form| form.balance(path)).transpose();
        Ok(Statement {
            account: self.account.party("statement.account")?,
            balance: balance(&self.balance, "statement.balance")?,
            available: balance(&self.available, "statement.available")?,
            from: maybe_stamp(self.from.as_ref(), "statement.from")?,
            until: maybe_stamp(self.until.as_ref(), "statement.until")?,
            complete: self.complete,
            rows: rows.collect::<Result<_, _>>()?,
        })
    }
}

/// Rows are counted from one, as people count.
fn place(at: usize) -> String {
    format!("statement.rows[{}]", at.saturating_add(1))
}

impl RowForm {
    fn of(row: &StatementRow, path: &str) -> Result<Self, FormError> {
        let form = Self {
            side: row.side,
            amount: AmountForm::of(row.amount, &format!("{path}.amount"))?,
            balance: row.balance.map(|money| AmountForm::of_balance(money, &format!("{path}.balance"))).transpose()?,
            at: stamp_text(row.at, &format!("{path}.at"))?,
            serial: row.serial.clone(),
            opponent: row.opponent.as_ref().map(|p| PartyForm::of(p, &format!("{path}.opponent"))).transpose()?,
            order_number: row.order_number.clone(),
            exit: row.exit,
            remark: row.remark.as_ref().map(|remark| remark.0.clone()),
        };
        form.row(path)?;
        Ok(form)
    }

    fn row(&self, path: &str) -> Result<StatementRow, FormError> {
        filled(&self.serial, SERIAL_CHARS_MAX, &format!("{path}.serial"))?;
        if let Some(number) = &self.order_number {
            filled(number, SERIAL_CHARS_MAX, &format!("{path}.order_number"))?;
        }
        if let Some(remark) = &self.remark {
            text(remark, TEXT_CHARS_MAX, &format!("{path}.remark"))?;
        }
        let balance = self.balance.as_ref().map(|form| form.balance(&format!("{path}.balance")));
        Ok(StatementRow {
            side: self.side,
            amount: self.amount.money(&format!("{path}.amount"))?,
            balance: balance.transpose()?,
            at: stamp(&self.at, &format!("{path}.at"))?,
            serial: self.serial.clone(),
            opponent: self.opponent.as_ref().map(|p| p.party(&format!("{path}.opponent"))).transpose()?,
            order_number: self.order_number.clone(),
            exit: self.exit,
            remark: self.remark.clone().map(Private),
        })
    }
}

impl PaymentForm {
    pub(super) fn of(found: &FoundPayment) -> Result<Self, FormError> {
        let form = Self {
            order_number: found.order_number.clone(),
            bank_serial: found.bank_serial.clone(),
            amount: AmountForm::of(found.amount, "payments.amount")?,
            at: stamp_text(found.at, "payments.at")?,
            payer: found.payer.as_ref().map(|p| PartyForm::of(p, "payments.payer")).transpose()?,
            payee: found.payee.as_ref().map(|p| PartyForm::of(p, "payments.payee")).transpose()?,
            exit: found.exit,
        };
        form.payment()?;
        Ok(form)
    }

    pub(super) fn payment(&self) -> Result<FoundPayment, FormError> {
        // A firm may know a payment by the bank's number alone.
        text(&self.order_number, SERIAL_CHARS_MAX, "payments.order_number")?;
        if let Some(serial) = &self.bank_serial {
            filled(serial, SERIAL_CHARS_MAX, "payments.bank_serial")?;
        }
        Ok(FoundPayment {
            order_number: self.order_number.clone(),
            bank_serial: self.bank_serial.clone(),
            amount: self.amount.money("payments.amount")?,
            at: stamp(&self.at, "payments.at")?,
            payer: self.payer.as_ref().map(|p| p.party("payments.payer")).transpose()?,
            payee: self.payee.as_ref().map(|p| p.party("payments.payee")).transpose()?,
            exit: self.exit,
        })
    }
}

pub(super) fn payment_forms(payments: &[FoundPayment]) -> Result<Vec<PaymentForm>, FormError> {
    few(payments.len(), PAYMENTS_MAX, "payments")?;
    payments.iter().map(PaymentForm::of).collect()
}

pub(super) fn found_payments(forms: &[PaymentForm]) -> Result<Vec<FoundPayment>, FormError> {
    few(forms.len(), PAYMENTS_MAX, "payments")?;
    forms.iter().map(PaymentForm::payment).collect()
}
