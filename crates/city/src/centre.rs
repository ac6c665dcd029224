//! A centre with its people, every house of the city, and what passes between them.

use crate::change::Change;
use crate::form;
use crate::office::SCAN;
use crate::script::{AccountNo, INSTITUTIONS, Script};
use crate::world::{NewLetter, World};
use anyhow::Context;
use cordon_desk::council::{NewNorm, decide_norm, propose_norm};
use cordon_desk::office::{self, NewAgency, NewDuty, NewHouse, NewOfficer};
use cordon_desk::order::hand_over::hand_over;
use cordon_desk::order::lease::lease;
use cordon_desk::order::receive::receive;
use cordon_desk::permit::Judge;
use cordon_desk::sealing::account_key;
use cordon_desk::{Actor, Call, Desk, Refusal};
use cordon_model::norm::Basis;
use cordon_model::time::DAY_MS;
use cordon_model::{
    AgencyId, CaseId, Code, NormKey, NormValue, Officer, OfficerId, Order, OrderId, Role, Seat, Stamp, Wire,
};
use cordon_store::{Doors, Read, SqliteStore, Store, Vault, outbox};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Of people who never sign in.
const PASSWORD: &str = "simulation-only-password";
/// Who is on duty does not matter to a race, only that somebody is.
const SHIFT_MS: i64 = 7 * DAY_MS;
const LEASE_MAX: u32 = 20;

/// Logins of the centre's people: who takes reports, the two who sign, who approves, who
/// reviews, who runs the office.
pub const LOGINS: [&str; 6] = ["intake", "operator", "investigator", "approver", "supervisor", "admin"];

/// Who takes part.
#[derive(Clone, Debug)]
pub struct Centre {
    /// By the houses' numbers.
    pub agencies: Vec<AgencyId>,
    pub intake: Officer,
    /// One of the two police officers on duty.
    pub operator: Officer,
    pub approver: Officer,
    pub supervisor: Officer,
    by_key: HashMap<String, AccountNo>,
}

/// A desk on a new store in the folder.
pub fn open(script: &Script, now: Stamp, folder: &Path) -> anyhow::Result<Desk> {
    desk(script, Arc::new(SqliteStore::open(folder, now)?))
}

/// The desk on a store of this city's centre: a new one, or one that was founded before.
pub fn desk(script: &Script, store: Arc<dyn Store>) -> anyhow::Result<Desk> {
    let vault = Vault::from_key(script.chance.bytes("vault", &[]));
    Ok(Desk::new(store, vault, Judge::house()?, cordon_desk::norms::calendar()?))
}

impl Centre {
    /// Founds the house at a desk that has none yet, under norms that are changed. With a password its people
    /// can sign in.
    pub fn found(
        desk: &Desk,
        script: &Script,
        now: Stamp,
        changes: &[Change],
        password: Option<&str>,
    ) -> anyhow::Result<Self> {
        let mut founding = Founding { desk, script, now, password, seeds: 0 };
        let founded = office::found_house(desk, &founding.call(Actor::Platform), &house(password))?;
        let administrator = officer(desk, founded.administrator)?;
        let agencies = founding.register_houses(&administrator)?;
        let mut enrol = |login, role, police| founding.enrol(&administrator, founded.centre, login, role, police);
        let intake = enrol("intake", Role::Intake, None)?;
        let operator = enrol("operator", Role::Officer, Some("999001"))?;
        let investigator = enrol("investigator", Role::Officer, Some("999002"))?;
        let approver = enrol("approver", Role::Approver, Some("999003"))?;
        let supervisor = enrol("supervisor", Role::Supervisor, None)?;
        founding.change_norms(changes, &administrator, &supervisor)?;
        founding.fill_roster(&administrator, operator.id, investigator.id)?;
        let accounts = script.accounts.iter().enumerate();
        let by_key = accounts.filter_map(|(no, account)| {
            let agency = *agencies.get(account.house)?;
            Some((account_key(desk.vault(), agency, &account.number), AccountNo(no)))
        });
        Ok(Self { by_key: by_key.collect(), agencies, intake, operator, approver, supervisor })
    }

    /// The account that the centre knows by that key.
    pub fn account(&self, key: &str) -> Option<AccountNo> {
        self.by_key.get(key).copied()
    }

    /// Sends what waits for the houses; whether anything did.
    pub fn dispatch(
        &self,
        desk: &Desk,
        world: &mut World,
        now: Stamp,
        call: &mut dyn FnMut(Actor) -> Call,
        case_of: &dyn Fn(CaseId) -> Option<usize>,
    ) -> anyhow::Result<bool> {
        let mut sent = false;
        for (agency, wire) in desk.store().view("unfetched", |view| outbox::unfetched(view.sql()))? {
            let Some(house) = self.agencies.iter().position(|id| id.to_string() == agency) else { continue };
            let own = *self.agencies.get(house).context("no such house")?;
            let wires = INSTITUTIONS.get(house).context("no such house")?.wires();
            let wire = wires.into_iter().find(|own| own.name() == wire).context("a wire that no house has")?;
            for leased in lease(desk, own, wire, now, LEASE_MAX)? {
                // What a house has not answered yet is given again when its lease ends. It knows.
                if !leased.first {
                    continue;
                }
                let id: OrderId = leased.message.order_id.parse().map_err(|_| anyhow::anyhow!("no order"))?;
                let open = match hand_over(desk, &call(Actor::Agency(own)), id) {
                    Ok(open) => open,
                    // Answered or withdrawn since.
                    Err(refusal) if !refusal.is_ours() => continue,
                    Err(refusal) => return Err(refusal.into()),
                };
                let order: Order = desk.store().view("order", |view| view.need::<Order>(id).map_err(Refusal::from))?;
                world.send(NewLetter {
                    house,
                    wire,
                    bytes: form::bytes(wire, &open)?,
                    kind: order.kind.name(),
                    number: open.target.value.0.clone(),
                    case: order.case.and_then(case_of),
                })?;
                sent = true;
            }
        }
        Ok(sent)
    }

