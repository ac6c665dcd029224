//! Stops further on: what is busy already, what the check has to know of an account, and the orders for
//! one that passed.

use super::CasePart;
use super::check::{Facts, Limits, Verdict, check};
use super::part::is_told;
use super::propose::Proposed;
use super::wait::{Wait, asked_at, wait_of};
use crate::desk::Act;
use crate::order::draft::NewOrder;
use crate::order::send::carries_limit;
use crate::refusal::Refusal;
use cordon_model::{
    Agency, AgencyId, Approval, Author, Case, CaseId, KnownAccount, Measure, MeasureKind, MeasureState, Money, NormKey,
    Order, OrderId, OrderKind, Place,
};
use cordon_store::{Read, Value};
use std::collections::BTreeSet;

const REASON: &str = "涉嫌电信网络诈骗资金流入";

/// What a bank refused, an officer lifted or a clock ended is not stopped again by itself. A stop that became
/// a freeze was none of these.
fn is_decided(measure: &Measure) -> bool {
    let became_freeze = matches!(measure.state, MeasureState::Converted { .. });
    matches!(measure.kind, MeasureKind::Stop | MeasureKind::Freeze) && measure.state.is_over() && !became_freeze
}

impl Act<'_, '_> {
    /// Accounts of a part on which something holds, or is on its way, or was decided by a person.
    pub(super) fn busy(&mut self, part: &CasePart) -> Result<BTreeSet<String>, Refusal> {
        let mut busy = BTreeSet::new();
        for place in &part.places {
            let measures = self.measures_on(&place.account)?;
            // Another case's freeze holds nothing for this one.
            let holds = |m: &Measure| match m.kind {
                MeasureKind::Delay => false,
                MeasureKind::Freeze => m.is_own_freeze_of(part.case),
                _ => !m.state.is_over(),
            };
            let running = measures.iter().any(holds);
            let decided = measures.iter().any(is_decided);
            if running || decided || self.is_listed(part.case, &place.account)? {
                busy.insert(place.account.clone());
            }
        }
        Ok(busy)
    }

    pub(super) fn plan_limits(&mut self) -> Result<Limits, Refusal> {
        let now = self.now();
        let norms = self.norms()?;
        Ok(Limits {
            stop_min: norms.amount(NormKey::PlanStopMin, now)?,
            stops_max: norms.count(NormKey::PlanStopsMax, now)?,
            hub_min: norms.count(NormKey::PlanHubMin, now)?,
            whole_share_min: norms.count(NormKey::PlanWholeShareMin, now)?,
        })
    }

    /// Asked anew, past what the plan was made from.
    pub(super) fn facts_of(&mut self, one: &Proposed, part: &CasePart) -> Result<Facts, Refusal> {
        let known: KnownAccount = self.need(&one.account)?;
        let agency: Option<Agency> = known.institution.map(|id| self.need(id)).transpose()?;
        let place = part.places.iter().find(|place| place.account == one.account);
        let of_all = place.map(|place| place.tainted);
        let whole = agency.as_ref().is_some_and(holds_whole);
        let arrived_at = place.map(|place| place.arrived_at);
        let (norms, now) = (self.norms()?, self.now());
        let hub_min = norms.count(NormKey::PlanHubMin, now)?;
        let asked = || asked_at(self, &known.key);
        let wait = arrived_at.map_or(Ok(Wait::None), |at| wait_of(&known, at, &norms, now, asked))?;
        Ok(Facts {
            class: known.class,
            is_exit: known.exit.is_some(),
            is_passage: known.passage,
            protection: known.protection.as_ref().map(|p| (p.kind, p.until)),
            counterparties: self.counterparties(&one.account, hub_min)?,
            agency: agency.filter(|agency| agency.active).map(|agency| agency.kind),
            told: arrived_at.is_none_or(|at| is_told(&known, at)),
            waits: matches!(wait, Wait::Runs { .. }),
            tainted: of_all.unwrap_or(Money::zero(one.amount.currency())),
            held_whole: place.and_then(|place| place.balance).filter(|_| whole),
        })
    }

    /// Whether a plan might stop more on the account by itself.
    pub(super) fn passes(&mut self, place: &Place, agency: AgencyId, part: &CasePart) -> Result<bool, Refusal> {
        let one = Proposed {
            account: place.account.clone(),
            agency,
            class: place.class,
            level: place.level,
            amount: place.amount,
            tainted: place.tainted,
            recoverable: place.tainted,
        };
        let (facts, limits, now) = (self.facts_of(&one, part)?, self.plan_limits()?, self.now());
        Ok(check(&one, &facts, &limits, now) == Verdict::Stop)
    }

