//! Lists of stops: what a plan may not do by itself, a person approves as one, leaving out what should
//! not be stopped and saying why. Nothing on a list is sent before that.

use super::CasePart;
use super::check::Why;
use super::propose::Proposed;
use crate::desk::{Act, Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::DecideList;
use cordon_journal::Fact;
use cordon_model::{
    Author, Case, CaseId, CaseTrace, Code, KnownAccount, ListItem, ListState, OrderId, OrderState, StopList, StopListId,
};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person says of a list.
#[derive(Clone, Debug)]
pub struct ListDecision {
    /// False drops the whole list.
    pub approve: bool,
    /// Accounts that are left out, by their place on the list, with the reason.
    pub excluded: BTreeMap<usize, String>,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDecided {
    pub list: StopListId,
    pub case: CaseId,
    pub orders: Vec<OrderId>,
    pub excluded: u32,
}

/// The one who approves a list approves each stop on it; drafters are the platform's norms.
pub fn decide_list(desk: &Desk, call: &Call, id: StopListId, decision: &ListDecision) -> Result<ListDecided, Refusal> {
    desk.act::<DecideList, _, _>(
        call,
        |look| {
            let list: StopList = look.find(id)?;
            look.about(list.case);
            Ok((Resource::new("Case", list.case), list))
        },
        |_permit, act, list| {
            check_text("reason", &decision.reason, REASON_CHARS_MAX)?;
            if list.state != ListState::Open {
                return Err(Refusal::new(Code::WrongState, list.state.name()));
            }
            for (place, reason) in &decision.excluded {
                check_text("excluded", reason, REASON_CHARS_MAX)?;
                if list.items.get(*place).is_none() {
                    return Err(Refusal::field("excluded", format!("names place {place}, which the list has not")));
                }
            }
            act.fact("reason", Fact::text(decision.reason.trim()));
            act.decide_items(list, decision)
        },
    )
}

impl Act<'_, '_> {
    pub(super) fn lists_of(&mut self, case: CaseId) -> Result<Vec<StopList>, Refusal> {
        Ok(self.select("where case_id = $1 order by id", &[Value::from(case.to_string())])?)
    }

    /// Puts what a person has to decide on the case's open list, or on a new one.
    pub(super) fn put_on_list(&mut self, case: &Case, listed: Vec<(Proposed, Why)>) -> Result<(), Refusal> {
        if listed.is_empty() {
            return Ok(());
        }
        let open = self.lists_of(case.id)?.into_iter().find(|list| list.state == ListState::Open);
        let trace = crate::read::cases::newest_trace(self, case.id)?;
        let Some(trace) = trace else { return Ok(()) };
        let mut list = open.unwrap_or(StopList {
            id: self.fresh.id(StopListId::make),
            case: case.id,
            trace: trace.id,
            drafted_at: self.now(),
            items: Vec::new(),
            state: ListState::Open,
        });
        for (one, why) in listed {
            let known: KnownAccount = self.need(&one.account)?;
            self.fact(&format!("listed.{}", why.name()), Fact::Bool(true));
            list.items.push(ListItem {
                account: one.account,
                agency: one.agency,
                mask: known.number.mask,
                level: one.level,
                amount: one.amount,
                why: why.name().to_owned(),
                excluded: None,
                order: None,
            });
        }
        self.about(list.id);
        self.put(&list)?;
        Ok(())
    }

    fn decide_items(&mut self, mut list: StopList, decision: &ListDecision) -> Result<ListDecided, Refusal> {
        let by = self.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
        let at = self.now();
        let mut decided = ListDecided { list: list.id, case: list.case, orders: Vec::new(), excluded: 0 };
        if !decision.approve {
            list.state = ListState::Dropped { at, by };
            self.put(&list)?;
            return Ok(decided);
        }
        let mut case: Case = self.need(list.case)?;
        let trace: CaseTrace = self.newest(list.case)?;
        let part = CasePart::of_trace(&case, &trace);
        for (place, item) in list.items.iter_mut().enumerate() {
            if let Some(reason) = decision.excluded.get(&place) {
                item.excluded = Some(reason.trim().to_owned());
                decided.excluded = decided.excluded.saturating_add(1);
                continue;
            }
            let Some(order) = self.stop_listed(&mut case, &part, item, by)? else {
                item.excluded = Some("已无涉案资金或已有措施".to_owned());
                continue;
            };
            item.order = Some(order);
            decided.orders.push(order);
        }
        list.state = ListState::Approved { at, by };
        self.put(&list)?;
        self.put(&case)?;
        Ok(decided)
    }

    fn newest(&mut self, case: CaseId) -> Result<CaseTrace, Refusal> {
        crate::read::cases::newest_trace(self, case)?.ok_or_else(|| Refusal::new(Code::NotFound, "no trace"))
    }

    /// One stop of an approved list: for what the newest trace says is there now.
    fn stop_listed(
        &mut self,
        case: &mut Case,
        part: &CasePart,
        item: &ListItem,
        by: cordon_model::OfficerId,
    ) -> Result<Option<OrderId>, Refusal> {
        let running = self.measures_on(&item.account)?.iter().any(|measure| !measure.state.is_over());
        let place = part.places.iter().find(|place| place.account == item.account);
        let Some(place) = place.filter(|place| place.amount.is_positive() && !running) else {
            return Ok(None);
        };
        let known: KnownAccount = self.need(&item.account)?;
        let one = Proposed {
            account: item.account.clone(),
            agency: item.agency,
            class: known.class,
            level: place.level,
            amount: place.amount,
            tainted: place.tainted,
            recoverable: place.amount,
        };
        let norm = self.norms()?.at(cordon_model::NormKey::PlanStopsMax, self.now())?.reference();
        let orders = self.stop_onward(case, part, &one, &[], Author::Platform { norm })?;
        let Some(id) = orders.last().copied() else { return Ok(None) };
        let mut stop: cordon_model::Order = self.need(id)?;
        if matches!(stop.state, OrderState::AwaitingApproval { .. }) {
            let signers = crate::order::hands_of_order(&stop);
            if signers.contains(&by.to_string()) {
                return Err(Refusal::new(Code::FourEyes, "the approver signs this shift's orders"));
            }
            self.approve_and_send(&mut stop, cordon_model::Approval::Person { officer: by })?;
        }
        // Without its papers it waits for them, like any other; then standing authority or a person.
        Ok(Some(id))
    }
}
