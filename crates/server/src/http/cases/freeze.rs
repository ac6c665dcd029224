//! `POST /api/v1/cases/{id}/freezes`: a freeze is drafted for a filed case; with its document and two
//! officers it waits for a person.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Amount;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::money::freeze::{DraftedFreeze, FreezeOf, NewFreeze, Scope, freeze as draft};
use cordon_desk::verbs::Freeze;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be frozen: the account of a measure, or one by its key; for what the case claims there,
/// for less, or the whole of it with a reason of its own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeBody {
    /// A stop, delay or hold on the account, running or over.
    #[schema(example = "mea_019ab0c4d1e87000800000000000000a", pattern = "^mea_[0-9a-f]{32}$")]
    measure: Option<String>,
    /// The account's key, where no measure names it.
    #[schema(pattern = "^[0-9a-f]{64}$", max_length = 64)]
    account: Option<String>,
    /// Less than the case claims; left out, what it claims.
    limit: Option<Amount>,
    /// Why the whole account: left out, an amount is frozen.
    #[schema(min_length = 1, max_length = 300, pattern = "\\S")]
    why_full: Option<String>,
    /// Told to the agency and the citizen: no personal data.
    #[schema(example = "涉嫌诈骗资金", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
    /// The officer who must renew or end it; left out, who drafts it.
    #[schema(pattern = "^off_[0-9a-f]{32}$")]
    owner: Option<String>,
}

impl FreezeBody {
    fn freeze(self) -> Result<NewFreeze, Refusal> {
        let account = match (self.measure, self.account) {
            (Some(measure), None) => FreezeOf::Measure(parse(&measure)?),
            (None, Some(key)) => FreezeOf::Account(key),
            _ => return Err(Refusal::field("measure", "or `account`: exactly one of them names what is frozen")),
        };
        let scope = match (self.limit, self.why_full) {
            (None, None) => Scope::Claimed,
            (Some(limit), None) => Scope::Limited(limit.money()?),
            (None, Some(why)) => Scope::Full { why },
            (Some(_), Some(_)) => {
                return Err(Refusal::field("limit", "has no place where the whole account is frozen"));
            }
        };
        let owner = self.owner.as_deref().map(parse).transpose()?;
        Ok(NewFreeze { account, scope, reason: self.reason, owner })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FreezeDraftedBody {
    order: String,
    measure: String,
    #[schema(example = "awaiting_papers")]
    state: String,
    /// What may be frozen; none for the whole account.
    limit: Option<Amount>,
}

impl From<DraftedFreeze> for FreezeDraftedBody {
    fn from(done: DraftedFreeze) -> Self {
        Self {
            order: done.order.to_string(),
            measure: done.measure.to_string(),
            state: done.state,
            limit: done.limit.map(Amount::from),
        }
    }
}

/// Draft a freeze
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/freezes", tag = "money", operation_id = "freeze",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = FreezeBody,
    responses((status = 201, description = "drafted", body = FreezeDraftedBody), Acting)
)]
pub async fn freeze(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<FreezeBody>>,
) -> Result<(StatusCode, Json<FreezeDraftedBody>), Problem> {
    let read = move || Ok((parse(&id)?, body.freeze()?));
    let done = act::<Freeze, _, _>(&app, call, read, |app, call, (id, new)| draft(&app.desk, call, id, &new)).await?;
    Ok((StatusCode::CREATED, Json(FreezeDraftedBody::from(done))))
}
