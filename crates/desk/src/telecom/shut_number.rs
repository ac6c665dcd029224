//! A number is to be shut off (关停): drafted here with its reason and evidence, approved by another,
//! carried out by the carrier, for as long as the norm says.

use crate::desk::{Act, Call, Desk};
use crate::limits::{EVIDENCE_CHARS_MAX, REASON_CHARS_MAX};
use crate::order::draft::NewOrder;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::{check_phone, check_text, number_key};
use crate::verbs::ShutNumber;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{
    Agency, AgencyKind, Author, Case, CaseId, Code, MeasureId, MeasureKind, NormKey, OrderEvent, OrderId, OrderKind,
    Target,
};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

/// Numbers of this country are compared without its prefix.
const HOME_PREFIXES: [&str; 2] = ["+86", "0086"];

#[derive(Clone, Debug)]
pub struct NewShut {
    pub number: Private,
    /// The carrier's code on the wires.
    pub carrier: String,
    pub reason: String,
    /// Which file the evidence stands in; an identifier, not the evidence.
    pub evidence: String,
    pub case: Option<CaseId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftedShut {
    pub order: OrderId,
    pub measure: MeasureId,
    pub state: String,
}

/// One spelling of a number, so that the same number is the same target.
fn spelled(number: &str) -> Result<String, Refusal> {
    let trimmed = number.trim();
    check_phone("number", trimmed)?;
    let plain: String = trimmed.chars().filter(|c| *c != '-').collect();
    let home = HOME_PREFIXES.iter().find_map(|prefix| plain.strip_prefix(prefix));
    let number = home.unwrap_or(&plain).to_owned();
    check_phone("number", &number)?;
    Ok(number)
}

/// Words that stand in clear must not name the number they are about.
fn check_words(name: &str, text: &str, max: usize, number: &str) -> Result<(), Refusal> {
    check_text(name, text, max)?;
    if text.contains(number) {
        return Err(Refusal::field(name, "names the number; it stands sealed in the order"));
    }
    Ok(())
}

impl Act<'_, '_> {
    fn carrier(&mut self, code: &str) -> Result<Agency, Refusal> {
        let mut found: Vec<Agency> = self.select("where code = $1 and active", &[Value::from(code)])?;
        let agency = found.pop().ok_or_else(|| Refusal::new(Code::AgencyUnknown, "`carrier`"))?;
        if agency.kind != AgencyKind::Carrier {
            return Err(Refusal::new(Code::AgencyWrongKind, agency.id.to_string()));
        }
        Ok(agency)
    }
}

pub fn shut_number(desk: &Desk, call: &Call, new: &NewShut) -> Result<DraftedShut, Refusal> {
    desk.act::<ShutNumber, _, _>(
        call,
        |look| match new.case {
            None => Ok((Resource::house(), ())),
            Some(id) => {
                let case: Case = look.find(id)?;
                Ok((Resource::new("Case", case.id), ()))
            }
        },
        |_permit, act, ()| act.draft_shut(new),
    )
}

impl Act<'_, '_> {
    fn draft_shut(&mut self, new: &NewShut) -> Result<DraftedShut, Refusal> {
        let number = spelled(&new.number)?;
        check_words("reason", &new.reason, REASON_CHARS_MAX, &number)?;
        check_words("evidence", &new.evidence, EVIDENCE_CHARS_MAX, &number)?;
        let carrier = self.carrier(&new.carrier)?;
        let officer = self.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
        let key = number_key(self.vault(), &number);
        if let Some(other) = self.measures_on(&key)?.iter().find(|measure| !measure.state.is_over()) {
            return Err(Refusal::new(Code::AlreadyInForce, other.id.to_string()));
        }
        let now = self.now();
        let until = self.norms()?.deadline(NormKey::NumberShutLife, now, now)?;
        let target = Target::Number(self.phone_number(&number)?);
        let mut measure = self.new_measure(MeasureKind::Shut, carrier.id, target.clone(), &new.reason);
        measure.life = Some(until.norm);
        let order = NewOrder {
            kind: OrderKind::ShutNumber,
            case: new.case,
            agency: carrier.id,
            target,
            transfer: None,
            limit: None,
            reason: new.reason.clone(),
            author: Author::Officer { officer },
            from: Some(now),
            until: Some(until),
            original: None,
            level: 1,
            query: None,
        };
        let mut order = self.draft_order(order, Some(&mut measure));
        // The law asks for no papers here: evidence is named, and a second officer approves.
        order.step(&OrderEvent::PapersComplete, now)?;
        self.put(&measure)?;
        self.put(&order)?;
        self.state_order(&order);
        self.fact("evidence", Fact::text(&new.evidence));
        self.fact("life_norm", Fact::text(until.norm));
        Ok(DraftedShut { order: order.id, measure: measure.id, state: order.state.name().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        for same in ["999-0000-0001", "99900000001", "+8699900000001", "008699900000001", " +86-999-0000-0001 "] {
            assert_eq!(spelled(same).unwrap(), "99900000001", "{same}");
        }
        for bad in ["", "+86", "12a", "1", "999 0000"] {
            assert!(spelled(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn clear_words_do_not_name_the_number() {
        assert!(check_words("reason", "冒充公检法", 300, "99900000001").is_ok());
        assert!(check_words("reason", "号码99900000001涉诈", 300, "99900000001").is_err());
    }
}
