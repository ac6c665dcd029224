//! What the payer's bank says of the debit. A report is a weapon until the bank has confirmed it:
//! what it denies is lifted at once, what it does not confirm in time is lifted by the clock.

use crate::desk::Act;
use crate::money::file_report::agency_by_code;
use crate::money::plan::Planned;
use crate::refusal::Refusal;
use cordon_journal::Fact;
use cordon_model::exchange::{Answer, Party};
use cordon_model::{Case, CaseNote, Money, Note, Order, Posting, Receipt, Standing, Transfer, TransferId};
use cordon_store::Read;

impl Act<'_, '_> {
    pub(crate) fn debit_answered(
        &mut self,
        order: &mut Order,
        receipt: &Receipt,
        answer: &Answer,
    ) -> Result<(), Refusal> {
        let (Some(case), Some(transfer)) = (order.case, order.transfer) else {
            return Ok(());
        };
        let mut case: Case = self.need(case)?;
        let found = receipt.result.took_effect() && answer.debit.as_ref().is_some_and(|debit| debit.found);
        // A bank that could not look (failed) has denied nothing: the question stays open until the clock.
        let denied = answer.debit.as_ref().is_some_and(|debit| !debit.found);
        self.fact("debit_found", Fact::Bool(found));
        if found {
            let payee = answer.debit.as_ref().and_then(|debit| debit.payee.as_ref());
            let at = answer.debit.as_ref().and_then(|debit| debit.at);
            self.confirm(&mut case, transfer, receipt, at, payee, order)?;
        } else if denied {
            self.deny(&mut case, transfer, receipt)?;
        }
        self.put(&case)?;
        Ok(())
    }

    fn confirm(
        &mut self,
        case: &mut Case,
        id: TransferId,
        receipt: &Receipt,
        at: Option<cordon_model::Stamp>,
        payee: Option<&Party>,
        order: &mut Order,
    ) -> Result<(), Refusal> {
        let known = case.transfer(id).and_then(|transfer| transfer.to.clone());
        let to = match (known, payee) {
            (Some(known), Some(told)) => {
                // The bank saw another payee than the victim named: people decide, nothing is swapped silently.
                let agency = agency_by_code(self, &told.institution_code).ok();
                let same = agency.is_some_and(|agency| {
                    crate::sealing::account_key(self.vault(), agency.id, &told.number) == known.key
                });
                if !same {
                    order.note(Note::StrangeAnswer);
                    case.note(CaseNote::StrangeAnswer);
                }
                Some(known)
            }
            (None, Some(told)) => self.payee_found(told, order)?,
            (known, None) => known,
        };
        let Some(transfer) = case.transfer_mut(id) else {
            return Ok(());
        };
        let newly_known = transfer.to.is_none() && to.is_some();
        transfer.standing = Standing::Confirmed { receipt: receipt.id };
        transfer.to = to;
        if let Some(at) = at {
            transfer.debit = Posting { at, seq: None };
        }
        if newly_known {
            let transfer = transfer.clone();
            let mut planned = Planned::default();
            self.pursue(case, &transfer, order.author, &mut planned)?;
        }
        Ok(())
    }

    /// The payee's account, where its institution is one we can reach.
    fn payee_found(&mut self, told: &Party, order: &mut Order) -> Result<Option<cordon_model::Account>, Refusal> {
        let Ok(agency) = agency_by_code(self, &told.institution_code) else {
            order.note(Note::StrangeAnswer);
            return Ok(None);
        };
        if !agency.kind.keeps_accounts() || crate::sealing::check_account_number("payee", &told.number).is_err() {
            order.note(Note::StrangeAnswer);
            return Ok(None);
        }
        let holder = told.holder.as_deref();
        let class = told.class.with_holder(holder);
        Ok(Some(self.account("payee", agency.id, &told.number, class, holder)?))
    }

    fn deny(&mut self, case: &mut Case, id: TransferId, receipt: &Receipt) -> Result<(), Refusal> {
        case.note(CaseNote::DebitDenied);
        let Some(transfer) = case.transfer_mut(id) else {
            return Ok(());
        };
        transfer.standing = Standing::Denied { receipt: receipt.id };
        self.give_up_all(case, &[id])
    }

    /// Takes back what was asked for because of some transfers of a case. Where the case has others to
    /// the same account, its claim there shrinks; else it ends.
    pub(crate) fn give_up_all(&mut self, case: &Case, gone: &[TransferId]) -> Result<(), Refusal> {
        let mut accounts: Vec<String> = case
            .transfers
            .iter()
            .filter(|t| gone.contains(&t.id))
            .filter_map(|t| t.to.as_ref().map(|to| to.key.clone()))
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        for key in accounts {
            let of_account = |t: &&Transfer| t.to.as_ref().is_some_and(|to| to.key == key);
            let mut left = None;
            for transfer in case.transfers.iter().filter(of_account) {
                if !transfer.is_denied() && !gone.contains(&transfer.id) {
                    left = Some(left.map_or(Ok(transfer.amount), |sum: Money| sum.plus(transfer.amount))?);
                }
            }
            match left {
                Some(left) => self.shrink_claims(case, &key, left)?,
                None => {
                    self.give_up_claims(case, &key)?;
                    self.unwatch(case, &key)?;
                }
            }
        }
        Ok(())
    }
}
