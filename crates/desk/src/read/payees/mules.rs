//! Which accounts look like mules: the score of each by the signs of all movements that institutions told and lists
//! have. Made anew as a whole; the centre's own accounts are known by their keys here as everywhere.
//!
//! Not here: what a sign is and how a model learns (`cordon-flow`), when a round is made (the server). A score is
//! no proof: it is told beside a payment, and stops nothing by itself.

use super::news::{Account, read_accounts};
use crate::desk::Desk;
use crate::money::lists::{Listed, Lists};
use crate::money::trace::told_rows;
use crate::refusal::Refusal;
use cordon_flow::signs::{Model, Peaks, Settings, Table};
use cordon_flow::{AccountId, Names, Stamp as Moment, Transfer, TxId};
use cordon_model::time::DAY_MS;
use cordon_model::{Code, Currency, Movement, Stamp};
use cordon_store::{Doors, Read, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Signs look back at most as long as a counterparty is remembered (90 days), and a month more shows what was new.
pub const LOOKED_BACK_MS: i64 = 120 * DAY_MS;
/// Movements of one round: they are in memory while it goes on, some 100 bytes each.
pub const MOVEMENTS_MAX: usize = 10_000_000;
/// A score below this is kept of nobody: most accounts are no mule's, and no rule asks for so little.
pub const TOLD_FROM_PERMILLE: u32 = 100;
/// Movements that are read at once.
const PAGE: i64 = 10_000;

/// What a round found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mules {
    /// From [`TOLD_FROM_PERMILLE`] on, by key.
    pub(super) scores: BTreeMap<String, u16>,
    /// What is in force on those accounts, and what they are.
    pub(super) accounts: BTreeMap<String, Account>,
    pub counted: Counted,
}

/// Of how much it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub movements: usize,
    pub accounts: usize,
    /// In other currencies, without a moment, or of nothing.
    pub left_out: u64,
}

impl Mules {
    /// Scores every account by what moved until `now`.
    pub fn score(desk: &Desk, model: &Model, settings: Settings, now: Stamp) -> Result<Self, Refusal> {
        let lists = desk.lists();
        let mut books = desk.store().view("mules", |view| Books::read(view, lists, now))?;
        books.transfers.sort_unstable_by_key(|transfer| (transfer.debit, transfer.id));
        let peaks = Peaks::over(&mut Table::new(settings), &books.transfers).map_err(cannot)?;
        let mut mules = Self { counted: books.counted, ..Self::default() };
        mules.counted.movements = books.transfers.len();
        for (account, signs) in peaks.iter() {
            mules.counted.accounts = mules.counted.accounts.saturating_add(1);
            let permille = model.score(signs).permille;
            if permille >= TOLD_FROM_PERMILLE {
                let key = books.names.account_text(account).to_owned();
                mules.scores.insert(key, u16::try_from(permille).unwrap_or(1_000));
            }
        }
        Ok(mules)
    }

    /// With what is in force on the accounts that have a score. Whoever takes them in lets no news in between.
    pub fn known(mut self, desk: &Desk) -> Result<Self, Refusal> {
        self.accounts = self.scores.keys().map(|key| (key.clone(), Account::default())).collect();
        desk.store().view("mules", |view| read_accounts(view, &mut self.accounts))?;
        Ok(self)
    }

    pub fn len(&self) -> usize {
        self.scores.len()
    }

    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }
}

fn cannot(why: impl std::fmt::Display) -> Refusal {
    Refusal::new(Code::Internal, format!("no account can be scored: {why}"))
}

/// All movements of the time in question, as the table of signs takes them.
#[derive(Default)]
struct Books {
    names: Names,
    transfers: Vec<Transfer>,
    counted: Counted,
    since: i64,
    until: i64,
}

impl Books {
    fn read(read: &mut impl Read, lists: &Arc<Lists>, now: Stamp) -> Result<Self, Refusal> {
        let mut books = Self { since: now.minus_ms(LOOKED_BACK_MS).ms(), until: now.ms(), ..Self::default() };
        let mut after = i64::MIN;
        loop {
            let page: Vec<Movement> =
                read.select("where place > $1 order by place limit $2", &[Value::from(after), Value::from(PAGE)])?;
            let Some(last) = page.last() else { break };
            after = last.place;
            page.iter().try_for_each(|movement| books.told(movement))?;
        }
        let told = told_rows(read, lists)?;
        for (currency, seen) in lists.all() {
            let mut known = HashMap::new();
            seen.archive.each(|transfer| {
                let row = Listed { transfer, currency, names: &seen.names };
                if told.contains(&(currency, transfer.id)) { Ok(()) } else { books.listed(&row, &mut known) }
            })?;
        }
        Ok(books)
    }

    fn told(&mut self, movement: &Movement) -> Result<(), Refusal> {
        let Some(at) = movement.at() else {
            self.leave_out();
            return Ok(());
        };
        let transfer = Transfer {
            id: TxId(0),
            from: self.names.account(&movement.from).map_err(cannot)?,
            to: self.names.account(&movement.to).map_err(cannot)?,
            amount: movement.amount.minor().try_into().unwrap_or(0),
            debit: Moment::new(at.at.ms(), at.seq.unwrap_or(0)),
            credit: None,
            balance_before: movement.balance_before.map(|balance| balance.minor()),
        };
        self.keep(transfer, movement.amount.currency())
    }

    /// A row of a list; `known` has the numbers that its accounts have here.
    fn listed(&mut self, row: &Listed<'_>, known: &mut HashMap<AccountId, AccountId>) -> Result<(), Refusal> {
        let mut own = |account: AccountId| -> Result<AccountId, Refusal> {
            if let Some(number) = known.get(&account) {
                return Ok(*number);
            }
            let number = self.names.account(row.names.account_text(account)).map_err(cannot)?;
            known.insert(account, number);
            Ok(number)
        };
        let (from, to) = (own(row.transfer.from)?, own(row.transfer.to)?);
        self.keep(Transfer { from, to, ..row.transfer }, row.currency)
    }

    fn keep(&mut self, transfer: Transfer, currency: Currency) -> Result<(), Refusal> {
        if currency != Currency::CNY || transfer.check().is_err() {
            self.leave_out();
            return Ok(());
        }
        if transfer.debit.t < self.since || transfer.debit.t > self.until {
            return Ok(());
        }
        if self.transfers.len() >= MOVEMENTS_MAX {
            let within = LOOKED_BACK_MS / DAY_MS;
            return Err(cannot(format_args!("more than {MOVEMENTS_MAX} movements within {within} days")));
        }
        let id = TxId(u32::try_from(self.transfers.len()).unwrap_or(u32::MAX));
        self.transfers.push(Transfer { id, ..transfer });
        Ok(())
    }

    fn leave_out(&mut self) {
        self.counted.left_out = self.counted.left_out.saturating_add(1);
    }
}
