//! What the store says of accounts, kept from look to look, so that a trace reads again only what the
//! journal says has changed. As of the entries that were heeded, or later: whoever uses it goes by
//! that mark. It is memory only; whoever looks once begins with empty books. What lists in archives have of
//! an account is added as it is read.

use super::changes::Changes;
use super::listed::add_listed;
use super::source::place;
use super::wait;
use crate::money::learn::accounts::known_account;
use crate::money::lists::{Listed, Lists};
use crate::refusal::Refusal;
use cordon_flow::{AccountId, Names, Transfer, TxId};
use cordon_model::{Code, Currency, KnownAccount, Money, Movement, Posting, Stamp};
use cordon_store::{Read, Value, movements};
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Postings of one account in one trace. An account with more is a hub: its further way is not asked for.
pub const POSTINGS_MAX: i64 = 20_000;
const ROWS_MAX: usize = POSTINGS_MAX.cast_unsigned() as usize;
/// Movements kept at most. With more all is forgotten, and read again as it is needed.
const MOVEMENTS_KEPT_MAX: usize = 1_000_000;

#[derive(Debug, Default)]
pub struct Books {
    lists: Arc<Lists>,
    names: Names,
    known: HashMap<AccountId, Option<KnownAccount>>,
    postings: HashMap<AccountId, Postings>,
    /// Where the movements that are kept stand.
    ends: HashMap<TxId, (AccountId, AccountId)>,
    questions: HashMap<AccountId, Questions>,
    /// What was read since it was last kept.
    fresh: Vec<Fresh>,
}

#[derive(Clone, Copy, Debug)]
enum Fresh {
    Known(AccountId),
    Postings(AccountId),
    Questions(AccountId),
}

/// A movement as the tracer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub transfer: Transfer,
    pub currency: Currency,
    /// Whether that side's own institution told it, and not only a list of transfers.
    pub debit_told: bool,
    pub credit_told: bool,
    pub listed: bool,
}

/// What moved on an account, in whatever currency.
#[derive(Debug, Default)]
pub(super) struct Postings {
    pub rows: Vec<Row>,
    /// There are more than are read.
    pub too_many: bool,
    /// The last moment at which money left it.
    last_debit: i64,
}

/// What became of a movement, for those who rest on the accounts at its ends.
#[derive(Debug)]
pub(super) struct Heard {
    pub from: String,
    pub to: String,
    pub currency: Currency,
    pub listed: bool,
    /// It only adds so much to what lies where it ends, or, known before, nothing.
    pub adds: Option<u64>,
}

/// What its bank was asked about an account.
#[derive(Debug)]
pub(super) struct Questions {
    pub asked_at: Vec<Stamp>,
    /// Those that came to nothing.
    pub unanswered: u32,
}

impl Books {
    /// Empty books, with the lists of a house beside its store.
    pub fn beside(lists: Arc<Lists>) -> Self {
        Self { lists, ..Self::default() }
    }

    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    pub const fn names(&self) -> &Names {
        &self.names
    }

    pub fn into_names(self) -> Names {
        self.names
    }

    pub fn account(&mut self, key: &str) -> Result<AccountId, Refusal> {
        self.names.account(key).map_err(|full| Refusal::new(Code::TooLarge, full.to_string()))
    }

    pub fn tx(&mut self, id: &str) -> Result<TxId, Refusal> {
        self.names.transfer(id).map_err(|full| Refusal::new(Code::TooLarge, full.to_string()))
    }

    pub fn key(&self, account: AccountId) -> &str {
        self.names.account_text(account)
    }

    /// A look begins, perhaps once more: it reads what it would have read the first time.
    pub(super) fn begin_look(&mut self) {
        for fresh in self.fresh.drain(..) {
            match fresh {
                Fresh::Known(account) => drop(self.known.remove(&account)),
                Fresh::Postings(account) => drop(self.postings.remove(&account)),
                Fresh::Questions(account) => drop(self.questions.remove(&account)),
            }
        }
    }

