//! What gangs do with the money: each card passes on what arrived, after its own time, as the script
//! has it. A card that was refused is burned: the gang uses another, and hurries.

use super::{Event, World};
use crate::banks::{Paid, To};
use crate::script::{AccountNo, Exit, Role, Way};
use anyhow::Context;
use cordon_model::AccountClass;
use cordon_model::time::{DAY_MS, SECOND_MS};
use std::collections::{HashMap, HashSet};

pub(super) type ActId = u64;

/// What a machine gives at once, and in a day.
const DRAW_FEN: i64 = 500_000;
const DRAWS_FEN_MAX: i64 = 2_000_000;
const DRAW_EVERY_MS: i64 = 90 * SECOND_MS;
/// Less than this is not worth another try.
const TRY_FEN_MIN: i64 = 10_000;
/// How soon a warned gang's cards act, where it answers at once.
const HURRY_MS: i64 = 30 * SECOND_MS;

#[derive(Clone, Copy, Debug)]
struct Act {
    case: usize,
    node: usize,
    fen: i64,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// As the script has it.
    Passes,
    /// The next notes out of the machine; so much came out today.
    Draws { drawn: i64 },
    /// What a machine does not give any more today.
    Sells,
}

/// What is going on among the gangs.
#[derive(Debug, Default)]
pub(super) struct Moves {
    acts: HashMap<ActId, Act>,
    next: ActId,
    burned: HashSet<AccountNo>,
    /// Cases whose gang has met a hold.
    warned: HashSet<usize>,
    /// Cards that took the place of burned ones.
    instead: HashMap<(usize, usize), AccountNo>,
}

impl Moves {
    pub fn instead(&self, case: usize, node: usize) -> Option<AccountNo> {
        self.instead.get(&(case, node)).copied()
    }
}

impl World {
    /// Money has come to a node: it will act.
    pub(super) fn arrived(&mut self, case: usize, node: usize, fen: i64) {
        let dwell = self.script.cases.get(case).and_then(|c| c.nodes.get(node)).map_or(0, |node| node.dwell_ms);
        let dwell = match (self.gang.warned.contains(&case), self.script.settings.nasty) {
            (false, _) => dwell,
            (true, false) => dwell / 2,
            (true, true) => HURRY_MS,
        };
        self.will(Act { case, node, fen, what: What::Passes }, dwell);
    }

    fn will(&mut self, act: Act, after_ms: i64) {
        self.gang.next = self.gang.next.saturating_add(1);
        let id = self.gang.next;
        self.gang.acts.insert(id, act);
        self.at(self.now.ms().saturating_add(after_ms), Event::Acts(id));
    }

    /// The card at a node: the scripted one, or another where that is burned.
    pub(super) fn card_of(&mut self, case: usize, node: usize) -> anyhow::Result<AccountNo> {
        let script = self.script.cases.get(case).context("no case")?;
        let scripted = script.nodes.get(node).context("no node")?.account;
        let card = self.gang.instead.get(&(case, node)).copied().unwrap_or(scripted);
        if !self.gang.burned.contains(&card) {
            return Ok(card);
        }
        let day = self.now.ms().saturating_sub(crate::settings::BEGIN_MS).div_euclid(DAY_MS).saturating_sub(1);
        let cards = self.script.gangs.get(script.gang).map_or(&[][..], |gang| gang.on(day.max(0)));
        let free: Vec<AccountNo> = cards.iter().copied().filter(|card| !self.gang.burned.contains(card)).collect();
        let numbers = [u64::try_from(case)?, u64::try_from(node)?];
        let mut dice = self.script.chance.dice("instead", &numbers);
        let other = free.get(dice.below(free.len())).copied().unwrap_or(card);
        self.gang.instead.insert((case, node), other);
        Ok(other)
    }

