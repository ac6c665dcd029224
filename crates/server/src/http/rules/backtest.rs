//! `POST /api/v1/rules/{id}/backtest`: the log's past judged by the rules in force and by the set, side by side. It
//! changes nothing, is bounded by events, and one runs at a time.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Sender, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::rules::may_try;
use crate::http::shapes::rules::{RuleBacktestBody, RuleLabelBody, labels, span};
use crate::rules::history::Span;
use crate::rules::labels::Labels;
use crate::rules::read as read_rules;
use crate::rules::trial::{Archive, EVENTS_MAX, Tried};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read;
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Refusal};
use cordon_model::{Code, RuleSetId};
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BacktestBody {
    /// Events that came at or after it; a week before `until` unless it is said.
    #[schema(format = "date-time", example = "2026-11-16T00:00:00+08:00")]
    from: Option<String>,
    /// Events that came before it; now unless it is said.
    #[schema(format = "date-time", example = "2030-01-01T00:00:00+08:00")]
    until: Option<String>,
    /// How events turned out, where it is known better than from lists and measures.
    #[serde(default)]
    #[schema(max_items = 100_000)]
    labels: Vec<RuleLabelBody>,
}

struct Asked {
    set: RuleSetId,
    body: BacktestBody,
    labels: Labels,
}

/// Try rules on the past
#[utoipa::path(
    post, path = "/api/v1/rules/{id}/backtest", tag = "council", operation_id = "backtest_rules",
    params(("id" = String, Path, description = "the set", example = "rls_019ab0c4d1e87000800000000000000a", pattern = "^rls_[0-9a-f]{32}$")),
    request_body = BacktestBody,
    responses((status = 200, description = "both sides", body = RuleBacktestBody), Acting)
)]
pub async fn backtest(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Sender { call, mut body }): Centre<Sender<BacktestBody>>,
) -> Result<Json<RuleBacktestBody>, Problem> {
    let read = move || {
        let labels = labels(std::mem::take(&mut body.labels))?;
        Ok(Asked { set: parse(&id)?, labels, body })
    };
    let tried = act::<Read, _, _>(&app, call, read, |app, call, asked| {
        may_try(app, call)?;
        tried(app, call, &asked)
    })
    .await?;
    Ok(Json(tried.into()))
}

fn tried(app: &App, call: &Call, asked: &Asked) -> Result<Tried, Refusal> {
    let (from, until) = span(asked.body.from.as_deref(), asked.body.until.as_deref(), call.now)?;
    let set = read::rule_set(&app.desk, call, asked.set)?;
    let then = read_rules(&set.files)?;
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    let _one = service.rules.one_trial().ok_or_else(|| Refusal::new(Code::Busy, "another backtest runs"))?;
    let ours = |why: anyhow::Error| Refusal::new(Code::Internal, format!("{why:#}"));
    let archive = Archive::open(&app.data, &app.desk).map_err(ours)?;
    let span = Span { from, until, events_max: EVENTS_MAX };
    archive.try_both(&service.room.words().now().rules, &then, &span, &asked.labels).map_err(ours)
}
