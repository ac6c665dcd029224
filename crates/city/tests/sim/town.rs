//! The town: a centre on a store that fails when told to, houses behind their gateways with clocks of
//! their own, and the letters between them, each of which may be lost, doubled or late. One thread, one
//! clock, no randomness but the list's.

use super::op::Op;
use anyhow::Context;
use cordon_city::banks::{Banks, Paid, To};
use cordon_city::centre::{self, Centre};
use cordon_city::dice::Chance;
use cordon_city::script::{Account, AccountNo, INSTITUTIONS, Role, Script};
use cordon_city::settings::{BEGIN_MS, Cell, Settings};
use cordon_desk::money::trace::Standing;
use cordon_desk::{Actor, Call, Desk, Refusal};
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use cordon_model::{AccountClass, AgencyId, AgencyKind, Stamp};
use cordon_store::SqliteStore;
use cordon_store::faulty::{Fault, Faulty};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub const VICTIMS: usize = 5;
const MULES: usize = 12;
const SHOPS: usize = 2;
/// Shanghai is eight hours ahead.
const ZONE_MS: i64 = 8 * HOUR_MS;

/// What a test breaks on purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sabotage {
    #[default]
    None,
    /// Houses take their answers for known that were only put into the post, and the post loses them.
    LoseAnswers,
    /// The centre's clock never does its work.
    NoClock,
    /// Chance from outside the list.
    Chance,
}

pub struct Town {
    pub now: Stamp,
    pub script: Script,
    pub desk: Desk,
    pub house: Centre,
    pub banks: Banks,
    pub store: Arc<Faulty<SqliteStore>>,
    pub standing: Standing,
    pub letters: Vec<super::post::Letter>,
    pub people: super::people::Known,
    pub skew: [i64; INSTITUTIONS.len()],
    /// Whose clock was ever wrong.
    pub misled: BTreeSet<AgencyId>,
    pub sabotage: Sabotage,
    folder: PathBuf,
    opened: u32,
    seeds: u64,
    payments: u64,
    /// What went out of the houses' books.
    pub left: i64,
    /// When the clocks last did all their work.
    pub ticked_at: Option<Stamp>,
}

/// What the store did, seen by whoever asked.
pub fn ours<T>(outcome: Result<T, Refusal>) -> anyhow::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(refusal) if refusal.code == cordon_model::Code::Internal => Err(refusal.into()),
        Err(_) => Ok(None),
    }
}

fn script() -> Script {
    let settings = Settings { seed: 1, cases: 1_000, cell: Cell::CENTRE, nasty: false };
    let chance = Chance::of(settings.seed);
    let mut accounts = Vec::new();
    let roles = [(Role::Victim, VICTIMS), (Role::Mule, MULES), (Role::Merchant, SHOPS)];
    for (role, count) in roles.into_iter().flat_map(|(role, count)| (0..count).map(move |n| (role, n))) {
        let house = if role == Role::Merchant { count } else { (accounts.len() * 3) % INSTITUTIONS.len() };
        let class = match (role, INSTITUTIONS[house].kind) {
            (Role::Merchant, _) => AccountClass::Company,
            (_, AgencyKind::PaymentFirm) => AccountClass::Payment,
            _ => AccountClass::Personal,
        };
        let no = accounts.len();
        let opening = if role == Role::Victim { 1_000_000_000_000 } else { 50_000 };
        let number = format!("9999{house:02}{no:010}");
        accounts.push(Account { house, number, holder: format!("样例{no}"), class, role, opening });
    }
    Script { settings, chance, accounts, ordinary: Vec::new(), cases: Vec::new(), gangs: Vec::new() }
}

impl Town {
    pub fn found(folder: &Path, sabotage: Sabotage) -> anyhow::Result<Self> {
        let (script, now) = (script(), Stamp::from_ms(BEGIN_MS + 9 * HOUR_MS));
        let store = Arc::new(Faulty::new(SqliteStore::open(&folder.join("centre-0"), now)?));
        let desk = centre::desk(&script, store.clone())?;
        let house = Centre::found(&desk, &script, now, &[], None)?;
        let banks = Banks::open(&script, &folder.join("houses"))?;
        Ok(Self {
            now,
            desk,
            house,
            banks,
            store,
            standing: Standing::default(),
            letters: Vec::new(),
            people: super::people::Known::default(),
            skew: [0; INSTITUTIONS.len()],
            misled: BTreeSet::new(),
            sabotage,
            folder: folder.to_owned(),
            opened: 0,
            seeds: 0,
            payments: 0,
            left: 0,
            ticked_at: None,
            script,
        })
    }

    pub fn houses(&self) -> PathBuf {
        self.folder.join("houses")
    }

    /// The centre's store as the last opening of it finds it.
    fn centre(&self, opened: u32) -> PathBuf {
        self.folder.join(format!("centre-{opened}"))
    }

    pub fn seed(&mut self) -> [u8; 32] {
        self.seeds += 1;
        if self.sabotage == Sabotage::Chance {
            return self.script.chance.bytes("sim", &[self.seeds, outside()]);
        }
        self.script.chance.bytes("sim", &[self.seeds])
    }

    pub fn call(&mut self, actor: Actor) -> Call {
        Call::new(actor, self.now, self.seed())
    }

    /// What time it is by a house's own clock.
    pub fn at(&self, house: usize) -> Stamp {
        self.now.plus_ms(self.skew[house])
    }

