//! `GET /api/v1/rules/in-force`: what is judged by now, with its files: a good beginning for a set of one's own.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::problem::Problem;
use crate::http::shapes::rules::{RuleFileBody, RuleSetLine, file_bodies};
use axum::Json;
use axum::extract::State;
use cordon_desk::read::standing_rules;
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Refusal, Resource};
use cordon_model::Code;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct RulesInForceBody {
    /// The set that the records have in force; none where what came with the binary, or lies in the data folder, is.
    set: Option<RuleSetLine>,
    /// What this server judges by: verdicts bear it.
    digest: String,
    files: Vec<RuleFileBody>,
    /// Why the set is not judged by, where it is not.
    trouble: Option<String>,
}

/// Show the rules in force
#[utoipa::path(
    get, path = "/api/v1/rules/in-force", tag = "council", operation_id = "show_rules_in_force",
    responses((status = 200, description = "what is judged by", body = RulesInForceBody), Looking)
)]
pub async fn in_force(
    State(app): State<App>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<RulesInForceBody>, Problem> {
    Ok(Json(act::<Read, _, _>(&app, call, || Ok(()), |app, call, ()| found(app, call)).await?))
}

fn found(app: &App, call: &Call) -> Result<RulesInForceBody, Refusal> {
    app.desk.look(call, |_| Ok((Resource::house(), ())))?;
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    let set = standing_rules(&app.desk)?.in_force;
    let files = match &set {
        Some(set) => set.files.clone(),
        None => {
            let own = service.room.words().own_files();
            own.map_err(|why| Refusal::new(Code::Internal, format!("{why:#}")))?
        }
    };
    Ok(RulesInForceBody {
        set: set.as_ref().map(RuleSetLine::from),
        digest: service.room.words().now().rules.digest().to_owned(),
        files: file_bodies(files),
        trouble: service.rules.trouble(),
    })
}
