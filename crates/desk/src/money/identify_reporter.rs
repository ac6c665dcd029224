//! The reporter says who he is: from then on his report may restrict somebody.

use crate::desk::{Call, Desk};
use crate::money::file_report::{ReporterInput, seal_reporter};
use crate::money::plan::Planned;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::IdentifyReporter;
use cordon_model::{Author, Case, CaseId, Code};

pub fn identify_reporter(desk: &Desk, call: &Call, id: CaseId, reporter: &ReporterInput) -> Result<Planned, Refusal> {
    desk.act::<IdentifyReporter, _, _>(
        call,
        |look| Ok((Resource::new("Case", id), look.find::<Case>(id)?)),
        |_permit, act, mut case| {
            if case.reporter.is_some() {
                return Err(Refusal::new(Code::WrongState, "the reporter is already identified"));
            }
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            case.reporter = Some(seal_reporter(act, reporter)?);
            let mut planned = Planned::default();
            for transfer in case.transfers.clone().iter().filter(|t| !t.is_denied()) {
                act.pursue(&mut case, transfer, Author::Officer { officer }, &mut planned)?;
            }
            act.put(&case)?;
            Ok(planned)
        },
    )
}
