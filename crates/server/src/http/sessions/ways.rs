//! `GET /api/v1/sign-in`: by what one may come in here, and whether this browser has done the first step already.

use crate::app::App;
use crate::http::answers::Open;
use crate::http::caller;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use cordon_desk::office::{Stage, factors_of, session_of};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct SignInWaysBody {
    /// The site's identity provider; null without one.
    outside: Option<OutsideShown>,
    /// The first step was done in this browser; null otherwise.
    step: Option<StepShown>,
    /// Officers practise here: everybody in it is made up.
    drill: bool,
}

/// The words on its button.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutsideShown {
    #[schema(example = "统一登录")]
    zh: String,
    #[schema(example = "Single sign-on")]
    en: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StepShown {
    /// `second` or `enrol`, as of `POST /api/v1/sessions`.
    #[schema(example = "second")]
    stage: String,
    ways: Vec<String>,
}

/// See how to sign in here
#[utoipa::path(
    get, path = "/api/v1/sign-in", tag = "office", operation_id = "show_sign_in", security(()),
    responses((status = 200, description = "the ways", body = SignInWaysBody), Open)
)]
pub async fn ways(State(app): State<App>, headers: HeaderMap) -> Result<Json<SignInWaysBody>, Problem> {
    let outside = app.outside().map(|it| it.button()).map(|(zh, en)| OutsideShown { zh: zh.into(), en: en.into() });
    let Some(token) = caller::token(&headers) else {
        return Ok(Json(SignInWaysBody { outside, step: None, drill: app.is_drill }));
    };
    let (now, drill) = (app.clock.now(), app.is_drill);
    let step = app
        .peek(move |app| {
            let half = session_of(&app.desk, &token, now)?.filter(|(session, _)| session.stage != Stage::Full);
            let Some((session, officer)) = half else { return Ok(None) };
            let ways =
                if session.stage == Stage::Second { factors_of(&app.desk, &officer)?.ways() } else { Vec::new() };
            let ways = ways.into_iter().map(str::to_owned).collect();
            Ok(Some(StepShown { stage: session.stage.name().to_owned(), ways }))
        })
        .await?;
    Ok(Json(SignInWaysBody { outside, step, drill }))
}
