//! `GET /api/v1/duties`: the roster, the entry made last first.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::office::DutyBody;
use crate::http::shapes::{ListQuery, PageOf};
use axum::Json;
use axum::extract::State;
use cordon_desk::read;
use cordon_desk::verbs::Read;

/// List the roster
#[utoipa::path(
    get, path = "/api/v1/duties", tag = "office", operation_id = "list_duties", params(ListQuery),
    responses((status = 200, description = "one page", body = PageOf<DutyBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ListQuery>>,
) -> Result<Json<PageOf<DutyBody>>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || ask.page(), |app, call, page| read::duties(&app.desk, call, &page))
            .await?;
    Ok(Json(PageOf::of(found, DutyBody::from)))
}