    /// What the look has read is kept.
    pub(super) fn keep(&mut self) {
        self.fresh.clear();
    }

    /// What is known of an account, read once.
    pub fn known(&mut self, read: &mut impl Read, account: AccountId) -> Result<Option<&KnownAccount>, Refusal> {
        if !self.known.contains_key(&account) {
            let found = known_account(read, self.names.account_text(account))?;
            self.known.insert(account, found);
            self.fresh.push(Fresh::Known(account));
        }
        Ok(self.known.get(&account).and_then(Option::as_ref))
    }

    pub(super) fn questions(&mut self, read: &mut impl Read, account: AccountId) -> Result<&Questions, Refusal> {
        if !self.questions.contains_key(&account) {
            let key = self.names.account_text(account);
            let unanswered = movements::questions_unanswered(read.sql(), key)?;
            let unanswered = u32::try_from(unanswered).unwrap_or(u32::MAX);
            let found = Questions { asked_at: wait::asked_at(read, key)?, unanswered };
            self.questions.insert(account, found);
            self.fresh.push(Fresh::Questions(account));
        }
        self.questions.get(&account).ok_or_else(|| Refusal::new(Code::Internal, "questions are not kept"))
    }

    /// What moved on an account, read once: taken out, to be put back.
    pub(super) fn take_postings(&mut self, read: &mut impl Read, account: AccountId) -> Result<Postings, Refusal> {
        if let Some(postings) = self.postings.remove(&account) {
            return Ok(postings);
        }
        self.fresh.push(Fresh::Postings(account));
        let key = self.names.account_text(account).to_owned();
        let movements: Vec<Movement> = read.select(
            "where from_key = $1 or to_key = $1 order by at_ms, place limit $2",
            &[Value::from(key.as_str()), Value::from(POSTINGS_MAX.saturating_add(1))],
        )?;
        let mut rows = Vec::new();
        // Each word of an institution stands in for one row of a list.
        let too_many = movements.len() > ROWS_MAX || self.lists.count_of(&key) > ROWS_MAX.saturating_mul(2);
        if !too_many {
            for movement in &movements {
                rows.extend(self.row(movement)?);
            }
            let lists = self.lists.clone();
            self.add_listed(&mut rows, &lists.of_account(&key))?;
        }
        let mut postings = Postings { rows: Vec::new(), too_many, last_debit: i64::MIN };
        postings.too_many |= rows.len() > ROWS_MAX;
        for row in rows.into_iter().filter(|_| !postings.too_many).collect::<Vec<_>>() {
            self.ends.insert(row.transfer.id, (row.transfer.from, row.transfer.to));
            postings.add(account, row);
        }
        Ok(postings)
    }

    /// The movements from one account to another at these moments, read past the books.
    pub(super) fn read_between(
        &mut self,
        read: &mut impl Read,
        from: AccountId,
        to: AccountId,
        moments: &RangeInclusive<i64>,
    ) -> Result<Vec<Row>, Refusal> {
        let (from, to) = (self.key(from).to_owned(), self.key(to).to_owned());
        let found: Vec<Movement> = read.select(
            "where from_key = $1 and to_key = $2 and at_ms >= $3 and at_ms <= $4 order by id",
            &[
                Value::from(from.as_str()),
                Value::from(to.as_str()),
                Value::from(*moments.start()),
                Value::from(*moments.end()),
            ],
        )?;
        let mut rows = Vec::new();
        for movement in &found {
            rows.extend(self.row(movement)?);
        }
        let lists = self.lists.clone();
        let mut listed = lists.paid(&from, moments);
        listed.retain(|row| row.names.account_text(row.transfer.to) == to);
        self.add_listed(&mut rows, &listed)?;
        Ok(rows)
    }

