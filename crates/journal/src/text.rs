//! Hex and base64, as the C2SP texts want them: hex lower case, base64 standard with padding, and
//! each value in exactly one spelling.

use crate::tree::Hash;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serializer;

const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

pub fn to_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| HEX_DIGITS.get(usize::from(nibble)))
        .map(|digit| char::from(*digit))
        .collect()
}

pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// `None` for anything but the one canonical spelling of some bytes.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A hash as the base64 line of a checkpoint or a proof.
pub fn hash_from_base64(text: &str) -> Option<Hash> {
    Hash::try_from(from_base64(text)?).ok()
}

/// ASCII decimal without leading zeroes, sign or spaces, as C2SP writes sizes and indices.
pub fn decimal(text: &str) -> Option<u64> {
    let digits_only = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let one_spelling = text == "0" || !text.starts_with('0');
    (digits_only && one_spelling).then(|| text.parse().ok())?
}

/// For `#[serde(serialize_with)]` on byte fields.
pub(crate) fn hex_field<S: Serializer, B: AsRef<[u8]>>(bytes: &B, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(&to_hex(bytes.as_ref()))
}

/// For `#[serde(serialize_with)]` on roots, so that they read as in a checkpoint.
pub(crate) fn base64_field<S: Serializer, B: AsRef<[u8]>>(bytes: &B, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(&to_base64(bytes.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_one_spelling() {
        assert_eq!(to_hex(&[0, 0x9f, 0xff]), "009fff");
        assert_eq!(from_base64("AA=="), Some(vec![0]));
        for other in ["AA", "AB==", "AA==\n", " AA==", "AA-=", "A"] {
            assert_eq!(from_base64(other), None, "{other:?}");
        }
        for (text, value) in [("0", Some(0)), ("7", Some(7)), ("18446744073709551615", Some(u64::MAX))] {
            assert_eq!(decimal(text), value);
        }
        for other in ["", "00", "07", "+7", "-1", "7 ", "18446744073709551616", "٣"] {
            assert_eq!(decimal(other), None, "{other:?}");
        }
    }
}
