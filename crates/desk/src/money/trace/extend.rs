//! A case acts on its part of the joint trace: the part is pinned, claims follow the money, the next
//! banks are asked, the next accounts stopped as far as the check lets them, breaches named.

use super::check::{Verdict, Why, check, check_all};
use super::open::{is_unconfirmed, may_join};
use super::part::QUESTIONS_MAX;
use super::propose::{Proposed, propose};
use super::standing::Turn;
use super::unwatch::watches_on;
use super::{Asking, CasePart, Joint};
use crate::desk::{Act, Call, Desk};
use crate::order::draft::NewOrder;
use crate::order::raise::Raise;
use crate::permit::Resource;
use crate::read::cases::newest_trace;
use crate::refusal::Refusal;
use crate::verbs::ExtendTrace;
use cordon_journal::Fact;
use cordon_model::{
    Account, Agency, AgencyId, Approval, Author, Case, CaseNote, CaseTrace, Code, KnownAccount, Measure, MeasureState,
    Movement, NormKey, Note, Order, OrderId, OrderKind, Query, SerialKind, Stamp, Target, TraceId,
};
use cordon_store::{Read, Value, movements};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How long before the money came an account's movements are asked for: what lay on it then decides
/// whose money moved on.
pub(super) const BEFORE_MS: i64 = cordon_model::time::DAY_MS;
/// Within this time of now, the bank's quick form of a statement covers the question (mode 04).
const QUICK_MS: i64 = cordon_model::time::DAY_MS;

/// Orders drafted and claims moved in one act: each stands in its entry. What is left goes with the next.
pub const ORDERS_PER_ACT_MAX: usize = 24;
pub const CLAIMS_PER_ACT_MAX: usize = 100;
/// Movements learned meanwhile that are looked at one by one; more are taken to concern everybody.
const LEARNED_LOOKED_AT_MAX: i64 = 1_000;

/// What an act did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Did {
    /// There was anything to do.
    pub acted: bool,
    /// There is more of it.
    pub more: bool,
}

/// Whether a case waits for a trace of what was learned while it was about to act. Its pinned trace says
/// as of when it is, and the next round goes by more; but money that moves all the time must not keep
/// it from acting at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    StepsBack,
    Out,
}

/// Does what follows from a case's part, or the next piece of it.
pub(super) fn extend_trace(desk: &Desk, call: &Call, turn: &Turn<'_>, patience: Patience) -> Result<Did, Refusal> {
    let (joint, part) = (turn.joint, turn.part);
    if super::is_quiet(desk, call.now, part)? {
        return Ok(Did::default());
    }
    desk.act::<ExtendTrace, _, _>(
        call,
        |look| {
            let case: Case = look.find(part.case)?;
            if patience == Patience::StepsBack && is_outdated(look, joint)? {
                return Err(Refusal::new(Code::WrongState, "more was learned meanwhile"));
            }
            Ok((Resource::new("Case", part.case), case))
        },
        |_permit, act, mut case| {
            let norm = act.norms()?.at(NormKey::TraceWindow, act.now())?.reference();
            let mut step =
                Step { turn, joint, part, author: Author::Platform { norm }, orders: Vec::new(), more: false };
            let left = act.pin(joint, part)?;
            step.more = act.follow_claims(part)?;
            step.raise_holds(act, &mut case)?;
            step.breaches(act, &mut case)?;
            // Stopping comes first: money moves while questions are asked.
            step.stop_further(act, &mut case)?;
            step.ask_further(act, &case)?;
            step.end_watches(act, left)?;
            act.put(&case)?;
            act.fact("orders", Fact::Int(i64::try_from(step.orders.len()).unwrap_or(i64::MAX)));
            Ok(Did { acted: true, more: step.more })
        },
    )
}

/// Whether anything was learned since of the accounts that the table rests on.
fn is_outdated(read: &mut impl Read, joint: &Joint) -> Result<bool, Refusal> {
    let learned = movements::ends_after(read.sql(), joint.watermark, LEARNED_LOOKED_AT_MAX)?;
    let many = i64::try_from(learned.len()).unwrap_or(i64::MAX) >= LEARNED_LOOKED_AT_MAX;
    Ok(many || learned.iter().any(|(from, to)| joint.rests_on.contains(from) || joint.rests_on.contains(to)))
}

