//! The transfers supplied so far, each once.

use crate::names::TxId;
use crate::question::{Question, QuestionError, Start};
use crate::transfer::{Transfer, TransferError, VOLUME_MAX};
use std::collections::HashMap;

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supplied {
    /// Transfers that were not known, or are known better now.
    pub fresh: usize,
    /// Transfers that were left out, and why.
    pub refused: Vec<(TxId, TransferError)>,
}

#[derive(Debug, Default)]
pub struct Ledger {
    transfers: Vec<Transfer>,
    by_id: HashMap<TxId, usize>,
    volume: u64,
}

impl Ledger {
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    pub fn take_roots(&mut self, question: &Question) -> Result<(), QuestionError> {
        for root in &question.roots {
            if let Start::Transfer(transfer) = root.start {
                self.take_one(&transfer)?;
            }
        }
        Ok(())
    }

    pub fn take(&mut self, transfers: &[Transfer]) -> Supplied {
        let mut supplied = Supplied::default();
        for transfer in transfers {
            match self.take_one(transfer) {
                Ok(true) => supplied.fresh += 1,
                Ok(false) => {}
                Err(why) => supplied.refused.push((transfer.id, why)),
            }
        }
        supplied
    }

    fn take_one(&mut self, transfer: &Transfer) -> Result<bool, TransferError> {
        transfer.check()?;
        let known = self.by_id.get(&transfer.id).and_then(|at| self.transfers.get_mut(*at));
        let before = known.as_ref().map_or(0, |known| known.volume());
        let whole = known.as_ref().map_or(Some(*transfer), |known| known.with(transfer));
        let whole = whole.ok_or(TransferError::Conflict)?;
        let volume = self.volume.saturating_sub(before).saturating_add(whole.volume());
        if volume > VOLUME_MAX {
            return Err(TransferError::Volume);
        }
        self.volume = volume;
        match known {
            Some(known) => {
                let fresh = *known != whole;
                *known = whole;
                Ok(fresh)
            }
            None => {
                self.by_id.insert(transfer.id, self.transfers.len());
                self.transfers.push(whole);
                Ok(true)
            }
        }
    }
}
