//! `GET /api/v1/inbox/traces/{reference}`: a bank reads the trace of its own defrauded customer.

use crate::app::App;
use crate::http::caller::{Reader, act};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::shapes::Amount;
use crate::http::shapes::case::BarBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::Refusal;
use cordon_desk::read::{self, MemberTrace};
use cordon_desk::verbs::Read;
use serde::Serialize;
use utoipa::ToSchema;

/// Longest reference: an ApplicationID or an order's id.
const REFERENCE_CHARS_MAX: usize = 64;

/// A place; of other institutions' customers it names nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberPlaceBody {
    institution: Option<String>,
    /// Only for the bank's own customers, masked.
    #[schema(example = "****0001")]
    account: Option<String>,
    level: u32,
    #[schema(format = "date-time")]
    arrived_at: String,
    amount: Amount,
    exit: Option<String>,
    held: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MemberTraceBody {
    case_number: String,
    bar: BarBody,
    #[schema(format = "date-time")]
    as_of: String,
    places: Vec<MemberPlaceBody>,
}

impl From<MemberTrace> for MemberTraceBody {
    fn from(trace: MemberTrace) -> Self {
        let places = trace.places.into_iter().map(|place| MemberPlaceBody {
            institution: place.institution,
            account: place.account,
            level: place.level,
            arrived_at: place.arrived_at.rfc3339(),
            amount: place.amount.into(),
            exit: place.exit.map(|exit| exit.name().to_owned()),
            held: place.held,
        });
        Self {
            case_number: trace.case_number,
            bar: trace.bar.into(),
            as_of: trace.as_of.rfc3339(),
            places: places.collect(),
        }
    }
}

/// Show where the money of an agency's own customer went
#[utoipa::path(
    get, path = "/api/v1/inbox/traces/{reference}", tag = "inbox", operation_id = "show_own_trace",
    params(("reference" = String, Path, description = "the agency's own report (ApplicationID), or the question about its customer's debit", example = "ord_019ab0c4d1e87000800000000000000a", min_length = 1, max_length = 64)),
    responses((status = 200, body = MemberTraceBody), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn trace(
    State(app): State<App>,
    Path(reference): Path<String>,
    Reader(call): Reader,
) -> Result<Json<MemberTraceBody>, Problem> {
    let read = move || {
        let plain = reference.len() <= REFERENCE_CHARS_MAX && reference.bytes().all(|b| b.is_ascii_graphic());
        if plain { Ok(reference) } else { Err(Refusal::field("reference", "is no reference of an order or a report")) }
    };
    let found =
        act::<Read, _, _>(&app, call, read, |app, call, reference| read::member_trace(&app.desk, call, &reference))
            .await?;
    Ok(Json(found.into()))
}
