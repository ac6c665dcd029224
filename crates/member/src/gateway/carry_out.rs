//! One order inside one transaction: ask the core, decide, act, write the answer.

use super::bytes::{Envelope, outcome};
use super::tell;
use super::watches::tell_batch;
use crate::config::{AgencyConfig, Policy};
use crate::core_banking::{
    Books, Core, HoldRequest, LimitChange, Restriction, RestrictionKind, ValueScope, VoidRequest,
};
use crate::decide::{self, Act, Decision, Facts, Who, code, decide};
use crate::error::Error;
use crate::intake::Arrival;
use crate::store::{self, Ends, watches};
use cordon_model::exchange::{Answer, DebitFound, EarlierMeasure, OpenOrder};
use cordon_model::time::SECOND_MS;
use cordon_model::{Money, Stamp, Wire};
use cordon_wire::json_form;
use rusqlite::Transaction;

pub(super) struct CarryOut<'s, 'c> {
    pub tx: &'s Transaction<'c>,
    pub wire: Wire,
    pub who: Who<'s>,
    pub agency: &'s AgencyConfig,
    pub policy: &'s Policy,
    pub now: Stamp,
    pub random: u64,
}

/// Joins a stop with the notice about the same transfer, whichever wires they came by. To the
/// second, because one of the wires says no more.
pub(super) fn subject(order: &OpenOrder) -> String {
    let transfer = order.transfer.as_ref().map(|transfer| {
        format!(
            "{}|{}|{}|{}",
            transfer.from.number.0,
            transfer.amount.minor(),
            transfer.amount.currency().code(),
            transfer.at.ms().div_euclid(SECOND_MS)
        )
    });
    store::digest(
        format!("{:?}|{}|{}", order.target.kind, order.target.value.0, transfer.unwrap_or_default()).as_bytes(),
    )
}

impl CarryOut<'_, '_> {
    /// The result code of the answer, which is in the store when this step is.
    pub(super) fn run(&self, books: &dyn Books, arrival: &Arrival) -> Result<String, Error> {
        let order = arrival.order();
        let mut core = books.core(self.tx);
        let core = core.as_mut();
        let facts = self.facts(core, order)?;
        let decision = decide(&arrival.incoming, &facts, self.who, self.policy, self.now);
        let answer = self.act(books, core, order, &facts, &decision)?;
        let envelope = Envelope { wire: self.wire, agency: self.agency, at: self.now, random: self.random };
        let bytes = envelope.bytes(&answer, arrival)?;
        store::answered(self.tx, self.wire, order.id, &answer.code, &bytes, self.now)?;
        Ok(answer.code)
    }

