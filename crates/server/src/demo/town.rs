//! The town: who is in it, what they own, where they listen. All of it made up; codes and numbers
//! come from ranges that nobody has.

mod founding;

use super::client::Client;
use super::processes::{Process, Role as Part};
use crate::app::App;
use crate::clock::{Clock, system};
use crate::records::Place;
use cordon_model::{AgencyKind, Stamp, Wire};
use cordon_store::postgres::cluster;
use founding::Founding;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::cell::RefCell;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

pub const PASSWORD: &str = "demo-only-password";
const ADMIN_KEY: &str = "demo-ledger-key";
const ORIGIN: &str = "demo.cordon.invalid/journal";
/// The banks and the payment firm; the carrier has no accounts.
pub const BANK_A: &str = "999100000001";
pub const BANK_B: &str = "999100000002";
pub const PAY_C: &str = "999100000003";
pub const BANK_E: &str = "999100000005";
/// The story begins at this moment of the demo's own clock: Monday 2026-11-23, 09:00 in Shanghai.
const MORNING: Stamp = Stamp::from_ms(1_795_395_600_000);

/// Where the centre of the demo keeps its records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum DemoStore {
    /// In its folder.
    #[default]
    Sqlite,
    /// In a PostgreSQL that the demo starts and ends.
    Postgres,
}

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
        Self::build_on(DemoStore::Sqlite, exe, folder, seed, more, port)
    }

    /// The same with the centre's records somewhere else than in its folder.
    pub fn build_on(
        store: DemoStore,
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
            member("bank-a", BANK_A, "合成银行", AgencyKind::Bank, &[PoliceBank, JsonForm], false, "flag")?,
            member("bank-b", BANK_B, "样例银行", AgencyKind::Bank, &[JsonForm], true, "delay")?,
            member("pay-c", PAY_C, "样例支付", AgencyKind::PaymentFirm, &[PoliceBank, JsonForm], false, "flag")?,
            member("bank-e", BANK_E, "例示银行", AgencyKind::Bank, &[JsonForm], true, "flag")?,
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
        if store == DemoStore::Postgres {
            let cluster = cluster::shared()?;
            Place::name(&town.centre_folder(), &cluster.address(&cluster.fresh()?))?;
        }
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

    /// Starts one process that was stopped.
    pub fn start_one(&self, name: &str) -> anyhow::Result<()> {
        let parts = self.parts();
        let part = parts.iter().find(|part| part.name == name);
        part.map_or(Ok(()), |part| self.start(part))
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
            "data = {:?}\nlisten = \"{}\"\norigin = \"{ORIGIN}\"\n\n[sign_in]\norigin = \"http://localhost:{}\"\n\n{}",
            self.centre_folder(),
            self.listen,
            self.listen.port(),
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
        self.start_one(name)
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
        println!("  工作台 the workbench: {}/workbench/   群众 the public: {}/", self.base, self.base);
        println!("  officers, password `{PASSWORD}`: intake, officer, officer2, officer3, approver, supervisor, admin");
        println!("  at the members' desks: bank-a-desk, bank-b-desk, pay-c-desk, bank-e-desk, tel-d-desk");
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
        account(BANK_B, 1, "测试赵", "personal", 300_000),
        account(BANK_B, 2, "测试钱", "personal", 200_000),
        account(BANK_A, 3, "测试孙", "personal", 90_000),
        account(BANK_A, 4, "样例李", "personal", 1_200),
        account(BANK_A, 5, "样例周", "personal", 20_000),
        account(BANK_B, 6, "样例吴", "personal", 500),
        account(PAY_C, 7, "样例郑", "payment", 0),
        account(BANK_A, 8, "样例商行", "company", 50_000),
    ]
}
