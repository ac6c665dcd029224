//! Reviews: what was done under standing authority is read again after the shift.

use crate::ids::{CaseId, OfficerId, OrderId};
use crate::norm::Deadline;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    pub at: Stamp,
    pub by: OfficerId,
    pub in_order: bool,
    pub remark: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub order: OrderId,
    pub case: Option<CaseId>,
    pub acted_at: Stamp,
    pub due: Deadline,
    pub reviewed: Option<Reviewed>,
}