    pub fn step(&mut self, op: Op) -> anyhow::Result<()> {
        self.ticked_at = None;
        self.happen(op)?;
        self.reopen_if_crashed()
    }

    fn happen(&mut self, op: Op) -> anyhow::Result<()> {
        let houses = INSTITUTIONS.len();
        match op {
            Op::Report { victim, mule, yuan } => self.report(victim, mule, yuan, true),
            Op::Lie { victim, mule, yuan } => self.report(victim, mule, yuan, false),
            Op::Sign { case } => self.sign(case),
            Op::Pay { from, to, permille } => self.pays_on(from, to, permille),
            Op::Follow => self.follow(),
            Op::Tick => self.tick(),
            Op::Decide => self.decide(),
            Op::Extend { measure } => self.extend(measure),
            Op::Lift { measure } => self.lift(measure),
            Op::Freeze { measure } => self.freeze(measure),
            Op::Appeal { measure } => self.appeal(measure),
            Op::Hear { appeal, uphold } => self.hear(appeal, uphold),
            Op::Poll { house } => self.poll(house % houses),
            Op::Carry { letter } => self.carry(letter),
            Op::Lose { letter } => self.lose(letter),
            Op::Double { letter } => self.double(letter),
            Op::Live { minutes } => self.live(minutes),
            Op::Pass { minutes } => self.pass(minutes * MINUTE_MS),
            Op::Midnight => self.midnight(),
            Op::Skew { house, minutes } => {
                self.skew[house % houses] = minutes * MINUTE_MS;
                self.misled.insert(self.house.agencies[house % houses]);
                Ok(())
            }
            Op::Restart { house } => self.banks.restart(&self.script, house % houses),
            Op::DiskFull { writes } => self.fails(writes, Fault::DiskFull),
            Op::Unknown { writes, committed } => self.fails(writes, Fault::Unknown { committed }),
            Op::Crash { writes, committed } => self.fails(writes, Fault::Crash { committed }),
        }
    }

    fn fails(&mut self, writes: u64, fault: Fault) -> anyhow::Result<()> {
        self.store.fail_after(writes, fault);
        Ok(())
    }

    pub fn pass(&mut self, ms: i64) -> anyhow::Result<()> {
        self.now = self.now.plus_ms(ms);
        Ok(())
    }

    fn midnight(&mut self) -> anyhow::Result<()> {
        let local = self.now.plus_ms(ZONE_MS).ms();
        self.pass(DAY_MS - local.rem_euclid(DAY_MS))?;
        self.tick()
    }

    /// A process that died is opened again from what the disk has: whatever was not in memory alone.
    pub fn reopen_if_crashed(&mut self) -> anyhow::Result<()> {
        if !self.store.has_crashed() {
            return Ok(());
        }
        let (from, to) = (self.centre(self.opened), self.centre(self.opened + 1));
        self.opened += 1;
        std::fs::create_dir_all(&to)?;
        // Copied while it is open: no orderly end has written anything more.
        for file in std::fs::read_dir(&from)? {
            let file = file?;
            std::fs::copy(file.path(), to.join(file.file_name()))?;
        }
        self.store = Arc::new(Faulty::new(SqliteStore::open(&to, self.now)?));
        self.desk = centre::desk(&self.script, self.store.clone())?;
        self.standing = Standing::default();
        std::fs::remove_dir_all(&from)?;
        Ok(())
    }

    fn of_role(&self, role: Role, number: usize) -> AccountNo {
        let all: Vec<usize> =
            (0..self.script.accounts.len()).filter(|no| self.script.accounts[*no].role == role).collect();
        AccountNo(all[number % all.len()])
    }

    pub fn victim(&self, number: usize) -> AccountNo {
        self.of_role(Role::Victim, number)
    }

    /// Whoever takes a victim's money, or passes it on; some are shops.
    pub fn taker(&self, number: usize) -> AccountNo {
        let role = if number % 9 == 8 { Role::Merchant } else { Role::Mule };
        self.of_role(role, number)
    }

    /// One payment, at the payer's time; whether it was made.
    pub fn pay(&mut self, from: AccountNo, to: To, fen: i64) -> anyhow::Result<bool> {
        self.payments += 1;
        let house = self.script.account(from).context("no payer")?.house;
        let (id, at) = (format!("p{}", self.payments), self.at(house));
        let paid = self.banks.pay(&self.script, &id, at, from, to, fen)? == Paid::Done;
        if paid && !matches!(to, To::Account(_)) {
            self.left += fen;
        }
        Ok(paid)
    }

    fn pays_on(&mut self, from: usize, to: usize, permille: i64) -> anyhow::Result<()> {
        let rich = self.rich()?;
        let Some(at) = from.checked_rem(rich.len()) else { return Ok(()) };
        let ((from, free), to) = (rich[at], self.taker(to));
        let to = if from == to { To::Cash } else { To::Account(to) };
        self.pay(from, to, (free * permille / 1_000).max(1)).map(drop)
    }

    /// Who has more than he began with, and how much of it is free.
    fn rich(&mut self) -> anyhow::Result<Vec<(AccountNo, i64)>> {
        let mut rich = Vec::new();
        for no in (0..self.script.accounts.len()).map(AccountNo) {
            let Account { role, opening, house, .. } = self.script.accounts[no.0].clone();
            let position = self.banks.position(&self.script, no, self.at(house))?;
            if role != Role::Victim && position.balance > opening && position.free > 0 {
                rich.push((no, position.free));
            }
        }
        Ok(rich)
    }
}

/// Something else at each call.
fn outside() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}
