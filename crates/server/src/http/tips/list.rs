//! `GET /api/v1/tips`: what people told who lost nothing, masked; `reveal` opens it.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::{PageOf, page};
use axum::Json;
use axum::extract::State;
use cordon_desk::read::{self, PageAsk, TipLine};
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which tips.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum TipStateWord {
    Open,
    Closed,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TipsQuery {
    /// Open where it is left out.
    #[param(value_type = Option<TipStateWord>, inline)]
    state: Option<String>,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    cursor: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TipClosedBody {
    /// `listed`, `nothing` or `victim`.
    outcome: String,
    by: String,
    #[schema(format = "date-time")]
    at: String,
    reason: String,
    /// The entry that it led to, or that said so before.
    listing: Option<String>,
    /// It stands as a complaint in the feed of numbers.
    complained: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TipBody {
    #[schema(example = "tip_019ab0c4d1e87000800000000000000a")]
    id: String,
    /// `number`, `message`, `link`, `app`, `account` or `approach`.
    kind: String,
    /// Masked.
    thing: Option<String>,
    /// Masked as its length.
    story: Option<String>,
    /// The number of who told it, masked. Nobody has checked that it is his.
    contact: Option<String>,
    #[schema(format = "date-time")]
    filed_at: String,
    /// Others that tell of the same thing; at most 100 are counted.
    others: usize,
    closed: Option<TipClosedBody>,
}

impl From<TipLine> for TipBody {
    fn from(TipLine { tip, others }: TipLine) -> Self {
        Self {
            id: tip.id.to_string(),
            kind: tip.kind.name().to_owned(),
            thing: tip.thing.map(|sealed| sealed.mask),
            story: tip.story.map(|sealed| sealed.mask),
            contact: tip.contact.map(|sealed| sealed.mask),
            filed_at: tip.filed_at.rfc3339(),
            others,
            closed: tip.closed.map(|closed| TipClosedBody {
                outcome: closed.outcome.name().to_owned(),
                by: closed.by.to_string(),
                at: closed.at.rfc3339(),
                reason: closed.reason,
                listing: closed.listing.map(|id| id.to_string()),
                complained: closed.complaint.is_some(),
            }),
        }
    }
}

/// List tips
#[utoipa::path(
    get, path = "/api/v1/tips", tag = "sift", operation_id = "list_tips", params(TipsQuery),
    responses((status = 200, description = "one page: those that wait oldest first, closed ones newest first", body = PageOf<TipBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<TipsQuery>>,
) -> Result<Json<PageOf<TipBody>>, Problem> {
    let read = move || {
        let open = match ask.state.as_deref() {
            None | Some("open") => true,
            Some("closed") => false,
            Some(_) => return Err(Refusal::field("state", "is open or closed")),
        };
        Ok((open, page(ask.limit, ask.cursor)?))
    };
    let work = |app: &App, call: &Call, (open, page): (bool, PageAsk)| read::tips(&app.desk, call, open, &page);
    let found = act::<Read, _, _>(&app, call, read, work).await?;
    Ok(Json(PageOf::of(found, TipBody::from)))
}
