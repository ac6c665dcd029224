//! The town: who is in it, what they own, where they listen. All of it made up; codes and numbers
//! come from ranges that nobody has.

use super::client::Client;
use super::processes::{Process, Role as Part};
use crate::app::App;
use crate::clock::{Clock, system};
use crate::random;
use cordon_desk::office::{self, NewAgency, NewDuty, NewHouse, NewOfficer};
use cordon_desk::{Actor, Call};
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{AgencyId, AgencyKind, Officer, OfficerId, Role, Seat, Stamp, Wire};
use cordon_store::{Doors, Read};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::cell::RefCell;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

pub const PASSWORD: &str = "demo-only-password";
const ADMIN_KEY: &str = "demo-ledger-key";
const ORIGIN: &str = "demo.cordon.invalid/journal";
/// The story begins at this moment of the demo's own clock: Monday 2026-11-23, 09:00 in Shanghai.
const MORNING: Stamp = Stamp::from_ms(1_795_395_600_000);

/// One member agency.
#[derive(Debug)]
pub struct Member {
    pub name: &'static str,
    pub code: &'static str,
    pub title: &'static str,
    kind: AgencyKind,
    wires: &'static [Wire],
    limited: bool,
    on_notice: &'static str,
    admin: SocketAddr,
}

/// An account in the town.
#[derive(Clone, Debug)]
pub struct Account {
    pub code: &'static str,
    pub number: String,
    pub holder: String,
    pub class: &'static str,
    pub yuan: i64,
}

#[derive(Debug)]
pub struct Town {
    exe: PathBuf,
    pub folder: PathBuf,
    /// Extra environment of the centre, for tests of what it does when the power fails.
    pub centre_env: RefCell<Vec<(String, String)>>,
    pub base: String,
    listen: SocketAddr,
    pub members: Vec<Member>,
    pub accounts: Vec<Account>,
    /// The demo's clock: its origin is moved on between the acts.
    passed_ms: RefCell<i64>,
    started: Stamp,
    running: RefCell<Vec<Process>>,
}

fn free_port() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The wished port when it is free, so that the address can be remembered.
fn centre_port(wished: Option<u16>) -> anyhow::Result<SocketAddr> {
    match wished.map(|port| TcpListener::bind(("127.0.0.1", port))) {
        Some(Ok(listener)) => Ok(listener.local_addr()?),
        _ => free_port(),
    }
}

impl Town {
    /// Writes the town down below `folder`; nothing runs yet. `exe` is the binary of every process.
    pub fn build(
        exe: PathBuf,
        folder: &Path,
        seed: u64,
        more: Vec<Account>,
        port: Option<u16>,
    ) -> anyhow::Result<Self> {
        use Wire::{JsonForm, PoliceBank};
        let member = |name, code, title, kind, wires, limited, on_notice| -> anyhow::Result<Member> {
            Ok(Member { name, code, title, kind, wires, limited, on_notice, admin: free_port()? })
        };
        let members = vec![
            member("bank-a", "999100000001", "合成银行", AgencyKind::Bank, &[PoliceBank, JsonForm], false, "flag")?,
            member("bank-b", "999100000002", "样例银行", AgencyKind::Bank, &[JsonForm], true, "delay")?,
            member(
                "pay-c",
                "999100000003",
                "样例支付",
                AgencyKind::PaymentFirm,
                &[PoliceBank, JsonForm],
                false,
                "flag",
            )?,
            member("tel-d", "999100000004", "样例通信", AgencyKind::Carrier, &[JsonForm], false, "flag")?,
        ];
        let listen = centre_port(port)?;
        let town = Self {
            exe,
            folder: folder.to_owned(),
            centre_env: RefCell::new(Vec::new()),
            base: format!("http://{listen}"),
            listen,
            members,
            accounts: accounts(seed).into_iter().chain(more).collect(),
            passed_ms: RefCell::new(0),
            started: system(),
            running: RefCell::new(Vec::new()),
        };
        town.found()?;
        Ok(town)
    }

    fn clock(&self) -> Clock {
        Clock { origin: MORNING.plus_ms(*self.passed_ms.borrow()), real_origin: self.started, rate: 1 }
    }

    pub fn now(&self) -> Stamp {
        self.clock().now()
    }

