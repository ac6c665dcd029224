//! `POST /api/v1/rules/check`: whether files would be taken, all their faults, and what is doubtful about them.
//! Nothing is kept, and no entry is left.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Sender, act};
use crate::http::problem::Problem;
use crate::http::rules::may_try;
use crate::http::shapes::rules::{RuleDoubtBody, RuleFaultBody, RuleFileBody, files};
use crate::rules::{FAULTS_MAX, doubts, parse};
use axum::Json;
use axum::extract::State;
use cordon_desk::rules::{Files, check_files};
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRulesBody {
    #[schema(min_items = 1, max_items = 64)]
    files: Vec<RuleFileBody>,
}

#[derive(Debug, Default, Serialize, ToSchema)]
pub struct RulesCheckedBody {
    /// None where the files are not understood.
    digest: Option<String>,
    rules: usize,
    /// The first 100.
    faults: Vec<RuleFaultBody>,
    /// The first 200.
    doubts: Vec<RuleDoubtBody>,
}

/// Check rules
#[utoipa::path(
    post, path = "/api/v1/rules/check", tag = "council", operation_id = "check_rules",
    request_body = CheckRulesBody,
    responses((status = 200, description = "what is to say of them", body = RulesCheckedBody), Acting)
)]
pub async fn check(
    State(app): State<App>,
    Centre(Sender { call, body }): Centre<Sender<CheckRulesBody>>,
) -> Result<Json<RulesCheckedBody>, Problem> {
    let read = move || files(body.files);
    let work = |app: &App, call: &Call, files: Files| {
        may_try(app, call)?;
        checked(&files)
    };
    Ok(Json(act::<Read, _, _>(&app, call, read, work).await?))
}

fn checked(files: &Files) -> Result<RulesCheckedBody, Refusal> {
    check_files(files)?;
    Ok(match parse(files) {
        Ok(rules) => RulesCheckedBody {
            digest: Some(rules.digest().to_owned()),
            rules: rules.rules().len(),
            doubts: doubts(&rules).into_iter().map(RuleDoubtBody::from).collect(),
            faults: Vec::new(),
        },
        Err(faults) => RulesCheckedBody {
            faults: faults.into_iter().take(FAULTS_MAX).map(RuleFaultBody::from).collect(),
            ..RulesCheckedBody::default()
        },
    })
}
