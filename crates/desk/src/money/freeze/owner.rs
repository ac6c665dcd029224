//! The owner of a freeze: one named person who must renew or end it in time. At the police he has a
//! seat here; at the procuratorate and the court he is named in words.

use crate::desk::Act;
use crate::limits::{AGENCY_NAME_CHARS_MAX, NAME_CHARS_MAX};
use crate::order::hand_over::centre;
use crate::refusal::Refusal;
use crate::sealing::{check_phone, check_text};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Code, Measure, Officer, OfficerId, Owner, Role, Stage};
use cordon_store::Read;

/// To whom a freeze goes.
#[derive(Clone, Debug)]
pub enum NewOwner {
    /// One of the centre's own officers.
    Officer(OfficerId),
    /// Somebody of another organ.
    Outside { stage: Stage, organ: String, name: Private, phone: Private },
}

fn one_line(name: &str, text: &str, max: usize) -> Result<(), Refusal> {
    check_text(name, text, max)?;
    if text.contains('\n') {
        return Err(Refusal::field(name, "has to be one line"));
    }
    Ok(())
}

impl Act<'_, '_> {
    pub(crate) fn owner(&mut self, new: &NewOwner) -> Result<Owner, Refusal> {
        match new {
            NewOwner::Officer(id) => self.officer_as_owner(*id),
            NewOwner::Outside { stage, organ, name, phone } => {
                one_line("organ", organ, AGENCY_NAME_CHARS_MAX)?;
                one_line("name", name, NAME_CHARS_MAX)?;
                check_phone("phone", phone)?;
                Ok(Owner {
                    stage: *stage,
                    organ: organ.trim().to_owned(),
                    officer: None,
                    name: name.trim().to_owned(),
                    phone: phone.0.clone(),
                    since: self.now(),
                })
            }
        }
    }

    fn officer_as_owner(&mut self, id: OfficerId) -> Result<Owner, Refusal> {
        let officer: Option<Officer> = self.load(id)?;
        let officer = officer.ok_or_else(|| Refusal::new(Code::NotFound, id.to_string()))?;
        if !officer.holds(Role::Officer) || !officer.is_police() {
            return Err(Refusal::new(Code::NotPolice, "the owner of a freeze"));
        }
        let organ = centre(self)?.name;
        Ok(Owner {
            stage: Stage::Police,
            organ,
            officer: Some(id),
            name: officer.name,
            phone: officer.phone,
            since: self.now(),
        })
    }

    /// Names the owner in the entry: what is told of a freeze is told to him. Never by name.
    pub(crate) fn state_owner(&mut self, measure: &Measure) {
        let Some(owner) = &measure.owner else { return };
        self.fact("owner_stage", Fact::text(owner.stage.name()));
        if let Some(officer) = owner.officer {
            self.about(officer);
            self.fact("owner", Fact::text(officer));
        }
    }
}
