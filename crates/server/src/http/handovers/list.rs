//! `GET /api/v1/handovers`: watches handed over, newest first.

use super::shape::HandoverBody;
use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::words::HandoverStateWord;
use crate::http::shapes::{PageOf, StateQuery};
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;

/// List watches handed over
#[utoipa::path(
    get, path = "/api/v1/handovers", tag = "office", operation_id = "list_handovers", params(StateQuery<HandoverStateWord>),
    responses((status = 200, description = "one page", body = PageOf<HandoverBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<StateQuery<HandoverStateWord>>>,
) -> Result<Json<PageOf<HandoverBody>>, Problem> {
    let work = |app: &App, call: &Call, (state, page): (Option<String>, PageAsk)| {
        read::handovers(&app.desk, call, state.as_deref(), &page)
    };
    let found = act::<Read, _, _>(&app, call, move || ask.read(), work).await?;
    Ok(Json(PageOf::of(found, HandoverBody::from)))
}
