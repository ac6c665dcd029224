//! The reporter says who he is: from then on his report may restrict somebody.

use crate::desk::{Call, Desk};
use crate::money::file_report::{ReporterInput, seal_reporter};
use crate::money::plan::Planned;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::IdentifyReporter;
use cordon_model::{Author, Case, CaseId, Code, Standing};

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
                let author = Author::Officer { officer };
                act.pursue(&mut case, transfer, author, &mut planned)?;
                if transfer.standing == Standing::Reported {
                    // What is restricted from now on has a clock of its own that may free it.
                    planned.orders.push(act.ask_payer(&case, transfer, author)?);
                }
            }
            act.put(&case)?;
            Ok(planned)
        },
    )
}
