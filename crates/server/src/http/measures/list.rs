//! `GET /api/v1/measures`: measures, newest first.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::measure::MeasureBody;
use crate::http::shapes::words::{MeasureKindWord, MeasureStateWord};
use crate::http::shapes::{PageOf, page};
use crate::http::words::known;
use axum::Json;
use axum::extract::State;
use cordon_desk::read::{self, MeasureFilter};
use cordon_desk::verbs::Read;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which measures.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MeasuresQuery {
    #[param(value_type = Option<MeasureStateWord>, inline)]
    state: Option<String>,
    #[param(value_type = Option<MeasureKindWord>, inline)]
    kind: Option<String>,
    /// At this agency only.
    #[param(pattern = "^agy_[0-9a-f]{32}$")]
    agency: Option<String>,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    cursor: Option<String>,
}

/// List measures
#[utoipa::path(
    get, path = "/api/v1/measures", tag = "money", operation_id = "list_measures", params(MeasuresQuery),
    responses((status = 200, description = "one page", body = PageOf<MeasureBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<MeasuresQuery>>,
) -> Result<Json<PageOf<MeasureBody>>, Problem> {
    let read = move || {
        known::<MeasureStateWord>("state", ask.state.as_deref())?;
        known::<MeasureKindWord>("kind", ask.kind.as_deref())?;
        let agency = ask.agency.as_deref().map(parse).transpose()?;
        Ok((MeasureFilter { state: ask.state, kind: ask.kind, agency }, page(ask.limit, ask.cursor)?))
    };
    let found = act::<Read, _, _>(&app, call, read, |app, call, (filter, page)| {
        read::measures(&app.desk, call, &filter, &page)
    })
    .await?;
    Ok(Json(PageOf::of(found, MeasureBody::from)))
}
