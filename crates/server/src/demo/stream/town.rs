//! The town of a stream: the centre and eight institutions with the accounts of the stream, each a
//! process of its own. Codes, names and numbers come from ranges that nobody has.
//!
//! Half of the institutions speak the police wire (and the JSON form for what it does not carry), half
//! the JSON form alone; the last is a payment firm.

use super::plan::{INSTITUTIONS, Plan};
use crate::app::App;
use crate::clock::{Clock, system};
use crate::demo::client::Client;
use crate::demo::processes::{Process, Role as Part};
use crate::demo::town::PASSWORD;
use crate::random;
use cordon_desk::office::{self, NewAgency, NewDuty, NewHouse, NewOfficer};
use cordon_desk::{Actor, Call, Desk, Refusal};
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{AgencyId, AgencyKind, Money, Officer, OfficerId, Role, Seat, Stamp, Wire};
use cordon_store::{Doors, Read};
use std::fmt::Write as _;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

const LEDGER_KEY: &str = "demo-ledger-key";
const ORIGIN: &str = "demo.cordon.invalid/journal";

#[derive(Debug)]
pub struct Institution {
    pub name: String,
    pub code: String,
    pub kind: AgencyKind,
    pub wires: &'static [Wire],
    /// Whether it can hold an amount instead of a whole account.
    limited: bool,
    ledger: SocketAddr,
}

impl Institution {
    fn of(rest: u64) -> anyhow::Result<Self> {
        let is_firm = rest.saturating_add(1) == INSTITUTIONS;
        let by_police_wire = rest.is_multiple_of(2) || is_firm;
        Ok(Self {
            name: format!("inst-{rest}"),
            code: format!("99910001000{rest}"),
            kind: if is_firm { AgencyKind::PaymentFirm } else { AgencyKind::Bank },
            wires: if by_police_wire { &[Wire::PoliceBank, Wire::JsonForm] } else { &[Wire::JsonForm] },
            limited: !by_police_wire,
            ledger: free_port()?,
        })
    }

    fn title(&self) -> String {
        format!("样例机构{}", self.name.trim_start_matches("inst-"))
    }

    pub const fn class(&self) -> &'static str {
        if matches!(self.kind, AgencyKind::PaymentFirm) { "payment" } else { "personal" }
    }

    pub fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.ledger), Some(LEDGER_KEY))
    }
}

/// The number of an account of the stream.
pub fn number(account: u64) -> String {
    format!("999999{account:010}")
}

pub fn holder(account: u64) -> String {
    format!("测试{account}")
}

fn free_port() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

#[derive(Debug)]
pub struct Town {
    exe: PathBuf,
    pub folder: PathBuf,
    listen: SocketAddr,
    pub base: String,
    pub clock: Clock,
    pub institutions: Vec<Institution>,
    running: Vec<Process>,
}

impl Town {
    /// Founds the house and writes everything down; nothing runs yet.
    pub fn build(exe: PathBuf, folder: &Path, plan: &Plan) -> anyhow::Result<Self> {
        let listen = free_port()?;
        let clock = Clock { origin: plan.now, real_origin: system(), rate: 1 };
        let institutions = (0..INSTITUTIONS).map(Institution::of).collect::<anyhow::Result<_>>()?;
        let (base, folder) = (format!("http://{listen}"), folder.to_owned());
        let town = Self { exe, folder, listen, base, clock, institutions, running: Vec::new() };
        let app = App::open(&town.centre_folder(), clock, ORIGIN, None)?;
        let keys = house(&app.desk, plan.now, &town.institutions)?;
        drop(app);
        town.write_centre()?;
        for ((rest, institution), key) in (0_u64..).zip(&town.institutions).zip(&keys) {
            town.write_member(rest, institution, key, plan)?;
        }
        Ok(town)
    }

    pub fn centre_folder(&self) -> PathBuf {
        self.folder.join("centre")
    }

    /// Who keeps an account of the stream.
    pub fn keeper(&self, account: u64) -> Option<&Institution> {
        let rest = usize::try_from(account.checked_rem(INSTITUTIONS)?).ok()?;
        self.institutions.get(rest)
    }

    fn clock_toml(&self) -> String {
        let (origin, real) = (self.clock.origin.ms(), self.clock.real_origin.ms());
        format!("[clock]\norigin_ms = {origin}\nreal_origin_ms = {real}\nrate = 1\n")
    }

    fn write_centre(&self) -> anyhow::Result<()> {
        let (data, listen) = (self.centre_folder(), self.listen);
        let text = format!("data = {data:?}\nlisten = \"{listen}\"\norigin = \"{ORIGIN}\"\n\n{}", self.clock_toml());
        Ok(fs::write(self.folder.join("centre.toml"), text)?)
    }

