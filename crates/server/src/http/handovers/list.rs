//! `GET /api/v1/handovers`: watches handed over, newest first.

use super::shape::HandoverBody;
use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::words::HandoverStateWord;
use crate::http::shapes::{PageOf, page};
use crate::http::words::known;
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct HandoversQuery {
    #[param(value_type = Option<HandoverStateWord>, inline)]
    state: Option<String>,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    cursor: Option<String>,
}

/// List watches handed over
#[utoipa::path(
    get, path = "/api/v1/handovers", tag = "office", operation_id = "list_handovers", params(HandoversQuery),
    responses((status = 200, description = "one page", body = PageOf<HandoverBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<HandoversQuery>>,
) -> Result<Json<PageOf<HandoverBody>>, Problem> {
    let read = move || {
        known::<HandoverStateWord>("state", ask.state.as_deref())?;
        Ok((ask.state, page(ask.limit, ask.cursor)?))
    };
    let work = |app: &App, call: &Call, (state, page): (Option<String>, PageAsk)| {
        read::handovers(&app.desk, call, state.as_deref(), &page)
    };
    let found = act::<Read, _, _>(&app, call, read, work).await?;
    Ok(Json(PageOf::of(found, HandoverBody::from)))
}
