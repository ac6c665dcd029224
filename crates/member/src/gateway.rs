//! One order through the gateway: written down, decided, done, answered. And the clock's part: a hold
//! ends by itself.
//!
//! Not here: polling and sending (`courier`), the rules (`decide`), the bytes (`intake`, `carry_out`).

mod bundle;
mod bytes;
mod carry_out;
mod facts;
mod fit;
mod suspect;
mod tell;
mod watches;

pub use bundle::TakenBundle;
pub use suspect::{HeldOnSuspicion, SuspectTransfer, Suspicion};

use crate::config::{AgencyConfig, Config, Policy};
use crate::core_banking::{Books, StatementFacts};
use crate::decide::Who;
use crate::error::Error;
use crate::intake::{self, Arrival, Arrived, Unread};
use crate::ledger::{
    LedgerCore,
    posting::{Posted, TransferPosting},
    seed,
    value::{Used, ValueUse},
};
use crate::store::{self, Ends, NewOrder, Outgoing, Progress, Store, TakenOrder, reports::DueReport};
use carry_out::CarryOut;
use cordon_model::time::SECOND_MS;
use cordon_model::{OrderId, Stamp, Wire};

/// An agency's gateway over its store and its core.
pub struct Gateway {
    store: Store,
    books: Box<dyn Books>,
    agency: AgencyConfig,
    policy: Policy,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gateway({})", self.agency.code)
    }
}

/// What became of a message that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Done and answered with that code.
    Answered { id: OrderId, code: String },
    /// It came before: the stored answer goes again, nothing is done twice.
    Again { id: OrderId },
    /// Kept for an engineer; there is nothing to answer.
    Stray,
}

impl Gateway {
    /// Opens the store and fills the built-in ledger from its seed.
    pub fn open(config: &Config, books: Box<dyn Books>) -> Result<Self, Error> {
        let mut store = Store::open(&config.data)?;
        if let Some(file) = &config.ledger.seed {
            let seed = seed::read(file)?;
            store.step(|tx| seed::plant(tx, &seed))?;
        }
        Ok(Self { store, books, agency: config.agency.clone(), policy: config.policy })
    }

    /// What the books say of an account in a period; none where there is no such account.
    pub fn statement(
        &mut self,
        number: &str,
        from: Stamp,
        until: Stamp,
        rows_max: usize,
    ) -> Result<Option<StatementFacts>, Error> {
        let mut core = self.books.core(self.store.db());
        if core.account(number)?.is_none() {
            return Ok(None);
        }
        Ok(Some(core.statement(number, from, until, rows_max)?))
    }

    /// Takes one message: durable before it is acted on, answered before anything is sent.
    pub fn take(&mut self, wire: Wire, raw: &[u8], now: Stamp, random: u64) -> Result<Taken, Error> {
        // The store keeps 63 bits.
        let random = random >> 1;
        match intake::read(wire, raw) {
            Arrived::Stray { why } => {
                let new = self.store.step(|tx| store::stray(tx, wire, raw, &why, now))?;
                if new {
                    tracing::warn!(wire = wire.name(), digest = %store::digest(raw), %why, "a message cannot be read; it is kept");
                }
                Ok(Taken::Stray)
            }
            Arrived::Unreadable { id, code, why } => {
                tracing::warn!(wire = wire.name(), order = %id, %code, %why, "an order cannot be read; it is refused");
                if !self.write_down(wire, id, "unreadable", "", raw, now, random)? {
                    return Ok(Taken::Again { id });
                }
                let unread = Unread { id, code: &code, why: &why, at: now, random };
                let bytes = intake::refusal(wire, raw, &self.agency, &unread).map_err(Error::Answer)?;
                self.store.step(|tx| store::answered(tx, wire, id, &code, &bytes, now))?;
                Ok(Taken::Answered { id, code })
            }
            Arrived::Order(arrival) => {
                let id = arrival.order().id;
                let subject = carry_out::subject(arrival.order());
                let kind = arrival.order().kind.name();
                if !self.write_down(wire, id, kind, &subject, raw, now, random)? {
                    return Ok(Taken::Again { id });
                }
                self.carry_out(wire, &arrival, now, random)
            }
        }
    }

    /// Whether the order is new. One that came before is only marked for sending.
    #[expect(clippy::too_many_arguments, reason = "the columns of one row")]
    fn write_down(
        &mut self,
        wire: Wire,
        id: OrderId,
        kind: &str,
        subject: &str,
        raw: &[u8],
        at: Stamp,
        random: u64,
    ) -> Result<bool, Error> {
        self.store.step(|tx| {
            match store::progress(tx, wire, id)? {
                None => {
                    store::insert(tx, &NewOrder { wire, id, kind, subject, raw, random, at })?;
                    return Ok(true);
                }
                // Its step was broken off; `finish` takes it up.
                Some((Progress::Taken, _)) => {}
                Some((_, before)) => {
                    if before != store::digest(raw) {
                        tracing::warn!(wire = wire.name(), order = %id, "the same order came with other bytes; the first stands");
                    }
                    store::send_again(tx, wire, id)?;
                }
            }
            Ok(false)
        })
    }