    pub(super) fn card_acts(&mut self, id: ActId) -> anyhow::Result<()> {
        // It may have acted sooner than it meant to.
        let Some(act) = self.gang.acts.remove(&id) else { return Ok(()) };
        let own = self.own_card(act)?;
        let way =
            self.script.cases.get(act.case).and_then(|case| case.nodes.get(act.node)).context("no node")?.way.clone();
        match (act.what, way) {
            (What::Passes, Way::Split(parts)) => {
                for (child, permille) in parts {
                    let fen = act.fen.saturating_mul(permille).div_euclid(1_000);
                    let to = self.card_of(act.case, child)?;
                    let sent = self.sends(act, &format!("{id}.{child}"), own, To::Account(to), fen)?;
                    if sent > 0 {
                        self.arrived(act.case, child, sent);
                    }
                }
                Ok(())
            }
            (What::Passes, Way::Exit(exit)) => self.brings_out(act, id, own, exit),
            (What::Draws { drawn }, _) => self.draws(act, id, own, drawn),
            (What::Sells, _) => self.sends(act, &format!("{id}"), own, To::Crypto, act.fen).map(drop),
        }
    }

    /// A burned card acts for itself still: only what comes new goes round it.
    fn own_card(&self, act: Act) -> anyhow::Result<AccountNo> {
        let scripted = self.script.cases.get(act.case).and_then(|case| case.nodes.get(act.node)).context("no node")?;
        Ok(self.gang.instead.get(&(act.case, act.node)).copied().unwrap_or(scripted.account))
    }

    fn brings_out(&mut self, act: Act, id: ActId, own: AccountNo, exit: Exit) -> anyhow::Result<()> {
        let at_firm = self.script.account(own).is_some_and(|account| account.class == AccountClass::Payment);
        match exit {
            Exit::Cash if !at_firm => self.draws(act, id, own, 0),
            Exit::GiftCard if at_firm => self.sends(act, &format!("{id}"), own, To::GiftCard, act.fen).map(drop),
            Exit::Goods => {
                let shops: Vec<AccountNo> = (0..self.script.accounts.len())
                    .map(AccountNo)
                    .filter(|no| self.script.account(*no).is_some_and(|account| account.role == Role::Merchant))
                    .collect();
                let numbers = [u64::try_from(act.case)?, u64::try_from(act.node)?];
                let shop = shops.get(self.script.chance.dice("shop", &numbers).below(shops.len())).copied();
                let shop = shop.context("no shop")?;
                self.sends(act, &format!("{id}"), own, To::Account(shop), act.fen).map(drop)
            }
            _ => self.sends(act, &format!("{id}"), own, To::Crypto, act.fen).map(drop),
        }
    }

    fn draws(&mut self, act: Act, id: ActId, own: AccountNo, drawn: i64) -> anyhow::Result<()> {
        let fen = act.fen.min(DRAW_FEN);
        let sent = self.sends(act, &format!("{id}"), own, To::Cash, fen)?;
        let (drawn, left) = (drawn.saturating_add(sent), act.fen.saturating_sub(sent));
        if sent < fen || left < TRY_FEN_MIN {
            return Ok(());
        }
        if drawn < DRAWS_FEN_MAX {
            self.will(Act { fen: left, what: What::Draws { drawn }, ..act }, DRAW_EVERY_MS);
        } else {
            self.will(Act { fen: left, what: What::Sells, ..act }, 10 * DRAW_EVERY_MS);
        }
        Ok(())
    }

    /// Sends as much as the house lets go; a refusal burns the card and warns the gang.
    fn sends(&mut self, act: Act, id: &str, from: AccountNo, to: To, fen: i64) -> anyhow::Result<i64> {
        if fen <= 0 || to == To::Account(from) {
            return Ok(0);
        }
        let id = format!("m{}.{id}", act.case);
        let less = match self.pay(&id, from, to, fen)? {
            Paid::Done => return Ok(fen),
            Paid::Held { free } => {
                self.gang.burned.insert(from);
                self.warn(act.case);
                free
            }
            Paid::TooLittle { there } => there,
        };
        if less < TRY_FEN_MIN {
            return Ok(0);
        }
        let paid = self.pay(&format!("{id}-less"), from, to, less.min(fen))?;
        Ok(if paid == Paid::Done { less.min(fen) } else { 0 })
    }

    fn warn(&mut self, case: usize) {
        if !self.gang.warned.insert(case) || !self.script.settings.nasty {
            return;
        }
        // All its other cards act at once: what was planned for later finds nothing left to do.
        let waiting: Vec<ActId> =
            self.gang.acts.iter().filter(|(_, act)| act.case == case).map(|(id, _)| *id).collect();
        let mut waiting = waiting;
        waiting.sort_unstable();
        for id in waiting {
            self.at(self.now.ms().saturating_add(HURRY_MS), Event::Acts(id));
        }
    }
}
