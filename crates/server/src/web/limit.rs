//! How often one address may ask what anybody may ask: codes are not to be guessed, nor passwords.
//!
//! A fixed window for each address, in memory: a restart forgives. The code itself has 60 bits; this
//! only keeps a single machine from trying. Behind a proxy all callers share the proxy's address, so
//! a site with one limits there as well.

use cordon_model::Stamp;
use cordon_model::time::MINUTE_MS;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// Look-ups, appeals and sign-ins of one address in one window.
pub const ASKED_MAX: u32 = 30;
pub const WINDOW_MS: i64 = MINUTE_MS;
/// Addresses remembered at once; when more come, the oldest windows go.
const ADDRESSES_MAX: usize = 50_000;

#[derive(Debug, Default)]
pub struct Limits(Mutex<HashMap<IpAddr, Window>>);

#[derive(Debug)]
struct Window {
    began: Stamp,
    count: u32,
}

impl Limits {
    /// Counts one question; false when it is one too many. Without an address there is nobody to count.
    pub fn allows(&self, address: Option<IpAddr>, now: Stamp) -> bool {
        let Some(address) = address else { return true };
        // A poisoned lock means a panic elsewhere; refusing everybody would make it worse.
        let Ok(mut windows) = self.0.lock() else { return true };
        if windows.len() >= ADDRESSES_MAX {
            windows.retain(|_, window| now.since_ms(window.began) < WINDOW_MS);
        }
        if windows.len() >= ADDRESSES_MAX {
            windows.clear();
        }
        let window = windows.entry(address).or_insert(Window { began: now, count: 0 });
        if now.since_ms(window.began) >= WINDOW_MS {
            *window = Window { began: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
        window.count <= ASKED_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_stopped_and_starts_anew_in_the_next_window() {
        let limits = Limits::default();
        let (one, other) = (Some(IpAddr::from([192, 0, 2, 1])), Some(IpAddr::from([192, 0, 2, 2])));
        let at = |ms: i64| Stamp::from_ms(ms);
        for n in 0..ASKED_MAX {
            assert!(limits.allows(one, at(i64::from(n))));
        }
        assert!(!limits.allows(one, at(100)));
        assert!(limits.allows(other, at(100)));
        assert!(!limits.allows(one, at(WINDOW_MS - 1)));
        assert!(limits.allows(one, at(WINDOW_MS)));
        assert!(limits.allows(None, at(0)));
    }
}
