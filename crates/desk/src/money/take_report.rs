//! An agency reports a case of its own (100401 案件举报): its customer stands at the counter and says
//! he was deceived. The centre keeps the report, as it came, and answers with a later poll (100402);
//! an officer opens the case from it, because an agency's word alone restricts nobody.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{HandOver, TakeReport};
use cordon_journal::Fact;
use cordon_model::{AgencyId, BankReport, BankReportId, Code, Digest, Stamp};
use cordon_store::{Read, Value, outbox};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub report: BankReportId,
    /// The same report had come before.
    pub already: bool,
}

/// Keeps a report. `refused` carries the wire's result code where its papers are not in order.
pub fn take_report(
    desk: &Desk,
    call: &Call,
    agency: AgencyId,
    application_id: &str,
    message: &[u8],
    body: [u8; 32],
    refused: Option<&str>,
) -> Result<Taken, Refusal> {
    desk.act::<TakeReport, _, _>(
        call,
        |look| {
            let earlier: Vec<BankReport> = look.select(
                "where agency_id = $1 and application_id = $2",
                &[Value::from(agency.to_string()), Value::from(application_id)],
            )?;
            Ok((Resource::house().agency(agency), earlier.into_iter().next()))
        },
        |_permit, act, earlier| {
            if let Some(earlier) = earlier {
                act.about(earlier.id);
                if earlier.body != Digest(body) {
                    return Err(Refusal::new(Code::IdempotencyConflict, "the same ApplicationID with other content"));
                }
                return Ok(Taken { report: earlier.id, already: true });
            }
            let id = act.fresh.id(BankReportId::make);
            act.about(id);
            act.fact("body", Fact::Bytes(body.to_vec()));
            let report = BankReport {
                id,
                agency,
                application_id: application_id.to_owned(),
                received_at: act.now(),
                message: act.seal("bank_report", message, "100401".to_owned())?,
                body: Digest(body),
                case: None,
                refused: refused.map(|code| code.chars().take(REASON_CHARS_MAX).collect()),
                answered_at: None,
                measure: None,
            };
            act.put(&report)?;
            let answer = outbox::Message {
                id: id.to_string(),
                agency: agency.to_string(),
                wire: cordon_model::Wire::PoliceBank.name().to_owned(),
                order_id: id.to_string(),
                urgent: false,
                payload: Vec::new(),
            };
            outbox::queue(act.unit, &answer, act.now())?;
            Ok(Taken { report: id, already: false })
        },
    )
}

/// What the answer to an agency's report says (100402).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportAnswer {
    pub report: BankReport,
    /// Given before: the agency should know it by its ApplicationID.
    pub again: bool,
}

/// The answer to a report is fetched. Nothing answers an answer, so it is given again
/// with each lease until the first time lies before `rest_after`, and then rests.
pub fn answer_report(desk: &Desk, call: &Call, id: BankReportId, rest_after: Stamp) -> Result<ReportAnswer, Refusal> {
    desk.act::<HandOver, _, _>(
        call,
        |look| {
            let report: BankReport = look.find(id)?;
            Ok((Resource::new("Order", id).agency(report.agency), report))
        },
        |_permit, act, mut report| {
            let again = report.answered_at.is_some();
            if report.answered_at.is_some_and(|first| first <= rest_after) {
                outbox::answered(act.unit, &id.to_string(), act.now())?;
            }
            if !again {
                report.answered_at = Some(act.now());
                act.put(&report)?;
            }
            Ok(ReportAnswer { report, again })
        },
    )
}
