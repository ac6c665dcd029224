//! Money on its way through a payment firm. A bank's row says that it went to the firm, and by which
//! number; whose it is there, only the firm knows. Until it says so the number is an account of its own.
//!
//! A row of 消费 to a firm is such a row too: the bank saw a till, and behind it may stand a wallet. What
//! the bank called it stays on the movement, and stands where the firm has nothing to add.

use super::KeptParty;
use super::accounts::{RowAccount, key_of, known_account};
use super::join::Telling;
use super::kept::{KeptPayment, KeptRow};
use crate::desk::Act;
use crate::refusal::Refusal;
use cordon_model::exchange::Side;
use cordon_model::{Agency, AgencyId, AgencyKind, Exit, Movement, Order, Receipt, ReceiptResult};
use cordon_store::{Read, Value};

impl Act<'_, '_> {
    /// The order, or the bank's serial, under which a row's money went into a payment firm.
    pub(super) fn passage(&mut self, telling: Telling<'_>, row: &KeptRow) -> Result<Option<String>, Refusal> {
        let (Side::Debit, Some(party)) = (row.side, &row.opponent) else {
            return Ok(None);
        };
        let till = row.exit.is_some();
        // Cash left at a counter; and a transfer without an order number names the wallet itself.
        if row.exit == Some(Exit::Cash) || !(till || row.order_number.is_some()) {
            return Ok(None);
        }
        let Some(firm) = self.firm_of(party, till)?.filter(|firm| firm.id != telling.agency) else {
            return Ok(None);
        };
        let (of, number) = match row.order_number.as_deref() {
            Some(order) => (RowAccount::Passage, order),
            None => (RowAccount::PassageOf(telling.agency), row.serial.as_str()),
        };
        if number.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.row_account(of, firm.id, number)?))
    }

    /// The payment firm at the other end of a row: by its code, or as the holder of the account that
    /// collects for it, which a bank may keep.
    fn firm_of(&mut self, party: &KeptParty, till: bool) -> Result<Option<Agency>, Refusal> {
        let named = self.agency_with(&party.institution)?;
        if named.as_ref().is_some_and(|agency| agency.kind == AgencyKind::PaymentFirm) {
            return Ok(named);
        }
        if !till && !party.institution.is_empty() {
            return Ok(None);
        }
        let agencies: Vec<Agency> = self.select("order by id", &[])?;
        for firm in agencies.into_iter().filter(|agency| agency.kind == AgencyKind::PaymentFirm) {
            let by_name = party.holder.as_deref().is_some_and(|holder| holder.trim() == firm.name);
            if by_name || (party.institution.is_empty() && self.keeps(firm.id, party)?) {
                return Ok(Some(firm));
            }
        }
        Ok(None)
    }

    /// Whether the number is an account at the firm that is known.
    fn keeps(&mut self, firm: AgencyId, party: &KeptParty) -> Result<bool, Refusal> {
        let key = key_of(self.vault(), Some(firm), &party.institution, &party.number);
        Ok(known_account(self, &key)?.is_some_and(|known| known.institution == Some(firm)))
    }

    pub(super) fn is_passage(&mut self, key: &str) -> Result<bool, Refusal> {
        Ok(known_account(self, key)?.is_some_and(|known| known.passage))
    }

    /// Where a found payment went. What left the institutions stands with the firm that sold it, so that
    /// it can still be voided there; without a word of the firm's, what the bank called it stands.
    pub(super) fn end_of_payment(
        &mut self,
        firm: AgencyId,
        found: &KeptPayment,
        called: Option<Exit>,
    ) -> Result<Option<(String, Option<Exit>)>, Refusal> {
        let exit = match (found.exit, &found.payee) {
            (None, Some(payee)) => return Ok(Some((self.party_account(payee)?, None))),
            (exit, _) => exit.or(called),
        };
        let Some(exit) = exit else { return Ok(None) };
        let key = self.row_account(RowAccount::Sink(exit), firm, &found.order_number)?;
        Ok(Some((key, Some(exit))))
    }

    /// A firm that was asked by serial number and knows of nothing: what the bank called it stands.
    pub(crate) fn passage_unknown(&mut self, order: &Order, receipt: &Receipt) -> Result<(), Refusal> {
        if receipt.result == ReceiptResult::Failed {
            return Ok(());
        }
        let brought: Vec<Movement> =
            self.select("where to_key = $1 order by place limit 100", &[Value::from(order.target.key())])?;
        for mut movement in brought {
            let (Some(exit), Some(payer)) = (movement.exit, self.payers_bank(&movement)?) else { continue };
            let serial = movement.debit_serial.clone().unwrap_or_else(|| movement.id.to_string());
            movement.to = self.row_account(RowAccount::Sink(exit), payer, &serial)?;
            movement.place = super::watermark(self)?.saturating_add(1);
            self.put(&movement)?;
        }
        Ok(())
    }

    fn payers_bank(&mut self, movement: &Movement) -> Result<Option<AgencyId>, Refusal> {
        Ok(known_account(self, &movement.from)?.and_then(|known| known.institution))
    }
}
