//! Addresses of wallets in one form, their checksums looked at where that is cheap: Bitcoin (Base58Check and
//! Bech32 (m)), Tron (Base58Check). An Ethereum address has its checksum in its capitals, by a hash that
//! nothing else here needs: all of one case is taken, and capitals are not looked at.

use sha2::{Digest, Sha256};

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// What a checksum of Bech32 and of Bech32m comes to.
const BECH32_ENDS: [u32; 2] = [1, 0x2bc8_30a3];
const ADDRESSES_MAX: usize = 8;

/// The address in its one form with what chain it is of.
pub fn form(written: &str) -> Option<String> {
    let address = written.split_once(':').map_or(written, |(_, address)| address).trim();
    if let Some(hex) = address.strip_prefix("0x").or_else(|| address.strip_prefix("0X")) {
        let fine = hex.len() == 40 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        return fine.then(|| format!("eth:0x{}", hex.to_ascii_lowercase()));
    }
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("bc1") {
        return bech32(&lower).then(|| format!("btc:{lower}"));
    }
    match base58_version(address)? {
        0x00 | 0x05 => Some(format!("btc:{address}")),
        0x41 => Some(format!("tron:{address}")),
        _ => None,
    }
}

/// The version byte of 25 bytes whose last four are a checksum of the rest.
fn base58_version(address: &str) -> Option<u8> {
    if !(25..=36).contains(&address.len()) {
        return None;
    }
    let mut bytes = [0u8; 25];
    for c in address.bytes() {
        let mut carry = u32::try_from(BASE58.iter().position(|of| *of == c)?).ok()?;
        for byte in bytes.iter_mut().rev() {
            carry = carry.checked_add(u32::from(*byte).checked_mul(58)?)?;
            *byte = u8::try_from(carry & 0xff).ok()?;
            carry >>= 8;
        }
        if carry != 0 {
            return None;
        }
    }
    let (body, sum) = bytes.split_at(21);
    let twice = Sha256::digest(Sha256::digest(body));
    (twice.get(..4) == Some(sum)).then(|| bytes.first().copied()).flatten()
}

fn bech32(address: &str) -> bool {
    let Some(data) = address.strip_prefix("bc1").filter(|data| (11..=87).contains(&data.len())) else { return false };
    // The human part, expanded: high bits, zero, low bits of `bc`.
    let mut sum = [3, 3, 0, 2, 3].into_iter().fold(1, step);
    for c in data.bytes() {
        let Some(value) = (0u32..).zip(BECH32).find_map(|(value, of)| (*of == c).then_some(value)) else {
            return false;
        };
        sum = step(sum, value);
    }
    BECH32_ENDS.contains(&sum)
}

fn step(sum: u32, value: u32) -> u32 {
    let top = sum >> 25;
    let generators = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let mut next = ((sum & 0x01ff_ffff) << 5) ^ value;
    for (bit, generator) in generators.into_iter().enumerate() {
        if (top >> bit) & 1 == 1 {
            next ^= generator;
        }
    }
    next
}

/// Addresses in a text, in their one form.
pub fn wallets_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| (25..=90).contains(&word.len()));
    words.filter_map(form).take(ADDRESSES_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_whose_checksum_fails_is_none() {
        // Of the first block, of BIP-173, BIP-350, and the contract of a well-known token.
        for good in [
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
            "0x52908400098527886E0F7030069857D2E4169EE7",
        ] {
            assert!(form(good).is_some(), "{good}");
        }
        for bad in [
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u",
            "0x5290840009852788",
        ] {
            assert_eq!(form(bad), None, "{bad}");
        }
        assert_eq!(
            wallets_of("转USDT到TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t，快"),
            ["tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"]
        );
    }
}
