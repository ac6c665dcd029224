//! Makes what a core tells fit the wires: a name that is too long, or a serial with odd letters, must
//! not keep an answer back for ever. Amounts, sides and moments are never touched.

use cordon_model::exchange::{FoundPayment, Party, Private, StatementRow};

/// The least room that either wire has.
const NAME_CHARS: usize = 100;
const NUMBER_CHARS: usize = 50;
const SERIAL_CHARS: usize = 50;
const CODE_CHARS: usize = 12;
const REMARK_CHARS: usize = 300;

pub(super) fn row(row: StatementRow) -> StatementRow {
    StatementRow {
        serial: serial(&row.serial),
        opponent: row.opponent.and_then(party),
        order_number: row.order_number.map(|number| serial(&number)).filter(|number| !number.is_empty()),
        remark: row.remark.and_then(|remark| line(&remark, REMARK_CHARS)).map(Private),
        ..row
    }
}

pub(super) fn payment(found: FoundPayment) -> FoundPayment {
    FoundPayment {
        order_number: serial(&found.order_number),
        bank_serial: found.bank_serial.map(|number| serial(&number)).filter(|number| !number.is_empty()),
        payer: found.payer.and_then(party),
        payee: found.payee.and_then(party),
        ..found
    }
}

/// None where the number could not be said: half a number would be another account's.
fn party(party: Party) -> Option<Party> {
    let number = party.number.trim();
    if number.is_empty() || number.chars().count() > NUMBER_CHARS || !number.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    Some(Party {
        number: number.into(),
        institution_code: ascii(&party.institution_code, CODE_CHARS),
        institution_name: line(&party.institution_name, NAME_CHARS).unwrap_or_default(),
        holder: party.holder.and_then(|holder| line(&holder, NAME_CHARS)).map(Private),
        class: party.class,
    })
}

/// A dash stands for nothing on one of the wires, so a number is never only that.
fn serial(text: &str) -> String {
    let text = ascii(text, SERIAL_CHARS);
    if text.chars().all(|c| c == '-') { String::new() } else { text }
}

fn ascii(text: &str, chars_max: usize) -> String {
    text.chars().filter(char::is_ascii_graphic).take(chars_max).collect()
}

fn line(text: &str, chars_max: usize) -> Option<String> {
    let odd = |c: &char| {
        c.is_control()
            || matches!(*c, '\u{fffd}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let text: String = text.chars().filter(|c| !odd(c)).take(chars_max).collect();
    let text = text.trim();
    if text.is_empty() { None } else { Some(text.to_owned()) }
}
