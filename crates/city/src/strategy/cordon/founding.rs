//! A centre with its people and every house of the city.

use crate::office::SCAN;
use crate::script::{AccountNo, INSTITUTIONS, Script};
use cordon_desk::office::{self, NewAgency, NewDuty, NewHouse, NewOfficer};
use cordon_desk::permit::Judge;
use cordon_desk::sealing::account_key;
use cordon_desk::{Actor, Call, Desk, Refusal};
use cordon_model::time::DAY_MS;
use cordon_model::{AgencyId, Officer, OfficerId, Role, Seat, Stamp};
use cordon_store::{Doors, Read, Store, Vault};
use std::collections::HashMap;
use std::sync::Arc;

const PASSWORD: &str = "simulation-only-password";

/// Who is at the centre, and who takes part.
#[derive(Debug)]
pub struct House {
    /// By the houses' numbers.
    pub agencies: Vec<AgencyId>,
    pub intake: Officer,
    /// One of the two police officers on duty.
    pub operator: Officer,
    pub approver: Officer,
    pub supervisor: Officer,
}

/// The desk on a store of this city's centre: a new one, or one that was founded before.
pub fn desk(script: &Script, store: Arc<dyn Store>) -> anyhow::Result<Desk> {
    let vault = Vault::from_key(script.chance.bytes("vault", &[]));
    Ok(Desk::new(store, vault, Judge::house()?, cordon_desk::norms::calendar()?))
}

/// Founds a centre on a new store.
pub fn found(script: &Script, now: Stamp, store: Arc<dyn Store>) -> anyhow::Result<(Desk, House)> {
    let chance = script.chance;
    let desk = desk(script, store)?;
    let mut seeds = 0_u64;
    let mut call = |actor: Actor| {
        seeds = seeds.saturating_add(1);
        Call::new(actor, now, chance.bytes("founding", &[seeds]))
    };
    let new = NewHouse {
        code: "999100".to_owned(),
        name: "样例市反诈中心".to_owned(),
        public_phone: "96110".to_owned(),
        login: "admin".to_owned(),
        administrator: "管理甲".into(),
        administrator_phone: "000-0000-0000".into(),
        password: PASSWORD.into(),
    };
    let founded = office::found_house(&desk, &call(Actor::Platform), &new)?;
    let administrator = officer(&desk, founded.administrator)?;
    let mut agencies = Vec::new();
    for institution in INSTITUTIONS {
        let new = NewAgency {
            code: institution.code.to_owned(),
            name: institution.name.to_owned(),
            kind: institution.kind,
            wires: institution.wires(),
            limited_stop: institution.limited_stop,
            public_phone: "96110".to_owned(),
        };
        let call = call(Actor::Officer(administrator.clone()));
        agencies.push(office::register_agency(&desk, &call, &new)?.agency);
    }
    let mut enrol = |login: &str, role: Role, police: Option<&str>| -> Result<Officer, Refusal> {
        let new = NewOfficer {
            login: login.to_owned(),
            name: format!("样例{login}").as_str().into(),
            seats: vec![Seat { agency: founded.centre, role }],
            police_number: police.map(Into::into),
            phone: "000-0000-0001".into(),
            password: None,
        };
        let id = office::enrol_officer(&desk, &call(Actor::Officer(administrator.clone())), &new)?.officer;
        if police.is_some() {
            office::set_certificate(&desk, &call(Actor::Officer(administrator.clone())), id, SCAN)?;
        }
        officer(&desk, id)
    };
    let intake = enrol("intake", Role::Intake, None)?;
    let operator = enrol("operator", Role::Officer, Some("999001"))?;
    let investigator = enrol("investigator", Role::Officer, Some("999002"))?;
    let approver = enrol("approver", Role::Approver, Some("999003"))?;
    let supervisor = enrol("supervisor", Role::Supervisor, None)?;
    let mut from = now;
    let end = now.plus_ms(script.days().saturating_add(5).saturating_mul(DAY_MS));
    while from < end {
        let until = from.plus_ms(SHIFT_MS);
        let shift = NewDuty { from, until, operator: operator.id, investigator: investigator.id };
        office::set_duty(&desk, &call(Actor::Officer(administrator.clone())), &shift)?;
        from = until;
    }
    Ok((desk, House { agencies, intake, operator, approver, supervisor }))
}

/// Who is on duty does not matter to a race, only that somebody is.
const SHIFT_MS: i64 = 7 * DAY_MS;

fn officer(desk: &Desk, id: OfficerId) -> Result<Officer, Refusal> {
    desk.store().view("officer", |view| Ok(view.need(id)?))
}

/// By which key the centre knows each account.
pub(super) fn keys(desk: &Desk, house: &House, script: &Script) -> HashMap<String, AccountNo> {
    let accounts = script.accounts.iter().enumerate();
    let key = |(no, account): (usize, &crate::script::Account)| {
        let agency = *house.agencies.get(account.house)?;
        Some((account_key(desk.vault(), agency, &account.number), AccountNo(no)))
    };
    accounts.filter_map(key).collect()
}
