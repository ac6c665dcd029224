//! `GET /api/v1/cases/{id}/review`: the review of a case on one page.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::case::{BarBody, CaseBody};
use crate::http::shapes::{Amount, word};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read::review::{Chance, Minute};
use cordon_desk::read::{self, CaseReview};
use cordon_desk::verbs::Read;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One moment of the minute line.
#[derive(Debug, Serialize, ToSchema)]
pub struct MinuteBody {
    #[schema(format = "date-time")]
    at: String,
    /// Since the first payment.
    seconds: i64,
    /// Such as `reported`, `stop_sent`, `held`, `moved_on`.
    what: String,
    agency: Option<String>,
    #[schema(example = "****0001")]
    account: Option<String>,
    level: Option<u32>,
    amount: Option<String>,
}

impl From<Minute> for MinuteBody {
    fn from(minute: Minute) -> Self {
        Self {
            at: minute.at.rfc3339(),
            seconds: minute.seconds,
            what: word(minute.what),
            agency: minute.agency.map(|id| id.to_string()),
            account: minute.account,
            level: minute.level,
            amount: minute.amount,
        }
    }
}

/// A movement that took money of the case along, and what stood in the way of holding it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChanceBody {
    #[schema(format = "date-time")]
    at: String,
    account: String,
    agency: Option<String>,
    amount: Amount,
    /// How long the money had been there.
    stood_ms: i64,
    /// `not_reported`, `not_known`, `not_ordered`, `not_answered`, `refused` or `breach`.
    obstacle: String,
    /// How long that had been so.
    since_ms: Option<i64>,
}

impl From<Chance> for ChanceBody {
    fn from(chance: Chance) -> Self {
        Self {
            at: chance.at.rfc3339(),
            account: chance.account,
            agency: chance.agency.map(|id| id.to_string()),
            amount: chance.amount.into(),
            stood_ms: chance.stood_ms,
            obstacle: word(chance.obstacle),
            since_ms: chance.since_ms,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewOfCase {
    case: CaseBody,
    bar: BarBody,
    #[schema(format = "date-time")]
    began_at: String,
    /// Oldest first.
    minutes: Vec<MinuteBody>,
    /// Where money could still have been held.
    chances: Vec<ChanceBody>,
    /// What moved on, by what stood in the way.
    lost: BTreeMap<String, Amount>,
}

impl From<CaseReview> for ReviewOfCase {
    fn from(review: CaseReview) -> Self {
        Self {
            case: review.case.into(),
            bar: review.bar.into(),
            began_at: review.began_at.rfc3339(),
            minutes: review.minutes.into_iter().map(MinuteBody::from).collect(),
            chances: review.chances.into_iter().map(ChanceBody::from).collect(),
            lost: review.lost.into_iter().map(|(obstacle, sum)| (word(obstacle), sum.into())).collect(),
        }
    }
}

/// Review a case
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/review", tag = "money", operation_id = "review_case",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$")),
    responses((status = 200, description = "the review", body = ReviewOfCase), Looking)
)]
pub async fn review(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<ReviewOfCase>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || parse(&id), |app, call, id| read::review(&app.desk, call, id)).await?;
    Ok(Json(found.into()))
}
