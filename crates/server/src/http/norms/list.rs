//! `GET /api/v1/norms`: every norm with its versions and the proposals open for it. There are as many
//! as the code knows keys, so one page is always enough.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::council::NormHistory;
use crate::http::shapes::{ListQuery, PageOf};
use axum::Json;
use axum::extract::State;
use cordon_desk::read::{self, NormsView};
use cordon_desk::verbs::Read;

/// List norms
#[utoipa::path(
    get, path = "/api/v1/norms", tag = "council", operation_id = "list_norms", params(ListQuery),
    responses((status = 200, description = "one page", body = PageOf<NormHistory>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ListQuery>>,
) -> Result<Json<PageOf<NormHistory>>, Problem> {
    let found = act::<Read, _, _>(
        &app,
        call,
        move || ask.page(),
        |app, call, page| {
            let all = read::norms(&app.desk, call)?;
            let rows = if page.limit == 0 { usize::MAX } else { usize::try_from(page.limit).unwrap_or(usize::MAX) };
            Ok(cut(&all, page.after.as_deref(), rows))
        },
    )
    .await?;
    Ok(Json(found))
}

/// In the order of the keys; the cursor is the key of the last one seen.
fn cut(all: &[NormsView], after: Option<&str>, rows: usize) -> PageOf<NormHistory> {
    let mut views: Vec<&NormsView> =
        all.iter().filter(|view| after.is_none_or(|after| view.key.text() > after)).collect();
    views.sort_by_key(|view| view.key.text());
    let more = views.len() > rows;
    views.truncate(rows);
    let next = views.last().filter(|_| more).map(|view| view.key.to_string());
    PageOf { items: views.into_iter().map(NormHistory::from).collect(), next }
}