    fn write_member(&self, rest: u64, institution: &Institution, key: &str, plan: &Plan) -> anyhow::Result<()> {
        let folder = self.folder.join(&institution.name);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("centre.key"), key)?;
        let mut accounts = String::from("number,holder,class,balance\n");
        for (account, opening) in plan.opening.iter().filter(|(account, _)| **account % INSTITUTIONS == rest) {
            let (number, holder) = (number(*account), holder(*account));
            writeln!(accounts, "{number},{holder},{},{}", institution.class(), Money::cny(*opening).decimal())?;
        }
        fs::write(folder.join("accounts.csv"), accounts)?;
        let kind = if institution.kind == AgencyKind::PaymentFirm { "payment_firm" } else { "bank" };
        let wires: String = institution
            .wires
            .iter()
            .map(|wire| format!("[[wire]]\nkind = \"{}\"\nevery_ms = 100\n", wire.name()))
            .collect();
        let text = format!(
            "data = \"data\"\n\n[agency]\ncode = \"{}\"\nname = \"{}\"\nkind = \"{kind}\"\n\n[centre]\nurl = \"{}\"\n\
             key_file = \"centre.key\"\n\n{wires}\n[policy]\nlimited_stop = {}\n\n[ledger]\nseed = \"accounts.csv\"\n\n\
             [admin]\nlisten = \"{}\"\nkey = \"{LEDGER_KEY}\"\n\n{}",
            institution.code,
            institution.title(),
            self.base,
            institution.limited,
            institution.ledger,
            self.clock_toml()
        );
        Ok(fs::write(folder.join("member.toml"), text)?)
    }

    fn parts(&self) -> Vec<Part> {
        let config = |name: &str| self.folder.join(name).display().to_string();
        let centre = Part {
            name: "centre".to_owned(),
            args: ["serve", "--config", &config("centre.toml")].map(str::to_owned).to_vec(),
            open_at: self.base.clone(),
            open_path: "/readyz",
        };
        let member = |institution: &Institution| Part {
            name: institution.name.clone(),
            args: ["member", "--config", &config(&format!("{}/member.toml", institution.name))]
                .map(str::to_owned)
                .to_vec(),
            open_at: format!("http://{}", institution.ledger),
            open_path: "/healthz",
        };
        std::iter::once(centre).chain(self.institutions.iter().map(member)).collect()
    }

    /// Starts every process and waits until all answer.
    pub fn open(&mut self) -> anyhow::Result<()> {
        for part in self.parts() {
            self.running.push(Process::start(&self.exe, &self.folder, &part, &[])?);
        }
        Ok(())
    }

    pub fn close(&mut self) -> anyhow::Result<()> {
        while let Some(process) = self.running.pop() {
            process.stop()?;
        }
        Ok(())
    }

    /// Keeps the town running until it is stopped from outside.
    pub fn stay_open(&mut self) -> anyhow::Result<()> {
        println!("\n合围 is open at {}   (Ctrl-C ends it; data in {})", self.base, self.folder.display());
        println!("  工作台 the workbench: {}/workbench/   群众 the public: {}/", self.base, self.base);
        println!("  officers, password `{PASSWORD}`: intake, officer, officer2, approver, supervisor, admin");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(crate::commands::serve::stop_signal());
        self.close()
    }
}

/// Founding, offline: the centre's people, the institutions and their keys.
fn house(desk: &Desk, now: Stamp, institutions: &[Institution]) -> anyhow::Result<Vec<String>> {
    let call = |actor| Call::new(actor, now, random::seed());
    let new = NewHouse {
        code: "999000000000".into(),
        name: "样例市反诈中心".into(),
        public_phone: "96110".into(),
        login: "admin".into(),
        administrator: "管理甲".into(),
        administrator_phone: "000-0000-0000".into(),
        password: PASSWORD.into(),
    };
    let founded = office::found_house(desk, &call(Actor::Platform), &new)?;
    let administrator: Officer =
        desk.store().view::<_, Refusal>("founding", |view| Ok(view.need(founded.administrator)?))?;
    let administrator = || call(Actor::Officer(administrator.clone()));
    let enrol = |login: &str, name: &str, roles: &[Role], police: Option<&str>| -> anyhow::Result<OfficerId> {
        let seat = |role: &Role| Seat { agency: founded.centre, role: *role };
        let new = NewOfficer {
            login: login.into(),
            name: name.into(),
            seats: roles.iter().map(seat).collect(),
            police_number: police.map(Into::into),
            phone: "000-0000-0002".into(),
            password: Some(PASSWORD.into()),
        };
        let id = office::enrol_officer(desk, &administrator(), &new)?.officer;
        if police.is_some() {
            // A stand-in for the scan of a certificate: a JPG of one grey pixel, plainly nobody's.
            let scan = [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, b'J', b'F', b'I', b'F', 0x00, 0xff, 0xd9];
            office::set_certificate(desk, &administrator(), id, &scan)?;
        }
        Ok(id)
    };
    enrol("intake", "接警甲", &[Role::Intake], None)?;
    let operator = enrol("officer", "民警甲", &[Role::Intake, Role::Officer], Some("999001"))?;
    let investigator = enrol("officer2", "民警乙", &[Role::Officer], Some("999002"))?;
    enrol("approver", "审批甲", &[Role::Approver], Some("999004"))?;
    enrol("supervisor", "监督甲", &[Role::Supervisor], None)?;
    let duty = NewDuty { from: now.minus_ms(HOUR_MS), until: now.plus_ms(30 * DAY_MS), operator, investigator };
    office::set_duty(desk, &administrator(), &duty)?;
    let register = |institution: &Institution| -> anyhow::Result<String> {
        let new = NewAgency {
            code: institution.code.clone(),
            name: institution.title(),
            kind: institution.kind,
            wires: institution.wires.to_vec(),
            limited_stop: institution.limited,
            public_phone: "000-0000-0001".into(),
        };
        let agency: AgencyId = office::register_agency(desk, &administrator(), &new)?.agency;
        let issued = office::issue_key(desk, &administrator(), agency)?;
        issued.key.map(|key| key.0).ok_or_else(|| anyhow::anyhow!("no key was issued"))
    };
    institutions.iter().map(register).collect()
}