impl Act<'_, '_> {
    /// Keeps the part where it says more than the case itself, and was not kept already. The accounts that
    /// it no longer has.
    fn pin(&mut self, joint: &Joint, part: &CasePart) -> Result<Vec<String>, Refusal> {
        let before = newest_trace(self, part.case)?;
        let id = self.fresh.id(TraceId::make);
        let trace = part.pinned(id, self.now(), self.known(joint.watermark))?;
        if before.as_ref().is_some_and(|before| before.digest == trace.digest) {
            return Ok(Vec::new());
        }
        if !trace.adds_up()? {
            return Err(Refusal::new(Code::Internal, format!("a trace of {} does not add up", part.case)));
        }
        self.about(id);
        self.fact("trace", Fact::Bytes(trace.digest.0.to_vec()));
        self.fact("as_of", Fact::Int(trace.as_of));
        self.fact_money("claimed", trace.claimed);
        self.fact("places", Fact::Int(i64::try_from(trace.places.len()).unwrap_or(i64::MAX)));
        self.put(&trace)?;
        before.map_or(Ok(Vec::new()), |before| self.leave_places(before, part))
    }

    /// How much is known where the store's watermark is this: rows of lists come before what it learned.
    fn known(&self, watermark: i64) -> i64 {
        watermark.saturating_add(i64::try_from(self.lists().rows()).unwrap_or(i64::MAX))
    }

    /// Accounts that the case's money never was on after all: its claims there end.
    fn leave_places(&mut self, before: CaseTrace, part: &CasePart) -> Result<Vec<String>, Refusal> {
        let now: BTreeSet<&str> = part.places.iter().map(|place| place.account.as_str()).collect();
        let case: Case = self.need(part.case)?;
        let gone = before.places.into_iter().map(|place| place.account);
        let gone: Vec<String> = gone.filter(|account| !now.contains(account.as_str())).collect();
        for account in &gone {
            self.give_up_claims(&case, account)?;
        }
        Ok(gone)
    }

    /// Claims on measures are what the trace says of the case's money there. Whether some are left.
    fn follow_claims(&mut self, part: &CasePart) -> Result<bool, Refusal> {
        let mut moved = 0_usize;
        for place in &part.places {
            if moved >= CLAIMS_PER_ACT_MAX {
                return Ok(true);
            }
            let on_it = self.measures_on(&place.account)?;
            let has_freeze = on_it.iter().any(|measure| measure.is_own_freeze_of(part.case));
            for mut measure in on_it {
                if measure.state.is_over() || is_unconfirmed(&measure) {
                    continue;
                }
                let joins = place.amount.is_positive() && may_join(&measure, has_freeze);
                let claim = measure.claims.iter_mut().find(|claim| claim.case == part.case);
                match claim {
                    Some(claim) if claim.claimed == place.amount => continue,
                    Some(claim) => claim.claimed = place.amount,
                    None if joins => measure.joined(part.case, place.amount)?,
                    None => continue,
                }
                moved = moved.saturating_add(1);
                self.about(measure.id);
                self.put(&measure)?;
                self.limit_unsent(&measure)?;
            }
        }
        Ok(false)
    }

    /// A stop that has not left yet asks for what all who claim it say is there.
    fn limit_unsent(&mut self, measure: &Measure) -> Result<(), Refusal> {
        if !matches!(measure.state, MeasureState::Pending { .. }) {
            return Ok(());
        }
        let Some(sum) = measure.claimed()?.filter(|sum| sum.is_positive()) else {
            return Ok(());
        };
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        for mut order in orders {
            if order.kind == OrderKind::Stop && order.state.is_unsent() && order.limit != Some(sum) {
                order.limit = Some(sum);
                self.about(order.id);
                self.put(&order)?;
            }
        }
        Ok(())
    }

    /// An account as an order's target.
    pub(crate) fn target_of(&mut self, known: &KnownAccount) -> Result<Target, Refusal> {
        let institution =
            known.institution.ok_or_else(|| Refusal::new(Code::AgencyUnknown, known.institution_code.clone()))?;
        Ok(Target::Account(Account {
            institution,
            key: known.key.clone(),
            number: known.number.clone(),
            class: known.class,
            holder: known.holder.clone(),
        }))
    }

    /// Orders of one kind about an account that are still under way.
    fn under_way(&mut self, key: &str, kind: OrderKind) -> Result<bool, Refusal> {
        let orders: Vec<Order> = self.select(
            "where target_key = $1 and kind = $2 order by id desc limit 20",
            &[Value::from(key), Value::from(kind.name())],
        )?;
        Ok(orders.iter().any(|order| !order.state.is_over()))
    }

    /// Whether the very same was asked often enough: a bank whose answers bring it no further is left be.
    fn asked_enough(&mut self, key: &str, since: Stamp) -> Result<bool, Refusal> {
        let orders: Vec<Order> = self.select(
            "where target_key = $1 and kind = 'query_account' order by id desc limit 20",
            &[Value::from(key)],
        )?;
        let same = |order: &&Order| matches!(&order.query, Some(Query::Statement { from, .. }) if *from == since);
        Ok(orders.iter().filter(same).count() >= usize::try_from(QUESTIONS_MAX).unwrap_or(usize::MAX))
    }
}

