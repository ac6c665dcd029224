//! From a reported transfer to the orders it needs: ask the payer's bank, warn the payee's bank at
//! once, and prepare the formal stop.

use crate::desk::Act;
use crate::order::draft::NewOrder;
use crate::refusal::Refusal;
use cordon_journal::Fact;
use cordon_model::{
    AccountClass, Agency, Approval, Author, Case, Code, Measure, MeasureKind, MeasureState, Missing, NormKey, Note,
    Order, OrderEvent, OrderId, OrderKind, Target, Transfer,
};
use cordon_store::Read;

const REASON: &str = "涉嫌电信网络诈骗资金";

/// Counts of what a plan did, for the one who asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Planned {
    pub orders: Vec<OrderId>,
    /// Accounts on which a measure already ran or was on its way: the case has joined it.
    pub joined: u32,
    /// Accounts stopped as often as the norm allows.
    pub exhausted: u32,
}

impl Act<'_, '_> {
    /// Asks the payer's bank whether the debit took place, and to whom.
    pub fn ask_payer(&mut self, case: &Case, transfer: &Transfer, author: Author) -> Result<OrderId, Refusal> {
        let new = NewOrder {
            kind: OrderKind::ConfirmDebit,
            case: Some(case.id),
            agency: transfer.from.institution,
            target: Target::Account(transfer.from.clone()),
            transfer: Some(transfer.id),
            limit: None,
            reason: "核实受害人付款".to_owned(),
            author,
            from: None,
            until: None,
            original: None,
            level: 1,
            query: None,
        };
        let mut order = self.draft_order(new, None);
        self.approve_and_send(&mut order, Approval::NotNeeded)?;
        Ok(order.id)
    }

    /// Everything for the account that a transfer went to. No restriction without an identified
    /// reporter: until then nothing but the question to the payer's bank is sent.
    pub fn pursue(
        &mut self,
        case: &mut Case,
        transfer: &Transfer,
        author: Author,
        planned: &mut Planned,
    ) -> Result<(), Refusal> {
        let Some(payee) = &transfer.to else {
            return Ok(());
        };
        if case.reporter.is_none() {
            return Ok(());
        }
        self.remember_account(payee)?;
        let agency: Agency = self.need(payee.institution)?;
        if !agency.active || !agency.kind.keeps_accounts() {
            return Err(Refusal::new(Code::AgencyWrongKind, agency.code));
        }
        case.keyed_at = case.keyed_at.or(Some(self.now()));
        let existing = self.measures_on(&payee.key)?;
        let under_way =
            existing.iter().filter(|m| m.kind == MeasureKind::Stop && !m.state.is_over()).max_by_key(|m| m.id).cloned();
        let lifting = match &under_way {
            Some(measure) => self.is_being_lifted(measure)?,
            None => false,
        };
        if let (Some(mut measure), false) = (under_way, lifting) {
            self.raise_unsent_limit(&measure, transfer.amount)?;
            measure.joined(case.id, transfer.amount)?;
            self.about(measure.id);
            self.put(&measure)?;
            planned.joined = planned.joined.saturating_add(1);
            return Ok(());
        }
        let target = Target::Account(payee.clone());
        planned.orders.push(self.warn_payee(case, transfer, &agency, target.clone(), author)?);
        if times_stopped(&existing) >= self.times_max()? {
            self.fact("stop_times_exceeded", Fact::Bool(true));
            planned.exhausted = planned.exhausted.saturating_add(1);
            return Ok(());
        }
        planned.orders.push(self.prepare_stop(case, transfer, &agency, target, author)?);
        Ok(())
    }

    /// The risk notice leaves at once: it restricts nobody, the bank decides by itself (Art. 18).
    fn warn_payee(
        &mut self,
        case: &Case,
        transfer: &Transfer,
        agency: &Agency,
        target: Target,
        author: Author,
    ) -> Result<OrderId, Refusal> {
        let new = NewOrder {
            kind: OrderKind::RiskNotice,
            case: Some(case.id),
            agency: agency.id,
            target,
            transfer: Some(transfer.id),
            limit: Some(transfer.amount),
            reason: REASON.to_owned(),
            author,
            from: None,
            until: None,
            original: None,
            level: 1,
            query: None,
        };
        let mut order = self.draft_order(new, None);
        self.approve_and_send(&mut order, Approval::NotNeeded)?;
        Ok(order.id)
    }

