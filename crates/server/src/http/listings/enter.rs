//! `POST /api/v1/lists/{kind}/entries`: somebody is listed. White, and black for longer than thirty days, wait for a
//! second officer.

#![expect(missing_debug_implementations, reason = "what is listed must not reach a log")]

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::listings::{ListedBody, kind};
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use crate::sift::listed;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::listing::{NewListing, list_entry};
use cordon_desk::verbs::ListEntry;
use cordon_model::{Level, ListKind};
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEntryBody {
    /// A number or a range of at least 100 (`from..to`), `institution:number`, the SM3 hash of a name, a domain or URL, a wallet's address, a device's id,
    /// `package|signer`.
    #[schema(example = "490154203237518", min_length = 1, max_length = 512, pattern = "\\S")]
    thing: String,
    #[schema(value_type = String, pattern = "^(white|grey|black)$", max_length = 5, example = "black")]
    level: Level,
    /// No personal data.
    #[schema(example = "多人举报冒充客服", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
    /// At most five years from now; none is without end.
    #[schema(format = "date-time", example = "2027-05-01T00:00:00+08:00")]
    until: Option<String>,
}

impl NewEntryBody {
    fn listing(self, app: &App, kind: ListKind) -> Result<NewListing, Refusal> {
        let until = self.until.as_deref().map(|until| moment("until", until)).transpose()?;
        let (vault, range) = (app.desk.vault(), listed::range(kind, &self.thing)?);
        let thing = match &range {
            Some((from, to)) => listed::keyed(vault, kind, format!("{from}..{to}")),
            None => listed::thing(vault, kind, &self.thing)?,
        };
        Ok(NewListing { kind, thing, range, level: self.level, reason: self.reason, until })
    }
}

/// List somebody
#[utoipa::path(
    post, path = "/api/v1/lists/{kind}/entries", tag = "sift", operation_id = "list_entry",
    params(("kind" = String, Path, description = "number, account, name, host, wallet, device or app", pattern = "^[a-z]{3,7}$", example = "device"), ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = NewEntryBody,
    responses((status = 201, description = "listed, or waits for a second officer", body = ListedBody), Acting)
)]
pub async fn enter(
    State(app): State<App>,
    Path(path): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<NewEntryBody>>,
) -> Result<(StatusCode, Json<ListedBody>), Problem> {
    let of = app.clone();
    let read = move || kind(&path).and_then(|kind| body.listing(&of, kind));
    let done = act::<ListEntry, _, _>(&app, call, read, |app, call, new| {
        let done = list_entry(&app.desk, call, &new)?;
        listed::refresh(app)?;
        Ok(done)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(ListedBody::from(done))))
}
