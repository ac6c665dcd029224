//! Randomness, from the system. Verbs get a seed; only keys and seeds are made here.

use rand::TryRng;
use rand::rngs::SysRng;

/// 32 random bytes. Without the system's randomness nothing may be issued, so failing ends the process.
pub fn seed() -> [u8; 32] {
    let mut bytes = [0; 32];
    if SysRng.try_fill_bytes(&mut bytes).is_err() {
        tracing::error!("the system gives no randomness; stopping before anything guessable is issued");
        std::process::abort();
    }
    bytes
}
