//! What the core and the gateway's own store say, as far as one order needs it.

use super::carry_out::{CarryOut, subject};
use super::fit;
use crate::core_banking::{Core, CreditSearch, RestrictionKind, SerialSearch, ValueScope};
use crate::decide::{self, Facts};
use crate::error::Error;
use crate::store::{self, reports, watches};
use cordon_model::exchange::OpenOrder;
use cordon_model::{OrderKind, Query, TargetKind};

/// Payments told for one serial number.
const PAYMENTS_MAX: usize = 20;

impl CarryOut<'_, '_> {
    /// Asks the core what this order needs, and no more.
    pub(super) fn facts(&self, core: &mut dyn Core, order: &OpenOrder) -> Result<Facts, Error> {
        let mut facts = Facts::default();
        if order.target.kind == TargetKind::Number {
            facts.number = core.number(&order.target.value)?;
            return Ok(facts);
        }
        if order.kind == OrderKind::QuerySerial {
            if let Some(Query::Serial { kind, bank_code, serial, on }) = &order.query {
                let search = SerialSearch { kind: *kind, bank_code, serial, on: *on };
                let found = core.payments_by_serial(&search, PAYMENTS_MAX)?;
                facts.payments = found.into_iter().map(fit::payment).collect();
            }
            return Ok(facts);
        }
        if order.kind == OrderKind::EndWatch {
            if let Some(original) = order.original {
                facts.watch = watches::watch_of(self.tx, original)?.map(|(_, watch)| watch);
            }
            return Ok(facts);
        }
        let Some(party) = decide::party_asked(order) else { return Ok(facts) };
        let number = self.known_number(core, &party.number)?;
        facts.account = core.account(&number)?;
        // A shop that only sells need not be an account of the books.
        if facts.account.is_none() && order.kind != OrderKind::VoidValue {
            return Ok(facts);
        }
        match order.kind {
            OrderKind::QueryAccount | OrderKind::Watch => {}
            OrderKind::ConfirmDebit => {
                if let Some(transfer) = &order.transfer {
                    facts.debit =
                        core.find_debit(&number, transfer.amount, transfer.at, self.policy.match_window_ms)?;
                }
            }
            OrderKind::VoidValue | OrderKind::RestoreValue => self.value_facts(core, order, &number, &mut facts)?,
            _ => self.hold_facts(core, order, &number, &mut facts)?,
        }
        Ok(facts)
    }

    fn hold_facts(&self, core: &mut dyn Core, order: &OpenOrder, number: &str, facts: &mut Facts) -> Result<(), Error> {
        facts.restrictions = core.restrictions(number)?;
        facts.own = core.restriction(&order.id.to_string())?.map(|(_, hold)| hold);
        if let Some(original) = order.original {
            facts.original = core.restriction(&original.to_string())?;
        }
        facts.credit = self.credit(core, order, number)?;
        facts.superseded = self.superseded(order, number, facts)?;
        Ok(())
    }

    fn value_facts(
        &self,
        core: &mut dyn Core,
        order: &OpenOrder,
        number: &str,
        facts: &mut Facts,
    ) -> Result<(), Error> {
        facts.voided = core.voided(&order.id.to_string())?;
        facts.value = core.value(&ValueScope { number, buyer: decide::buyer(order) })?;
        if let Some(original) = order.original {
            facts.original_void = core.voided(&original.to_string())?;
        }
        Ok(())
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
            Some(transfer) if order.kind != OrderKind::Freeze && decide::names_this_payee(order) => {
                Ok(core.find_credit(number, transfer.amount, transfer.at, self.policy.match_window_ms)?)
            }
            _ => Ok(CreditSearch::CannotTell),
        }
    }

    /// Our own running holds that have done their work when this order is carried out: the delay after
    /// a notice about the same transfer, the bank's own hold, and for a freeze the stop and every delay. A raise
    /// holds the money of all cases, whichever of them a notice was about.
    fn superseded(&self, order: &OpenOrder, number: &str, facts: &Facts) -> Result<Vec<String>, Error> {
        if order.kind == OrderKind::RaiseHold {
            let running = facts.restrictions.iter().filter(|hold| hold.in_force(self.now));
            let delays = running.filter(|hold| hold.kind == RestrictionKind::Delay);
            return Ok(delays.map(|hold| hold.reference.clone()).collect());
        }
        if !matches!(order.kind, OrderKind::Stop | OrderKind::Freeze) {
            return Ok(Vec::new());
        }
        let mut ours = store::notices(self.tx, &subject(order), order.id)?;
        ours.extend(reports::own_holds(self.tx, number)?);
        let mut superseded = Vec::new();
        for hold in facts.restrictions.iter().filter(|hold| hold.in_force(self.now)) {
            let gives_way = order.kind == OrderKind::Freeze
                && matches!(hold.kind, RestrictionKind::Stop | RestrictionKind::Delay)
                && store::is_order(self.tx, &hold.reference)?;
            if gives_way || ours.contains(&hold.reference) {
                superseded.push(hold.reference.clone());
            }
        }
        Ok(superseded)
    }
}
