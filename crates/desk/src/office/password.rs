//! Passwords: argon2id, with named costs. Hashing takes a tenth of a second on purpose, so it is done
//! before a transaction begins, never inside one.

use crate::limits::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
use crate::refusal::Refusal;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use cordon_model::Code;
use sha2::{Digest as _, Sha256};

/// Memory of one hash in KiB; with the two below what OWASP asks for argon2id.
pub const MEMORY_KIB: u32 = 19 * 1024;
pub const PASSES: u32 = 2;
pub const LANES: u32 = 1;
const SALT_BYTES: usize = 16;

/// Verified when there is no such login, so that the answer takes as long as for one that exists.
/// The costs are those above; whatever it matches opens nothing.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmUhIQ$NOBODYNOBODYNOBODYNOBODYNOBODYNOBODYNOBODYA";

fn hasher() -> Result<Argon2<'static>, Refusal> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: impl std::fmt::Display) -> Refusal {
    Refusal::new(Code::Internal, format!("a password could not be hashed: {error}"))
}

pub fn check(password: &str) -> Result<(), Refusal> {
    let chars = password.chars().count();
    if (PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&chars) {
        return Ok(());
    }
    Err(Refusal::field("password", format!("has to have {PASSWORD_CHARS_MIN} to {PASSWORD_CHARS_MAX} characters")))
}

/// The hash to keep. The salt is drawn from the call's seed, apart from everything else drawn there.
pub fn hash(password: &str, seed: &[u8; 32]) -> Result<String, Refusal> {
    let drawn = Sha256::new().chain_update(b"cordon/password/salt/v1\0").chain_update(seed).finalize();
    let salt: Vec<u8> = drawn.iter().copied().take(SALT_BYTES).collect();
    Ok(hasher()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(failed)?.to_string())
}

/// Whether the password is right; without a hash to compare it never is, and takes as long.
pub fn is_right(password: &str, kept: Option<&str>) -> Result<bool, Refusal> {
    let verified = hasher()?.verify_password(password.as_bytes(), kept.unwrap_or(NOBODY)).is_ok();
    Ok(verified && kept.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordHash;

    #[test]
    fn a_password_verifies_against_its_own_hash_only() {
        let kept = hash("correct horse battery", &[1; 32]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("correct horse battery", Some(&kept)).unwrap());
        assert!(!is_right("correct horse batterz", Some(&kept)).unwrap());
        assert!(!is_right("correct horse battery", None).unwrap());
        assert_ne!(kept, hash("correct horse battery", &[2; 32]).unwrap());
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let params = Params::try_from(&nobody).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert!(nobody.hash.is_some_and(|hash| hash.as_bytes().len() == 32));
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(check("short").is_err());
        assert!(check(&"x".repeat(PASSWORD_CHARS_MAX + 1)).is_err());
        assert!(check("一二三四五六七八九十甲乙").is_ok());
    }
}
