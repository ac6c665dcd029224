//! `GET /api/v1/rules`: sets of rules, newest first, without their files.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::rules::RuleSetLine;
use crate::http::shapes::words::RuleSetStateWord;
use crate::http::shapes::{PageOf, StateQuery};
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;

/// List sets of rules
#[utoipa::path(
    get, path = "/api/v1/rules", tag = "council", operation_id = "list_rules", params(StateQuery<RuleSetStateWord>),
    responses((status = 200, description = "one page", body = PageOf<RuleSetLine>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<StateQuery<RuleSetStateWord>>>,
) -> Result<Json<PageOf<RuleSetLine>>, Problem> {
    let work = |app: &App, call: &Call, (state, page): (Option<String>, PageAsk)| {
        read::rule_sets(&app.desk, call, state.as_deref(), &page)
    };
    let found = act::<Read, _, _>(&app, call, move || ask.read(), work).await?;
    Ok(Json(PageOf::of(found, |set| RuleSetLine::from(&set))))
}
