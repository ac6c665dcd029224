//! The accounts that movements know: each number sealed once, found again by its key.

use super::{Kept, KeptParty};
use crate::desk::Act;
use crate::refusal::Refusal;
use crate::sealing::{account_index, account_key};
use cordon_model::sealed::{mask_name, mask_tail};
use cordon_model::{Account, AccountClass, Agency, AgencyId, Exit, KnownAccount, Stamp, Statement};
use cordon_store::{Read, Value, Vault};

/// Longest number that is kept; what is longer is no account number.
const NUMBER_CHARS_MAX: usize = 64;
const HOLDER_CHARS_MAX: usize = 120;

/// What an account stands for that no number names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowAccount {
    /// Money left the institutions in that way.
    Sink(Exit),
    /// Nobody said where to, or from where.
    Unknown,
    /// An order at a payment firm.
    Passage,
    /// A bank's serial that a payment firm knows a payment by.
    PassageOf(AgencyId),
}

impl RowAccount {
    fn key(self, vault: &Vault, agency: AgencyId, serial: &str) -> String {
        let index = |kind| vault.index(kind, &format!("{agency}:{serial}"));
        match self {
            Self::Sink(_) => index("sink"),
            Self::Unknown => index("unknown"),
            Self::Passage => index("passage"),
            // Two banks may use the same serial.
            Self::PassageOf(bank) => vault.index("passage_of_bank", &format!("{agency}:{bank}:{serial}")),
        }
    }
}

/// The key of an account, whether or not its institution is one of ours.
pub fn key_of(vault: &Vault, agency: Option<AgencyId>, institution: &str, number: &str) -> String {
    match agency {
        Some(agency) => account_key(vault, agency, number),
        None => account_index(vault.indexer(), institution, number),
    }
}

/// The account with that key, if any row or report ever named it.
pub fn known_account(read: &mut impl Read, key: &str) -> Result<Option<KnownAccount>, Refusal> {
    Ok(read.load(key)?)
}

impl Act<'_, '_> {
    /// The agency with that code, also one that takes no orders any more.
    pub(super) fn agency_with(&mut self, code: &str) -> Result<Option<Agency>, Refusal> {
        let mut found: Vec<Agency> = self.select("where code = $1", &[Value::from(code)])?;
        Ok(found.pop())
    }

    /// An account that a report or an order speaks of.
    pub(crate) fn remember_account(&mut self, account: &Account) -> Result<(), Refusal> {
        if self.load::<KnownAccount>(&account.key)?.is_some() {
            return Ok(());
        }
        let agency: Agency = self.need(account.institution)?;
        let known = KnownAccount {
            key: account.key.clone(),
            institution_code: agency.code,
            institution: Some(agency.id),
            number: account.number.clone(),
            holder: account.holder.clone(),
            class: account.class,
            exit: None,
            passage: false,
            first_seen_at: self.now(),
            known_until: None,
            known_from: None,
            balance: None,
            protection: None,
        };
        self.put(&known)?;
        Ok(())
    }

    /// An account that a row names; the key of one that stands already.
    pub(crate) fn party_account(&mut self, party: &KeptParty) -> Result<String, Refusal> {
        let agency = self.agency_with(&party.institution)?;
        let id = agency.as_ref().map(|agency| agency.id);
        let key = key_of(self.vault(), id, &party.institution, &party.number);
        let class = match agency {
            // A firm's own accounts are payment accounts, whatever the bank's row calls them.
            Some(agency) if agency.kind == cordon_model::AgencyKind::PaymentFirm => AccountClass::Payment,
            _ => party.class,
        };
        let class = class.with_holder(party.holder.as_deref());
        if let Some(known) = self.load::<KnownAccount>(&key)? {
            if known.class == AccountClass::Unknown && class != AccountClass::Unknown {
                self.put(&KnownAccount { class, ..known })?;
            }
            return Ok(key);
        }
        self.new_account(&key, party, id, class, RowAccount::Unknown)?;
        Ok(key)
    }

