//! The store as a source of transfers: movements that agencies and files told, and the victims' own
//! payments that none of them has told yet. The desk follows money through it, and so does `cordon
//! trace --data`.

use crate::money::learn::accounts::known_account;
use crate::refusal::Refusal;
use cordon_flow::source::{Batch, Capabilities, End, Probe, TransferSource};
use cordon_flow::{AccountId, AsOf, Names, Stamp as Place, Transfer};
use cordon_model::{AgencyId, Code, Currency, KnownAccount, Money, Movement, MovementId, Posting};
use cordon_store::{Read, Value};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Postings of one account in one trace. An account with more is a hub: its further way is not asked for.
pub const POSTINGS_MAX: i64 = 20_000;
const PROBES_MAX: usize = 256;

/// One trace has one currency: movements in another are not in it.
#[derive(Debug)]
pub struct StoreSource<'r, R: Read> {
    read: &'r mut R,
    pub names: Names,
    watermark: AsOf,
    currency: Currency,
    /// Whether what files told of an account is enough where its institution has not answered.
    trusts_files: bool,
    /// Movements with which a trace begins.
    begun: HashSet<MovementId>,
    /// Victims' payments that no agency has told yet, by account.
    untold: HashMap<AccountId, Vec<Transfer>>,
    /// Accounts whose postings were asked for.
    asked: BTreeSet<AccountId>,
    /// What is known of the accounts that were asked for.
    pub known: HashMap<AccountId, KnownAccount>,
}

impl<'r, R: Read> StoreSource<'r, R> {
    pub fn new(read: &'r mut R, watermark: i64) -> Self {
        let watermark = AsOf(u64::try_from(watermark).unwrap_or(0));
        Self {
            read,
            names: Names::new(),
            watermark,
            currency: Currency::CNY,
            trusts_files: false,
            begun: HashSet::new(),
            untold: HashMap::new(),
            asked: BTreeSet::new(),
            known: HashMap::new(),
        }
    }

    #[must_use]
    pub fn in_currency(self, currency: Currency) -> Self {
        Self { currency, ..self }
    }

    /// For whoever asks of what is there, and asks no institution: an account that a list of transfers
    /// names is known by it, as it is in a file. Orders rest on what institutions told.
    #[must_use]
    pub fn trusting_files(self) -> Self {
        Self { trusts_files: true, ..self }
    }

    pub fn read(&mut self) -> &mut R {
        self.read
    }

    pub fn account(&mut self, key: &str) -> Result<AccountId, Refusal> {
        self.names.account(key).map_err(|full| Refusal::new(Code::TooLarge, full.to_string()))
    }

    /// Amounts of a trace lie below 2⁶² (`VOLUME_MAX`).
    pub fn money(&self, minor: u64) -> Money {
        Money::new(i64::try_from(minor).unwrap_or(i64::MAX), self.currency)
    }

    /// The movement where a trace begins: it stands as it is told.
    pub fn begin(&mut self, movement: &Movement) -> Result<Option<Transfer>, Refusal> {
        self.begun.insert(movement.id);
        self.transfer(movement)
    }

    /// A movement as a posting of the accounts at its ends. What only the other end told of an account,
    /// from before its own institution's word begins, is no posting of its book: there was no balance
    /// then from which it could be drawn. It comes from elsewhere, or goes there.
    fn posting(&mut self, movement: &Movement) -> Result<Option<Transfer>, Refusal> {
        let Some(mut transfer) = self.transfer(movement)? else { return Ok(None) };
        if self.begun.contains(&movement.id) {
            return Ok(Some(transfer));
        }
        let listed = movement.file.is_some_and(|file| file.both_ends);
        let is_told = |posting: Option<Posting>, serial: &Option<String>| {
            posting.is_some() && (!listed || serial.is_some()) || (listed && self.trusts_files)
        };
        let debit = is_told(movement.debit, &movement.debit_serial);
        let credit = is_told(movement.credit, &movement.credit_serial);
        let at = cordon_model::Stamp::from_ms(transfer.debit.t);
        if !debit && self.is_before_its_word(transfer.from, at)? {
            transfer.from = self.account(&format!("before:from:{}", movement.id))?;
        }
        if !credit && self.is_before_its_word(transfer.to, at)? {
            transfer.to = self.account(&format!("before:to:{}", movement.id))?;
        }
        Ok(Some(transfer))
    }

    fn is_before_its_word(&mut self, account: AccountId, at: cordon_model::Stamp) -> Result<bool, Refusal> {
        Ok(self.known(account)?.and_then(|known| known.known_from).is_some_and(|from| at < from))
    }

