//! Rows of files as movements.
//!
//! A list of transfers tells both ends of each and is nobody's own word: what an agency told of the
//! same movement stands, and what it tells later takes its place. A row of a statement is the
//! institution's word and is learned as a row of its answer is.
//!
//! An account of a list is `institution:number` where the institution takes part here; any other text
//! is a name of its own, in a space that no institution's account is in.

use super::KeptParty;
use super::join::{JOIN_MS_MAX, Telling, digest_id};
use super::kept::KeptRow;
use crate::desk::Act;
use crate::money::import_movements::by_code;
use crate::refusal::Refusal;
use crate::sealing::{account_key, check_account_number};
use cordon_flow::{Names, Transfer};
use cordon_journal::ENTRY_BYTES_MAX;
use cordon_model::exchange::{Private, StatementRow};
use cordon_model::sealed::mask_tail;
use cordon_model::{
    AccountClass, Agency, AgencyKind, Code, Currency, Digest, FromFile, ImportId, KnownAccount, Money, Movement,
    Posting, Stamp,
};
use cordon_store::{Read, Value, Vault, movements};
use sha2::{Digest as _, Sha256};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// What an entry says beside its rows: facts, subjects, the import itself.
const FACTS_BYTES: usize = 2_048;
/// The most that one row may add to an entry: a movement, two accounts, and what is sealed of each.
const ROW_BYTES_MAX: usize = 512;
/// An account in an entry.
const ACCOUNT_BYTES: usize = 112;

/// The next rows of a file.
#[derive(Clone, Copy, Debug)]
pub enum Batch<'r> {
    Transfers {
        rows: &'r [Transfer],
        names: &'r Names,
        currency: Currency,
    },
    /// `whole`: between the first row of an account and the last none is missing.
    Statement {
        rows: &'r [FiledRow],
        whole: bool,
    },
}

/// A row of a bank's export.
#[derive(Clone, Debug)]
pub struct FiledRow {
    /// Who keeps the account that it stands on, and which it is.
    pub institution: String,
    pub number: Private,
    pub row: StatementRow,
    /// Its place among the account's rows of the same moment.
    pub seq: i64,
}

/// What a batch brought.
#[derive(Clone, Copy, Debug, Default)]
pub struct Learned {
    /// How many of its rows, or of the accounts alone, the act took.
    pub rows: usize,
    /// Rows whose movement was known.
    pub joined: u64,
    pub accounts: u64,
}

/// How an account is written in a list of transfers.
#[derive(Clone, Copy, Debug)]
enum Named<'t> {
    Ours(&'t Agency, &'t str),
    /// Nobody who takes part here keeps it.
    Own(&'t str),
}

/// The key of such an account, and whether this act is the first to name it.
struct NamedKey {
    key: String,
    is_new: bool,
}

impl<'t> Named<'t> {
    fn of(text: &'t str, agencies: &'t BTreeMap<String, Agency>) -> Self {
        let ours = text.split_once(':').and_then(|(code, number)| Some((agencies.get(code)?, number)));
        ours.map_or(Self::Own(text), |(agency, number)| Self::Ours(agency, number))
    }

    fn key(self, vault: &Vault) -> String {
        match self {
            Self::Ours(agency, number) => account_key(vault, agency.id, number),
            Self::Own(text) => vault.index("account_of_files", text),
        }
    }
}

/// The key of an account as a list of transfers names it.
pub fn key_of_text(vault: &Vault, text: &str, agencies: &BTreeMap<String, Agency>) -> String {
    Named::of(text, agencies).key(vault)
}

/// Whether an account of a list can be one: what is wrong with it and what to do, else nothing.
pub fn fault_of_text(text: &str, agencies: &BTreeMap<String, Agency>) -> Option<String> {
    match Named::of(text, agencies) {
        Named::Own(text) if text.chars().any(char::is_control) => {
            Some("holds a control character; remove it".to_owned())
        }
        Named::Own(_) => None,
        Named::Ours(agency, _) if !agency.kind.keeps_accounts() => {
            Some(format!("institution `{}` keeps no accounts; write the one that does", agency.code))
        }
        Named::Ours(_, number) => match check_account_number("account", number) {
            Ok(()) => None,
            Err(_) => {
                Some("is no account number after its institution's code; write 5 to 30 letters and digits".to_owned())
            }
        },
    }
}

