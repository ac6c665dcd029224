//! Between centre and houses: each letter arrives when that house gets to it, and is answered then.

use super::{Event, Strategy, World};
use crate::script::{AccountNo, INSTITUTIONS};
use anyhow::Context;
use cordon_model::Wire;
use cordon_model::time::{HOUR_MS, SECOND_MS};

const SPREAD: i64 = 600;
/// A silent house answers some other day.
const SILENT_MS: i64 = 20 * HOUR_MS;
/// Between two polls of a gateway.
const POLL_MS: i64 = SECOND_MS;

/// What a centre sends.
#[derive(Clone, Debug)]
pub struct NewLetter {
    pub house: usize,
    pub wire: Wire,
    pub bytes: Vec<u8>,
    /// What it is, and the number that it is about: two strategies that ask the same wait as long.
    pub kind: &'static str,
    pub number: String,
    pub case: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Letter {
    new: NewLetter,
    random: u64,
}

impl World {
    pub fn send(&mut self, new: NewLetter) -> anyhow::Result<()> {
        self.judge.sent(new.kind);
        let after = self.answer_time(&new)?;
        let random = self.script.chance.dice("serial", &[self.count]).number();
        self.at(self.now.ms().saturating_add(after), Event::Arrives(Letter { new, random }));
        Ok(())
    }

    /// How long a house takes for that letter. The same for every strategy.
    fn answer_time(&self, new: &NewLetter) -> anyhow::Result<i64> {
        let house = u64::try_from(new.house)?;
        let terms = self.terms.house(new.house);
        if let Some(case) = new.case {
            let mut dice = self.script.chance.dice("silent", &[house, u64::try_from(case)?]);
            if dice.in_thousand(terms.silent_permille) {
                return Ok(SILENT_MS);
            }
        }
        let account = self.by_number.get(&new.number).map_or(0, |no| no.0);
        let mut dice = self.script.chance.dice(new.kind, &[house, u64::try_from(account)?]);
        Ok(dice.around(terms.median_ms, SPREAD).max(1).saturating_add(dice.between(0, POLL_MS)))
    }

    pub(super) fn arrives(&mut self, letter: Letter, strategy: &mut dyn Strategy) -> anyhow::Result<()> {
        let Letter { new, random } = letter;
        self.banks.take(new.house, new.wire, &new.bytes, self.now, random)?;
        if let Some(account) = self.by_number.get(&new.number).copied() {
            self.is_held(account, new.case)?;
        }
        if new.kind == "watch" {
            self.watched.insert(new.number);
        }
        self.says(new.house, new.wire, strategy)
    }

    fn says(&mut self, house: usize, wire: Wire, strategy: &mut dyn Strategy) -> anyhow::Result<()> {
        for bytes in self.banks.say(house, wire, self.now)? {
            strategy.answered(self, house, wire, &bytes)?;
        }
        Ok(())
    }

    /// Something moved on an account: where it is watched, its house will tell.
    pub(super) fn is_seen(&mut self, account: AccountNo) {
        let Some(own) = self.script.account(account) else { return };
        let house = own.house;
        if !self.watched.contains(&own.number) || !self.looking.insert(house) {
            return;
        }
        let after = self.terms.house(house).median_ms.max(POLL_MS);
        self.at(self.now.ms().saturating_add(after), Event::Watches(house));
    }

    pub(super) fn house_looks(&mut self, house: usize, strategy: &mut dyn Strategy) -> anyhow::Result<()> {
        self.looking.remove(&house);
        self.banks.look_at_watches(house, self.now)?;
        for wire in INSTITUTIONS.get(house).context("no such house")?.wires() {
            self.says(house, wire, strategy)?;
        }
        Ok(())
    }
}
