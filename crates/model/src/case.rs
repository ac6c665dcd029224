//! A case: one victim's loss, where it is by now, and who is asked to hold it.

use crate::ids::{CaseId, OfficerId, TransferId};
use crate::measure::{Measure, MeasureKind, MeasureState};
use crate::money::{Currency, Money, MoneyError};
use crate::sealed::Sealed;
use crate::time::Stamp;
use crate::trace::CaseTrace;
use crate::transfer::Transfer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Frozen property that was found to be unrelated was not freed in time.
    ReleaseOverdue,
    /// More stolen money is on an account than is held there, and nothing raises it by itself.
    HeldShort,
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

    /// The payment by which its trace began: the first to a payee that was not denied.
    pub fn begun_by(&self) -> Option<&Transfer> {
        self.transfers.iter().find(|transfer| transfer.to.is_some() && !transfer.is_denied())
    }

    /// The payment that a stop on an account names: the victim's own to it; further on, where he paid nobody,
    /// the one by which the trace began.
    pub fn payment_for(&self, account: &str) -> Option<&Transfer> {
        let to_it = |t: &&Transfer| !t.is_denied() && t.to.as_ref().is_some_and(|to| to.key == account);
        self.transfers.iter().find(to_it).or(self.begun_by())
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
    /// Paid out, spent or changed: outside the institutions.
    CashedOut,
    /// At an institution that takes no orders from here.
    OutOfReach,
    /// It repaid somebody's overdraft.
    Absorbed,
    /// It left an account, and the bank has not said where to.
    Unseen,
    /// Another case claims the same money.
    Overlap,
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

    /// Adds up a case: its transfers, where the newest trace says their money is, and the measures there.
    /// A denied transfer is no loss. Without a trace, or with one that does not fit the transfers any
    /// more, the money stands where the victim sent it.
    pub fn of(case: &Case, trace: Option<&CaseTrace>, measures: &[Measure]) -> Result<Self, MoneyError> {
        let currency = case.transfers.first().map_or(Currency::CNY, |t| t.amount.currency());
        let mut bar = Self::empty(currency);
        let mut known = Money::zero(currency);
        for transfer in case.transfers.iter().filter(|t| !t.is_denied()) {
            bar.loss = bar.loss.plus(transfer.amount)?;
            if transfer.to.is_some() {
                known = known.plus(transfer.amount)?;
            } else {
                bar.unknown = bar.unknown.plus(transfer.amount)?;
                bar.note(PartNote::PayeeUnknown);
            }
        }
        match trace.filter(|trace| trace.claimed == known) {
            Some(trace) => bar.by_trace(case, trace, measures)?,
            None => bar.by_transfers(case, measures)?,
        }
        Ok(bar)
    }

    fn by_trace(&mut self, case: &Case, trace: &CaseTrace, measures: &[Measure]) -> Result<(), MoneyError> {
        for place in trace.places.iter().filter(|place| place.amount.is_positive()) {
            let held = running(measures, &place.account, case.id);
            match (place.exit, place.institution) {
                (Some(_), _) if held.is_none() => {
                    self.cashed_out = self.cashed_out.plus(place.amount)?;
                    self.note(PartNote::CashedOut);
                }
                (None, None) => {
                    self.unknown = self.unknown.plus(place.amount)?;
                    self.note(PartNote::OutOfReach);
                }
                _ => {
                    // What a bank's own statement shows further on needs no confirmation any more.
                    let confirmed = place.level > 1 || confirmed_to(case, &place.account);
                    self.place(case.id, place.amount, confirmed, &place.account, measures)?;
                }
            }
        }
        let rest = [
            (trace.absorbed, PartNote::Absorbed),
            (trace.unseen, PartNote::Unseen),
            (trace.overlap, PartNote::Overlap),
        ];
        for (part, note) in rest.into_iter().filter(|(part, _)| part.is_positive()) {
            self.unknown = self.unknown.plus(part)?;
            self.note(note);
        }
        Ok(())
    }

    /// A case claims once per account: several transfers to one account share the claim.
    fn by_transfers(&mut self, case: &Case, measures: &[Measure]) -> Result<(), MoneyError> {
        let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
        for transfer in case.transfers.iter().filter(|t| !t.is_denied()) {
            let Some(account) = &transfer.to else { continue };
            let sum = sums.entry(&account.key).or_insert(Money::zero(transfer.amount.currency()));
            *sum = sum.plus(transfer.amount)?;
        }
        for (key, sum) in sums {
            self.place(case.id, sum, confirmed_to(case, key), key, measures)?;
        }
        Ok(())
    }

    fn place(
        &mut self,
        case: CaseId,
        sum: Money,
        confirmed: bool,
        key: &str,
        measures: &[Measure],
    ) -> Result<(), MoneyError> {
        // A running measure on the account tells how it stands now; it wins over an ended one.
        if let Some(measure) = running(measures, key, case) {
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
        let newest = measures.iter().filter(|m| m.target.key() == key).max_by_key(|m| m.id);
        self.note(match newest.map(|m| &m.state) {
            Some(MeasureState::Lapsed { .. }) => PartNote::Lapsed,
            Some(MeasureState::Released { .. }) => PartNote::Released,
            Some(MeasureState::NotImposed { .. }) => PartNote::NotImposed,
            _ => PartNote::OrderUnderWay,
        });
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

/// The running measure on an account that counts for a case: the newest it has a claim in, else the
/// newest. A bank's own hold that nobody confirmed yet holds for no case.
fn running<'m>(measures: &'m [Measure], key: &str, case: CaseId) -> Option<&'m Measure> {
    let counts = |m: &&Measure| {
        let unconfirmed = m.kind == MeasureKind::Hold && m.claims.is_empty();
        m.target.key() == key && m.state.force().is_some() && !unconfirmed
    };
    measures.iter().filter(counts).max_by_key(|m| (m.is_claimed_by(case), m.id))
}

fn confirmed_to(case: &Case, key: &str) -> bool {
    let to = |t: &&Transfer| t.to.as_ref().is_some_and(|to| to.key == key);
    case.transfers.iter().filter(to).any(Transfer::is_confirmed)
}