impl Batch<'_> {
    pub fn len(&self) -> usize {
        match self {
            Self::Transfers { rows, .. } => rows.len(),
            Self::Statement { rows, .. } => rows.len(),
        }
    }

    /// Its rows from `from` to before `until`.
    #[must_use]
    pub fn part(&self, from: usize, until: usize) -> Self {
        match *self {
            Self::Transfers { rows, names, currency } => {
                Self::Transfers { rows: rows.get(from..until).unwrap_or_default(), names, currency }
            }
            Self::Statement { rows, whole } => {
                Self::Statement { rows: rows.get(from..until).unwrap_or_default(), whole }
            }
        }
    }

    #[must_use]
    pub fn first(&self, count: usize) -> Self {
        self.part(0, count)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// SHA-256 over its rows. The journal holds it keyed only: few rows could be guessed.
    pub(crate) fn digest(&self) -> Result<Digest, Refusal> {
        let bytes = match self {
            Self::Transfers { rows, names, currency } => {
                let text = |id| names.account_text(id);
                let told: Vec<_> = rows
                    .iter()
                    .map(|row| {
                        let ends = (names.transfer_kept(row.id), text(row.from), text(row.to));
                        (ends, row.amount, currency.code(), row.debit, row.credit, row.balance_before)
                    })
                    .collect();
                serde_json::to_vec(&told)
            }
            Self::Statement { rows, .. } => {
                let told: Vec<_> =
                    rows.iter().map(|row| (&row.institution, &row.number.0, KeptRow::of(&row.row, row.seq))).collect();
                serde_json::to_vec(&told)
            }
        };
        let bytes = bytes.map_err(|e| Refusal::new(Code::Internal, e.to_string()))?;
        Ok(Digest(Sha256::digest(bytes).into()))
    }
}

impl Act<'_, '_> {
    pub(crate) fn learn_batch(&mut self, import: ImportId, batch: &Batch<'_>) -> Result<Learned, Refusal> {
        match batch {
            Batch::Transfers { rows, names, currency } => self.learn_transfers(import, rows, names, *currency),
            Batch::Statement { rows, whole } => self.learn_statement_rows(import, rows, *whole),
        }
    }

    /// Whether the entry has room for one more row, and for what is still to be said of these accounts.
    fn has_room(&self, accounts: usize) -> bool {
        let left = ENTRY_BYTES_MAX.saturating_sub(self.entry_bytes());
        left > FACTS_BYTES.saturating_add(ROW_BYTES_MAX).saturating_add(accounts.saturating_mul(ACCOUNT_BYTES))
    }

    fn learn_transfers(
        &mut self,
        import: ImportId,
        rows: &[Transfer],
        names: &Names,
        currency: Currency,
    ) -> Result<Learned, Refusal> {
        let agencies = by_code(self)?;
        let file = FromFile { import, both_ends: true };
        let mut learned = Learned::default();
        let mut keys: HashMap<cordon_flow::AccountId, NamedKey> = HashMap::new();
        let mut place = super::watermark(self)?;
        for row in rows {
            if !self.has_room(0) {
                break;
            }
            learned.rows = learned.rows.saturating_add(1);
            for account in [row.from, row.to] {
                if let Entry::Vacant(vacant) = keys.entry(account) {
                    let named = Named::of(names.account_text(account), &agencies);
                    vacant.insert(self.named_account(named, &mut learned)?);
                }
            }
            let (Some(from), Some(to)) = (keys.get(&row.from), keys.get(&row.to)) else { continue };
            // Of an account that nobody had named, nobody told a movement.
            let is_new = from.is_new || to.is_new;
            let (from, to) = (&from.key, &to.key);
            let amount = Money::new(i64::try_from(row.amount).unwrap_or(i64::MAX), currency);
            let told = if is_new { None } else { self.told_by_agency(from, to, amount, Stamp::from_ms(row.debit.t))? };
            if let Some(mut told) = told {
                told.file = Some(file);
                self.put(&told)?;
                learned.joined = learned.joined.saturating_add(1);
                continue;
            }
            place = place.saturating_add(1);
            let posting = |at: cordon_flow::Stamp| Posting { at: Stamp::from_ms(at.t), seq: Some(at.seq) };
            let movement = Movement {
                id: digest_id(&[&import.to_string(), names.transfer_kept(row.id)]),
                from: from.clone(),
                to: to.clone(),
                amount,
                debit: Some(posting(row.debit)),
                credit: row.credit.map(posting),
                balance_before: row.balance_before.map(|minor| Money::new(minor, currency)),
                debit_serial: None,
                credit_serial: None,
                order_number: None,
                exit: None,
                told_by: Vec::new(),
                file: Some(file),
                learned_at: self.now(),
                place,
            };
            self.put(&movement)?;
        }
        Ok(learned)
    }

