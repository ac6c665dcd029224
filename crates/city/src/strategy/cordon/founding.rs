//! A centre with its people and every house of the city.

use crate::change::Change;
use crate::office::SCAN;
use crate::script::{AccountNo, INSTITUTIONS, Script};
use crate::world::World;
use anyhow::Context;
use cordon_desk::council::{NewNorm, decide_norm, propose_norm};
use cordon_desk::office::{self, NewAgency, NewDuty, NewHouse, NewOfficer};
use cordon_desk::permit::Judge;
use cordon_desk::sealing::account_key;
use cordon_desk::{Actor, Call, Desk, Refusal};
use cordon_model::norm::Basis;
use cordon_model::time::DAY_MS;
use cordon_model::{AgencyId, NormKey, NormValue, Officer, OfficerId, Role, Seat, Stamp};
use cordon_store::{Doors, Read, SqliteStore, Vault};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

const PASSWORD: &str = "simulation-only-password";

pub(super) struct House {
    /// By the houses' numbers.
    pub agencies: Vec<AgencyId>,
    pub intake: Officer,
    pub approver: Officer,
}

pub(super) fn found(world: &World, changes: &[Change], folder: &Path) -> anyhow::Result<(Desk, House)> {
    let (chance, now) = (world.script.chance, world.now);
    let store = SqliteStore::open(folder, now)?;
    let vault = Vault::from_key(chance.bytes("vault", &[]));
    let desk = Desk::new(Arc::new(store), vault, Judge::house()?, cordon_desk::norms::calendar()?);
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
    let supervisor = changes.iter().any(is_norm).then(|| enrol("supervisor", Role::Supervisor, None)).transpose()?;
    let mut from = now;
    let end = now.plus_ms(world.script.days().saturating_add(5).saturating_mul(DAY_MS));
    while from < end {
        let until = from.plus_ms(SHIFT_MS);
        let shift = NewDuty { from, until, operator: operator.id, investigator: investigator.id };
        office::set_duty(&desk, &call(Actor::Officer(administrator.clone())), &shift)?;
        from = until;
    }
    for change in changes {
        if let (Change::Norm { key, value }, Some(supervisor)) = (change, &supervisor) {
            let new = new_norm(*key, value.clone(), now)?;
            let proposed = propose_norm(&desk, &call(Actor::Officer(administrator.clone())), &new)?.proposal;
            decide_norm(&desk, &call(Actor::Officer(supervisor.clone())), proposed, true)
                .with_context(|| format!("`{change}`"))?;
        }
    }
    Ok((desk, House { agencies, intake, approver }))
}

/// Who is on duty does not matter to a race, only that somebody is.
const SHIFT_MS: i64 = 7 * DAY_MS;

const fn is_norm(change: &Change) -> bool {
    matches!(change, Change::Norm { .. })
}

/// The norm as it would be, from the first moment on.
fn new_norm(key: NormKey, value: NormValue, now: Stamp) -> anyhow::Result<NewNorm> {
    let norm = cordon_desk::norms::seed()?.into_iter().find(|norm| norm.key == key).context("a norm without a file")?;
    let basis = Basis { source: "Cordon".to_owned(), article: "假设推演".to_owned(), tag: "ours".to_owned() };
    Ok(NewNorm { key, value, title_zh: norm.title_zh, title_en: norm.title_en, basis, effective_from: now })
}

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