    fn act(
        &self,
        books: &dyn Books,
        core: &mut dyn Core,
        order: &OpenOrder,
        facts: &Facts,
        decision: &Decision,
    ) -> Result<Answer, Error> {
        let mut answer = Answer::bare(order.id, outcome(decision.code), decision.code);
        answer.remark = decision.remark.map(Into::into);
        answer.earlier = self.earlier(order, facts);
        match &decision.act {
            Act::Nothing => {}
            Act::Hold { kind, limit, until, waits } => {
                let hold = self.hold(core, order, facts, (*kind, *limit, *until), *waits)?;
                told(&mut answer, &hold);
            }
            Act::FromRecord => {
                if let Some(hold) = facts.own.as_ref().or(facts.original.as_ref().map(|(_, hold)| hold)) {
                    told(&mut answer, hold);
                    self.keep_timer(hold)?;
                    if waits(&answer, hold) {
                        watches::wait_for(self.tx, &hold.reference, &facts.superseded)?;
                    }
                }
            }
            Act::Extend { until } => self.extend(core, order, facts, *until, &mut answer)?,
            Act::Release => {
                if let Some((_, hold)) = &facts.original {
                    core.release(&hold.reference, self.now)?;
                    store::clear_timer(self.tx, &hold.reference)?;
                    answer.from = Some(self.now);
                    answer.balance = facts.account.as_ref().map(|account| account.balance);
                }
            }
            Act::ChangeLimit { limit } => self.change_limit(core, order, facts, *limit, &mut answer)?,
            Act::TellStatement { from, until } => {
                if let Some(account) = &facts.account {
                    let period = (*from, *until);
                    answer.statement = Some(tell::statement(core, self.agency, account, period, self.now)?);
                }
            }
            Act::TellPayments => answer.payments.clone_from(&facts.payments),
            Act::Watch { from, until } => {
                let number = facts.account.as_ref().map_or(order.target.value.0.as_str(), |a| a.number.as_str());
                watches::begin(self.tx, self.wire, order.id, number, (*from, *until))?;
                (answer.from, answer.until) = (Some(*from), Some(*until));
            }
            Act::EndWatch => self.end_watch(books, order, &mut answer)?,
            Act::VoidValue { limit, until } => self.void(core, order, facts, *limit, *until, &mut answer)?,
            Act::RestoreValue => {
                if let Some(voided) = &facts.original_void {
                    core.restore_value(&voided.reference, self.now)?;
                    store::clear_timer(self.tx, &voided.reference)?;
                    answer.from = Some(self.now);
                }
            }
            Act::Flag => store::flag(self.tx, order.id, &order.target.value, self.now)?,
            Act::Shut => {
                core.shut(&order.target.value, &order.id.to_string(), self.now)?;
                answer.from = Some(self.now);
            }
            Act::Restore => {
                core.restore(&order.target.value, &order.id.to_string(), self.now)?;
                answer.from = Some(self.now);
            }
            Act::TellDebit => {
                answer.debit = Some(match &facts.debit {
                    Some(debit) => DebitFound { found: true, at: Some(debit.at), payee: debit.payee.clone() },
                    None => DebitFound { found: false, at: None, payee: None },
                });
            }
        }
        answer.result = outcome(&answer.code);
        Ok(answer)
    }

    /// Freezes and stops of others that run on the account.
    fn earlier(&self, order: &OpenOrder, facts: &Facts) -> Vec<EarlierMeasure> {
        let mine = [Some(order.id), order.original].map(|id| id.map(|id| id.to_string()));
        facts
            .restrictions
            .iter()
            .filter(|hold| hold.kind.is_ordered() && hold.in_force(self.now))
            .filter(|hold| !mine.iter().flatten().any(|id| *id == hold.reference))
            .filter(|hold| !facts.superseded.contains(&hold.reference))
            .take(json_form::EARLIER_MAX)
            .map(|hold| EarlierMeasure { organ: hold.organ.clone(), amount: hold.limit, until: hold.until })
            .collect()
    }

    /// Makes the hold. What it takes the place of ends in the same act; behind holds of others that
    /// leave nothing it waits, and what it will take the place of runs on until then.
    fn hold(
        &self,
        core: &mut dyn Core,
        order: &OpenOrder,
        facts: &Facts,
        (kind, limit, until): (RestrictionKind, Option<Money>, Stamp),
        waits: bool,
    ) -> Result<Restriction, Error> {
        let number = facts.account.as_ref().map_or(order.target.value.0.as_str(), |account| account.number.as_str());
        let reference = order.id.to_string();
        let hold = core.hold(&HoldRequest {
            reference: &reference,
            number,
            kind,
            organ: &order.organ_name,
            limit,
            from: self.now,
            until,
            instead_of: if waits { &[] } else { &facts.superseded },
        })?;
        self.keep_timer(&hold)?;
        if waits {
            watches::wait_for(self.tx, &reference, &facts.superseded)?;
            return Ok(hold);
        }
        for ended in &facts.superseded {
            store::clear_timer(self.tx, ended)?;
        }
        Ok(hold)
    }