    fn add_listed(&mut self, rows: &mut Vec<Row>, listed: &[Listed<'_>]) -> Result<(), Refusal> {
        let listed: Result<Vec<Row>, Refusal> = listed.iter().map(|row| self.listed_row(row)).collect();
        add_listed(rows, listed?, &self.names);
        Ok(())
    }

    /// A row of a list as the tracer sees it.
    pub(super) fn listed_row(&mut self, listed: &Listed<'_>) -> Result<Row, Refusal> {
        let Listed { transfer, currency, names } = listed;
        let transfer = Transfer {
            id: self.tx(&listed.id())?,
            from: self.account(names.account_text(transfer.from))?,
            to: self.account(names.account_text(transfer.to))?,
            ..*transfer
        };
        Ok(Row { transfer, currency: *currency, debit_told: false, credit_told: false, listed: true })
    }

    pub(super) fn last_debit(&mut self, read: &mut impl Read, account: AccountId) -> Result<i64, Refusal> {
        let postings = self.take_postings(read, account)?;
        let last = if postings.too_many { i64::MAX } else { postings.last_debit };
        self.put_postings(account, postings);
        Ok(last)
    }

    /// Whether a moment lies before its own institution's word of an account begins.
    pub(super) fn is_before_its_word(
        &mut self,
        read: &mut impl Read,
        account: AccountId,
        at: Stamp,
    ) -> Result<bool, Refusal> {
        Ok(self.known(read, account)?.and_then(|known| known.known_from).is_some_and(|from| at < from))
    }

    /// Whether an account's own bank has not told of it: then what others tell is in no book.
    pub(super) fn is_untold(&self, key: &str) -> bool {
        let too_many = |account| self.postings.get(&account).is_none_or(|postings| postings.too_many);
        let untold = self.kept(key).is_some_and(|known| known.known_until.is_none());
        untold && self.names.find_account(key).is_some_and(|account| !too_many(account))
    }

    /// What is kept of an account.
    pub(super) fn kept(&self, key: &str) -> Option<&KnownAccount> {
        self.known.get(&self.names.find_account(key)?)?.as_ref()
    }

    pub(super) fn put_postings(&mut self, account: AccountId, postings: Postings) {
        self.postings.insert(account, postings);
    }

    /// A movement as the tracer sees it.
    pub(super) fn row(&mut self, movement: &Movement) -> Result<Option<Row>, Refusal> {
        let Some(debit) = movement.at() else {
            return Ok(None);
        };
        let listed = movement.file.is_some_and(|file| file.both_ends);
        let is_told =
            |posting: Option<Posting>, serial: &Option<String>| posting.is_some() && (!listed || serial.is_some());
        let transfer = Transfer {
            id: self.tx(&movement.id.to_string())?,
            from: self.account(&movement.from)?,
            to: self.account(&movement.to)?,
            amount: u64::try_from(movement.amount.minor()).unwrap_or(0),
            debit: place(debit),
            credit: movement.debit.and(movement.credit).map(place),
            balance_before: movement.balance_before.map(Money::minor),
        };
        Ok(Some(Row {
            transfer,
            currency: movement.amount.currency(),
            debit_told: is_told(movement.debit, &movement.debit_serial),
            credit_told: is_told(movement.credit, &movement.credit_serial),
            listed,
        }))
    }

    /// Takes in what has changed.
    pub(super) fn heed(&mut self, changes: &Changes) -> Result<Vec<Heard>, Refusal> {
        if changes.too_many || self.ends.len() > MOVEMENTS_KEPT_MAX {
            *self = Self::beside(std::mem::take(&mut self.lists));
        }
        let mut heard = Vec::with_capacity(changes.movements.len());
        for movement in &changes.movements {
            let before = self.replace(movement)?;
            heard.push(self.heard(movement, before)?);
        }
        for movement in &changes.told_again {
            let before = self.replace(movement)?;
            if before.is_some() && before != self.row(movement)? {
                heard.push(self.heard(movement, before)?);
            }
        }
        for known in &changes.known {
            if let Some(account) = self.names.find_account(&known.key) {
                self.known.insert(account, Some(known.clone()));
            }
        }
        for key in &changes.questioned {
            if let Some(account) = self.names.find_account(key) {
                self.questions.remove(&account);
            }
        }
        Ok(heard)
    }

    fn heard(&mut self, movement: &Movement, before: Option<Row>) -> Result<Heard, Refusal> {
        let adds = self.row(movement)?.and_then(|row| self.adds(before, &row));
        let listed = movement.file.is_some_and(|file| file.both_ends);
        let (from, to) = (movement.from.clone(), movement.to.clone());
        Ok(Heard { from, to, currency: movement.amount.currency(), listed, adds })
    }

    /// Puts a movement in the books of its ends, as it is now; how it was there before. It may end elsewhere
    /// than was known: an order at a payment firm is somebody's then.
    fn replace(&mut self, movement: &Movement) -> Result<Option<Row>, Refusal> {
        let Some(row) = self.row(movement)? else { return Ok(None) };
        let Transfer { id, from, to, .. } = row.transfer;
        let mut before = None;
        for account in self.ends.remove(&id).into_iter().flat_map(<[AccountId; 2]>::from) {
            let postings = self.postings.get_mut(&account);
            before = postings.and_then(|postings| postings.remove(account, id)).or(before);
        }
        let mut accounts = vec![from, to];
        accounts.dedup();
        for account in accounts {
            let is_listed = self.lists.knows(self.names.account_text(account));
            let Some(postings) = self.postings.get_mut(&account) else { continue };
            // Whether they are too many is the store's to say, and for which row of a list it stands in is
            // seen when all are read.
            if is_listed || postings.too_many || postings.rows.len() >= ROWS_MAX {
                self.postings.remove(&account);
                continue;
            }
            postings.add(account, row);
            self.ends.insert(id, (from, to));
        }
        Ok(before)
    }

    /// Whether a posting comes alone after everything that left the account where it ends, now and as it was
    /// told before: then all that was there stays as it is.
    fn adds(&self, before: Option<Row>, row: &Row) -> Option<u64> {
        let postings = self.postings.get(&row.transfer.to)?;
        let known_from = self.known.get(&row.transfer.to)?.as_ref()?.known_from?;
        let alone = |one: &Row| {
            let at = one.transfer.credited();
            let in_book = one.transfer.debit.t >= known_from.ms() && at.t > postings.last_debit;
            let beside = |other: &Row| other.transfer.id != one.transfer.id && other.transfer.credited() == at;
            in_book && !postings.rows.iter().any(beside)
        };
        let same = |old: &Row| {
            let ends = |row: &Row| (row.currency, row.transfer.to, row.transfer.amount);
            ends(old) == ends(row)
        };
        let fits = !row.listed && alone(row) && before.is_none_or(|old| same(&old) && alone(&old));
        fits.then(|| if before.is_some() { 0 } else { row.transfer.amount })
    }
}

impl Postings {
    fn add(&mut self, own: AccountId, row: Row) {
        self.rows.push(row);
        self.last_debit = self.last_debit.max(left_at(own, &row));
    }

    fn remove(&mut self, own: AccountId, id: TxId) -> Option<Row> {
        let at = self.rows.iter().rposition(|row| row.transfer.id == id)?;
        let row = self.rows.swap_remove(at);
        if left_at(own, &row) == self.last_debit {
            self.last_debit = self.rows.iter().map(|row| left_at(own, row)).max().unwrap_or(i64::MIN);
        }
        Some(row)
    }
}

/// When a movement left an account; before everything, where it came.
fn left_at(own: AccountId, row: &Row) -> i64 {
    if row.transfer.from == own { row.transfer.debit.t } else { i64::MIN }
}
