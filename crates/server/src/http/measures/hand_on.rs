//! `POST /api/v1/measures/{id}/hand-on`: another person answers for the end of a freeze.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::words::StageWord;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::Refusal;
use cordon_desk::money::freeze::{NewOwner, hand_on_freeze};
use cordon_desk::verbs::HandOnFreeze;
use cordon_model::Stage;
use cordon_model::exchange::Private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// To whom: an officer of the centre, or somebody of another organ by name and telephone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a name and a telephone must not reach a log")]
pub struct OwnerBody {
    #[schema(pattern = "^off_[0-9a-f]{32}$")]
    officer: Option<String>,
    #[schema(value_type = Option<StageWord>, inline, example = "procuratorate")]
    stage: Option<Stage>,
    #[schema(example = "样例区人民检察院", min_length = 1, max_length = 150, pattern = "\\S")]
    organ: Option<String>,
    #[schema(example = "检察甲", min_length = 1, max_length = 100, pattern = "\\S")]
    name: Option<String>,
    #[schema(example = "000-0000-0042", pattern = "^[+]?[0-9-]{3,20}$", max_length = 21)]
    phone: Option<String>,
}

impl OwnerBody {
    fn owner(self) -> Result<NewOwner, Refusal> {
        match (self.officer, self.stage, self.organ, self.name, self.phone) {
            (Some(officer), None, None, None, None) => Ok(NewOwner::Officer(parse(&officer)?)),
            (None, Some(stage), Some(organ), Some(name), Some(phone)) => {
                Ok(NewOwner::Outside { stage, organ, name: Private(name), phone: Private(phone) })
            }
            _ => Err(Refusal::field("officer", "stands alone; else `stage`, `organ`, `name` and `phone` all stand")),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HandedOnBody {
    measure: String,
    #[schema(example = "procuratorate")]
    stage: String,
}

/// Hand on a freeze
#[utoipa::path(
    post, path = "/api/v1/measures/{id}/hand-on", tag = "money", operation_id = "hand_on_freeze",
    params(("id" = String, Path, description = "the freeze", example = "mea_019ab0c4d1e87000800000000000000a", pattern = "^mea_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = OwnerBody,
    responses((status = 200, description = "handed on", body = HandedOnBody), Acting)
)]
pub async fn hand_on(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<OwnerBody>>,
) -> Result<Json<HandedOnBody>, Problem> {
    let read = move || Ok((parse(&id)?, body.owner()?));
    let done =
        act::<HandOnFreeze, _, _>(&app, call, read, |app, call, (id, new)| hand_on_freeze(&app.desk, call, id, &new))
            .await?;
    Ok(Json(HandedOnBody { measure: done.measure.to_string(), stage: done.stage.name().to_owned() }))
}