    /// Takes up the orders whose step was broken off: after a restart, or while the core was away.
    /// One that fails again does not keep the others back.
    pub fn finish(&mut self, wire: Wire, now: Stamp) -> Result<usize, Error> {
        let undecided = self.store.undecided(wire)?;
        let mut left = 0_usize;
        for order in &undecided {
            if let Err(error) = self.finish_one(wire, order, now) {
                tracing::error!(wire = wire.name(), order = %order.id, %error, "an order could not be carried out yet");
                left = left.saturating_add(1);
            }
        }
        Ok(left)
    }

    fn finish_one(&mut self, wire: Wire, order: &TakenOrder, now: Stamp) -> Result<(), Error> {
        match intake::read(wire, &order.raw) {
            Arrived::Order(arrival) => self.carry_out(wire, &arrival, now, order.random).map(drop),
            Arrived::Unreadable { id, code, why } => {
                let unread = Unread { id, code: &code, why: &why, at: now, random: order.random };
                let bytes = intake::refusal(wire, &order.raw, &self.agency, &unread).map_err(Error::Answer)?;
                self.store.step(|tx| store::answered(tx, wire, id, &code, &bytes, now))
            }
            // Only what can be answered was written down; a newer program that reads less would be here.
            Arrived::Stray { why } => Err(Error::Answer(why)),
        }
    }

    /// Decides and acts; the act, the order's state and the answer's bytes are one transaction.
    fn carry_out(&mut self, wire: Wire, arrival: &Arrival, now: Stamp, random: u64) -> Result<Taken, Error> {
        let Self { store, books, agency, policy } = self;
        let now = whole_seconds(wire, now);
        let id = arrival.order().id;
        let code = store.step(|tx| {
            let step =
                CarryOut { tx, wire, who: Who { code: &agency.code, kind: agency.kind }, agency, policy, now, random };
            step.run(books.as_ref(), arrival)
        })?;
        tracing::info!(wire = wire.name(), order = %id, kind = arrival.order().kind.name(), %code, "order answered");
        Ok(Taken::Answered { id, code })
    }

    /// Ends every hold and every void whose time has come; how many.
    pub fn end_holds(&mut self, now: Stamp) -> Result<usize, Error> {
        let ended = self.store.ended(now)?;
        let Self { store, books, .. } = self;
        for timer in &ended {
            store.step(|tx| {
                // It ended when its time came, not when the timer looked.
                let mut core = books.core(tx);
                match timer.ends {
                    Ends::Hold => core.release(&timer.reference, timer.until)?,
                    Ends::Void => core.restore_value(&timer.reference, timer.until)?,
                }
                store::clear_timer(tx, &timer.reference)
            })?;
            tracing::info!(order = %timer.reference, "a hold ended by its clock");
        }
        Ok(ended.len())
    }

    /// Answers that the centre does not have yet.
    pub fn due(&self, wire: Wire) -> Result<Vec<Outgoing>, Error> {
        self.store.due(wire)
    }

    /// The centre has the answer.
    pub fn known(&mut self, wire: Wire, answer: &Outgoing, now: Stamp) -> Result<(), Error> {
        self.store.known(wire, answer.id, answer.seq, now)
    }

    /// Posts transfers in the built-in ledger, in their order and in one transaction.
    pub fn post(&mut self, transfers: &[TransferPosting]) -> Result<Vec<Posted>, Error> {
        let own = &self.agency.code;
        self.store.step(|tx| {
            let mut ledger = LedgerCore::new(tx);
            transfers.iter().map(|transfer| Ok(ledger.post(own, transfer)?)).collect()
        })
    }

    /// Reports of our own holds that the centre does not have yet.
    pub(crate) fn due_reports(&self) -> Result<Vec<DueReport>, Error> {
        self.store.due_reports()
    }

    /// The centre has the report.
    pub(crate) fn report_known(&mut self, reference: &str, now: Stamp) -> Result<(), Error> {
        self.store.report_known(reference, now)
    }

    /// Uses up what was bought, in the built-in ledger of a payment firm.
    pub fn spend(&mut self, uses: &[ValueUse]) -> Result<Vec<Used>, Error> {
        self.store.step(|tx| {
            let mut ledger = LedgerCore::new(tx);
            uses.iter().map(|spent| Ok(ledger.spend(spent)?)).collect()
        })
    }

    /// Reads the built-in ledger.
    pub fn ledger<T>(&mut self, read: impl FnOnce(&mut LedgerCore<'_>) -> Result<T, Error>) -> Result<T, Error> {
        read(&mut LedgerCore::new(self.store.db()))
    }
}

/// The police interface tells whole seconds: what is held and what is said must be the same.
fn whole_seconds(wire: Wire, now: Stamp) -> Stamp {
    match wire {
        Wire::PoliceBank => Stamp::from_ms(now.ms().div_euclid(SECOND_MS).saturating_mul(SECOND_MS)),
        Wire::JsonForm | Wire::ByHand => now,
    }
}
