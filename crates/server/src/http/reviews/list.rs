//! `GET /api/v1/reviews`: acts under standing authority still to be read again, oldest first.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::council::ReviewBody;
use crate::http::shapes::{PageOf, page};
use axum::Json;
use axum::extract::State;
use cordon_desk::read;
use cordon_desk::verbs::Read;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which reviews.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReviewsQuery {
    /// With those that were read already.
    #[param(default = false)]
    #[serde(default)]
    all: bool,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    cursor: Option<String>,
}

/// List reviews
#[utoipa::path(
    get, path = "/api/v1/reviews", tag = "council", operation_id = "list_reviews", params(ReviewsQuery),
    responses((status = 200, description = "one page", body = PageOf<ReviewBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ReviewsQuery>>,
) -> Result<Json<PageOf<ReviewBody>>, Problem> {
    let read = move || Ok((ask.all, page(ask.limit, ask.cursor)?));
    let found =
        act::<Read, _, _>(&app, call, read, |app, call, (all, page)| read::reviews(&app.desk, call, all, &page))
            .await?;
    Ok(Json(PageOf::of(found, ReviewBody::from)))
}