    /// Takes in what a house says.
    pub fn receive(
        &self,
        desk: &Desk,
        call: impl FnOnce(Actor) -> Call,
        house: usize,
        wire: Wire,
        bytes: &[u8],
    ) -> anyhow::Result<()> {
        let (answer, kind) = form::read(wire, bytes)?;
        let agency = *self.agencies.get(house).context("no such house")?;
        let digest = Sha256::digest(bytes).into();
        match receive(desk, &call(Actor::Agency(agency)), wire, &answer, kind, digest) {
            Ok(_) => Ok(()),
            // Withdrawn orders are answered too.
            Err(refusal) if matches!(refusal.code, Code::NotFound | Code::WrongState) => Ok(()),
            Err(refusal) => Err(refusal.into()),
        }
    }
}

fn house(password: Option<&str>) -> NewHouse {
    NewHouse {
        code: "999100".to_owned(),
        name: "样例市反诈中心".to_owned(),
        public_phone: "96110".to_owned(),
        login: "admin".to_owned(),
        administrator: "管理甲".into(),
        administrator_phone: "000-0000-0000".into(),
        password: password.unwrap_or(PASSWORD).into(),
    }
}

struct Founding<'f> {
    desk: &'f Desk,
    script: &'f Script,
    now: Stamp,
    password: Option<&'f str>,
    seeds: u64,
}

impl Founding<'_> {
    fn call(&mut self, actor: Actor) -> Call {
        self.seeds = self.seeds.saturating_add(1);
        Call::new(actor, self.now, self.script.chance.bytes("founding", &[self.seeds]))
    }

    fn register_houses(&mut self, administrator: &Officer) -> anyhow::Result<Vec<AgencyId>> {
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
            let call = self.call(Actor::Officer(administrator.clone()));
            agencies.push(office::register_agency(self.desk, &call, &new)?.agency);
        }
        Ok(agencies)
    }

    fn enrol(
        &mut self,
        administrator: &Officer,
        centre: AgencyId,
        login: &str,
        role: Role,
        police: Option<&str>,
    ) -> Result<Officer, Refusal> {
        let new = NewOfficer {
            login: login.to_owned(),
            name: format!("样例{login}").as_str().into(),
            seats: vec![Seat { agency: centre, role }],
            police_number: police.map(Into::into),
            phone: "000-0000-0001".into(),
            password: self.password.map(Into::into),
        };
        let call = self.call(Actor::Officer(administrator.clone()));
        let id = office::enrol_officer(self.desk, &call, &new)?.officer;
        if police.is_some() {
            let call = self.call(Actor::Officer(administrator.clone()));
            office::set_certificate(self.desk, &call, id, SCAN)?;
        }
        officer(self.desk, id)
    }

    fn change_norms(
        &mut self,
        changes: &[Change],
        administrator: &Officer,
        supervisor: &Officer,
    ) -> anyhow::Result<()> {
        for change in changes {
            let Change::Norm { key, value } = change else { continue };
            let new = new_norm(*key, value.clone(), self.now)?;
            let call = self.call(Actor::Officer(administrator.clone()));
            let proposed = propose_norm(self.desk, &call, &new)?.proposal;
            let call = self.call(Actor::Officer(supervisor.clone()));
            decide_norm(self.desk, &call, proposed, true).with_context(|| format!("`{change}`"))?;
        }
        Ok(())
    }

    fn fill_roster(
        &mut self,
        administrator: &Officer,
        operator: OfficerId,
        investigator: OfficerId,
    ) -> Result<(), Refusal> {
        let mut from = self.now;
        let end = from.plus_ms(self.script.days().saturating_add(5).saturating_mul(DAY_MS));
        while from < end {
            let until = from.plus_ms(SHIFT_MS);
            let call = self.call(Actor::Officer(administrator.clone()));
            office::set_duty(self.desk, &call, &NewDuty { from, until, operator, investigator })?;
            from = until;
        }
        Ok(())
    }
}

/// The norm as it would be, from the first moment on.
fn new_norm(key: NormKey, value: NormValue, now: Stamp) -> anyhow::Result<NewNorm> {
    let norm = cordon_desk::norms::seed()?.into_iter().find(|norm| norm.key == key).context("a norm without a file")?;
    let basis = Basis { source: "Cordon".to_owned(), article: "假设推演".to_owned(), tag: "ours".to_owned() };
    let reason = "推演这条规范如果不同会怎样".to_owned();
    Ok(NewNorm { key, value, title_zh: norm.title_zh, title_en: norm.title_en, basis, effective_from: now, reason })
}

fn officer(desk: &Desk, id: OfficerId) -> Result<Officer, Refusal> {
    desk.store().view("officer", |view| Ok(view.need(id)?))
}