    pub fn centre_folder(&self) -> PathBuf {
        self.folder.join("centre")
    }

    pub fn member(&self, code: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.code == code)
    }

    pub fn exe(&self) -> &Path {
        &self.exe
    }

    /// The ledger service of a member.
    pub fn ledger(&self, member: &Member) -> Client {
        Client::new(&format!("http://{}", member.admin), Some(ADMIN_KEY))
    }

    /// Address and key of a member's ledger service.
    pub fn ledger_address(&self, code: &str) -> Option<(String, String)> {
        self.member(code).map(|member| (format!("http://{}", member.admin), ADMIN_KEY.to_owned()))
    }

    /// Stops one process and leaves it so.
    pub fn stop_one(&self, name: &str) -> anyhow::Result<()> {
        let mut running = std::mem::take(&mut *self.running.borrow_mut());
        let found = running.iter().position(|process| process.name() == name).map(|at| running.swap_remove(at));
        *self.running.borrow_mut() = running;
        found.map_or(Ok(()), Process::stop)
    }

    /// Founds the house and writes every configuration, before any process runs.
    fn found(&self) -> anyhow::Result<()> {
        let app = App::open(&self.centre_folder(), self.clock(), ORIGIN, None)?;
        let founding = Founding { app: &app, now: self.now() };
        let keys = founding.house(&self.members)?;
        drop(app);
        self.write_centre()?;
        for (member, key) in self.members.iter().zip(&keys) {
            self.write_member(member, key)?;
        }
        Ok(())
    }

    fn clock_toml(&self) -> String {
        let clock = self.clock();
        format!("[clock]\norigin_ms = {}\nreal_origin_ms = {}\nrate = 1\n", clock.origin.ms(), clock.real_origin.ms())
    }

    fn write_centre(&self) -> anyhow::Result<()> {
        let text = format!(
            "data = {:?}\nlisten = \"{}\"\norigin = \"{ORIGIN}\"\n\n{}",
            self.centre_folder(),
            self.listen,
            self.clock_toml()
        );
        Ok(fs::write(self.folder.join("centre.toml"), text)?)
    }

    fn write_member(&self, member: &Member, key: &str) -> anyhow::Result<()> {
        let folder = self.folder.join(member.name);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("centre.key"), key)?;
        fs::write(folder.join("accounts.toml"), self.seed_of(member))?;
        self.write_member_config(member)
    }

    fn write_member_config(&self, member: &Member) -> anyhow::Result<()> {
        let kind = match member.kind {
            AgencyKind::PaymentFirm => "payment_firm",
            AgencyKind::Carrier => "carrier",
            _ => "bank",
        };
        let wires: String =
            member.wires.iter().map(|wire| format!("[[wire]]\nkind = \"{}\"\nevery_ms = 100\n", wire.name())).collect();
        let text = format!(
            "data = \"data\"\n\n[agency]\ncode = \"{}\"\nname = \"{}\"\nkind = \"{kind}\"\n\n[centre]\nurl = \"{}\"\n\
             key_file = \"centre.key\"\n\n{wires}\n[policy]\nlimited_stop = {}\non_notice = \"{}\"\n\n[ledger]\n\
             seed = \"accounts.toml\"\n\n[admin]\nlisten = \"{}\"\nkey = \"{ADMIN_KEY}\"\n\n{}",
            member.code,
            member.title,
            self.base,
            member.limited,
            member.on_notice,
            member.admin,
            self.clock_toml()
        );
        Ok(fs::write(self.folder.join(member.name).join("member.toml"), text)?)
    }

    fn seed_of(&self, member: &Member) -> String {
        let accounts: String = self
            .accounts
            .iter()
            .filter(|account| account.code == member.code)
            .map(|account| {
                format!(
                    "[[account]]\nnumber = \"{}\"\nholder = \"{}\"\nclass = \"{}\"\nbalance = \"{}.00\"\n\n",
                    account.number, account.holder, account.class, account.yuan
                )
            })
            .collect();
        let numbers = if member.kind == AgencyKind::Carrier { "[[number]]\nnumber = \"19900000777\"\n" } else { "" };
        accounts + numbers
    }

    /// The centre and each member, as they are started.
    pub fn parts(&self) -> Vec<Part> {
        let config = self.folder.join("centre.toml").display().to_string();
        let centre = Part {
            name: "centre".to_owned(),
            args: vec!["serve".to_owned(), "--config".to_owned(), config],
            open_at: self.base.clone(),
            open_path: "/readyz",
        };
        let member = |member: &Member| {
            let config = self.folder.join(member.name).join("member.toml").display().to_string();
            Part {
                name: member.name.to_owned(),
                args: vec!["member".to_owned(), "--config".to_owned(), config],
                open_at: format!("http://{}", member.admin),
                open_path: "/healthz",
            }
        };
        std::iter::once(centre).chain(self.members.iter().map(member)).collect()
    }

    fn start(&self, part: &Part) -> anyhow::Result<()> {
        let env = if part.name == "centre" { self.centre_env.borrow().clone() } else { Vec::new() };
        let process = Process::start(&self.exe, &self.folder, part, &env)?;
        self.running.borrow_mut().push(process);
        Ok(())
    }

    /// Starts every process and waits until all answer.
    pub fn open(&self) -> anyhow::Result<()> {
        self.parts().iter().try_for_each(|part| self.start(part))
    }

    /// SIGKILL to one process; `between` runs while it is dead; then it starts again.
    pub fn kill_and_restart(&self, name: &str, between: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut running = std::mem::take(&mut *self.running.borrow_mut());
        if let Some(at) = running.iter().position(|process| process.name() == name) {
            running.swap_remove(at).kill()?;
        }
        *self.running.borrow_mut() = running;
        between()?;
        let parts = self.parts();
        let part = parts.iter().find(|part| part.name == name);
        part.map_or(Ok(()), |part| self.start(part))
    }

    pub fn close(&self) -> anyhow::Result<()> {
        let mut running = std::mem::take(&mut *self.running.borrow_mut());
        while let Some(process) = running.pop() {
            process.stop()?;
        }
        Ok(())
    }

    /// Stops everything, lets `ms` pass, and starts everything again.
    pub fn sleep(&self, ms: i64) -> anyhow::Result<()> {
        self.close()?;
        self.passed_ms.replace_with(|passed| passed.saturating_add(ms));
        self.write_centre()?;
        for member in &self.members {
            self.write_member_config(member)?;
        }
        self.open()
    }

    /// Keeps the town running until the centre is stopped from outside.
    pub fn stay_open(&self) -> anyhow::Result<()> {
        println!("\n合围 is open at {}   (Ctrl-C ends it; data in {})", self.base, self.folder.display());
        println!("  officers, password `{PASSWORD}`: intake, officer, officer2, officer3, approver, supervisor, admin");
        println!("  at the members' desks: bank-a-desk, bank-b-desk, pay-c-desk, tel-d-desk");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(crate::commands::serve::stop_signal());
        self.close()
    }
}

