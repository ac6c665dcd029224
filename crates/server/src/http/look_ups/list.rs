//! `GET /api/v1/look-ups`: who looked up what, and why, newest first; what was typed is masked.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::{ListQuery, PageOf};
use axum::Json;
use axum::extract::State;
use cordon_desk::read;
use cordon_desk::verbs::Read;
use cordon_model::LookUp;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct LookUpBody {
    #[schema(example = "lkp_019ab0c4d1e87000800000000000000a")]
    id: String,
    kind: String,
    /// Masked.
    #[schema(example = "****7518")]
    thing: String,
    ground: String,
    remark: String,
    by: String,
    #[schema(format = "date-time")]
    at: String,
    /// Records that were shown.
    found: u32,
}

impl From<LookUp> for LookUpBody {
    fn from(look_up: LookUp) -> Self {
        Self {
            id: look_up.id.to_string(),
            kind: look_up.kind.name().to_owned(),
            thing: look_up.thing.mask,
            ground: look_up.ground.name().to_owned(),
            remark: look_up.remark,
            by: look_up.by.to_string(),
            at: look_up.at.rfc3339(),
            found: look_up.found,
        }
    }
}

/// List look-ups
#[utoipa::path(
    get, path = "/api/v1/look-ups", tag = "office", operation_id = "list_look_ups", params(ListQuery),
    responses((status = 200, description = "one page", body = PageOf<LookUpBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ListQuery>>,
) -> Result<Json<PageOf<LookUpBody>>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || ask.page(), |app, call, page| read::look_ups(&app.desk, call, &page))
            .await?;
    Ok(Json(PageOf::of(found, LookUpBody::from)))
}
