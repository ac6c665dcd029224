//! Facts of numbering plans: which digits may stand where. Mainland China after the ministry's numbering
//! plan (电信网编号计划) and ITU-T's national plan +86; country codes after the list of E.164 assigned codes.
//!
//! Not here: which region a mobile number was sold in. Published tables of that are partly unlicensed, and
//! none knows of numbers that moved.

use super::number::{Kind, NumberError};

const EMERGENCY: [&[u8]; 5] = [b"110", b"112", b"119", b"120", b"122"];

/// Country codes of two digits; 1 and 7 have one, all others three.
const TWO_DIGITS: [u8; 43] = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62,
    63, 64, 65, 66, 81, 82, 84, 90, 91, 92, 93, 94, 95, 98,
];
/// The first two digits under which codes of three digits are given out.
const THREE_DIGITS: [u8; 18] = [21, 22, 23, 24, 25, 26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 85, 88];
/// The same, where they are given out since: 80x international services, 87x satellites, 96x, 97x, 99x, 21x.
const THREE_DIGITS_MORE: [u8; 5] = [80, 87, 96, 97, 99];

/// A short code by itself.
pub fn short(digits: &[u8]) -> Option<Kind> {
    if EMERGENCY.contains(&digits) {
        return Some(Kind::Emergency);
    }
    let known = match digits {
        [b'1', b'1' | b'2', _] => true,
        [b'1', b'0' | b'1' | b'2', _, _, _] => !is_port(digits),
        [b'1', b'1', _, _, _, _] => true,
        [b'9', b'5' | b'6', _, _, _] => true,
        [b'9', b'6', _, _, _, _] => true,
        [b'9', b'5', b'1', _, _, _, _, _] => true,
        _ => is_port(digits),
    };
    known.then_some(Kind::Service)
}

/// SMS ports: 106 and up to 17 digits.
pub fn is_port(digits: &[u8]) -> bool {
    digits.starts_with(b"106") && (8..=20).contains(&digits.len())
}

pub fn is_mobile(digits: &[u8]) -> bool {
    digits.len() == 11 && matches!(digits, [b'1', b'3'..=b'9', ..])
}

pub fn is_toll_free(digits: &[u8]) -> bool {
    digits.len() == 10 && (digits.starts_with(b"400") || digits.starts_with(b"800"))
}

#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub area: u16,
    pub kind: Kind,
}

/// Area code and what follows it: a fixed line of 7 or 8 digits, or a local short code (`025` `96110`).
pub fn line(digits: &[u8]) -> Result<Line, NumberError> {
    let (len, lengths, says) = match digits {
        [b'1', b'0', ..] | [b'2', b'0'..=b'5' | b'7'..=b'9', ..] => (2, 8..=8, "8"),
        [b'3'..=b'9', _, _, ..] => (3, 7..=8, "7 or 8"),
        _ => return Err(NumberError::Area(value(digits, 2))),
    };
    let area = value(digits, len);
    let rest = digits.get(len..).unwrap_or_default();
    if let Some(kind) = short(rest).filter(|_| !is_port(rest)) {
        return Ok(Line { area, kind });
    }
    if !lengths.contains(&rest.len()) {
        return Err(NumberError::FixedLength(says));
    }
    match rest.first() {
        Some(b'2'..=b'8') => Ok(Line { area, kind: Kind::Fixed }),
        first => Err(NumberError::FixedFirst(first.map_or(0, |digit| digit.saturating_sub(b'0')))),
    }
}

pub fn check_country(digits: &[u8]) -> Result<(), NumberError> {
    let two = value(digits, 2);
    let first = digits.first().copied().unwrap_or_default();
    let known = |codes: &[u8]| codes.iter().any(|code| u16::from(*code) == two);
    if matches!(first, b'1' | b'7') || known(&TWO_DIGITS) || known(&THREE_DIGITS) || known(&THREE_DIGITS_MORE) {
        Ok(())
    } else {
        Err(NumberError::Country(two))
    }
}

/// The value of the first `len` digits.
fn value(digits: &[u8], len: usize) -> u16 {
    digits.iter().take(len).fold(0, |value, digit| value * 10 + u16::from(digit.saturating_sub(b'0')))
}
