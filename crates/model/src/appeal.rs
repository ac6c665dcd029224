//! Appeals: a person wronged by a measure is heard by another officer, before a clock.

use crate::ids::{AppealId, MeasureId, OfficerId};
use crate::money::Money;
use crate::norm::Deadline;
use crate::sealed::Sealed;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

/// On what ground somebody objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppealGround {
    /// The measure is wrong altogether.
    #[default]
    Wronged,
    /// 善意取得: a seller took the money for goods or services; his own part goes free now.
    GoodFaith,
}

impl AppealGround {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wronged => "wronged",
            Self::GoodFaith => "good_faith",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AppealState {
    Open,
    Upheld {
        at: Stamp,
        by: OfficerId,
        reason: String,
    },
    /// The untainted part goes free; the rest is kept and said why.
    PartlyUpheld {
        at: Stamp,
        by: OfficerId,
        reason: String,
        kept: Money,
    },
    Rejected {
        at: Stamp,
        by: OfficerId,
        reason: String,
    },
    /// Nobody decided in time: the measure is lifted without a person.
    ClockPassed {
        at: Stamp,
    },
    /// The measure ended by itself before a decision.
    Moot {
        at: Stamp,
    },
}

impl AppealState {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Upheld { .. } => "upheld",
            Self::PartlyUpheld { .. } => "partly_upheld",
            Self::Rejected { .. } => "rejected",
            Self::ClockPassed { .. } => "clock_passed",
            Self::Moot { .. } => "moot",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    pub id: AppealId,
    pub measure: MeasureId,
    #[serde(default)]
    pub ground: AppealGround,
    pub filed_at: Stamp,
    /// The tail of the account or number that the person named, to show it is theirs to speak of.
    pub statement: Sealed,
    pub contact: Sealed,
    pub due: Deadline,
    pub state: AppealState,
    /// Random, for the person to ask how it stands.
    pub progress_code: String,
    /// Its time passed on a freeze, which no clock ends: when the owner and the supervisors were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated_at: Option<Stamp>,
}
