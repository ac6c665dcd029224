//! The end of a watch (动态查询解除). An account is watched for the cases whose money is on it or went over
//! it. When no open case's newest trace has it any more, its movements are nobody's business of ours: the
//! watch ends in the transaction in which the last claim does, not only with its term.

use super::OPEN_CASE_MS;
use super::standing::Turn;
use crate::desk::Act;
use crate::limits::WATCH_END_ATTEMPTS_MAX;
use crate::order::draft::NewOrder;
use crate::refusal::Refusal;
use cordon_model::{
    Approval, Author, Case, CaseId, CaseTrace, NormKey, Order, OrderKind, OrderState, Query, ReceiptResult, Stamp,
};
use cordon_store::{Read, Value};
use std::collections::BTreeSet;

const REASON: &str = "账户与未结案件不再有关，解除动态查询";

impl Act<'_, '_> {
    /// Accounts that a case leaves, and others on which it began a watch, as far as nobody follows them.
    pub(super) fn unfollowed(&mut self, turn: &Turn<'_>, left: Vec<String>) -> Result<Vec<Order>, Refusal> {
        let (case, now) = (turn.part.case, self.now());
        let own: Vec<Order> = self.select(
            "where case_id = $1 and kind = 'watch' and state not in ('withdrawn', 'refused', 'failed') order by id",
            &[Value::from(case.to_string())],
        )?;
        let own = own.into_iter().filter(|order| ends_after(order, now)).map(|order| order.target.key().to_owned());
        let keys: BTreeSet<String> = left.into_iter().chain(own).collect();
        let mut watches = Vec::new();
        for key in keys.into_iter().filter(|key| !turn.follows(key)) {
            let on_it = watches_on(self, &key, now)?;
            // A case that acted on an older trace may still have it.
            if !on_it.is_empty() && !self.is_followed(Some(case), &key)? {
                watches.extend(on_it);
            }
        }
        Ok(watches)
    }

    /// The case gives up an account that was paid: if nobody else is there, its watches end now. What the
    /// money of the case's other payments makes of it, the next round knows.
    pub(crate) fn unwatch(&mut self, case: &Case, key: &str) -> Result<(), Refusal> {
        let watches = watches_on(self, key, self.now())?;
        if watches.is_empty() || case.transfers.iter().any(is_live) || self.is_followed(Some(case.id), key)? {
            return Ok(());
        }
        let norm = self.norms()?.at(NormKey::DebitConfirmDue, self.now())?.reference();
        for watch in watches {
            self.end_watch(watch, Author::Platform { norm })?;
        }
        Ok(())
    }

    /// Whether another open case pays into an account, or has it in its newest trace.
    fn is_followed(&mut self, but: Option<CaseId>, key: &str) -> Result<bool, Refusal> {
        let since = self.now().minus_ms(OPEN_CASE_MS);
        let holds = format!("\"{key}\"");
        let paid: Vec<Case> = self.select(
            "where reported_at >= $1 and body like '%' || $2 || '%' order by id",
            &[since.into(), holds.as_str().into()],
        )?;
        let to = |transfer: &&cordon_model::Transfer| transfer.to.as_ref().is_some_and(|to| to.key == key);
        if paid.iter().any(|case| Some(case.id) != but && case.transfers.iter().filter(to).any(is_live)) {
            return Ok(true);
        }
        let newest: Vec<CaseTrace> = self.select(
            "where case_id in (select id from cases where reported_at >= $1)
             and id = (select max(later.id) from traces later where later.case_id = traces.case_id)
             and body like '%' || $2 || '%' order by id",
            &[since.into(), holds.as_str().into()],
        )?;
        for trace in newest.into_iter().filter(|trace| Some(trace.case) != but) {
            let case: Case = self.need(trace.case)?;
            // What a case was denied it follows no longer, whatever its trace said before.
            let open = case.reported_at >= since && case.transfers.iter().any(is_live);
            if open && trace.places.iter().any(|place| place.account == key) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether its agency has confirmed that a watch is over.
    pub(crate) fn has_ended(&mut self, watch: &Order) -> Result<bool, Refusal> {
        let ends: Vec<Order> = self.select(
            "where target_key = $1 and kind = 'end_watch' and state in ('done', 'part') order by id",
            &[Value::from(watch.target.key())],
        )?;
        Ok(ends.iter().any(|end| end.original == Some(watch.id)))
    }

    /// The agency could not end a watch: the order goes again at once, a few times, unless somebody follows
    /// the account by now.
    pub(crate) fn unwatch_again(&mut self, end: &Order, result: ReceiptResult) -> Result<(), Refusal> {
        let Some(watch) = end.original.filter(|_| result == ReceiptResult::Failed) else { return Ok(()) };
        let watch: Order = self.need(watch)?;
        // It must stand as failed before the next is counted.
        self.put(end)?;
        if ends_after(&watch, self.now())
            && !is_unwatched(self, &watch)?
            && !self.is_followed(None, end.target.key())?
        {
            self.end_watch(watch, end.author)?;
        }
        Ok(())
    }

    /// What the agency has not read yet is withdrawn; what it has is ended by its own order.
    pub(super) fn end_watch(&mut self, mut watch: Order, author: Author) -> Result<Order, Refusal> {
        if watch.state.is_unsent() || matches!(watch.state, OrderState::Dispatched { .. }) {
            self.withdraw_order(&mut watch, author, REASON)?;
            return Ok(watch);
        }
        let new = NewOrder {
            kind: OrderKind::EndWatch,
            case: watch.case,
            agency: watch.agency,
            target: watch.target.clone(),
            transfer: watch.transfer,
            limit: None,
            reason: REASON.to_owned(),
            author,
            from: Some(self.now()),
            until: None,
            original: Some(watch.id),
            level: watch.level,
            query: None,
        };
        let mut end = self.draft_order(new, None);
        if !self.sign(&mut end)? {
            end.signatories = watch.signatories;
        }
        self.approve_and_send(&mut end, Approval::NotNeeded)?;
        Ok(end)
    }
}

/// Watches on an account that run or are on their way, and that nobody has ended yet.
pub(super) fn watches_on(read: &mut impl Read, key: &str, now: Stamp) -> Result<Vec<Order>, Refusal> {
    let watches: Vec<Order> = read.select(
        "where target_key = $1 and kind = 'watch' and state not in ('withdrawn', 'refused', 'failed') order by id",
        &[Value::from(key)],
    )?;
    let mut running = Vec::new();
    for watch in watches.into_iter().filter(|watch| ends_after(watch, now)) {
        if !is_unwatched(read, &watch)? {
            running.push(watch);
        }
    }
    Ok(running)
}

/// Whether a watch was ended, or its end is on its way. What the agency failed to end is tried again,
/// a few times; then its term ends it.
fn is_unwatched(read: &mut impl Read, watch: &Order) -> Result<bool, Refusal> {
    let ends: Vec<Order> =
        read.select("where target_key = $1 and kind = 'end_watch' order by id", &[Value::from(watch.target.key())])?;
    let own = || ends.iter().filter(|end| end.original == Some(watch.id));
    let ended = own().any(|end| !matches!(end.state.name(), "failed" | "withdrawn"));
    Ok(ended || own().count() >= WATCH_END_ATTEMPTS_MAX)
}

fn is_live(transfer: &cordon_model::Transfer) -> bool {
    !transfer.is_denied()
}

fn ends_after(watch: &Order, now: Stamp) -> bool {
    matches!(&watch.query, Some(Query::Movements { until, .. }) if *until > now)
}
