//! One-time codes by the clock (RFC 6238 over RFC 4226): six digits, a new one every 30 seconds, HMAC-SHA-1,
//! which is what authenticator apps speak. Nothing here knows officers or keeps anything.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Bytes of a secret: as many as the hash has (RFC 4226 §4, R6).
pub const SECRET_BYTES: usize = 20;
pub const STEP_S: i64 = 30;
pub const DIGITS: usize = 6;
/// How far the telephone's clock may be off, in steps either way (RFC 6238 §5.2 advises one).
pub const STEPS_OFF_MAX: i64 = 1;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step of a moment.
pub const fn step_of(now_ms: i64) -> i64 {
    now_ms.div_euclid(STEP_S.saturating_mul(1_000))
}

/// The code of a step.
pub fn code(secret: &[u8], step: i64) -> String {
    // An HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let sum: [u8; 20] = mac.finalize().into_bytes().into();
    let at = sum.last().map_or(0, |last| usize::from(last & 15));
    let four = sum.iter().skip(at).take(4).fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
    format!("{:06}", (four & 0x7fff_ffff) % 1_000_000)
}

/// The step whose code this is, if it is near `now` and after `used`.
pub fn matching_step(secret: &[u8], said: &str, now_ms: i64, used: i64) -> Option<i64> {
    let now = step_of(now_ms);
    let near = now.saturating_sub(STEPS_OFF_MAX)..=now.saturating_add(STEPS_OFF_MAX);
    // Each is looked at, so that the time taken does not tell which one it was.
    near.filter(|step| *step > used).filter(|step| same(&code(secret, *step), said)).max()
}

fn same(one: &str, other: &str) -> bool {
    let differ = one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differ == 0
}

/// RFC 4648 without padding, as apps expect a secret to be typed.
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for five in bytes.chunks(5) {
        let mut block = [0_u8; 8];
        block.iter_mut().skip(3).zip(five).for_each(|(to, from)| *to = *from);
        let number = u64::from_be_bytes(block);
        let digits = five.len().saturating_mul(8).div_ceil(5);
        for at in 0..digits {
            let shift = 35_usize.saturating_sub(at.saturating_mul(5));
            let digit = usize::try_from((number >> shift) & 31).unwrap_or(0);
            text.push(BASE32.get(digit).copied().map_or('A', char::from));
        }
    }
    text
}

/// What an app reads from the picture (the key URI form that all of them know).
pub fn uri(login: &str, secret: &[u8]) -> String {
    let secret = base32(secret);
    format!(
        "otpauth://totp/Cordon:{login}?secret={secret}&issuer=Cordon&algorithm=SHA1&digits={DIGITS}&period={STEP_S}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (second, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, step_of(second * 1_000)), expected, "{second}");
        }
    }

    /// RFC 4226, appendix D.
    #[test]
    fn counters_are_those_of_the_standard() {
        let expected =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (counter, expected) in (0..).zip(expected) {
            assert_eq!(code(b"12345678901234567890", counter), expected);
        }
    }

    /// RFC 4648, section 10, without its padding.
    #[test]
    fn base32_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn a_code_holds_one_step_either_way_and_never_again() {
        let secret = [3; SECRET_BYTES];
        let (step, now) = (60_000_000, 60_000_000 * 30_000 + 14_000);
        for off in -1..=1 {
            assert_eq!(matching_step(&secret, &code(&secret, step + off), now, 0), Some(step + off));
        }
        for off in [-2, 2] {
            assert_eq!(matching_step(&secret, &code(&secret, step + off), now, 0), None);
        }
        assert_eq!(matching_step(&secret, &code(&secret, step), now, step), None, "used");
        assert_eq!(matching_step(&secret, &code(&secret, step - 1), now, step), None, "older than one that was used");
        assert!(matching_step(&secret, &code(&secret, step + 1), now, step).is_some());
        assert_eq!(matching_step(&secret, "12345", now, 0), None);
        assert_eq!(matching_step(&secret, "", now, 0), None);
    }
}
