//! `GET /api/v1/cases`: cases, newest first, each with where its loss is.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::case::{BarBody, CaseBody};
use crate::http::shapes::{ListQuery, PageOf};
use axum::Json;
use axum::extract::State;
use cordon_desk::read;
use cordon_desk::verbs::Read;
use serde::Serialize;
use utoipa::ToSchema;

/// A case and where its loss is.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseLineBody {
    case: CaseBody,
    bar: BarBody,
    /// The number of the case that it is worked on with.
    merged_into: Option<String>,
}

/// List cases
#[utoipa::path(
    get, path = "/api/v1/cases", tag = "money", operation_id = "list_cases", params(ListQuery),
    responses((status = 200, description = "one page", body = PageOf<CaseLineBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ListQuery>>,
) -> Result<Json<PageOf<CaseLineBody>>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || ask.page(), |app, call, page| read::cases(&app.desk, call, &page))
            .await?;
    Ok(Json(PageOf::of(found, |line| CaseLineBody {
        bar: line.bar.into(),
        merged_into: line.merged_into,
        case: line.case.into(),
    })))
}