    /// The formal stop waits for its papers; where they are already there it leaves now.
    fn prepare_stop(
        &mut self,
        case: &mut Case,
        transfer: &Transfer,
        agency: &Agency,
        target: Target,
        author: Author,
    ) -> Result<OrderId, Refusal> {
        let now = self.now();
        let until = self.norms()?.deadline(NormKey::StopLife, now, now)?;
        let mut measure = self.new_measure(MeasureKind::Stop, agency.id, target.clone(), REASON);
        measure.life = Some(until.norm);
        measure.joined(case.id, transfer.amount)?;
        let new = NewOrder {
            kind: OrderKind::Stop,
            case: Some(case.id),
            agency: agency.id,
            target,
            transfer: Some(transfer.id),
            limit: Some(transfer.amount),
            reason: REASON.to_owned(),
            author,
            from: Some(now),
            until: Some(until),
            original: None,
            level: 1,
            query: None,
        };
        let mut order = self.draft_order(new, Some(&mut measure));
        if !transfer.is_confirmed() {
            order.note(Note::DebitUnconfirmed);
        }
        self.put(&measure)?;
        self.advance_stop(case, &mut order)?;
        Ok(order.id)
    }

    /// One step further for a stop or a freeze: papers, then standing authority or a person.
    pub fn advance_stop(&mut self, case: &mut Case, order: &mut Order) -> Result<(), Refusal> {
        let missing: Vec<Missing> = self.missing_papers(order)?;
        if !missing.is_empty() {
            order.step(&OrderEvent::PapersMissing(missing), self.now())?;
            self.put(order)?;
            self.state_order(order);
            return Ok(());
        }
        order.step(&OrderEvent::PapersComplete, self.now())?;
        // Standing authority covers stops; what lasts longer waits for a person.
        let covered = matches!(order.kind, OrderKind::Stop | OrderKind::RaiseHold);
        let standing = if covered { self.standing(case, order)? } else { None };
        match standing {
            Some(approval) => {
                self.approve_and_send(order, approval)?;
                case.stopped_at = case.stopped_at.or(Some(self.now()));
            }
            None => {
                self.put(order)?;
                self.state_order(order);
            }
        }
        Ok(())
    }

    /// Standing authority: the first stop of a personal or payment account, within the window after
    /// the report, up to a level and an amount, with the two officers on duty.
    fn standing(&mut self, case: &Case, order: &Order) -> Result<Option<Approval>, Refusal> {
        let now = self.now();
        let norms = self.norms()?;
        let class = order.target.account().map(|account| account.class);
        // Whose it is nobody said in time: it counts as a person's (see `trace/wait.rs`).
        let personal = matches!(class, Some(AccountClass::Personal | AccountClass::Payment | AccountClass::Unknown));
        let window = norms.deadline(NormKey::StandingWindow, case.reported_at, now)?;
        let amount_max = norms.amount(NormKey::StandingAmountMax, now)?;
        let within = match order.limit {
            Some(limit) => limit.currency() == amount_max.currency() && limit <= amount_max,
            None => false,
        };
        let level = order.level <= norms.count(NormKey::StandingLevelMax, now)?;
        // A raise is the same stop, of more.
        let raises = order.kind == OrderKind::RaiseHold;
        let first = raises || times_stopped(&self.measures_on(order.target.key())?) == 0;
        if raises && order.signatories.is_none() {
            return Ok(None);
        }
        let Some(duty) = self.duty()? else {
            return Ok(None);
        };
        let covered = personal && now < window.at && within && level && first;
        Ok(covered.then_some(Approval::Standing {
            norm: window.norm,
            duty: duty.id,
            operator: duty.operator,
            investigator: duty.investigator,
        }))
    }

    fn times_max(&mut self) -> Result<u32, Refusal> {
        let now = self.now();
        Ok(self.norms()?.count(NormKey::StopTimesMax, now)?)
    }
}

/// How often an account was stopped, over all cases: an extension counts as another stop.
pub fn times_stopped(measures: &[Measure]) -> u32 {
    measures
        .iter()
        .filter(|measure| measure.kind == MeasureKind::Stop)
        .map(|measure| match &measure.state {
            MeasureState::Pending { .. } | MeasureState::Queued { .. } | MeasureState::NotImposed { .. } => 0,
            MeasureState::InForce(force) | MeasureState::Renewed(force) => force.times,
            MeasureState::Lapsed { was, .. }
            | MeasureState::Released { was, .. }
            | MeasureState::Converted { was, .. }
            | MeasureState::Returned { was, .. } => was.times,
        })
        .fold(0, u32::saturating_add)
}
