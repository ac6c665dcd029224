//! An account is to be frozen for a filed case: drafted by an officer with its limit and its owner. It
//! waits for the 冻结 document and two officers, and then for a person: standing authority never
//! covers a freeze.

use super::owner::NewOwner;
use crate::desk::{Act, Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::order::draft::NewOrder;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::Freeze;
use cordon_journal::Fact;
use cordon_model::{
    Account, AccountClass, Agency, Author, Case, CaseId, Code, KnownAccount, Measure, MeasureId, MeasureKind, Money,
    NormKey, OfficerId, OrderId, OrderKind, Target,
};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

/// Which account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FreezeOf {
    /// The account that a stop, delay or hold is on, or was.
    Measure(MeasureId),
    /// An account that movements know, by its key.
    Account(String),
}

/// How much of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What the case claims there.
    Claimed,
    /// Less than that.
    Limited(Money),
    /// The whole account, and why less will not do.
    Full { why: String },
}

#[derive(Clone, Debug)]
pub struct NewFreeze {
    pub account: FreezeOf,
    pub scope: Scope,
    /// Told to the agency and the citizen. No personal data.
    pub reason: String,
    /// Who must renew or end it; none for who drafts it.
    pub owner: Option<OfficerId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftedFreeze {
    pub order: OrderId,
    pub measure: MeasureId,
    pub state: String,
    /// What may be frozen; none for the whole account.
    pub limit: Option<Money>,
}

/// A freeze whose account, limit and owner are settled.
pub(crate) struct Settled {
    pub account: Account,
    pub limit: Option<Money>,
    pub claimed: Money,
    pub reason: String,
    pub owner: OfficerId,
    pub author: Author,
}

pub fn freeze(desk: &Desk, call: &Call, id: CaseId, new: &NewFreeze) -> Result<DraftedFreeze, Refusal> {
    desk.act::<Freeze, _, _>(
        call,
        |look| Ok((Resource::new("Case", id), look.find::<Case>(id)?)),
        |_permit, act, mut case| {
            act.filed(Some(case.id))?;
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let account = act.account_to_freeze(&new.account)?;
            let claimed = act.claimed_on(&case, &account.key)?;
            let claimed = claimed.ok_or_else(|| Refusal::field("account", "holds nothing that the case claims"))?;
            let (limit, reason) = act.scope(&account, &new.scope, claimed, &new.reason)?;
            let owner = new.owner.unwrap_or(officer);
            let author = Author::Officer { officer };
            act.draft_freeze(&mut case, Settled { account, limit, claimed, reason, owner, author })
        },
    )
}

impl Act<'_, '_> {
    fn account_to_freeze(&mut self, of: &FreezeOf) -> Result<Account, Refusal> {
        match of {
            FreezeOf::Measure(id) => {
                let measure: Option<Measure> = self.load(*id)?;
                let measure = measure.ok_or_else(|| Refusal::new(Code::NotFound, id.to_string()))?;
                self.about(measure.id);
                let account = measure.target.account().cloned();
                account.ok_or_else(|| Refusal::field("measure", "is about no account"))
            }
            FreezeOf::Account(key) => self.known_account(key),
        }
    }

    /// An account that movements know, at an institution of ours.
    pub(crate) fn known_account(&mut self, key: &str) -> Result<Account, Refusal> {
        let known: Option<KnownAccount> = self.load(key)?;
        let known = known.ok_or_else(|| Refusal::new(Code::NotFound, "no account has this key"))?;
        let institution = known.institution.ok_or_else(|| Refusal::new(Code::AgencyUnknown, known.institution_code))?;
        Ok(Account { institution, key: known.key, number: known.number, class: known.class, holder: known.holder })
    }

