//! Officers, the seats they hold, and the roster that says who is on duty.

use crate::ids::{AgencyId, DutyId, OfficerId, PaperId};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 接警: takes reports, drafts.
    Intake,
    /// 民警: a police officer who drafts, attaches papers and signs orders.
    Officer,
    /// 审批: approves what a person must approve.
    Approver,
    /// 监督: reads everything, decides appeals, reviews acts under standing authority.
    Supervisor,
    /// 管理: agencies, officers, the roster and the norms; no orders.
    Administrator,
    /// A desk of a member agency: sees and answers that agency's orders only.
    Desk,
}

impl Role {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Officer => "officer",
            Self::Approver => "approver",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
            Self::Desk => "desk",
        }
    }
}

/// A place from which somebody acts: an agency and a role in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seat {
    pub agency: AgencyId,
    pub role: Role,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    pub id: OfficerId,
    pub login: String,
    pub name: String,
    pub seats: Vec<Seat>,
    /// Number of the 人民警察证. Auxiliary staff and bank seats have none, and cannot sign an order.
    pub police_number: Option<String>,
    pub phone: String,
    /// Scan of the 人民警察证, attached to every stop (file type 01).
    pub certificate: Option<PaperId>,
    pub active: bool,
}

impl Officer {
    pub fn holds(&self, role: Role) -> bool {
        self.active && self.seats.iter().any(|seat| seat.role == role)
    }

    pub const fn is_police(&self) -> bool {
        self.police_number.is_some()
    }
}

/// Two police officers who stand for the orders of a shift: 经办人 and 协办人.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    pub id: DutyId,
    pub from: Stamp,
    pub until: Stamp,
    pub operator: OfficerId,
    pub investigator: OfficerId,
}

impl Duty {
    /// Half open: a shift that ends at 08:00 no longer covers 08:00.
    pub fn covers(&self, at: Stamp) -> bool {
        self.from <= at && at < self.until
    }
}
