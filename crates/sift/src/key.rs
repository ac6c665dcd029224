//! Numbers, accounts and devices as 64-bit keys under a secret: state and lists know nobody by name.
//!
//! A keyed hash of something that can be enumerated is no anonymity (`domain.md` 8.2): whoever has the secret
//! can try all numbers. It keeps memory small and a dump without its secret mute, no more.

use siphasher::sip::SipHasher24;
use std::fmt;
use std::hash::Hasher;

/// What is known by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    Number,
    Account,
    Name,
    Host,
    Wallet,
    Device,
    App,
    Cell,
    Text,
    /// An event by agency and id.
    Event,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

/// The secret of an installation.
#[derive(Clone)]
pub struct Keyer {
    hasher: SipHasher24,
}

impl Keyer {
    pub fn new(secret: &[u8; 16]) -> Self {
        Self { hasher: SipHasher24::new_with_key(secret) }
    }

    /// The key of a name that is already in its one form.
    pub fn key(&self, known: Known, name: &str) -> Key {
        let mut hasher = self.hasher;
        hasher.write_u8(known as u8);
        hasher.write(name.as_bytes());
        Key(hasher.finish())
    }
}

impl fmt::Debug for Keyer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyer(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_what_they_name_and_by_secret() {
        let keyer = Keyer::new(b"0123456789abcdef");
        let number = keyer.key(Known::Number, "+8613000000000");
        assert_eq!(number, keyer.key(Known::Number, "+8613000000000"));
        assert_ne!(number, keyer.key(Known::Account, "+8613000000000"));
        assert_ne!(number, Keyer::new(b"0123456789abcdeg").key(Known::Number, "+8613000000000"));
    }
}
