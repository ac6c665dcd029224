//! Orders: one message to one agency, from draft to answer.
//!
//! An order is not its effect: what happens to an account or a number is a [`crate::Measure`].
//! "Overdue" is not a state but a question about the clock, so that a late answer always fits.

use crate::agency::Wire;
use crate::ids::{AgencyId, CaseId, DutyId, MeasureId, MovementId, OfficerId, OrderId, PaperId, ReceiptId};
use crate::money::Money;
use crate::norm::{Deadline, NormRef};
use crate::receipt::ReceiptResult;
use crate::target::Target;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// 风险提示: the bank may itself delay or verify (反电信网络诈骗法 Art. 18). No papers.
    RiskNotice,
    /// The payer's bank is asked whether the debit took place, and to whom.
    ConfirmDebit,
    /// 紧急止付
    Stop,
    /// 止付延期: the second stop of an account.
    ExtendStop,
    /// 止付解除
    LiftStop,
    /// 账户查询: what an account is and what moved on it (100301).
    QueryAccount,
    /// 按流水号查询: which payment a serial number stands for (payment firms, A1/A2/A3).
    QuerySerial,
    /// 动态查询: every further movement is told as it happens (100305).
    Watch,
    /// 动态查询解除
    EndWatch,
    /// 冻结: only after 立案.
    Freeze,
    /// 冻结延期 (续冻)
    ExtendFreeze,
    /// 冻结解除
    LiftFreeze,
    /// 调减限额: a running hold keeps the tainted part only.
    ReduceHold,
    /// 调增限额: a running stop holds more, where more stolen money has come; it ends when it did.
    RaiseHold,
    /// 止兑: value that was bought but not yet used up (gift cards, top-ups, coins held) is voided.
    VoidValue,
    /// 止兑解除
    RestoreValue,
    /// 关停号码
    ShutNumber,
    /// 复通
    RestoreNumber,
}

impl OrderKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::RiskNotice => "risk_notice",
            Self::ConfirmDebit => "confirm_debit",
            Self::Stop => "stop",
            Self::ExtendStop => "extend_stop",
            Self::LiftStop => "lift_stop",
            Self::QueryAccount => "query_account",
            Self::QuerySerial => "query_serial",
            Self::Watch => "watch",
            Self::EndWatch => "end_watch",
            Self::Freeze => "freeze",
            Self::ExtendFreeze => "extend_freeze",
            Self::LiftFreeze => "lift_freeze",
            Self::ReduceHold => "reduce_hold",
            Self::RaiseHold => "raise_hold",
            Self::VoidValue => "void_value",
            Self::RestoreValue => "restore_value",
            Self::ShutNumber => "shut_number",
            Self::RestoreNumber => "restore_number",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::RiskNotice => "风险提示",
            Self::ConfirmDebit => "付款核实",
            Self::Stop => "紧急止付",
            Self::ExtendStop => "止付延期",
            Self::LiftStop => "止付解除",
            Self::QueryAccount => "账户查询",
            Self::QuerySerial => "流水号查询",
            Self::Watch => "动态查询",
            Self::EndWatch => "动态查询解除",
            Self::Freeze => "冻结",
            Self::ExtendFreeze => "冻结延期",
            Self::LiftFreeze => "冻结解除",
            Self::ReduceHold => "调减限额",
            Self::RaiseHold => "调增限额",
            Self::VoidValue => "止兑",
            Self::RestoreValue => "止兑解除",
            Self::ShutNumber => "号码关停",
            Self::RestoreNumber => "号码复通",
        }
    }

    /// Needs papers before it may leave: a stop the victim's signed form (银发〔2016〕86号), a freeze the
    /// 冻结 document (程序规定 239); both two police officers (result 0600 without).
    pub const fn needs_papers(self) -> bool {
        matches!(self, Self::Stop | Self::Freeze | Self::ExtendFreeze)
    }

    /// Two police officers of the shift stand under it on its way.
    pub const fn needs_signatures(self) -> bool {
        matches!(
            self,
            Self::Stop
                | Self::ExtendStop
                | Self::LiftStop
                | Self::Freeze
                | Self::ExtendFreeze
                | Self::LiftFreeze
                | Self::ReduceHold
                | Self::RaiseHold
                | Self::VoidValue
                | Self::RestoreValue
        )
    }

    /// Takes effect on a person: a restriction, so it carries a way to object.
    pub const fn restricts(self) -> bool {
        matches!(
            self,
            Self::Stop
                | Self::ExtendStop
                | Self::Freeze
                | Self::ExtendFreeze
                | Self::RaiseHold
                | Self::VoidValue
                | Self::ShutNumber
        )
    }

    pub const fn frees(self) -> bool {
        matches!(self, Self::LiftStop | Self::LiftFreeze | Self::ReduceHold | Self::RestoreValue | Self::RestoreNumber)
    }

    /// Asks, and restricts nobody: its answer brings what an agency knows.
    pub const fn asks(self) -> bool {
        matches!(self, Self::ConfirmDebit | Self::QueryAccount | Self::QuerySerial | Self::Watch)
    }

    /// 4-digit business code that opens the ApplicationID.
    pub const fn business_code(self) -> &'static str {
        match self {
            Self::Stop => "0101",
            Self::LiftStop => "0103",
            Self::ExtendStop => "0105",
            Self::Freeze => "0201",
            Self::LiftFreeze => "0203",
            Self::ExtendFreeze => "0205",
            Self::QueryAccount => "0301",
            Self::Watch => "0305",
            Self::EndWatch => "0307",
            Self::QuerySerial => "0311",
            Self::ReduceHold => "9103",
            Self::RaiseHold => "9109",
            Self::VoidValue => "9105",
            Self::RestoreValue => "9107",
            Self::RiskNotice => "9101",
            Self::ConfirmDebit => "9301",
            Self::ShutNumber => "9501",
            Self::RestoreNumber => "9503",
        }
    }
}

