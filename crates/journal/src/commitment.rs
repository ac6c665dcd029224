//! Commitments to sealed facts. The journal never holds a name or an account number; it holds a
//! digest keyed by a salt that lives in the sealed row. While salt and value are kept, anybody shown
//! both can check what the entry spoke of. Once they are erased the digest says nothing, not even to
//! somebody who tries every account number, and the log still verifies.

use crate::tree::Hash;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Long enough that guessing the salt is no easier than guessing a key.
pub const SALT_BYTES: usize = 32;

/// Keeps these digests apart from any other use of HMAC under the same salt.
const CONTEXT: &[u8] = b"cordon commitment v1\n";

/// HMAC-SHA256 under `salt` of context, field length (u64), field and value. One salt serves one
/// field of one row: two rows with the same number must not show the same digest.
pub fn commitment(salt: &[u8; SALT_BYTES], field: &str, value: &[u8]) -> Hash {
    let key: &hmac::digest::Key<Hmac<Sha256>> = &padded(salt).into();
    let mut mac = Hmac::<Sha256>::new(key);
    mac.update(CONTEXT);
    mac.update(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
    mac.update(field.as_bytes());
    mac.update(value);
    mac.finalize().into_bytes().into()
}

/// HMAC pads a short key with zeroes to the block of its hash; done here, the key has its full
/// length and making the MAC cannot fail.
fn padded(salt: &[u8; SALT_BYTES]) -> [u8; 64] {
    let mut block = [0_u8; 64];
    block.iter_mut().zip(salt).for_each(|(to, from)| *to = *from);
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::to_hex;

    #[test]
    fn a_commitment_is_plain_hmac_over_the_stated_bytes() {
        // Worked outside with Python: hmac.new(bytes([1])*32, b"cordon commitment v1\n" +
        // (7).to_bytes(8, "big") + b"account" + b"9999990000000001", "sha256").hexdigest()
        let got = commitment(&[1; SALT_BYTES], "account", b"9999990000000001");
        assert_eq!(to_hex(&got), "a451c4543e149addbb6e0897d846391419e7b8b2635000a5a9e1f0e78ee7c2e2");
    }

    #[test]
    fn salt_field_and_value_each_matter_and_do_not_run_together() {
        let base = commitment(&[1; SALT_BYTES], "ab", b"c");
        assert_ne!(base, commitment(&[2; SALT_BYTES], "ab", b"c"));
        assert_ne!(base, commitment(&[1; SALT_BYTES], "a", b"bc"));
        assert_ne!(base, commitment(&[1; SALT_BYTES], "ab", b"d"));
    }
}
