//! One order inside one transaction: ask the core, decide, act, write the answer.

use crate::config::{AgencyConfig, Policy};
use crate::core_banking::{Books, Core, CreditSearch, HoldRequest, Restriction, RestrictionKind};
use crate::decide::{self, Act, Decision, Facts, Who, code, decide};
use crate::error::Error;
use crate::intake::Arrival;
use crate::store;
use cordon_model::exchange::{Answer, DebitFound, EarlierMeasure, OpenOrder};
use cordon_model::time::SECOND_MS;
use cordon_model::{Money, OrderKind, ReceiptResult, Stamp, TargetKind, Wire};
use cordon_wire::json_form;
use cordon_wire::police_bank::ResultCode;
use cordon_wire::police_bank::mapping::{self, FeedbackContext};
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
        let answer = self.act(core, order, &facts, &decision)?;
        let bytes = self.bytes(&answer, arrival)?;
        store::answered(self.tx, self.wire, order.id, &answer.code, &bytes, self.now)?;
        Ok(answer.code)
    }

    /// Asks the core what this order needs, and no more.
    fn facts(&self, core: &mut dyn Core, order: &OpenOrder) -> Result<Facts, Error> {
        let mut facts = Facts::default();
        if order.target.kind == TargetKind::Number {
            facts.number = core.number(&order.target.value)?;
            return Ok(facts);
        }
        let Some(party) = decide::party_asked(order) else { return Ok(facts) };
        let number = self.known_number(core, &party.number)?;
        facts.account = core.account(&number)?;
        if facts.account.is_none() {
            return Ok(facts);
        }
        if order.kind == OrderKind::ConfirmDebit {
            if let Some(transfer) = &order.transfer {
                facts.debit = core.find_debit(&number, transfer.amount, transfer.at, self.policy.match_window_ms)?;
            }
            return Ok(facts);
        }
        facts.restrictions = core.restrictions(&number)?;
        facts.own = core.restriction(&order.id.to_string())?.map(|(_, hold)| hold);
        if let Some(original) = order.original {
            facts.original = core.restriction(&original.to_string())?;
        }
        facts.credit = self.credit(core, order, &number)?;
        Ok(facts)
    }

    /// The number as the core knows it: of a sub-account (`main_sub`) perhaps only the main one.
    fn known_number(&self, core: &mut dyn Core, number: &str) -> Result<String, Error> {
        if let Some((main, _)) = number.split_once('_')
            && core.account(number)?.is_none()
        {
            return Ok(main.to_owned());
        }
        Ok(number.to_owned())
    }

    fn credit(&self, core: &mut dyn Core, order: &OpenOrder, number: &str) -> Result<CreditSearch, Error> {
        match &order.transfer {
            Some(transfer) if decide::names_this_payee(order) => {
                Ok(core.find_credit(number, transfer.amount, transfer.at, self.policy.match_window_ms)?)
            }
            _ => Ok(CreditSearch::CannotTell),
        }
    }

    fn act(&self, core: &mut dyn Core, order: &OpenOrder, facts: &Facts, decision: &Decision) -> Result<Answer, Error> {
        let mut answer = self.plain(order, decision);
        answer.earlier = self.earlier(order, facts);
        match &decision.act {
            Act::Nothing => {}
            Act::Hold { kind, limit, until } => {
                self.end_own_delay(core, order, *kind)?;
                let hold = self.hold(core, order, facts, *kind, *limit, *until)?;
                told(&mut answer, &hold);
            }
            Act::FromRecord => {
                if let Some(hold) = facts.own.as_ref().or(facts.original.as_ref().map(|(_, hold)| hold)) {
                    told(&mut answer, hold);
                    self.keep_timer(hold)?;
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

    fn plain(&self, order: &OpenOrder, decision: &Decision) -> Answer {
        Answer {
            remark: decision.remark.map(Into::into),
            ..Answer::bare(order.id, outcome(decision.code), decision.code)
        }
    }

    /// Freezes and stops of others that run on the account.
    fn earlier(&self, order: &OpenOrder, facts: &Facts) -> Vec<EarlierMeasure> {
        let mine = [Some(order.id), order.original].map(|id| id.map(|id| id.to_string()));
        facts
            .restrictions
            .iter()
            .filter(|hold| hold.kind != RestrictionKind::Delay && hold.in_force(self.now))
            .filter(|hold| !mine.iter().flatten().any(|id| *id == hold.reference))
            .take(json_form::EARLIER_MAX)
            .map(|hold| EarlierMeasure { organ: hold.organ.clone(), amount: hold.limit, until: hold.until })
            .collect()
    }

    /// The bank's own delay of the same transfer has done its work when the stop comes: the same
    /// money must not be held twice.
    fn end_own_delay(&self, core: &mut dyn Core, order: &OpenOrder, kind: RestrictionKind) -> Result<(), Error> {
        if kind != RestrictionKind::Stop {
            return Ok(());
        }
        for notice in store::notices(self.tx, &subject(order), order.id)? {
            let running = core.restriction(&notice)?.is_some_and(|(_, hold)| hold.in_force(self.now));
            if running {
                core.release(&notice, self.now)?;
                store::clear_timer(self.tx, &notice)?;
            }
        }
        Ok(())
    }

    fn hold(
        &self,
        core: &mut dyn Core,
        order: &OpenOrder,
        facts: &Facts,
        kind: RestrictionKind,
        limit: Option<Money>,
        until: Stamp,
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
        })?;
        self.keep_timer(&hold)?;
        Ok(hold)
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
        told(answer, &hold);
        // The extension begins where the first stop would have ended.
        answer.from = before.until;
        if hold.limit.is_none() {
            answer.held = facts.account.as_ref().map(|account| account.balance);
        }
        Ok(())
    }

    fn keep_timer(&self, hold: &Restriction) -> Result<(), Error> {
        match hold.until {
            Some(until) if hold.ended_at.is_none() => store::set_timer(self.tx, &hold.reference, until),
            _ => Ok(()),
        }
    }

    fn bytes(&self, answer: &Answer, arrival: &Arrival) -> Result<Vec<u8>, Error> {
        match self.wire {
            Wire::ByHand => Err(Error::Answer("an order by hand came over no wire".to_owned())),
            Wire::JsonForm => json_form::receipt_bytes(answer).map_err(|e| Error::Answer(e.to_string())),
            Wire::PoliceBank => {
                let context = FeedbackContext {
                    org_name: self.agency.name.clone(),
                    operator_name: self.agency.operator_name.clone(),
                    operator_phone: self.agency.operator_phone.clone(),
                    application_id: arrival.application_id.clone(),
                    at: self.now,
                    random: self.random,
                };
                let mut own = arrival.order().clone();
                // An order that was sent to the wrong house is answered under our own code.
                own.agency_code.clone_from(&self.agency.code);
                mapping::answer_bytes(answer, &own, &context).map_err(|e| Error::Answer(e.to_string()))
            }
        }
    }
}

/// What a hold means for the answer: a shortfall is a success with a defect.
fn told(answer: &mut Answer, hold: &Restriction) {
    answer.balance = Some(hold.balance_before);
    answer.held = Some(hold.held);
    answer.from = Some(hold.from);
    answer.until = hold.until;
    if hold.limit.is_some_and(|limit| hold.held < limit) {
        answer.code = code::SHORTFALL.to_owned();
    }
}

fn outcome(code: &str) -> ReceiptResult {
    ResultCode::parse(code).map_or(ReceiptResult::Failed, mapping::receipt_result)
}
