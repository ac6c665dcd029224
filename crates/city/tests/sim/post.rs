//! The post between centre and houses: letters lie there until somebody carries them, in any order.

use super::town::{Sabotage, Town, ours};
use cordon_city::form;
use cordon_city::script::INSTITUTIONS;
use cordon_desk::order::hand_over::{hand_over, note_unencodable};
use cordon_desk::order::lease::lease;
use cordon_desk::order::receive::receive;
use cordon_desk::{Actor, Refusal};
use cordon_member::Outgoing;
use cordon_model::message::Kind;
use cordon_model::{OrderId, Wire};
use sha2::{Digest, Sha256};
use std::rc::Rc;

const LEASE_MAX: u32 = 20;

#[derive(Clone)]
pub enum Letter {
    Order { house: usize, wire: Wire, bytes: Vec<u8> },
    Answer { house: usize, wire: Wire, said: Rc<Outgoing> },
}

impl Town {
    /// A house asks for its orders, and puts what it has to say into the post.
    pub fn poll(&mut self, house: usize) -> anyhow::Result<()> {
        for wire in INSTITUTIONS[house].wires() {
            self.fetch(house, wire)?;
            self.say(house, wire)?;
        }
        Ok(())
    }

    fn fetch(&mut self, house: usize, wire: Wire) -> anyhow::Result<()> {
        let agency = self.house.agencies[house];
        let Some(leased) = ours(lease(&self.desk, agency, wire, self.now, LEASE_MAX))? else { return Ok(()) };
        for one in leased {
            let id: OrderId = one.message.order_id.parse().map_err(|_| anyhow::anyhow!("no order"))?;
            let call = self.call(Actor::Agency(agency));
            // Answered or withdrawn since, or the store is away: it is given again when its lease ends.
            let Some(open) = ours(hand_over(&self.desk, &call, id))? else { continue };
            match form::bytes(wire, &open) {
                Ok(bytes) => self.letters.push(Letter::Order { house, wire, bytes }),
                // As the server does: it is flagged, and goes on paper.
                Err(_) => {
                    let call = self.call(Actor::Agency(agency));
                    ours(note_unencodable(&self.desk, &call, id))?;
                }
            }
        }
        Ok(())
    }

    fn say(&mut self, house: usize, wire: Wire) -> anyhow::Result<()> {
        self.banks.look_at_watches(house, self.at(house))?;
        for said in self.banks.due(house, wire)? {
            if self.sabotage == Sabotage::LoseAnswers {
                self.banks.known(house, wire, &said, self.at(house))?;
                continue;
            }
            self.letters.push(Letter::Answer { house, wire, said: Rc::new(said) });
        }
        Ok(())
    }

    fn take_out(&mut self, letter: usize) -> Option<Letter> {
        let count = self.letters.len();
        (count > 0).then(|| self.letters.remove(letter % count))
    }

    pub fn carry(&mut self, letter: usize) -> anyhow::Result<()> {
        self.take_out(letter).map_or(Ok(()), |letter| self.deliver(&letter))
    }

    pub fn lose(&mut self, letter: usize) -> anyhow::Result<()> {
        self.take_out(letter);
        Ok(())
    }

    pub fn double(&mut self, letter: usize) -> anyhow::Result<()> {
        let Some(letter) = self.take_out(letter) else { return Ok(()) };
        self.deliver(&letter)?;
        self.letters.push(letter);
        Ok(())
    }

    pub fn carry_all(&mut self) -> anyhow::Result<()> {
        while !self.letters.is_empty() {
            self.carry(0)?;
        }
        Ok(())
    }

    fn deliver(&mut self, letter: &Letter) -> anyhow::Result<()> {
        match letter {
            Letter::Order { house, wire, bytes } => {
                let (at, random) = (self.at(*house), self.seed());
                let random = random.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
                self.banks.take(*house, *wire, bytes, at, random)?;
                Ok(())
            }
            Letter::Answer { house, wire, said } => self.hear_from(*house, *wire, said),
        }
    }

    /// The centre reads an answer; only when it says that it has it, the house knows.
    fn hear_from(&mut self, house: usize, wire: Wire, said: &Outgoing) -> anyhow::Result<()> {
        let (answer, kind) = form::read(wire, &said.answer)?;
        let call = self.call(Actor::Agency(self.house.agencies[house]));
        let told = receive(&self.desk, &call, wire, &answer, kind, Sha256::digest(&said.answer).into());
        match told {
            Ok(_) => self.banks.known(house, wire, said, self.at(house)),
            Err(Refusal { code, .. }) if code.kind() == Kind::Unavailable => Ok(()),
            Err(refusal) => Err(anyhow::Error::from(refusal).context("an answer of a house is refused")),
        }
    }
}
