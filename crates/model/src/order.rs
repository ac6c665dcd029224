//! Orders: one message to one agency, from draft to answer.
//!
//! An order is not its effect: what happens to an account or a number is a [`crate::Measure`].

mod kind;
mod note;
mod state;

pub use kind::OrderKind;
pub use note::Note;
pub use state::{IllegalStep, OrderEvent, OrderState};

use crate::agency::Wire;
use crate::ids::{AgencyId, CaseId, DutyId, MeasureId, MovementId, OfficerId, OrderId, PaperId};
use crate::money::Money;
use crate::norm::{Deadline, NormRef};
use crate::target::Target;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

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
    /// How it was handed over on paper, where no wire carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
    pub state: OrderState,
    pub notes: Vec<Note>,
}

/// An order that somebody took to its agency on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    pub by: OfficerId,
    pub at: Stamp,
    /// The counter or the department that took it. No name of a person: that stands on the signed answer.
    pub to: String,
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
