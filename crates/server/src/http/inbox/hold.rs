//! `POST /api/v1/inbox/holds`: an agency held money of its own customer, and tells of it, in the JSON form.

#![expect(missing_debug_implementations, reason = "bodies hold personal data and must not reach a log")]

use crate::app::App;
use crate::http::caller::{Writer, refused};
use crate::http::inbox::member;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::shapes::words::{ClassWord, SideWord};
use crate::http::shapes::{Amount, moment};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::limits::{ACCOUNT_CHARS_MAX, NAME_CHARS_MAX};
use cordon_desk::money::hold::{NewHold, take_hold};
use cordon_model::exchange::{Private, Side};
use cordon_model::{AccountClass, Code};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// The form of a hold; another version has another name.
const FORM: &str = "cordon-hold/1";
/// One hold.
const HOLD_BYTES_MAX: usize = 64 * 1024;
/// The agency's own words.
const REASON_CHARS_MAX: usize = 500;

/// An account at the agency that tells.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldAccount {
    #[schema(example = "9999998888880077", min_length = 5, max_length = 30)]
    number: String,
    #[schema(example = "测试丙", max_length = 100)]
    holder: Option<String>,
    #[schema(value_type = ClassWord, inline)]
    class: AccountClass,
}

/// The other side of a transfer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Counterparty {
    #[schema(example = "999100000002", max_length = 20)]
    institution_code: String,
    #[schema(max_length = 150)]
    institution_name: Option<String>,
    #[schema(example = "9999990000000001", max_length = 50)]
    number: String,
    #[schema(max_length = 150)]
    holder: Option<String>,
    #[schema(value_type = ClassWord, inline)]
    class: AccountClass,
}

/// The transfer that raised the suspicion.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspectTransfer {
    counterparty: Counterparty,
    /// Which way it went on the held account.
    #[schema(value_type = SideWord, inline)]
    side: Side,
    amount: Amount,
    #[schema(format = "date-time", example = "2026-11-23T13:20:00Z")]
    at: String,
}

/// A hold of the agency's own (`cordon-hold/1`). Kept sealed as it came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldBody {
    #[schema(example = "cordon-hold/1", pattern = "^cordon-hold/1$", max_length = 13)]
    form: String,
    /// The agency's own name for it.
    #[schema(example = "hold-1", pattern = "^[A-Za-z0-9._/:-]{1,64}$", max_length = 64)]
    reference: String,
    account: HeldAccount,
    held: Amount,
    /// What it may take at most; left out, the whole account.
    limit: Option<Amount>,
    /// Before the hold.
    balance: Option<Amount>,
    #[schema(format = "date-time", example = "2026-11-23T13:21:00Z")]
    from: String,
    #[schema(format = "date-time")]
    until: Option<String>,
    /// May name people: it stands sealed.
    #[schema(example = "短时间内大额转入后试图取现", min_length = 1, max_length = 500, pattern = "\\S")]
    reason: String,
    transfer: Option<SuspectTransfer>,
}

fn short(name: &str, text: &str, max: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::missing(name));
    }
    if text.chars().count() > max {
        return Err(Refusal::field(name, format!("is longer than {max} characters")));
    }
    Ok(())
}

impl SuspectTransfer {
    /// It is only kept, but what is kept can be read later.
    fn check(&self) -> Result<(), Refusal> {
        let party = &self.counterparty;
        short("transfer.counterparty.institution_code", &party.institution_code, 20)?;
        short("transfer.counterparty.number", &party.number, 50)?;
        for text in [&party.institution_name, &party.holder].into_iter().flatten() {
            short("transfer.counterparty", text, 150)?;
        }
        self.amount.money()?;
        moment("transfer.at", &self.at)?;
        // Words of the model by now, and kept as they came.
        let _ = (self.side, party.class);
        Ok(())
    }
}

impl HoldBody {
    fn hold(self) -> Result<NewHold, Refusal> {
        if self.form != FORM {
            return Err(Refusal::field("form", format!("is not `{FORM}`")));
        }
        short("reason", &self.reason, REASON_CHARS_MAX)?;
        short("account.number", &self.account.number, ACCOUNT_CHARS_MAX)?;
        if let Some(holder) = &self.account.holder {
            short("account.holder", holder, NAME_CHARS_MAX)?;
        }
        self.transfer.as_ref().map(SuspectTransfer::check).transpose()?;
        Ok(NewHold {
            reference: self.reference,
            account: Private(self.account.number),
            holder: self.account.holder.map(Private),
            class: self.account.class,
            held: self.held.money()?,
            limit: self.limit.as_ref().map(Amount::money).transpose()?,
            balance: self.balance.as_ref().map(Amount::money).transpose()?,
            from: moment("from", &self.from)?,
            until: self.until.as_deref().map(|text| moment("until", text)).transpose()?,
        })
    }
}

/// For the agency and its customer.
#[derive(Serialize, ToSchema)]
pub struct HoldTakenBody {
    measure: String,
    /// The customer's: with the last characters of his account it opens the public page.
    #[schema(example = "7K3M-Q9TX-2B4D")]
    public_code: String,
    /// Not confirmed by the police by then, it is over.
    #[schema(format = "date-time")]
    until: String,
}

#[utoipa::path(
    post, path = "/api/v1/inbox/holds", tag = "inbox", operation_id = "take_hold",
    params(("Idempotency-Key" = String, Header)),
    request_body = HoldBody,
    responses((status = 201, body = HoldTakenBody), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn hold(
    State(app): State<App>,
    writer: Writer<Box<RawValue>>,
) -> Result<(StatusCode, Json<HoldTakenBody>), Problem> {
    let Writer { call, body } = writer;
    let Some(agency) = member(&call.actor) else {
        return Err(refused(&app, call, Refusal::new(Code::NotFound, "only a member agency holds first")).await);
    };
    let taken = app
        .run(move |app| {
            let bytes = body.get().as_bytes();
            let read = || {
                if bytes.len() > HOLD_BYTES_MAX {
                    return Err(Refusal::new(Code::TooLarge, format!("{HOLD_BYTES_MAX} bytes")));
                }
                crate::http::caller::parsed::<HoldBody>(bytes)?.hold()
            };
            match read() {
                Ok(new) => take_hold(&app.desk, &call, agency, &new, bytes, Sha256::digest(bytes).into()),
                Err(refusal) => Err(app.desk.note_refusal("take_hold", &call, refusal, &[])),
            }
        })
        .await?;
    let body = HoldTakenBody {
        measure: taken.measure.to_string(),
        public_code: taken.public_code,
        until: taken.until.rfc3339(),
    };
    Ok((StatusCode::CREATED, Json(body)))
}