    /// A movement as the tracer sees it.
    fn transfer(&mut self, movement: &Movement) -> Result<Option<Transfer>, Refusal> {
        let Some(debit) = movement.at() else {
            return Ok(None);
        };
        Ok(Some(Transfer {
            id: self.tx(&movement.id.to_string())?,
            from: self.account(&movement.from)?,
            to: self.account(&movement.to)?,
            amount: u64::try_from(movement.amount.minor()).unwrap_or(0),
            debit: place(debit),
            credit: movement.debit.and(movement.credit).map(place),
            balance_before: movement.balance_before.map(Money::minor),
        }))
    }

    pub fn tx(&mut self, id: &str) -> Result<cordon_flow::TxId, Refusal> {
        self.names.transfer(id).map_err(|full| Refusal::new(Code::TooLarge, full.to_string()))
    }

    /// A payment that only the victim has told.
    pub fn add_untold(&mut self, transfer: Transfer) {
        self.untold.entry(transfer.from).or_default().push(transfer);
        if transfer.to != transfer.from {
            self.untold.entry(transfer.to).or_default().push(transfer);
        }
    }

    /// What is known of an account, asked once.
    pub fn known(&mut self, account: AccountId) -> Result<Option<&KnownAccount>, Refusal> {
        if !self.known.contains_key(&account) {
            let key = self.names.account_text(account).to_owned();
            if let Some(found) = known_account(self.read, &key)? {
                self.known.insert(account, found);
            }
        }
        Ok(self.known.get(&account))
    }

    /// The accounts that were asked about in any way.
    pub(super) fn asked(&self) -> impl Iterator<Item = &str> {
        let known = self.known.keys().filter(|account| !self.asked.contains(account));
        self.asked.iter().chain(known).map(|account| self.names.account_text(*account))
    }

    fn movements_of(&mut self, key: &str) -> Result<Vec<Movement>, Refusal> {
        Ok(self.read.select(
            "where from_key = $1 or to_key = $1 order by at_ms, place limit $2",
            &[Value::from(key), Value::from(POSTINGS_MAX.saturating_add(1))],
        )?)
    }

    fn postings_of(&mut self, account: AccountId) -> Result<(Vec<Transfer>, End), Refusal> {
        let key = self.names.account_text(account).to_owned();
        let movements = self.movements_of(&key)?;
        if i64::try_from(movements.len()).unwrap_or(i64::MAX) > POSTINGS_MAX {
            return Ok((Vec::new(), End::Denied));
        }
        let mut transfers = self.untold.get(&account).cloned().unwrap_or_default();
        let currency = self.currency;
        for movement in movements.iter().filter(|movement| movement.amount.currency() == currency) {
            transfers.extend(self.posting(movement)?);
        }
        let is_listed = movements.iter().any(|movement| movement.file.is_some_and(|file| file.both_ends));
        let trusts_files = self.trusts_files;
        let end = match self.known(account)? {
            Some(known) if known.exit.is_some() => End::NotHere,
            // Its bank has told what moved on it, if only up to some moment.
            Some(known) if known.known_until.is_some() => End::Complete,
            // Nobody else can be asked about a name that files alone have.
            Some(known) if is_listed && (trusts_files || known.institution.is_none()) => End::Complete,
            Some(KnownAccount { institution: Some(AgencyId { .. }), .. }) => End::Pending,
            _ => End::NotHere,
        };
        Ok((transfers, end))
    }
}

impl<R: Read> TransferSource for StoreSource<'_, R> {
    type Error = Refusal;

    fn capabilities(&self) -> Capabilities {
        Capabilities { probes_max: PROBES_MAX, states_balances: true }
    }

    fn watermark(&self) -> AsOf {
        self.watermark
    }

    fn names(&self) -> &Names {
        &self.names
    }

    fn postings(&mut self, probes: &[Probe], _as_of: AsOf) -> Result<Batch, Refusal> {
        let mut batch = Batch::default();
        for probe in probes {
            self.asked.insert(probe.account);
            let (transfers, end) = self.postings_of(probe.account)?;
            // What other banks told of an account whose own has not answered teaches nothing of its book.
            if end == End::Complete {
                batch.transfers.extend(transfers);
            }
            batch.ends.push((probe.account, end));
        }
        Ok(batch)
    }
}

/// What the agencies' rows of one moment have as their order; a victim's own word comes before them.
pub(super) fn place(posting: Posting) -> Place {
    Place::new(posting.at.ms(), posting.seq.unwrap_or(UNTOLD_SEQ))
}

/// Before every row of the same moment: banks tell whole seconds.
pub(super) const UNTOLD_SEQ: i64 = -1;
