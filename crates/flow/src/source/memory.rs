//! A source in memory: transfers with an index of each account's.

use super::{Batch, Capabilities, End, Probe, TransferSource};
use crate::names::{AccountId, Names, TxId};
use crate::question::AsOf;
use crate::transfer::Transfer;
use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;

#[derive(Clone, Debug, Default)]
pub struct MemorySource {
    names: Names,
    transfers: Vec<Transfer>,
    of_account: HashMap<AccountId, Vec<u32>>,
    by_id: HashMap<TxId, u32>,
}

impl MemorySource {
    pub fn new(names: Names, transfers: Vec<Transfer>) -> Self {
        let mut source = Self { names, ..Self::default() };
        transfers.into_iter().for_each(|transfer| source.add(transfer));
        source
    }

    fn add(&mut self, transfer: Transfer) {
        // INVARIANT (names): transfers are numbered by `u32`, so there are never more.
        let at = u32::try_from(self.transfers.len()).unwrap_or(u32::MAX);
        self.of_account.entry(transfer.from).or_default().push(at);
        if transfer.to != transfer.from {
            self.of_account.entry(transfer.to).or_default().push(at);
        }
        self.by_id.insert(transfer.id, at);
        self.transfers.push(transfer);
    }

    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    pub fn transfer(&self, id: TxId) -> Option<Transfer> {
        self.by_id.get(&id).and_then(|at| self.at(*at))
    }

    /// Whether any transfer touches the account.
    pub fn knows(&self, account: AccountId) -> bool {
        self.of_account.contains_key(&account)
    }

    pub fn of_account(&self, account: AccountId) -> impl Iterator<Item = Transfer> {
        self.of_account.get(&account).into_iter().flatten().filter_map(|at| self.at(*at))
    }

    fn at(&self, at: u32) -> Option<Transfer> {
        usize::try_from(at).ok().and_then(|at| self.transfers.get(at)).copied()
    }
}

impl TransferSource for MemorySource {
    type Error = Infallible;

    fn capabilities(&self) -> Capabilities {
        let states_balances = self.transfers.iter().any(|transfer| transfer.balance_before.is_some());
        Capabilities { probes_max: usize::MAX, states_balances }
    }

    fn watermark(&self) -> AsOf {
        AsOf(u64::try_from(self.transfers.len()).unwrap_or(u64::MAX))
    }

    fn names(&self) -> &Names {
        &self.names
    }

    fn postings(&mut self, probes: &[Probe], as_of: AsOf) -> Result<Batch, Infallible> {
        let mut wanted = BTreeSet::new();
        for probe in probes {
            let seen = self.of_account.get(&probe.account).into_iter().flatten();
            wanted.extend(seen.filter(|at| u64::from(**at) < as_of.0));
        }
        let transfers = wanted.into_iter().filter_map(|at| self.at(at)).collect();
        let ends = probes.iter().map(|probe| (probe.account, End::Complete)).collect();
        Ok(Batch { transfers, ends })
    }
}
