//! Single values that stand in many places: sums, moments, numbers, codes.

use super::text;
use cordon_desk::sealing;
use cordon_model::exchange::Media;
use cordon_model::norm::{NormKey, Span};
use cordon_model::sealed::{Digest, mask_name, mask_tail};
use cordon_model::{AccountClass, CaseId, Currency, Exit, Money, OrderId, Stamp};
use cordon_wire::police_bank as wire;

pub fn values(bytes: &[u8]) {
    let _ = Media::of(bytes);
    let Some(text) = text(bytes) else { return };
    model(text);
    of_the_wire(text);
    let _ = sealing::check_account_number("number", text);
    let _ = sealing::check_phone("phone", text);
    let _ = sealing::check_reference("reference", text);
    let _ = sealing::check_text("text", text, 200);
}

/// What has a spelling of its own is read from that spelling as the same.
fn model(text: &str) {
    if let Ok(money) = Money::parse(text, Currency::CNY) {
        assert_eq!(Money::parse(&money.decimal(), Currency::CNY), Ok(money));
    }
    if let Some(stamp) = Stamp::parse_rfc3339(text) {
        assert_eq!(Stamp::parse_rfc3339(&stamp.rfc3339()), Some(stamp));
    }
    if let Some(span) = Span::parse(text) {
        assert_eq!(Span::parse(&span.to_string()), Some(span));
    }
    if let Some(digest) = Digest::parse(text) {
        assert_eq!(Digest::parse(&digest.hex()), Some(digest));
    }
    if let Some(key) = NormKey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(currency) = Currency::parse(text) {
        assert_eq!(currency.code(), text);
    }
    if let Some(exit) = Exit::parse(text) {
        assert_eq!(exit.name(), text);
    }
    if let Ok(id) = OrderId::parse(text) {
        assert_eq!(id.to_string(), text);
    }
    let _ = (CaseId::parse(text), AccountClass::of_holder(text));
    is_masked(text);
}

/// A mask shows no more of a number than was asked for, and of a name not all.
fn is_masked(text: &str) {
    let count = text.chars().count();
    let tail = mask_tail(text, 4);
    assert!(count == 0 || tail != text || text.contains('*'), "{tail}");
    let name = mask_name(text);
    assert!(count < 2 || name != text || text.contains('*'), "{name}");
}

fn of_the_wire(text: &str) {
    if let Ok(id) = wire::ApplicationId::parse(text) {
        assert_eq!(wire::ApplicationId::parse(&id.to_string()), Ok(id));
    }
    if let Ok(serial) = wire::TransSerialNumber::parse(text) {
        assert_eq!(wire::TransSerialNumber::parse(&serial.to_string()), Ok(serial));
    }
    if let Ok(code) = wire::OrgCode::parse(text) {
        assert_eq!(code.to_string(), text);
    }
    if let Ok(code) = wire::BankCode::parse(text) {
        assert_eq!(code.to_string(), text);
    }
    if let Some(code) = wire::ResultCode::parse(text) {
        assert_eq!(wire::ResultCode::parse(&code.to_string()), Some(code));
    }
    if let Some(code) = wire::TransportCode::parse(text) {
        assert_eq!(wire::TransportCode::parse(&code.to_string()), Some(code));
    }
    let _ = (wire::WireTime::parse(text), wire::Amount::parse(text), wire::Balance::parse(text));
    let _ = (wire::WireDay::parse(text), wire::code_row(text));
}