/// From when on an account's movements are to be asked for: what is known without a gap is not asked for
/// again, so that a bank which tells a long list in parts is led through it.
fn ask_from(known: &KnownAccount, wanted: Stamp) -> Stamp {
    match (known.known_from, known.known_until) {
        (Some(from), Some(until)) if from <= wanted => wanted.max(until),
        _ => wanted,
    }
}

/// One case's step.
struct Step<'p> {
    turn: &'p Turn<'p>,
    joint: &'p Joint,
    part: &'p CasePart,
    author: Author,
    orders: Vec<OrderId>,
    /// More is to be asked or stopped than one act may.
    more: bool,
}

impl Step<'_> {
    fn is_full(&mut self) -> bool {
        let full = self.orders.len() >= ORDERS_PER_ACT_MAX;
        self.more |= full;
        full
    }

    /// Stops on which more is claimed by now than they hold.
    fn raise_holds(&mut self, act: &mut Act<'_, '_>, case: &mut Case) -> Result<(), Refusal> {
        if case.reporter.is_none() {
            return Ok(());
        }
        for place in self.part.places.iter().filter(|place| place.amount.is_positive()) {
            let running = act.running_on(&place.account)?;
            if running.is_empty() {
                continue;
            }
            // Others' claims follow in acts of their own: one raise for all whose money is there.
            let mut of_all = place.amount;
            for (_, amount) in self.joint.others_on(&place.account, case.id) {
                of_all = of_all.plus(amount)?;
            }
            for mut measure in running {
                if act.wanted(&measure, of_all)?.is_none() {
                    continue;
                }
                if self.is_full() {
                    return Ok(());
                }
                let passed = act.passes(place, measure.agency, self.part)?;
                let raise = Raise { of_all, passed, level: place.level, author: self.author };
                self.orders.extend(act.raise_hold(case, &mut measure, raise)?);
            }
        }
        Ok(())
    }

    fn breaches(&self, act: &mut Act<'_, '_>, case: &mut Case) -> Result<(), Refusal> {
        for key in &self.part.breaches {
            case.note(CaseNote::Breach);
            for measure in act.running_on(key)? {
                for id in &measure.orders {
                    let mut order: Order = act.need(id)?;
                    if order.kind.restricts() && !order.notes.contains(&Note::Breach) {
                        order.note(Note::Breach);
                        act.about(order.id);
                        act.put(&order)?;
                    }
                }
                act.fact(&format!("{}.breach", measure.id), Fact::Bool(true));
            }
        }
        Ok(())
    }

    /// Asks every bank at which the way goes on in the dark, all at once.
    fn ask_further(&mut self, act: &mut Act<'_, '_>, case: &Case) -> Result<(), Refusal> {
        for ask in &self.part.asks {
            if self.is_full() {
                return Ok(());
            }
            let Some(known) = act.load::<KnownAccount>(&ask.account)? else { continue };
            let Some(agency) = known.institution else { continue };
            let agency: Agency = act.need(agency)?;
            if !agency.active || !agency.kind.keeps_accounts() {
                continue;
            }
            if known.passage {
                self.ask_serial(act, case, ask, &known, agency.id)?;
            } else {
                self.ask_account(act, case, ask, &known, agency.id)?;
            }
        }
        Ok(())
    }

    /// Watches on accounts that no open case has any more.
    fn end_watches(&mut self, act: &mut Act<'_, '_>, left: Vec<String>) -> Result<(), Refusal> {
        for watch in act.unfollowed(self.turn, left)? {
            if self.is_full() {
                return Ok(());
            }
            self.orders.push(act.end_watch(watch, self.author)?.id);
        }
        Ok(())
    }

    fn question(
        &self,
        case: &Case,
        kind: OrderKind,
        agency: AgencyId,
        target: Target,
        ask: &Asking,
        query: Query,
    ) -> NewOrder {
        NewOrder {
            kind,
            case: Some(case.id),
            agency,
            target,
            transfer: self.part.begun_by,
            limit: None,
            reason: "追查涉案资金流向".to_owned(),
            author: self.author,
            from: None,
            until: None,
            original: None,
            level: ask.level,
            query: Some(query),
        }
    }

    fn send(&mut self, act: &mut Act<'_, '_>, new: NewOrder) -> Result<(), Refusal> {
        let mut order = act.draft_order(new, None);
        act.sign(&mut order)?;
        act.approve_and_send(&mut order, Approval::NotNeeded)?;
        self.orders.push(order.id);
        Ok(())
    }

    /// What an account is and what moved on it, and from then on whatever moves.
    fn ask_account(
        &mut self,
        act: &mut Act<'_, '_>,
        case: &Case,
        ask: &Asking,
        known: &KnownAccount,
        agency: AgencyId,
    ) -> Result<(), Refusal> {
        let now = act.now();
        let target = act.target_of(known)?;
        let from = ask_from(known, ask.since.minus_ms(BEFORE_MS));
        if !act.under_way(&known.key, OrderKind::QueryAccount)? && !act.asked_enough(&known.key, from)? {
            let quick = now.since_ms(ask.since) <= QUICK_MS;
            // Wires tell whole seconds: a period that begins in this one has to end in the next.
            let until = now.max(from.plus_ms(cordon_model::time::SECOND_MS));
            let query = Query::Statement { quick, from, until };
            self.send(act, self.question(case, OrderKind::QueryAccount, agency, target.clone(), ask, query))?;
        }
        if watches_on(act, &known.key, now)?.is_empty() {
            let until = act.norms()?.deadline(NormKey::WatchLife, now, now)?.at;
            let query = Query::Movements { from: ask.since, until };
            self.send(act, self.question(case, OrderKind::Watch, agency, target, ask, query))?;
        }
        Ok(())
    }

    /// To whom a payment firm's order went on.
    fn ask_serial(
        &mut self,
        act: &mut Act<'_, '_>,
        case: &Case,
        ask: &Asking,
        known: &KnownAccount,
        firm: AgencyId,
    ) -> Result<(), Refusal> {
        // One question for each order: nothing new comes of asking again.
        let asked: Vec<Order> = act.select(
            "where target_key = $1 and kind = 'query_serial' order by id desc limit 1",
            &[Value::from(known.key.as_str())],
        )?;
        if asked.iter().any(|order| order.state.name() != "failed") {
            return Ok(());
        }
        let brought: Vec<Movement> =
            act.select("where to_key = $1 order by place limit 1", &[Value::from(known.key.as_str())])?;
        let Some(movement) = brought.into_iter().next() else { return Ok(()) };
        let payer: Option<KnownAccount> = act.load(&movement.from)?;
        let bank_code = payer.map(|payer| payer.institution_code).unwrap_or_default();
        let on = movement.at().map_or(ask.since, |posting| posting.at);
        let (kind, serial) = match (&movement.debit_serial, &movement.order_number) {
            (Some(serial), _) => (SerialKind::Bank, serial.clone()),
            (None, Some(order)) => (SerialKind::Order, order.clone()),
            (None, None) => return Ok(()),
        };
        let target = act.target_of(known)?;
        let query = Query::Serial { kind, bank_code, serial, on };
        self.send(act, self.question(case, OrderKind::QuerySerial, firm, target, ask, query))
    }

    /// Proposes, has it checked, and carries out what passed; the rest goes on a list for a person.
    fn stop_further(&mut self, act: &mut Act<'_, '_>, case: &mut Case) -> Result<(), Refusal> {
        if case.reporter.is_none() {
            return Ok(());
        }
        let proposed = propose(self.part, &act.busy(self.part)?)?;
        let limits = act.plan_limits()?;
        let now = act.now();
        let mut verdicts = Vec::with_capacity(proposed.len());
        for one in &proposed {
            let facts = act.facts_of(one, self.part)?;
            verdicts.push(check(one, &facts, &limits, now));
        }
        check_all(&mut verdicts, limits.stops_max.saturating_sub(act.stops_by_plan(case.id)?));
        let mut listed: Vec<(Proposed, Why)> = Vec::new();
        for (one, verdict) in proposed.into_iter().zip(verdicts) {
            match verdict {
                Verdict::Stop | Verdict::Warn if self.is_full() => {}
                Verdict::Stop => self.stop_one(act, case, &one)?,
                Verdict::Warn => self.warn_of(act, case, &one)?,
                Verdict::Person(why) => listed.push((one, why)),
                Verdict::Wait => {}
                Verdict::Never(why) => act.fact(&format!("spared.{}", why.name()), Fact::Bool(true)),
            }
        }
        act.put_on_list(case, listed)
    }

    fn warn_of(&mut self, act: &mut Act<'_, '_>, case: &Case, one: &Proposed) -> Result<(), Refusal> {
        let others = self.joint.others_on(&one.account, case.id);
        self.orders.extend(act.warn_onward(case, self.part, one, &others, self.author)?);
        Ok(())
    }

    /// The bank is warned at once, the formal stop goes by its own way.
    fn stop_one(&mut self, act: &mut Act<'_, '_>, case: &mut Case, one: &Proposed) -> Result<(), Refusal> {
        let others = self.joint.others_on(&one.account, case.id);
        let orders = act.stop_onward(case, self.part, one, &others, self.author)?;
        self.orders.extend(orders);
        Ok(())
    }
}
