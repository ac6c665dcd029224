//! `GET /api/v1/appeals`: appeals, newest first.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::council::AppealBody;
use crate::http::shapes::words::AppealStateWord;
use crate::http::shapes::{PageOf, page};
use crate::http::words::known;
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which appeals.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AppealsQuery {
    #[param(value_type = Option<AppealStateWord>, inline)]
    state: Option<String>,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    cursor: Option<String>,
}

/// List appeals
#[utoipa::path(
    get, path = "/api/v1/appeals", tag = "council", operation_id = "list_appeals", params(AppealsQuery),
    responses((status = 200, description = "one page", body = PageOf<AppealBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<AppealsQuery>>,
) -> Result<Json<PageOf<AppealBody>>, Problem> {
    let read = move || {
        known::<AppealStateWord>("state", ask.state.as_deref())?;
        Ok((ask.state, page(ask.limit, ask.cursor)?))
    };
    let work = |app: &App, call: &Call, (state, page): (Option<String>, PageAsk)| {
        read::appeals(&app.desk, call, state.as_deref(), &page)
    };
    let found = act::<Read, _, _>(&app, call, read, work).await?;
    Ok(Json(PageOf::of(found, AppealBody::from)))
}
