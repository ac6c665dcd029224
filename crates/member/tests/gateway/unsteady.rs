//! A core that is away until told otherwise; what it does, it does on the built-in ledger.

use cordon_member::core_banking::*;
use cordon_member::ledger::LedgerCore;
use cordon_model::exchange::FoundPayment;
use cordon_model::{Money, Stamp};
use std::sync::atomic::Ordering;

pub struct Unsteady {
    pub away: std::sync::Arc<std::sync::atomic::AtomicBool>,
}

struct UnsteadyCore<'c> {
    inner: LedgerCore<'c>,
    away: bool,
}

impl Books for Unsteady {
    fn core<'c>(&'c self, store: &'c rusqlite::Connection) -> Box<dyn Core + 'c> {
        Box::new(UnsteadyCore { inner: LedgerCore::new(store), away: self.away.load(Ordering::SeqCst) })
    }
}

impl Core for UnsteadyCore<'_> {
    fn account(&mut self, number: &str) -> CoreResult<Option<AccountFacts>> {
        if self.away { Err(CoreError("away".into())) } else { self.inner.account(number) }
    }
    fn restrictions(&mut self, number: &str) -> CoreResult<Vec<Restriction>> {
        self.inner.restrictions(number)
    }
    fn restriction(&mut self, reference: &str) -> CoreResult<Option<(String, Restriction)>> {
        self.inner.restriction(reference)
    }
    fn hold(&mut self, request: &HoldRequest<'_>) -> CoreResult<Restriction> {
        self.inner.hold(request)
    }
    fn held(&mut self, reference: &str, now: Stamp) -> CoreResult<Money> {
        self.inner.held(reference, now)
    }
    fn change_limit(&mut self, change: &LimitChange<'_>) -> CoreResult<Restriction> {
        self.inner.change_limit(change)
    }
    fn available(&mut self, number: &str, now: Stamp) -> CoreResult<Option<Money>> {
        self.inner.available(number, now)
    }
    fn statement(&mut self, number: &str, from: Stamp, until: Stamp, rows_max: usize) -> CoreResult<StatementFacts> {
        self.inner.statement(number, from, until, rows_max)
    }
    fn movements_after(&mut self, number: &str, cursor: &Cursor, rows_max: usize) -> CoreResult<Movements> {
        if self.away { Err(CoreError("away".into())) } else { self.inner.movements_after(number, cursor, rows_max) }
    }
    fn payments_by_serial(&mut self, search: &SerialSearch<'_>, rows_max: usize) -> CoreResult<Vec<FoundPayment>> {
        self.inner.payments_by_serial(search, rows_max)
    }
    fn value(&mut self, scope: &ValueScope<'_>) -> CoreResult<Option<ValueFacts>> {
        self.inner.value(scope)
    }
    fn void_value(&mut self, request: &VoidRequest<'_>) -> CoreResult<Voided> {
        self.inner.void_value(request)
    }
    fn voided(&mut self, reference: &str) -> CoreResult<Option<Voided>> {
        self.inner.voided(reference)
    }
    fn restore_value(&mut self, reference: &str, at: Stamp) -> CoreResult<()> {
        self.inner.restore_value(reference, at)
    }
    fn extend(&mut self, reference: &str, until: Stamp, by: &str) -> CoreResult<Restriction> {
        self.inner.extend(reference, until, by)
    }
    fn release(&mut self, reference: &str, at: Stamp) -> CoreResult<()> {
        self.inner.release(reference, at)
    }
    fn find_credit(&mut self, number: &str, amount: Money, at: Stamp, window: i64) -> CoreResult<CreditSearch> {
        self.inner.find_credit(number, amount, at, window)
    }
    fn find_debit(&mut self, number: &str, amount: Money, at: Stamp, window: i64) -> CoreResult<Option<Debit>> {
        self.inner.find_debit(number, amount, at, window)
    }
    fn number(&mut self, number: &str) -> CoreResult<Option<NumberStatus>> {
        self.inner.number(number)
    }
    fn shut(&mut self, number: &str, reference: &str, at: Stamp) -> CoreResult<()> {
        self.inner.shut(number, reference, at)
    }
    fn restore(&mut self, number: &str, reference: &str, at: Stamp) -> CoreResult<()> {
        self.inner.restore(number, reference, at)
    }
}
