//! Orders and answers of the model as messages of this wire, and back.
//!
//! What this wire cannot say is lost here and nowhere else: the amount limit of a stop (it holds the whole
//! account; a freeze names its amount), what a stop holds now, the way to object as fields of its own (it
//! stands in `Remark`), the currency of a stop's balance (taken as CNY), the class of the accounts in rows
//! (it is told of the statement's own), of several earlier freezes all but one (told in words). What the reader changed (failed
//! transactions left out, an order turned round) he adds to the answer's remark in words. The same order always gives the same bytes, so a message that
//! is given again is the same message.

mod answer;
mod ask;
mod export;
mod find;
mod hear;
mod learn;
mod order;
mod read;
mod tell;

pub use answer::{FeedbackContext, answer_bytes, answer_message};
pub use export::{ROW_FIELDS, exported_row, in_order, row_fields};
pub use find::{application_id_of, is_late_paperwork, kind_of, kind_of_application, serial_of};
pub use hear::answer_from;
pub use order::{order_bytes, order_message};
pub use read::order_from;

use super::codes::Channel;
use super::envelope::{BODY, HEAD};
use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::fields::{Private, Text};
use super::ids::ApplicationId;
use super::results::{ResultClass, ResultCode};
use super::values::{AccountType, WireTime};
use cordon_model::{AccountClass, AgencyKind, OrderId, OrderKind, ReceiptResult, Stamp};

/// Room of `Reason`, `Remark` and the other free texts.
const FREE_TEXT_CHARS: usize = 300;
/// Room of `CaseNumber`.
const CASE_NUMBER_CHARS: usize = 30;

/// What a business result means for the order, by the families of the code table.
///
/// A code that no source lists is `Failed`: it goes to a person, and is never taken for a refusal.
pub fn receipt_result(code: ResultCode) -> ReceiptResult {
    let text = code.to_string();
    match (code.class(), text.get(..2)) {
        (ResultClass::Success, _) => ReceiptResult::Done,
        (ResultClass::DefectiveSuccess, _) => ReceiptResult::Part,
        (ResultClass::Technical | ResultClass::Unknown, _) => ReceiptResult::Failed,
        // A field or an address that is wrong is our own fault, not the agency's judgement. A wrong
        // amount, missing papers and dates beyond what may be ordered are its judgement.
        (ResultClass::OrderFault, Some("05" | "07")) => ReceiptResult::Failed,
        _ => ReceiptResult::Refused,
    }
}

/// The ApplicationID of an order: business code and the 32 hex digits of its id.
pub fn application_id(kind: OrderKind, id: OrderId) -> Result<ApplicationId, WireError> {
    ApplicationId::new(kind.business_code(), id.bytes()).map_err(body("ApplicationID"))
}

fn at(path: String) -> impl FnOnce(Fault) -> WireError {
    move |fault| WireError::content(fault, path)
}

fn body(element: &'static str) -> impl FnOnce(Fault) -> WireError {
    at(format!("{BODY}/{element}"))
}

fn missing(element: &str, rule: &'static str) -> WireError {
    WireError::content(Fault::missing(rule), format!("{BODY}/{element}"))
}

fn time(element: &'static str) -> impl Fn(Stamp) -> Result<WireTime, WireError> {
    move |stamp| WireTime::floor(stamp).map_err(body(element))
}

/// As much of a text as a free field has room for.
fn free(text: &str) -> Text {
    Text::new(text.chars().take(FREE_TEXT_CHARS).collect::<String>())
}

fn channel(kind: AgencyKind) -> Result<Channel, WireError> {
    match kind {
        AgencyKind::Bank => Ok(Channel::Bank),
        AgencyKind::PaymentFirm => Ok(Channel::PaymentFirm),
        _ => Err(not_supported("only banks and payment firms speak this wire; use the JSON form")),
    }
}

/// A stop may come before the case has a number, and the field is required: the application's own
/// digits stand in.
fn stand_in_case_number(id: OrderId) -> String {
    id.to_string().chars().skip(OrderId::PREFIX.len().saturating_add(1)).take(CASE_NUMBER_CHARS).collect()
}

const fn account_type(class: AccountClass) -> AccountType {
    match class {
        AccountClass::Company => AccountType::Company,
        AccountClass::Personal | AccountClass::Payment | AccountClass::Sink | AccountClass::Unknown => {
            AccountType::Personal
        }
    }
}

/// An account as this wire tells of it: it never tells its class, only its own kind of holder.
const fn account_class(class: Option<AccountType>, channel: Channel) -> AccountClass {
    match (class, channel) {
        (Some(AccountType::Company), _) => AccountClass::Company,
        (_, Channel::Bank) => AccountClass::Personal,
        (_, Channel::PaymentFirm) => AccountClass::Payment,
    }
}

/// The class of an account in a row or a found payment: a bank tells nobody's, and a payment firm's own
/// are payment accounts.
const fn untold_class(channel: Channel) -> AccountClass {
    match channel {
        Channel::Bank => AccountClass::Unknown,
        Channel::PaymentFirm => AccountClass::Payment,
    }
}

fn not_supported(rule: &'static str) -> WireError {
    WireError::content(Fault::new(Kind::NotSupported, ResultCode::NOT_OPEN, rule), HEAD)
}

/// What is not there leaves no element. A lone dash says as little: firms write it for nothing.
fn some_text(text: &str) -> Option<Text> {
    Some(Text::new(text)).filter(|text| !matches!(text.as_str(), "" | "-"))
}

/// As `some_text`, of a person.
fn some_private(text: &str) -> Option<Private> {
    Some(Private::new(text)).filter(|text| !matches!(text.reveal(), "" | "-"))
}

/// The account before `_`, where the number names a sub-account.
fn main_account(number: &str) -> &str {
    number.split_once('_').map_or(number, |(main, _)| main)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod told;