/// Victims, mules, a firm and a shopkeeper who did nothing wrong.
fn accounts(seed: u64) -> Vec<Account> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut account = |code, serial: u32, holder: &str, class, yuan| Account {
        code,
        number: format!("999999{:06}{serial:04}", rng.random_range(0..1_000_000_u32)),
        holder: holder.to_owned(),
        class,
        yuan,
    };
    vec![
        account("999100000002", 1, "测试赵", "personal", 300_000),
        account("999100000002", 2, "测试钱", "personal", 200_000),
        account("999100000001", 3, "测试孙", "personal", 90_000),
        account("999100000001", 4, "样例李", "personal", 1_200),
        account("999100000001", 5, "样例周", "personal", 20_000),
        account("999100000002", 6, "样例吴", "personal", 500),
        account("999100000003", 7, "样例郑", "payment", 0),
        account("999100000001", 8, "样例商行", "company", 50_000),
    ]
}

/// Founding: offline, before anybody can call.
struct Founding<'a> {
    app: &'a App,
    now: Stamp,
}

impl Founding<'_> {
    fn call(&self, actor: Actor) -> Call {
        Call::new(actor, self.now, random::seed())
    }

    fn officer(&self, id: OfficerId) -> anyhow::Result<Officer> {
        Ok(self.app.desk.store().view::<_, cordon_desk::Refusal>("founding", |view| Ok(view.need(id)?))?)
    }

    /// The centre, its people, the members and their keys.
    fn house(&self, members: &[Member]) -> anyhow::Result<Vec<String>> {
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