/// Who drafted or withdrew: a person, or the platform under a norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Author {
    Officer { officer: OfficerId },
    Platform { norm: NormRef },
}

impl Author {
    pub fn is_officer(&self, id: OfficerId) -> bool {
        matches!(self, Self::Officer { officer } if *officer == id)
    }
}

/// How an order came to be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Approval {
    /// Standing authority with the two officers of the roster; reviewed after the shift.
    Standing { norm: NormRef, duty: DutyId, operator: OfficerId, investigator: OfficerId },
    /// A person, never the one who drafted. Stops carry the two police officers all the same.
    Person { officer: OfficerId },
    /// A clock ran out in the citizen's favour: no person is needed to set someone free.
    Clock { norm: NormRef },
    /// Messages that restrict nobody (notice, query).
    NotNeeded,
}

impl Approval {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Standing { .. } => "standing",
            Self::Person { .. } => "person",
            Self::Clock { .. } => "clock",
            Self::NotNeeded => "not_needed",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// 紧急止付申请表, signed by the victim (file type 03).
    SignedForm,
    /// Two police officers with their certificates (file type 01, twice).
    TwoOfficers,
    /// 冻结法律文书 of the deciding organ (file type 02).
    FreezeDocument,
}

/// Things that stand on an order for everybody to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Note {
    /// The wire or the agency holds the whole account; what it holds beyond the limit is wrongly held.
    LimitNotCarried,
    /// The deadline passed without an answer; somebody was told.
    Overdue,
    /// Drafted before the debit was confirmed by the payer's bank.
    DebitUnconfirmed,
    /// The time for confirming the debit is over, and what hung on it was dealt with.
    DebitClockPassed,
    /// An answer came that contradicts the first.
    ContradictedAnswer,
    /// The answer came after the deadline.
    AnsweredLate,
    /// An answer came after the order had been withdrawn.
    AnsweredAfterWithdrawal,
    /// A watch told of movements after its end had been confirmed.
    ToldAfterEnd,
    /// A message about this order came from an agency it was not sent to, or could not be read.
    StrangeAnswer,
    /// The order could not be put into the agency's message form.
    NotEncodable,
    /// The agency has no wire for it: it is executed in another system, by a prefilled form.
    ExecutedElsewhere,
    /// Money left the account after the agency had confirmed the hold.
    Breach,
    /// The bank held first and told of it (ApplicationType 02 of the police interface).
    BankReported,
}

