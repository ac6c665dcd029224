//! A report that comes from an agency (100401 案件举报): its customer says he was deceived.

use crate::ids::{AgencyId, BankReportId, CaseId, MeasureId};
use crate::sealed::{Digest, Sealed};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankReport {
    pub id: BankReportId,
    pub agency: AgencyId,
    /// The agency's own application id; with the agency it is unique.
    pub application_id: String,
    pub received_at: Stamp,
    /// The message as it came.
    pub message: Sealed,
    pub body: Digest,
    /// The case that was opened for it.
    pub case: Option<CaseId>,
    /// Why no case was opened, as a result code of the wire.
    pub refused: Option<String>,
    /// The answer's own serial, so that it is given again as the same message.
    pub answered_at: Option<Stamp>,
    /// The hold that it tells of, where the agency held first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<MeasureId>,
}
