//! `GET /api/v1/agencies`: every agency, oldest first.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::office::AgencyBody;
use crate::http::shapes::{ListQuery, PageOf};
use axum::Json;
use axum::extract::State;
use cordon_desk::read;
use cordon_desk::verbs::Read;

/// List agencies
#[utoipa::path(
    get, path = "/api/v1/agencies", tag = "office", operation_id = "list_agencies", params(ListQuery),
    responses((status = 200, description = "one page", body = PageOf<AgencyBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ListQuery>>,
) -> Result<Json<PageOf<AgencyBody>>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || ask.page(), |app, call, page| read::agencies(&app.desk, call, &page))
            .await?;
    Ok(Json(PageOf::of(found, AgencyBody::from)))
}
