//! `GET /api/v1/radar`: scripts that no type explained, newest first.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::script::ScriptBody;
use crate::http::shapes::words::ScriptStateWord;
use crate::http::shapes::{PageOf, StateQuery};
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;

/// List new scripts
#[utoipa::path(
    get, path = "/api/v1/radar", tag = "council", operation_id = "list_scripts", params(StateQuery<ScriptStateWord>),
    responses((status = 200, description = "one page", body = PageOf<ScriptBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<StateQuery<ScriptStateWord>>>,
) -> Result<Json<PageOf<ScriptBody>>, Problem> {
    let work = |app: &App, call: &Call, (state, page): (Option<String>, PageAsk)| {
        read::scripts(&app.desk, call, state.as_deref(), &page)
    };
    let found = act::<Read, _, _>(&app, call, move || ask.read(), work).await?;
    Ok(Json(PageOf::of(found, ScriptBody::from)))
}