    fn change_limit(
        &self,
        core: &mut dyn Core,
        order: &OpenOrder,
        facts: &Facts,
        limit: Money,
        answer: &mut Answer,
    ) -> Result<(), Error> {
        let Some((_, before)) = &facts.original else { return Ok(()) };
        let hold = core.change_limit(&LimitChange {
            reference: &before.reference,
            limit,
            by: &order.id.to_string(),
            instead_of: &facts.superseded,
            at: self.now,
        })?;
        for ended in &facts.superseded {
            store::clear_timer(self.tx, ended)?;
        }
        told(answer, &hold);
        answer.balance = facts.account.as_ref().map(|account| account.balance);
        Ok(())
    }

    /// What moved until now is told before it ends.
    fn end_watch(&self, books: &dyn Books, order: &OpenOrder, answer: &mut Answer) -> Result<(), Error> {
        let Some(original) = order.original else { return Ok(()) };
        let Some((wire, _)) = watches::watch_of(self.tx, original)? else { return Ok(()) };
        while tell_batch(self.tx, books, self.agency, wire, original, self.now)? {}
        watches::end(self.tx, wire, original, self.now)?;
        answer.from = Some(self.now);
        Ok(())
    }

    fn void(
        &self,
        core: &mut dyn Core,
        order: &OpenOrder,
        facts: &Facts,
        limit: Option<Money>,
        until: Option<Stamp>,
        answer: &mut Answer,
    ) -> Result<(), Error> {
        let number = facts.account.as_ref().map_or(order.target.value.0.as_str(), |account| account.number.as_str());
        let reference = order.id.to_string();
        let scope = ValueScope { number, buyer: decide::buyer(order) };
        let voided = core.void_value(&VoidRequest { reference: &reference, scope, limit, at: self.now })?;
        if let Some(until) = until.filter(|_| voided.ended_at.is_none()) {
            store::set_timer(self.tx, Ends::Void, &reference, until)?;
        }
        answer.balance = Some(voided.unused_before);
        answer.held = Some(voided.amount);
        (answer.from, answer.until) = (Some(voided.at), until);
        if limit.is_some_and(|limit| voided.amount < limit) {
            answer.code = code::SHORTFALL.to_owned();
        }
        Ok(())
    }

    fn extend(
        &self,
        core: &mut dyn Core,
        order: &OpenOrder,
        facts: &Facts,
        until: Stamp,
        answer: &mut Answer,
    ) -> Result<(), Error> {
        let Some((_, before)) = &facts.original else { return Ok(()) };
        let hold = core.extend(&before.reference, until, &order.id.to_string())?;
        self.keep_timer(&hold)?;
        // A freeze that waited may have taken effect since it was made.
        let held = match hold.kind {
            RestrictionKind::Freeze => core.held(&hold.reference, self.now)?,
            _ if hold.limit.is_none() => facts.account.as_ref().map_or(hold.held, |account| account.balance),
            _ => hold.held,
        };
        told(answer, &Restriction { held, ..hold });
        // The extension begins where the first hold would have ended.
        answer.from = before.until;
        Ok(())
    }

    fn keep_timer(&self, hold: &Restriction) -> Result<(), Error> {
        match hold.until {
            Some(until) if hold.ended_at.is_none() => store::set_timer(self.tx, Ends::Hold, &hold.reference, until),
            _ => Ok(()),
        }
    }
}

/// What a hold means for the answer: a shortfall is a success with a defect.
fn told(answer: &mut Answer, hold: &Restriction) {
    answer.balance = Some(hold.balance_before);
    answer.held = Some(hold.held);
    answer.from = Some(hold.from);
    answer.until = hold.until;
    if hold.limit.is_some_and(|limit| hold.held < limit) && !waits(answer, hold) {
        answer.code = code::SHORTFALL.to_owned();
    }
}

/// A freeze that stands behind others and holds nothing yet: a success, and they are told with it.
fn waits(answer: &Answer, hold: &Restriction) -> bool {
    hold.kind == RestrictionKind::Freeze && !hold.held.is_positive() && !answer.earlier.is_empty()
}