    /// Counted as far as it matters.
    fn counterparties(&mut self, key: &str, most: u32) -> Result<u32, Refusal> {
        let count = cordon_store::movements::counterparties(self.sql(), key)?;
        let mut count = u32::try_from(count).unwrap_or(u32::MAX);
        for other in self.lists().counterparties(key, usize::try_from(most).unwrap_or(usize::MAX)) {
            if count >= most {
                break;
            }
            count = count.saturating_add(u32::from(!cordon_store::movements::have_dealt(self.sql(), key, other)?));
        }
        Ok(count)
    }

    /// Warns the bank and prepares the formal stop, as for the first account; the transfer that it names
    /// is the one that brought the money there.
    pub(super) fn stop_onward(
        &mut self,
        case: &mut Case,
        part: &CasePart,
        one: &Proposed,
        others: &[(CaseId, Money)],
        author: Author,
    ) -> Result<Vec<OrderId>, Refusal> {
        let mut orders: Vec<OrderId> = self.warn_onward(case, part, one, others, author)?.into_iter().collect();
        let now = self.now();
        let until = self.norms()?.deadline(NormKey::StopLife, now, now)?;
        let mut new = self.onward(OrderKind::Stop, case, part, one, others, author)?;
        (new.from, new.until) = (Some(now), Some(until));
        let mut measure = self.new_measure(MeasureKind::Stop, one.agency, new.target.clone(), REASON);
        measure.life = Some(until.norm);
        measure.joined(case.id, one.amount)?;
        let on_it = self.measures_on(&one.account)?;
        for (other, amount) in others {
            if !on_it.iter().any(|measure| measure.is_own_freeze_of(*other)) {
                measure.joined(*other, *amount)?;
            }
        }
        let mut stop = self.draft_order(new, Some(&mut measure));
        stop.movement = part.brought_by.get(&one.account).copied();
        self.put(&measure)?;
        self.advance_stop(case, &mut stop)?;
        orders.push(stop.id);
        Ok(orders)
    }

    /// The notice, where the case has not sent one about the account already: it restricts nobody, so it
    /// waits for nothing.
    pub(super) fn warn_onward(
        &mut self,
        case: &Case,
        part: &CasePart,
        one: &Proposed,
        others: &[(CaseId, Money)],
        author: Author,
    ) -> Result<Option<OrderId>, Refusal> {
        let sent: Vec<Order> = self.select(
            "where target_key = $1 and kind = 'risk_notice' and case_id = $2 order by id limit 1",
            &[Value::from(one.account.as_str()), Value::from(case.id.to_string())],
        )?;
        if !sent.is_empty() {
            return Ok(None);
        }
        let new = self.onward(OrderKind::RiskNotice, case, part, one, others, author)?;
        let mut notice = self.draft_order(new, None);
        notice.movement = part.brought_by.get(&one.account).copied();
        self.approve_and_send(&mut notice, Approval::NotNeeded)?;
        Ok(Some(notice.id))
    }

    fn onward(
        &mut self,
        kind: OrderKind,
        case: &Case,
        part: &CasePart,
        one: &Proposed,
        others: &[(CaseId, Money)],
        author: Author,
    ) -> Result<NewOrder, Refusal> {
        let known: KnownAccount = self.need(&one.account)?;
        // One stop for all whose money is there: a bank takes no second one beside it.
        let mut limit = one.amount;
        for (_, amount) in others {
            limit = limit.plus(*amount)?;
        }
        Ok(NewOrder {
            kind,
            case: Some(case.id),
            agency: one.agency,
            target: self.target_of(&known)?,
            transfer: part.begun_by,
            limit: Some(limit),
            reason: REASON.to_owned(),
            author,
            from: None,
            until: None,
            original: None,
            level: one.level,
            query: None,
        })
    }

    /// How many accounts plans have stopped for the case already, without a person.
    pub(super) fn stops_by_plan(&mut self, case: CaseId) -> Result<u32, Refusal> {
        let stops: Vec<Order> =
            self.select("where case_id = $1 and kind = 'stop' order by id", &[Value::from(case.to_string())])?;
        let by_plan = |order: &&Order| {
            matches!(order.author, Author::Platform { norm } if norm.key == NormKey::TraceWindow) && order.level > 1
        };
        Ok(u32::try_from(stops.iter().filter(by_plan).count()).unwrap_or(u32::MAX))
    }

    /// Whether an open list of the case has the account on it already.
    fn is_listed(&mut self, case: CaseId, account: &str) -> Result<bool, Refusal> {
        Ok(self.lists_of(case)?.iter().any(|list| list.items.iter().any(|item| item.account == account)))
    }
}

/// Whether a stop there holds the whole account, whatever its limit says.
fn holds_whole(agency: &Agency) -> bool {
    let wire = agency.wires.iter().copied().find(|wire| wire.carries(OrderKind::Stop));
    wire.is_none_or(|wire| !carries_limit(agency, wire, OrderKind::Stop))
}
