//! The JSON form: Cordon's own wire between the centre and an agency, bytes <-> model.
//!
//! For agencies that need no other standard, and for what other wires cannot say: the amount limit of a
//! stop, the risk notice, the question whether a debit took place, a hold that is reduced, value that is
//! voided, numbers to be shut. Shapes, units and
//! errors are in `docs/interfaces/json-form.md`. Nothing here polls, sends or stores.
//!
//! An order is read tolerantly (a later centre may say more than this agency knows), a receipt
//! strictly (the centre acts on it, so what it does not understand it does not take).

mod order;
mod parts;
mod query;
mod receipt;
mod statement;

pub use order::{
    AgencyForm, AttachmentForm, OrderForm, OrganForm, RedressForm, SignatoryForm, TargetForm, TransferForm,
};
pub use parts::{AmountForm, PartyForm};
pub use query::QueryForm;
pub use receipt::{DebitForm, EarlierForm, ReceiptForm};
pub use statement::{PaymentForm, RowForm, StatementForm};

use cordon_model::exchange::{Answer, OpenOrder};
use std::fmt;

/// The form of an order; another version has another name.
pub const ORDER_FORM: &str = "cordon-order/1";
/// The form of a receipt.
pub const RECEIPT_FORM: &str = "cordon-receipt/1";

/// One order with its attachments.
pub const ORDER_BYTES_MAX: usize = 8 * 1024 * 1024;
/// One receipt: it carries no papers, but it may carry a statement.
pub const RECEIPT_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Account, phone or port number.
pub const NUMBER_CHARS_MAX: usize = 50;
/// A name of a person, a firm, an institution or an organ.
pub const NAME_CHARS_MAX: usize = 150;
/// An institution's or organ's code.
pub const CODE_CHARS_MAX: usize = 20;
/// The agency's result code.
pub const RESULT_CODE_CHARS_MAX: usize = 8;
/// Reason, basis, remark and each note.
pub const TEXT_CHARS_MAX: usize = 500;
/// A target that is no number: a domain, an address, an app.
pub const TARGET_CHARS_MAX: usize = 2_000;
/// Phone numbers and police numbers.
pub const PHONE_CHARS_MAX: usize = 40;
/// An amount as text: the wire of the police interface has the same room.
pub const AMOUNT_CHARS_MAX: usize = 18;
/// A moment as text.
pub const TIME_CHARS_MAX: usize = 40;
pub const SIGNATORIES_MAX: usize = 4;
pub const ATTACHMENTS_MAX: usize = 8;
/// One paper, decoded.
pub const ATTACHMENT_BYTES_MAX: usize = 2_000_000;
pub const NOTES_MAX: usize = 20;
/// Earlier freezes and stops reported with one receipt.
pub const EARLIER_MAX: usize = 20;
/// Rows of one statement; who has more gives the first ones and says so (see `crate::rows`).
pub const STATEMENT_ROWS_MAX: usize = 1_000;
/// Payments found by one serial number.
pub const PAYMENTS_MAX: usize = 100;
/// A serial number of a bank or an order number of a payment firm.
pub const SERIAL_CHARS_MAX: usize = 100;

/// Why a form was refused. It names the place and the rule, never a value: a value may be a name or
/// an account number, and errors end in logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// Such as `transfer.to.number`; empty for the document as a whole.
    pub path: String,
    pub rule: String,
}

impl FormError {
    pub(crate) fn new(path: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { path: path.into(), rule: rule.into() }
    }

    /// The library's own message may quote the document; only what is certainly a field's name is kept, and
    /// of that only what a text of ours may hold: the error is sent back as a remark.
    pub(crate) fn of_json(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let rule = if text.starts_with("unknown field") || text.starts_with("missing field") {
            text.chars().take(JSON_RULE_CHARS_MAX).map(|c| if parts::is_garbled(c) { '?' } else { c }).collect()
        } else {
            format!(
                "not of the documented shape at line {}, column {}; see the JSON form's page",
                error.line(),
                error.column()
            )
        };
        Self::new("", rule)
    }
}

/// Characters of a rule taken from the JSON library.
const JSON_RULE_CHARS_MAX: usize = 200;

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "the form was refused: {}", self.rule)
        } else {
            write!(f, "`{}` was refused: {}", self.path, self.rule)
        }
    }
}

impl std::error::Error for FormError {}

/// The bytes of an order. The same order always gives the same bytes.
pub fn order_bytes(order: &OpenOrder) -> Result<Vec<u8>, FormError> {
    let form = OrderForm::of(order)?;
    let bytes = serde_json::to_vec(&form).map_err(|e| FormError::of_json(&e))?;
    within(&bytes, ORDER_BYTES_MAX)?;
    Ok(bytes)
}

/// Reads an order.
pub fn order_from(bytes: &[u8]) -> Result<OpenOrder, FormError> {
    within(bytes, ORDER_BYTES_MAX)?;
    let form: OrderForm = serde_json::from_slice(bytes).map_err(|e| FormError::of_json(&e))?;
    form.open()
}

/// The bytes of a receipt. The same answer always gives the same bytes.
pub fn receipt_bytes(answer: &Answer) -> Result<Vec<u8>, FormError> {
    let form = ReceiptForm::of(answer)?;
    let bytes = serde_json::to_vec(&form).map_err(|e| FormError::of_json(&e))?;
    within(&bytes, RECEIPT_BYTES_MAX)?;
    Ok(bytes)
}

/// Reads a receipt.
pub fn receipt_from(bytes: &[u8]) -> Result<Answer, FormError> {
    within(bytes, RECEIPT_BYTES_MAX)?;
    let form: ReceiptForm = serde_json::from_slice(bytes).map_err(|e| FormError::of_json(&e))?;
    form.answer()
}

fn within(bytes: &[u8], max: usize) -> Result<(), FormError> {
    if bytes.len() > max {
        return Err(FormError::new("", format!("{} bytes; at most {max} are taken", bytes.len())));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod told;
