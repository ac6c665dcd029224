//! `GET /api/v1/journal`: entries of the journal, oldest first: what was done, by whom, with what result.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::entry::EntryBody;
use crate::http::shapes::{PageOf, page};
use axum::Json;
use axum::extract::State;
use cordon_desk::limits::PAGE_ROWS_MAX;
use cordon_desk::read::Page;
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Refusal, Resource};
use cordon_journal::Entry;
use cordon_store::{Read as _, entries};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct JournalQuery {
    /// Entries of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before: the number of the last entry seen.
    #[param(pattern = "^(0|[1-9][0-9]{0,17})$", example = "41")]
    cursor: Option<String>,
}

impl JournalQuery {
    /// From which entry on, and how many.
    fn place(&self) -> Result<(u64, u32), Refusal> {
        let ask = page(self.limit, self.cursor.clone())?;
        let rows = if ask.limit == 0 { PAGE_ROWS_MAX } else { ask.limit };
        let Some(after) = ask.after else { return Ok((0, rows)) };
        let last: Option<u64> = after.parse().ok().filter(|seq: &u64| i64::try_from(*seq).is_ok());
        let from = last.and_then(|seq| seq.checked_add(1));
        from.map(|from| (from, rows)).ok_or_else(|| Refusal::field("cursor", "is no cursor of this list"))
    }
}

fn entries_from(app: &App, call: &Call, from: u64, rows: u32) -> Result<Page<Entry>, Refusal> {
    app.desk.look(call, |look| {
        let kept = entries::range(look.sql(), from, rows.saturating_add(1))?;
        let asked = usize::try_from(rows).unwrap_or(usize::MAX);
        let more = kept.len() > asked;
        let items = kept.iter().take(asked).map(entries::Kept::decode).collect::<Result<Vec<_>, _>>()?;
        let next = if more { items.last().map(|entry| entry.seq.to_string()) } else { None };
        Ok((Resource::house(), Page { items, next }))
    })
}

/// Read the journal
#[utoipa::path(
    get, path = "/api/v1/journal", tag = "journal", operation_id = "list_entries", params(JournalQuery),
    responses((status = 200, description = "one page", body = PageOf<EntryBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<JournalQuery>>,
) -> Result<Json<PageOf<EntryBody>>, Problem> {
    let read = move || ask.place();
    let found =
        act::<Read, _, _>(&app, call, read, |app, call, (from, rows)| entries_from(app, call, from, rows)).await?;
    Ok(Json(PageOf::of(found, EntryBody::from)))
}