    /// The account that one row alone stands for, so that nothing mixes there.
    pub(super) fn row_account(&mut self, of: RowAccount, agency: AgencyId, serial: &str) -> Result<String, Refusal> {
        let key = of.key(self.vault(), agency, serial);
        if self.load::<KnownAccount>(&key)?.is_some() {
            return Ok(key);
        }
        let house: Agency = self.need(agency)?;
        let class = match of {
            RowAccount::Sink(_) => AccountClass::Sink,
            RowAccount::Passage | RowAccount::PassageOf(_) => AccountClass::Payment,
            RowAccount::Unknown => AccountClass::Unknown,
        };
        let party = KeptParty { institution: house.code, number: serial.to_owned(), holder: None, class };
        let institution = (of != RowAccount::Unknown).then_some(agency);
        self.new_account(&key, &party, institution, class, of)?;
        Ok(key)
    }

    fn new_account(
        &mut self,
        key: &str,
        party: &KeptParty,
        institution: Option<AgencyId>,
        class: AccountClass,
        of: RowAccount,
    ) -> Result<(), Refusal> {
        let number: String = party.number.chars().take(NUMBER_CHARS_MAX).collect();
        let holder: Option<String> = party.holder.as_ref().map(|name| name.chars().take(HOLDER_CHARS_MAX).collect());
        let holder = holder.filter(|name| !name.trim().is_empty());
        let known = KnownAccount {
            key: key.to_owned(),
            institution_code: party.institution.chars().take(16).collect(),
            institution,
            number: self.seal("account", number.as_bytes(), mask_tail(&number, 4))?,
            holder: holder.map(|name| self.seal("account_holder", name.as_bytes(), mask_name(&name))).transpose()?,
            class,
            exit: match of {
                RowAccount::Sink(exit) => Some(exit),
                _ => None,
            },
            passage: matches!(of, RowAccount::Passage | RowAccount::PassageOf(_)),
            first_seen_at: self.now(),
            known_until: None,
            known_from: None,
            balance: None,
            protection: None,
        };
        self.put(&known)?;
        Ok(())
    }

    /// All rows of a statement are learned: from when to when the account is known, and what is on it.
    pub(super) fn note_known(&mut self, statement: &Statement, kept: &Kept) -> Result<(), Refusal> {
        let Some(key) = &statement.account else {
            return Ok(());
        };
        let Some(mut known) = self.load::<KnownAccount>(key)? else {
            return Ok(());
        };
        let first = kept.rows.first().map(|row| row.at);
        let last = kept.rows.last().map(|row| row.at);
        let from = statement.from.or(first).unwrap_or(statement.told_at);
        let until = if statement.complete {
            statement.until.unwrap_or(statement.told_at).min(statement.told_at)
        } else {
            last.unwrap_or(from)
        };
        let (from, until) = without_gap(known.known_from.zip(known.known_until), (from, until));
        (known.known_from, known.known_until) = (Some(from), Some(until));
        // What another bank's row took it for gives way to its own bank's word.
        if let Some(own) = &kept.account {
            known.class = match (known.class, own.class.with_holder(own.holder.as_deref())) {
                (AccountClass::Unknown, told) => told,
                (AccountClass::Personal | AccountClass::Payment, AccountClass::Company) => AccountClass::Company,
                (class, _) => class,
            };
        }
        known.balance = kept.balance.or(kept.rows.last().and_then(|row| row.balance)).or(known.balance);
        self.put(&known)?;
        Ok(())
    }
}

/// From when to when an account is known when one more period is. Periods that do not touch leave a gap:
/// then only the earlier one counts, so that the gap is asked for. A watch, say, tells what came today
/// before the bank has told of yesterday.
fn without_gap(known: Option<(Stamp, Stamp)>, told: (Stamp, Stamp)) -> (Stamp, Stamp) {
    let Some(known) = known else { return told };
    let (early, late) = if known.0 <= told.0 { (known, told) } else { (told, known) };
    if late.0 <= early.1 { (early.0, early.1.max(late.1)) } else { early }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_join_where_they_touch_and_a_gap_stays_open() {
        let period = |from, until| (Stamp::from_ms(from), Stamp::from_ms(until));
        for (known, told, wanted) in [
            (None, (5, 9), (5, 9)),
            (Some((1, 5)), (5, 9), (1, 9)),
            (Some((5, 9)), (1, 5), (1, 9)),
            (Some((1, 9)), (3, 5), (1, 9)),
            (Some((1, 4)), (5, 9), (1, 4)),
            (Some((5, 9)), (1, 4), (1, 4)),
        ] {
            let known: Option<(i64, i64)> = known;
            let found = without_gap(known.map(|(from, until)| period(from, until)), period(told.0, told.1));
            assert_eq!(found, period(wanted.0, wanted.1), "{known:?} {told:?}");
        }
    }
}
