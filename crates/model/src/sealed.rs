//! A sealed fact: personal data that only a permit with a purpose may open.
//!
//! What travels in records is the reference, a commitment (so that the journal can vouch for the
//! fact without holding it, and still verifies after the fact was erased) and a mask for screens.

use crate::ids::SealedId;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// A 32-byte digest, in JSON as hex.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    pub fn hex(&self) -> String {
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.map(|digit| char::from_digit(digit.into(), 16).unwrap_or_default()).collect()
    }

    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0_u8; 32];
        for (slot, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *slot = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.hex())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("a digest is 64 hex digits"))
    }
}

/// A reference to a sealed fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub id: SealedId,
    pub commitment: Digest,
    /// What everybody may see, such as `****1234` or `王**`.
    pub mask: String,
}

/// The last `keep` characters, the rest hidden: `****1234`.
pub fn mask_tail(text: &str, keep: usize) -> String {
    let count = text.chars().count();
    // A short text would be given away by its tail: nothing of it is shown.
    if count <= keep.saturating_mul(2) {
        return "****".to_owned();
    }
    let tail: String = text.chars().skip(count.saturating_sub(keep)).collect();
    format!("****{tail}")
}

/// The first character of a name, the rest hidden: `王**`.
pub fn mask_name(name: &str) -> String {
    match name.chars().next() {
        Some(first) => format!("{first}**"),
        None => "**".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_give_little_away() {
        assert_eq!(mask_tail("9999991234567890", 4), "****7890");
        assert_eq!(mask_tail("12345678", 4), "****");
        assert_eq!(mask_name("王小明"), "王**");
        assert_eq!(mask_name(""), "**");
    }

    #[test]
    fn a_digest_survives_its_text() {
        let digest = Digest([7; 32]);
        assert_eq!(Digest::parse(&digest.hex()), Some(digest));
        assert_eq!(Digest::parse("zz"), None);
    }
}
