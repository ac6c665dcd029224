//! The life of an order, from draft to answer. "Overdue" is not a state but a question about the clock, so
//! that a late answer always fits.

use super::{Approval, Author, Missing};
use crate::ids::ReceiptId;
use crate::norm::Deadline;
use crate::receipt::ReceiptResult;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OrderState {
    Drafted {
        at: Stamp,
    },
    AwaitingPapers {
        at: Stamp,
        missing: Vec<Missing>,
    },
    AwaitingApproval {
        at: Stamp,
    },
    Approved {
        at: Stamp,
        approval: Approval,
    },
    Dispatched {
        at: Stamp,
        approval: Approval,
        due: Deadline,
    },
    /// Fetched by the agency.
    Seen {
        at: Stamp,
        dispatched_at: Stamp,
        approval: Approval,
        due: Deadline,
    },
    Answered {
        at: Stamp,
        dispatched_at: Stamp,
        approval: Approval,
        due: Deadline,
        receipt: ReceiptId,
        result: ReceiptResult,
    },
    Withdrawn {
        at: Stamp,
        by: Author,
        reason: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderEvent {
    PapersMissing(Vec<Missing>),
    PapersComplete,
    Approved(Approval),
    Dispatched(Deadline),
    Seen,
    Answered { receipt: ReceiptId, result: ReceiptResult },
    Withdrawn { by: Author, reason: String },
}

impl OrderEvent {
    const fn name(&self) -> &'static str {
        match self {
            Self::PapersMissing(_) => "papers missing",
            Self::PapersComplete => "papers complete",
            Self::Approved(_) => "approve",
            Self::Dispatched(_) => "dispatch",
            Self::Seen => "see",
            Self::Answered { .. } => "answer",
            Self::Withdrawn { .. } => "withdraw",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {state} cannot {event}")]
pub struct IllegalStep {
    pub state: &'static str,
    pub event: &'static str,
}

impl OrderState {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Drafted { .. } => "drafted",
            Self::AwaitingPapers { .. } => "awaiting_papers",
            Self::AwaitingApproval { .. } => "awaiting_approval",
            Self::Approved { .. } => "approved",
            Self::Dispatched { .. } => "dispatched",
            Self::Seen { .. } => "seen",
            Self::Answered { result, .. } => result.name(),
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Not yet approved: it may still change.
    pub const fn is_unsent(&self) -> bool {
        matches!(self, Self::Drafted { .. } | Self::AwaitingPapers { .. } | Self::AwaitingApproval { .. })
    }

    /// Nothing more is expected of anybody.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Answered { .. } | Self::Withdrawn { .. })
    }

    /// The whole life of an order. Every step not listed is illegal.
    pub fn next(&self, event: &OrderEvent, now: Stamp) -> Result<Self, IllegalStep> {
        use OrderEvent as E;
        use OrderState as S;
        Ok(match (self, event) {
            (S::Drafted { .. } | S::AwaitingPapers { .. }, E::PapersMissing(missing)) => {
                S::AwaitingPapers { at: now, missing: missing.clone() }
            }
            (S::Drafted { .. } | S::AwaitingPapers { .. }, E::PapersComplete) => S::AwaitingApproval { at: now },
            (S::AwaitingApproval { .. }, E::Approved(approval)) => S::Approved { at: now, approval: *approval },
            // Messages that restrict nobody, and those that free somebody, wait for no papers.
            (S::Drafted { .. }, E::Approved(approval @ (Approval::NotNeeded | Approval::Clock { .. }))) => {
                S::Approved { at: now, approval: *approval }
            }
            (S::Approved { approval, .. }, E::Dispatched(due)) => {
                S::Dispatched { at: now, approval: *approval, due: *due }
            }
            (S::Dispatched { at, approval, due }, E::Seen) => {
                S::Seen { at: now, dispatched_at: *at, approval: *approval, due: *due }
            }
            // Fetched = seen, but an agency may also answer by another way before it fetched.
            (
                S::Dispatched { at: dispatched_at, approval, due } | S::Seen { dispatched_at, approval, due, .. },
                E::Answered { receipt, result },
            ) => S::Answered {
                at: now,
                dispatched_at: *dispatched_at,
                approval: *approval,
                due: *due,
                receipt: *receipt,
                result: *result,
            },
            // What an agency may already have read is not withdrawn but lifted.
            (
                S::Drafted { .. }
                | S::AwaitingPapers { .. }
                | S::AwaitingApproval { .. }
                | S::Approved { .. }
                | S::Dispatched { .. },
                E::Withdrawn { by, reason },
            ) => S::Withdrawn { at: now, by: *by, reason: reason.clone() },
            _ => {
                return Err(IllegalStep { state: self.name(), event: event.name() });
            }
        })
    }

    pub const fn approval(&self) -> Option<&Approval> {
        match self {
            Self::Approved { approval, .. }
            | Self::Dispatched { approval, .. }
            | Self::Seen { approval, .. }
            | Self::Answered { approval, .. } => Some(approval),
            _ => None,
        }
    }

    pub const fn due(&self) -> Option<&Deadline> {
        match self {
            Self::Dispatched { due, .. } | Self::Seen { due, .. } | Self::Answered { due, .. } => Some(due),
            _ => None,
        }
    }

    /// Still unanswered after its deadline, or answered after it.
    pub fn is_overdue(&self, now: Stamp) -> bool {
        match self {
            Self::Dispatched { due, .. } | Self::Seen { due, .. } => now > due.at,
            Self::Answered { due, at, .. } => *at > due.at,
            _ => false,
        }
    }

    pub const fn dispatched_at(&self) -> Option<Stamp> {
        match self {
            Self::Dispatched { at, .. } => Some(*at),
            Self::Seen { dispatched_at, .. } | Self::Answered { dispatched_at, .. } => Some(*dispatched_at),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OfficerId;
    use crate::norm::{NormKey, NormRef};

    fn stamp(ms: i64) -> Stamp {
        Stamp::from_ms(ms)
    }

    fn norm() -> NormRef {
        NormRef { key: NormKey::StopAnswerDue, version: 1 }
    }

    fn officer() -> OfficerId {
        OfficerId::from_bytes([1; 16])
    }

    fn state(name: &str) -> OrderState {
        let approval = Approval::Person { officer: officer() };
        let due = Deadline { at: stamp(100), norm: norm() };
        match name {
            "drafted" => OrderState::Drafted { at: stamp(0) },
            "awaiting_papers" => OrderState::AwaitingPapers { at: stamp(0), missing: vec![Missing::SignedForm] },
            "awaiting_approval" => OrderState::AwaitingApproval { at: stamp(0) },
            "approved" => OrderState::Approved { at: stamp(0), approval },
            "dispatched" => OrderState::Dispatched { at: stamp(0), approval, due },
            "seen" => OrderState::Seen { at: stamp(0), dispatched_at: stamp(0), approval, due },
            "done" => OrderState::Answered {
                at: stamp(0),
                dispatched_at: stamp(0),
                approval,
                due,
                receipt: ReceiptId::from_bytes([2; 16]),
                result: ReceiptResult::Done,
            },
            "withdrawn" => OrderState::Withdrawn {
                at: stamp(0),
                by: Author::Officer { officer: officer() },
                reason: "test".into(),
            },
            other => panic!("no state `{other}`"),
        }
    }

    fn event(name: &str) -> OrderEvent {
        match name {
            "miss" => OrderEvent::PapersMissing(vec![Missing::TwoOfficers]),
            "papers" => OrderEvent::PapersComplete,
            "approve" => OrderEvent::Approved(Approval::Person { officer: officer() }),
            "pass" => OrderEvent::Approved(Approval::NotNeeded),
            "clock" => OrderEvent::Approved(Approval::Clock { norm: norm() }),
            "dispatch" => OrderEvent::Dispatched(Deadline { at: stamp(100), norm: norm() }),
            "see" => OrderEvent::Seen,
            "answer" => OrderEvent::Answered { receipt: ReceiptId::from_bytes([2; 16]), result: ReceiptResult::Done },
            "withdraw" => OrderEvent::Withdrawn { by: Author::Officer { officer: officer() }, reason: "test".into() },
            other => panic!("no event `{other}`"),
        }
    }

    /// Rows are states, columns are events; `.` means refused.
    const LIFE: &str = "
        state             | miss            papers            approve  pass     clock    dispatch   see  answer withdraw
        drafted           | awaiting_papers awaiting_approval .        approved approved .          .    .      withdrawn
        awaiting_papers   | awaiting_papers awaiting_approval .        .        .        .          .    .      withdrawn
        awaiting_approval | .               .                 approved approved approved .          .    .      withdrawn
        approved          | .               .                 .        .        .        dispatched .    .      withdrawn
        dispatched        | .               .                 .        .        .        .          seen done   withdrawn
        seen              | .               .                 .        .        .        .          .    done   .
        done              | .               .                 .        .        .        .          .    .      .
        withdrawn         | .               .                 .        .        .        .          .    .      .
    ";

    #[test]
    fn the_life_of_an_order_is_this_table() {
        let mut lines = LIFE.trim().lines();
        let events: Vec<&str> = lines.next().unwrap().split('|').nth(1).unwrap().split_whitespace().collect();
        for line in lines {
            let (from, cells) = line.split_once('|').unwrap();
            let from = from.trim();
            let cells: Vec<&str> = cells.split_whitespace().collect();
            assert_eq!(cells.len(), events.len(), "row {from}");
            for (name, wanted) in events.iter().zip(cells) {
                let got = state(from).next(&event(name), stamp(7));
                match (wanted, got) {
                    (".", got) => assert!(got.is_err(), "{from} + {name} gave {got:?}"),
                    (wanted, got) => assert_eq!(got.unwrap().name(), wanted, "{from} + {name}"),
                }
            }
        }
    }

    #[test]
    fn overdue_is_asked_not_stored() {
        let dispatched = state("dispatched");
        assert!(!dispatched.is_overdue(stamp(100)));
        assert!(dispatched.is_overdue(stamp(101)));
        let late = dispatched.next(&event("answer"), stamp(500)).unwrap();
        assert!(late.is_overdue(stamp(0)), "a late answer stays late");
    }
}
