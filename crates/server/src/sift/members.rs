//! Which agencies may send events, and how many: asked of the records once a second at most for each key, so
//! that judging does not wait for the desk. A key that was revoked is refused after that second.

use cordon_desk::Refusal;
use cordon_model::{AgencyId, AgencyKind, Code};
use cordon_sift::event::Event;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What was found out of a key holds so long.
const KNOWN: Duration = Duration::from_secs(1);
/// Keys that are known at once; above it all are asked again.
const KEYS_MAX: usize = 10_000;
/// Events of one agency within a second.
pub const EVENTS_PER_SECOND_MAX: u64 = 30_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub agency: AgencyId,
    pub code: Arc<str>,
    pub kind: AgencyKind,
}

impl Member {
    /// Whether such an event is this agency's to see: carriers see calls, who keeps accounts sees payments,
    /// and anybody may pass on a text.
    pub fn sees(&self, event: &Event) -> bool {
        match event {
            Event::Text(_) => true,
            Event::Call(_) => self.is_carrier(),
            Event::Payment(_) => self.kind.keeps_accounts(),
        }
    }

    pub fn is_carrier(&self) -> bool {
        self.kind == AgencyKind::Carrier
    }
}

#[derive(Debug, Default)]
pub struct Members {
    known: Mutex<HashMap<[u8; 32], (Member, Instant)>>,
    counts: Mutex<HashMap<AgencyId, (i64, u64)>>,
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl Members {
    pub fn known(&self, token: &str) -> Option<Member> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&digest(token)).filter(|(_, until)| *until > Instant::now()).map(|(member, _)| member.clone())
    }

    pub fn learn(&self, token: &str, member: Member) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEYS_MAX {
            known.clear();
        }
        known.insert(digest(token), (member, Instant::now() + KNOWN));
    }

    /// Counts events of an agency; above the limit they are refused until the next second.
    pub fn take(&self, agency: AgencyId, events: usize, second: i64) -> Result<(), Refusal> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = counts.entry(agency).or_insert((second, 0));
        if slot.0 != second {
            *slot = (second, 0);
        }
        let wanted = slot.1.saturating_add(u64::try_from(events).unwrap_or(u64::MAX));
        if wanted > EVENTS_PER_SECOND_MAX {
            let what = format!("at most {EVENTS_PER_SECOND_MAX} events of one agency within a second");
            return Err(Refusal::new(Code::TooOften, what));
        }
        slot.1 = wanted;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::Stamp;

    #[test]
    fn an_agency_may_send_so_much_within_a_second() {
        let members = Members::default();
        let agency = |byte| AgencyId::make(Stamp::from_ms(1), [byte; 10]);
        let most = usize::try_from(EVENTS_PER_SECOND_MAX).unwrap();
        members.take(agency(1), most, 7).unwrap();
        assert_eq!(members.take(agency(1), 1, 7).unwrap_err().code, Code::TooOften);
        members.take(agency(2), 1, 7).unwrap();
        members.take(agency(1), 1, 8).unwrap();
    }
}
