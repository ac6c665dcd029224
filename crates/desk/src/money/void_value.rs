//! Value that was bought with a victim's money and is not yet used up (gift cards, top-ups, coins held
//! at an exchange) is put out of use (止兑): drafted by an officer for what the case claims there,
//! approved by another. It is restored like a stop is lifted.

use crate::desk::{Act, Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::order::draft::NewOrder;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::VoidValue;
use cordon_journal::Fact;
use cordon_model::{
    Agency, Author, Case, CaseId, Code, Exit, KnownAccount, MeasureId, MeasureKind, Money, NormKey, OrderEvent,
    OrderId, OrderKind, Target,
};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewVoid {
    /// The account in which the value was bought, by its key.
    pub account: String,
    /// Told to the seller and the buyer. No personal data.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftedVoid {
    pub order: OrderId,
    pub measure: MeasureId,
    pub state: String,
    pub limit: Money,
}

pub fn void_value(desk: &Desk, call: &Call, id: CaseId, new: &NewVoid) -> Result<DraftedVoid, Refusal> {
    desk.act::<VoidValue, _, _>(
        call,
        |look| Ok((Resource::new("Case", id), look.find::<Case>(id)?)),
        |_permit, act, case| {
            check_text("reason", &new.reason, REASON_CHARS_MAX)?;
            let known: Option<KnownAccount> = act.load(new.account.as_str())?;
            let known = known.ok_or_else(|| Refusal::new(Code::NotFound, "no account has this key"))?;
            if !known.exit.is_some_and(Exit::can_be_voided) {
                return Err(Refusal::field("account", "holds nothing that can be put out of use"));
            }
            let claimed = act.claimed_on(&case, &known.key)?;
            let claimed = claimed.ok_or_else(|| Refusal::field("account", "holds nothing that the case claims"))?;
            act.draft_void(&case, &known, claimed, &new.reason)
        },
    )
}

impl Act<'_, '_> {
    fn draft_void(
        &mut self,
        case: &Case,
        known: &KnownAccount,
        claimed: Money,
        reason: &str,
    ) -> Result<DraftedVoid, Refusal> {
        let officer = self.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
        let account = self.known_account(&known.key)?;
        let agency: Agency = self.need(account.institution)?;
        if !agency.active {
            return Err(Refusal::new(Code::AgencyUnknown, agency.code));
        }
        if let Some(other) = self.measures_on(&account.key)?.iter().find(|measure| !measure.state.is_over()) {
            return Err(Refusal::new(Code::AlreadyInForce, other.id.to_string()));
        }
        let now = self.now();
        let until = self.norms()?.deadline(NormKey::VoidLife, now, now)?;
        let target = Target::Account(account);
        let mut measure = self.new_measure(MeasureKind::Void, agency.id, target.clone(), reason);
        measure.life = Some(until.norm);
        measure.joined(case.id, claimed)?;
        let new = NewOrder {
            kind: OrderKind::VoidValue,
            case: Some(case.id),
            agency: agency.id,
            target,
            transfer: None,
            limit: Some(claimed),
            reason: reason.to_owned(),
            author: Author::Officer { officer },
            from: Some(now),
            until: Some(until),
            original: None,
            level: 1,
            query: None,
        };
        let mut order = self.draft_order(new, Some(&mut measure));
        order.step(&OrderEvent::PapersComplete, now)?;
        self.put(&measure)?;
        self.put(&order)?;
        self.state_order(&order);
        self.fact("life_norm", Fact::text(until.norm));
        let state = order.state.name().to_owned();
        Ok(DraftedVoid { order: order.id, measure: measure.id, state, limit: claimed })
    }
}
