//! `GET /api/v1/appeals`: appeals, newest first.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::council::AppealBody;
use crate::http::shapes::words::AppealStateWord;
use crate::http::shapes::{PageOf, StateQuery};
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;

/// List appeals
#[utoipa::path(
    get, path = "/api/v1/appeals", tag = "council", operation_id = "list_appeals", params(StateQuery<AppealStateWord>),
    responses((status = 200, description = "one page", body = PageOf<AppealBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<StateQuery<AppealStateWord>>>,
) -> Result<Json<PageOf<AppealBody>>, Problem> {
    let work = |app: &App, call: &Call, (state, page): (Option<String>, PageAsk)| {
        read::appeals(&app.desk, call, state.as_deref(), &page)
    };
    let found = act::<Read, _, _>(&app, call, move || ask.read(), work).await?;
    Ok(Json(PageOf::of(found, AppealBody::from)))
}
