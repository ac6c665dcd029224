//! `GET /api/v1/public/measures/{code}`: what was done, by whom, on which law, until when, and how to
//! object. The answer is the same for an unknown code and a wrong tail.

use crate::app::App;
use crate::http::answers::Open;
use crate::http::caller;
use crate::http::limit::{self, Address};
use crate::http::problem::Problem;
use crate::http::shapes::word;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use cordon_desk::Refusal;
use cordon_desk::read::{PublicMeasure, public_measure};
use cordon_model::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// That it is the asker's to know.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TailQuery {
    /// The last four characters of the account or number.
    #[param(min_length = 4, max_length = 4, example = "0001")]
    tail: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PublicMeasureBody {
    kind: String,
    kind_zh: String,
    organ: String,
    organ_phone: String,
    #[schema(format = "date-time")]
    from: String,
    #[schema(format = "date-time")]
    until: String,
    ended: Option<EndedBody>,
    /// More is held than belongs to the case: the account as a whole.
    whole_account: bool,
    /// The law it stands on.
    basis: String,
    reason_zh: String,
    reason_en: String,
    objection: ObjectionBody,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EndedBody {
    /// `lapsed`, `released`, `converted` or `returned`.
    how: String,
    how_zh: String,
    #[schema(format = "date-time")]
    at: String,
}

/// How to object, and what may be expected.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObjectionBody {
    open: bool,
    #[schema(example = "12 h")]
    decided_within: String,
    norm: String,
    zh: String,
    en: String,
}

impl From<PublicMeasure> for PublicMeasureBody {
    fn from(measure: PublicMeasure) -> Self {
        let ended =
            measure.ended.map(|ended| EndedBody { how: ended.how, how_zh: ended.how_zh, at: ended.at.rfc3339() });
        let objection = measure.objection;
        Self {
            kind: word(measure.kind),
            kind_zh: measure.kind_zh,
            organ: measure.organ,
            organ_phone: measure.organ_phone,
            from: measure.from.rfc3339(),
            until: measure.until.rfc3339(),
            ended,
            whole_account: measure.whole_account,
            basis: measure.basis,
            reason_zh: measure.reason_zh,
            reason_en: measure.reason_en,
            objection: ObjectionBody {
                open: objection.open,
                decided_within: objection.decided_within,
                norm: objection.norm,
                zh: objection.zh,
                en: objection.en,
            },
        }
    }
}

/// Look a measure up
#[utoipa::path(
    get, path = "/api/v1/public/measures/{code}", tag = "public", operation_id = "show_public_measure", security(()),
    params(("code" = String, Path, description = "from the slip", example = "7K3M-Q9TX-2B4D", max_length = 20), TailQuery),
    responses((status = 200, description = "the measure", body = PublicMeasureBody), Open)
)]
pub async fn measure(
    State(app): State<App>,
    address: Address,
    Path(code): Path<String>,
    uri: Uri,
) -> Result<Json<PublicMeasureBody>, Problem> {
    app.limits.look.take(address, limit::system_seconds())?;
    let ask: TailQuery = caller::query(&uri)?;
    let found = app.run(move |app| public_measure(&app.desk, &code, &ask.tail, app.clock.now())).await?;
    let measure = found.ok_or_else(|| Problem::from(Refusal::bare(Code::TailMismatch)))?;
    Ok(Json(PublicMeasureBody::from(measure)))
}
