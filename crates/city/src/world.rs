//! The city as it happens: one queue of events, in the order of their moments. A strategy hears what
//! centres hear, reports and answers, and sends what centres send; everything else happens around it.

mod gang;
mod judge;
mod mail;

pub use judge::{CaseOutcome, LEVELS, Outcome, Work};

use crate::banks::{Banks, Paid, To};
use crate::change::{Change, Terms};
use crate::script::{Account, AccountNo, Script};
use crate::settings::{BEGIN_MS, JUDGED_AFTER_MS};
use crate::truth::Truth;
use anyhow::Context;
use cordon_model::time::HOUR_MS;
use cordon_model::{Stamp, Wire};
use judge::Judge;
use mail::Letter;
pub use mail::NewLetter;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// Whoever runs a centre.
pub trait Strategy {
    /// A victim calls.
    fn reported(&mut self, world: &mut World, case: usize) -> anyhow::Result<()>;
    /// The victim's signed form is there.
    fn signed(&mut self, world: &mut World, case: usize) -> anyhow::Result<()>;
    /// A house answers.
    fn answered(&mut self, world: &mut World, house: usize, wire: Wire, bytes: &[u8]) -> anyhow::Result<()>;
    /// What it asked to be reminded of.
    fn reminded(&mut self, world: &mut World, token: u64) -> anyhow::Result<()>;
    /// What its people did, all in all.
    fn work(&self) -> Work;
}

#[derive(Clone, Debug)]
enum Event {
    Ordinary(usize),
    Pays { case: usize, payment: usize },
    Acts(gang::ActId),
    Reported(usize),
    Signed(usize),
    Arrives(Letter),
    Watches(usize),
    Reminds(u64),
    Hour,
    Judged(usize),
}

#[derive(Debug)]
pub struct World {
    pub now: Stamp,
    pub script: Script,
    banks: Banks,
    terms: Terms,
    truth: Truth,
    queue: BTreeMap<(i64, u64), Event>,
    /// Events so far: a number for each.
    count: u64,
    gang: gang::Moves,
    /// Accounts that houses watch for the centre, and houses that are about to look.
    watched: HashSet<String>,
    looking: HashSet<usize>,
    by_number: HashMap<String, AccountNo>,
    /// Where victims' payments really went.
    paid_to: HashMap<(usize, usize), AccountNo>,
    judge: Judge,
}

impl World {
    /// The city as the script has it, but for what is changed about its houses.
    pub fn open(script: Script, changes: &[Change], folder: &Path) -> anyhow::Result<Self> {
        let banks = Banks::open(&script, folder)?;
        let numbers = script.accounts.iter().enumerate();
        let by_number = numbers.map(|(no, account)| (account.number.clone(), AccountNo(no))).collect();
        let (judge, terms) = (Judge::of(&script), Terms::of(script.settings.cell, changes));
        let mut world = Self {
            now: Stamp::from_ms(BEGIN_MS),
            script,
            banks,
            terms,
            truth: Truth::default(),
            queue: BTreeMap::new(),
            count: 0,
            gang: gang::Moves::default(),
            watched: HashSet::new(),
            looking: HashSet::new(),
            by_number,
            paid_to: HashMap::new(),
            judge,
        };
        world.begin();
        Ok(world)
    }

    fn begin(&mut self) {
        let ordinary: Vec<i64> = self.script.ordinary.iter().map(|one| one.at).collect();
        for (number, at) in ordinary.into_iter().enumerate() {
            self.at(at, Event::Ordinary(number));
        }
        let mut last = BEGIN_MS;
        for case in 0..self.script.cases.len() {
            let Some(script) = self.script.cases.get(case) else { continue };
            let (reported, signed) = (script.reported_at, script.reported_at.saturating_add(script.signed_after_ms));
            let payments: Vec<i64> = script.payments.iter().map(|payment| payment.at).collect();
            for (payment, at) in payments.into_iter().enumerate() {
                self.at(at, Event::Pays { case, payment });
            }
            self.at(reported, Event::Reported(case));
            self.at(signed, Event::Signed(case));
            self.at(reported.saturating_add(JUDGED_AFTER_MS), Event::Judged(case));
            last = last.max(reported.saturating_add(JUDGED_AFTER_MS));
        }
        let mut hour = BEGIN_MS;
        while hour < last {
            hour = hour.saturating_add(HOUR_MS);
            self.at(hour, Event::Hour);
        }
    }

