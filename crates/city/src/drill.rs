//! A drill: the city goes on by itself on the clock of a real centre, and people sit there. Victims call,
//! gangs move the money on, houses answer what the centre orders in their own time; whatever a centre
//! does is done by the people through its own pages and API, or not at all.

use crate::banks::party;
use crate::centre::Centre;
use crate::script::Script;
use crate::settings::Settings;
use crate::strategy::Cordon;
use crate::world::{CaseOutcome, Strategy, Work, World};
use anyhow::Context;
use cordon_desk::{Actor, Call, Desk, Refusal};
use cordon_model::exchange::Party;
use cordon_model::time::MINUTE_MS;
use cordon_model::{Case, CaseId, Money, Stamp, Wire};
use cordon_store::{Doors, Read};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::strategy::{ID_NUMBER, PHONE};

pub use crate::centre::LOGINS;
pub use crate::office::SCAN;

/// By the cases' numbers in the city.
pub type Outcomes = BTreeMap<usize, CaseOutcome>;

/// A drill opens so long before the first victim pays.
const BEFORE_MS: i64 = MINUTE_MS;

/// A victim on the phone, and what became of the call.
#[derive(Clone, Debug)]
pub struct Heard {
    pub at: Stamp,
    pub caller: String,
    pub id_number: &'static str,
    pub phone: &'static str,
    pub scam: &'static str,
    pub payments: Vec<Told>,
    /// Since when the signed form is there.
    pub signed_at: Option<Stamp>,
    /// The case that was opened, and when.
    pub filed: Option<(CaseId, Stamp)>,
    /// Its number in the city.
    pub case: usize,
}

/// A payment as the victim has it on his slip.
#[derive(Clone, Debug)]
pub struct Told {
    pub from: Party,
    pub to: Party,
    pub amount: Money,
    pub at: Stamp,
}

#[derive(Debug)]
pub struct Drill {
    world: World,
    centre: Centre,
    line: Line,
}

/// What the city says to the centre.
#[derive(Debug, Default)]
struct Line {
    calls: Vec<Heard>,
    answers: Vec<(usize, Wire, Vec<u8>)>,
    filed: HashMap<CaseId, usize>,
}

/// A city that waits for its centre to open.
#[derive(Debug)]
pub struct Waiting {
    world: World,
    pub opens_at: Stamp,
}

impl Waiting {
    /// A day of ordinary life is behind it.
    pub fn of(settings: Settings, folder: &Path) -> anyhow::Result<Self> {
        let mut world = World::open(Script::of(settings), &[], folder)?;
        let payments = world.script.cases.iter().flat_map(|case| &case.payments);
        let first = payments.map(|payment| payment.at).min().context("a drill needs at least one case")?;
        let opens_at = Stamp::from_ms(first.saturating_sub(BEFORE_MS));
        world.run_until(opens_at, &mut Line::default())?;
        Ok(Self { world, opens_at })
    }

    /// Its centre is founded on a desk that has none yet; its people sign in with this password.
    pub fn open(self, desk: &Desk, now: Stamp, password: &str) -> anyhow::Result<Drill> {
        let centre = Centre::found(desk, &self.world.script, now, &[], Some(password))?;
        Ok(Drill { world: self.world, centre, line: Line::default() })
    }
}

impl Drill {
    pub fn calls(&self) -> &[Heard] {
        &self.line.calls
    }

    /// Whether the last victim has called and all has been said that would be said.
    pub fn is_over(&self, after_ms: i64) -> bool {
        let all = self.line.calls.len() >= self.world.script.cases.len();
        let last = self.line.calls.iter().map(|call| call.at).max();
        all && last.is_some_and(|last| self.world.now >= last.plus_ms(after_ms))
    }

