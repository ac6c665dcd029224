//! Orders in and answers out as files, without any network. An order from a file is taken as one from a
//! wire is; an answer is known when a later file of the centre says so.
//!
//! Not here: keys and signatures, which the caller brings.

use super::Gateway;
use crate::config::BundleConfig;
use crate::error::Error;
use crate::store;
use cordon_model::{Stamp, Wire};
use cordon_wire::bundle::{Bundle, Item, ItemKind, SignedBundle};
use std::collections::BTreeSet;

/// Answers in one file; the rest goes with the next.
const ANSWERS_MAX: usize = 200;
/// Their bytes: what the centre takes at once is 8 MiB, in base64.
const ANSWERS_BYTES_MAX: usize = 5_500_000;

/// What became of a file of orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenBundle {
    pub sequence: u64,
    /// It came before; nothing was done.
    pub again: bool,
    pub orders: usize,
    /// Orders that could not be carried out yet; they are taken up again.
    pub left: usize,
    /// Answers that the centre says it has.
    pub known: usize,
    /// Numbers below this one that never came.
    pub missing: u64,
}

impl Gateway {
    /// Takes a file of orders. `good` judges the centre's signature over what is signed.
    pub fn take_bundle(
        &mut self,
        files: &BundleConfig,
        bytes: &[u8],
        good: impl FnOnce(&[u8], &str) -> bool,
        now: Stamp,
        mut random: impl FnMut() -> u64,
    ) -> Result<TakenBundle, Error> {
        let mut digest = String::new();
        let own = &self.agency.code;
        let bundle = SignedBundle::open(bytes, |bundle, signed, signature| {
            digest = store::digest(signed);
            bundle.from == files.centre && bundle.to == *own && good(signed, signature)
        })
        .map_err(|e| Error::Bundle(e.to_string()))?;
        if bundle.items.iter().any(|item| item.kind == ItemKind::Receipt) {
            return Err(Error::Bundle("it holds receipts; a gateway takes orders".to_owned()));
        }
        let mut taken = TakenBundle { sequence: bundle.sequence, ..TakenBundle::default() };
        match self.store.bundle_in(bundle.sequence)? {
            Some(before) if before == digest => return Ok(TakenBundle { again: true, ..taken }),
            Some(_) => {
                let what = format!("another file came under number {} before; ask the centre", bundle.sequence);
                return Err(Error::Bundle(what));
            }
            None => {}
        }
        taken.known = self.know(&bundle, now)?;
        for item in bundle.items.iter().filter(|item| item.kind == ItemKind::Order) {
            taken.orders = taken.orders.saturating_add(1);
            match self.take(Wire::JsonForm, &item.body, now, random()) {
                Ok(_) => {}
                Err(error @ (Error::Store(_) | Error::Io(_) | Error::Poisoned)) => return Err(error),
                Err(error) => {
                    tracing::error!(%error, "an order of a file could not be carried out yet");
                    taken.left = taken.left.saturating_add(1);
                }
            }
        }
        // Last: a file that was broken off is taken again, and no order of it does anything twice.
        taken.missing = self.store.bundle_taken(bundle.sequence, &digest, now)?;
        Ok(taken)
    }

    fn know(&mut self, bundle: &Bundle, now: Stamp) -> Result<usize, Error> {
        let said: BTreeSet<&[u8]> =
            bundle.items.iter().filter(|i| i.kind == ItemKind::Known).map(|i| i.body.as_slice()).collect();
        let mut known = 0_usize;
        for answer in self.store.unknown(Wire::JsonForm)? {
            if said.contains(store::digest(&answer.answer).as_bytes()) {
                self.known(Wire::JsonForm, &answer, now)?;
                known = known.saturating_add(1);
            }
        }
        Ok(known)
    }

    /// Writes a file of the answers that the centre does not have yet, oldest first; how many, and how
    /// many wait for the next file.
    pub fn answer_bundle(
        &mut self,
        files: &BundleConfig,
        sign: impl FnOnce(&[u8]) -> Option<String>,
        now: Stamp,
    ) -> Result<(Vec<u8>, usize, usize), Error> {
        self.finish(Wire::JsonForm, now)?;
        let due = self.store.unknown(Wire::JsonForm)?;
        let (all, mut bytes, mut items) = (due.len(), 0_usize, Vec::new());
        for answer in due.into_iter().take(ANSWERS_MAX) {
            bytes = bytes.saturating_add(answer.answer.len());
            if bytes > ANSWERS_BYTES_MAX {
                break;
            }
            items.push(Item { kind: ItemKind::Receipt, body: answer.answer });
        }
        let (count, sequence) = (items.len(), self.store.next_bundle(now)?);
        let (from, to) = (self.agency.code.clone(), files.centre.clone());
        let bundle = Bundle { from, to, made_at: now, sequence, items };
        let file = SignedBundle::write(&bundle, sign).map_err(|e| Error::Answer(e.to_string()))?;
        Ok((file, count, all.saturating_sub(count)))
    }
}
