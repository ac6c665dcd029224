//! The duty roster: which two police officers stand for the orders of a shift. Shifts may overlap;
//! the one entered last wins.

use crate::desk::{Call, Desk};
use crate::limits::DUTY_MS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::SetDuty;
use cordon_journal::Fact;
use cordon_model::{Code, Duty, DutyId, Officer, OfficerId, Stamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug)]
pub struct NewDuty {
    pub from: Stamp,
    pub until: Stamp,
    pub operator: OfficerId,
    pub investigator: OfficerId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutySet {
    pub duty: DutyId,
}

fn check_span(new: &NewDuty, now: Stamp) -> Result<(), Refusal> {
    if new.from >= new.until {
        return Err(Refusal::field("until", "has to lie after `from`"));
    }
    if new.until <= now {
        return Err(Refusal::field("until", "lies in the past: this shift could sign nothing"));
    }
    if new.until.since_ms(new.from) > DUTY_MS_MAX {
        return Err(Refusal::field("until", format!("is more than {} h after `from`", DUTY_MS_MAX / 3_600_000)));
    }
    Ok(())
}

fn check_signatory(officer: &Officer) -> Result<(), Refusal> {
    if officer.active && officer.is_police() && officer.certificate.is_some() {
        return Ok(());
    }
    Err(Refusal::new(Code::NotPolice, officer.id.to_string()))
}

pub fn set_duty(desk: &Desk, call: &Call, new: &NewDuty) -> Result<DutySet, Refusal> {
    desk.act::<SetDuty, _, _>(
        call,
        |look| {
            let both: [Officer; 2] = [look.find(new.operator)?, look.find(new.investigator)?];
            Ok((Resource::house(), both))
        },
        |_permit, act, both| {
            check_span(new, act.now())?;
            if new.operator == new.investigator {
                return Err(Refusal::field("investigator", "has to be another officer than `operator`"));
            }
            both.iter().try_for_each(check_signatory)?;
            let duty = Duty {
                id: act.fresh.id(DutyId::make),
                from: new.from,
                until: new.until,
                operator: new.operator,
                investigator: new.investigator,
            };
            act.put(&duty)?;
            act.about(duty.id);
            act.fact("from", Fact::Time(duty.from));
            act.fact("until", Fact::Time(duty.until));
            act.fact("operator", Fact::text(duty.operator));
            act.fact("investigator", Fact::text(duty.investigator));
            Ok(DutySet { duty: duty.id })
        },
    )
}
