//! The store as a source of transfers: movements that agencies and files told, rows of lists that are
//! kept beside it, and the victims' own payments that none of them has told yet. The desk follows money through it, and so does `cordon
//! trace --data`.

pub use super::books::POSTINGS_MAX;
use super::books::{Books, Postings, Questions, Row};
use crate::money::learn::join::JOIN_MS_MAX;
use crate::money::lists::{Listed, Lists};
use crate::refusal::Refusal;
use cordon_flow::source::{Batch, Capabilities, End, Probe, TransferSource};
use cordon_flow::{AccountId, AsOf, Names, Stamp as Place, Transfer, TxId};
use cordon_model::{AgencyId, Currency, KnownAccount, Money, Movement, Posting};
use cordon_store::Read;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

const PROBES_MAX: usize = 256;

/// One trace has one currency: movements in another are not in it.
#[derive(Debug)]
pub struct StoreSource<'r, R: Read> {
    read: &'r mut R,
    books: Books,
    watermark: AsOf,
    currency: Currency,
    /// Whether what files told of an account is enough where its institution has not answered.
    trusts_files: bool,
    /// Movements with which a trace begins.
    begun: HashSet<TxId>,
    /// Victims' payments that no agency has told yet, by account.
    untold: HashMap<AccountId, Vec<Transfer>>,
    /// Accounts whose postings were asked for, and others of which it was asked what is known.
    asked: BTreeSet<AccountId>,
    heard_of: BTreeSet<AccountId>,
}

impl<'r, R: Read> StoreSource<'r, R> {
    pub fn new(read: &'r mut R, watermark: i64) -> Self {
        Self::on(Books::default(), read, watermark)
    }

    /// With the lists of the house beside its store.
    #[must_use]
    pub fn beside(self, lists: Arc<Lists>) -> Self {
        Self { books: Books::beside(lists), ..self }
    }

    /// Goes by books that were kept, and reads what they do not have.
    pub(super) fn on(books: Books, read: &'r mut R, watermark: i64) -> Self {
        Self {
            read,
            books,
            watermark: AsOf(u64::try_from(watermark).unwrap_or(0)),
            currency: Currency::CNY,
            trusts_files: false,
            begun: HashSet::new(),
            untold: HashMap::new(),
            asked: BTreeSet::new(),
            heard_of: BTreeSet::new(),
        }
    }

    pub fn into_books(self) -> Books {
        self.books
    }

    pub const fn names(&self) -> &Names {
        self.books.names()
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
        self.books.account(key)
    }

    pub fn key(&self, account: AccountId) -> &str {
        self.books.key(account)
    }

    /// Amounts of a trace lie below 2⁶² (`VOLUME_MAX`).
    pub fn money(&self, minor: u64) -> Money {
        Money::new(i64::try_from(minor).unwrap_or(i64::MAX), self.currency)
    }

    /// The movement where a trace begins: it stands as it is told.
    pub fn begin(&mut self, movement: &Movement) -> Result<Option<Transfer>, Refusal> {
        let transfer = self.books.row(movement)?.map(|row| row.transfer);
        self.begun.extend(transfer.map(|transfer| transfer.id));
        Ok(transfer)
    }

    /// As [`Self::begin`], with a row of a list; an institution that told of it stands in for it.
    pub fn begin_listed(&mut self, listed: &Listed<'_>) -> Result<Transfer, Refusal> {
        let row = self.books.listed_row(listed)?;
        let wanted = row.transfer;
        let postings = self.books.take_postings(self.read, wanted.from)?;
        let apart = |found: &&Row| found.transfer.debit.t.saturating_sub(wanted.debit.t).saturating_abs();
        let told = postings.rows.iter().filter(|found| {
            let ends = |row: &Row| (row.transfer.from, row.transfer.to, row.transfer.amount, row.currency);
            found.listed && found.debit_told | found.credit_told && ends(found) == ends(&row)
        });
        let is_there = postings.too_many || postings.rows.iter().any(|found| found.transfer.id == wanted.id);
        let stands_in = told.min_by_key(apart).filter(|_| !is_there).map(|found| found.transfer);
        self.books.put_postings(wanted.from, postings);
        Ok(self.begin_with(stands_in.unwrap_or(wanted)))
    }

    /// As [`Self::begin`], with a movement that was found among an account's.
    pub(super) fn begin_with(&mut self, transfer: Transfer) -> Transfer {
        self.begun.insert(transfer.id);
        transfer
    }

    /// The postings of accounts that will probably be needed.
    pub(super) fn likely(&mut self, accounts: &BTreeSet<String>) -> Result<Batch, Refusal> {
        let mut batch = Batch::default();
        for key in accounts {
            let account = self.account(key)?;
            let (transfers, end) = self.postings_of(account)?;
            batch.transfers.extend(transfers);
            batch.ends.push((account, end));
        }
        Ok(batch)
    }

    /// A movement as a posting of the accounts at its ends. What only the other end told of an account,
    /// from before its own institution's word begins, is no posting of its book: there was no balance
    /// then from which it could be drawn. It comes from elsewhere, or goes there.
    fn posting(&mut self, row: &Row) -> Result<Transfer, Refusal> {
        let mut transfer = row.transfer;
        if self.begun.contains(&transfer.id) {
            return self.paid_by_a_victim(transfer);
        }
        let by_file = row.listed && self.trusts_files;
        let at = cordon_model::Stamp::from_ms(transfer.debit.t);
        // Money that came over the payer is on him before: whatever is known of him is asked for by then.
        if !(row.debit_told || by_file) && self.books.is_before_its_word(self.read, transfer.from, at)? {
            transfer.from = self.elsewhere("from", transfer.id)?;
        }
        if !(row.credit_told || by_file) {
            self.heard_of.insert(transfer.to);
            if self.books.is_before_its_word(self.read, transfer.to, at)? {
                transfer.to = self.elsewhere("to", transfer.id)?;
            }
        }
        Ok(transfer)
    }

