//! A case: one victim's loss, where it is by now, and who is asked to hold it.

use crate::ids::{CaseId, OfficerId, TransferId};
use crate::measure::Measure;
use crate::money::{Currency, Money, MoneyError};
use crate::sealed::Sealed;
use crate::time::Stamp;
use crate::transfer::Transfer;
use serde::{Deserialize, Serialize};

/// Who reports. A stop is never issued for somebody who did not identify himself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    pub name: Sealed,
    pub id_type: String,
    pub id_number: Sealed,
    pub phone: Sealed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub id: CaseId,
    /// Printed on papers and wires, at most 30 characters.
    pub number: String,
    /// Scam type of the taxonomy (T01 … T15), `未定` while unknown.
    pub scam_type: String,
    pub occurred_at: Stamp,
    pub reported_at: Stamp,
    pub opened_at: Stamp,
    pub opened_by: OfficerId,
    pub reporter: Option<Reporter>,
    pub narrative: Option<Sealed>,
    /// 疑似诈骗电话/短信内容
    pub contact: Option<Sealed>,
    pub transfers: Vec<Transfer>,
    /// When the account the victim paid was first in an order on its way, for the 30-minute norm.
    pub keyed_at: Option<Stamp>,
    /// When the first formal stop went out: the second moment measured.
    pub stopped_at: Option<Stamp>,
    pub notes: Vec<CaseNote>,
    /// 立案: until it is there nothing is frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<Filing>,
}

/// 立案: the decision that a crime is investigated, without which nothing is frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// Number of the 立案决定书.
    pub number: String,
    pub organ: String,
    pub decided_at: Stamp,
    pub recorded_at: Stamp,
    pub recorded_by: OfficerId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaseNote {
    /// The payer's bank has no such debit: the false-report ledger counts it.
    DebitDenied,
    /// The payer's bank did not confirm in time; the stop was lifted.
    DebitNotConfirmedInTime,
    /// The payee's account was keyed in later than the norm allows.
    KeyedLate,
    /// An agency's answer was strange: see the orders.
    StrangeAnswer,
    /// Money left an account that was reported as held.
    Breach,
}

impl Case {
    pub fn note(&mut self, note: CaseNote) {
        if let Err(place) = self.notes.binary_search(&note) {
            self.notes.insert(place, note);
        }
    }

    pub fn transfer_mut(&mut self, id: TransferId) -> Option<&mut Transfer> {
        self.transfers.iter_mut().find(|transfer| transfer.id == id)
    }

    pub fn transfer(&self, id: TransferId) -> Option<&Transfer> {
        self.transfers.iter().find(|transfer| transfer.id == id)
    }
}

/// Why a part of the loss stands where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartNote {
    /// Nobody knows yet to whom the money went.
    PayeeUnknown,
    /// The payer's bank has not confirmed the debit.
    NotConfirmed,
    /// The bank found less on the account than went there: the rest moved on.
    MovedOn,
    /// Other cases were there first: what the account holds is theirs.
    HeldForOthers,
    /// Located, and an order is on its way.
    OrderUnderWay,
    /// The measure ran out.
    Lapsed,
    /// The measure was lifted.
    Released,
    /// The bank refused or could not.
    NotImposed,
}

/// Where the loss is: the parts always add up to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyBar {
    pub loss: Money,
    pub held: Money,
    /// Located, not yet held.
    pub standing: Money,
    pub cashed_out: Money,
    pub returned: Money,
    pub unknown: Money,
    pub notes: Vec<PartNote>,
}

impl MoneyBar {
    fn empty(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self { loss: zero, held: zero, standing: zero, cashed_out: zero, returned: zero, unknown: zero, notes: vec![] }
    }

    fn note(&mut self, note: PartNote) {
        if let Err(place) = self.notes.binary_search(&note) {
            self.notes.insert(place, note);
        }
    }

    /// Adds up a case from its transfers and the measures on the accounts they went to.
    /// A denied transfer is no loss.
    pub fn of(case: &Case, measures: &[Measure]) -> Result<Self, MoneyError> {
        let currency = case.transfers.first().map_or(Currency::CNY, |t| t.amount.currency());
        let mut bar = Self::empty(currency);
        // A case claims once per account: several transfers to one account share the claim.
        let mut seen: Vec<&str> = Vec::new();
        for transfer in case.transfers.iter().filter(|t| !t.is_denied()) {
            bar.loss = bar.loss.plus(transfer.amount)?;
            let Some(account) = &transfer.to else {
                bar.unknown = bar.unknown.plus(transfer.amount)?;
                bar.note(PartNote::PayeeUnknown);
                continue;
            };
            if seen.contains(&account.key.as_str()) {
                continue;
            }
            seen.push(&account.key);
            let mut sum = Money::zero(currency);
            let mut confirmed = false;
            for same in case.transfers.iter().filter(|t| !t.is_denied()) {
                if same.to.as_ref().is_some_and(|to| to.key == account.key) {
                    sum = sum.plus(same.amount)?;
                    confirmed |= same.is_confirmed();
                }
            }
            bar.place(case.id, sum, confirmed, &account.key, measures)?;
        }
        Ok(bar)
    }

    fn place(
        &mut self,
        case: CaseId,
        sum: Money,
        confirmed: bool,
        key: &str,
        measures: &[Measure],
    ) -> Result<(), MoneyError> {
        // The newest measure on the account tells how it stands now; a running one wins over an ended one.
        let of_account = || measures.iter().filter(|m| m.target.key() == key);
        let running = of_account().filter(|m| m.state.force().is_some()).max_by_key(|m| m.id);
        if let Some(measure) = running {
            let share = measure.share(case)?.unwrap_or(Money::zero(sum.currency())).at_most(sum)?;
            let rest = sum.minus(share)?;
            self.held = self.held.plus(share)?;
            self.unknown = self.unknown.plus(rest)?;
            if rest.is_positive() {
                let all = measure.state.force().and_then(|f| f.held).unwrap_or(share);
                self.note(if all.minus(share)?.is_positive() { PartNote::HeldForOthers } else { PartNote::MovedOn });
            }
            return Ok(());
        }
        let why = match of_account().max_by_key(|m| m.id).map(|m| &m.state) {
            Some(crate::MeasureState::Lapsed { .. }) => PartNote::Lapsed,
            Some(crate::MeasureState::Released { .. }) => PartNote::Released,
            Some(crate::MeasureState::NotImposed { .. }) => PartNote::NotImposed,
            _ => PartNote::OrderUnderWay,
        };
        self.note(why);
        if confirmed {
            self.standing = self.standing.plus(sum)?;
        } else {
            self.unknown = self.unknown.plus(sum)?;
            self.note(PartNote::NotConfirmed);
        }
        Ok(())
    }

    /// INVARIANT (adds up): loss = held + standing + cashed out + returned + unknown.
    pub fn adds_up(&self) -> bool {
        self.held
            .plus(self.standing)
            .and_then(|s| s.plus(self.cashed_out))
            .and_then(|s| s.plus(self.returned))
            .and_then(|s| s.plus(self.unknown))
            .is_ok_and(|sum| sum == self.loss)
    }
}
