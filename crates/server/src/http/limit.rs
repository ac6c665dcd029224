//! How often one address may ask the public routes: a fixed window, counted in memory. It slows down
//! guessing and keeps one caller from crowding out the others; it is no protection against many
//! addresses at once, which is the affair of what stands before the centre.

use crate::http::problem::Problem;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Mutex;

/// Length of the window.
pub const WINDOW_S: i64 = 60;
/// Sign-ins of one address in a window.
pub const SIGN_IN_MAX: u32 = 60;
/// Looks at public pages.
pub const LOOK_MAX: u32 = 60;
/// Appeals filed.
pub const APPEAL_MAX: u32 = 10;
/// Questions whether something is known: far fewer than a list would take to be read out by trying.
pub const CHECK_MAX: u32 = 30;
/// Tips.
pub const TIP_MAX: u32 = 10;
/// Addresses counted at once; above it, those of past windows are forgotten, and then all.
const ADDRESSES_MAX: usize = 100_000;

/// Where a request comes from. Of IPv6 the network counts: one household has 2^64 addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address(IpAddr);

impl Address {
    pub fn of(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => Self(IpAddr::V4(v4)),
                None => Self(IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)))),
            },
            v4 => Self(v4),
        }
    }
}

/// The peer of the connection. Headers that claim another one are not believed. Without a connection
/// (in tests that call the router) all requests come from one address.
impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Self::of(peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

/// Seconds of real time: a demo's faster clock must not open the gates wider.
pub fn system_seconds() -> i64 {
    crate::clock::system().ms() / 1_000
}

/// The limits of the public routes.
#[derive(Debug)]
pub struct Limits {
    pub sign_in: Window,
    pub look: Window,
    pub appeal: Window,
    pub check: Window,
    pub tip: Window,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: Window::new(SIGN_IN_MAX),
            look: Window::new(LOOK_MAX),
            appeal: Window::new(APPEAL_MAX),
            check: Window::new(CHECK_MAX),
            tip: Window::new(TIP_MAX),
        }
    }
}

/// Counts per address in the running window.
#[derive(Debug)]
pub struct Window {
    max: u32,
    counts: Mutex<HashMap<Address, (i64, u32)>>,
}

impl Window {
    pub fn new(max: u32) -> Self {
        Self { max, counts: Mutex::new(HashMap::new()) }
    }

    /// Counts one request; above the limit it is refused until the next window.
    pub fn take(&self, address: Address, now_s: i64) -> Result<(), Problem> {
        let window = now_s.div_euclid(WINDOW_S);
        // A poisoned count is still a count.
        let mut counts = self.counts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if counts.len() >= ADDRESSES_MAX && !counts.contains_key(&address) {
            counts.retain(|_, (of, _)| *of == window);
            if counts.len() >= ADDRESSES_MAX {
                counts.clear();
            }
        }
        let slot = counts.entry(address).or_insert((window, 0));
        if slot.0 != window {
            *slot = (window, 0);
        }
        slot.1 = slot.1.saturating_add(1);
        if slot.1 <= self.max {
            return Ok(());
        }
        let left = WINDOW_S.saturating_sub(now_s.rem_euclid(WINDOW_S));
        Err(Problem::too_often(u32::try_from(left).unwrap_or(1).max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::of(text.parse().unwrap())
    }

    #[test]
    fn an_address_may_ask_so_often_in_a_window() {
        let limit = Window::new(2);
        let (one, other) = (address("192.0.2.1"), address("192.0.2.2"));
        assert!(limit.take(one, 120).is_ok() && limit.take(one, 130).is_ok());
        let refused = limit.take(one, 170).unwrap_err();
        assert_eq!(refused.status(), axum::http::StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.refusal().detail.contains("10 s"), "{refused:?}");
        assert!(limit.take(other, 170).is_ok(), "others are not concerned");
        assert!(limit.take(one, 180).is_ok(), "a new window");
    }

    #[test]
    fn a_network_counts_as_one_address() {
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff:1"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    }
}
