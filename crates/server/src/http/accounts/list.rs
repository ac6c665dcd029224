//! `GET /api/v1/accounts/protections`: the protected accounts, masked, each with its reason, owner and end.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::{ListQuery, PageOf, word};
use axum::Json;
use axum::extract::State;
use cordon_desk::read;
use cordon_desk::verbs::Read;
use cordon_model::{KnownAccount, Stamp};
use serde::Serialize;
use utoipa::ToSchema;

/// A protected account.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProtectionLine {
    /// The account's key.
    account: String,
    institution_code: String,
    #[schema(example = "****0099")]
    number: String,
    class: String,
    /// `white_list`, `utility`, `payroll` or `merchant`.
    kind: Option<String>,
    reason: Option<String>,
    by: Option<String>,
    #[schema(format = "date-time")]
    since: Option<String>,
    #[schema(format = "date-time")]
    until: Option<String>,
    /// Its end has not come yet.
    holds: bool,
}

fn line(known: KnownAccount, now: Stamp) -> ProtectionLine {
    let holds = known.protected(now).is_some();
    let protection = known.protection.as_ref();
    ProtectionLine {
        kind: protection.map(|p| p.kind.name().to_owned()),
        reason: protection.map(|p| p.reason.clone()),
        by: protection.map(|p| p.by.to_string()),
        since: protection.map(|p| p.since.rfc3339()),
        until: protection.map(|p| p.until.rfc3339()),
        holds,
        number: known.number.mask,
        class: word(known.class),
        institution_code: known.institution_code,
        account: known.key,
    }
}

/// List protected accounts
#[utoipa::path(
    get, path = "/api/v1/accounts/protections", tag = "money", operation_id = "list_protections", params(ListQuery),
    responses((status = 200, description = "one page", body = PageOf<ProtectionLine>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ListQuery>>,
) -> Result<Json<PageOf<ProtectionLine>>, Problem> {
    let now = call.now;
    let found =
        act::<Read, _, _>(&app, call, move || ask.page(), |app, call, page| read::protections(&app.desk, call, &page))
            .await?;
    Ok(Json(PageOf::of(found, |known| line(known, now))))
}
