//! Who works in the town's centre and at its members: enrolled before any process runs.

use super::{Member, PASSWORD};
use crate::app::App;
use crate::random;
use cordon_desk::office::{self, NewAgency, NewDuty, NewHouse, NewOfficer};
use cordon_desk::{Actor, Call};
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{AgencyId, Officer, OfficerId, Role, Seat, Stamp};
use cordon_store::{Doors, Read};

/// Founding: offline, before anybody can call.
pub struct Founding<'a> {
    pub app: &'a App,
    pub now: Stamp,
}

impl Founding<'_> {
    fn call(&self, actor: Actor) -> Call {
        Call::new(actor, self.now, random::seed())
    }

    fn officer(&self, id: OfficerId) -> anyhow::Result<Officer> {
        Ok(self.app.desk.store().view::<_, cordon_desk::Refusal>("founding", |view| Ok(view.need(id)?))?)
    }

    /// The centre, its people, the members and their keys.
    pub fn house(&self, members: &[Member]) -> anyhow::Result<Vec<String>> {
        let desk = &self.app.desk;
        let house = NewHouse {
            code: "999000000000".into(),
            name: "样例市反诈中心".into(),
            public_phone: "96110".into(),
            login: "admin".into(),
            administrator: "管理甲".into(),
            administrator_phone: "000-0000-0000".into(),
            password: PASSWORD.into(),
        };
        let founded = office::found_house(desk, &self.call(Actor::Platform), &house)?;
        let administrator = Actor::Officer(self.officer(founded.administrator)?);
        let centre = founded.centre;
        self.enrol(&administrator, centre, "intake", "接警甲", &[Role::Intake], None)?;
        let operator =
            self.enrol(&administrator, centre, "officer", "民警甲", &[Role::Intake, Role::Officer], Some("999001"))?;
        let investigator =
            self.enrol(&administrator, centre, "officer2", "民警乙", &[Role::Officer], Some("999002"))?;
        self.enrol(&administrator, centre, "officer3", "民警丙", &[Role::Officer], Some("999003"))?;
        self.enrol(&administrator, centre, "approver", "审批甲", &[Role::Approver], Some("999004"))?;
        self.enrol(&administrator, centre, "supervisor", "监督甲", &[Role::Supervisor], None)?;
        let duty =
            NewDuty { from: self.now.minus_ms(HOUR_MS), until: self.now.plus_ms(30 * DAY_MS), operator, investigator };
        office::set_duty(desk, &self.call(administrator.clone()), &duty)?;
        members.iter().map(|member| self.member(&administrator, member)).collect()
    }

    fn member(&self, administrator: &Actor, member: &Member) -> anyhow::Result<String> {
        let new = NewAgency {
            code: member.code.into(),
            name: member.title.into(),
            kind: member.kind,
            wires: member.wires.to_vec(),
            limited_stop: member.limited,
            public_phone: "000-0000-0001".into(),
        };
        let agency = office::register_agency(&self.app.desk, &self.call(administrator.clone()), &new)?.agency;
        self.enrol(administrator, agency, &format!("{}-desk", member.name), "驻点甲", &[Role::Desk], None)?;
        let issued = office::issue_key(&self.app.desk, &self.call(administrator.clone()), agency)?;
        issued.key.map(|key| key.0).ok_or_else(|| anyhow::anyhow!("no key was issued"))
    }

    fn enrol(
        &self,
        administrator: &Actor,
        agency: AgencyId,
        login: &str,
        name: &str,
        roles: &[Role],
        police: Option<&str>,
    ) -> anyhow::Result<OfficerId> {
        let new = NewOfficer {
            login: login.into(),
            name: name.into(),
            seats: roles.iter().map(|role| Seat { agency, role: *role }).collect(),
            police_number: police.map(Into::into),
            phone: "000-0000-0002".into(),
            password: Some(PASSWORD.into()),
        };
        let id = office::enrol_officer(&self.app.desk, &self.call(administrator.clone()), &new)?.officer;
        if police.is_some() {
            let scan = certificate(name)?;
            office::set_certificate(&self.app.desk, &self.call(administrator.clone()), id, &scan)?;
        }
        Ok(id)
    }
}

/// A stand-in for the scan of a certificate: a JPG of one grey pixel, plainly nobody's.
fn certificate(_name: &str) -> anyhow::Result<Vec<u8>> {
    Ok(vec![0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, b'J', b'F', b'I', b'F', 0x00, 0xff, 0xd9])
}
