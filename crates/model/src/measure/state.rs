//! The life of a measure: what may become of it, and of what it holds.

use crate::ids::{MeasureId, ReceiptId};
use crate::money::{Money, MoneyError};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

/// What is true while a measure is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Force {
    /// What is held in the world, as the receipt says; None where a measure holds no money.
    pub held: Option<Money>,
    /// What may be held: the order's limit.
    pub limit: Option<Money>,
    pub from: Stamp,
    pub until: Stamp,
    /// The receipt that put it in force, or last renewed it.
    pub receipt: ReceiptId,
    /// How many times this target was restricted under this measure: a stop and its extension are two.
    pub times: u32,
    /// Since when it holds more than at first: what left before that was free to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_at: Option<Stamp>,
}

impl Force {
    /// Up to how much it keeps what comes: its limit, or the more that a house holds that cannot hold a part.
    /// None where it has no limit.
    pub fn reach(&self) -> Option<Money> {
        self.limit.map(|limit| self.held.map_or(limit, |held| held.max(limit)))
    }

    /// What is held beyond the limit: the harm to the holder that a limited freeze must end.
    pub fn excess(&self) -> Result<Option<Money>, MoneyError> {
        match (self.held, self.limit) {
            (Some(held), Some(limit)) if held.currency() == limit.currency() => {
                let over = held.minus(limit)?;
                Ok(over.is_positive().then_some(over))
            }
            (Some(_), Some(_)) => Ok(None),
            _ => Ok(None),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MeasureState {
    Pending {
        since: Stamp,
    },
    /// 轮候: another organ's freeze stands before it; it takes effect when that one ends.
    Queued {
        since: Stamp,
        /// Who froze before, and until when, as the agency says.
        behind: String,
        until: Option<Stamp>,
        limit: Option<Money>,
        /// Until when it is asked for.
        life_until: Stamp,
        receipt: ReceiptId,
    },
    InForce(Force),
    Renewed(Force),
    /// The agency refused or could not: it never came to be.
    NotImposed {
        at: Stamp,
        receipt: Option<ReceiptId>,
    },
    Lapsed {
        at: Stamp,
        was: Force,
    },
    Released {
        at: Stamp,
        was: Force,
        receipt: ReceiptId,
    },
    Converted {
        at: Stamp,
        was: Force,
        into: MeasureId,
    },
    Returned {
        at: Stamp,
        was: Force,
        receipt: ReceiptId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeasureEvent {
    Imposed {
        held: Option<Money>,
        limit: Option<Money>,
        from: Stamp,
        until: Stamp,
        receipt: ReceiptId,
    },
    NotImposed {
        receipt: Option<ReceiptId>,
    },
    /// The agency took it, behind an earlier one.
    Queued {
        behind: String,
        until: Option<Stamp>,
        limit: Option<Money>,
        life_until: Stamp,
        receipt: ReceiptId,
    },
    /// The earlier one is over: a queued measure takes effect.
    TookEffect {
        held: Option<Money>,
        receipt: Option<ReceiptId>,
    },
    /// The agency holds less from now on.
    Reduced {
        held: Option<Money>,
        limit: Money,
        receipt: ReceiptId,
    },
    /// The agency holds more from now on, until the same end.
    Raised {
        held: Option<Money>,
        limit: Money,
        receipt: ReceiptId,
    },
    Renewed {
        until: Stamp,
        receipt: ReceiptId,
    },
    /// The clock: legal only once `until` has come.
    ClockPassed,
    Released {
        receipt: ReceiptId,
    },
    Converted {
        into: MeasureId,
    },
    Returned {
        receipt: ReceiptId,
    },
}

impl MeasureEvent {
    const fn name(&self) -> &'static str {
        match self {
            Self::Imposed { .. } => "be imposed",
            Self::NotImposed { .. } => "fail to be imposed",
            Self::Queued { .. } => "be queued",
            Self::TookEffect { .. } => "take effect",
            Self::Reduced { .. } => "be reduced",
            Self::Raised { .. } => "be raised",
            Self::Renewed { .. } => "be renewed",
            Self::ClockPassed => "lapse",
            Self::Released { .. } => "be released",
            Self::Converted { .. } => "be converted",
            Self::Returned { .. } => "be returned",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a measure that is {state} cannot {event}")]
pub struct IllegalStep {
    pub state: &'static str,
    pub event: &'static str,
}

impl MeasureState {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Queued { .. } => "queued",
            Self::InForce(_) => "in_force",
            Self::Renewed(_) => "renewed",
            Self::NotImposed { .. } => "not_imposed",
            Self::Lapsed { .. } => "lapsed",
            Self::Released { .. } => "released",
            Self::Converted { .. } => "converted",
            Self::Returned { .. } => "returned",
        }
    }

    /// The force of a running measure.
    pub const fn force(&self) -> Option<&Force> {
        match self {
            Self::InForce(force) | Self::Renewed(force) => Some(force),
            _ => None,
        }
    }

    pub const fn is_over(&self) -> bool {
        !matches!(self, Self::Pending { .. } | Self::Queued { .. } | Self::InForce(_) | Self::Renewed(_))
    }

    /// It holds, or will hold when its turn comes: there is something to lift.
    pub const fn is_live(&self) -> bool {
        matches!(self, Self::Queued { .. } | Self::InForce(_) | Self::Renewed(_))
    }

    /// When the clock next has to look at it: its own end, or for a queued one the end of the earlier,
    /// if that comes before its own.
    pub fn clock_at(&self) -> Option<Stamp> {
        match self {
            Self::InForce(force) | Self::Renewed(force) => Some(force.until),
            Self::Queued { until, life_until, .. } => Some(until.map_or(*life_until, |until| until.min(*life_until))),
            _ => None,
        }
    }

    /// The whole life of a measure. Every step not listed is illegal.
    pub fn next(&self, event: &MeasureEvent, now: Stamp) -> Result<Self, IllegalStep> {
        use MeasureEvent as E;
        use MeasureState as S;
        Ok(match (self, event.clone()) {
            (S::Pending { .. }, E::Imposed { held, limit, from, until, receipt }) => {
                S::InForce(Force { held, limit, from, until, receipt, times: 1, raised_at: None })
            }
            (S::Pending { .. }, E::Queued { behind, until, limit, life_until, receipt }) => {
                S::Queued { since: now, behind, until, limit, life_until, receipt }
            }
            (S::Pending { .. } | S::Queued { .. }, E::NotImposed { receipt }) => S::NotImposed { at: now, receipt },
            (S::Queued { until, limit, life_until, receipt, .. }, E::TookEffect { held, receipt: told })
                if told.is_some() || until.is_some_and(|until| now >= until) =>
            {
                let from = if told.is_some() { now } else { until.unwrap_or(now) };
                let receipt = told.unwrap_or(*receipt);
                S::InForce(Force { held, limit: *limit, from, until: *life_until, receipt, times: 1, raised_at: None })
            }
            (S::InForce(force), E::Reduced { held, limit, receipt }) => {
                S::InForce(Force { held, limit: Some(limit), receipt, ..*force })
            }
            (S::Renewed(force), E::Reduced { held, limit, receipt }) => {
                S::Renewed(Force { held, limit: Some(limit), receipt, ..*force })
            }
            (S::InForce(force), E::Raised { held, limit, receipt }) => {
                S::InForce(Force { held, limit: Some(limit), receipt, raised_at: Some(now), ..*force })
            }
            (S::Renewed(force), E::Raised { held, limit, receipt }) => {
                S::Renewed(Force { held, limit: Some(limit), receipt, raised_at: Some(now), ..*force })
            }
            (S::InForce(force) | S::Renewed(force), E::Renewed { until, receipt }) => {
                S::Renewed(Force { until, receipt, times: force.times.saturating_add(1), ..*force })
            }
            (S::InForce(force) | S::Renewed(force), E::ClockPassed) if now >= force.until => {
                // It ended when its time came, not when somebody noticed.
                S::Lapsed { at: force.until, was: *force }
            }
            (S::InForce(was) | S::Renewed(was), E::Released { receipt }) => S::Released { at: now, was: *was, receipt },
            (S::InForce(was) | S::Renewed(was), E::Converted { into }) => S::Converted { at: now, was: *was, into },
            (S::InForce(was) | S::Renewed(was), E::Returned { receipt }) => S::Returned { at: now, was: *was, receipt },
            _ => {
                return Err(IllegalStep { state: self.name(), event: event.name() });
            }
        })
    }
}
