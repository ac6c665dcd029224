//! `POST /api/v1/cases/{id}/evidence`: the packet of a gang with many victims, masked, with where each
//! fact stands in the journal. Taking it needs a purpose and leaves an entry.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Amount;
use crate::http::shapes::order::OrderBody;
use crate::http::shapes::receipt::ReceiptBody;
use crate::http::shapes::trace::TraceBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read::evidence::{SharedAccount, Victim};
use cordon_desk::read::{self, Evidence};
use cordon_desk::verbs::TakeEvidence;
use cordon_model::{Movement, Posting};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurposeBody {
    #[schema(example = "移送审查起诉", min_length = 1, max_length = 200, pattern = "\\S")]
    purpose: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VictimBody {
    case: String,
    number: String,
    scam_type: String,
    #[schema(format = "date-time")]
    reported_at: String,
    loss: Amount,
    /// Number of the decision to file the case.
    filing: Option<String>,
    trace: Option<TraceBody>,
}

impl From<Victim> for VictimBody {
    fn from(victim: Victim) -> Self {
        Self {
            case: victim.case.to_string(),
            number: victim.number,
            scam_type: victim.scam_type,
            reported_at: victim.reported_at.rfc3339(),
            loss: victim.loss.into(),
            filing: victim.filing,
            trace: victim.trace.map(TraceBody::from),
        }
    }
}

/// An account where the money of these cases was.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedAccountBody {
    account: String,
    #[schema(example = "****0001")]
    number: String,
    institution_code: String,
    /// By case: what of it is there.
    cases: BTreeMap<String, Amount>,
}

impl From<SharedAccount> for SharedAccountBody {
    fn from(shared: SharedAccount) -> Self {
        Self {
            account: shared.account,
            number: shared.mask,
            institution_code: shared.institution_code,
            cases: shared.cases.into_iter().map(|(case, amount)| (case.to_string(), amount.into())).collect(),
        }
    }
}

/// A movement, as the institutions told it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovementBody {
    id: String,
    from: String,
    to: String,
    amount: Amount,
    #[schema(format = "date-time")]
    debit_at: Option<String>,
    #[schema(format = "date-time")]
    credit_at: Option<String>,
    debit_serial: Option<String>,
    credit_serial: Option<String>,
    order_number: Option<String>,
    exit: Option<String>,
    /// The receipts that told of it.
    told_by: Vec<String>,
}

impl From<Movement> for MovementBody {
    fn from(movement: Movement) -> Self {
        let at = |posting: Option<Posting>| posting.map(|posting| posting.at.rfc3339());
        Self {
            id: movement.id.to_string(),
            from: movement.from,
            to: movement.to,
            amount: movement.amount.into(),
            debit_at: at(movement.debit),
            credit_at: at(movement.credit),
            debit_serial: movement.debit_serial,
            credit_serial: movement.credit_serial,
            order_number: movement.order_number,
            exit: movement.exit.map(|exit| exit.name().to_owned()),
            told_by: movement.told_by.iter().map(ToString::to_string).collect(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceBody {
    #[schema(format = "date-time")]
    made_at: String,
    purpose: String,
    /// Every entry of the journal below this number can be checked for what is said here.
    journal_entries: u64,
    victims: Vec<VictimBody>,
    accounts: Vec<SharedAccountBody>,
    movements: Vec<MovementBody>,
    orders: Vec<OrderBody>,
    receipts: Vec<ReceiptBody>,
    /// What was left out, and why.
    notes: Vec<String>,
}

impl From<Evidence> for EvidenceBody {
    fn from(evidence: Evidence) -> Self {
        Self {
            made_at: evidence.made_at.rfc3339(),
            purpose: evidence.purpose,
            journal_entries: evidence.journal_entries,
            victims: evidence.victims.into_iter().map(VictimBody::from).collect(),
            accounts: evidence.accounts.into_iter().map(SharedAccountBody::from).collect(),
            movements: evidence.movements.into_iter().map(MovementBody::from).collect(),
            orders: evidence.orders.into_iter().map(OrderBody::from).collect(),
            receipts: evidence.receipts.into_iter().map(ReceiptBody::from).collect(),
            notes: evidence.notes,
        }
    }
}

/// Take the evidence of a gang
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/evidence", tag = "money", operation_id = "take_evidence",
    params(("id" = String, Path, description = "one of its cases", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = PurposeBody,
    responses((status = 200, description = "the packet", body = EvidenceBody), Acting)
)]
pub async fn evidence(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { mut call, body }): Centre<Writer<PurposeBody>>,
) -> Result<Json<EvidenceBody>, Problem> {
    // Each packet is made afresh and leaves its own entry: nothing of it is remembered under the key.
    call.key = None;
    let call = call.purpose(&body.purpose);
    let found = act::<TakeEvidence, _, _>(
        &app,
        call,
        move || parse(&id),
        |app, call, id| read::take_evidence(&app.desk, call, id),
    )
    .await?;
    Ok(Json(found.into()))
}