    /// Makes known the accounts of a list: as many as the entry has room for.
    pub(crate) fn learn_accounts(&mut self, texts: &[&str]) -> Result<Learned, Refusal> {
        let agencies = by_code(self)?;
        let mut learned = Learned::default();
        for text in texts {
            if !self.has_room(0) {
                break;
            }
            self.named_account(Named::of(text, &agencies), &mut learned)?;
            learned.rows = learned.rows.saturating_add(1);
        }
        Ok(learned)
    }

    /// The movement that a row of a list is, where an agency has told it and no file yet.
    fn told_by_agency(&mut self, from: &str, to: &str, amount: Money, at: Stamp) -> Result<Option<Movement>, Refusal> {
        let span = [at.minus_ms(JOIN_MS_MAX), at.plus_ms(JOIN_MS_MAX)].map(Value::from);
        let [early, late] = span;
        let near: Vec<Movement> = self.select(
            "where from_key = $1 and to_key = $2 and at_ms >= $3 and at_ms <= $4 order by place",
            &[Value::from(from), Value::from(to), early, late],
        )?;
        let fits = near.into_iter().filter(|m| m.amount == amount && m.file.is_none());
        Ok(fits.min_by_key(|m| m.at().map_or(i64::MAX, |posting| posting.at.since_ms(at).saturating_abs())))
    }

    /// The key of an account of a list; the account is sealed and kept when it is new.
    fn named_account(&mut self, named: Named<'_>, learned: &mut Learned) -> Result<NamedKey, Refusal> {
        let key = named.key(self.vault());
        if movements::knows_account(self.sql(), &key)? {
            return Ok(NamedKey { key, is_new: false });
        }
        let (agency, number) = match named {
            Named::Ours(agency, number) => (Some(agency), number),
            Named::Own(text) => (None, text),
        };
        let is_firm = agency.is_some_and(|agency| agency.kind == AgencyKind::PaymentFirm);
        let known = KnownAccount {
            key: key.clone(),
            institution_code: agency.map(|agency| agency.code.clone()).unwrap_or_default(),
            institution: agency.map(|agency| agency.id),
            number: self.seal("account", number.as_bytes(), mask_tail(number, 4))?,
            holder: None,
            class: if is_firm { AccountClass::Payment } else { AccountClass::Unknown },
            exit: None,
            passage: false,
            first_seen_at: self.now(),
            known_until: None,
            known_from: None,
            balance: None,
            protection: None,
        };
        self.put(&known)?;
        learned.accounts = learned.accounts.saturating_add(1);
        Ok(NamedKey { key, is_new: true })
    }

    fn learn_statement_rows(&mut self, import: ImportId, rows: &[FiledRow], whole: bool) -> Result<Learned, Refusal> {
        let file = FromFile { import, both_ends: false };
        let mut learned = Learned::default();
        let mut accounts: BTreeMap<String, Vec<&FiledRow>> = BTreeMap::new();
        for row in rows {
            if !self.has_room(accounts.len().saturating_add(1)) {
                break;
            }
            learned.rows = learned.rows.saturating_add(1);
            let agency = self.agency_with(&row.institution)?;
            let agency = agency.ok_or_else(|| Refusal::new(Code::AgencyUnknown, row.institution.clone()))?;
            let party = KeptParty {
                institution: row.institution.clone(),
                number: row.number.0.clone(),
                holder: None,
                class: AccountClass::Unknown,
            };
            let account = self.party_account(&party)?;
            let telling =
                Telling { agency: agency.id, account: Some(&account), receipt: None, file: Some(file), goes_on: false };
            let joined = self.learn_row(telling, &KeptRow::of(&row.row, row.seq))?;
            learned.joined = learned.joined.saturating_add(u64::from(joined));
            accounts.entry(account).or_default().push(row);
        }
        for (key, rows) in accounts.into_iter().filter(|_| whole) {
            self.note_told(&key, &rows)?;
        }
        Ok(learned)
    }

    /// An account is known from its first row to its last: a bank's export leaves none out between.
    fn note_told(&mut self, key: &str, rows: &[&FiledRow]) -> Result<(), Refusal> {
        let Some(mut known) = self.load::<KnownAccount>(key)? else { return Ok(()) };
        let (Some(first), Some(last)) =
            (rows.iter().min_by_key(|row| row.row.at), rows.iter().max_by_key(|row| (row.row.at, row.seq)))
        else {
            return Ok(());
        };
        known.known_from = Some(known.known_from.map_or(first.row.at, |before| before.min(first.row.at)));
        if known.known_until.is_none_or(|before| before <= last.row.at) {
            known.known_until = Some(last.row.at);
            known.balance = last.row.balance.or(known.balance);
        }
        self.put(&known)?;
        Ok(())
    }
}
