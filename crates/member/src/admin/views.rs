//! The JSON of the loopback service.

use crate::core_banking::Core;
use crate::error::Error;
use crate::ledger::LedgerCore;
use crate::ledger::posting::{Posted, TransferPosting, Why};
use cordon_model::exchange::Party;
use cordon_model::{AccountClass, Money, Stamp};
use serde::Deserialize;
use serde_json::{Value, json};

/// Postings of one request.
const POSTINGS_MAX: usize = 1_000;
const ID_CHARS_MAX: usize = 64;
const TEXT_CHARS_MAX: usize = 150;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Postings {
    postings: Vec<PostingForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostingForm {
    id: String,
    at: String,
    amount: Money,
    from: PartyForm,
    to: PartyForm,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartyForm {
    institution_code: String,
    #[serde(default)]
    institution_name: String,
    number: String,
    #[serde(default)]
    holder: Option<String>,
    class: AccountClass,
}

impl PartyForm {
    fn party(self) -> Party {
        Party {
            institution_code: self.institution_code,
            institution_name: self.institution_name,
            number: self.number.into(),
            holder: self.holder.map(Into::into),
            class: self.class,
        }
    }

    fn too_long(&self) -> bool {
        [Some(&self.institution_code), Some(&self.institution_name), Some(&self.number), self.holder.as_ref()]
            .into_iter()
            .flatten()
            .any(|text| text.chars().count() > TEXT_CHARS_MAX)
    }
}

pub(super) fn read_postings(body: &[u8]) -> Result<Vec<TransferPosting>, String> {
    let read: Postings = serde_json::from_slice(body)
        .map_err(|e| format!("not of the documented shape at line {}, column {}", e.line(), e.column()))?;
    if read.postings.len() > POSTINGS_MAX {
        return Err(format!("more than {POSTINGS_MAX} postings"));
    }
    read.postings.into_iter().enumerate().map(|(at, form)| posting(at.saturating_add(1), form)).collect()
}

fn posting(place: usize, form: PostingForm) -> Result<TransferPosting, String> {
    if form.id.is_empty() || form.id.chars().count() > ID_CHARS_MAX || form.from.too_long() || form.to.too_long() {
        return Err(format!("posting {place}: an empty id, or a text that is too long"));
    }
    let at = Stamp::parse_rfc3339(&form.at).ok_or_else(|| format!("posting {place}: `at` is not RFC 3339"))?;
    Ok(TransferPosting { id: form.id, at, amount: form.amount, from: form.from.party(), to: form.to.party() })
}

pub(super) fn result(id: &str, posted: &Posted) -> Value {
    match posted {
        Posted::Done { debit, credit } => {
            json!({"id": id, "posted": true, "debit_balance": debit, "credit_balance": credit})
        }
        Posted::NotPosted(why) => {
            let free = match why {
                Why::Held(free) | Why::TooLittle(free) => Some(free),
                _ => None,
            };
            json!({"id": id, "posted": false, "why": why.name(), "free": free})
        }
    }
}

pub(super) fn account(ledger: &mut LedgerCore<'_>, number: &str, now: Stamp) -> Result<Option<Value>, Error> {
    let Some(account) = ledger.account(number)? else { return Ok(None) };
    let free = ledger.free(number, now)?;
    let holds: Vec<Value> = ledger
        .restrictions(number)?
        .iter()
        .map(|hold| {
            json!({
                "reference": hold.reference,
                "kind": hold.kind.name(),
                "organ": hold.organ,
                "limit": hold.limit,
                "from": hold.from.rfc3339(),
                "until": hold.until.map(Stamp::rfc3339),
                "ended_at": hold.ended_at.map(Stamp::rfc3339),
                "in_force": hold.in_force(now),
                "times": hold.times,
            })
        })
        .collect();
    Ok(Some(json!({
        "number": account.number,
        "class": account.class,
        "status": account.status.name(),
        "balance": account.balance,
        "free": free,
        "holds": holds,
    })))
}
