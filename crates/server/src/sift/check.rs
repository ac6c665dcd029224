//! What an event has to be like before it is judged. An error names the field and the rule, never a value.

use cordon_desk::Refusal;
use cordon_model::Stamp;
use cordon_model::time::{DAY_MS, MINUTE_MS};
use cordon_sift::event::{Event, Party};

/// Characters of an id.
pub const ID_CHARS_MAX: usize = 100;
/// Characters of a number, an account, a device, a cell.
pub const NAME_CHARS_MAX: usize = 200;
/// Characters of a text.
pub const TEXT_CHARS_MAX: usize = 20_000;
/// Apps at work on one device.
pub const APPS_MAX: usize = 20;
/// An event may be told so late …
pub const LATE_MS_MAX: i64 = 7 * DAY_MS;
/// … and so far ahead of the centre's clock.
pub const AHEAD_MS_MAX: i64 = 5 * MINUTE_MS;

pub fn id(id: &str) -> Result<(), Refusal> {
    let fits = !id.is_empty() && id.len() <= ID_CHARS_MAX && id.bytes().all(|byte| byte.is_ascii_graphic());
    if fits {
        Ok(())
    } else {
        Err(Refusal::field("id", format!("has to be 1 to {ID_CHARS_MAX} characters from ! to ~")))
    }
}

pub fn event(event: &Event, now: Stamp) -> Result<(), Refusal> {
    id(event.id())?;
    if event.at() > now.plus_ms(AHEAD_MS_MAX) || event.at() < now.minus_ms(LATE_MS_MAX) {
        return Err(Refusal::field("at", "lies more than 5 min ahead, or more than 7 days back"));
    }
    match event {
        Event::Text(told) => {
            name("from", told.from.as_deref())?;
            name("to", told.to.as_deref())?;
            text(told.text.as_deref())
        }
        Event::Call(call) => {
            required("caller", &call.caller)?;
            required("callee", &call.callee)?;
            name("device", call.device.as_deref())?;
            name("cell", call.cell.as_deref())
        }
        Event::Payment(payment) => {
            party("payer", &payment.payer)?;
            party("payee", &payment.payee)?;
            if payment.apps.len() > APPS_MAX {
                return Err(Refusal::field("apps", format!("are more than {APPS_MAX}")));
            }
            payment.apps.iter().try_for_each(|app| required("apps", app))?;
            if payment.amount <= 0 {
                return Err(Refusal::field("amount", "has to be above zero, in minor units"));
            }
            let is_code = payment.currency.len() == 3 && payment.currency.bytes().all(|byte| byte.is_ascii_uppercase());
            if is_code { Ok(()) } else { Err(Refusal::field("currency", "has to be three capital letters (ISO 4217)")) }
        }
    }
}

pub fn text(text: Option<&str>) -> Result<(), Refusal> {
    let long = text.is_some_and(|text| text.chars().nth(TEXT_CHARS_MAX).is_some());
    if long { Err(Refusal::field("text", format!("is longer than {TEXT_CHARS_MAX} characters"))) } else { Ok(()) }
}

fn party(field: &str, party: &Party) -> Result<(), Refusal> {
    required(field, &party.account)?;
    let others = [&party.phone, &party.device, &party.name_hash];
    others.into_iter().try_for_each(|other| name(field, other.as_deref()))
}

fn name(field: &str, name: Option<&str>) -> Result<(), Refusal> {
    name.map_or(Ok(()), |name| required(field, name))
}

fn required(field: &str, name: &str) -> Result<(), Refusal> {
    let fits = !name.is_empty() && name.chars().nth(NAME_CHARS_MAX).is_none();
    if fits { Ok(()) } else { Err(Refusal::field(field, format!("has to be 1 to {NAME_CHARS_MAX} characters"))) }
}

/// A telephone number as a carrier writes it.
pub fn number(field: &str, number: &str) -> Result<(), Refusal> {
    required(field, number)
}
