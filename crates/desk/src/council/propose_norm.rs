//! A new version of a norm is proposed: value, source, the day from which it is to hold, and why it should change.
//! Nothing changes until another officer adopts it.

use crate::desk::{Call, Desk};
use crate::limits::{NORM_SPAN_DAYS_MAX, NORM_SPANS_MAX, NORM_TEXT_CHARS_MAX, REASON_CHARS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::ProposeNorm;
use cordon_journal::Fact;
use cordon_model::norm::{Basis, Proposal, ProposalState, Span};
use cordon_model::time::DAY_MS;
use cordon_model::{Code, Norm, NormKey, NormValue, ProposalId, Stamp};
use serde::{Deserialize, Serialize};

/// How sure the source of a norm is.
const TAGS: [&str; 4] = ["law", "published", "practice", "ours"];

#[derive(Clone, Debug)]
pub struct NewNorm {
    pub key: NormKey,
    pub value: NormValue,
    pub title_zh: String,
    pub title_en: String,
    pub basis: Basis,
    pub effective_from: Stamp,
    /// Why it should change: whoever decides reads it. No personal data, for it stands in the entry.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormProposed {
    pub proposal: ProposalId,
}

fn invalid(what: impl std::fmt::Display) -> Refusal {
    Refusal::new(Code::NormInvalid, what.to_string())
}

fn check_span(key: NormKey, span: Span) -> Result<(), Refusal> {
    let (zero, too_long) = match span {
        Span::Natural { ms } => (ms <= 0, ms > i64::from(NORM_SPAN_DAYS_MAX).saturating_mul(DAY_MS)),
        Span::WorkingDays(days) => (days == 0, days > NORM_SPAN_DAYS_MAX),
    };
    if too_long {
        return Err(invalid(format!("`{span}` is longer than {NORM_SPAN_DAYS_MAX} days")));
    }
    // Publication may be at once; any other clock of no length would have run out before it began.
    if zero && key != NormKey::PublicDelay {
        return Err(invalid(format!("`{span}` is no time at all")));
    }
    Ok(())
}

fn check_value(key: NormKey, value: &NormValue) -> Result<(), Refusal> {
    match value {
        NormValue::Duration(span) => check_span(key, *span),
        NormValue::Durations(spans) => {
            if !(1..=NORM_SPANS_MAX).contains(&spans.len()) {
                return Err(invalid(format!("has to state 1 to {NORM_SPANS_MAX} spans")));
            }
            spans.iter().try_for_each(|span| check_span(key, *span))
        }
        NormValue::Count(_) => Ok(()),
        NormValue::Amount(amount) if amount.minor() < 0 => Err(invalid("an amount cannot be negative")),
        NormValue::Amount(_) => Ok(()),
    }
}

fn check(new: &NewNorm, norm: &Norm, now: Stamp) -> Result<(), Refusal> {
    check_text("title_zh", &new.title_zh, NORM_TEXT_CHARS_MAX)?;
    check_text("title_en", &new.title_en, NORM_TEXT_CHARS_MAX)?;
    check_text("basis.source", &new.basis.source, NORM_TEXT_CHARS_MAX)?;
    if !new.basis.article.is_empty() {
        check_text("basis.article", &new.basis.article, NORM_TEXT_CHARS_MAX)?;
    }
    check_text("reason", &new.reason, REASON_CHARS_MAX)?;
    if !TAGS.contains(&new.basis.tag.as_str()) {
        return Err(invalid(format!("`basis.tag` has to be one of {}", TAGS.join(", "))));
    }
    if new.effective_from < now {
        return Err(invalid("`effective_from` lies in the past"));
    }
    check_value(new.key, &new.value)?;
    // The second approver is not known yet; everything else has to be right already.
    let as_if = Norm { approved_by: ["proposer".to_owned(), "adopter".to_owned()], ..norm.clone() };
    as_if.check().map_err(invalid)
}

pub fn propose_norm(desk: &Desk, call: &Call, new: &NewNorm) -> Result<NormProposed, Refusal> {
    desk.act::<ProposeNorm, _, _>(
        call,
        |_look| Ok((Resource::house(), ())),
        |_permit, act, ()| {
            let crate::Actor::Officer(officer) = &act.call().actor else {
                return Err(Refusal::bare(Code::NotAllowed));
            };
            let now = act.now();
            let in_force = act.norms()?.at(new.key, now)?.reference();
            let norm = Norm {
                key: new.key,
                version: in_force.version.saturating_add(1),
                title_zh: new.title_zh.trim().to_owned(),
                title_en: new.title_en.trim().to_owned(),
                value: new.value.clone(),
                basis: new.basis.clone(),
                effective_from: new.effective_from,
                approved_by: [officer.name.clone(), String::new()],
            };
            check(new, &norm, now)?;
            let proposal = Proposal {
                id: act.fresh.id(ProposalId::make),
                norm,
                reason: new.reason.trim().to_owned(),
                proposed_at: now,
                proposed_by: officer.id,
                state: ProposalState::Open,
            };
            act.put(&proposal)?;
            act.about(proposal.id);
            act.fact("norm", Fact::text(new.key));
            act.fact("replaces", Fact::text(in_force));
            act.fact("effective_from", Fact::Time(new.effective_from));
            act.fact("reason", Fact::text(&proposal.reason));
            Ok(NormProposed { proposal: proposal.id })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::Money;

    #[test]
    fn values_that_would_stop_the_house_are_refused() {
        let days = |n| NormValue::Duration(Span::WorkingDays(n));
        let ms = |ms| NormValue::Duration(Span::Natural { ms });
        let rows = [
            (NormKey::StopLife, ms(1), true),
            (NormKey::StopLife, ms(0), false),
            (NormKey::PublicDelay, ms(0), true),
            (NormKey::PublicDelay, ms(i64::MAX), false),
            // Working days are counted one by one: four thousand million of them would never end.
            (NormKey::StandingReviewDue, days(u32::MAX), false),
            (NormKey::StandingReviewDue, days(3), true),
            (NormKey::StopAlarms, NormValue::Durations(vec![]), false),
            (NormKey::StopAlarms, NormValue::Durations(vec![Span::Natural { ms: 5 }; NORM_SPANS_MAX + 1]), false),
            (NormKey::StandingAmountMax, NormValue::Amount(Money::cny(-1)), false),
            (NormKey::StandingAmountMax, NormValue::Amount(Money::cny(0)), true),
        ];
        for (key, value, good) in rows {
            assert_eq!(check_value(key, &value).is_ok(), good, "{key} {value:?}");
        }
    }
}
