//! `GET /api/v1/cases/{id}/alike`: cases that may be the same loss reported twice, beside each other.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Amount;
use crate::http::shapes::case::{BarBody, CaseBody};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read::{self, AlikeCase};
use cordon_desk::verbs::Read;
use cordon_model::Merger;
use serde::Serialize;
use utoipa::ToSchema;

/// One transfer that stands in both.
#[derive(Debug, Serialize, ToSchema)]
pub struct SameBody {
    /// Of the case that was asked about.
    ours: String,
    theirs: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AlikeCaseBody {
    case: CaseBody,
    bar: BarBody,
    same: Vec<SameBody>,
    /// The victim paid from the same account.
    same_payer: bool,
    /// The loss of both, each transfer counted once.
    together: Option<Amount>,
}

impl From<AlikeCase> for AlikeCaseBody {
    fn from(alike: AlikeCase) -> Self {
        let pair = |(ours, theirs): (cordon_model::TransferId, cordon_model::TransferId)| SameBody {
            ours: ours.to_string(),
            theirs: theirs.to_string(),
        };
        Self {
            case: alike.case.into(),
            bar: alike.bar.into(),
            same: alike.same.into_iter().map(pair).collect(),
            same_payer: alike.same_payer,
            together: alike.together.map(Amount::from),
        }
    }
}

/// Two cases that were taken for one.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergerBody {
    id: String,
    /// The second report.
    case: String,
    into: String,
    reason: String,
    by: String,
    #[schema(format = "date-time")]
    at: String,
    /// They are two again.
    parted: Option<PartedBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PartedBody {
    by: String,
    #[schema(format = "date-time")]
    at: String,
    reason: String,
}

impl From<Merger> for MergerBody {
    fn from(merger: Merger) -> Self {
        Self {
            id: merger.id.to_string(),
            case: merger.case.to_string(),
            into: merger.into.to_string(),
            reason: merger.reason,
            by: merger.by.to_string(),
            at: merger.at.rfc3339(),
            parted: merger.parted.map(|parted| PartedBody {
                by: parted.by.to_string(),
                at: parted.at.rfc3339(),
                reason: parted.reason,
            }),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AlikeBody {
    items: Vec<AlikeCaseBody>,
    /// Oldest first.
    mergers: Vec<MergerBody>,
    /// There are more than are shown.
    cut_short: bool,
}

/// Show cases alike
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/alike", tag = "money", operation_id = "list_alike",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$")),
    responses((status = 200, description = "cases alike", body = AlikeBody), Looking)
)]
pub async fn alike(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<AlikeBody>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || parse(&id), |app, call, id| read::alike(&app.desk, call, id)).await?;
    Ok(Json(AlikeBody {
        items: found.cases.into_iter().map(AlikeCaseBody::from).collect(),
        mergers: found.mergers.into_iter().map(MergerBody::from).collect(),
        cut_short: found.cut_short,
    }))
}