    /// How much may be frozen, and why: never more than the case claims, unless the whole account is
    /// asked for with a reason of its own. What protects an account forbids the whole of it.
    fn scope(
        &mut self,
        account: &Account,
        scope: &Scope,
        claimed: Money,
        reason: &str,
    ) -> Result<(Option<Money>, String), Refusal> {
        check_text("reason", reason, REASON_CHARS_MAX)?;
        let reason = reason.trim();
        let limit = match scope {
            Scope::Claimed => claimed,
            Scope::Limited(limit) => *limit,
            Scope::Full { why } => {
                check_text("why_full", why, REASON_CHARS_MAX)?;
                let known: Option<KnownAccount> = self.load(account.key.as_str())?;
                let now = self.now();
                if let Some(protection) = known.as_ref().and_then(|known| known.protected(now)) {
                    return Err(Refusal::new(Code::AccountProtected, protection.kind.name()));
                }
                let whole = format!("{reason}（全额冻结：{}）", why.trim());
                check_text("why_full", &whole, REASON_CHARS_MAX)?;
                return Ok((None, whole));
            }
        };
        if !limit.is_positive() || limit.currency() != claimed.currency() || limit > claimed {
            return Err(Refusal::field(
                "limit",
                format!("has to be above 0 and at most {claimed}: what the case claims"),
            ));
        }
        Ok((Some(limit), reason.to_owned()))
    }

    fn check_freezable(&mut self, case: &Case, account: &Account) -> Result<Agency, Refusal> {
        let agency: Agency = self.need(account.institution)?;
        let keeps = agency.active && agency.kind.keeps_accounts() && account.class != AccountClass::Sink;
        if !keeps {
            return Err(Refusal::new(Code::AgencyWrongKind, agency.code));
        }
        let frozen = self.measures_on(&account.key)?.into_iter().find(|measure| {
            measure.kind == MeasureKind::Freeze && !measure.state.is_over() && measure.is_claimed_by(case.id)
        });
        match frozen {
            Some(other) => Err(Refusal::new(Code::AlreadyInForce, other.id.to_string())),
            None => Ok(agency),
        }
    }

    pub(crate) fn draft_freeze(&mut self, case: &mut Case, settled: Settled) -> Result<DraftedFreeze, Refusal> {
        let Settled { account, limit, claimed, reason, owner, author } = settled;
        let agency = self.check_freezable(case, &account)?;
        let owner = self.owner(&NewOwner::Officer(owner))?;
        let (now, key) = (self.now(), account.key.clone());
        let until = self.norms()?.deadline(NormKey::FreezeLife, now, now)?;
        let to_it = |t: &&cordon_model::Transfer| !t.is_denied() && t.to.as_ref().is_some_and(|to| to.key == key);
        let transfer = case.transfers.iter().find(to_it).map(|transfer| transfer.id);
        let level = self.level_of(case, &key)?;
        let target = Target::Account(account);
        let mut measure = self.new_measure(MeasureKind::Freeze, agency.id, target.clone(), &reason);
        measure.life = Some(until.norm);
        measure.owner = Some(owner);
        measure.joined(case.id, limit.unwrap_or(claimed))?;
        let new = NewOrder {
            kind: OrderKind::Freeze,
            case: Some(case.id),
            agency: agency.id,
            target,
            transfer,
            limit,
            reason,
            author,
            from: Some(now),
            until: Some(until),
            original: None,
            level,
            query: None,
        };
        let mut order = self.draft_order(new, Some(&mut measure));
        self.put(&measure)?;
        self.advance_stop(case, &mut order)?;
        self.fact("full", Fact::Bool(limit.is_none()));
        self.fact_money("claimed", claimed);
        self.fact("life_norm", Fact::text(until.norm));
        self.state_owner(&measure);
        let state = order.state.name().to_owned();
        Ok(DraftedFreeze { order: order.id, measure: measure.id, state, limit })
    }

    /// How far from the victim: 1 for an account that he paid.
    fn level_of(&mut self, case: &Case, key: &str) -> Result<u32, Refusal> {
        let trace = crate::read::cases::newest_trace(self, case.id)?;
        Ok(trace.and_then(|trace| trace.place(key).map(|place| place.level)).unwrap_or(1))
    }
}
