//! `GET /api/v1/rules/facts`: what a rule may ask for, by name.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::problem::Problem;
use crate::http::shapes::rules::RuleFactBody;
use axum::Json;
use axum::extract::State;
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Resource};
use cordon_sift::facts::Fact;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct RuleFactsBody {
    items: Vec<RuleFactBody>,
}

/// List the facts
#[utoipa::path(
    get, path = "/api/v1/rules/facts", tag = "council", operation_id = "list_rule_facts",
    responses((status = 200, description = "all of them", body = RuleFactsBody), Looking)
)]
pub async fn facts(
    State(app): State<App>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<RuleFactsBody>, Problem> {
    let look = |app: &App, call: &Call, ()| app.desk.look(call, |_| Ok((Resource::house(), ())));
    act::<Read, _, _>(&app, call, || Ok(()), look).await?;
    Ok(Json(RuleFactsBody { items: Fact::ALL.iter().map(|fact| RuleFactBody::from(fact.about())).collect() }))
}
