//! The evidence of many victims: the cases whose money met on the same accounts, with every movement,
//! order and answer that the finding rests on, and where each stands in the journal.
//!
//! Masked throughout; names and numbers are opened one by one by `reveal`, for the papers that need them.

use crate::desk::{Act, Call, Desk};
use crate::limits::PURPOSE_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::TakeEvidence;
use cordon_journal::Fact;
use cordon_model::{Case, CaseId, CaseTrace, Code, Money, Movement, MovementId, Order, Receipt, Stamp, Way};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Cases in one packet; a gang with more is told in several.
pub const CASES_MAX: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub made_at: Stamp,
    pub purpose: String,
    /// Every entry of the journal below this number can be checked for what is said here.
    pub journal_entries: u64,
    pub victims: Vec<Victim>,
    pub accounts: Vec<SharedAccount>,
    pub movements: Vec<Movement>,
    pub orders: Vec<Order>,
    pub receipts: Vec<Receipt>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Victim {
    pub case: CaseId,
    pub number: String,
    pub scam_type: String,
    pub reported_at: Stamp,
    pub loss: Money,
    pub filing: Option<String>,
    /// The trace that the case acted on last, with its digest.
    pub trace: Option<CaseTrace>,
}

/// An account where the money of these cases was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedAccount {
    pub account: String,
    pub mask: String,
    pub institution_code: String,
    /// Case, and what of it is or was there by the rule that was acted on.
    pub cases: BTreeMap<CaseId, Money>,
}

pub fn take_evidence(desk: &Desk, call: &Call, id: CaseId) -> Result<Evidence, Refusal> {
    let mut taken = None;
    desk.act::<TakeEvidence, _, ()>(
        call,
        |look| {
            check_text("purpose", &call.purpose, PURPOSE_CHARS_MAX).map_err(|_| Refusal::bare(Code::PurposeMissing))?;
            Ok((Resource::new("Case", id), look.find::<Case>(id)?))
        },
        |_permit, act, case| {
            let evidence = act.evidence(&case)?;
            for victim in &evidence.victims {
                act.about(victim.case);
            }
            act.fact("cases", Fact::Int(i64::try_from(evidence.victims.len()).unwrap_or(i64::MAX)));
            act.fact("movements", Fact::Int(i64::try_from(evidence.movements.len()).unwrap_or(i64::MAX)));
            taken = Some(evidence);
            Ok(())
        },
    )?;
    taken.ok_or_else(|| Refusal::bare(Code::Internal))
}

impl Act<'_, '_> {
    fn evidence(&mut self, case: &Case) -> Result<Evidence, Refusal> {
        let mut notes = Vec::new();
        let traces = self.related(case.id, &mut notes)?;
        let mut victims = Vec::new();
        let mut accounts: BTreeMap<String, SharedAccount> = BTreeMap::new();
        let mut ways: BTreeMap<MovementId, Way> = BTreeMap::new();
        for (id, trace) in &traces {
            victims.push(self.victim(*id, trace.clone())?);
            for place in trace.iter().flat_map(|trace| trace.places.iter()) {
                let entry = accounts.entry(place.account.clone()).or_insert_with(|| SharedAccount {
                    account: place.account.clone(),
                    mask: place.mask.clone(),
                    institution_code: place.institution_code.clone(),
                    cases: BTreeMap::new(),
                });
                entry.cases.insert(*id, place.amount);
            }
            let told = trace.iter().flat_map(|trace| &trace.ways);
            ways.extend(told.filter_map(|way| Some((way.movement?, way.clone()))));
        }
        let mut movements = Vec::with_capacity(ways.len());
        for (id, way) in ways {
            movements.push(self.movement_of(id, &way)?);
        }
        let (orders, receipts) = self.orders_told(traces.keys())?;
        let journal_entries = cordon_store::entries::count(self.sql())?;
        Ok(Evidence {
            made_at: self.now(),
            purpose: self.call().purpose.clone(),
            journal_entries,
            victims,
            accounts: accounts.into_values().collect(),
            movements,
            orders,
            receipts,
            notes,
        })
    }

    /// What carried money, whoever told it. An end of a way may be elsewhere than the movement's.
    fn movement_of(&mut self, id: MovementId, way: &Way) -> Result<Movement, Refusal> {
        if let Some(movement) = self.load::<Movement>(id)? {
            return Ok(movement);
        }
        let lists = self.lists();
        let near = lists.find(id, &way.from, way.at).or_else(|| lists.search(id));
        let movement = near.and_then(|row| lists.movement(&row));
        movement.ok_or_else(|| Refusal::new(Code::Internal, format!("movement {id} is nowhere")))
    }

    /// The cases that share an account with this one, or with one that does, and so on; sinks and
    /// accounts at no institution of ours join nobody.
    fn related(
        &mut self,
        first: CaseId,
        notes: &mut Vec<String>,
    ) -> Result<BTreeMap<CaseId, Option<CaseTrace>>, Refusal> {
        let newest: Vec<CaseTrace> =
            self.select("where id in (select max(id) from traces group by case_id) order by id", &[])?;
        let by_case: BTreeMap<CaseId, CaseTrace> = newest.into_iter().map(|trace| (trace.case, trace)).collect();
        let mut at: BTreeMap<&str, Vec<CaseId>> = BTreeMap::new();
        for trace in by_case.values() {
            for place in trace.places.iter().filter(|place| place.exit.is_none() && place.institution.is_some()) {
                at.entry(&place.account).or_default().push(trace.case);
            }
        }
        let mut found: BTreeMap<CaseId, Option<CaseTrace>> = BTreeMap::new();
        let mut next = vec![first];
        while let Some(case) = next.pop() {
            if found.contains_key(&case) {
                continue;
            }
            if found.len() >= CASES_MAX {
                notes.push(format!("CASES_CUT: more than {CASES_MAX} cases meet on these accounts"));
                break;
            }
            let trace = by_case.get(&case).cloned();
            let met =
                trace.iter().flat_map(|trace| trace.places.iter()).filter_map(|place| at.get(place.account.as_str()));
            next.extend(met.flatten().copied());
            found.insert(case, trace);
        }
        Ok(found)
    }

    fn victim(&mut self, id: CaseId, trace: Option<CaseTrace>) -> Result<Victim, Refusal> {
        let case: Case = self.need(id)?;
        let mut loss: Option<Money> = None;
        for transfer in case.transfers.iter().filter(|transfer| !transfer.is_denied()) {
            loss = Some(loss.map_or(Ok(transfer.amount), |sum| sum.plus(transfer.amount))?);
        }
        Ok(Victim {
            case: id,
            number: case.number,
            scam_type: case.scam_type,
            reported_at: case.reported_at,
            loss: loss.unwrap_or(Money::cny(0)),
            filing: case.filing.map(|filing| filing.number),
            trace,
        })
    }

    fn orders_told<'c>(
        &mut self,
        cases: impl Iterator<Item = &'c CaseId>,
    ) -> Result<(Vec<Order>, Vec<Receipt>), Refusal> {
        let (mut orders, mut receipts) = (Vec::new(), Vec::new());
        for case in cases {
            let own: Vec<Order> = self.select("where case_id = $1 order by id", &[Value::from(case.to_string())])?;
            for order in &own {
                let told: Vec<Receipt> =
                    self.select("where order_id = $1 order by id", &[Value::from(order.id.to_string())])?;
                receipts.extend(told);
            }
            orders.extend(own);
        }
        Ok((orders, receipts))
    }
}
