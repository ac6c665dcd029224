//! A00312: the payments that a payment firm found behind a serial number.
//!
//! The sources' row names no moment, no order number and no holders; they are added here under names of
//! ours. Where the fields of one payment stand in the body itself (as one implementation seems to send
//! them), they are read as one row, with a note.

use super::codes::{Channel, Tx};
use super::envelope::{self, Parts, UpHead};
use super::error::WireError;
use super::fields::{Class, Fields, Note, Notes, Out, Private, Spec, Text, items, optional_fields, too_many};
use super::ids::{BankCode, business_code};
use super::limits::PAYMENTS_MAX;
use super::parties::CURRENCY;
use super::query_values::FirmType;
use super::request::Reply;
use super::transaction::{BANK_SERIAL, ITEM, KIND, LIST, ORDER_ID, TIME};
use super::values::{Amount, WireTime};
use cordon_model::Currency;

const AMOUNT: Spec = Spec::typed("TransferAmount");

optional_fields! {
    /// What a found payment may say besides its amount.
    PaymentDetails {
        order_number: Text = ORDER_ID,
        at: WireTime = TIME,
        firm_type: FirmType = Spec::typed("OnlinePayCompanyType"),
        kind: Text = KIND,
        /// 支付类型
        way: Text = Spec::new("PaymentType", 60, Class::Line),
        currency: Currency = CURRENCY,
        payee_bank_id: BankCode = Spec::typed("TransInBankID"),
        payee_bank_name: Text = Spec::new("TransInBankName", 150, Class::Line),
        payee_card: Private = Spec::new("TransInCardNumber", 50, Class::Account),
        /// 支付帐号
        payee_account: Private = Spec::new("TransInAccountNumber", 50, Class::Account),
        payee_name: Private = Spec::new("TransInAccountName", 120, Class::Line),
        pos: Text = Spec::new("PosIdentity", 50, Class::Number),
        merchant: Text = Spec::new("MerchantNumber", 50, Class::Number),
        payer_bank_id: BankCode = Spec::typed("TransOutBankID"),
        payer_bank_name: Text = Spec::new("TransOutBankName", 150, Class::Line),
        payer_card: Private = Spec::new("TransOutCardNumber", 50, Class::Account),
        payer_account: Private = Spec::new("TransOutAccountNumber", 50, Class::Account),
        payer_name: Private = Spec::new("TransOutAccountName", 120, Class::Line),
        device_type: Text = Spec::new("TransactionDeviceType", 60, Class::Line),
        ip: Private = Spec::new("TransactionIP", 50, Class::Number),
        mac: Private = Spec::new("TransactionMAC", 50, Class::Number),
        device: Private = Spec::new("TransactionDeviceCode", 100, Class::Number),
        /// 银行外部渠道交易流水号
        bank_serial: Text = BANK_SERIAL,
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
    pub amount: Amount,
    pub details: PaymentDetails,
}

impl PaymentRow {
    fn read(fields: &mut Fields<'_>) -> Result<Self, WireError> {
        Ok(Self { amount: fields.required(&AMOUNT)?, details: PaymentDetails::read(fields)? })
    }

    fn write(&self, out: &mut Out) -> Result<(), WireError> {
        out.put(&AMOUNT, &self.amount)?;
        self.details.write(out)
    }
}

/// A00312.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialFeedback {
    pub head: UpHead,
    pub reply: Reply,
    pub payments: Vec<PaymentRow>,
}

impl SerialFeedback {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let head = self.head.write(Tx::SerialFeedback, Channel::PaymentFirm)?;
        let mut body = envelope::new_body();
        self.reply.write_begin(&mut body)?;
        if !self.payments.is_empty() {
            let mut list = Out::new(LIST, body.path());
            if self.payments.len() > PAYMENTS_MAX {
                return Err(too_many(list.path(), ITEM, PAYMENTS_MAX));
            }
            for payment in &self.payments {
                let mut item = Out::new(ITEM, list.path());
                payment.write(&mut item)?;
                list.push(item);
            }
            body.push(list);
        }
        self.reply.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?.dashes_are_empty();
        let feedback = Self {
            reply: Reply::read(&mut body, business_code::SERIAL, notes)?,
            head: UpHead::read(parts.head, notes)?,
            payments: read_payments(&mut body, notes)?,
        };
        body.finish(notes);
        Ok(feedback)
    }
}

fn read_payments(body: &mut Fields<'_>, notes: &mut Notes) -> Result<Vec<PaymentRow>, WireError> {
    let path = body.path_of(LIST);
    let Some(list) = body.child(LIST) else {
        if body.optional::<Amount>(&AMOUNT)?.is_none() {
            return Ok(Vec::new());
        }
        notes.push(Note::Alias { path: body.path_of(AMOUNT.name) });
        return PaymentRow::read(body).map(|row| vec![row]);
    };
    let mut payments = Vec::new();
    for (path, element) in items(list, ITEM, &path, PAYMENTS_MAX, notes)? {
        let mut fields = Fields::of(element, path)?.dashes_are_empty();
        payments.push(PaymentRow::read(&mut fields)?);
        fields.finish(notes);
    }
    Ok(payments)
}
