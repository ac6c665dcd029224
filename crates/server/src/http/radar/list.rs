//! `GET /api/v1/radar`: scripts that no type explained, newest first.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::script::ScriptBody;
use crate::http::shapes::words::ScriptStateWord;
use crate::http::shapes::{PageOf, page};
use crate::http::words::known;
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which scripts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ScriptsQuery {
    #[param(value_type = Option<ScriptStateWord>, inline)]
    state: Option<String>,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    cursor: Option<String>,
}

/// List new scripts
#[utoipa::path(
    get, path = "/api/v1/radar", tag = "council", operation_id = "list_scripts", params(ScriptsQuery),
    responses((status = 200, description = "one page", body = PageOf<ScriptBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ScriptsQuery>>,
) -> Result<Json<PageOf<ScriptBody>>, Problem> {
    let read = move || {
        known::<ScriptStateWord>("state", ask.state.as_deref())?;
        Ok((ask.state, page(ask.limit, ask.cursor)?))
    };
    let work = |app: &App, call: &Call, (state, page): (Option<String>, PageAsk)| {
        read::scripts(&app.desk, call, state.as_deref(), &page)
    };
    let found = act::<Read, _, _>(&app, call, read, work).await?;
    Ok(Json(PageOf::of(found, ScriptBody::from)))
}
