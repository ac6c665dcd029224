//! `cordon-receipt/1`: an agency's answer to one order.

use super::parts::{
    AmountForm, PartyForm, few, filled, maybe_amount, maybe_money, maybe_stamp, maybe_stamp_text, text,
};
use super::statement::{PaymentForm, StatementForm, found_payments, payment_forms};
use super::{EARLIER_MAX, FormError, NAME_CHARS_MAX, RECEIPT_FORM, RESULT_CODE_CHARS_MAX, TEXT_CHARS_MAX};
use cordon_model::exchange::{Answer, DebitFound, EarlierMeasure, Private};
use cordon_model::{OrderId, ReceiptResult};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Unknown fields are refused: the centre acts on a receipt, so it takes nothing it cannot read.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ReceiptForm {
    pub form: String,
    pub order: OrderId,
    pub result: ReceiptResult,
    /// Four digits, as on the police interface.
    pub code: String,
    /// Balance before the measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<AmountForm>,
    /// What is held now under this order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<AmountForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit: Option<DebitForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierForm>,
    /// What moved on the account that was asked about, or is watched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<StatementForm>,
    /// What was found behind a serial number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<PaymentForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// What the payer's bank says of the debit.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct DebitForm {
    pub found: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<PartyForm>,
}

/// An earlier freeze or stop of somebody on the same account.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct EarlierForm {
    pub organ: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<AmountForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

impl fmt::Debug for ReceiptForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReceiptForm({}, {}, {})", self.order, self.result.name(), self.code)
    }
}

impl ReceiptForm {
    pub fn of(answer: &Answer) -> Result<Self, FormError> {
        let form = Self {
            form: RECEIPT_FORM.to_owned(),
            order: answer.order,
            result: answer.result,
            code: answer.code.clone(),
            balance: maybe_amount(answer.balance, "balance")?,
            held: maybe_amount(answer.held, "held")?,
            from: maybe_stamp_text(answer.from, "from")?,
            until: maybe_stamp_text(answer.until, "until")?,
            debit: answer.debit.as_ref().map(debit_form).transpose()?,
            earlier: answer.earlier.iter().map(earlier_form).collect::<Result<_, _>>()?,
            statement: answer.statement.as_ref().map(StatementForm::of).transpose()?,
            payments: payment_forms(&answer.payments)?,
            remark: answer.remark.as_ref().map(|r| r.0.clone()),
        };
        form.check()?;
        Ok(form)
    }

    pub fn answer(&self) -> Result<Answer, FormError> {
        self.check()?;
        Ok(Answer {
            order: self.order,
            result: self.result,
            code: self.code.clone(),
            balance: maybe_money(self.balance.as_ref(), "balance")?,
            held: maybe_money(self.held.as_ref(), "held")?,
            from: maybe_stamp(self.from.as_ref(), "from")?,
            until: maybe_stamp(self.until.as_ref(), "until")?,
            debit: self.debit.as_ref().map(debit_found).transpose()?,
            earlier: self.earlier.iter().map(earlier_measure).collect::<Result<_, _>>()?,
            statement: self.statement.as_ref().map(StatementForm::statement).transpose()?,
            payments: found_payments(&self.payments)?,
            remark: self.remark.clone().map(Private),
        })
    }

    fn check(&self) -> Result<(), FormError> {
        if self.form != RECEIPT_FORM {
            return Err(FormError::new("form", format!("this reader takes `{RECEIPT_FORM}` only")));
        }
        if self.code.is_empty()
            || self.code.len() > RESULT_CODE_CHARS_MAX
            || !self.code.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            return Err(FormError::new(
                "code",
                format!("1 to {RESULT_CODE_CHARS_MAX} letters or digits, such as 0000"),
            ));
        }
        few(self.earlier.len(), EARLIER_MAX, "earlier")?;
        if let Some(remark) = &self.remark {
            text(remark, TEXT_CHARS_MAX, "remark")?;
        }
        Ok(())
    }
}

fn debit_form(debit: &DebitFound) -> Result<DebitForm, FormError> {
    Ok(DebitForm {
        found: debit.found,
        at: maybe_stamp_text(debit.at, "debit.at")?,
        payee: debit.payee.as_ref().map(|p| PartyForm::of(p, "debit.payee")).transpose()?,
    })
}

fn debit_found(form: &DebitForm) -> Result<DebitFound, FormError> {
    Ok(DebitFound {
        found: form.found,
        at: maybe_stamp(form.at.as_ref(), "debit.at")?,
        payee: form.payee.as_ref().map(|p| p.party("debit.payee")).transpose()?,
    })
}

fn earlier_form(earlier: &EarlierMeasure) -> Result<EarlierForm, FormError> {
    filled(&earlier.organ, NAME_CHARS_MAX, "earlier.organ")?;
    Ok(EarlierForm {
        organ: earlier.organ.clone(),
        amount: maybe_amount(earlier.amount, "earlier.amount")?,
        until: maybe_stamp_text(earlier.until, "earlier.until")?,
    })
}

fn earlier_measure(form: &EarlierForm) -> Result<EarlierMeasure, FormError> {
    filled(&form.organ, NAME_CHARS_MAX, "earlier.organ")?;
    Ok(EarlierMeasure {
        organ: form.organ.clone(),
        amount: maybe_money(form.amount.as_ref(), "earlier.amount")?,
        until: maybe_stamp(form.until.as_ref(), "earlier.until")?,
    })
}