    /// A victim's payment from before his own bank's word begins: what he paid was there. Else his account would
    /// owe it, and whoever is paid from or to it later would bear that.
    fn paid_by_a_victim(&mut self, transfer: Transfer) -> Result<Transfer, Refusal> {
        let at = cordon_model::Stamp::from_ms(transfer.debit.t);
        if transfer.balance_before.is_some() || !self.books.is_before_its_word(self.read, transfer.from, at)? {
            return Ok(transfer);
        }
        Ok(Transfer { balance_before: i64::try_from(transfer.amount).ok(), ..transfer })
    }

    fn elsewhere(&mut self, side: &str, movement: TxId) -> Result<AccountId, Refusal> {
        let name = format!("before:{side}:{}", self.names().transfer_text(movement));
        self.account(&name)
    }

    pub fn tx(&mut self, id: &str) -> Result<TxId, Refusal> {
        self.books.tx(id)
    }

    /// A payment that only the victim has told.
    pub fn add_untold(&mut self, transfer: Transfer) {
        self.untold.entry(transfer.from).or_default().push(transfer);
        if transfer.to != transfer.from {
            self.untold.entry(transfer.to).or_default().push(transfer);
        }
    }

    /// What is known of an account.
    pub fn known(&mut self, account: AccountId) -> Result<Option<&KnownAccount>, Refusal> {
        self.heard_of.insert(account);
        self.books.known(self.read, account)
    }

    pub(super) fn questions(&mut self, account: AccountId) -> Result<&Questions, Refusal> {
        self.books.questions(self.read, account)
    }

    /// The movements from one account to another around a moment, in the currency of the trace.
    pub(super) fn between(&mut self, from: AccountId, to: AccountId, around: i64) -> Result<Vec<Transfer>, Refusal> {
        let near = |row: &Row| row.transfer.debit.t.saturating_sub(around).saturating_abs() <= JOIN_MS_MAX;
        let fits = |row: &&Row| row.transfer.to == to && row.currency == self.currency && near(row);
        let postings = self.books.take_postings(self.read, from)?;
        let found = postings.rows.iter().filter(fits).map(|row| row.transfer).collect();
        let too_many = postings.too_many;
        self.books.put_postings(from, postings);
        if !too_many {
            return Ok(found);
        }
        // As far as a row may have been told by another word.
        let reach = JOIN_MS_MAX.saturating_mul(2);
        let moments = around.saturating_sub(reach)..=around.saturating_add(reach);
        let rows = self.books.read_between(self.read, from, to, &moments)?;
        Ok(rows.iter().filter(fits).map(|row| row.transfer).collect())
    }

    /// The last moment at which money left an account, in whatever currency.
    pub(super) fn last_debit(&mut self, account: AccountId) -> Result<i64, Refusal> {
        self.books.last_debit(self.read, account)
    }

    /// The accounts whose postings, or whose knowledge alone, the trace rests on.
    pub(super) fn asked(&self) -> impl Iterator<Item = AccountId> {
        self.asked.iter().copied()
    }

    pub(super) fn heard_of(&self) -> impl Iterator<Item = AccountId> {
        self.heard_of.iter().copied()
    }

    fn postings_of(&mut self, account: AccountId) -> Result<(Vec<Transfer>, End), Refusal> {
        let postings = self.books.take_postings(self.read, account)?;
        let answer = self.answer(account, &postings);
        self.books.put_postings(account, postings);
        answer
    }

    fn answer(&mut self, account: AccountId, postings: &Postings) -> Result<(Vec<Transfer>, End), Refusal> {
        if postings.too_many {
            return Ok((Vec::new(), End::Denied));
        }
        let end = self.end_of(account, postings)?;
        // What other banks told of an account whose own has not answered teaches nothing of its book.
        if end != End::Complete {
            return Ok((Vec::new(), end));
        }
        let mut transfers = Vec::with_capacity(postings.rows.len());
        for transfer in self.untold.get(&account).cloned().unwrap_or_default() {
            transfers.push(self.paid_by_a_victim(transfer)?);
        }
        let currency = self.currency;
        for row in postings.rows.iter().filter(|row| row.currency == currency) {
            transfers.push(self.posting(row)?);
        }
        Ok((transfers, end))
    }

    fn end_of(&mut self, account: AccountId, postings: &Postings) -> Result<End, Refusal> {
        let is_listed = postings.rows.iter().any(|row| row.listed);
        let trusts_files = self.trusts_files;
        Ok(match self.known(account)? {
            Some(known) if known.exit.is_some() => End::NotHere,
            // Its bank has told what moved on it, if only up to some moment.
            Some(known) if known.known_until.is_some() => End::Complete,
            // Nobody else can be asked about a name that files alone have.
            Some(known) if is_listed && (trusts_files || known.institution.is_none()) => End::Complete,
            Some(KnownAccount { institution: Some(AgencyId { .. }), .. }) => End::Pending,
            _ => End::NotHere,
        })
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
        self.books.names()
    }

    fn postings(&mut self, probes: &[Probe], _as_of: AsOf) -> Result<Batch, Refusal> {
        let mut batch = Batch::default();
        for probe in probes {
            self.asked.insert(probe.account);
            let (transfers, end) = self.postings_of(probe.account)?;
            batch.transfers.extend(transfers);
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
