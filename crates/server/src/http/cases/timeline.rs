//! `GET /api/v1/cases/{id}/timeline`: what happened to a case, act by act.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::entry::EntryBody;
use crate::http::shapes::{PageOf, page};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read;
use cordon_desk::verbs::Read;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TimelineQuery {
    /// Entries of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(pattern = "^(0|[1-9][0-9]{0,17})$", example = "0")]
    cursor: Option<String>,
}

/// Show what happened to a case
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/timeline", tag = "money", operation_id = "show_timeline",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"), TimelineQuery),
    responses((status = 200, description = "one page, oldest first", body = PageOf<EntryBody>), Looking)
)]
pub async fn timeline(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Asker { call, ask }): Centre<Asker<TimelineQuery>>,
) -> Result<Json<PageOf<EntryBody>>, Problem> {
    let read = move || Ok((parse(&id)?, page(ask.limit, ask.cursor)?));
    let found =
        act::<Read, _, _>(&app, call, read, |app, call, (id, page)| read::timeline(&app.desk, call, id, &page)).await?;
    Ok(Json(PageOf::of(found, EntryBody::from)))
}