impl Note {
    pub const fn name(self) -> &'static str {
        match self {
            Self::LimitNotCarried => "LIMIT_NOT_CARRIED",
            Self::Overdue => "OVERDUE",
            Self::DebitUnconfirmed => "DEBIT_UNCONFIRMED",
            Self::DebitClockPassed => "DEBIT_CLOCK_PASSED",
            Self::ContradictedAnswer => "CONTRADICTED_ANSWER",
            Self::AnsweredLate => "ANSWERED_LATE",
            Self::AnsweredAfterWithdrawal => "ANSWERED_AFTER_WITHDRAWAL",
            Self::ToldAfterEnd => "TOLD_AFTER_END",
            Self::StrangeAnswer => "STRANGE_ANSWER",
            Self::NotEncodable => "NOT_ENCODABLE",
            Self::ExecutedElsewhere => "EXECUTED_ELSEWHERE",
            Self::Breach => "BREACH",
            Self::BankReported => "BANK_REPORTED",
        }
    }

    /// Whether the agency is told: what was so when the order was sent, and stays so.
    pub const fn travels(self) -> bool {
        matches!(self, Self::LimitNotCarried | Self::DebitUnconfirmed | Self::BankReported)
    }
}

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

/// The two police officers who sign a stop: 经办人 and 协办人.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatories {
    pub operator: OfficerId,
    pub investigator: OfficerId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    pub kind: OrderKind,
    pub case: Option<CaseId>,
    /// To whom.
    pub agency: AgencyId,
    pub wire: Option<Wire>,
    pub target: Target,
    pub measure: Option<MeasureId>,
    /// Which transfer of the case this order is about.
    pub transfer: Option<crate::ids::TransferId>,
    /// Which movement brought the money here, for an order about an account further on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<MovementId>,
    /// Account level: the account the victim paid is level 1.
    pub level: u32,
    /// What may be held at most.
    pub limit: Option<Money>,
    /// Why, in words the agency and later the citizen may read. No personal data.
    pub reason: String,
    /// The law it stands on.
    pub basis: String,
    pub urgent: bool,
    pub author: Author,
    pub drafted_at: Stamp,
    /// From when and until when the restriction is asked for.
    pub from: Option<Stamp>,
    pub until: Option<Deadline>,
    pub signatories: Option<Signatories>,
    pub papers: Vec<PaperId>,
    /// The order this one extends, lifts or replaces.
    pub original: Option<OrderId>,
    /// What a question asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<Query>,
    /// The number that another system gave it, where it is executed elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign_number: Option<String>,
    pub state: OrderState,
    pub notes: Vec<Note>,
}

/// What a question asks for. No personal data: serial numbers of banks name no person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Query {
    /// Account and movements of a period (modes 02 and 03), or of yesterday and today (mode 04, quick).
    Statement { quick: bool, from: Stamp, until: Stamp },
    /// Movements as they happen, until then.
    Movements { from: Stamp, until: Stamp },
    /// The payment behind a serial number.
    Serial { kind: SerialKind, bank_code: String, serial: String, on: Stamp },
}

/// Whose serial number a question names (payment firms).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SerialKind {
    /// A1 外部银行流水号
    Bank,
    /// A2 支付机构订单号
    Order,
    /// A3 收单POS流水号
    Pos,
}

impl SerialKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bank => "A1",
            Self::Order => "A2",
            Self::Pos => "A3",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Bank, Self::Order, Self::Pos].into_iter().find(|kind| kind.code() == code)
    }
}

impl Order {
    pub fn step(&mut self, event: &OrderEvent, now: Stamp) -> Result<(), IllegalStep> {
        self.state = self.state.next(event, now)?;
        Ok(())
    }

    pub fn note(&mut self, note: Note) {
        if let Err(place) = self.notes.binary_search(&note) {
            self.notes.insert(place, note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norm::NormKey;

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
