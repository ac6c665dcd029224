//! Fresh randomness, handed in as one seed per call: a verb that runs again makes the same ids,
//! keys and codes, so running it again is the same act.

use cordon_model::Stamp;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Crockford's digits without the ones people misread over the telephone.
const CODE_DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 60 bits: with the tail of the account and a rate limit, not to be guessed.
const CODE_CHARS: usize = 12;

pub struct Fresh {
    rng: StdRng,
    now: Stamp,
    made: u16,
}

impl std::fmt::Debug for Fresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fresh")
    }
}

impl Fresh {
    pub fn new(seed: [u8; 32], now: Stamp) -> Self {
        Self { rng: StdRng::from_seed(seed), now, made: 0 }
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill(&mut bytes[..]);
        bytes
    }

    pub fn id<T>(&mut self, make: fn(Stamp, [u8; cordon_model::ids::ID_RANDOM_BYTES]) -> T) -> T {
        let mut random: [u8; cordon_model::ids::ID_RANDOM_BYTES] = self.bytes();
        // The first twelve bits count within the act, so that what one act makes sorts as it was made.
        let [a, b, ..] = &mut random;
        [*a, *b] = self.made.to_be_bytes();
        self.made = self.made.wrapping_add(1);
        make(self.now, random)
    }

    /// A public code such as `7K3M-Q9TX-2B4D`: random, derived from nothing.
    pub fn code(&mut self) -> String {
        let random: [u8; CODE_CHARS] = self.bytes();
        let digits: Vec<char> = random
            .iter()
            .map(|byte| CODE_DIGITS.get(usize::from(byte % 32)).copied().map_or('0', char::from))
            .collect();
        digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    /// A secret for a machine or a session: 256 bits, hex.
    pub fn secret(&mut self) -> String {
        self.bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
