//! 立案 is recorded: the decision that a crime is investigated, without which nothing is frozen. What
//! was recorded wrongly is recorded again; the entries keep both.

use crate::desk::{Act, Call, Desk};
use crate::limits::{AGENCY_NAME_CHARS_MAX, EVIDENCE_CHARS_MAX, FUTURE_MAX_MS};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::RecordFiling;
use cordon_journal::Fact;
use cordon_model::{Case, CaseId, Code, Filing, Stamp};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewFiling {
    /// Number of the 立案决定书.
    pub number: String,
    pub organ: String,
    pub decided_at: Stamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFiling {
    pub case: CaseId,
    /// It takes the place of one that was recorded before.
    pub corrected: bool,
}

fn check(new: &NewFiling, case: &Case, now: Stamp) -> Result<(), Refusal> {
    for (name, text, max) in [("number", &new.number, EVIDENCE_CHARS_MAX), ("organ", &new.organ, AGENCY_NAME_CHARS_MAX)]
    {
        check_text(name, text, max)?;
        if text.contains('\n') {
            return Err(Refusal::field(name, "has to be one line"));
        }
    }
    if new.decided_at > now.plus_ms(FUTURE_MAX_MS) {
        return Err(Refusal::field("decided_at", "lies in the future"));
    }
    if new.decided_at < case.occurred_at {
        return Err(Refusal::field("decided_at", "lies before what the case is about"));
    }
    Ok(())
}

pub fn record_filing(desk: &Desk, call: &Call, id: CaseId, new: &NewFiling) -> Result<RecordedFiling, Refusal> {
    desk.act::<RecordFiling, _, _>(
        call,
        |look| Ok((Resource::new("Case", id), look.find::<Case>(id)?)),
        |_permit, act, mut case| {
            check(new, &case, act.now())?;
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let corrected = case.filing.is_some();
            act.occurred(new.decided_at);
            act.fact("number", Fact::text(new.number.trim()));
            act.fact("organ", Fact::text(new.organ.trim()));
            act.fact("decided_at", Fact::Time(new.decided_at));
            act.fact("corrected", Fact::Bool(corrected));
            case.filing = Some(Filing {
                number: new.number.trim().to_owned(),
                organ: new.organ.trim().to_owned(),
                decided_at: new.decided_at,
                recorded_at: act.now(),
                recorded_by: officer,
            });
            act.put(&case)?;
            Ok(RecordedFiling { case: id, corrected })
        },
    )
}

impl Act<'_, '_> {
    /// The filing of a case, or the refusal of everything that needs one.
    pub(crate) fn filed(&mut self, case: Option<CaseId>) -> Result<Filing, Refusal> {
        let case: Option<Case> = case.map(|id| self.need(id)).transpose()?;
        case.and_then(|case| case.filing).ok_or(Refusal::bare(Code::FilingMissing))
    }
}