    fn at(&mut self, at: i64, event: Event) {
        self.count = self.count.saturating_add(1);
        self.queue.insert((at.max(self.now.ms()), self.count), event);
    }

    /// The account that a payment of a case went to: the victim has it on his slip.
    pub fn paid_to(&self, case: usize, payment: usize) -> anyhow::Result<AccountNo> {
        let script = self.script.cases.get(case).context("no case")?;
        let node = script.payments.get(payment).context("no payment")?.node;
        let scripted = script.nodes.get(node).context("no node")?.account;
        Ok(self.paid_to.get(&(case, payment)).copied().unwrap_or(scripted))
    }

    /// The account with that number: what anybody sees who looks at it.
    pub fn account_with(&self, number: &str) -> Option<(AccountNo, &Account)> {
        let no = *self.by_number.get(number)?;
        Some((no, self.script.account(no)?))
    }

    /// The strategy hears of this number again then.
    pub fn remind(&mut self, at: Stamp, token: u64) {
        self.at(at.ms(), Event::Reminds(token));
    }

    /// Lets everything happen until every case is judged.
    pub fn run(mut self, strategy: &mut dyn Strategy) -> anyhow::Result<Outcome> {
        while !self.judge.is_done() && self.next(None, strategy)? {}
        Ok(self.judge.outcome(strategy.work()))
    }

    /// Lets happen what happens by then.
    pub fn run_until(&mut self, until: Stamp, strategy: &mut dyn Strategy) -> anyhow::Result<()> {
        while self.next(Some(until), strategy)? {}
        self.now = self.now.max(until);
        Ok(())
    }

    /// The next event, if there is one by then.
    fn next(&mut self, until: Option<Stamp>, strategy: &mut dyn Strategy) -> anyhow::Result<bool> {
        let Some(first) = self.queue.first_entry() else { return Ok(false) };
        let at = Stamp::from_ms(first.key().0);
        if until.is_some_and(|until| at > until) {
            return Ok(false);
        }
        let event = first.remove();
        self.now = at;
        let what = format!("{event:?}");
        self.happen(event, strategy).with_context(|| format!("at {at}: {what:.200}"))?;
        Ok(true)
    }

    fn happen(&mut self, event: Event, strategy: &mut dyn Strategy) -> anyhow::Result<()> {
        match event {
            Event::Ordinary(number) => self.ordinary(number),
            Event::Pays { case, payment } => self.victim_pays(case, payment),
            Event::Acts(id) => self.card_acts(id),
            Event::Reported(case) => {
                self.judge_report(case);
                strategy.reported(self, case)
            }
            Event::Signed(case) => strategy.signed(self, case),
            Event::Arrives(letter) => self.arrives(letter, strategy),
            Event::Watches(house) => self.house_looks(house, strategy),
            Event::Reminds(token) => strategy.reminded(self, token),
            Event::Hour => self.hour(),
            Event::Judged(case) => self.judge_case(case),
        }
    }

    fn ordinary(&mut self, number: usize) -> anyhow::Result<()> {
        let Some(one) = self.script.ordinary.get(number).copied() else { return Ok(()) };
        // Whoever has too little, or is held, does without.
        self.pay(&format!("o{number}"), one.from, To::Account(one.to), one.fen).map(drop)
    }

    fn victim_pays(&mut self, case: usize, payment: usize) -> anyhow::Result<()> {
        let script = self.script.cases.get(case).context("no case")?;
        let paid = *script.payments.get(payment).context("no payment")?;
        let (victim, id) = (script.victim, format!("v{case}.{payment}"));
        let to = self.card_of(case, paid.node)?;
        if self.pay(&id, victim, To::Account(to), paid.fen)? == Paid::Done {
            self.paid_to.insert((case, payment), to);
            self.truth.lost(case, to, paid.fen);
            self.judge.paid(case, paid.fen);
            self.arrived(case, paid.node, paid.fen);
        }
        Ok(())
    }

    /// One payment; whoever watches one of its ends will hear of it.
    fn pay(&mut self, id: &str, from: AccountNo, to: To, fen: i64) -> anyhow::Result<Paid> {
        let paid = self.banks.pay(&self.script, id, self.now, from, to, fen)?;
        if paid == Paid::Done {
            let payee = match to {
                To::Account(payee) => Some(payee),
                To::Cash | To::Crypto | To::GiftCard => None,
            };
            self.truth.moved(from, payee, fen);
            for end in [Some(from), payee].into_iter().flatten() {
                self.is_seen(end);
            }
        }
        Ok(paid)
    }
}
