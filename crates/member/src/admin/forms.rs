//! What the loopback service is asked, read from JSON.

use crate::gateway::{SuspectTransfer, Suspicion};
use crate::ledger::posting::TransferPosting;
use crate::ledger::value::ValueUse;
use cordon_model::exchange::{Party, Side};
use cordon_model::{AccountClass, Exit, Money, Stamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Postings, or uses of value, of one request.
const POSTINGS_MAX: usize = 1_000;
const ID_CHARS_MAX: usize = 64;
const TEXT_CHARS_MAX: usize = 150;
/// Room of a reason on the JSON form.
const REASON_CHARS_MAX: usize = 500;

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
    #[serde(default)]
    order_number: Option<String>,
    #[serde(default)]
    exit: Option<Exit>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Uses {
    uses: Vec<UseForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UseForm {
    id: String,
    /// The id of the posting that bought it.
    posting: String,
    amount: Money,
    at: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuspicionForm {
    #[serde(default)]
    id: Option<String>,
    account: String,
    #[serde(default)]
    amount: Option<Money>,
    reason: String,
    #[serde(default)]
    transfer: Option<SuspectForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuspectForm {
    counterparty: PartyForm,
    /// The money that came in is what is suspected, unless it says otherwise.
    #[serde(default = "credit")]
    side: Side,
    amount: Money,
    at: String,
}

const fn credit() -> Side {
    Side::Credit
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
            .any(|text| is_long(text, TEXT_CHARS_MAX))
    }
}

fn is_long(text: &str, chars_max: usize) -> bool {
    text.chars().count() > chars_max
}

fn bad_id(id: &str) -> bool {
    id.is_empty() || is_long(id, ID_CHARS_MAX)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body)
        .map_err(|e| format!("not of the documented shape at line {}, column {}", e.line(), e.column()))
}

fn moment(text: &str, what: &str) -> Result<Stamp, String> {
    Stamp::parse_rfc3339(text).ok_or_else(|| format!("{what}: `at` is not RFC 3339"))
}

pub fn read_postings(body: &[u8]) -> Result<Vec<TransferPosting>, String> {
    let read: Postings = read(body)?;
    if read.postings.len() > POSTINGS_MAX {
        return Err(format!("more than {POSTINGS_MAX} postings"));
    }
    read.postings.into_iter().enumerate().map(|(at, form)| posting(at.saturating_add(1), form)).collect()
}

fn posting(place: usize, form: PostingForm) -> Result<TransferPosting, String> {
    let bad_number = form.order_number.as_deref().is_some_and(bad_id);
    if bad_id(&form.id) || bad_number || form.from.too_long() || form.to.too_long() {
        return Err(format!("posting {place}: an empty id, or a text that is too long"));
    }
    Ok(TransferPosting {
        at: moment(&form.at, &format!("posting {place}"))?,
        id: form.id,
        amount: form.amount,
        from: form.from.party(),
        to: form.to.party(),
        order_number: form.order_number,
        exit: form.exit,
    })
}

pub fn read_uses(body: &[u8]) -> Result<Vec<ValueUse>, String> {
    let read: Uses = read(body)?;
    if read.uses.len() > POSTINGS_MAX {
        return Err(format!("more than {POSTINGS_MAX} uses"));
    }
    let each = |(at, form): (usize, UseForm)| {
        let place = at.saturating_add(1);
        if bad_id(&form.id) || bad_id(&form.posting) {
            return Err(format!("use {place}: an empty id, or a text that is too long"));
        }
        let at = moment(&form.at, &format!("use {place}"))?;
        Ok(ValueUse { id: form.id, purchase: form.posting, amount: form.amount, at })
    };
    read.uses.into_iter().enumerate().map(each).collect()
}

pub fn read_suspicion(body: &[u8]) -> Result<Suspicion, String> {
    let form: SuspicionForm = read(body)?;
    let bad_party = form.transfer.as_ref().is_some_and(|transfer| transfer.counterparty.too_long());
    if form.id.as_deref().is_some_and(bad_id) || is_long(&form.account, TEXT_CHARS_MAX) || bad_party {
        return Err("an empty id, or a text that is too long".to_owned());
    }
    if form.reason.trim().is_empty() || is_long(&form.reason, REASON_CHARS_MAX) {
        return Err(format!("`reason` has 1 to {REASON_CHARS_MAX} characters"));
    }
    let transfer = match form.transfer {
        None => None,
        Some(transfer) => Some(SuspectTransfer {
            at: moment(&transfer.at, "`transfer`")?,
            counterparty: transfer.counterparty.party(),
            side: transfer.side,
            amount: transfer.amount,
        }),
    };
    Ok(Suspicion { id: form.id, account: form.account, amount: form.amount, reason: form.reason, transfer })
}
