//! Orders and answers of the model as messages of this wire, and back.
//!
//! What this wire cannot say is lost here and nowhere else: the amount limit (a stop holds the whole
//! account), what is held now, the way to object as fields of its own (it stands in `Remark`), the
//! currency of a balance (taken as CNY). The same order always gives the same bytes, so a message that
//! is given again is the same message.

mod answer;
mod order;
mod read;

pub use answer::{FeedbackContext, answer_bytes, answer_from};
pub use order::{order_bytes, order_message};
pub use read::{application_id_of, is_late_paperwork, order_from};

use super::codes::Channel;
use super::envelope::{BODY, HEAD};
use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::fields::Text;
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
        _ => {
            let rule = "only banks and payment firms speak this wire; use the JSON form";
            Err(WireError::content(Fault::new(Kind::NotSupported, ResultCode::NOT_OPEN, rule), HEAD))
        }
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
        AccountClass::Personal | AccountClass::Payment | AccountClass::Sink => AccountType::Personal,
    }
}

#[cfg(test)]
mod tests;
