//! `GET /api/v1/cases/{id}/picture`: where a case's money went, laid out level by level. Which accounts the
//! spots are stands with the case's trace; here are their keys only.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::{Amount, word};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read::{self, CasePicture};
use cordon_desk::verbs::Read;
use cordon_flow::picture::{Layer, Line, Spot};
use cordon_model::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;

/// A level.
#[derive(Debug, Serialize, ToSchema)]
pub struct LayerBody {
    /// 1 for the accounts that the victim paid.
    level: u32,
    x: i64,
    accounts: usize,
    /// What of the case is on them, but for those where money has left the institutions.
    there: Amount,
}

/// An account, or the small ones of a level folded into one spot.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotBody {
    /// The account's key, as in the trace; none where several are folded.
    account: Option<String>,
    accounts: usize,
    /// Its place in `layers`.
    layer: usize,
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    /// What of the case came, and what of it is there.
    came: Amount,
    there: Amount,
    begins: bool,
    /// Here money has left the institutions.
    is_sink: bool,
    /// The kind of the measure in force on it.
    #[schema(example = "stop")]
    measure: Option<String>,
    held: Option<Amount>,
    #[schema(format = "date-time")]
    until: Option<String>,
}

/// All that one spot sent to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineBody {
    /// Places in `spots`.
    from: usize,
    to: usize,
    /// `on`, `level` or `back`: to a later level, within one, to an earlier one.
    course: String,
    carried: Amount,
    transfers: u32,
    /// Against the most that came to one account.
    width: i64,
}

/// A trace laid out in whole units of a page, from left to right.
#[derive(Debug, Serialize, ToSchema)]
pub struct PictureBody {
    #[schema(example = "trc_019ab0c4d1e87000800000000000000a")]
    trace: String,
    #[schema(format = "date-time")]
    at: String,
    width: i64,
    height: i64,
    layers: Vec<LayerBody>,
    /// By layer, from top to bottom.
    spots: Vec<SpotBody>,
    lines: Vec<LineBody>,
}

fn amount(minor: u64, currency: Currency) -> Amount {
    Amount::from(Money::new(i64::try_from(minor).unwrap_or(i64::MAX), currency))
}

fn spot(laid: &CasePicture, spot: &Spot) -> SpotBody {
    let key = spot.account.and_then(|account| laid.key(account));
    let held = key.and_then(|key| laid.held.get(key));
    SpotBody {
        account: key.map(str::to_owned),
        accounts: spot.accounts,
        layer: spot.layer,
        x: spot.x,
        y: spot.y,
        width: spot.width,
        height: spot.height,
        came: amount(spot.came, laid.currency),
        there: amount(spot.there, laid.currency),
        begins: spot.begins,
        is_sink: spot.is_sink,
        measure: held.map(|held| held.kind.name().to_owned()),
        held: held.and_then(|held| held.amount).map(Amount::from),
        until: held.map(|held| held.until.rfc3339()),
    }
}

impl From<CasePicture> for PictureBody {
    fn from(laid: CasePicture) -> Self {
        let currency = laid.currency;
        let layer = |layer: &Layer| LayerBody {
            level: layer.level,
            x: layer.x,
            accounts: layer.accounts,
            there: amount(layer.there, currency),
        };
        let line = |line: &Line| LineBody {
            from: line.from,
            to: line.to,
            course: word(line.course),
            carried: amount(line.carried, currency),
            transfers: line.transfers,
            width: line.width,
        };
        Self {
            trace: laid.trace.to_string(),
            at: laid.at.rfc3339(),
            width: laid.picture.width,
            height: laid.picture.height,
            layers: laid.picture.layers.iter().map(layer).collect(),
            spots: laid.picture.spots.iter().map(|one| spot(&laid, one)).collect(),
            lines: laid.picture.lines.iter().map(line).collect(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CasePictureBody {
    /// None while nothing was traced.
    picture: Option<PictureBody>,
}

/// Show a case's money as a picture
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/picture", tag = "money", operation_id = "show_picture",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$")),
    responses((status = 200, description = "the picture, if something was traced", body = CasePictureBody), Looking)
)]
pub async fn picture(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<CasePictureBody>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || parse(&id), |app, call, id| read::picture(&app.desk, call, id)).await?;
    Ok(Json(CasePictureBody { picture: found.map(PictureBody::from) }))
}