    /// Lets happen what happens by now, and carries letters both ways; whether the centre learned anything.
    pub fn step(&mut self, desk: &Desk, now: Stamp, call: &mut dyn FnMut(Actor) -> Call) -> anyhow::Result<bool> {
        self.world.run_until(now, &mut self.line)?;
        let answers = std::mem::take(&mut self.line.answers);
        let learned = !answers.is_empty();
        for (house, wire, bytes) in answers {
            self.centre.receive(desk, &mut *call, house, wire, &bytes)?;
        }
        self.find_cases(desk)?;
        let filed = &self.line.filed;
        let sent = self.centre.dispatch(desk, &mut self.world, now, &mut *call, &|case| filed.get(&case).copied())?;
        Ok(learned || sent)
    }

    /// Which calls have become cases: by what the victim said of a payment.
    fn find_cases(&mut self, desk: &Desk) -> anyhow::Result<()> {
        if self.line.calls.iter().all(|call| call.filed.is_some()) {
            return Ok(());
        }
        let cases: Vec<Case> =
            desk.store().view("drill", |view| Ok::<_, Refusal>(view.select::<Case>("order by id", &[])?))?;
        for case in cases.iter().filter(|case| !self.line.filed.contains_key(&case.id)).collect::<Vec<_>>() {
            let found = self
                .line
                .calls
                .iter_mut()
                .find(|call| call.filed.is_none() && is_about(&self.centre, &self.world.script, case, call));
            if let Some(call) = found {
                call.filed = Some((case.id, case.opened_at));
                self.line.filed.insert(case.id, call.case);
            }
        }
        Ok(())
    }

    /// How the cases stand now, by the truth: of what was lost, what lay there when the call came, and what
    /// is held.
    pub fn stand(&mut self) -> anyhow::Result<Outcomes> {
        self.world.stand()
    }
}

/// How the same cases would stand at that moment if nobody had to be waited for but an officer's usual time.
pub fn by_itself(settings: Settings, folder: &Path, until: Stamp) -> anyhow::Result<Outcomes> {
    let mut world = World::open(Script::of(settings), &[], &folder.join("houses"))?;
    let mut cordon = Cordon::found(&mut world, &[], &folder.join("centre"))?;
    world.run_until(until, &mut cordon)?;
    world.stand()
}

/// Some payment of the case went to the account that the caller names.
fn is_about(centre: &Centre, script: &Script, case: &Case, call: &Heard) -> bool {
    let mut payees = case.transfers.iter().filter_map(|transfer| Some((transfer.to.as_ref()?, transfer.amount)));
    payees.any(|(to, amount)| {
        let account = centre.account(&to.key).and_then(|no| script.account(no));
        let number = account.map(|account| account.number.as_str());
        call.payments.iter().any(|told| Some(told.to.number.0.as_str()) == number && told.amount == amount)
    })
}

impl Strategy for Line {
    fn reported(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
        let script = world.script.cases.get(case).context("no case")?;
        let victim = world.script.account(script.victim).context("no victim")?;
        let mut payments = Vec::new();
        for (number, paid) in script.payments.iter().enumerate() {
            let payee = world.script.account(world.paid_to(case, number)?).context("no payee")?;
            payments.push(Told {
                from: party(victim),
                to: party(payee),
                amount: Money::cny(paid.fen),
                at: Stamp::from_ms(paid.at),
            });
        }
        let caller = victim.holder.clone();
        self.calls.push(Heard {
            at: world.now,
            caller,
            id_number: ID_NUMBER,
            phone: PHONE,
            scam: script.scam,
            payments,
            signed_at: None,
            filed: None,
            case,
        });
        Ok(())
    }

    fn signed(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
        let call = self.calls.iter_mut().find(|call| call.case == case);
        if let Some(call) = call {
            call.signed_at = Some(world.now);
        }
        Ok(())
    }

    fn answered(&mut self, _: &mut World, house: usize, wire: Wire, bytes: &[u8]) -> anyhow::Result<()> {
        self.answers.push((house, wire, bytes.to_vec()));
        Ok(())
    }

    fn reminded(&mut self, _: &mut World, _: u64) -> anyhow::Result<()> {
        Ok(())
    }

    /// What people do in a drill they do at the real centre.
    fn work(&self) -> Work {
        Work::default()
    }
}
