//! The clock's part in watches: what moved on a watched account becomes a further answer, durably and
//! once. And freezes that wait behind others: what they take the place of ends when they take effect.

use super::bytes::{Envelope, further_random};
use super::{Gateway, tell, whole_seconds};
use crate::config::AgencyConfig;
use crate::core_banking::Books;
use crate::decide::code;
use crate::error::Error;
use crate::intake::{self, Arrived};
use crate::store::{self, watches};
use cordon_model::exchange::Answer;
use cordon_model::{OrderId, ReceiptResult, Stamp, Wire};
use rusqlite::Transaction;

/// Batches of one watch in one look: what is left comes with the next.
const BATCHES_MAX: usize = 20;

impl Gateway {
    /// Writes down what moved on watched accounts, and ends the watches whose time has come; how many
    /// further answers. A watch that fails keeps no other back.
    pub fn look_at_watches(&mut self, now: Stamp) -> Result<usize, Error> {
        let mut told = 0_usize;
        for watch in watches::running(self.store.db(), now)? {
            match self.look_at(watch.wire, watch.id, now) {
                Ok(batches) => told = told.saturating_add(batches),
                Err(error @ (Error::Store(_) | Error::Io(_))) => return Err(error),
                Err(error) => {
                    tracing::error!(wire = watch.wire.name(), order = %watch.id, %error, "a watched account could not be looked at yet");
                }
            }
        }
        Ok(told)
    }

    fn look_at(&mut self, wire: Wire, id: OrderId, now: Stamp) -> Result<usize, Error> {
        let Self { store, books, agency, .. } = self;
        let mut batches = 0_usize;
        while batches < BATCHES_MAX {
            let Some(watch) = watches::running_one(store.db(), wire, id)? else { return Ok(batches) };
            // Looked at outside a step first: most looks find nothing, and each step syncs.
            let found = books.core(store.db()).movements_after(&watch.number, &watch.cursor, 1)?;
            if found.rows.is_empty() {
                break;
            }
            store.step(|tx| tell_batch(tx, books.as_ref(), agency, wire, id, now))?;
            batches = batches.saturating_add(1);
        }
        if batches > 0 {
            tracing::info!(wire = wire.name(), order = %id, batches, "movements of a watched account are told");
        }
        store.step_if(|tx| {
            match watches::running_one(tx, wire, id)? {
                Some(watch) if watch.until <= now => watches::end(tx, wire, id, watch.until)?,
                _ => return Ok(None),
            }
            Ok(Some(()))
        })?;
        Ok(batches)
    }

    /// Freezes that waited behind others and now hold something: what they take the place of ends.
    pub fn look_at_waiting(&mut self, now: Stamp) -> Result<usize, Error> {
        let mut effects = 0_usize;
        for (reference, instead_of) in watches::waiting(self.store.db())? {
            let Self { store, books, .. } = self;
            let done = store.step_if(|tx| {
                let mut core = books.core(tx);
                let runs = core.restriction(&reference)?.is_some_and(|(_, hold)| hold.in_force(now));
                let still = core.restriction(&instead_of)?.is_some_and(|(_, hold)| hold.in_force(now));
                if runs && still && !core.held(&reference, now)?.is_positive() {
                    return Ok(None);
                }
                if runs && still {
                    core.release(&instead_of, now)?;
                    store::clear_timer(tx, &instead_of)?;
                }
                watches::waits_no_more(tx, &reference, &instead_of)?;
                Ok(Some(runs && still))
            })?;
            if done == Some(true) {
                effects = effects.saturating_add(1);
                tracing::info!(order = %reference, "a freeze took effect in the place of a stop");
            }
        }
        Ok(effects)
    }
}

/// One further answer, if there is something to say: the rows, the cursor behind them and the bytes are
/// one step. True while there may be more.
pub(super) fn tell_batch(
    tx: &Transaction<'_>,
    books: &dyn Books,
    agency: &AgencyConfig,
    wire: Wire,
    id: OrderId,
    now: Stamp,
) -> Result<bool, Error> {
    let Some(watch) = watches::running_one(tx, wire, id)? else { return Ok(false) };
    let mut core = books.core(tx);
    let found = core.movements_after(&watch.number, &watch.cursor, tell::ROWS_MAX)?;
    if found.rows.is_empty() {
        return Ok(false);
    }
    let full = found.rows.len() >= tell::ROWS_MAX;
    // Half open: what moved in the moment of the end is no longer the watch's.
    let rows: Vec<_> = found.rows.into_iter().filter(|row| row.at < watch.until).collect();
    if rows.is_empty() {
        watches::advance(tx, &watch, &found.cursor, watch.told, watch.told_to)?;
        return Ok(full);
    }
    let now = whole_seconds(wire, now);
    let until = if full { tell::reach(&rows, now) } else { now.min(watch.until) };
    let seq = watch.told.saturating_add(1);
    let told_to = until.max(watch.told_to);
    let (raw, random) = watches::order_of(tx, &watch)?;
    let Arrived::Order(arrival) = intake::read(wire, &raw) else {
        return Err(Error::Answer("the order of a watch cannot be read any more".to_owned()));
    };
    let account = core.account(&watch.number)?.ok_or_else(|| Error::Answer("a watched account is gone".to_owned()))?;
    let available = core.available(&watch.number, now)?;
    let mut answer = Answer::bare(id, ReceiptResult::Done, code::DONE);
    answer.statement = Some(tell::of_account(agency, &account, available, (watch.told_to, told_to), !full, rows));
    let envelope = Envelope { wire, agency, at: now, random: further_random(random, seq) };
    let bytes = envelope.bytes(&answer, &arrival)?;
    watches::further(tx, &watch, seq, code::DONE, &bytes, now)?;
    watches::advance(tx, &watch, &found.cursor, seq, told_to)?;
    Ok(true)
}
